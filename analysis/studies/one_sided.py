"""Whether several estimates that vary together may all be at least zero in the population.

[1] Kudô (1963), Biometrika 50, 403-418.
[2] Andrews, Soares (2010), Econometrica 78, 119-157.
[3] Plackett (1954), Biometrika 41, 351-360: orthants of three normal variables.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from scipy import optimize, stats

from analysis.arrays import Floats

_SEED = 20_231_107
"""So that a second run gives the same probability."""

_ROUNDING = 1e-9
"""A variance below this part of the largest, or given the others of the estimate's own, is rounding noise."""


@dataclass(frozen=True)
class NoneBelowZero:
    """The test that no estimate is below zero in the population.

    statistic  squared distance of the estimates from the nearest ones that are all at least 0
    tested     how many estimates were near enough to 0 to be tested
    p          probability of such a distance, or a larger one, where all of them are 0; 1 where none is below 0
    """

    statistic: float
    tested: int
    p: float


def none_below_zero(estimate: Floats, covariance: Floats, n: int) -> NoneBelowZero:
    """Return the test that estimates with a normal distribution are all at least zero in the population.

    estimate    (k,)
    covariance  (k, k) of the estimates
    n           respondents: estimates more than √ln n standard errors above 0 are left out [2]

    λ = min over π ≥ 0 of (π̂ - π)'V⁻¹(π̂ - π) has at π = 0 the distribution Σ_j w_j χ²(k - j), w_j the probability that
    just j of the nearest π are above 0 [1]:

        w_j = Σ over sets A of j estimates of P(N(0, (V_BB)⁻¹) > 0) P(N(0, V_AA - V_AB V_BB⁻¹ V_BA) > 0),  B the others.

    An estimate without variance, or that the others determine, is left out. Of a NaN there is no test: NaN.

    >>> none_below_zero(np.array([-2.0]), np.array([[1.0]]), 100).p.__round__(4)
    0.0228
    """
    if np.isnan(estimate).any() or np.isnan(covariance).any():
        return NoneBelowZero(math.nan, 0, math.nan)
    kept = _near_zero(estimate, covariance, n)
    values, spread = estimate[kept], covariance[np.ix_(kept, kept)]
    if not (values < 0).any():
        return NoneBelowZero(0.0, len(kept), 1.0)
    statistic = _distance(values, spread)
    weights = cone_weights(spread)
    # All of them above 0: no distance at all.
    tails = np.append(stats.chi2.sf(statistic, len(kept) - np.arange(len(kept))), 0.0)
    return NoneBelowZero(statistic, len(kept), min(1.0, float(weights @ tails)))


def cone_weights(covariance: Floats) -> Floats:
    """Return (k + 1,) the probability that just j of the nearest points to N(0, covariance) in the positive orthant are above 0.

    >>> cone_weights(np.eye(2)).tolist()
    [0.25, 0.5, 0.25]
    """
    size = len(covariance)
    weights = np.zeros(size + 1)
    for above in range(size + 1):
        for inside in combinations(range(size), above):
            weights[above] += _face(covariance, list(inside))
    found: Floats = weights / weights.sum()
    return found


def _face(covariance: Floats, inside: list[int]) -> float:
    outside = [place for place in range(len(covariance)) if place not in inside]
    if not outside:
        return _orthant(covariance)
    inverse = np.asarray(np.linalg.inv(covariance[np.ix_(outside, outside)]), dtype=np.float64)
    if not inside:
        return _orthant(inverse)
    across = covariance[np.ix_(inside, outside)]
    given = covariance[np.ix_(inside, inside)] - across @ inverse @ across.T
    return _orthant(inverse) * _orthant(np.asarray(given, dtype=np.float64))


def _orthant(covariance: Floats) -> float:
    """Return the probability that all of N(0, covariance) are above 0: up to three in closed form [3], more by integration."""
    size = len(covariance)
    scale = np.sqrt(np.diagonal(covariance))
    correlation = np.clip(covariance / np.outer(scale, scale), -1.0, 1.0)
    if size <= 3:
        angles = np.arcsin(correlation[np.triu_indices(size, 1)]).sum()
        return float(0.5**size + angles / (2.0 ** (size - 1) * math.pi))
    rng = np.random.default_rng(_SEED)
    return float(stats.multivariate_normal(np.zeros(size), correlation, allow_singular=True, seed=rng).cdf(np.zeros(size)))


def _near_zero(estimate: Floats, covariance: Floats, n: int) -> list[int]:
    """Return the estimates that are tested: near enough to 0, and not determined by those before them."""
    farthest = math.sqrt(math.log(max(n, 2)))
    kept: list[int] = []
    largest = float(np.diagonal(covariance).max(initial=0.0))
    for place, variance in enumerate(np.diagonal(covariance)):
        if variance <= _ROUNDING * largest or estimate[place] / math.sqrt(variance) > farthest:
            continue
        across = covariance[place, kept]
        left = variance - across @ np.linalg.solve(covariance[np.ix_(kept, kept)], across) if kept else variance
        if left > _ROUNDING * variance:
            kept.append(place)
    return kept


def _distance(estimate: Floats, covariance: Floats) -> float:
    root = np.linalg.cholesky(np.linalg.inv(covariance)).T
    _, residual = optimize.nnls(root, root @ estimate)
    return float(residual**2)
