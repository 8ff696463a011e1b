"""How much a fit of printed percents says: how many printable values a base reaches, how many bases fit by accident."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from fractions import Fraction

from analysis.published.forensics.percents import Percents, check_base, check_lists, check_window
from analysis.published.forensics.rounding import DEFAULT, Printed, check_rounding, parse_all, unround
from analysis.published.forensics.whole import whole


def density(decimals: int, base: int, rounding: str = DEFAULT) -> Fraction:
    """Return the share of the printable percents that the percent k/base of some count k of 0…base is printed as.

    Printable are the 100·10^decimals + 1 percents from 0 to 100, both counted: 101 whole ones, 1001 with tenths. What is
    printed at random passes with this chance. A base of at least 100·10^decimals reaches all of them: there a single
    percent cannot fail. A smaller one reaches base + 1 of them, for no two counts are printed alike, and one more for
    each tie where it may go to either side (half-up-or-down).

    Raises ArgumentError for decimals below 0, a base below 1 or an unknown rounding.

    >>> density(1, 57), density(0, 100)
    (Fraction(58, 1001), Fraction(1, 1))
    """
    steps, n = 100 * 10 ** whole(decimals, "The number of decimals", 0), check_base(base)
    common = math.gcd(steps, n)
    ties = common if check_rounding(rounding) == DEFAULT and n // common % 2 == 0 else 0
    return Fraction(n + 1 + ties, steps + 1) if n < steps else Fraction(1)


def accidental_fits(
    lists: Sequence[Percents], n_range: tuple[int, int], *, complete: bool = False, rounding: str = DEFAULT
) -> float:
    """Return how many bases of a window are expected to fit lists of this shape although none is their base.

    lists     of one fieldwork, each with its parts, decimals and printed sum: a base must fit all of them
    complete  the counts of each list must add up to the base

    The sum over the bases of the chance that the base fits all lists, were the percents printed of shares that have
    nothing to do with it, such as weighted ones. It is an approximation in that the place of a share between two counts
    is taken to be uniform and, but for the sum, independent of the others: fair where parts are many counts large. A part
    printed as 0 fits any base and counts for nothing; with unequal decimals all parts of a complete list are taken to
    have the fewest.

    Of a list that need not add up the chance is the product of the densities. Of a complete list of m parts, whose
    counts lie in intervals of L = base·unit/100 counts each, with lower ends b counts and upper ends a counts from the
    base in sum (a + b = mL), it is, by the distribution F of the sum of m - 1 uniform variables [1],
        L^(m-1) · (F(b/L) - F(b/L - 1))     for L ≤ 1: at most one vector of counts, which has to add up
        F(a) + F(b) - 1                     for L ≥ 1: vectors exist, and the least and greatest sum enclose the base

    Raises ArgumentError where there is no list, and what `analysis.published.forensics.percents.fitting_bases` raises.

    [1] Irwin (1927), Biometrika 19, 225-239; Hall (1927), Biometrika 19, 240-245.

    >>> round(accidental_fits([["61.6", "28.5", "9.9"]], (390, 390), complete=True), 3)
    0.114
    """
    shape = _complete if complete else _parts
    chances = [shape(parse_all(percents), rounding) for percents in check_lists(lists)]
    return float(sum(math.prod((chance(base) for chance in chances), start=Fraction(1)) for base in check_window(n_range)))


def uniform_sum(variables: int, below: Fraction) -> Fraction:
    """Return the chance that so many independent uniform variables on (0, 1) add up to no more than a number.

    F(x) = Σ_{j ≤ x} (-1)^j C(m, j) (x - j)^m / m!      (Irwin 1927, Hall 1927); a sum of no variables is 0.

    >>> uniform_sum(2, Fraction(1, 2))
    Fraction(1, 8)
    """
    if below >= variables or below < 0:
        return Fraction(int(below >= 0))
    terms = ((-1) ** j * math.comb(variables, j) * (below - j) ** variables for j in range(math.floor(below) + 1))
    return sum(terms, start=Fraction(0)) / math.factorial(variables)


def _parts(parts: Sequence[Printed], rounding: str) -> Callable[[int], Fraction]:
    """Return the chance, for a base, that each part of a list is reachable."""
    decimals = [part.decimals for part in parts if part.value]
    return lambda base: math.prod((density(shown, base, rounding) for shown in decimals), start=Fraction(1))


def _complete(parts: Sequence[Printed], rounding: str) -> Callable[[int], Fraction]:
    """Return the chance, for a base, that there are counts which are printed as the parts and add up to it."""
    decimals = min(part.decimals for part in parts)
    cells = [unround(Printed(part.value, decimals, part.text), rounding) for part in parts if part.value]
    if not cells:
        return lambda _: Fraction(0)
    free, length = len(cells) - 1, (cells[0].high - cells[0].low) / 100
    above = sum((cell.high for cell in cells), start=Fraction(-100)) / 100
    below = sum((-cell.low for cell in cells), start=Fraction(100)) / 100
    adds_up = uniform_sum(free, below / length) - uniform_sum(free, below / length - 1)

    def chance(base: int) -> Fraction:
        if length * base <= 1:
            return (length * base) ** free * adds_up
        return max(uniform_sum(free, above * base) + uniform_sum(free, below * base) - 1, Fraction(0))

    return chance
