"""Exact tests of one published share against a fixed one, in whole numbers, and the interval that matches them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from analysis.errors import ArgumentError, unknown
from analysis.estimation.intervals.interval import check_level, share_bounds
from analysis.published.forensics.whole import whole

HALF = Fraction(1, 2)
ALTERNATIVES = ("two-sided", "greater", "less")


@dataclass(frozen=True)
class BinomialTest:
    """A test of k of n against the share p0, as if the n were a random sample.

    exact  the p value as a fraction
    """

    k: int
    n: int
    p0: Fraction
    alternative: str
    exact: Fraction

    @property
    def p(self) -> float:
        """The p value, rounded to the nearest float."""
        return float(self.exact)


def binomial_test(k: int, n: int, p0: Fraction = HALF, *, alternative: str = "two-sided") -> BinomialTest:
    """Return the exact binomial test of k successes among n, n ≥ 1.

    p0           the share under the null hypothesis, a fraction between 0 and 1
    alternative  two-sided: the chance of every result that is no likelier than k [1], for p0 = 1/2 twice the smaller
                 tail, at most 1; greater: of k or more; less: of k or fewer

    Chances are compared as integers, so that equal ones are equal: no tolerance is needed where R and scipy have one.
    Raises TypeError for a p0 that is no fraction, ArgumentError for numbers outside of their ranges.

    [1] Sterne (1954), Biometrika 41, 275-278; the method of R's binom.test.

    >>> binomial_test(3, 4).exact
    Fraction(5, 8)
    """
    n = whole(n, "n", 1)
    k = whole(k, "k", 0, n)
    if not isinstance(p0, Fraction):
        raise TypeError(f"p0 must be a Fraction, got {type(p0).__name__} {p0!r}: write Fraction(1, 2), for 0.1 is not a tenth.")
    if not 0 < p0 < 1:
        raise ArgumentError("p0 is between 0 and 1.", got=str(p0))
    if alternative not in ALTERNATIVES:
        raise unknown("alternative", alternative, ALTERNATIVES)
    chances = list(_chances(n, p0))
    counted = {
        "two-sided": (chance for chance in chances if chance <= chances[k]),
        "greater": chances[k:],
        "less": chances[: k + 1],
    }
    return BinomialTest(k, n, p0, alternative, Fraction(sum(counted[alternative]), p0.denominator**n))


def clopper_pearson(k: int, n: int, *, level: float = 0.95) -> tuple[float, float]:
    """Return the exact interval of k of n, n ≥ 1: the shares that neither one-sided test at (1 - level)/2 rejects.

    At p0 = 1/2 it agrees with the two-sided test: 1/2 is outside exactly where p < 1 - level.

    >>> [round(end, 3) for end in clopper_pearson(25, 57)]
    [0.307, 0.576]
    """
    n = whole(n, "n", 1)
    share = np.array([whole(k, "k", 0, n) / n])
    low, high = share_bounds("clopper-pearson", share, np.zeros(1), np.array([n]), None, check_level(level))
    return float(low[0]), float(high[0])


def _chances(n: int, p0: Fraction) -> Iterator[int]:
    """Yield the chance of 0, 1, … n successes times denominator^n: whole numbers."""
    success, failure = p0.numerator, p0.denominator - p0.numerator
    chance = failure**n
    yield chance
    for k in range(n):
        chance = chance * (n - k) * success // ((k + 1) * failure)
        yield chance
