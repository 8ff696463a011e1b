"""Every printed number of a publication with its count, its interval, its verdict and the reasons for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence, Set
from dataclasses import replace

import numpy as np

from analysis.estimation.intervals.interval import share_bounds
from analysis.published.answer_reasons import answer_reasons
from analysis.published.forensics.grim import grim, possible_bases
from analysis.published.forensics.rounding import parse
from analysis.published.groups import group_counts
from analysis.published.model import Findings, PublishedAnswer, PublishedStatistic
from analysis.published.planted import Facts, unnoticed
from analysis.published.recovery import Recovered, Verdict, numbers
from analysis.published.results import LISTED, Kind, Number, Reason, Told
from analysis.published.sample import sample_verdict
from analysis.published.scale import described, statistic
from analysis.published.spread import CHECKED, median_near_mean, sd_limited, sd_possible
from instruments.model import Text


def audited(findings: Findings, recovered: Sequence[Recovered], facts: Callable[[Findings], Facts]) -> tuple[Number, ...]:
    """Return the sample size, then of each question its base, answers, people in none of them, groups and statistics.

    facts  what an audit holds against some findings, for the wrong digits it would notice
    """
    found = [*_sample(findings, recovered, facts)]
    for one in recovered:
        found += [*_base(one, findings, facts)]
        found += [_answer(one, answer, findings, facts) for answer in one.question.answers]
        found += [*_rest(one)]
        found += [*_groups(one, findings, facts)]
        found += [_statistic(one, given, findings, facts) for given in one.question.statistics]
    full = {one.question.id for one in recovered if one.question.census}
    return tuple(_counted_in_full(number) if _in_census(number, full, findings) else number for number in found)


def _in_census(number: Number, full: Set[str], findings: Findings) -> bool:
    """Return whether a number belongs to a full count; the sample size does where all questions do."""
    return number.question in full if number.question else findings.census


def _counted_in_full(number: Number) -> Number:
    """Return a number of a full count: its share is that of all, so that it has no interval."""
    return replace(number, low=None, high=None, census=True)


def _answer(one: Recovered, answer: PublishedAnswer, findings: Findings, facts: Callable[[Findings], Facts]) -> Number:
    verdict = one.verdict(answer)
    wrong, passed = ((), ()) if answer.printed is None else _slips(verdict, findings, answer.id, facts)
    found = Number(
        id=answer.id,
        kind=Kind.ANSWER,
        figure=one.question.figure,
        question=one.question.id,
        verdict=verdict,
        reasons=tuple(answer_reasons(one, answer, verdict, findings)),
        label=answer.label,
        quote=answer.quote,
        reported=answer.printed,
        wrong=wrong,
        unnoticed=passed,
    )
    return _with_share(found, one.count(answer.id), one.base)


def _rest(one: Recovered) -> Iterator[Number]:
    """Yield the people whose answer is not told, where there are any."""
    left = one.unnamed
    if not left or one.base is None or not numbers(one.question):
        return
    placed = "number_rest_unplaced" if one.unplaced else "number_rest_untold"
    found = Number(
        id=f"{one.question.id}.rest",
        kind=Kind.REST,
        figure=one.question.figure,
        question=one.question.id,
        verdict=Verdict.NOT_REPORTED,
        reasons=(Reason(placed if one.question.adds_up else "number_rest"),),
        unplaced=one.unplaced > 0,
    )
    yield _with_share(found, left, one.base)


def _statistic(one: Recovered, given: PublishedStatistic, findings: Findings, facts: Callable[[Findings], Facts]) -> Number:
    verdict, reasons = STATISTICS[given.name](one, given, findings)
    known = described(one, findings.rounding)
    totals = known.totals if known is not None and given.name == "mean" else None
    total = totals[0] if totals is not None and len(totals) == 1 else None
    wrong, passed = _slips(verdict, findings, given.id, facts) if one.base is not None else ((), ())
    return Number(
        id=given.id,
        kind=Kind(given.name),
        figure=one.question.figure,
        question=one.question.id,
        verdict=verdict,
        reasons=reasons,
        quote=given.quote,
        reported=given.printed,
        count=total,
        base=one.base,
        exact=None if total is None or one.base is None else total / one.base,
        wrong=wrong,
        unnoticed=passed,
    )


Checked = tuple[Verdict, tuple[Reason, ...]]


def _mean(one: Recovered, given: PublishedStatistic, findings: Findings) -> Checked:
    if one.base is None:
        return Verdict.NOT_VERIFIABLE, (Reason("number_no_base_stated"),)
    check = grim(given.printed, one.base, rounding=findings.rounding)
    # More people than steps from one whole number to the next can have any mean: there is no need to try them all.
    most = findings.window_around(one.base)[1]
    tried = range(1, min(most, 2 * 10 ** parse(given.printed).decimals + LISTED) + 1)
    others = tuple(possible_bases(given.printed, tried, rounding=findings.rounding))
    told = [Reason("mean_bases", {"bases": others, "high": most})] if len(others) <= LISTED else []
    if not check:
        return Verdict.CONTRADICTED, (Reason("mean_impossible", {"base": one.base, "nearest": check.nearest}), *told)
    if len(check.sums) > 1:
        limits: dict[str, Told] = {"low": check.sums[0], "high": check.sums[-1], "base": one.base}
        return Verdict.NOT_VERIFIABLE, (Reason("mean_several_totals", limits), *told)
    return Verdict.REPRODUCED, (Reason("mean_only_total", {"total": check.sums[0], "base": one.base}), *told)


def _median(one: Recovered, given: PublishedStatistic, findings: Findings) -> Checked:
    known = described(one, findings.rounding)
    if median_near_mean(one, findings.rounding) is False:
        return Verdict.CONTRADICTED, (Reason("median_impossible_sd"),)
    if known is None or known.scale is None or known.totals is None:
        return Verdict.NOT_VERIFIABLE, (Reason("median_alone"),)
    if known.possible:
        return Verdict.REPRODUCED, (Reason("median_possible"),)
    return Verdict.CONTRADICTED, (Reason("median_impossible"),)


def _sd(one: Recovered, given: PublishedStatistic, findings: Findings) -> Checked:
    possible = sd_possible(one, findings.rounding)
    if possible is None and one.base is not None and one.base > CHECKED and statistic(one, "mean") is not None:
        return Verdict.NOT_VERIFIABLE, (Reason("sd_too_many", {"most": CHECKED}),)
    if possible is None:
        return Verdict.NOT_VERIFIABLE, (Reason("sd_alone"),)
    if not possible:
        return Verdict.CONTRADICTED, (Reason("sd_impossible"),)
    if median_near_mean(one, findings.rounding) is False:
        return Verdict.CONTRADICTED, (Reason("median_impossible_sd"),)
    limits = sd_limited(one, findings.rounding)
    if limits is None:
        return Verdict.REPRODUCED, (Reason("sd_possible"),)
    verdicts = {True: Verdict.REPRODUCED, False: Verdict.CONTRADICTED, None: Verdict.NOT_VERIFIABLE}
    return verdicts[limits.holds], (limits.reason,)


STATISTICS: dict[str, Callable[[Recovered, PublishedStatistic, Findings], Checked]] = {
    "mean": _mean,
    "median": _median,
    "sd": _sd,
}


def _sample(findings: Findings, recovered: Sequence[Recovered], facts: Callable[[Findings], Facts]) -> Iterator[Number]:
    """Yield the sample size, judged by the questions that were asked of all."""
    sample = findings.sample
    if sample is not None:
        verdict, reason = sample_verdict(sample.n, findings, recovered)
        wrong = _slips(verdict, findings, "sample", facts)
        yield _people("sample", Kind.SAMPLE, sample.figure, "", sample.quote, sample.n, verdict, reason, wrong)


def _base(one: Recovered, findings: Findings, facts: Callable[[Findings], Facts]) -> Iterator[Number]:
    """Yield the base that a question states for itself, judged by its own numbers."""
    asked, stated = one.question, one.question.stated_base
    if stated is not None and (findings.sample is None or stated != findings.sample.n):
        verdict, reason = sample_verdict(stated, findings, [one])
        name = f"{asked.id}.base"
        wrong = _slips(verdict, findings, name, facts)
        yield _people(name, Kind.BASE, asked.figure, asked.id, asked.quote, stated, verdict, reason, wrong)


def _people(
    name: str, kind: Kind, figure: Text, question: str, quote: str, stated: int, verdict: Verdict, reason: Reason,
    planted: tuple[tuple[str, ...], tuple[str, ...]],
) -> Number:  # fmt: skip
    known = stated if verdict is Verdict.REPRODUCED else None
    return Number(
        id=name,
        kind=kind,
        figure=figure,
        question=question,
        verdict=verdict,
        reasons=(reason,),
        quote=quote,
        reported=str(stated),
        count=known,
        base=known,
        wrong=planted[0],
        unnoticed=planted[1],
    )


def _groups(one: Recovered, findings: Findings, facts: Callable[[Findings], Facts]) -> Iterator[Number]:
    """Yield the percents of each group, with their counts where the groups can have one size only."""
    solved = group_counts(one, findings.rounding)
    for row, group in enumerate(one.question.groups):
        for column, (answer, printed) in enumerate(zip(one.question.answers, group.printed, strict=True)):
            name = f"{one.question.id}.{group.id}.{answer.category}"
            size, counts = (None, range(0)) if solved is None else (solved[row][0], solved[row][1][column])
            yield _in_group(name, one, (group.label, answer.label), printed, (size, counts), unnoticed(findings, name, facts))


def _in_group(
    name: str, one: Recovered, labels: tuple[Text, Text], printed: str, known: tuple[int | None, range],
    planted: tuple[tuple[str, ...], tuple[str, ...]],
) -> Number:  # fmt: skip
    base, count = known[0], known[1][0] if len(known[1]) == 1 else None
    reason = Reason("number_no_base_stated")
    if base is not None and count is not None:
        reason = Reason("number_only_count", {"count": count, "base": base})
    elif base is not None:
        reason = Reason("number_several_counts", {"low": known[1][0], "high": known[1][-1], "base": base})
    group, answer = labels
    found = Number(
        id=name,
        kind=Kind.GROUP,
        figure=one.question.figure,
        question=one.question.id,
        verdict=Verdict.NOT_VERIFIABLE if count is None else Verdict.REPRODUCED,
        reasons=(reason,),
        label=Text(tuple((language, f"{words}: {answer[language]}") for language, words in group)),
        quote=one.question.quote,
        reported=printed,
        wrong=planted[0],
        unnoticed=planted[1],
    )
    return _with_share(found, count, base)


def _slips(
    verdict: Verdict, findings: Findings, name: str, facts: Callable[[Findings], Facts]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return a number's wrong digits and those that would pass; none of a number that is itself contradicted."""
    return ((), ()) if verdict is Verdict.CONTRADICTED else unnoticed(findings, name, facts)


def _with_share(number: Number, count: int | None, base: int | None) -> Number:
    """Return a number with its count, base, share and Wilson interval; without a share where one of the two is not known."""
    if count is None or base is None:
        return replace(number, count=count, base=base)
    share, n = np.array([count / base]), np.array([float(base)])
    low, high = share_bounds("wilson", share, np.sqrt(share * (1 - share) / np.maximum(n - 1, 1)), n, None, 0.95)
    return replace(number, count=count, base=base, exact=count / base, low=float(low[0]), high=float(high[0]))
