"""Several tests at once: p values adjusted for the size of their family.

Bonferroni, Holm, Hochberg and Hommel bound the chance of one or more false findings in the family; Benjamini and
Hochberg, and Benjamini and Yekutieli, the expected part of the findings that is false. Bonferroni, Holm and
Benjamini-Yekutieli hold whatever the tests have to do with each other; the others where they are independent or
positively dependent.

[1] Dunn (1961), Journal of the American Statistical Association 56, 52-64.
[2] Holm (1979), Scandinavian Journal of Statistics 6, 65-70.
[3] Hochberg (1988), Biometrika 75, 800-802.
[4] Hommel (1988), Biometrika 75, 383-386.
[5] Benjamini, Hochberg (1995), Journal of the Royal Statistical Society B 57, 289-300.
[6] Benjamini, Yekutieli (2001), Annals of Statistics 29, 1165-1188.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from analysis.arrays import Floats
from analysis.errors import ArgumentError, listed, unknown


@dataclass(frozen=True, eq=False)
class Adjusted:
    """Adjusted p values of one family of tests.

    p       in the order of the tests; NaN where there was no test
    tests   how many there were: what the values are adjusted for
    method  one of `ADJUSTMENTS`
    """

    p: Floats
    tests: int
    method: str


def adjusted(p: ArrayLike, method: str = "holm") -> Adjusted:
    """Return the adjusted p values of the tests of one family.

    p       in [0, 1], in any order; NaN where no test could be made: it stays NaN and counts for no test
    method  one of `ADJUSTMENTS`

    Raises ArgumentError for another method or a p that is no probability.

    >>> found = adjusted([0.01, float("nan"), 0.04, 0.03], "benjamini-hochberg")
    >>> found.p.round(3).tolist(), found.tests
    ([0.03, nan, 0.04, 0.04], 3)
    """
    if method not in ADJUSTMENTS:
        raise unknown("adjustment of p values", method, list(ADJUSTMENTS))
    given = np.array(p, dtype=np.float64)
    wrong = (given < 0) | (given > 1)
    if wrong.any():
        raise ArgumentError("A p value is a number between 0 and 1.", got=listed(given[wrong].tolist()))
    tested = np.flatnonzero(~np.isnan(given))
    order = tested[np.argsort(given[tested])]
    found = np.full(given.shape, np.nan)
    if len(order) > 0:
        found[order] = np.minimum(ADJUSTMENTS[method](given[order]), 1.0)
    return Adjusted(found, len(order), method)


def holm(p: ArrayLike) -> Floats:
    """Return Holm's adjusted p values, the default wherever this project judges several tests.

    >>> holm(np.array([0.01, 0.04, 0.03])).round(3).tolist()
    [0.03, 0.06, 0.06]
    """
    return adjusted(p, "holm").p


def _ranks(p: Floats) -> Floats:
    return np.arange(1.0, len(p) + 1)


def _bonferroni(p: Floats) -> Floats:
    """m p [1]."""
    return len(p) * p


def _holm(p: Floats) -> Floats:
    """The largest of (m - rank + 1) p up to each [2]."""
    return np.maximum.accumulate((len(p) + 1 - _ranks(p)) * p)


def _hochberg(p: Floats) -> Floats:
    """The smallest of (m - rank + 1) p from each on [3]."""
    return _smallest_onwards((len(p) + 1 - _ranks(p)) * p)


def _hommel(p: Floats) -> Floats:
    """The largest, over the sets of tests that hold each, of Simes' p value of the set [4].

    Of the sets of k tests that hold one, its k - 1 companions with the largest p values make Simes' largest:
    min over j of k p_(j)/j.
    """
    largest = np.zeros(len(p))
    for size in range(1, len(p) + 1):
        simes = size * p[-size:] / np.arange(1, size + 1)
        own = np.minimum(size * p, simes[1:].min(initial=np.inf))
        own[-size:] = simes.min()
        largest = np.maximum(largest, own)
    return largest


def _benjamini_hochberg(p: Floats) -> Floats:
    """The smallest of m p/rank from each on [5]."""
    return _smallest_onwards(len(p) * p / _ranks(p))


def _benjamini_yekutieli(p: Floats) -> Floats:
    """As Benjamini and Hochberg's, times Σ 1/rank [6]."""
    return _benjamini_hochberg(p) * float((1 / _ranks(p)).sum())


def _smallest_onwards(values: Floats) -> Floats:
    smallest: Floats = np.minimum.accumulate(values[::-1])[::-1]
    return smallest


ADJUSTMENTS: dict[str, Callable[[Floats], Floats]] = {
    "holm": _holm,
    "benjamini-hochberg": _benjamini_hochberg,
    "bonferroni": _bonferroni,
    "hochberg": _hochberg,
    "hommel": _hommel,
    "benjamini-yekutieli": _benjamini_yekutieli,
}
"""Each takes the p values of one family from the smallest to the largest; what it gives may pass 1."""
