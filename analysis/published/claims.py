"""Claims → verdicts: what each statement says of the sample, and whether it holds beyond chance.

Tests are exact and two-sided; claims of one family are adjusted together [1]. They treat the respondents as a random
sample, which the report says with every one of them.

[1] Holm (1979), Scandinavian Journal of Statistics 6, 65-70.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from analysis.estimation.intervals.multiplicity import holm
from analysis.published.judges import census, changes, comparisons, repeated, shares, words
from analysis.published.judges.evidence import Evidence
from analysis.published.model import Claim, Findings
from analysis.published.planted import one_digit_off
from analysis.published.recovery import Recovered, fits, not_over
from analysis.published.results import ClaimVerdict, Judged, Reason, Told
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
    answers_of,
)

ALPHA = 0.05

JUDGES: Mapping[type, Callable[[Claim, Evidence], Judged]] = {
    Share: shares.share,
    Largest: comparisons.largest,
    Paired: comparisons.paired,
    Quoted: repeated.quoted,
    SharesOfCounts: repeated.shares_of_counts,
    Change: changes.change,
    Switched: changes.switched,
    MarginOfError: changes.margin_of_error,
    Unmeasured: words.unmeasured,
}
"""The judge of each kind of statement."""


def judged(findings: Findings, recovered: Sequence[Recovered]) -> tuple[Judged, ...]:
    """Return the verdict of every claim, in the order of the findings file."""
    evidence = Evidence(findings, recovered)
    alone = [_judge(claim, evidence) for claim in findings.claims]
    adjusted: dict[str, tuple[float, int]] = {}
    for family in dict.fromkeys(claim.family for claim in findings.claims):
        found = ((one.claim.id, _largest_p(one)) for one in alone if one.claim.family == family)
        tested = [(name, p) for name, p in found if p is not None]
        together = [tested] if family else [[one] for one in tested]
        for group in together:
            p = holm(np.array([p for _, p in group]))
            adjusted |= {name: (float(value), len(group)) for (name, _), value in zip(group, p, strict=True)}
    return tuple(_concluded(one, *adjusted[one.claim.id]) if one.claim.id in adjusted else one for one in alone)


def _largest_p(one: Judged) -> float | None:
    """Return the p of a claim; where several counts or joint tables are possible the largest of theirs."""
    return one.p if one.p_range is None else one.p_range[1]


def _judge(claim: Claim, evidence: Evidence) -> Judged:
    found = JUDGES[type(claim.statement)](claim, evidence)
    # Of a claim that is false as it stands a slip says nothing.
    wrong = [] if found.verdict is ClaimVerdict.FALSE else [*_one_digit_off(claim.statement)]
    slips = [(number, JUDGES[type(other)](replace(claim, statement=other), evidence)) for number, other in wrong]
    passed = [number for number, slip in slips if not _noticed(found, slip)]
    found = replace(
        found,
        wrong=tuple(number for number, _ in wrong),
        unnoticed=tuple(passed),
        reasons=(*found.reasons, *_cautions(found, evidence)),
    )
    if evidence.in_census(answers_of(claim.statement)):
        found = census.counted_in_full(found)
    if claim.reading is None:
        return found
    return replace(found, reasons=(*found.reasons, Reason("claim_reading", {"reading": claim.reading})))


def _cautions(found: Judged, evidence: Evidence) -> Iterator[Reason]:
    """Yield that the numbers a claim is judged by add up to more than their base, for each such question."""
    if found.verdict is ClaimVerdict.NOT_VERIFIABLE or not isinstance(found.claim.statement, Share | Largest | Paired):
        return
    for one in dict.fromkeys(evidence.of(name)[0] for name in answers_of(found.claim.statement)):
        if one.base is not None and fits(one) and not not_over(one):
            yield Reason("claim_sum_over", {"base": one.base})


def _one_digit_off(statement: Statement) -> Iterator[tuple[str, Statement]]:
    """Yield the numbers that a statement repeats, each with one wrong digit, and the statement with it."""
    if isinstance(statement, Quoted):
        yield from ((number, replace(statement, printed=number)) for number in one_digit_off(statement.printed))
    elif isinstance(statement, Change | MarginOfError) and statement.stated is not None:
        yield from ((number, replace(statement, stated=number)) for number in one_digit_off(statement.stated))
    if isinstance(statement, MarginOfError):
        people = one_digit_off(str(statement.n), people=True)
        yield from ((number, replace(statement, n=int(number))) for number in people)


def _noticed(before: Judged, after: Judged) -> bool:
    """Return whether a wrong digit makes a claim false, or its number of people another than those that are stated."""
    other = [any(reason.key == "claim_margin_other_n" for reason in one.reasons) for one in (before, after)]
    return after.verdict is ClaimVerdict.FALSE or (other[1] and not other[0])


def _concluded(one: Judged, p: float, tests: int) -> Judged:
    """Return a claim with its adjusted p; one that is true of the sample is supported where that is small enough."""
    found = replace(one, p_adjusted=p)
    if isinstance(one.claim.statement, Paired):
        return _paired_concluded(found, p, tests)
    if one.verdict is not ClaimVerdict.SAMPLE_ONLY:
        return found
    supported = p < ALPHA
    verdict = ClaimVerdict.SUPPORTED if supported else ClaimVerdict.SAMPLE_ONLY
    key = f"claim_{'supported' if supported else 'sample_only'}{'_range' if one.p is None else ''}"
    first, *others = one.reasons
    return replace(found, verdict=verdict, reasons=(first, Reason(key, {"p": p, "tests": tests}), *others))


def _paired_concluded(one: Judged, p: float, tests: int) -> Judged:
    """Return a claim about a pair with what its family makes of it: beyond chance for every joint table, or only alone."""
    if tests == 1 or one.verdict is ClaimVerdict.FALSE:
        return one
    order, tables, *others = one.reasons
    told: dict[str, Told] = {"p": p, "tests": tests}
    if one.verdict is not ClaimVerdict.SUPPORTED or p < ALPHA:
        return replace(one, reasons=(order, tables, Reason("claim_paired_adjusted", told), *others))
    alone = Reason("claim_paired_alone", {**tables.told, **told})
    return replace(one, verdict=ClaimVerdict.SAMPLE_ONLY, reasons=(order, alone, *others))
