"""The claims of a findings file, the answers they take together, and where the publication contradicts itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from analysis.published.fields.printed import identifier, once, place
from analysis.published.fields.statements import STATISTICS, Names, together
from analysis.published.model import Check, Claim, Contradiction, Margin, PublishedQuestion
from analysis.published.statements import Share
from instruments.model import Text
from instruments.source import Located, Source
from instruments.texts import text

Known = Mapping[str, tuple[str, ...]]
CHECKS = (
    "base", "number", "sum", "vector", "forced-to-100", "mean", "sd", "distribution", "mixture", "identical-rows",
    "counts-from-percents", "all-sum-to-100", "majority", "mixed-bases", "filter",
)  # fmt: skip
"""What the numbers of a publication can contradict; the audit has a function for each."""

_ABOUT = {"majority": ("claim of a share", 1, 1), "mixed-bases": ("answer", 2, 99), "filter": ("answer", 2, 2)}
"""What a check is about, and how many of them at least and at most; every other check is about one question."""

_COMMON = ("id", "quote", "place", "statistic")


def margins(
    source: Source, node: Located | None, questions: Sequence[PublishedQuestion], languages: tuple[str, ...], unread: bool
) -> tuple[Margin, ...]:
    """Return the answers that are taken together; `unread` as in `Names`."""
    names = _names_of(questions, (), languages, unread)
    found, items = [], source.sequence(node, "margins")
    for item in items:
        fields = source.mapping(item, "a margin", ("id", "of", "label"))
        of = together(source, fields["of"], names, "of") if "of" in fields else ()
        label = text(source, languages, fields["label"], "label") if "label" in fields else Text(())
        found.append(Margin(identifier(source, fields.get("id"), "id of a margin"), label, of))
    once(source, "margin", zip((margin.id for margin in found), items, strict=True))
    return tuple(found)


def claims(
    source: Source,
    node: Located | None,
    questions: Sequence[PublishedQuestion],
    groups: Sequence[Margin],
    languages: tuple[str, ...],
    unread: bool,
) -> tuple[Claim, ...]:
    """Return the claims, each with the statement its words make; `unread` as in `Names`."""
    names = _names_of(questions, groups, languages, unread)
    items = source.sequence(node, "claims")
    read = [_claim(source, item, names) for item in items]
    once(source, "claim", [(claim.id, item) for claim, item in zip(read, items, strict=True) if claim is not None])
    return tuple(claim for claim in read if claim is not None)


def contradictions(
    source: Source,
    node: Located | None,
    questions: Sequence[PublishedQuestion],
    said: Sequence[Claim],
    languages: tuple[str, ...],
) -> tuple[Contradiction, ...]:
    """Return the contradictions that readers have named."""
    known = {
        "question": tuple(question.id for question in questions),
        "answer": tuple(answer.id for question in questions for answer in question.answers),
        "claim of a share": tuple(claim.id for claim in said if isinstance(claim.statement, Share) and claim.statement.above),
    }
    items = source.sequence(node, "contradictions")
    found = tuple(_contradiction(source, item, known, languages) for item in items)
    once(source, "contradiction", zip((one.id for one in found), items, strict=True))
    return found


def _names_of(
    questions: Sequence[PublishedQuestion], groups: Sequence[Margin], languages: tuple[str, ...], unread: bool
) -> Names:
    answers = {answer.id: question for question in questions for answer in question.answers}
    units = {answer.id: answer.unit for question in questions for answer in question.answers}
    return Names(answers, units, {margin.id: margin for margin in groups}, languages, unread)


def _claim(source: Source, node: Located, names: Names) -> Claim | None:
    named = source.open_mapping(node, "a claim").get("statistic")
    statistic = source.string(named, "statistic")
    if statistic is None or statistic not in STATISTICS:
        offered = ", ".join(STATISTICS)
        source.problem(node.line, f"a claim needs a statistic, one of {offered}, got {statistic!r}.")
        return None
    entry = STATISTICS[statistic]
    fields = source.mapping(node, f"a claim of {statistic}", (*_COMMON, *entry.required), ("family", "reading", *entry.optional))
    problems = len(source.problems)
    name, quote, family = (source.string(fields.get(key), key) or "" for key in ("id", "quote", "family"))
    where = place(source, fields.get("place"), names.languages, "place")
    reading = text(source, names.languages, fields["reading"], "reading") if "reading" in fields else None
    statement = entry.read(source, fields, names) if set(entry.required) <= set(fields) else None
    if statement is None or len(source.problems) > problems:
        return None
    return Claim(name, quote, where, statement, family, reading)


def _contradiction(source: Source, node: Located, known: Known, languages: tuple[str, ...]) -> Contradiction:
    fields = source.mapping(node, "a contradiction", ("id",), ("kind", "checks", "sentence", "quotes"))
    named = source.sequence(fields.get("checks"), "checks")
    checks = tuple(Check(kind, of) for item in named for kind, of in _checks(source, item, known))
    sentence = text(source, languages, fields["sentence"], "sentence") if "sentence" in fields else None
    if bool(named) == (sentence is not None):
        source.problem(node.line, "a contradiction has either checks, which the numbers must show, or a sentence of its own.")
    if sentence is not None and "kind" not in fields:
        source.problem(node.line, "a contradiction of words lacks the key 'kind'.")
    kind = source.string(fields.get("kind"), "kind") or (checks[0].kind if checks else "")
    quotes = tuple(source.string(item, "a quote") or "" for item in source.sequence(fields.get("quotes"), "quotes"))
    return Contradiction(source.string(fields.get("id"), "id") or "", kind, checks, sentence, quotes)


def _checks(source: Source, node: Located, known: Known) -> list[tuple[str, tuple[str, ...]]]:
    found = []
    for kind, value in source.open_mapping(node, "a check").items():
        if kind not in CHECKS:
            source.problem(value.line, f"there is no check {kind!r}; checks are {', '.join(CHECKS)}.")
            continue
        names = source.sequence(value, kind) if isinstance(value.value, list) else [value]
        of = tuple(source.string(name, kind) or "" for name in names)
        what, least, most = _ABOUT.get(kind, ("question", 1, 1))
        if not least <= len(of) <= most or any(name not in known[what] for name in of):
            number = {1: "one", 2: "two"}[least] + (" or more" if most > least else "")
            source.problem(value.line, f"{kind} is about {number} {what} of this file, got {', '.join(of) or 'nothing'}.")
            continue
        found.append((kind, of))
    return found
