"""Linear combinations of estimates that vary together, and their t tests.

Of Σcθ the variance is ΣΣ c_i c_j V_ij; t = Σcθ/√V with the design's degrees of freedom [1].

[1] Korn, Graubard (1999), Analysis of Health Surveys, 5.4.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import special

from analysis.arrays import Booleans, Floats, Integers, quotient
from analysis.estimation.intervals.interval import FIXED

CANCELLED = 1e-5
"""A standard error below this part of what it is left of has lost all but five of its sixteen digits."""


@dataclass(frozen=True, eq=False)
class Combinations:
    """Linear combinations of estimates.

    places        (combinations, terms) which estimates
    coefficients  (combinations, terms) or (terms,), the same for all; a term with 0 is not there
    """

    places: Integers
    coefficients: Floats


@dataclass(frozen=True, eq=False)
class Combined:
    """Combinations and the tests that they are 0; arrays of (combinations,).

    se         0 where the design fixes the combination; t and p are NaN there, and where an estimate has no standard error
    p          two-sided
    cancelled  whether the estimates vary so much more than the combination that its standard error has lost digits
    """

    estimate: Floats
    se: Floats
    t: Floats
    p: Floats
    cancelled: Booleans


def combined(
    estimate: Floats, covariance: Floats, of: Combinations, df: float, *, origin: Floats | None = None, size: Floats | None = None
) -> Combined:
    """Return combinations of (estimates,) with their (estimates, estimates) covariance, tested on `df` degrees of freedom.

    origin  (estimates,) to be added to the estimates; None = 0
    size    (estimates,) what a standard error is rounding noise beside; None = the estimate
    """
    coefficients = np.broadcast_to(of.coefficients, of.places.shape)
    beside = np.abs(estimate) if size is None else size
    variance = np.zeros(len(of.places))
    for first in range(of.places.shape[1]):
        for second in range(of.places.shape[1]):
            product = coefficients[:, first] * coefficients[:, second]
            shared = covariance[of.places[:, first], of.places[:, second]]
            variance += np.where(product == 0, 0.0, product * shared)
    total = _sums(coefficients, estimate[of.places]) + (0.0 if origin is None else _sums(coefficients, origin[of.places]))
    se = np.sqrt(np.maximum(variance, 0.0))
    se[se <= FIXED * _sums(np.abs(coefficients), beside[of.places])] = 0.0
    t = quotient(total, se)
    parts = _sums(np.abs(coefficients), np.sqrt(np.diagonal(covariance))[of.places])
    return Combined(total, se, t, two_sided(t, df), (se > 0) & (se < CANCELLED * parts))


def _sums(coefficients: Floats, terms: Floats) -> Floats:
    """Return (combinations,) sums of the terms that are there times their coefficients."""
    return np.asarray(np.where(coefficients != 0, coefficients * terms, 0.0).sum(axis=1))


def every_pair(count: int) -> Combinations:
    """Return the differences of every pair of `count` estimates, the first less the second.

    >>> every_pair(3).places.tolist()
    [[0, 1], [0, 2], [1, 2]]
    """
    return Combinations(np.column_stack(np.triu_indices(count, 1)), np.array([1.0, -1.0]))


def two_sided(t: Floats, df: float) -> Floats:
    """Return the p value of t, normal for infinite `df`; NaN where `df` is not above 0."""
    if not df > 0:
        return np.full(t.shape, np.nan)
    return np.asarray(2 * special.stdtr(df, -np.abs(t)), dtype=np.float64)
