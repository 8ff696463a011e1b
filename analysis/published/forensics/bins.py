"""Published bins of a scale: how many people gave an answer from one value to another."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import NamedTuple

from analysis.errors import ArgumentError
from analysis.published.forensics.whole import whole


class Bin(NamedTuple):
    """The values from `first` to `last`, both included, and how many people gave one of them."""

    first: int
    last: int
    people: int


Bins = tuple[Bin, ...]
"""In ascending order, without a value in common."""


def read_bins(bins: Mapping[tuple[int, int], int], n: int, low: int, high: int) -> Bins:
    """Return the bins in order.

    bins  (first value, last value) → people

    Raises ArgumentError for bins outside of the scale, that overlap, or that hold more than n people.
    """
    found = sorted(_bin(ends, people, n, low, high) for ends, people in bins.items())
    for before, after in pairwise(found):
        if after.first <= before.last:
            raise ArgumentError(
                "Two bins hold the same value.",
                got=f"{before.first} to {before.last} and {after.first} to {after.last}",
                remedy="A value belongs to one bin.",
            )
    if held(tuple(found)) > n:
        raise ArgumentError(f"The bins hold more people than the {n} who answered.", got=str(held(tuple(found))))
    return tuple(found)


def held(bins: Bins) -> int:
    """Return how many people the bins hold together."""
    return sum(bin_.people for bin_ in bins)


def uncovered(bins: Bins, low: int, high: int) -> int:
    """Return how many values of the scale no bin holds."""
    return high - low + 1 - sum(bin_.last - bin_.first + 1 for bin_ in bins)


def _bin(ends: object, people: object, n: int, low: int, high: int) -> Bin:
    if not isinstance(ends, tuple) or len(ends) != 2:
        raise ArgumentError("A bin is a first and a last value.", got=repr(ends), remedy="Write {(1, 3): 4, (4, 7): 28}.")
    first = whole(ends[0], "The first value of a bin", low, high)
    last = whole(ends[1], f"The last value of the bin that begins at {first}", first, high)
    return Bin(first, last, whole(people, f"The count of the bin {first} to {last}", 0))
