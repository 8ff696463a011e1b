"""A publication's findings → everything that can be said of its numbers, its claims and what it left out."""

from __future__ import annotations

from collections.abc import Sequence

from analysis.published.bases import bases_of
from analysis.published.claims import judged
from analysis.published.conflicts import ACROSS, conflicts
from analysis.published.contradictions import contradictions
from analysis.published.forensics.power import density
from analysis.published.forensics.rounding import parse
from analysis.published.joint import bounds, undecided
from analysis.published.model import Findings, Weighting
from analysis.published.numbers import audited
from analysis.published.planted import Facts
from analysis.published.recovery import Recovered, Verdict, percents_of, recovered
from analysis.published.recovery import numbers as numbers_of
from analysis.published.results import Audit, ClaimVerdict, Conflict, Judged, Listed, Number, QuestionPower, ScaleAnswers
from analysis.published.sample import sample_verdict
from analysis.published.scale import answers, described, statistic
from analysis.published.spread import mean_interval

GRAVE = {
    "base": "base-conflict",
    "number": "number-conflict",
    "sum": "sum-conflict",
    "vector": "sum-conflict",
    "mean": "number-conflict",
    "sd": "number-conflict",
    "distribution": "number-conflict",
    "mixture": "group-conflict",
    "counts-from-percents": "counts-from-percents",
}
"""What a kind of conflict makes of the publication as a whole."""

_ORDER = (
    "base-conflict",
    "number-conflict",
    "sum-conflict",
    "group-conflict",
    "counts-from-percents",
    "claims-contradicted",
    "weighted",
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
        mean_intervals=tuple(interval for one in found if (interval := mean_interval(one, findings.rounding)) is not None),
        power=tuple(power for one in found if (power := _power(one, findings)) is not None),
        verdict=_verdict(numbers, listed, claims, findings.weighting),
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
    middle, spread = ("" if found is None else found.printed for found in (median, statistic(one, "sd")))
    binned, census = bool(known.bins), one.question.census
    return ScaleAnswers(one.question.id, known.base, known.totals[0], middle, splits, spread, binned, census)


def _power(one: Recovered, findings: Findings) -> QuestionPower | None:
    """Return how much the fit of a question says; None where no base is known or no number is printed."""
    if one.base is None or not numbers_of(one.question):
        return None
    window = findings.window_around(one.question.stated_base or one.base)
    reached = [density(parse(percent).decimals, one.base, findings.rounding) for percent in percents_of(one.question)]
    bases = bases_of(one.question, window, findings.rounding)
    lowest = float(min(reached)) if reached else None
    return QuestionPower(one.question.id, one.base, lowest, bases.fitting, *window, adding_up=bases.adding_up)


def _verdict(
    numbers: Sequence[Number], listed: Sequence[Listed], claims: Sequence[Judged], weighting: Weighting
) -> tuple[str, ...]:
    """Return the kinds of what was found; without power are numbers of which no slip would have been noticed."""
    found = {GRAVE[conflict.kind] for one in listed for conflict in one.conflicts if conflict.kind in GRAVE}
    silent = not found and not any(number.verdict is Verdict.CONTRADICTED for number in numbers)
    if weighting is Weighting.WEIGHTED:
        found.add("weighted")
    elif silent and all(number.wrong == number.unnoticed for number in numbers):
        found.add("no-power")
    if any(claim.verdict is ClaimVerdict.FALSE for claim in claims):
        found.add("claims-contradicted")
    return tuple(kind for kind in _ORDER if kind in found) or ("consistent",)
