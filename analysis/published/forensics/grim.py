"""GRIM: whether a mean or a percent of whole numbers is possible with the stated n."""

from __future__ import annotations

import math
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction

from analysis.published.forensics.means import Code, MeanCheck, beside, means_of, nearest
from analysis.published.forensics.rounding import DEFAULT, Printed, check_rounding, parse, unround
from analysis.published.forensics.whole import whole


def grim(mean: str | Decimal, n: int, *, items: int = 1, percent: bool = False, rounding: str = DEFAULT) -> MeanCheck:
    """Return whether some whole-number total of n·items answers is printed as this mean.

    mean      as printed, in quotes or a Decimal: its decimals count
    n         how many respondents
    items     how many whole-number answers are averaged in a respondent's score
    percent   the number is a percent of n (or of n·items) instead
    rounding  a name of `ROUNDINGS`

    Consistent if an integer S exists with S/(n·items) in the interval that is printed as the mean [1].

    Raises TypeError for a mean that is no text or Decimal; ArgumentError for one that is no number, and for n, items or a
    rounding that cannot be.

    [1] Brown & Heathers (2017), The GRIM test, Social Psychological and Personality Science 8, 363-369.

    >>> grim("5.19", 28).consistent, grim("5.19", 28).nearest
    (False, ('5.18',))
    >>> grim("73.7", 57, percent=True).reason
    '73.7 % is 42 of 57.'
    """
    printed, n, items = parse(mean, "mean"), whole(n, "n", 1), whole(items, "items", 1)
    factor = _factor(n * items, percent)
    sums = unround(printed, rounding).whole_numbers(factor)
    near = (printed.text,) if sums else nearest(printed, means_of(beside(sums, None, None), factor, printed.decimals, rounding))
    return MeanCheck(
        test="grim",
        code=Code.CONSISTENT if sums else Code.GRIM,
        mean=printed.text,
        sd=None,
        n=n,
        items=items,
        sums=sums,
        nearest=near,
        nearest_of="mean",
        power=refused(printed, n * items, percent=percent, rounding=rounding),
        reason=_reason(f"{printed.text.rstrip(' %')} %" if percent else printed.text, n * items, sums, near, percent),
    )


def grim_probability(mean: str | Decimal, n: int, *, items: int = 1, percent: bool = False, rounding: str = DEFAULT) -> Fraction:
    """Return the share of the means with so many decimals that GRIM refuses: its power against any digits put there.

    0 from n·items ≥ 10^decimals on (a percent has two decimals more): the test then says nothing. Below that, one
    printed mean for each of the n·items totals in a unit is possible, and one more for each tie if that may go to either
    side. The means next to 0 are not counted where rounding leads to or from 0.

    Arguments and errors are those of `grim`. Source: [1] there.

    >>> grim_probability("5.30", 20)
    Fraction(4, 5)
    """
    answers = whole(n, "n", 1) * whole(items, "items", 1)
    return refused(parse(mean, "mean"), answers, percent=percent, rounding=rounding)


def possible_bases(
    mean: str | Decimal, bases: Iterable[int], *, items: int = 1, percent: bool = False, rounding: str = DEFAULT
) -> dict[int, range]:
    """Return every n of `bases` with which the mean is possible, and the totals that give it.

    Arguments and errors are those of `grim`.

    >>> possible_bases("7.088", range(1, 61))
    {34: range(241, 242), 57: range(404, 405)}
    """
    interval, items = unround(parse(mean, "mean"), rounding), whole(items, "items", 1)
    sums = {n: interval.whole_numbers(_factor(whole(n, "n", 1) * items, percent)) for n in bases}
    return {n: totals for n, totals in sums.items() if totals}


def refused(mean: Printed, answers: int, *, percent: bool, rounding: str) -> Fraction:
    """Return the share of means like this one that no total of so many answers gives (`grim_probability`)."""
    unit = Fraction(10) ** mean.decimals * (100 if percent else 1)
    either = check_rounding(rounding) == DEFAULT
    if answers >= unit:
        return Fraction(0)
    ties = _ties(answers, int(unit)) if either else 0
    return 1 - (answers + ties) / unit


def _factor(answers: int, percent: bool) -> Fraction:
    """Return what a mean, or a percent, is multiplied by to give the total."""
    return Fraction(answers, 100 if percent else 1)


def _ties(answers: int, unit: int) -> int:
    """Return how many of the means 0/answers, 1/answers, … below 1 lie halfway between two multiples of 1/unit."""
    shared = math.gcd(2 * unit, answers)
    return shared // 2 if 2 * unit // shared % 2 else 0


def _reason(mean: str, answers: int, sums: range, near: tuple[str, ...], percent: bool) -> str:
    if not sums:
        return f"No whole number over {answers} is printed as {mean}; nearest that can be: {' and '.join(near)}."
    over = "of" if percent else "over"
    if len(sums) == 1:
        return f"{mean} is {sums[0]} {over} {answers}."
    return f"{mean} is any of the whole numbers {sums[0]} to {sums[-1]} {over} {answers}."
