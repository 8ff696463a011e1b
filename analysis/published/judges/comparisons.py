"""Claims that one answer was given more often than another."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

from analysis.published.forensics.exact import clopper_pearson
from analysis.published.forensics.pairs import paired_test
from analysis.published.judges.evidence import Evidence, exact_p, statement
from analysis.published.model import Claim, Counted, PublishedAnswer
from analysis.published.recovery import Recovered, share_of, sums_fit
from analysis.published.results import ClaimVerdict, Judged, Reason, Told
from analysis.published.statements import Largest, Paired

TABLES = 200_000
"""Where more people and ways to have skipped a question than this are multiplied, the joint tables take too long to try."""


@dataclass(frozen=True)
class Standing:
    """An answer beside the others of its question.

    mine    the fewest people who can have given it
    rival   the most who can have given another answer that has a number
    hidden  the most who can be in no answer with a number
    most    the most who can have given any other answer, the hidden people with it: all, where people may have given several
            answers, and not every answer there was has a number
    """

    mine: int
    rival: int
    hidden: int
    most: int


def standing(one: Recovered, name: str) -> Standing | None:
    """Return how an answer stands beside the others; None where that cannot be known."""
    others = _others(one, name)
    ranges = [one.range_of(name), *(part for part, _ in others)]
    if one.base is None or not others or not all(ranges):
        return None
    mine = ranges[0][0]
    rival = max(part[-1] for part, _ in others)
    if one.question.counted is Counted.MANY:
        # Anybody may have given an answer that has no number, or that is not named: people may be in several.
        silent = not one.question.complete or any(answer.printed is None for answer in one.question.answers)
        return Standing(mine, rival, 0, one.base if silent else rival)
    hidden = max(one.base - sum(part[0] for part in ranges), 0)
    if one.question.adds_up:
        # All answers are known, so that whoever is in none of them must belong to one: all to the rival, perhaps.
        hidden = 0 if sums_fit(one) else hidden
        return Standing(mine, rival, hidden, rival + hidden)
    return Standing(mine, rival, hidden, max(rival, hidden))


def _others(one: Recovered, name: str) -> list[tuple[range, PublishedAnswer]]:
    """Return the other answers with a number, each with what its count can be: nothing where the number fits no count."""
    return [(one.range_of(answer.id), answer) for answer in one.question.answers if answer.printed and answer.id != name]


def largest(claim: Claim, evidence: Evidence) -> Judged:
    """Return whether the answer has the highest count, and the exact test of it against the second among those two.

    The second is the most that any other answer can have. Answers that the same people can have given are not tested so:
    see `paired`. Where the number of another answer conflicts with its base, the answer can be false all the same: if one of
    the others was given as often.
    """
    said = statement(claim, Largest)
    one, _ = evidence.of(said.of)
    others = _others(one, said.of)
    rivals = [(part, answer) for part, answer in others if part]
    mine, found = one.range_of(said.of), standing(one, said.of)
    own, another = evidence.conflicting((said.of,)), evidence.conflicting([answer.id for _, answer in others])
    why = own or (Reason("claim_no_count") if another is None else Reason("claim_another_conflicts", another.told))
    if one.base is None or not mine or not rivals:
        return Judged(claim, "?", ClaimVerdict.NOT_VERIFIABLE, (why,))
    second, label = max(rivals, key=lambda rival: rival[0][-1])
    order = _order(mine, second, label, one.base)
    statistic = f"{_counts(mine)}/{one.base} > {_counts(second)}/{one.base}"
    judged = Judged(claim, statistic, ClaimVerdict.NOT_VERIFIABLE, (order, why))
    most = evidence.together((said.of,)) or mine
    if most[-1] <= second[0]:
        return replace(judged, verdict=ClaimVerdict.FALSE, reasons=(order, Reason("claim_false")))
    if found is None:
        return judged
    if found.mine <= found.most:
        return replace(judged, reasons=(order, _why_not_known(one, found)))
    return _is_largest(replace(judged, reasons=(order,)), evidence, found, second)


def _is_largest(judged: Judged, evidence: Evidence, found: Standing, second: range) -> Judged:
    """Return an answer that was given most often, tested; where the second is made of people of whom nothing is told, said so."""
    said = statement(judged.claim, Largest)
    one, answer = evidence.of(said.of)
    mine, base = one.range_of(said.of), one.base or 1
    low, high = clopper_pearson(mine[0], base)[0], clopper_pearson(mine[-1], base)[1]
    share = mine[0] / base if len(mine) == 1 else float(share_of(answer))
    true = replace(judged, verdict=ClaimVerdict.SAMPLE_ONLY, estimate=share, low=low, high=high)
    if one.question.counted is Counted.MANY:
        return replace(true, reasons=(*judged.reasons, Reason("claim_untested")))
    if found.most > found.rival and not one.question.census:
        against = Reason("claim_largest_against", {"rival": found.most, "unplaced": found.hidden})
        true = replace(true, reasons=(*judged.reasons, against))
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
    """Return whether more of the same people gave one answer than the other, and the p of every joint table that is possible.

    Where several counts are printed alike, or people are in no answer, it is true or false if all the counts agree.
    """
    said = statement(claim, Paired)
    names = (said.more, said.less)
    first, second = (evidence.of(name)[0] for name in names)
    if conflicting := evidence.conflicting(names):
        return Judged(claim, "?", ClaimVerdict.NOT_VERIFIABLE, (conflicting,))
    more, less = (evidence.together((name,)) for name in names)
    if more is None or less is None or first.base is None or second.base is None:
        return Judged(claim, "?", ClaimVerdict.NOT_VERIFIABLE, (Reason("claim_no_count"),))
    order = _pair(more, first.base, less, second.base)
    statistic = f"{_counts(more)}/{first.base} > {_counts(less)}/{second.base}"
    shares = [(Fraction(k, first.base), Fraction(m, second.base)) for k, m in ((more[0], less[-1]), (more[-1], less[0]))]
    always, ever = (mine > other for mine, other in shares)
    if ever and not always:
        return Judged(claim, statistic, ClaimVerdict.NOT_VERIFIABLE, (order, Reason("claim_no_count")))
    verdict = ClaimVerdict.SAMPLE_ONLY if always else ClaimVerdict.FALSE
    # Of a full count there is nothing to test, and beside one nobody is known to be in both.
    census = first.question.census or second.question.census
    limits = None if census else _p_range(first, second, more, less)
    untested = Reason("claim_false") if not always else None if limits else Reason("claim_untested")
    judged = Judged(claim, statistic, verdict, (order,) if untested is None else (order, untested), joint=limits is not None)
    if limits is not None and _one_table(first, second):
        # Nobody gave both answers: there is nothing of which it is not known how it was.
        exact = len(more) == len(less) == 1
        return replace(judged, p=limits[0] if exact else None, p_range=None if exact else limits, joint=False)
    return replace(judged, p_range=limits)


def _pair(more: range, more_base: int, less: range, less_base: int) -> Reason:
    bases: dict[str, Told] = {"more_base": more_base, "less_base": less_base}
    if len(more) == len(less) == 1:
        return Reason("claim_paired", {"more": more[0], "less": less[0], **bases})
    told: dict[str, Told] = {"low": more[0], "high": more[-1], "second_low": less[0], "second_high": less[-1]}
    return Reason("claim_paired_range", {**told, **bases})


def _one_table(first: Recovered, second: Recovered) -> bool:
    return first is second and first.question.counted is Counted.ONE


def _p_range(first: Recovered, second: Recovered, more: range, less: range) -> tuple[float, float] | None:
    """Return the smallest and the largest p over all counts and joint tables; None where there are too many to try.

    The counts that are furthest apart and those that are nearest to each other hold both.
    """
    ends = ((more[-1], less[0]), (more[0], less[-1]))
    if _one_table(first, second):
        p = [exact_p(k, k + m) if k + m else 1.0 for k, m in ends]
        return min(p), max(p)
    sample = max(one.question.stated_base or 0 for one in (first, second))
    missing = [sample - (one.base or 0) for one in (first, second)]
    if sample * (1 + sum(missing)) > TABLES:
        return None
    tested = [paired_test(k, m, sample, a_missing=missing[0], b_missing=missing[1]).p_range for k, m in dict.fromkeys(ends)]
    return min(low for low, _ in tested), max(high for _, high in tested)
