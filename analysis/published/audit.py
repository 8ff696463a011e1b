"""A publication's findings → everything that can be said of its numbers, its claims and what it left out."""

from __future__ import annotations

from collections.abc import Sequence

from analysis.published.claims import judged
from analysis.published.conflicts import ACROSS, conflicts
from analysis.published.contradictions import contradictions
from analysis.published.joint import bounds, undecided
from analysis.published.model import Findings
from analysis.published.numbers import audited
from analysis.published.planted import Facts
from analysis.published.recovery import Recovered, Verdict, recovered
from analysis.published.results import Audit, ClaimVerdict, Conflict, Judged, Listed, Number, ScaleAnswers
from analysis.published.sample import sample_verdict
from analysis.published.scale import answers, described, statistic

GRAVE = {
    "base": "base-conflict",
    "number": "number-conflict",
    "sum": "sum-conflict",
    "vector": "sum-conflict",
    "mean": "number-conflict",
    "sd": "number-conflict",
    "distribution": "number-conflict",
    "mixture": "number-conflict",
    "counts-from-percents": "counts-from-percents",
}
"""What a kind of conflict makes of the publication as a whole."""

_ORDER = (
    "base-conflict",
    "number-conflict",
    "sum-conflict",
    "counts-from-percents",
    "claims-contradicted",
    "no-power",
    "consistent",
)


def audit(findings: Findings) -> Audit:
    """Return what the printed numbers of a publication show.

    >>> from analysis.published.findings import load
    >>> found = audit(load("stm-2024-03"))
    >>> found.verdict, [one.base for one in found.recovered]
    (('base-conflict',), [385, 385])
    """
    found = recovered(findings)
    shown = _shown(found, findings.rounding)
    claims = judged(findings, found)
    listed, unconfirmed = contradictions(findings, found, shown, claims)
    numbers = audited(findings, found, held_against)
    return Audit(
        findings=findings,
        recovered=found,
        numbers=numbers,
        contradictions=listed,
        unconfirmed=unconfirmed,
        claims=claims,
        bounds=bounds(findings, found),
        undecided=undecided(found),
        scales=tuple(scale for one in found if (scale := _scale(one, findings.rounding)) is not None),
        verdict=_verdict(numbers, listed, claims),
    )


def held_against(findings: Findings) -> Facts:
    """Return every number that is contradicted, every conflict, and every named contradiction that is not there."""
    found = recovered(findings)
    shown = _shown(found, findings.rounding)
    facts = {(conflict.kind, conflict.about) for conflict in shown}
    for one in found:
        wrong = [answer.id for answer in one.question.answers if one.verdict(answer) is Verdict.CONTRADICTED]
        facts |= {("contradicted", name) for name in wrong}
    if findings.sample is not None and sample_verdict(findings.sample.n, findings, found)[0] is Verdict.CONTRADICTED:
        facts.add(("contradicted", "sample"))
    _, unconfirmed = contradictions(findings, found, shown, ())
    return frozenset(facts | {("unconfirmed", named.id) for named in unconfirmed})


def _shown(found: Sequence[Recovered], rounding: str) -> tuple[Conflict, ...]:
    alone = (conflict for one in found for conflict in conflicts(one, rounding))
    return (*alone, *(conflict for kind in ACROSS.values() for conflict in kind(found, rounding)))


def _scale(one: Recovered, rounding: str) -> ScaleAnswers | None:
    known, median = described(one, rounding), statistic(one, "median")
    splits = None if known is None else answers(known)
    if known is None or splits is None or known.totals is None or not splits.count:
        return None
    return ScaleAnswers(one.question.id, known.base, known.totals[0], "" if median is None else median.printed, splits)


def _verdict(numbers: Sequence[Number], listed: Sequence[Listed], claims: Sequence[Judged]) -> tuple[str, ...]:
    found = {GRAVE[conflict.kind] for one in listed for conflict in one.conflicts if conflict.kind in GRAVE}
    if any(claim.verdict is ClaimVerdict.FALSE for claim in claims):
        found.add("claims-contradicted")
    if all(number.verdict in (Verdict.NOT_VERIFIABLE, Verdict.NOT_REPORTED) for number in numbers):
        found.add("no-power")
    return tuple(kind for kind in _ORDER if kind in found) or ("consistent",)
