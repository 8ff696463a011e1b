"""What the checks of a printed mean have in common: their result, and the printed numbers nearest to an impossible one."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from analysis.published.forensics.rounding import Printed, Unrounded, printed_as, unround


class Code(StrEnum):
    """How far a printed mean and SD came; the order is that of the checks."""

    GRIM = "grim"
    """no whole-number total gives the mean"""
    BOUNDS = "bounds"
    """the mean is off the scale, or the SD is smaller or larger than any with this mean"""
    VARIANCE = "variance"
    """no whole-number sum of squares gives the SD"""
    PARITY = "parity"
    """sums of squares give the SD, but all are odd where the total is even, or even where it is odd"""
    VECTOR = "vector"
    """total and sum of squares fit each other, yet no values have both"""
    CONSISTENT = "consistent"


@dataclass(frozen=True)
class MeanCheck:
    """Whether whole numbers exist that are printed as this mean, and as this SD where one was given. True if they do.

    test        "grim", "grimmer" or "debit"
    mean, sd    as printed; sd is None in GRIM
    n, items    how many respondents, and whole-number answers a respondent
    sums        every total of the n·items answers that is printed as the mean and lies on the scale
    nearest     the printable numbers nearest to the printed one, with the same decimals: one, or two as near; itself where
                consistent
    nearest_of  "mean" or "sd": which of the two `nearest` is about
    power       the share of printable numbers that this test would have refused: of means, where `sums` is empty or in GRIM
                (`grim_probability`); else of the hundred SDs that share all digits but the last two, given this mean
    reason      an English sentence with the numbers

    A misfit is a conflict with the stated n, if nothing was weighted or left out: no accusation.
    """

    test: str
    code: Code
    mean: str
    sd: str | None
    n: int
    items: int
    sums: range
    nearest: tuple[str, ...]
    nearest_of: str
    power: Fraction
    reason: str

    @property
    def consistent(self) -> bool:
        return self.code is Code.CONSISTENT

    def __bool__(self) -> bool:
        return self.consistent


def within(sums: range, lowest: int | None, highest: int | None) -> range:
    """Return the totals of a range that are no smaller and no larger than this; None = no limit on that side."""
    first = sums.start if lowest is None else max(sums.start, lowest)
    stop = sums.stop if highest is None else min(sums.stop, highest + 1)
    return range(first, max(first, stop))


def beside(sums: range, lowest: int | None, highest: int | None) -> tuple[int, ...]:
    """Return the totals next to a range on both sides that lie on the scale; the nearest end where one is beyond it."""
    below, above = sums.start - 1, sums.stop
    below = below if highest is None else min(below, highest)
    above = above if lowest is None else max(above, lowest)
    on_scale = within(range(below, above + 1), lowest, highest)
    return tuple(total for total in (below, above) if total in on_scale)


def nearest(to: Printed, possible: Iterable[Printed]) -> tuple[str, ...]:
    """Return the texts of those numbers that are nearest to a printed one, in ascending order.

    >>> from analysis.published.forensics.rounding import parse
    >>> nearest(parse("5.83"), [parse("5.84"), parse("5.82"), parse("5.90")])
    ('5.82', '5.84')
    """
    distances = {printed: abs(printed.value - to.value) for printed in possible}
    closest = min(distances.values())
    return tuple(printed.text for printed in sorted(distances, key=lambda each: each.value) if distances[printed] == closest)


def means_of(totals: Iterable[int], factor: Fraction, decimals: int, rounding: str) -> list[Printed]:
    """Return how the means total/factor are printed."""
    return [printed for total in totals for printed in printed_as(total / factor, decimals, rounding)]


def squared(interval: Unrounded, scale: int) -> Unrounded:
    """Return scale·x² for the x ≥ 0 of an interval that reaches to 0 or beyond."""
    low = max(interval.low, Fraction(0))
    return Unrounded(scale * low**2, scale * interval.high**2, interval.closed_low or interval.low < 0, interval.closed_high)


def roots_printed(square: Fraction, decimals: int, rounding: str) -> list[Printed]:
    """Return how the root of a number is printed, without taking it: one number, or two at a tie to either side.

    >>> [printed.text for printed in roots_printed(Fraction(2), 3, "half-even")]
    ['1.414']
    """
    unit = Fraction(10) ** -decimals
    steps = math.isqrt(math.floor(square / unit**2))
    near = (printed_as(step * unit, decimals)[0] for step in (steps, steps + 1))
    return [printed for printed in near if square in squared(unround(printed, rounding), 1)]
