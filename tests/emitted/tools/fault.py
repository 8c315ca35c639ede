"""What a check says, and what a check is."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Callable


class Fault(Exception):
    """A text is not what its tool reads."""


class Unreachable(Exception):
    """A registry could not be reached, so that nothing can be said."""


@dataclass
class Tool:
    """A check of one kind: raises a Fault for a wrong text."""

    by: str
    check: Callable[[Path, str, dict, Path], None]
    #: Replacements that make a right text wrong.
    spoil: list[tuple[str, str]] = field(default_factory=list)
    prepare: Callable[[Path, list[Path]], None] = lambda downloads, paths: None


def read(path: Path) -> str:
    """A text with its line ends as they are."""
    return path.read_bytes().decode("utf-8")


def same(what: str, got, wanted) -> None:
    if got != wanted:
        raise Fault(f"{what} is {got!r} instead of {wanted!r}")


def settings(got: dict, conf: dict, left_out: tuple = ()) -> None:
    """Every setting is there, with its very value."""
    for key, value in conf.items():
        if key not in left_out:
            same(key, got.get(key), value)
