"""Counts and bases that printed percents can have: exact, for any way of rounding."""

from __future__ import annotations

import itertools
import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from analysis.errors import ArgumentError
from analysis.published.forensics.rounding import DEFAULT, Unrounded, parse, parse_all, printed_as, unround
from analysis.published.forensics.whole import whole

VECTORS = 1_000_000
"""More vectors of counts than this are no evidence of anything, and are not listed."""

Percents = Sequence[str | Decimal]


class Fit(NamedTuple):
    """A base, and the counts of that base which are printed as the percents."""

    base: int
    counts: tuple[int, ...]


@dataclass(frozen=True)
class VectorFit:
    """The counts each percent of a list can be on a base: a range of whole numbers each, empty where none is printed so."""

    base: int
    counts: tuple[range, ...]

    @property
    def reachable(self) -> bool:
        """Every percent is that of at least one count."""
        return all(self.counts)

    @property
    def sums(self) -> range:
        """What the counts can add up to; empty where a percent is not reachable."""
        if not self.reachable:
            return range(0)
        return range(sum(counts[0] for counts in self.counts), sum(counts[-1] for counts in self.counts) + 1)

    @property
    def exists(self) -> bool:
        """There are counts that add up to the base, as those of a single-choice question with all its answers must."""
        return self.base in self.sums

    @property
    def vectors(self) -> int:
        """How many vectors of counts add up to the base."""
        return vectors_summing(self.counts, self.base)


class Moved(NamedTuple):
    """One percent of a list, by its place from 0, as it would read one printed unit away."""

    part: int
    printed: str


def reachable(percent: str | Decimal, base: int, rounding: str = DEFAULT) -> range:
    """Return the counts k of 0…base for which 100k/base is printed so: a contiguous range, empty where there is none.

    Raises TypeError for a float, ArgumentError for a text that is no number, a base below 1 or an unknown rounding.

    >>> reachable("43.9", 57), reachable("61.6", 390)
    (range(25, 26), range(241, 241))
    """
    return counts_in(unround(parse(percent, "percent"), rounding), check_base(base))


def counts_in(part: Unrounded, base: int) -> range:
    """Return the counts k of 0…base for which 100k/base lies in an interval of percents, for a base of at least 1."""
    found = part.whole_numbers(Fraction(base, 100))
    return range(max(found.start, 0), min(found.stop, base + 1))


def vector_fits(percents: Percents, base: int, rounding: str = DEFAULT) -> VectorFit:
    """Return the counts of a base that every percent of a single-choice list can be, and what they can add up to.

    Raises what `reachable` raises.

    >>> fit = vector_fits(["61", "26", "13"], 1822)
    >>> fit.reachable, fit.exists, fit.sums, fit.vectors
    (True, True, range(1796, 1848), 243)
    """
    return _vector([unround(printed, rounding) for printed in parse_all(percents)], check_base(base))


def percent_counts(
    percents: Percents,
    *,
    n: int | None = None,
    n_range: tuple[int, int] | None = None,
    complete: bool = False,
    rounding: str = DEFAULT,
) -> tuple[Fit, ...]:
    """Return every base and vector of counts that is printed as these percents.

    n, n_range  the base, or the lowest and the highest base to try: exactly one of the two
    complete    the list has every answer of a single-choice question, so that its counts must add up to the base

    Raises ArgumentError where neither or both bases are given, and where more than a million vectors fit: such a list has
    no power, and `fitting_bases` says which bases it fits. Otherwise what `reachable` raises.

    >>> percent_counts(["41.8", "12.7", "45.5"], n_range=(20, 70), complete=True)
    (Fit(base=55, counts=(23, 7, 25)),)
    """
    if n is not None and n_range is None:
        fits = fitting(percents, (n, n), complete=complete, rounding=rounding)
    elif n_range is not None and n is None:
        fits = fitting(percents, n_range, complete=complete, rounding=rounding)
    else:
        raise ArgumentError("Exactly one of n and n_range is needed.", got=f"n={n!r}, n_range={n_range!r}")
    return tuple(Fit(fit.base, counts) for fit in _few(fits, complete) for counts in _vectors(fit, complete))


def fitting_bases(
    percents: Percents, n_range: tuple[int, int], *, complete: bool = False, rounding: str = DEFAULT
) -> tuple[int, ...]:
    """Return the bases of a window, both its ends included, for which some counts are printed as these percents.

    complete  the counts must add up to the base. They can add up to every number between the least and the greatest sum,
              so that none has to be listed, and any window is fast

    Raises ArgumentError for a window that is none, otherwise what `reachable` raises.

    >>> fitting_bases(["36.8", "17.5", "43.9"], (20, 70)), fitting_bases(["73.7"], (20, 70))
    ((57,), (38, 57))
    """
    return tuple(fit.base for fit in fitting(percents, n_range, complete=complete, rounding=rounding))


def fitting(
    percents: Percents, n_range: tuple[int, int], *, complete: bool = False, rounding: str = DEFAULT
) -> Iterator[VectorFit]:
    """Return, one after another, the bases of `fitting_bases` with the counts that each percent can be."""
    parts = [unround(printed, rounding) for printed in parse_all(percents)]
    fits = (_vector(parts, base) for base in check_window(n_range))
    return (fit for fit in fits if (fit.exists if complete else fit.reachable))


def joint_bases(
    lists: Sequence[Percents], n_range: tuple[int, int], *, complete: bool = False, rounding: str = DEFAULT
) -> tuple[int, ...]:
    """Return the bases of a window that fit every one of several lists, as those of one fieldwork should.

    Raises ArgumentError where there is no list, otherwise what `fitting_bases` raises.

    >>> identity, union = ["61.6", "22.1", "9.9", "1.6", "1.3", "1.3", "2.3"], ["6.0", "6.2", "84.2", "3.6"]
    >>> joint_bases([identity, union], (200, 600), complete=True)
    (385,)
    """
    every = [fitting_bases(percents, n_range, complete=complete, rounding=rounding) for percents in check_lists(lists)]
    return tuple(sorted(set(every[0]).intersection(*every[1:])))


def forced_to_hundred(percents: Percents, base: int, rounding: str = DEFAULT) -> tuple[Moved, ...]:
    """Return the parts of a complete list that look adjusted so that the list adds up to 100.

    Where the printed percents add up to exactly 100 although no counts that are printed so add up to the base, each part
    that makes such counts possible when it is moved by one printed unit is returned, as it would read then. Empty where
    the list does not add up to 100, fits as it is, or fits with no single part moved.

    Raises what `reachable` raises.

    >>> forced_to_hundred(["33.4", "33.3", "33.3"], 57)
    (Moved(part=0, printed='33.3'),)
    """
    parts = parse_all(percents)
    as_printed = vector_fits(percents, base, rounding)
    if sum(part.value for part in parts) != 100 or as_printed.exists:
        return ()
    moved = (
        (place, printed_as(part.value + step * part.unit, part.decimals)[0])
        for place, part in enumerate(parts)
        for step in (-1, 1)
    )
    return tuple(
        Moved(place, part.text)
        for place, part in moved
        if _vector([unround(other, rounding) for other in (*parts[:place], part, *parts[place + 1 :])], as_printed.base).exists
    )


def vectors_summing(ranges: Sequence[range], total: int) -> int:
    """Return how many vectors with one whole number of each range add up to a total.

    The coefficient of x^total in ∏(x^a + … + x^(b-1)) over the ranges a…b-1, by inclusion and exclusion of the ranges
    whose number passes their end: Σ_S (-1)^|S| C(t - w_S + m - 1, m - 1), where t is the total less the least sum, m the
    number of ranges and w_S the summed widths of those in S.

    >>> vectors_summing([range(1, 7)] * 2, 7)      # two dice
    6
    """
    left = total - sum(numbers.start for numbers in ranges)
    terms = Counter({0: 1})
    for numbers in ranges:
        terms.subtract({width + len(numbers): sign for width, sign in terms.items()})
    free = len(ranges) - 1
    return sum(sign * math.comb(left - width + free, free) for width, sign in terms.items() if width <= left)


def check_lists(lists: Sequence[Percents]) -> Sequence[Percents]:
    """Return lists of percents, or raise ArgumentError where there is none."""
    if not lists:
        raise ArgumentError("There is no list of percents.")
    return lists


def check_base(base: int) -> int:
    """Return a base, or raise ArgumentError for one that is no whole number of at least 1."""
    return whole(base, "A base", 1)


def check_window(n_range: tuple[int, int]) -> range:
    """Return the bases of a window, both ends included, or raise ArgumentError where it has none."""
    low, high = map(check_base, n_range)
    if low > high:
        raise ArgumentError("A window of bases goes from its lowest base to its highest.", got=repr(n_range))
    return range(low, high + 1)


def _vector(parts: Sequence[Unrounded], base: int) -> VectorFit:
    return VectorFit(base, tuple(counts_in(part, base) for part in parts))


def _few(fits: Iterator[VectorFit], complete: bool) -> list[VectorFit]:
    found, vectors = [], 0
    for fit in fits:
        vectors += fit.vectors if complete else math.prod(map(len, fit.counts))
        if vectors > VECTORS:
            raise ArgumentError(
                f"More than {VECTORS:,} vectors of counts fit these percents up to base {fit.base}: the list has no power there.",
                remedy="Use fitting_bases for the bases alone, vector_fits for the range of each count.",
            )
        found.append(fit)
    return found


def _vectors(fit: VectorFit, complete: bool) -> Iterator[tuple[int, ...]]:
    return _summing(fit.counts, fit.base) if complete else itertools.product(*fit.counts)


def _summing(ranges: Sequence[range], total: int) -> Iterator[tuple[int, ...]]:
    """Yield every vector that adds up to a total that the ranges can add up to, in order: no branch is a dead end."""
    if not ranges:
        yield ()
        return
    first, rest = ranges[0], ranges[1:]
    low = max(first[0], total - sum(numbers[-1] for numbers in rest))
    high = min(first[-1], total - sum(numbers[0] for numbers in rest))
    for count in range(low, high + 1):
        for others in _summing(rest, total - count):
            yield (count, *others)
