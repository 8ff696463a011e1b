"""Names and closed sets as they stand in a questionnaire file."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TypeVar

from instruments.near import did_you_mean
from instruments.source import Located, Source

LONGEST_ID = 60
_ID = re.compile(r"[a-z][a-z0-9_]*")
_Member = TypeVar("_Member", bound=StrEnum)


def one_of(source: Source, node: Located | None, allowed: type[_Member], what: str) -> _Member | None:
    """Return the member of a closed set that a value names; None and a problem with the nearest name where it names none."""
    name = source.string(node, what)
    if name is None or node is None:
        return None
    try:
        return allowed(name)
    except ValueError:
        names = [member.value for member in allowed]
        source.problem(node.line, f"{what} must be one of {', '.join(names)}, got {name!r}.{did_you_mean(name, names)}")
        return None


def identifier(source: Source, lines: dict[str, int], node: Located | None, prefix: str) -> str:
    """Return an id, noting one that is badly made or used twice; `lines` gets its line, under `prefix` and the id."""
    name = source.string(node, "id") or ""
    if node is None or not name:
        return name
    if not is_identifier(name):
        source.problem(node.line, bad_id(name))
    if prefix + name in lines:
        source.problem(node.line, f"the id {name!r} is used twice; the first stands on line {lines[prefix + name]}.")
    lines.setdefault(prefix + name, node.line)
    return name


def is_identifier(name: str) -> bool:
    """Whether a name may be an id."""
    return bool(_ID.fullmatch(name)) and "__" not in name and len(name) <= LONGEST_ID


def bad_id(name: str) -> str:
    """Return what is wrong with a name that is no id."""
    return f"an id is made of a–z, 0–9 and single _, begins with a letter and has at most {LONGEST_ID} characters, got {name!r}."
