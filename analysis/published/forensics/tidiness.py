"""Published numbers that are tidier than rounding leaves them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from analysis.errors import ArgumentError
from analysis.published.forensics.percents import Percents, check_base, check_lists, vectors_summing
from analysis.published.forensics.power import uniform_sum
from analysis.published.forensics.rounding import DEFAULT, Printed, check_rounding, parse_all, printed_as, unround

UNIT = Printed(Fraction(1), 0, "1")

CHANCE = Fraction(1, 1000)
"""What is not impossible but improbable is remarked upon below this chance."""


@dataclass(frozen=True)
class Hundreds:
    """How many rows add up to exactly 100 as printed, and how probable it was that all of them would."""

    rows: int
    exact: int
    probability: Fraction

    @property
    def all_exact(self) -> bool:
        """Every row adds up to exactly 100."""
        return self.exact == self.rows


@dataclass(frozen=True)
class CountsCheck:
    """Announced counts beside percents of their total.

    expected  the whole numbers nearest to percent·total/100, two where it is halfway
    equal     whether each count is one of them
    chance    that all of them would be, were the percents made of the counts
    """

    expected: tuple[tuple[int, ...], ...]
    equal: tuple[bool, ...]
    free: int
    chance: Fraction

    @property
    def all_equal(self) -> bool:
        """Every count is its percent of the total, rounded."""
        return all(self.equal)

    @property
    def remarkable(self) -> bool:
        """All are, and that is improbable if the percents were made of the counts."""
        return self.all_equal and self.chance < CHANCE


def all_sum_to_hundred(lists: Sequence[Percents], bases: Sequence[int | None] | None = None, rounding: str = DEFAULT) -> Hundreds:
    """Return how many rows of percents add up to exactly 100, and the chance that all would, each part rounded by itself.

    lists  complete rows, one list of percents each; the probability needs only their numbers of parts and decimals
    bases  of each row; None = unknown or large (or weighted), as is a missing list of bases

    The rounding errors of m parts are uniform and independent, but that the parts add up to 100 before rounding, and so
    the errors to a whole number of units [1]. With an unknown base they are so on an interval, and the row adds up to 100
    with the chance that m - 1 of them add up to at most half a unit either way: 1 for two parts, 3/4 for three, 2/3 for
    four, about √(6/πm) for many [1]. On a base n they are multiples of 1/N unit, N = n/gcd(n, 100·10^decimals), and it is
    the number of vectors of m numbers out of 0…N-1 with the one sum that leaves no error, over N^(m-1). A part printed as
    0 is no part; rows are independent; with unequal decimals all parts of a row are taken to have the fewest. Where ties go
    to either side (half-even, half-up-or-down), each goes up as often as down.

    Raises ArgumentError where there are no lists or not as many bases as lists, and for an unknown rounding; what
    `analysis.published.forensics.percents.reachable` raises.

    [1] Mosteller, Youtz & Zahn (1967), Demography 4, 850-858.

    >>> all_sum_to_hundred([["33.3", "33.3", "33.4"], ["25.1", "24.9", "26.0", "24.0"]])
    Hundreds(rows=2, exact=2, probability=Fraction(1, 2))
    """
    parsed = [parse_all(percents) for percents in check_lists(lists)]
    known = [None] * len(parsed) if bases is None else bases
    if len(known) != len(parsed):
        raise ArgumentError("Every list needs its base, or None.", got=f"{len(parsed)} lists and {len(known)} bases")
    check_rounding(rounding)
    return Hundreds(
        rows=len(parsed),
        exact=sum(sum(part.value for part in parts) == 100 for parts in parsed),
        probability=math.prod(
            (_sums_to_hundred(parts, base, rounding) for parts, base in zip(parsed, known, strict=True)), start=Fraction(1)
        ),
    )


def identical_rows(rows: Sequence[Sequence[str | Decimal]]) -> tuple[tuple[int, ...], ...]:
    """Return the groups of rows, by their places from 0, that print the same numbers in the same order.

    Numbers are the same with the same value and the same decimals.

    Raises what `analysis.published.forensics.rounding.parse` raises.

    >>> identical_rows([["43.9", "56.1"], ["41.8", "58.2"], ["43,9", "56,1"]])
    ((0, 2),)
    """
    places: dict[tuple[tuple[Fraction, int], ...], list[int]] = {}
    for place, row in enumerate(rows):
        key = tuple((number.value, number.decimals) for number in parse_all(row, "number"))
        places.setdefault(key, []).append(place)
    return tuple(tuple(same) for same in places.values() if len(same) > 1)


def counts_from_percents(counts: Sequence[int], percents: Percents, total: int, rounding: str = DEFAULT) -> CountsCheck:
    """Return whether announced counts are their percents of the total, rounded: counts made of percents.

    counts, percents  of each answer; the total is their common base

    About total·unit/100 counts are printed as the same percent, and one of them is the nearest to it: the chance is
    min(1, 100/(total·unit)) for each count, multiplied over the free ones (a uniform model). All counts are free but one,
    the least probable, where they add up to the total.

    Raises ArgumentError for unequal lengths or a total below 1; what `analysis.published.forensics.percents.reachable` raises.

    >>> check = counts_from_percents([5150092, 4445978, 462704], ["51.2", "44.2", "4.6"], 10058774)
    >>> check.all_equal, check.free, f"{float(check.chance):.1e}"
    (True, 2, '9.9e-09')
    """
    parts = parse_all(percents)
    if len(counts) != len(parts):
        raise ArgumentError("Every count needs its percent.", got=f"{len(counts)} counts and {len(parts)} percents")
    base = check_base(total)
    shares = [part.value * base / 100 for part in parts]
    expected = tuple(tuple(int(whole.value) for whole in printed_as(share, 0, rounding)) for share in shares)
    chances = sorted(min(Fraction(1), 100 / (base * part.unit)) for part in parts)
    free = chances[1:] if sum(counts) == base else chances
    return CountsCheck(
        expected=expected,
        equal=tuple(count in near for count, near in zip(counts, expected, strict=True)),
        free=len(free),
        chance=math.prod(free, start=Fraction(1)),
    )


def _sums_to_hundred(parts: Sequence[Printed], base: int | None, rounding: str) -> Fraction:
    errors = sum(part.value != 0 for part in parts)
    if errors < 2:
        return Fraction(errors)
    if base is None:
        balance = errors * (unround(UNIT, rounding).high - UNIT.value)
        return uniform_sum(errors - 1, balance) - uniform_sum(errors - 1, balance - 1)
    steps = 100 * Fraction(10) ** min(part.decimals for part in parts)
    points = (steps / check_base(base)).denominator
    least, most = _points_above(points, rounding)
    vectors = sum(
        math.comb(errors, up) * vectors_summing([range(points)] * errors, errors * least + up * (most - least))
        for up in range(errors + 1)
    )
    return Fraction(vectors, 2**errors * points ** (errors - 1))


def _points_above(points: int, rounding: str) -> tuple[int, int]:
    """Return how many of the points of a unit above a printed number are rounded to it: two answers where a tie is open."""
    odd, even = (unround(Printed(Fraction(whole), 0, str(whole)), rounding).whole_numbers(points) for whole in (1, 2))
    below = max(points - odd[0], 2 * points - even[0])
    return points - 1 - below, max(odd[-1] - points, even[-1] - 2 * points)
