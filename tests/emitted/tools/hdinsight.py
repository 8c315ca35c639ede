"""HDInsight: the parameters of `az hdinsight create`, read from the sources of azure-cli."""

import ast
import json
import subprocess
import sys
import zipfile

from . import shell
from .fault import Fault, Tool, Unreachable, same, settings

VERSION = "2.91.0"
FOLDER = "azure/cli/command_modules/hdinsight"


def prepare(downloads, paths):
    wheel = next(downloads.glob(f"azure_cli-{VERSION}-*.whl"), None)
    if wheel:
        return
    fetch = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "-d", str(downloads), f"azure-cli=={VERSION}"]
    if subprocess.run(fetch, capture_output=True, check=False).returncode:
        raise Unreachable(f"azure-cli {VERSION} could not be had from PyPI")


def parameters(downloads) -> dict[str, bool]:
    """The long options of the command; True for those with a value. Its parameters are those of `create_cluster`, and
    their names are as they stand there unless `options_list` says otherwise."""
    wheel = zipfile.ZipFile(next(downloads.glob(f"azure_cli-{VERSION}-*.whl")))
    made = ast.parse(wheel.read(f"{FOLDER}/custom.py"))
    create = next(n for n in made.body if isinstance(n, ast.FunctionDef) and n.name == "create_cluster")
    names = {argument.arg for argument in create.args.args}
    known = {f"--{name.replace('_', '-')}": True for name in names}
    # Common to all commands of Azure: azure/cli/core/commands/parameters.py.
    known |= {"--name": True, "--resource-group": True, "--location": True}
    for call in ast.walk(ast.parse(wheel.read(f"{FOLDER}/_params.py"))):
        if not (isinstance(call, ast.Call) and getattr(call.func, "attr", "") == "argument" and call.args):
            continue
        name, options = call.args[0].value, {word.arg: word.value for word in call.keywords}
        if name in names and "options_list" in options:
            known.pop(f"--{name.replace('_', '-')}", None)
            known |= {o.value: True for o in options["options_list"].elts if o.value.startswith("--")}
    return known


def command(path, text, conf, downloads):
    read = shell.words(text)
    same("the command", read[:3], ["az", "hdinsight", "create"])
    bare, found = shell.options(read[3:], parameters(downloads))
    same("other words", bare, [])
    for needed in ["--name", "--resource-group", "--type", "--storage-account", "--workernode-count"]:
        if len(found.get(needed, [])) != 1:
            raise Fault(f"{path}: {needed} is missing")
    same("the type", found["--type"], ["spark"])
    try:
        value = json.loads(found["--cluster-configurations"][0])
    except (ValueError, KeyError) as error:
        raise Fault(f"{path}: {error}") from error
    settings(value["spark2-defaults"], conf)


COMMAND = Tool(
    f"sh and shlex, and the parameters in the sources of azure-cli {VERSION}",
    command,
    [
        ("--workernode-count", "--worker-count"),
        ("--headnode-size", "--head-size"),
        ("--type spark", "--type storm"),
        ('{"spark2-defaults":', '{"spark2-defaults"'),
    ],
    prepare,
)
