"""What a reader that passes over unknown names keeps: a name that it does not know is lost on the way back."""

from .fault import Fault


def kept(what: str, before, after) -> None:
    """Every name and value of `before` is in `after` too; empty maps and lists may be left out."""
    if isinstance(before, dict) and isinstance(after, dict):
        for key, value in before.items():
            if key not in after and value in ({}, []):
                continue
            if key not in after:
                raise Fault(f"{what} has no {key!r}")
            kept(f"{what}.{key}", value, after[key])
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for at, pair in enumerate(zip(before, after)):
            kept(f"{what}[{at}]", *pair)
    elif before != after:
        raise Fault(f"{what} is {before!r}, read as {after!r}")
