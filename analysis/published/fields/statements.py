"""The statement of a claim in a findings file: one reader for each statistic."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from analysis.published.fields.printed import decimal, once, people
from analysis.published.forensics.rounding import NUMBER, parse
from analysis.published.model import Margin, PublishedQuestion, Unit
from analysis.published.statements import (
    Change,
    Largest,
    MarginOfError,
    Paired,
    Quoted,
    Share,
    SharesOfCounts,
    Statement,
    Switched,
    Unmeasured,
)
from instruments.source import Located, Source
from instruments.texts import text

Fields = Mapping[str, Located]
UNITS = ("points", "percent", "times")
DIRECTIONS = ("up", "down")
UNMEASURED = ("not-supported", "not-verifiable", "false-in-sample")


@dataclass(frozen=True)
class Names:
    """What a claim may be about, and the languages its words need.

    answers  the question of each answer
    units    what the number of each answer is
    unread   whether some question has a problem of its own: an answer that is missing may be one of those
    """

    answers: Mapping[str, PublishedQuestion]
    units: Mapping[str, Unit]
    margins: Mapping[str, Margin]
    languages: tuple[str, ...]
    unread: bool

    @property
    def known(self) -> tuple[str, ...]:
        """The ids; an answer whose category could not be read has none."""
        return (*self.margins, *(name for name in self.answers if not name.endswith(".")))


def _share(source: Source, fields: Fields, names: Names) -> Share | None:
    if ("above" in fields) == ("below" in fields):
        source.problem(fields["of"].line, "a share is said to be `above` or `below` a part, such as 1/2; give one of the two.")
        return None
    than = fields["above"] if "above" in fields else fields["below"]
    part = _part(source, than, "above or below")
    of = together(source, fields["of"], names, "of")
    among = together(source, fields["among"], names, "among") if "among" in fields else ()
    if among and not set(of) <= set(among):
        source.problem(fields["of"].line, "the answers of a share must be among those of its base.")
    return None if part is None else Share(of, among, part, "above" in fields)


def _largest(source: Source, fields: Fields, names: Names) -> Largest | None:
    found = _answer(source, fields["of"], names, "of")
    return None if found is None else Largest(found)


def _paired(source: Source, fields: Fields, names: Names) -> Paired | None:
    more, less = (_answer(source, fields[key], names, key) for key in ("more", "less"))
    if more is None or less is None:
        return None
    if more == less:
        source.problem(fields["less"].line, f"less must be another answer than more, got {less!r} twice.")
    return Paired(more, less)


def _quoted(source: Source, fields: Fields, names: Names) -> Quoted | None:
    printed, of = decimal(source, fields["printed"], "printed number"), together(source, fields["of"], names, "of")
    if len({names.units[name] for name in of}) > 1:
        source.problem(fields["of"].line, "of: percents, counts and fractions are not added up.")
    return None if printed is None else Quoted(of, printed)


def _change(source: Source, fields: Fields, names: Names) -> Change | None:
    start, end = (_percent(source, fields[key], names, key) for key in ("from", "to"))
    past = [_percent(source, item, names, "past") for item in source.sequence(fields.get("past"), "past")]
    stated, about = (_amount(source, fields.get(key), f"number {key!r}") for key in ("stated", "about"))
    if ("stated" in fields) == ("direction" in fields):
        source.problem(fields["from"].line, "a change needs either the number `stated`, with its sign, or a `direction`.")
    if start is None or end is None:
        return None
    return Change(
        start,
        end,
        stated,
        direction=_word(source, fields.get("direction"), "direction", DIRECTIONS, ""),
        unit=_word(source, fields.get("unit"), "unit", UNITS, UNITS[0]),
        about=Fraction(0) if about is None else parse(about).value,
        past=tuple(name for name in past if name is not None),
    )


def _switched(source: Source, fields: Fields, names: Names) -> Switched | None:
    start, end = (_percent(source, fields[key], names, key) for key in ("from", "to"))
    return None if start is None or end is None else Switched(start, end)


def _margin_of_error(source: Source, fields: Fields, names: Names) -> MarginOfError | None:
    stated, n = _amount(source, fields["stated"], "number 'stated'"), people(source, fields["n"], "n")
    level = _part(source, fields["level"], "level", "0.95")
    return None if stated is None or n is None or level is None else MarginOfError(stated, n, level)


def _shares_of_counts(source: Source, fields: Fields, names: Names) -> SharesOfCounts | None:
    return SharesOfCounts(together(source, fields["of"], names, "of"))


def _unmeasured(source: Source, fields: Fields, names: Names) -> Unmeasured | None:
    verdict = source.string(fields["verdict"], "verdict")
    if verdict not in UNMEASURED:
        source.problem(fields["verdict"].line, f"verdict must be one of {', '.join(UNMEASURED)}, got {verdict!r}.")
        return None
    reason = text(source, names.languages, fields["reason"], "reason")
    for _, words in reason:
        for name in re.findall(r"\{([^{}:]*):(?:count|base|rest|percent)\}", words):
            if name not in names.answers:
                source.problem(fields["reason"].line, f"the reason names {name!r}, which is no answer of this file.")
        if re.sub(r"\{[^{}:]*:(?:count|base|rest|percent)\}", "", words).count("{"):
            source.problem(
                fields["reason"].line, "a number in a reason is written {question.answer:count} (or base, rest, percent)."
            )
    return Unmeasured(verdict, reason)


@dataclass(frozen=True)
class Statistic:
    required: tuple[str, ...]
    optional: tuple[str, ...]
    read: Callable[[Source, Fields, Names], Statement | None]


STATISTICS: Mapping[str, Statistic] = {
    "share": Statistic(("of",), ("among", "above", "below"), _share),
    "largest": Statistic(("of",), (), _largest),
    "paired": Statistic(("more", "less"), (), _paired),
    "quoted": Statistic(("of", "printed"), (), _quoted),
    "change": Statistic(("from", "to"), ("stated", "direction", "unit", "about", "past"), _change),
    "switched": Statistic(("from", "to"), (), _switched),
    "margin-of-error": Statistic(("stated", "n", "level"), (), _margin_of_error),
    "shares-of-counts": Statistic(("of",), (), _shares_of_counts),
    "unmeasured": Statistic(("verdict", "reason"), (), _unmeasured),
}


def together(source: Source, node: Located, names: Names, what: str) -> tuple[str, ...]:
    """Return answers that are counted together, a margin as its answers: of one question, one or more, each once."""
    items = [node] if isinstance(node.value, str) else source.sequence(node, what)
    named = [name for item in items if (name := _id(source, item, names, what)) is not None]
    found = tuple(answer for name in named for answer in (names.margins[name].of if name in names.margins else (name,)))
    if not items:
        source.problem(node.line, f"{what} must list one answer or more.")
    if len({names.answers[answer].id for answer in found}) > 1:
        source.problem(node.line, f"{what} takes answers of one question together, not of several.")
    once(source, "answer", ((answer, node) for answer in found))
    return found


def _id(source: Source, node: Located, names: Names, what: str) -> str | None:
    """Return the id of an answer or a margin that the file has."""
    name = source.string(node, what)
    if name is None or name in names.known:
        return name
    if not names.unread or any(answer.startswith(f"{name.partition('.')[0]}.") for answer in names.known):
        offered = ", ".join(names.known) or "none"
        source.problem(node.line, f"{what}: {name!r} is no answer of this file; answers are {offered}.")
    return None


def _answer(source: Source, node: Located, names: Names, what: str) -> str | None:
    """Return the id of one answer, which may be written as a list of one."""
    if isinstance(node.value, list):
        if len(node.value) != 1:
            source.problem(node.line, f"{what} must be the id of one answer, such as question.category, got {len(node.value)}.")
            return None
        node = node.value[0]
    name = _id(source, node, names, what)
    if name in names.margins:
        source.problem(node.line, f"{what} must be one answer, not the several of the margin {name!r}.")
        return None
    return name


def _percent(source: Source, node: Located, names: Names, what: str) -> str | None:
    name = _answer(source, node, names, what)
    if name is not None and names.units[name] is Unit.COUNT:
        source.problem(node.line, f"{what}: a change is of an answer whose number is printed as a percent, got {name!r}.")
        return None
    return name


def _word(source: Source, node: Located | None, what: str, offered: Sequence[str], default: str) -> str:
    word = source.string(node, what)
    if node is None or word is None:
        return default
    if word not in offered:
        source.problem(node.line, f"{what} must be one of {', '.join(offered)}, got {word!r}.")
    return word


def _part(source: Source, node: Located, what: str, example: str = "1/2") -> Fraction | None:
    """Return a part of a whole, above 0 and below 1: written as 1/2, as 0.5 or as 50 %."""
    written = source.string(node, what)
    if written is None:
        return None
    part = Fraction(0)
    if re.fullmatch(r"[0-9]{1,4}/[1-9][0-9]{0,3}", written):
        part = Fraction(written)
    elif NUMBER.fullmatch(written.strip()):
        part = parse(written).value / (100 if "%" in written else 1)
    if 0 < part < 1:
        return part
    source.problem(node.line, f"{what} must be a part of a whole, such as {example!r}, got {written!r}.")
    return None


def _amount(source: Source, node: Located | None, what: str) -> str | None:
    """Return a number that may stand behind a plus-minus sign."""
    if node is not None and isinstance(node.value, str):
        node = Located(re.sub(r"^\s*(±|\+/[-−–])\s*", "", node.value), node.line)
    return decimal(source, node, what)
