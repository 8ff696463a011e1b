"""Which standard deviations n whole-number scores with a printed mean can have: what GRIMMER, DEBIT and `sd_limits` ask."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from analysis.errors import ArgumentError
from analysis.published.forensics.means import Code, roots_printed, squared, within
from analysis.published.forensics.rounding import Printed, Unrounded, unround
from analysis.published.forensics.squares import exists, least_squares, most_squares
from analysis.published.forensics.whole import whole

ORDER = tuple(Code)


@dataclass(frozen=True)
class Scores:
    """What is known before the SD: n whole numbers, each the sum of a respondent's items, and the totals they may have.

    low, high  the limits of a score; None = none on that side
    printed    every total that is printed as the mean, on the scale or off it
    """

    n: int
    items: int
    low: int | None
    high: int | None
    printed: range

    @property
    def answers(self) -> int:
        return self.n * self.items

    @property
    def lowest(self) -> int | None:
        return None if self.low is None else self.n * self.low

    @property
    def highest(self) -> int | None:
        return None if self.high is None else self.n * self.high

    @cached_property
    def sums(self) -> range:
        """Every total that is printed as the mean and lies on the scale."""
        return within(self.printed, self.lowest, self.highest)

    @property
    def scale(self) -> int:
        """The deviance n·Σx² - (Σx)² of the scores over the variance of the respondents' means of items."""
        return self.n * (self.n - 1) * self.items**2

    def squares(self, total: int) -> tuple[int, int | None]:
        """Return the smallest and the largest sum of squares with this total; None = there is no largest.

        A limit on one side makes one on the other: there all values but one are at the limit.
        """
        low, high = self.low, self.high
        if low is None and high is not None:
            low = total - (self.n - 1) * high
        if high is None and low is not None:
            high = total - (self.n - 1) * low
        most = None if low is None or high is None else most_squares(self.n, total, low, high)
        return least_squares(self.n, total), most

    @cached_property
    def deviances(self) -> tuple[int, int | None]:
        """The smallest and the largest deviance with any of the totals, of which there is one; None = there is no largest."""
        squares = [(total, *self.squares(total)) for total in self.sums]
        most = [self.n * largest - total**2 for total, _, largest in squares if largest is not None]
        return min(self.n * least - total**2 for total, least, _ in squares), max(most, default=None)


def scores(printed: range, n: int, items: int, low: int | None, high: int | None) -> Scores:
    """Return the scores of n respondents, low and high being the limits of an answer; ArgumentError for limits that cross."""
    low = None if low is None else items * whole(low, "low")
    high = None if high is None else items * whole(high, "high")
    if low is not None and high is not None and low > high:
        raise ArgumentError("low is above high.", got=f"{low // items} and {high // items}")
    return Scores(n, items, low, high, printed)


def checked(known: Scores, sd: Unrounded) -> Code:
    """Return whether some scores have an SD in the interval, or how far the likeliest total came."""
    if not known.sums:
        return Code.BOUNDS if known.printed else Code.GRIM
    wanted = squared(sd, known.scale).whole_numbers(1)
    least, most = known.deviances
    if wanted.stop <= least or (most is not None and wanted.start > most):
        return Code.BOUNDS
    furthest = Code.BOUNDS
    for total in known.sums:
        furthest = max(furthest, _checked(known, total, _squares(known.n, total, wanted)), key=ORDER.index)
        if furthest is Code.CONSISTENT:
            break
    return furthest


def nearest_sds(known: Scores, sd: Printed, rounding: str) -> Iterator[Printed]:
    """Yield how the SDs are printed that are possible on both sides of one that is not: those of each total."""
    wanted = squared(unround(sd, rounding), known.scale).whole_numbers(1)
    for total in known.sums:
        for squares in _beside(known, total, _squares(known.n, total, wanted)):
            yield from roots_printed(Fraction(known.n * squares - total**2, known.scale), sd.decimals, rounding)


def _squares(n: int, total: int, deviances: range) -> range:
    """Return the sums of squares that have these deviances with this total."""
    first, last = -((-deviances.start - total**2) // n), (deviances.stop - 1 + total**2) // n
    return range(first, last + 1)


def _checked(known: Scores, total: int, wanted: range) -> Code:
    least, most = known.squares(total)
    if wanted.stop <= least or (most is not None and wanted.start > most):
        return Code.BOUNDS
    if not wanted:
        return Code.VARIANCE
    possible = within(wanted, least, most)
    even = range(possible.start + (possible.start - total) % 2, possible.stop, 2)
    if not even:
        return Code.PARITY
    return Code.CONSISTENT if _first(known, total, even) is not None else Code.VECTOR


def _beside(known: Scores, total: int, refused: range) -> Iterable[int]:
    """Return the largest possible sum of squares below those refused, and the smallest above."""
    least, most = known.squares(total)
    below = refused.start - 1 if most is None else min(refused.start - 1, most)
    above = max(refused.stop, least)
    upwards = itertools.count(above + (above - total) % 2, 2)
    near = (
        _first(known, total, range(below - (below - total) % 2, least - 1, -2)),
        _first(known, total, upwards if most is None else itertools.takewhile(most.__ge__, upwards)),
    )
    return (squares for squares in near if squares is not None)


def _first(known: Scores, total: int, squares: Iterable[int]) -> int | None:
    """Return the first sum of squares that scores with this total have."""
    return next((each for each in squares if exists(known.n, total, each, known.low, known.high)), None)
