"""Commands of a shell: their words, and their options held against those that a tool has."""

import shlex
import subprocess

from .fault import Fault


def words(text: str) -> list[str]:
    """The words of the one command, as a POSIX shell reads them; nothing may be run by reading it."""
    body = after_heading(text)
    done = run(f"set -f; printf '%s\\0' {body}")
    if done.returncode or done.stderr:
        raise Fault(f"sh: {done.stderr.decode()}")
    read = done.stdout.decode().split("\0")[:-1]
    # shlex does not join lines.
    if read != shlex.split(body.replace("\\\n", "")):
        raise Fault("sh and shlex read different words")
    return read


def run(script: str) -> subprocess.CompletedProcess:
    """As bytes: Python would make line ends of carriage returns."""
    return subprocess.run(["sh"], input=script.encode(), capture_output=True, check=False)


def after_heading(text: str) -> str:
    while text.startswith("#"):
        text = text.partition("\n")[2]
    return text


def options(read: list[str], known: dict[str, bool]) -> tuple[list[str], dict[str, list[str]]]:
    """Bare words, and the values of each option; `known` says of each option whether it takes a value."""
    bare, found, at = [], {}, 0
    while at < len(read):
        word = read[at]
        at += 1
        if not word.startswith("--"):
            bare.append(word)
            continue
        name, equals, value = word.partition("=")
        if name not in known:
            raise Fault(f"there is no option {name}")
        if known[name] and not equals:
            if at >= len(read):
                raise Fault(f"{name} has no value")
            value = read[at]
            at += 1
        elif equals and not known[name]:
            raise Fault(f"{name} takes no value")
        found.setdefault(name, []).append(value)
    return bare, found
