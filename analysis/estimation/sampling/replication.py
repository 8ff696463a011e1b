"""Variance from replicate weights: the spread of an estimate over its replicates.

V = Σ_r a_r (θ_r - c)(θ_r - c)'      [1, eq. 1-3], [2, ch. 3-5]

θ_r is the estimate with the replicate weights r, a_r a factor that the way of making them fixes, and c the estimate with the
full weights (`mse`) or the mean of the θ_r.

| kind      | a_r                                        |
|-----------|--------------------------------------------|
| JK1       | (R - 1)/R                                  |
| JKn       | (n_h - 1)/n_h of the stratum that loses a PSU: must be given |
| BRR       | 1/R                                        |
| Fay       | 1/(R (1 - ρ)²)      [3]                    |
| bootstrap | 1/(R - 1)                                  |

[1] Rust, Rao (1996), Statistical Methods in Medical Research 5, 283-310.
[2] Wolter (2007), Introduction to Variance Estimation, 2nd ed.
[3] Judkins (1990), Journal of Official Statistics 6, 223-239.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from analysis.arrays import Floats, Integers
from analysis.design import ReplicateKind, Replicates
from analysis.errors import DesignError


def replicate_factors(replicates: Replicates, count: int) -> Floats:
    """Return the (count,) factors by which squared deviations of `count` replicates are multiplied: scale · rscales.

    Raises DesignError for fewer than two replicates, a scale that is not a number above 0, rscales that are not `count`
    numbers from 0 up, JKn without rscales, and Fay without rho or with one outside [0, 1).

    >>> replicate_factors(Replicates("w_", kind="Fay", rho=0.5), 4)
    array([1., 1., 1., 1.])
    """
    if count < 2:
        raise DesignError("A variance needs two replicates or more.", got=str(count), remedy="Name all the replicate columns.")
    scale = _SCALES[ReplicateKind(replicates.kind)](replicates, count) if replicates.scale is None else replicates.scale
    if not 0 < scale < np.inf:
        raise DesignError(
            "The scale of replicate weights must be a number above 0.", got=str(scale), remedy="Leave it out for the kind's own."
        )
    return scale * _rscales(replicates.rscales, count)


def _rscales(given: tuple[float, ...] | None, count: int) -> Floats:
    if given is None:
        return np.ones(count)
    found = np.array(given, dtype=np.float64)
    if len(found) != count:
        raise DesignError(
            f"rscales needs one number for each of the {count} replicates.",
            got=f"{len(found)} numbers",
            remedy="Give a number for each replicate column, in the order of the columns.",
        )
    if not np.isfinite(found).all() or (found < 0).any() or not found.any():
        raise DesignError("rscales must be numbers from 0 up, not all of them 0.", got=str(given), remedy="Correct them.")
    return found


def _jackknife(replicates: Replicates, count: int) -> float:
    return (count - 1) / count


def _stratified_jackknife(replicates: Replicates, count: int) -> float:
    if replicates.rscales is None:
        raise DesignError(
            "JKn replicates need rscales: how many PSUs each stratum had is not known from the weights.",
            remedy="Give (n_h - 1)/n_h for each replicate, n_h being the PSUs of the stratum from which it drops one; the data's "
            "documentation holds them.",
        )
    return 1.0


def _balanced(replicates: Replicates, count: int) -> float:
    return 1 / count


def _fay(replicates: Replicates, count: int) -> float:
    rho = replicates.rho
    if rho is None or not 0 <= rho < 1:
        raise DesignError(
            "Fay replicates need rho, from 0 up to but not 1.",
            got=repr(rho),
            remedy="The data's documentation holds it; 0.3 and 0.5 are usual.",
        )
    return 1 / (count * (1 - rho) ** 2)


def _bootstrap(replicates: Replicates, count: int) -> float:
    return 1 / (count - 1)


_SCALES: dict[ReplicateKind, Callable[[Replicates, int], float]] = {
    ReplicateKind.JK1: _jackknife,
    ReplicateKind.JKN: _stratified_jackknife,
    ReplicateKind.BRR: _balanced,
    ReplicateKind.FAY: _fay,
    ReplicateKind.BOOTSTRAP: _bootstrap,
}


def replicate_covariance(estimates: Floats, full: Floats, factors: Floats, *, mse: bool) -> Floats:
    """Return the (E, E) covariance of estimates.

    estimates  (R, E) each estimate with each set of replicate weights; a replicate in which one is undefined (NaN: its
               domain lost its last PSU) is left out of that estimate's sum and mean, and the factors are not raised for it
    full       (E,) the estimates with the full weights; NaN gives NaN
    factors    (R,) scale · rscales; a replicate of factor 0 takes no part in the mean either
    mse        True: deviations from `full`; False: from the mean of the replicates

    An estimate that no replicate defines has the covariance NaN.

    >>> replicate_covariance(np.array([[1.0], [2.0], [3.0]]), np.array([2.5]), np.full(3, 0.5), mse=False)
    array([[1.]])
    """
    deviations = _deviations(estimates, full, factors, mse)
    return np.asarray(deviations.T @ deviations)


def replicate_errors(estimates: Floats, full: Floats, factors: Floats, *, mse: bool) -> Floats:
    """Return the (E,) standard errors of estimates: the roots of the diagonal of `replicate_covariance`."""
    deviations = _deviations(estimates, full, factors, mse)
    return np.asarray(np.sqrt(np.einsum("re,re->e", deviations, deviations)))


def _deviations(estimates: Floats, full: Floats, factors: Floats, mse: bool) -> Floats:
    """Return the (R, E) deviations times the roots of their factors; 0 where a replicate takes no part."""
    used = np.isfinite(estimates) & (factors > 0)[:, np.newaxis]
    counts = used.sum(axis=0)
    # The mean is taken of deviations from the estimate: of numbers far from 0 it would lose digits.
    origin = np.where(np.isfinite(full), full, 0.0)
    deviations = np.where(used, np.where(used, estimates, 0.0) - origin, 0.0)
    if not mse:
        deviations -= np.where(used, deviations.sum(axis=0) / np.maximum(counts, 1), 0.0)
    undefined = (counts == 0) | ~np.isfinite(full)
    return np.where(undefined, np.nan, deviations * np.sqrt(factors)[:, np.newaxis])


def undefined_replicates(estimates: Floats, factors: Floats) -> Integers:
    """Return in how many of the replicates that count (factor above 0) each of (R, E) estimates is undefined."""
    missing = ~np.isfinite(estimates) & (factors > 0)[:, np.newaxis]
    return np.asarray(missing.sum(axis=0), dtype=np.intp)
