"""Estimates of a model and their covariance, for every design.

The predictors are standardised first, so that nothing depends on their units. The covariance is that of what each
respondent adds to the estimates, linearised over all stages and calibrations, or the scatter of the estimates made with each
set of replicate weights.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analysis.arrays import Floats
from analysis.errors import DataError, DesignError, listed
from analysis.estimation.intervals.interval import FIXED
from analysis.estimation.sampling.calibrated import ReplicateWeights
from analysis.estimation.sampling.replication import replicate_covariance, undefined_replicates
from analysis.estimation.sampling.sample import Sample
from analysis.estimation.variances.linear import row_covariance
from analysis.models.families import Family
from analysis.models.problem import Problem, dependent, moments
from analysis.models.separation import guilty, is_complete, separating

EXTREME = 20.0
"""A linear predictor beyond this, a probability within 2·10⁻⁹ of 0 or 1, makes us look for separation."""


@dataclass(frozen=True, eq=False)
class Fit:
    """Estimates of a model.

    parameters  (parameters,) intercepts (thresholds) first, then a slope for each term
    covariance  (parameters, parameters)
    intercepts  how many there are
    undefined   replicates in which the model has no estimate; 0 without replicate weights
    """

    parameters: Floats
    covariance: Floats
    intercepts: int
    undefined: int = 0


def fitted(family: Family, problem: Problem, sample: Sample) -> Fit:
    """Return the estimates and their covariance.

    Raises DataError where the outcome is separated, or the iteration does not end; DesignError for a replicate weight
    below 0.
    """
    mean, spread = moments(problem)
    x = (problem.x - mean) / spread
    found = family.estimate(x, problem.y, problem.weight, None)
    if found is None or _is_extreme(family, x, found):
        _refuse_separated(family, problem, x)
    if found is None:
        raise DataError(
            "The model did not converge.",
            got=f"{len(problem.rows)} respondents, {len(problem.terms)} terms",
            remedy="Merge categories, or leave out terms that hardly differ from others.",
        )
    intercepts = len(found) - len(problem.terms)
    back = _back(family, mean, spread, intercepts)
    parameters = back @ found
    if sample.replicates is None:
        influence = np.zeros((len(sample.weight), len(found)))
        influence[problem.rows] = family.influence(x, problem.y, problem.weight, found) @ back.T
        return Fit(parameters, row_covariance(sample, influence), intercepts)
    each = _replicated(family, problem, x, sample.replicates, found) @ back.T
    covariance = replicate_covariance(each, parameters, sample.replicates.factors, mse=sample.replicates.mse)
    fixed = np.sqrt(np.diagonal(covariance)) <= FIXED * np.abs(parameters)
    covariance[fixed, :] = 0.0
    covariance[:, fixed] = 0.0
    undefined = undefined_replicates(each, sample.replicates.factors).max()
    return Fit(parameters, covariance, intercepts, int(undefined))


def _back(family: Family, mean: Floats, spread: Floats, intercepts: int) -> Floats:
    """Return the matrix from the parameters of standardised predictors to those of the predictors themselves."""
    count = intercepts + len(mean)
    back = np.eye(count)
    slopes = np.arange(intercepts, count)
    back[slopes, slopes] = 1 / spread
    back[:intercepts, intercepts:] = -family.sign * mean / spread
    return back


def _is_extreme(family: Family, x: Floats, parameters: Floats) -> bool:
    if not family.logit:
        return False
    slopes = x @ parameters[len(parameters) - x.shape[1] :]
    ends = parameters[: len(parameters) - x.shape[1]]
    highest = max(abs(float(end) + family.sign * float(slope)) for end in ends for slope in (slopes.min(), slopes.max()))
    return highest > EXTREME


def _refuse_separated(family: Family, problem: Problem, x: Floats) -> None:
    directions = None if family.directions is None else family.directions(x, problem.y)
    parameters = None if directions is None else separating(directions)
    if directions is None or parameters is None:
        return
    marked = guilty(directions, parameters, directions.shape[1] - len(problem.terms))
    names = [str(term) for term, one in zip(problem.terms, marked, strict=True) if one]
    degree = "completely" if is_complete(directions) else "quasi-completely"
    raise DataError(
        f"The outcome is {degree} separated: these terms decide it for some respondents or all, and have no finite coefficient.",
        where=f"terms {listed(names)}",
        got=f"{len(problem.rows)} respondents",
        remedy="Merge categories, leave these terms out, or report the shares by group.",
    )


def _replicated(family: Family, problem: Problem, x: Floats, replicates: ReplicateWeights, start: Floats) -> Floats:
    """Return the (replicates, parameters) estimates with each set of weights; NaN where there is none."""
    weights = replicates.weights[problem.rows]
    if (weights < 0).any():
        raise DesignError(
            "A model needs replicate weights from 0 up.",
            got=str(float(weights.min())),
            remedy="Use bounds when calibrating them.",
        )
    each = np.full((weights.shape[1], len(start)), np.nan)
    for replicate in np.flatnonzero(replicates.factors > 0):
        weight = weights[:, replicate]
        held = weight > 0
        if not held.any() or dependent(x[held], weight[held]).any():
            continue
        found = family.estimate(x[held], problem.y[held], weight[held], start)
        if found is not None and not _is_separated(family, x[held], problem.y[held], found):
            each[replicate] = found
    return each


def _is_separated(family: Family, x: Floats, y: Floats, parameters: Floats) -> bool:
    if family.directions is None or not _is_extreme(family, x, parameters):
        return False
    return separating(family.directions(x, y)) is not None
