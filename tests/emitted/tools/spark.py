"""Spark's own: a command line of spark-submit, and a properties file."""

import javaproperties

from . import shell
from .fault import Fault, Tool, same

# Options that take a value (SparkSubmitOptionParser of Spark 4.0), as far as a line may need them.
OPTIONS = {"--master": True, "--deploy-mode": True, "--class": True, "--name": True, "--conf": True, "--jars": True}


def submit(path, text, conf, downloads):
    read = shell.words(text)
    same("the program", read[:1], ["spark-submit"])
    bare, found = shell.options(read[1:], OPTIONS)
    same("what is run", bare, ["PROGRAM"])
    same("the number of --master", len(found.get("--master", [])), 1)
    same("the settings", dict(pair.split("=", 1) for pair in found.get("--conf", [])), conf)


def defaults(path, text, conf, downloads):
    try:
        read = javaproperties.loads(text)
    except Exception as error:
        raise Fault(f"no properties file: {error}") from error
    same("the settings", read, conf)


SUBMIT = Tool(
    "sh and shlex, and a list of Spark's options",
    submit,
    [("--conf ", "--config "), ("spark.executor.memory=", "spark.executor.memori="), ("'\\''", "'")],
)
DEFAULTS = Tool(
    "javaproperties, a reader of Java's format",
    defaults,
    [("\nspark.executor.memory ", "\nspark.executor.memory\\ "), ("\\n", "\n")],
)
