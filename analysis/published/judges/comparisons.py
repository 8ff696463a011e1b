"""Claims that one answer was given more often than another."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

from analysis.published.forensics.exact import clopper_pearson
from analysis.published.forensics.pairs import paired_test
from analysis.published.judges.evidence import Evidence, exact_p, share_of, statement
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
    most    the most who can have given any other answer, the hidden people with it: all, where people may have given several
            answers, and not every answer there was has a number
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
        # Anybody may have given an answer that has no number, or that is not named: people may be in several.
        silent = not one.question.complete or any(answer.printed is None for answer in one.question.answers)
        return Standing(mine, rival, second, 0, one.base if silent else rival)
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
    one, answer = evidence.of(said.of)
    found = standing(one, said.of)
    if found is None or one.base is None:
        return Judged(claim, "?", ClaimVerdict.NOT_VERIFIABLE, (Reason("claim_no_count"),))
    mine, second = one.range_of(said.of), one.range_of(found.second.id)
    order = _order(mine, second, found.second, one.base)
    statistic = f"{_counts(mine)}/{one.base} > {_counts(second)}/{one.base}"
    judged = Judged(claim, statistic, ClaimVerdict.NOT_VERIFIABLE, (order,))
    most = evidence.together((said.of,)) or mine
    if most[-1] <= second[0]:
        return replace(judged, verdict=ClaimVerdict.FALSE, reasons=(order, Reason("claim_false")))
    if found.mine <= found.most:
        return replace(judged, reasons=(order, _why_not_known(one, found)))
    low, high = clopper_pearson(mine[0], one.base)[0], clopper_pearson(mine[-1], one.base)[1]
    share = mine[0] / one.base if len(mine) == 1 else float(share_of(answer))
    true = replace(judged, verdict=ClaimVerdict.SAMPLE_ONLY, estimate=share, low=low, high=high)
    if one.question.counted is Counted.MANY:
        return replace(true, reasons=(order, Reason("claim_untested")))
    p = exact_p(found.mine, found.mine + found.most)
    if len(mine) == len(second) == 1:
        return replace(true, p=p)
    return replace(true, p_range=(exact_p(mine[-1], mine[-1] + second[0]), p))


def _order(mine: range, second: range, label: PublishedAnswer, base: int) -> Reason:
    """Return how many gave an answer and how many the next one; of numbers that several counts are printed as, all of them."""
    if len(mine) == len(second) == 1:
        return Reason("claim_largest", {"count": mine[0], "second": second[0], "label": label.label, "base": base})
    told: dict[str, Told] = {"low": mine[0], "high": mine[-1], "second_low": second[0], "second_high": second[-1]}
    return Reason("claim_largest_range", {**told, "label": label.label, "base": base})


def _counts(counts: range) -> str:
    return f"{counts[0]}" if len(counts) == 1 else f"{counts[0]}–{counts[-1]}"


def _why_not_known(one: Recovered, found: Standing) -> Reason:
    """Return why an answer that need not be the largest may be it all the same."""
    if found.mine <= found.rival:
        return Reason("claim_no_count")
    if one.question.counted is Counted.MANY:
        return Reason("claim_largest_of_printed")
    return Reason("claim_maybe_not_largest", {"unplaced": found.hidden, "rival": found.most})


def paired(claim: Claim, evidence: Evidence) -> Judged:
    """Return whether more of the same people gave one answer than the other, over every joint table the margins allow."""
    said = statement(claim, Paired)
    (first, _), (second, _) = (evidence.of(name) for name in (said.more, said.less))
    counts = [evidence.together((name,)) for name in (said.more, said.less)]
    more, less = (None if part is None or len(part) > 1 else part[0] for part in counts)
    if more is None or less is None or first.base is None or second.base is None:
        return Judged(claim, "?", ClaimVerdict.NOT_VERIFIABLE, (Reason("claim_no_count"),))
    told: dict[str, Told] = {"more": more, "more_base": first.base, "less": less, "less_base": second.base}
    order = Reason("claim_paired", told)
    statistic = f"{more}/{first.base} > {less}/{second.base}"
    holds = Fraction(more, first.base) > Fraction(less, second.base)
    # Of a full count there is nothing to test, and beside one nobody is known to be in both.
    census = first.question.census or second.question.census
    limits = None if census else _p_range(first, second, more, less)
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
