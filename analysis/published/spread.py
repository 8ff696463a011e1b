"""A printed standard deviation, held against the mean, the median and the bins beside it, and the interval it gives the mean.

[1] Hotelling, Solomons (1932), Annals of Mathematical Statistics 3, 141-142.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cache

from analysis.estimation.intervals.interval import quantile
from analysis.published.forensics.attainable import attained
from analysis.published.forensics.grimmer import grimmer
from analysis.published.forensics.rounding import Unrounded, parse, unround
from analysis.published.recovery import Recovered
from analysis.published.results import MeanInterval, Reason, Told
from analysis.published.scale import Described, answers, described, placed, statistic

CHECKED = 100_000
"""The standard deviation of more people than this is not checked: whole answers can have almost any."""

TOTALS = 1_000
"""With more sums than this that are printed as the mean, the median and the bins are not held against the deviation."""

LEVEL = 0.95


@dataclass(frozen=True)
class Limited:
    """Whether a standard deviation is one of those that the mean, the median and the bins allow, and what is said of it.

    holds  None where there are too many answers to try
    """

    holds: bool | None
    reason: Reason


def sd_possible(one: Recovered, rounding: str) -> bool | None:
    """Return whether whole answers can have the printed mean and standard deviation.

    None where one of them is not printed, no base of two or more is known, and of so many people that any can be had.
    """
    mean, sd = statistic(one, "mean"), statistic(one, "sd")
    if mean is None or sd is None or one.base is None or not 2 <= one.base <= CHECKED:
        return None
    low, high = one.question.scale or (None, None)
    return grimmer(mean.printed, sd.printed, one.base, low=low, high=high, rounding=rounding).consistent


def sd_limited(one: Recovered, rounding: str) -> Limited | None:
    """Return whether some answers with the printed mean, median and bins have the printed standard deviation.

    Q, the sum of the squares of n answers with the sum S, gives the variance (Q - S²/n)/(n - 1). Whether some answers have one
    of the Q that are printed so is decided exactly (`forensics.attainable`), or said to be unknown where that would take more
    than a moment. None where no median and no bins are printed, and where there is nothing to hold against them.
    """
    known, mean, sd = described(one, rounding), statistic(one, "mean"), statistic(one, "sd")
    if known is None or not known.totals or mean is None or sd is None or (not known.bins and known.median is None):
        return None
    if known.scale is None or known.base < 2 or not known.possible:
        return None
    told: dict[str, Told] = {"printed": sd.printed, "mean": mean.printed, "base": known.base}
    holds = _attained(known, _spread(sd.printed, rounding))
    if holds is None:
        return Limited(None, Reason("sd_unchecked", {"base": known.base}))
    if holds:
        return Limited(True, Reason("sd_possible_all"))
    return Limited(False, _why_not(known, sd.printed, rounding, told))


@cache
def _attained(known: Described, printed: Unrounded) -> bool | None:
    ways, totals = placed(known), known.totals or range(0)
    if ways is None or len(totals) > TOTALS:
        return None
    wanted = {}
    low, high = (deviation**2 * (known.base - 1) for deviation in (printed.low, printed.high))
    for total in totals:
        of_mean = Fraction(total**2, known.base)
        squares = Unrounded(low + of_mean, high + of_mean, printed.closed_low, printed.closed_high)
        wanted[total] = squares.whole_numbers(1)
    return attained(ways, {total: squares for total, squares in wanted.items() if squares})


def _why_not(known: Described, printed: str, rounding: str, told: dict[str, Told]) -> Reason:
    """Return that a standard deviation is too small or too large, with the range it must be in, or that it is in a gap."""
    found, exact = answers(known), _spread(printed, rounding)
    if found is None or found.variance_range is None or found.sd_range is None:
        return Reason("conflict_sd_gap", told)
    least, most = found.variance_range
    if exact.high**2 >= least and exact.low**2 <= most:
        return Reason("conflict_sd_gap", told)
    low, high = (Decimal(repr(end)).quantize(Decimal(1).scaleb(-_digits(printed))) for end in found.sd_range)
    return Reason("conflict_sd_splits", {**told, "low": low, "high": high})


def median_near_mean(one: Recovered, rounding: str) -> bool | None:
    """Return whether the median is within √((n - 1)/n) printed standard deviations of the mean, as any is [1].

    None where one of the three is not printed, or no base of two or more is known.
    """
    mean, median, sd = (statistic(one, name) for name in ("mean", "median", "sd"))
    if mean is None or median is None or sd is None or one.base is None or one.base < 2:
        return None
    centre, middle = (unround(parse(given.printed), rounding) for given in (mean, median))
    apart = max(centre.low - middle.high, middle.low - centre.high, Fraction(0))
    return apart**2 <= _spread(sd.printed, rounding).high ** 2 * Fraction(one.base - 1, one.base)


def mean_interval(one: Recovered, rounding: str) -> MeanInterval | None:
    """Return the interval of a mean, mean ∓ t_{n-1} s/√n, over all that its mean and standard deviation were rounded from.

    None where one of them is not printed or no base of two or more is known, where they cannot go together, and in a full count.
    """
    if one.question.census:
        return None
    known, mean, sd = described(one, rounding), statistic(one, "mean"), statistic(one, "sd")
    if known is None or not known.totals or mean is None or sd is None or known.base < 2 or impossible(one, rounding):
        return None
    printed, t = _spread(sd.printed, rounding), float(quantile(known.base - 1, LEVEL)) / math.sqrt(known.base)
    low, high = (known.totals[end] / known.base for end in (0, -1))
    least, most = (t * float(end) for end in (printed.low, printed.high))
    centre = (low + high) / 2
    narrow = min(high - least, centre), max(low + least, centre)
    return MeanInterval(one.question.id, known.base, mean.printed, sd.printed, narrow, (low - most, high + most))


def impossible(one: Recovered, rounding: str) -> bool:
    """Return whether a printed standard deviation conflicts with what is printed beside it."""
    if sd_possible(one, rounding) is False or median_near_mean(one, rounding) is False:
        return True
    limited = sd_limited(one, rounding)
    return limited is not None and limited.holds is False


def _digits(printed: str) -> int:
    return max(parse(printed, "SD").decimals, 2)


def _spread(printed: str, rounding: str) -> Unrounded:
    """Return what a standard deviation was rounded from: none is below 0."""
    found = unround(parse(printed, "SD"), rounding)
    return Unrounded(max(found.low, Fraction(0)), found.high, found.closed_low or found.low < 0, found.closed_high)
