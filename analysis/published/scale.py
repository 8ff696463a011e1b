"""A printed mean, median, standard deviation and bins of a scale: can whole answers have them all, and which answers can?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache
from itertools import pairwise
from math import comb

from analysis.published.forensics.attainable import Part
from analysis.published.forensics.distributions import distributions
from analysis.published.forensics.rounding import parse, unround
from analysis.published.forensics.splits import WAYS, Splits, splits
from analysis.published.model import PublishedStatistic
from analysis.published.recovery import Recovered

Bin = tuple[int, int, int]
"""Lowest answer, highest answer, how many people."""

PEOPLE = 200
"""The answers of more people than this are not counted: it would take more than seconds."""


@dataclass(frozen=True)
class Described:
    """What is known of the answers to a scale.

    scale     the lowest and the highest answer; None where it is not known
    bins      the printed ones whose count is known, in order; empty where they overlap or leave the scale
    gaps      values from one to another that no bin holds: whoever is in no bin gave one of them
    unplaced  people in no bin; where there are no gaps one of the bins must hold them all the same
    median    as a fraction; None where none is printed
    totals    sums of the answers that are printed as the mean; None where no mean is printed
    """

    base: int
    scale: tuple[int, int] | None
    bins: tuple[Bin, ...]
    unplaced: int
    median: Fraction | None
    totals: range | None
    gaps: tuple[tuple[int, int], ...] = ()

    @property
    def open(self) -> tuple[Bin, ...]:
        """The bins that the people in no bin can be in."""
        return tuple((low, high, 0) for low, high in self.gaps) or self.bins

    @property
    def possible(self) -> bool:
        """Whether some whole answers have the mean, the median and the bins together."""
        if self.totals is None or self.scale is None:
            return True
        return any(
            max(self.totals[0], low) <= min(self.totals[-1], high) for low, high in possible_totals(self) if len(self.totals)
        )

    @property
    def listed(self) -> bool:
        """Whether the ways to place the people in no bin are few enough to try them all."""
        return self.unplaced < 0 or _ways(self.unplaced, len(self.open)) <= WAYS


def statistic(one: Recovered, name: str) -> PublishedStatistic | None:
    """Return a printed statistic of a question."""
    return next((found for found in one.question.statistics if found.name == name), None)


def described(one: Recovered, rounding: str) -> Described | None:
    """Return what is known of the answers to a scale; None where no statistic is printed, or no base is known."""
    if one.base is None or not one.question.statistics:
        return None
    mean, median = statistic(one, "mean"), statistic(one, "median")
    bins = _bins(one)
    return Described(
        base=one.base,
        scale=one.question.scale,
        bins=bins,
        unplaced=one.base - sum(count for _, _, count in bins),
        median=None if median is None else parse(median.printed, "median").value,
        totals=None if mean is None else unround(parse(mean.printed, "mean"), rounding).whole_numbers(one.base),
        gaps=_gaps(bins, one.question.scale),
    )


@cache
def answers(known: Described) -> Splits | None:
    """Return all the ways in which a scale can have been answered.

    None where its sum is not the only one or unknown, where the printed numbers exclude each other, and where there are too
    many people, or too many ways to place those in no bin, to count them in seconds.
    """
    if known.scale is None or known.totals is None or len(known.totals) != 1 or not known.possible:
        return None
    if not 2 <= known.base <= PEOPLE or not known.listed:
        return None
    low, high = known.scale
    bins = {(first, last): count for first, last, count in known.bins} or {(low, high): known.base}
    if known.gaps:
        every = distributions(known.base, known.totals[0], low, high, bins=bins, median=known.median)
        return Splits(0, (every,))
    return splits(known.base, known.totals[0], low, high, bins=bins, median=known.median)


def possible_totals(known: Described) -> Iterator[tuple[int, int]]:
    """Yield the least and the greatest sum of the answers for each way to place the people in no bin.

    With a median, the answers up to the middle are at most it and those from the middle at least it; every sum between
    the two is that of some answers, for each can be changed by one. Where there are too many ways the bins are left out:
    the sums are then those of the median alone.
    """
    for parts in _ways_to_answer(known):
        yield sum(part.people * part.low for part in parts), sum(part.people * part.high for part in parts)


def placed(known: Described) -> tuple[tuple[Part, ...], ...] | None:
    """Return each way to place the people in the bins, cut at the median, with the answers that are then possible.

    None where no scale is known, and where there are too many ways.
    """
    if known.scale is None or (known.bins and not known.listed):
        return None
    return tuple(_ways_to_answer(known))


@cache
def placements(one: Recovered, rounding: str) -> tuple[tuple[Bin, ...], ...]:
    """Return the bins with the people who are in none of them, in every way that the mean and the median allow.

    Empty where nobody is in no bin, or that is not known, and where there are too many ways or the numbers exclude all.
    """
    known = described(one, rounding)
    if known is None or not known.bins or known.gaps or known.unplaced <= 0 or not known.listed:
        return ()
    filled = _filled(known.unplaced, known.bins)
    return tuple(bins for bins in filled if replace(known, bins=bins, unplaced=0).possible)


def _ways_to_answer(known: Described) -> Iterator[tuple[Part, ...]]:
    if known.scale is None or known.unplaced < 0:
        return
    every = _filled(known.base, ((*known.scale, 0),))
    if known.bins and known.listed:
        fixed = known.bins if known.gaps else ()
        every = (tuple(sorted((*fixed, *filled))) for filled in _filled(known.unplaced, known.open))
    for filled in every:
        for middle in _middles(known):
            parts = _parts(filled, middle, known.base)
            if parts is not None:
                yield parts


def _ways(people: int, bins: int) -> int:
    return comb(people + bins - 1, people) if bins else 1


def _parts(bins: Sequence[Bin], middle: tuple[int, int] | None, n: int) -> tuple[Part, ...] | None:
    """Return the bins cut where the middle narrows the answers of some people in them; None where no answers have it."""
    place, found = 0, list[Part]()
    for low, high, people in bins:
        inner = (cut for cut in ((n - 1) // 2, n // 2, n // 2 + 1) if place < cut < place + people)
        for first, last in pairwise(sorted({place, *inner, place + people})):
            lowest, highest = _limited(first, (low, high), middle, n)
            if lowest > highest:
                return None
            found.append(Part(last - first, lowest, highest))
        place += people
    return tuple(found)


def _limited(place: int, end: tuple[int, int], middle: tuple[int, int] | None, n: int) -> tuple[int, int]:
    """Return the least and the greatest answer of the person at a place, from 0, in the order of the answers."""
    if middle is None:
        return end
    low, high = end
    if place <= (n - 1) // 2:
        high = min(high, middle[0])
    if place >= n // 2:
        low = max(low, middle[1])
    if place == (n - 1) // 2:
        low = max(low, middle[0])
    if place == n // 2:
        high = min(high, middle[1])
    return low, high


def _middles(known: Described) -> Iterator[tuple[int, int] | None]:
    """Yield the two middle answers that have the median, which are one answer where the number of people is odd."""
    if known.median is None or known.scale is None:
        yield None
    elif known.base % 2:
        if known.median.denominator == 1:
            yield int(known.median), int(known.median)
    elif (2 * known.median).denominator == 1:
        both = int(2 * known.median)
        low, high = known.scale
        yield from ((first, both - first) for first in range(low, high + 1) if first <= both - first <= high)


def _filled(people: int, bins: Sequence[Bin]) -> Iterator[tuple[Bin, ...]]:
    """Yield the bins with so many more people, in every way."""
    (low, high, count), others = bins[0], bins[1:]
    for more in range(people + 1) if others else (people,):
        for rest in _filled(people - more, others) if others else ((),):
            yield ((low, high, count + more), *rest)


def _bins(one: Recovered) -> tuple[Bin, ...]:
    """Return the printed bins whose count is known; none where an answer is no bin, or they do not fit the scale."""
    found, scale = list[Bin](), one.question.scale
    for answer in one.question.answers:
        count = one.count(answer.id) if answer.printed is not None else None
        if answer.values is None:
            return ()
        if count is not None:
            found.append((*answer.values, count))
    found.sort()
    if not found or scale is None or found[0][0] < scale[0] or found[-1][1] > scale[1]:
        return ()
    return tuple(found) if all(before[1] < after[0] for before, after in pairwise(found)) else ()


def _gaps(bins: Sequence[Bin], scale: tuple[int, int] | None) -> tuple[tuple[int, int], ...]:
    """Return the values of the scale, from one to another, that are in none of the bins."""
    if scale is None or not bins:
        return ()
    ends = [scale[0] - 1, *(value for low, high, _ in bins for value in (low, high)), scale[1] + 1]
    return tuple((low + 1, high - 1) for low, high in zip(ends[::2], ends[1::2], strict=True) if low + 1 < high)
