"""Distributions where the published bins leave people out: every way to put them into the bins."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import comb

from analysis.errors import ArgumentError
from analysis.published.forensics.bins import Bins, held, read_bins, uncovered
from analysis.published.forensics.distributions import Distributions, Interval, Median, distributions, square_roots
from analysis.published.forensics.whole import whole

WAYS = 1_000
"""More ways than this are not listed."""


@dataclass(frozen=True)
class Splits:
    """The distributions for every way to put the people whom the bins leave out into the bins.

    unplaced  how many people the bins leave out
    every     one for each way: `.bins` says which, `.count` whether it is possible
    """

    unplaced: int
    every: tuple[Distributions, ...]

    @property
    def possible(self) -> tuple[Distributions, ...]:
        """Those that at least one vector fits."""
        return tuple(split for split in self.every if split.count)

    @property
    def count(self) -> int:
        """Number of vectors of all of them together: none belongs to two."""
        return sum(split.count for split in self.every)

    @property
    def variance_range(self) -> tuple[Fraction, Fraction] | None:
        """Least and greatest sample variance (n - 1) of them all; None where none is possible, like the ranges that follow."""
        ranges = [split.variance_range for split in self.every if split.variance_range is not None]
        return (min(low for low, _ in ranges), max(high for _, high in ranges)) if ranges else None

    @property
    def sd_range(self) -> Interval | None:
        """Least and greatest sample standard deviation (n - 1) of them all."""
        return square_roots(self.variance_range)

    @property
    def mean_interval_range(self) -> tuple[Interval, Interval] | None:
        """The narrowest and the widest interval of the mean of them all."""
        ranges = [split.mean_interval_range for split in self.every if split.mean_interval_range is not None]
        # They have one mean, so that the narrowest is the one that begins last, and the widest the one that begins first.
        return (max(narrow for narrow, _ in ranges), min(wide for _, wide in ranges)) if ranges else None


def splits(
    n: int,
    total: int,
    low: int,
    high: int,
    *,
    bins: Mapping[tuple[int, int], int],
    median: Median | None = None,
    level: float = 0.95,
) -> Splits:
    """Return the distributions for every way to put the people whom the bins leave out into the bins.

    Arguments and errors as of `distributions`; here the bins hold every value of the scale. More than a thousand ways are
    an ArgumentError.

    >>> found = splits(57, 404, 1, 10, median=7, bins={(1, 3): 4, (4, 7): 24, (8, 10): 25})
    >>> found.unplaced, len(found.every), len(found.possible)
    (4, 15, 14)
    """
    n, low, high = whole(n, "n", 2), whole(low, "low"), whole(high, "high")
    known = read_bins(bins, n, low, high)
    free = uncovered(known, low, high)
    if free:
        raise ArgumentError(
            "The bins leave values out, which the people outside of the bins can have given.",
            got=f"{free} values of {low} to {high} in no bin",
            remedy="Use distributions, which leaves those values free.",
        )
    unplaced = n - held(known)
    if comb(unplaced + len(known) - 1, unplaced) > WAYS:
        raise ArgumentError(f"There are more than {WAYS:,} ways to put {unplaced} people into {len(known)} bins.")
    return Splits(
        unplaced,
        tuple(
            distributions(n, total, low, high, median=median, bins=with_others, level=level)
            for with_others in _divided(unplaced, known)
        ),
    )


def _divided(people: int, bins: Bins) -> Iterator[dict[tuple[int, int], int]]:
    """Yield the bins with so many more people, in every way."""
    (first, last, held_there), others = bins[0], bins[1:]
    for more in range(people + 1) if others else (people,):
        filled = {(first, last): held_there + more}
        yield from ({**filled, **rest} for rest in _divided(people - more, others)) if others else (filled,)
