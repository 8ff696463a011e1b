"""Claims that one answer was given more often than another."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

from analysis.published.forensics.exact import clopper_pearson
from analysis.published.forensics.pairs import paired_test
from analysis.published.judges.evidence import Evidence, exact_p, statement
from analysis.published.model import Claim, Counted, PublishedAnswer
from analysis.published.recovery import Recovered, sums_fit
from analysis.published.results import ClaimVerdict, Judged, Reason, Told
from analysis.published.statements import Largest, Paired

ALPHA = 0.05
TABLES = 200_000
"""Where more people and ways to have skipped a question than this are multiplied, the joint tables take too long to try."""


@dataclass(frozen=True)
class Standing:
    """An answer beside the others of its question.

    mine    the fewest people who can have given it
    rival   the most who can have given another answer that has a number, and `second` that answer
    hidden  the most who can be in no answer with a number
    most    the most who can have given any other answer, the hidden people with it
    """

    mine: int
    rival: int
    second: PublishedAnswer
    hidden: int
    most: int


def standing(one: Recovered, name: str) -> Standing | None:
    """Return how an answer stands beside the others; None where that cannot be known."""
    others = [(one.range_of(answer.id), answer) for answer in one.question.answers if answer.printed and answer.id != name]
    ranges = [one.range_of(name), *(part for part, _ in others)]
    if one.base is None or not others or not all(ranges):
        return None
    mine = ranges[0][0]
    rival, second = max(((part[-1], answer) for part, answer in others), key=lambda found: found[0])
    if one.question.counted is Counted.MANY:
        # Nobody can say how many gave an answer that has no number, for people may be in several.
        silent = any(answer.printed is None for answer in one.question.answers)
        return None if silent else Standing(mine, rival, second, 0, rival)
    hidden = max(one.base - sum(part[0] for part in ranges), 0)
    if one.question.adds_up:
        # All answers are known, so that whoever is in none of them must belong to one: all to the rival, perhaps.
        hidden = 0 if sums_fit(one) else hidden
        return Standing(mine, rival, second, hidden, rival + hidden)
    return Standing(mine, rival, second, hidden, max(rival, hidden))


def largest(claim: Claim, evidence: Evidence) -> Judged:
    """Return whether the answer has the highest count, and the exact test of it against the second among those two.

    The second is the most that any other answer can have. Answers that the same people can have given are not tested so:
    see `paired`.
    """
    said = statement(claim, Largest)
    one, _ = evidence.of(said.of)
    found = standing(one, said.of)
    if found is None or one.base is None:
        return Judged(claim, "?", ClaimVerdict.NOT_VERIFIABLE, (Reason("claim_no_count"),))
    told: dict[str, Told] = {"count": found.mine, "second": found.rival, "label": found.second.label, "base": one.base}
    order = Reason("claim_largest", told)
    judged = Judged(claim, f"{found.mine}/{one.base} > {found.rival}/{one.base}", ClaimVerdict.NOT_VERIFIABLE, (order,))
    if one.range_of(said.of)[-1] <= one.range_of(found.second.id)[0]:
        return replace(judged, verdict=ClaimVerdict.FALSE, reasons=(order, Reason("claim_false")))
    if found.mine <= found.rival:
        return replace(judged, reasons=(order, Reason("claim_no_count")))
    if found.mine <= found.most:
        return replace(
            judged, reasons=(order, Reason("claim_maybe_not_largest", {"unplaced": found.hidden, "rival": found.most}))
        )
    low, high = clopper_pearson(found.mine, one.base)
    true = replace(judged, verdict=ClaimVerdict.SAMPLE_ONLY, estimate=found.mine / one.base, low=low, high=high)
    if one.question.counted is Counted.MANY:
        return replace(true, reasons=(order, Reason("claim_untested")))
    return replace(true, p=exact_p(found.mine, found.mine + found.most))


def paired(claim: Claim, evidence: Evidence) -> Judged:
    """Return whether more of the same people gave one answer than the other, over every joint table the margins allow."""
    said = statement(claim, Paired)
    (first, _), (second, _) = (evidence.of(name) for name in (said.more, said.less))
    more, less = first.count(said.more), second.count(said.less)
    if more is None or less is None or first.base is None or second.base is None:
        return Judged(claim, "?", ClaimVerdict.NOT_VERIFIABLE, (Reason("claim_no_count"),))
    told: dict[str, Told] = {"more": more, "more_base": first.base, "less": less, "less_base": second.base}
    order = Reason("claim_paired", told)
    statistic = f"{more}/{first.base} > {less}/{second.base}"
    holds = Fraction(more, first.base) > Fraction(less, second.base)
    limits = _p_range(first, second, more, less)
    verdict, reasons = ClaimVerdict.SAMPLE_ONLY, (order, Reason("claim_untested"))
    if not holds:
        verdict, reasons = ClaimVerdict.FALSE, (order, Reason("claim_false"))
    elif limits is not None:
        verdict, key = _beyond_chance(*limits)
        reasons = (order, Reason(key, {"low": limits[0], "high": limits[1]}))
    return Judged(claim, statistic, verdict, reasons, p_range=limits)


def _p_range(first: Recovered, second: Recovered, more: int, less: int) -> tuple[float, float] | None:
    """Return the smallest and the largest p over all joint tables; None where there are too many to try."""
    bases = first.base or 0, second.base or 0
    if first is second and first.question.counted is Counted.ONE:
        # Nobody gave both answers: there is one table.
        return (exact_p(more, more + less),) * 2 if more + less else (1.0, 1.0)
    sample = max(one.question.stated_base or 0 for one in (first, second))
    missing = [sample - base for base in bases]
    if sample * (1 + sum(missing)) > TABLES:
        return None
    return paired_test(more, less, sample, a_missing=missing[0], b_missing=missing[1]).p_range


def _beyond_chance(low: float, high: float) -> tuple[ClaimVerdict, str]:
    if low >= ALPHA:
        return ClaimVerdict.NOT_SUPPORTED, "claim_paired_never"
    return (
        (ClaimVerdict.SUPPORTED, "claim_paired_always") if high < ALPHA else (ClaimVerdict.NOT_VERIFIABLE, "claim_paired_depends")
    )
