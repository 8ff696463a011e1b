"""The covariance of estimates from what each row adds to them: the route that holds for every design.

The totals of `totals` take fewer operations where an estimate is of cells; this one takes a matrix with a line a row, which
calibrated weights need, whose residuals differ from row to row, and models and contrasts of several questions.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from analysis.arrays import Floats, Integers
from analysis.estimation.sampling.sample import Sample
from analysis.estimation.sampling.stages import Stage
from analysis.estimation.variances.scatter import EXACT, ROUNDING, averaging, centres, gathered, stratum_sums


def row_covariance(sample: Sample, influence: Floats) -> Floats:
    """Return the (estimates, estimates) covariance of estimates whose derivative by Σwu is known for each row.

    influence  (rows, estimates) u, so that the variance is that of Σwu; 0 for a row outside the domain

    Linearised over all stages, with the residuals of calibrated weights. Replicate weights have no such route: their users
    compute the estimates with each.
    """
    deviations = _deviations(sample, influence)
    found: Floats = sum((one.T @ one for one in deviations), start=np.zeros((influence.shape[1],) * 2))
    noise = np.diagonal(found) < _noise(sample, influence)
    found[noise, :] = 0.0
    found[:, noise] = 0.0
    return found


def row_errors(sample: Sample, influence: Floats) -> Floats:
    """Return the (estimates,) standard errors, the roots of the diagonal of `row_covariance`."""
    variance = sum(np.einsum("re,re->e", one, one) for one in _deviations(sample, influence))
    return np.asarray(np.sqrt(np.where(variance < _noise(sample, influence), 0.0, variance)))


def _deviations(sample: Sample, influence: Floats) -> Iterator[Floats]:
    """Yield for each stage the (units, estimates) totals of its units about their centres, times the root of the scale."""
    for calibration in sample.calibrations:
        influence = calibration.residuals(influence)
    z = sample.weight[:, np.newaxis] * influence
    by_leaf = z[:0] if all(stage.rows_are_units for stage in sample.stages) else gathered(sample.leaf, z, sample.leaves)
    for stage in sample.stages:
        units, stratum = z, sample.leaf
        if not stage.rows_are_units:
            units = by_leaf if stage.of_leaf is None else gathered(stage.of_leaf, by_leaf, len(stage.stratum))
            stratum = stage.stratum
        present = stratum_sums(stratum, (units != 0).astype(np.float64), len(stage.sizes), 1)[:, 0] > 0
        deviation = _about_centre(stage, stratum, units)
        if not sample.calibrations:  # the centre of units far from 0 is rounded: what is left of it goes, too
            deviation = _about_centre(stage, stratum, deviation)
        yield deviation * np.sqrt(stage.scale)[stratum, np.newaxis] * np.sqrt(averaging(stage, present))


def _about_centre(stage: Stage, stratum: Integers, units: Floats) -> Floats:
    """Return the (units, estimates) distances from what the scatter of their strata is taken about."""
    centre = centres(stage, stratum_sums(stratum, units, len(stage.sizes), 1))[:, 0]
    return units - centre[stratum]


def _noise(sample: Sample, influence: Floats) -> Floats:
    """Return the (estimates,) variances below which a difference of rounded sums cannot be told from zero."""
    weighted = sample.weight[:, np.newaxis] * influence
    part = ROUNDING if sample.calibrations else EXACT
    noise: Floats = part * np.einsum("re,re->e", weighted, weighted)
    return noise
