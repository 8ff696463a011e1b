"""Average marginal effects, and their errors by the delta method.

With the linear predictors L_k = α_k + s x'β and F the identity or the logistic distribution, the effect of a category is
the mean over the respondents of F(L_k) were all of them in it, less the mean were all in the reference [1]; that of a
number is the mean of ∂F(L_k)/∂x [2]. With its derivative G by the parameters and their covariance V its variance is GVG'.
The averages are over these respondents: how others would have been sampled is not in it.

An ordinal model has P(y ≤ k) = F(L_k) with s = -1; the effects on P(y = k) are the differences of two.

[1] Graubard, Korn (1999), Biometrics 55, 652-659.
[2] Bartus (2005), The Stata Journal 5, 309-329.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import expit

from analysis.arrays import Floats
from analysis.models.families import Family
from analysis.models.fitting import Fit
from analysis.models.problem import Problem


@dataclass(frozen=True, eq=False)
class Effects:
    """Average marginal effects.

    effect  (outcomes, terms) outcomes: the categories of an ordinal outcome, else one
    se      (outcomes, terms)
    """

    effect: Floats
    se: Floats


def average_effects(family: Family, problem: Problem, fit: Fit) -> Effects:
    """Return the effect of each term on the mean or the probability of the outcome."""
    share = problem.weight / problem.weight.sum()
    found = [_effect(family, problem, fit, share, column) for column in range(len(problem.terms))]
    outcomes = len(problem.categories) or 1
    effect = np.column_stack([np.empty((outcomes, 0)), *(_by_category(problem, one) for one, _ in found)])
    gradients = [_by_category(problem, gradient) for _, gradient in found]
    variances = [np.einsum("kp,pq,kq->k", one, fit.covariance, one) for one in gradients]
    variance = np.column_stack([np.empty((outcomes, 0)), *variances])
    return Effects(effect, np.sqrt(np.maximum(variance, 0.0)))  # below 0 is rounding


def _by_category(problem: Problem, cumulative: Floats) -> Floats:
    """Return (outcomes, …) what belongs to P(y = k) from (intercepts, …) what belongs to P(y ≤ k)."""
    if not problem.categories:
        return cumulative
    edge = np.zeros((1, *cumulative.shape[1:]))
    return np.diff(np.concatenate([edge, cumulative, edge]), axis=0)


def _effect(family: Family, problem: Problem, fit: Fit, share: Floats, column: int) -> tuple[Floats, Floats]:
    """Return the (intercepts,) effects of a term, and their (intercepts, parameters) derivatives."""
    term = problem.terms[column]
    if term.category is None:
        return _slope(family, problem.x, fit, share, column)
    own = [place for place, one in enumerate(problem.terms) if one.name == term.name]
    reference = problem.x.copy()
    reference[:, own] = 0.0
    there = reference.copy()
    there[:, column] = 1.0
    above, below = (_level(family, x, fit, share) for x in (there, reference))
    return above[0] - below[0], above[1] - below[1]


def _level(family: Family, x: Floats, fit: Fit, share: Floats) -> tuple[Floats, Floats]:
    """Return the means of F(L_k), and their derivatives."""
    linear = _linear(family, x, fit)
    density = share[:, np.newaxis] * (_density(linear) if family.logit else 1.0 + 0.0 * linear)
    level = share @ (expit(linear) if family.logit else linear)
    return level, np.column_stack([np.diag(density.sum(axis=0)), family.sign * density.T @ x])


def _slope(family: Family, x: Floats, fit: Fit, share: Floats, column: int) -> tuple[Floats, Floats]:
    """Return the means of ∂F(L_k)/∂x_j = f(L_k) s β_j, and their derivatives."""
    linear = _linear(family, x, fit)
    rate = family.sign * fit.parameters[fit.intercepts + column]
    density = share @ (_density(linear) if family.logit else 1.0 + 0.0 * linear)
    bend = share[:, np.newaxis] * (_density(linear) * (1 - 2 * expit(linear)) if family.logit else 0.0 * linear)
    gradient = rate * np.column_stack([np.diag(bend.sum(axis=0)), family.sign * bend.T @ x])
    gradient[:, fit.intercepts + column] += family.sign * density
    return rate * density, gradient


def _linear(family: Family, x: Floats, fit: Fit) -> Floats:
    """Return the (rows, intercepts) linear predictors."""
    slopes = x @ fit.parameters[fit.intercepts :]
    linear: Floats = fit.parameters[: fit.intercepts] + family.sign * slopes[:, np.newaxis]
    return linear


def _density(linear: Floats) -> Floats:
    density: Floats = expit(linear) * expit(-linear)
    return density
