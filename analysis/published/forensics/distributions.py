"""All the distributions that a published mean, median and bins leave possible: how many, and what they say of the spread.

A vector counts how many people gave each whole number of a scale. Every vector that fits what was published is counted, by
dynamic programming, so that what is said of them is exact: none is drawn at random, and none is more likely than another.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from analysis.errors import ArgumentError
from analysis.estimation.intervals.interval import check_level, quantile
from analysis.published.forensics.bins import Bin, Bins, held, read_bins, uncovered
from analysis.published.forensics.count_vectors import Extremes, Steps, Ways, extremes, people_ranges, step_sequences
from analysis.published.forensics.rounding import parse
from analysis.published.forensics.whole import whole

Interval = tuple[float, float]
Median = int | str | Decimal | Fraction

CELLS = 20_000_000
"""Larger tables (values × people × sums) do not fit a desktop machine."""

WORK = 4_000_000_000
"""More cells than this, over all passes through the tables, take more than half a minute."""


@dataclass(frozen=True)
class Distributions:
    """The vectors of n answers from low to high that have a total, a median and bins.

    count  how many vectors there are; 0 where the published numbers contradict each other
    """

    n: int
    total: int
    low: int
    high: int
    median: Fraction | None
    bins: Bins
    level: float
    count: int
    _extremes: Extremes | None = field(repr=False, compare=False)
    _cases: tuple[Steps, ...] = field(repr=False, compare=False)

    @property
    def mean(self) -> Fraction:
        """The mean, exactly."""
        return Fraction(self.total, self.n)

    @property
    def variance_range(self) -> tuple[Fraction, Fraction] | None:
        """Least and greatest sample variance (n - 1), exactly; None without a vector, like the ranges that follow."""
        if self._extremes is None:
            return None
        # Of squares and a sum counted from the lowest answer: a variance does not depend on where counting begins.
        of_mean = Fraction(self._offsets**2, self.n)
        least, greatest = self._extremes.squares
        return (least - of_mean) / (self.n - 1), (greatest - of_mean) / (self.n - 1)

    @property
    def sd_range(self) -> Interval | None:
        """Least and greatest sample standard deviation (n - 1)."""
        return square_roots(self.variance_range)

    @property
    def mean_interval_range(self) -> tuple[Interval, Interval] | None:
        """The narrowest and the widest interval of the mean, mean ∓ t_{n-1} s/√n, if these were a random sample.

        Which one between them belongs to the study cannot be known from what was published.
        """
        if self.sd_range is None:
            return None
        narrow, wide = (self._mean_interval(sd) for sd in self.sd_range)
        return narrow, wide

    @property
    def narrowest(self) -> dict[int, int] | None:
        """A vector of the least variance, value → people."""
        return None if self._extremes is None else dict(enumerate(self._extremes.vectors[0], start=self.low))

    @property
    def widest(self) -> dict[int, int] | None:
        """A vector of the greatest variance, value → people."""
        return None if self._extremes is None else dict(enumerate(self._extremes.vectors[1], start=self.low))

    @cached_property
    def values(self) -> dict[int, tuple[int, int]]:
        """Value → the fewest and the most people who can have given it; empty without a vector.

        This and the modes are computed when first asked for, and are an ArgumentError where that would take minutes.
        """
        self._check_work(2 * self._width)
        cases = [people_ranges(steps, self.n, self._offsets) for steps in self._cases]
        ranges = [(min(fewest for fewest, _ in each), max(most for _, most in each)) for each in zip(*cases, strict=True)]
        return dict(enumerate(ranges, start=self.low))

    @cached_property
    def modes(self) -> dict[int, int]:
        """Value → number of vectors in which no other value has more people: alone the mode, or one of several.

        Values that cannot be a mode are left out.
        """
        return self._most_frequent(shared=True)

    @cached_property
    def sole_modes(self) -> dict[int, int]:
        """Value → number of vectors in which it alone is the mode."""
        return self._most_frequent(shared=False)

    @property
    def ties(self) -> int:
        """Number of vectors with several modes."""
        return self.count - sum(self.sole_modes.values())

    def _mean_interval(self, sd: float) -> Interval:
        margin = float(quantile(self.n - 1, self.level)) * sd / math.sqrt(self.n)
        return float(self.mean) - margin, float(self.mean) + margin

    def _most_frequent(self, *, shared: bool) -> dict[int, int]:
        """Count by how many people give the mode: each number up to half of them, and more than half at once."""
        fewest, half = -(-self.n // self._width), self.n // 2
        self._check_work((half + 1 - fewest) * self._width // 2)
        frequencies = [(range(people, people + 1), people if shared else people - 1) for people in range(fewest, half + 1)]
        frequencies.append((range(half + 1, self.n + 1), half))
        ways = Ways(self.n, self._offsets, self._width - 1)
        found = dict.fromkeys(range(self.low, self.high + 1), 0)
        for steps in self._cases:
            for people, others in frequencies:
                for offset, count in ways.count_having(steps, people, others).items():
                    found[self.low + offset] += count
        return {value: count for value, count in found.items() if count}

    @property
    def _offsets(self) -> int:
        return self.total - self.n * self.low

    @property
    def _width(self) -> int:
        return self.high - self.low + 1

    def _check_work(self, passes: int) -> None:
        cells = _cells(self.bins, self.n, self._offsets, self.low, self.high)
        if passes * len(self._cases) * cells > WORK:
            raise ArgumentError("There are too many people or answers to count every distribution again for each value.")


def distributions(
    n: int,
    total: int,
    low: int,
    high: int,
    *,
    median: Median | None = None,
    bins: Mapping[tuple[int, int], int] | None = None,
    level: float = 0.95,
) -> Distributions:
    """Return what is true of all vectors of whole answers that have what was published.

    n       people who answered, at least 2
    total   the sum of their answers: n times the exact mean
    low     the lowest answer of the scale; `high` the highest
    median  whole or a half ("6.5"): the middle answer, of an even n the mean of the two; None = not published
    bins    (first value, last value) → people; values outside of all bins are free for the people outside of them
    level   of the intervals of the mean

    A median that no n whole answers can have is no error: the count is 0. Raises TypeError for a float, and
    ArgumentError for a number outside of its range, bins that overlap or leave people without a value, and a question
    too large to count.

    >>> found = distributions(57, 404, 1, 10, median=7, bins={(1, 3): 4, (4, 7): 28, (8, 10): 25})
    >>> found.count, [round(sd, 2) for sd in found.sd_range]
    (290842, [1.29, 3.0])
    >>> distributions(57, 404, 1, 10, median=7, bins={(1, 3): 4, (4, 7): 24, (8, 10): 29}).count
    0
    """
    n, low, high = whole(n, "n", 2), whole(low, "low"), whole(high, "high")
    span = whole(high - low, "high - low", 1)
    total = whole(total, f"The total of {n} answers from {low} to {high}", n * low, n * high)
    offsets, level = total - n * low, check_level(level)
    middle = _middle(median, low, high)
    known = read_bins(bins or {}, n, low, high)
    _check(known, n, offsets, low, high)
    shifted = tuple(Bin(first - low, last - low, people) for first, last, people in known)
    sequences = step_sequences(n, span, None if middle is None else middle - low, shifted)
    found = {steps: case for steps in sequences if (case := extremes(steps, n, offsets)) is not None}
    count = sum(Ways(n, offsets, span).count(steps) for steps in found)
    return Distributions(n, total, low, high, middle, known, level, count, _joined(list(found.values())), tuple(found))


def square_roots(variances: tuple[Fraction, Fraction] | None) -> Interval | None:
    """Return the standard deviations of two variances; None of None."""
    return None if variances is None else (math.sqrt(variances[0]), math.sqrt(variances[1]))


def _middle(median: Median | None, low: int, high: int) -> Fraction | None:
    if median is None:
        return None
    exact = Fraction(median) if isinstance(median, int | Fraction) else parse(median, "median").value
    if not low <= exact <= high or (2 * exact).denominator != 1:
        raise ArgumentError(
            f"The median of whole answers from {low} to {high} is one of them or halfway between two.", got=str(median)
        )
    return exact


def _check(bins: Bins, n: int, offsets: int, low: int, high: int) -> None:
    if held(bins) < n and not uncovered(bins, low, high):
        raise ArgumentError(
            f"The bins hold every value of the scale, but only {held(bins)} of the {n} people.",
            remedy="Use splits, which puts the others into the bins in every way.",
        )
    cells = _cells(bins, n, offsets, low, high)
    if cells > CELLS:
        raise ArgumentError(
            "There are too many people or answers to count every distribution.",
            got=f"tables of {cells:,} cells",
            remedy=f"The limit is {CELLS:,}.",
        )


def _cells(bins: Bins, n: int, offsets: int, low: int, high: int) -> int:
    """Return the size of the tables: a value has one for each number of people before its bin and inside, by the sum."""
    inside = sum((last - first + 1) * (people + 1) for first, last, people in bins)
    return (n - held(bins) + 1) * (uncovered(bins, low, high) + inside) * (offsets + 1)


def _joined(found: list[Extremes]) -> Extremes | None:
    """Return the extremes over cases that share no vector."""
    if not found:
        return None
    least = min(found, key=lambda case: case.squares[0])
    greatest = max(found, key=lambda case: case.squares[1])
    return Extremes((least.squares[0], greatest.squares[1]), (least.vectors[0], greatest.vectors[1]))
