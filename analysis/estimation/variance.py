"""Variance of estimates from totals: one-stage Taylor linearisation.

V = Σ_h (1 - n_h/N_h) n_h/(n_h - 1) Σ_i (z_hi - z̄_h)(z_hi - z̄_h)'      [1], [2]

where z, the total over a PSU of the linearised variable, is Σwu times the estimate's derivative by it. A PSU without
members in the domain is a zero. Where each row is a PSU the inner sum is taken from Σw²uu'.

[1] Binder (1983), International Statistical Review 51, 279-292.
[2] Särndal, Swensson, Wretman (1992), Model Assisted Survey Sampling, 4.2 and 5.5.
"""

from __future__ import annotations

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from analysis.arrays import Floats, Integers
from analysis.estimation.sample import Sample
from analysis.estimation.totals import Totals

Number = TypeVar("Number", np.intp, np.bool_)

ROUNDING = 1e-13
"""A variance below this part of the sums of squares it is the difference of is rounding noise: zero."""


def standard_errors(sample: Sample, totals: Totals, influence: Floats) -> Floats:
    """Return the (cells,) standard errors of estimates that each depend on the totals of their own cell alone.

    influence  (measures, cells) the estimate's derivative by each total Σwu of its cell
    """
    measures, _, width = totals.first.shape
    own = influence.reshape(measures, totals.groups, width)[:, totals.group]
    z: Floats = np.einsum("mpc,mpc->pc", totals.first, own)
    if totals.second is None:
        return np.asarray(np.sqrt(_between_psus(sample, totals, z)).ravel())
    scale = sample.scale[totals.unit, np.newaxis]
    squares = scale * np.einsum("mpc,mkpc,kpc->pc", own, totals.second, own)
    sizes = scale * np.einsum("mpc,mmpc->pc", own**2, totals.second)
    scatter, size = (_gathered(totals.group, one, totals.groups) for one in (squares, sizes))
    sums = _stratum_sums(sample, totals, z)
    centre = _centres(sample, sums)
    found = scatter - np.einsum("h,hgc->gc", sample.scale, centre * (2 * sums - _each(sample.psus) * centre))
    return np.asarray(np.sqrt(np.where(found < ROUNDING * size, 0.0, found)).ravel())


def covariance(sample: Sample, totals: Totals, influence: Floats) -> Floats:
    """Return the (estimates, estimates) covariance of estimates that depend on the weights Σw of any cells.

    totals     of one group
    influence  (cells, estimates) the estimate's derivative by each cell's Σw
    """
    z = totals.first[0] @ influence
    sums = _stratum_sums(sample, totals, z)
    centre = _centres(sample, sums)[:, 0]
    if totals.second is None:
        stratum = sample.psu_stratum[totals.unit]
        deviation = (z - centre[stratum]) * np.sqrt(sample.scale)[stratum, np.newaxis]
        absent = sample.scale * (sample.psus - np.bincount(stratum, minlength=len(sample.psus)))
        between: Floats = deviation.T @ deviation + centre.T @ (absent[:, np.newaxis] * centre)
        return between
    squares = (sample.scale[totals.unit] @ totals.second[0, 0])[:, np.newaxis] * influence
    weighted = sample.scale[:, np.newaxis] * centre
    cross = sums[:, 0].T @ weighted
    found: Floats = influence.T @ squares - cross - cross.T + centre.T @ (sample.psus[:, np.newaxis] * weighted)
    noise = np.diagonal(found) < ROUNDING * np.einsum("ce,ce->e", influence, squares)
    found[noise, :] = 0.0
    found[:, noise] = 0.0
    return found


def _between_psus(sample: Sample, totals: Totals, z: Floats) -> Floats:
    """Return (groups, width) variances: those of the pieces, and of the PSUs without members, which are zeros."""
    stratum = sample.psu_stratum[totals.unit]
    centre = _centres(sample, _stratum_sums(sample, totals, z))
    squares = sample.scale[stratum, np.newaxis] * (z - centre[stratum, totals.group]) ** 2
    present = np.bincount(stratum * totals.groups + totals.group, minlength=len(sample.psus) * totals.groups)
    absent = sample.psus[:, np.newaxis] - present.reshape(len(sample.psus), totals.groups)
    zeros: Floats = np.einsum("h,hg,hgc->gc", sample.scale, absent, centre**2)
    return _gathered(totals.group, squares, totals.groups) + zeros


def _stratum_sums(sample: Sample, totals: Totals, z: Floats) -> Floats:
    """Return (strata, groups, width) Σz."""
    stratum = totals.unit if sample.rows_are_psus else sample.psu_stratum[totals.unit]
    sums = _gathered(stratum * totals.groups + totals.group, z, len(sample.psus) * totals.groups)
    return sums.reshape(len(sample.psus), totals.groups, z.shape[1])


def _centres(sample: Sample, sums: Floats) -> Floats:
    """Return (strata, groups, width) what each stratum's scatter is taken about: its own mean, or that of all PSUs."""
    own: Floats = sums / _each(sample.psus)
    if sample.centred.all():
        return own
    return np.where(_each(sample.centred), own, sums.sum(axis=0) / sample.psus.sum())


def _each(strata: NDArray[Number]) -> NDArray[Number]:
    """Return (strata,) as (strata, 1, 1)."""
    return strata[:, np.newaxis, np.newaxis]


def _gathered(index: Integers, rows: Floats, count: int) -> Floats:
    """Return (count, width) the sums of the rows that have one index."""
    width = rows.shape[1]
    place = index[:, np.newaxis] * width + np.arange(width)
    sums = np.bincount(place.ravel(), rows.ravel(), count * width)
    return np.asarray(sums, dtype=np.float64).reshape(count, width)
