"""Variance of estimates, from totals by the units of the design: Taylor linearisation over all stages, or replicates.

V = Σ_h (1 - n_h/N_h) n_h/(n_h - 1) Σ_i (z_hi - z̄_h)(z_hi - z̄_h)'      [1], [2]

where z, the total over a unit of the linearised variable, is Σwu times the estimate's derivative by it. A unit without
members in the domain is a zero. Where each row is a unit the inner sum is taken from Σw²uu', row by row where that loses
digits. The units of a later stage add the same, times the sampled fractions of the stages before [2]. Of calibrated weights
u is its residuals [3], and of replicate weights V is the scatter of the estimates made with each.

[1] Binder (1983), International Statistical Review 51, 279-292.
[2] Särndal, Swensson, Wretman (1992), Model Assisted Survey Sampling, 4.2, 4.3 and 5.5.
[3] Deville, Särndal (1992), Journal of the American Statistical Association 87, 376-382.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from analysis.arrays import Booleans, Floats, Integers
from analysis.estimation.sampling.calibrated import ReplicateWeights
from analysis.estimation.sampling.replication import replicate_covariance, replicate_errors, undefined_replicates
from analysis.estimation.sampling.sample import Sample
from analysis.estimation.sampling.stages import Stage
from analysis.estimation.variances.linear import row_covariance, row_errors
from analysis.estimation.variances.scatter import CELLS, ROUNDING, averaging, centres, gathered, stratum_sums
from analysis.estimation.variances.totals import Totals

CANCELLED = 1e-5
"""A variance below this part of the sums of squares it is the difference of is summed again, row by row."""

Estimate = Callable[[Floats], Floats]
"""From (…, measures, cells) totals Σwu to (…, estimates)."""


@dataclass(frozen=True, eq=False)
class Errors:
    """Standard errors, and how many replicates were left out of each.

    se         (cells,)
    undefined  (cells,) replicates in which the estimate is undefined; 0 without replicate weights
    """

    se: Floats
    undefined: Integers


def standard_errors(sample: Sample, totals: Totals, influence: Floats, estimate: Estimate) -> Errors:
    """Return the standard errors of estimates that each depend on the totals of their own cell alone.

    influence  (measures, cells) the estimate's derivative by each total Σwu of its cell
    estimate   the estimates of all cells from their totals, for replicate weights
    """
    if sample.replicates is not None:
        each, full, factors = _replicated(sample.replicates, totals, estimate)
        return Errors(replicate_errors(each, full, factors, mse=sample.replicates.mse), undefined_replicates(each, factors))
    none = np.zeros(len(totals.count), dtype=np.intp)
    if sample.calibrations:
        each_group = [row_errors(sample, rows) for rows in totals.row_influences(influence, range(totals.groups))]
        return Errors(np.concatenate(each_group) if each_group else np.empty(0), none)
    measures, _, width = totals.first.shape
    own = influence.reshape(measures, totals.groups, width)[:, totals.group]
    z: Floats = np.einsum("mpc,mpc->pc", totals.first, own)
    variance = np.zeros((totals.groups, width))
    lost = np.zeros(variance.shape, dtype=np.bool_)
    for stage in sample.stages:
        if stage.rows_are_units:
            found, cancelled = _between_rows(stage, totals, z, own)
            lost |= cancelled
        else:
            found = _between_units(stage, totals, z)
        variance += found
    se = np.sqrt(variance)
    again = np.flatnonzero(lost.any(axis=1)).tolist()
    for group, rows in zip(again, totals.row_influences(influence, again), strict=True):
        se[group] = np.where(lost[group], row_errors(sample, rows), se[group])
    return Errors(np.asarray(se.ravel()), none)


def covariance(sample: Sample, totals: Totals, influence: Floats, estimate: Estimate) -> Floats:
    """Return the (estimates, estimates) covariance of estimates that depend on the weights Σw of any cells.

    totals     of one group
    influence  (cells, estimates) the estimate's derivative by each cell's Σw
    estimate   the estimates from the totals, for replicate weights
    """
    if sample.replicates is not None:
        return replicate_covariance(*_replicated(sample.replicates, totals, estimate), mse=sample.replicates.mse)
    if sample.calibrations:
        return row_covariance(sample, totals.rows_of(influence))
    z = totals.first[0] @ influence
    found = np.zeros((influence.shape[1],) * 2)
    for stage in sample.stages:
        found += _row_scatter(stage, totals, z, influence) if stage.rows_are_units else _unit_scatter(stage, totals, z)
    return found


def _replicated(replicates: ReplicateWeights, totals: Totals, estimate: Estimate) -> tuple[Floats, Floats, Floats]:
    """Return the estimates with each replicate weight and with the weight, and the factors of the replicates."""
    return estimate(totals.replicated(replicates.weights)), estimate(totals.sums), replicates.factors


def _between_units(stage: Stage, totals: Totals, z: Floats) -> Floats:
    """Return (groups, width) variances: those of the pieces, and of the units without members, which are zeros."""
    unit, group, z = _pieces(stage, totals, z)
    stratum, strata = stage.stratum[unit], len(stage.sizes)
    place = stratum * totals.groups + group
    present = np.bincount(place, minlength=strata * totals.groups).reshape(strata, totals.groups)
    absent = stage.sizes[:, np.newaxis] - present
    centre = centres(stage, stratum_sums(place, z, strata, totals.groups))
    deviation = z - centre[stratum, group]
    # The centre of units far from 0 is rounded: what is left of it goes, too.
    left = stratum_sums(place, deviation, strata, totals.groups) - absent[:, :, np.newaxis] * centre
    rest = centres(stage, left)
    squares = stage.scale[stratum, np.newaxis] * (deviation - rest[stratum, group]) ** 2
    zeros: Floats = np.einsum("h,hg,hgc->gc", stage.scale, absent, (centre + rest) ** 2)
    return (gathered(group, squares, totals.groups) + zeros) * _averaging(stage, totals)[:, np.newaxis]


def _between_rows(stage: Stage, totals: Totals, z: Floats, own: Floats) -> tuple[Floats, Booleans]:
    """Return (groups, width) variances where each row is a unit, from the sums of squares by stratum, and which lost digits."""
    assert totals.second is not None  # noqa: S101 — kept for exactly these designs
    stratum = _units(stage, totals)
    scale = stage.scale[stratum, np.newaxis]
    squares = scale * np.einsum("mpc,mkpc,kpc->pc", own, totals.second, own)
    sizes = scale * np.einsum("mpc,mmpc->pc", own**2, totals.second)
    scatter, size = (gathered(totals.group, one, totals.groups) for one in (squares, sizes))
    sums = stratum_sums(stratum * totals.groups + totals.group, z, len(stage.sizes), totals.groups)
    centre = centres(stage, sums)
    found = scatter - np.einsum("h,hgc->gc", stage.scale, centre * (2 * sums - stage.sizes[CELLS] * centre))
    kept = np.where(found < ROUNDING * size, 0.0, found) * _averaging(stage, totals)[:, np.newaxis]
    return kept, found < CANCELLED * size


def _unit_scatter(stage: Stage, totals: Totals, z: Floats) -> Floats:
    unit, _, z = _pieces(stage, totals, z)
    stratum = stage.stratum[unit]
    centre = centres(stage, stratum_sums(stratum, z, len(stage.sizes), 1))[:, 0]
    deviation = (z - centre[stratum]) * np.sqrt(stage.scale)[stratum, np.newaxis]
    present = np.bincount(stratum, minlength=len(stage.sizes))
    absent = stage.scale * (stage.sizes - present)
    between: Floats = deviation.T @ deviation + centre.T @ (absent[:, np.newaxis] * centre)
    return between * _averaging(stage, totals)


def _row_scatter(stage: Stage, totals: Totals, z: Floats, influence: Floats) -> Floats:
    assert totals.second is not None  # noqa: S101 — kept for exactly these designs
    stratum = _units(stage, totals)
    sums = stratum_sums(stratum, z, len(stage.sizes), 1)
    centre = centres(stage, sums)[:, 0]
    squares = (stage.scale[stratum] @ totals.second[0, 0])[:, np.newaxis] * influence
    weighted = stage.scale[:, np.newaxis] * centre
    cross = sums[:, 0].T @ weighted
    found: Floats = influence.T @ squares - cross - cross.T + centre.T @ (stage.sizes[:, np.newaxis] * weighted)
    noise = np.diagonal(found) < ROUNDING * np.einsum("ce,ce->e", influence, squares)
    found[noise, :] = 0.0
    found[:, noise] = 0.0
    return found * _averaging(stage, totals)


def _averaging(stage: Stage, totals: Totals) -> Floats:
    """Return (groups,) what the variance of a group is multiplied by for strata that take the average of the others."""
    if not stage.averaged.any():
        return np.ones(totals.groups)
    units = _units(stage, totals)
    held = totals.first[0].any(axis=1)
    present = np.zeros((len(stage.sizes), totals.groups), dtype=np.bool_)
    present[(units if stage.rows_are_units else stage.stratum[units])[held], totals.group[held]] = True
    return averaging(stage, present)


def _units(stage: Stage, totals: Totals) -> Integers:
    """Return (pieces,) each piece's unit at a stage; its stratum where the rows are units."""
    return totals.leaf if stage.of_leaf is None else stage.of_leaf[totals.leaf]


def _pieces(stage: Stage, totals: Totals, z: Floats) -> tuple[Integers, Integers, Floats]:
    """Return the pieces at a stage: each one's unit and group, and the sums of z over the leaves that it holds."""
    if stage.of_leaf is None:
        return totals.leaf, totals.group, z
    keys, piece = np.unique(_units(stage, totals) * totals.groups + totals.group, return_inverse=True)
    return keys // totals.groups, keys % totals.groups, gathered(piece, z, len(keys))
