"""What every part of a findings file is made of: names, places and numbers as printed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from analysis.errors import AnalysisError
from analysis.published.forensics.rounding import parse
from instruments.model import Text
from instruments.source import Located, Source
from instruments.texts import text

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]*")
_WHOLE = re.compile(r"[0-9]{1,12}|[0-9]{1,3}(?:[ \u00a0\u2009\u202f][0-9]{3}){1,3}")


def identifier(source: Source, node: Located | None, what: str) -> str:
    """Return a name of small letters, digits, hyphens and underscores; empty where it is absent or wrong."""
    name = source.string(node, what) or ""
    if node is not None and name and not _NAME.fullmatch(name):
        source.problem(node.line, f"{what} must be of a-z, 0-9, - and _, got {name!r}; it begins with a letter or a digit.")
        return ""
    return name


def once(source: Source, what: str, named: Iterable[tuple[object, Located]]) -> None:
    """Note every name that stands more than once, on the line where it is repeated; `named` is each name with its place."""
    lines: dict[object, list[int]] = {}
    for name, node in named:
        lines.setdefault(name, []).append(node.line)
    for name, found in lines.items():
        if len(found) > 1 and name != "":
            source.problem(found[1], f"the {what} {name!r} stands here {len(found)} times; each may stand once.")


def place(source: Source, node: Located | None, languages: Sequence[str], what: str) -> Text:
    """Return where in the publication something stands: one text for all languages, or a text in each.

    An absent place is an empty text.
    """
    if node is not None and isinstance(node.value, dict):
        return text(source, languages, node, what)
    return Text(tuple((language, words) for words in (source.string(node, what) or "",) for language in languages))


def whole(source: Source, node: Located | None, what: str) -> int | None:
    """Return a whole number that is printed, and so written in quotes; its thousands may stand apart."""
    printed = source.string(node, what)
    if node is None or printed is None:
        return None
    if not _WHOLE.fullmatch(printed):
        source.problem(node.line, f'{what} must be a whole number in quotes, such as "1243" or "1 243", got {printed!r}.')
        return None
    return int("".join(printed.split()))


def people(source: Source, node: Located | None, what: str) -> int | None:
    """Return a whole number of people that is printed: one or more."""
    found = whole(source, node, what)
    if node is not None and found == 0:
        source.problem(node.line, f"{what} must be 1 person or more, got 0.")
        return None
    return found


def full_count(source: Source, node: Located | None, *, weighted: bool, otherwise: bool = False) -> bool:
    """Return whether numbers are a full count; `otherwise` where it is not said. A full count has no weights."""
    if node is None:
        return otherwise
    found = source.boolean(node, "census")
    if found and weighted:
        source.problem(node.line, "a full count has no weights: leave out census, or the weighting of the file.")
    return found


def decimal(source: Source, node: Located | None, what: str) -> str | None:
    """Return a number as printed: digits with a point or a comma, a sign and a percent sign where there is one."""
    written = source.string(node, what)
    if node is None or written is None:
        return None
    try:
        parse(written, what)
    except AnalysisError as error:
        source.problem(node.line, str(error))
        return None
    return written
