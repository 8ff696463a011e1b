"""Variance of estimates from totals: one-stage Taylor linearisation."""

from __future__ import annotations

import numpy as np

from analysis.arrays import Floats
from analysis.estimation.sample import Sample
from analysis.estimation.totals import Totals

ROUNDING = 1e-13
"""A variance below this part of the sums of squares it is the difference of is rounding noise: zero."""


def covariance(sample: Sample, totals: Totals, influence: Floats, cells: slice = slice(None)) -> Floats:
    """Return the (estimates, estimates) covariance of estimates that are functions of totals.

    influence  (measures, cells, estimates) the estimate's derivative by each total Σwu of each cell, so that
               z = Σ w u · influence is a PSU's total of the linearised variable
    cells      the cells that `influence` is about; the estimates do not depend on the others

    V = Σ_h (1 - n_h/N_h) n_h/(n_h - 1) Σ_i (z_hi - z̄_h)(z_hi - z̄_h)'      [1], [2]

    A PSU outside the domain is a zero. Where each row is a PSU the inner sum is taken from Σw²uu' by cell.

    [1] Binder (1983), International Statistical Review 51, 279-292.
    [2] Särndal, Swensson, Wretman (1992), Model Assisted Survey Sampling, 4.2 and 5.5.
    """
    z: Floats = np.einsum("muc,mce->ue", totals.first[:, :, cells], influence)
    if totals.second is None:
        return _between_psus(sample, z)
    squares: Floats = np.tensordot(sample.scale, totals.second[:, :, :, cells], axes=(0, 2))
    scatter: Floats = np.einsum("mce,mkc,kcf->ef", influence, squares, influence)
    size: Floats = np.einsum("mce,mmc->e", influence**2, squares)
    return _between_rows(sample, z, scatter, ROUNDING * size)


def _between_psus(sample: Sample, z: Floats) -> Floats:
    stratum = sample.psu_stratum
    sums = np.zeros((len(sample.psus), z.shape[1]))
    np.add.at(sums, stratum, z)
    deviation = (z - _centres(sample, sums)[stratum]) * np.sqrt(sample.scale)[stratum, np.newaxis]
    return deviation.T @ deviation


def _between_rows(sample: Sample, sums: Floats, scatter: Floats, rounding: Floats) -> Floats:
    """Return Σ_h scale_h Σ_i (z - c)(z - c)' from Σ_h scale_h Σ_i zz' and the strata's sums of z.

    rounding  (estimates,) variances below it are zero
    """
    centre = _centres(sample, sums)
    weighted = sample.scale[:, np.newaxis] * centre
    cross = sums.T @ weighted
    found = scatter - cross - cross.T + centre.T @ (sample.psus[:, np.newaxis] * weighted)
    noise = np.diagonal(found) < rounding
    found[noise, :] = 0.0
    found[:, noise] = 0.0
    return found


def _centres(sample: Sample, sums: Floats) -> Floats:
    own = sums / sample.psus[:, np.newaxis]
    if sample.centred.all():
        return own
    return np.where(sample.centred[:, np.newaxis], own, sums.sum(axis=0) / sample.psus.sum())


def standard_errors(covariances: Floats) -> Floats:
    """Return the square roots of the diagonal."""
    roots: Floats = np.sqrt(np.diagonal(covariances))
    return roots
