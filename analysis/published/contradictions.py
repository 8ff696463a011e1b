"""The contradictions of a publication: those its numbers show, under the names readers gave them, and those of its words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from analysis.published.model import Check, Contradiction, Findings
from analysis.published.recovery import Recovered
from analysis.published.results import ClaimVerdict, Conflict, Judged, Listed, Reason
from analysis.published.statements import Share


def contradictions(
    findings: Findings, recovered: Sequence[Recovered], shown: Sequence[Conflict], claims: Sequence[Judged]
) -> tuple[tuple[Listed, ...], tuple[Contradiction, ...]]:
    """Return the contradictions, and those that the findings file names although the numbers do not show them.

    shown  the conflicts among the numbers; each one that no name covers is listed under "kind:question"
    """
    listed: list[Listed] = []
    unconfirmed: list[Contradiction] = []
    covered: set[tuple[str, str]] = set()
    for named in findings.contradictions:
        found = [conflict for check in named.checks for conflict in _confirmed(check, recovered, shown, claims)]
        if named.checks and not all(_confirmed(check, recovered, shown, claims) for check in named.checks):
            unconfirmed.append(named)
        if found or not named.checks:
            listed.append(Listed(named.id, named.kind, _items(found), tuple(found), named))
        covered.update((conflict.kind, conflict.about) for conflict in found)
    for kind, about in dict.fromkeys((conflict.kind, conflict.about) for conflict in shown):
        if (kind, about) not in covered:
            found = [conflict for conflict in shown if (conflict.kind, conflict.about) == (kind, about)]
            listed.append(Listed(f"{kind}:{about}", kind, _items(found), tuple(found)))
    return tuple(listed), tuple(unconfirmed)


def _items(found: Sequence[Conflict]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(item for conflict in found for item in conflict.items))


def _confirmed(
    check: Check, recovered: Sequence[Recovered], shown: Sequence[Conflict], claims: Sequence[Judged]
) -> list[Conflict]:
    if check.kind in NAMED:
        conflict = NAMED[check.kind](check, recovered, claims)
        return [] if conflict is None else [conflict]
    return [conflict for conflict in shown if conflict.kind == check.kind and conflict.about in check.of]


_MAJORITY: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "claim_share": ("conflict_majority", ("count", "base", "share")),
    "claim_share_full": ("conflict_majority", ("count", "base", "share")),
    "claim_share_range": ("conflict_majority_range", ("low", "high", "base")),
    "claim_share_printed": ("conflict_majority_printed", ("printed",)),
}
"""What is said of a claim of more than a part that is false, by what was said of the claim."""


def _majority(check: Check, recovered: Sequence[Recovered], claims: Sequence[Judged]) -> Conflict | None:
    """Return the conflict of a claim of more than a part that is not true of the sample."""
    [name] = check.of
    judged = next((judged for judged in claims if judged.claim.id == name), None)
    if judged is None or judged.verdict is not ClaimVerdict.FALSE or not isinstance(judged.claim.statement, Share):
        return None
    share = next(reason for reason in judged.reasons if reason.key in _MAJORITY)
    key, names = _MAJORITY[share.key]
    told = {word: share.told[word] for word in names}
    return Conflict("majority", name, (name, *judged.claim.statement.of), Reason(key, told))


def _mixed_bases(check: Check, recovered: Sequence[Recovered], claims: Sequence[Judged]) -> Conflict | None:
    """Return the conflict of numbers that are printed side by side although they are shares of different bases."""
    found = [_answer(name, recovered) for name in check.of]
    bases = tuple(dict.fromkeys(one.base for one, _ in found if one.base is not None))
    if len(bases) < 2:
        return None
    labels = tuple(one.question.text for one, _ in found)
    return Conflict("mixed-bases", check.of[0], check.of, Reason("conflict_mixed_bases", {"labels": labels, "bases": bases}))


def _filter(check: Check, recovered: Sequence[Recovered], claims: Sequence[Judged]) -> Conflict | None:
    """Return the conflict of a filter: fewer ticked the option for those who did not give an answer than did not give it."""
    gave, ticked = (_answer(name, recovered) for name in check.of)
    base, given, passed = gave[0].base, gave[1], ticked[1]
    if base is None or given is None or passed is None or base - given <= passed:
        return None
    told = {"others": base - given, "ticked": passed, "least": base - given - passed}
    return Conflict("filter", check.of[1], check.of, Reason("conflict_filter", told))


def _answer(name: str, recovered: Sequence[Recovered]) -> tuple[Recovered, int | None]:
    one = next(one for one in recovered if any(answer.id == name for answer in one.question.answers))
    return one, one.count(name)


NAMED: Mapping[str, Callable[[Check, Sequence[Recovered], Sequence[Judged]], Conflict | None]] = {
    "majority": _majority,
    "mixed-bases": _mixed_bases,
    "filter": _filter,
}
"""Checks that need to be told which answers or claims they are about."""
