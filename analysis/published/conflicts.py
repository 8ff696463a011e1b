"""Where the numbers of a publication contradict each other: one function for each kind of conflict.

A conflict is one between print and stated base, if the figures are unweighted; it says nothing about how it came to be.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import cache

from analysis.published.forensics.grim import grim
from analysis.published.forensics.percents import forced_to_hundred
from analysis.published.forensics.subgroups import mixture_bound
from analysis.published.forensics.tidiness import CHANCE, all_sum_to_hundred, counts_from_percents, identical_rows
from analysis.published.groups import group_sizes
from analysis.published.model import Counted, PublishedAnswer, Unit
from analysis.published.recovery import Recovered, no_part, numbers, percents_of
from analysis.published.results import Conflict, Reason, Told
from analysis.published.scale import described, statistic
from analysis.published.spread import median_near_mean, sd_limited, sd_possible


@cache
def conflicts(one: Recovered, rounding: str) -> tuple[Conflict, ...]:
    """Return the conflicts among the numbers of one question, of every kind."""
    return tuple(found for kind in KINDS.values() for found in kind(one, rounding))


def too_tidy(found: Sequence[Recovered], rounding: str) -> tuple[Conflict, ...]:
    """Return the conflict of rows that all sum to exactly 100, where rounding makes that improbable.

    Rows are the complete lists of percents of all questions, and those of their groups.
    """
    rows: list[tuple[Sequence[str], int | None]] = []
    tidy: list[Recovered] = []
    for one in found:
        percents = percents_of(one.question)
        if one.question.adds_up and len(percents) == len(one.question.answers) > 2:
            rows += [(percents, one.base), *((group.printed, None) for group in one.question.groups)]
            tidy.append(one)
    if not rows:
        return ()
    check = all_sum_to_hundred([row for row, _ in rows], [base for _, base in rows], rounding)
    if not check.all_exact or check.probability >= CHANCE:
        return ()
    items = tuple(answer.id for one in tidy for answer in one.question.answers)
    told: dict[str, Told] = {"rows": len(rows), "chance": float(check.probability)}
    return (Conflict("all-sum-to-100", tidy[0].question.id, items, Reason("conflict_all_hundred", told)),)


def _base(one: Recovered, rounding: str) -> Iterator[Conflict]:
    stated = one.question.stated_base
    if one.accepted and one.base is not None and stated is not None:
        told: dict[str, Told] = {"stated": stated, "base": one.base, "missing": stated - one.base}
        yield _of(one, "base", numbers(one.question), Reason("conflict_base", told))


def _number(one: Recovered, rounding: str) -> Iterator[Conflict]:
    stated = one.question.stated_base
    if one.base is None or stated is None:
        return
    wrong = [answer for answer in numbers(one.question) if not one.range_of(answer.id)]
    for answer in (answer for answer in wrong if answer.printed_count is not None):
        told: dict[str, Told] = {"printed": answer.printed or "", "count": int(answer.printed_count or 0), "base": one.base}
        yield _of(one, "number", [answer], Reason("conflict_beside", told))
    outside = [answer for answer in wrong if no_part(answer, rounding)]
    if outside:
        yield _of(one, "number", outside, Reason("conflict_no_part", {"printed": tuple(map(_with_sign, outside))}))
    over = [answer for answer in wrong if answer.unit is Unit.COUNT]
    if over:
        more = tuple(int(answer.printed or 0) for answer in over)
        yield _of(one, "number", over, Reason("conflict_over_base", {"counts": more, "base": one.base}))
    alone = [answer for answer in wrong if answer.printed_count is None and answer not in (*outside, *over)]
    if alone:
        printed = tuple(answer.printed or "" for answer in alone)
        yield _of(one, "number", alone, Reason("conflict_number", {"printed": printed, "stated": stated}))


def _with_sign(answer: PublishedAnswer) -> str:
    return f"{answer.printed}{' %' if answer.unit is Unit.PERCENT else ''}"


def _sum(one: Recovered, rounding: str) -> Iterator[Conflict]:
    found, named = numbers(one.question), one.named
    if one.base is None or named is None or not found:
        return
    if named > one.base or (one.question.adds_up and named < one.base):
        counts = tuple(one.count(answer.id) or 0 for answer in found)
        key = "conflict_sum_over" if named > one.base else "conflict_sum"
        yield _of(one, "sum", found, Reason(key, {"counts": counts, "sum": named, "base": one.base}))


def _vector(one: Recovered, rounding: str) -> Iterator[Conflict]:
    """Where each number has counts on the base, several perhaps, and none of them add up to it."""
    found = numbers(one.question)
    ranges = [one.range_of(answer.id) for answer in found]
    if one.base is None or one.named is not None or one.question.counted is not Counted.ONE or not all(ranges) or not ranges:
        return
    low, high = sum(part[0] for part in ranges), sum(part[-1] for part in ranges)
    if low > one.base or (one.question.adds_up and high < one.base):
        yield _of(one, "vector", found, Reason("conflict_vector", {"low": low, "high": high, "base": one.base}))


def _forced(one: Recovered, rounding: str) -> Iterator[Conflict]:
    asked, stated = one.question, one.question.stated_base
    found = numbers(asked)
    if one.accepted or stated is None or not asked.adds_up or any(answer.unit is not Unit.PERCENT for answer in found):
        return
    if one.base is None or not found:
        return
    moved = forced_to_hundred(percents_of(asked), stated, rounding)
    for part in moved[:1]:
        told: dict[str, Told] = {
            "printed": found[part.part].printed or "",
            "moved": part.printed,
            "label": found[part.part].label,
        }
        yield _of(one, "forced-to-100", found, Reason("conflict_forced", told))


def _made_from_percents(one: Recovered, rounding: str) -> Iterator[Conflict]:
    found = numbers(one.question)
    counts = [int(answer.printed_count) for answer in found if answer.printed_count is not None]
    if one.base is None or len(counts) != len(found) or len(found) < 2 or any(not one.range_of(answer.id) for answer in found):
        return
    check = counts_from_percents(counts, percents_of(one.question), one.base, rounding)
    if check.remarkable:
        told: dict[str, Told] = {"chance": float(check.chance)}
        yield _of(one, "counts-from-percents", found, Reason("conflict_counts_from_percents", told))


def _identical(one: Recovered, rounding: str) -> Iterator[Conflict]:
    groups = one.question.groups
    for rows in identical_rows([group.printed for group in groups]) if len(groups) > 1 else ():
        told: dict[str, Told] = {"labels": tuple(groups[row].label for row in rows)}
        yield _of(one, "identical-rows", numbers(one.question), Reason("conflict_identical_rows", told))


def _mixture(one: Recovered, rounding: str) -> Iterator[Conflict]:
    asked = one.question
    if len(asked.groups) < 2:
        return
    outside = False
    for place, answer in enumerate(asked.answers):
        if answer.printed is None or answer.unit is not Unit.PERCENT:
            continue
        bound = mixture_bound(answer.printed, [group.printed[place] for group in asked.groups], rounding=rounding)
        if not bound.possible:
            outside = True
            told: dict[str, Told] = {
                "printed": answer.printed, "label": answer.label,
                "low": _exact(bound.parts.low), "high": _exact(bound.parts.high),
            }  # fmt: skip
            yield _of(one, "mixture", [answer], Reason("conflict_mixture", told))
    if not outside and group_sizes(one, rounding) == ():
        yield _of(one, "mixture", numbers(asked), Reason("conflict_group_sizes", {"n": one.base or 0}))


def _exact(value: Fraction) -> Decimal:
    """Return the end of what a printed number was rounded from, with all its digits: it would round to a narrower range."""
    return Decimal(value.numerator) / Decimal(value.denominator)


def _mean(one: Recovered, rounding: str) -> Iterator[Conflict]:
    known, mean = described(one, rounding), statistic(one, "mean")
    if known is None or mean is None or known.totals is None or len(known.totals):
        return
    near = grim(mean.printed, known.base, rounding=rounding).nearest
    told: dict[str, Told] = {"printed": mean.printed, "base": known.base, "nearest": near}
    yield Conflict("mean", one.question.id, (mean.id,), Reason("conflict_mean", told))


def _sd(one: Recovered, rounding: str) -> Iterator[Conflict]:
    mean, sd = statistic(one, "mean"), statistic(one, "sd")
    if mean is not None and sd is not None and sd_possible(one, rounding) is False:
        told: dict[str, Told] = {"printed": sd.printed, "mean": mean.printed, "base": one.base or 0}
        yield Conflict("sd", one.question.id, (mean.id, sd.id), Reason("conflict_sd", told))


def _distribution(one: Recovered, rounding: str) -> Iterator[Conflict]:
    known, mean, median = described(one, rounding), statistic(one, "mean"), statistic(one, "median")
    if known is None or known.possible or mean is None or not known.totals:
        return
    told: dict[str, Told] = {"mean": mean.printed, "median": "" if median is None else median.printed, "base": known.base}
    items = tuple(found.id for found in (mean, median) if found is not None)
    reason = Reason("conflict_distribution" if median is not None else "conflict_mean_of_bins", told)
    yield Conflict("distribution", one.question.id, (*items, *(answer.id for answer in numbers(one.question))), reason)


def _spread(one: Recovered, rounding: str) -> Iterator[Conflict]:
    """Where a standard deviation goes with the mean, and not with the median or the bins beside it."""
    items = tuple(found.id for found in one.question.statistics)
    if sd_possible(one, rounding) is False:
        return
    if median_near_mean(one, rounding) is False:
        told: dict[str, Told] = {name: found.printed for name in ("mean", "median", "sd") if (found := statistic(one, name))}
        yield Conflict("distribution", one.question.id, items, Reason("conflict_median_sd", told))
        return
    limited = sd_limited(one, rounding)
    if limited is not None and limited.holds is False:
        items = (*items, *(answer.id for answer in numbers(one.question)))
        yield Conflict("distribution", one.question.id, items, limited.reason)


def _distributions(one: Recovered, rounding: str) -> Iterator[Conflict]:
    yield from _distribution(one, rounding)
    yield from _spread(one, rounding)


KINDS: Mapping[str, Callable[[Recovered, str], Iterator[Conflict]]] = {
    "base": _base,
    "number": _number,
    "sum": _sum,
    "vector": _vector,
    "forced-to-100": _forced,
    "mean": _mean,
    "sd": _sd,
    "distribution": _distributions,
    "mixture": _mixture,
    "identical-rows": _identical,
    "counts-from-percents": _made_from_percents,
}


ACROSS: Mapping[str, Callable[[Sequence[Recovered], str], tuple[Conflict, ...]]] = {"all-sum-to-100": too_tidy}
"""Conflicts among the numbers of several questions."""


def _of(one: Recovered, kind: str, answers: Sequence[PublishedAnswer], reason: Reason) -> Conflict:
    return Conflict(kind, one.question.id, tuple(answer.id for answer in answers), reason)
