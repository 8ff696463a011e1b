"""The rows of the tables of a regression: estimates with their intervals and tests by Student's t."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.arrays import Floats, quotient
from analysis.estimation.intervals.interval import mean_bounds
from analysis.estimation.variances.combination import two_sided
from analysis.models.effects import Effects
from analysis.models.fitting import Fit
from analysis.models.problem import Problem
from analysis.models.terms import INTERCEPT
from analysis.values import codes

Columns = dict[str, object]


@dataclass(frozen=True)
class Inference:
    """What intervals and tests are made with.

    df     degrees of freedom; 0 or less: neither an interval nor a test
    level  confidence level
    """

    df: float
    level: float

    def bounds(self, estimates: Floats, se: Floats) -> tuple[Floats, Floats]:
        """Return the ends of the intervals."""
        return mean_bounds(estimates, se, self.df, self.level)

    def p(self, t: Floats) -> Floats:
        """Return the two-sided p of each t."""
        return two_sided(t, self.df)


def coefficients(problem: Problem, fit: Fit, test: Inference, *, logit: bool) -> Columns:
    """Return the columns of the coefficients, after the thresholds of an ordinal model."""
    first = fit.intercepts if problem.categories else 0
    estimates, se = fit.parameters[first:], _errors(fit.covariance)[first:]
    low, high = test.bounds(estimates, se)
    t = quotient(estimates, se)
    intercepts = [] if problem.categories else [(INTERCEPT, None)]
    names = [*intercepts, *((term.name, term.category) for term in problem.terms)]
    columns: Columns = {
        "term": [name for name, _ in names],
        "category": pd.Series([category for _, category in names], dtype=object),
        "estimate": estimates,
        "se": se,
        "low": low,
        "high": high,
        "t": t,
        "df": test.df,
        "p": test.p(t),
    }
    if logit:
        with np.errstate(over="ignore"):
            columns |= {"odds_ratio": np.exp(estimates), "odds_low": np.exp(low), "odds_high": np.exp(high)}
    return columns


def marginal_effects(problem: Problem, effects: Effects, test: Inference) -> Columns:
    """Return the columns of the average marginal effects: a row a term, and of an ordinal outcome each of its categories."""
    outcomes = len(problem.categories) or 1
    terms = [term for term in problem.terms for _ in range(outcomes)]
    effect, se = effects.effect.T.ravel(), effects.se.T.ravel()
    low, high = test.bounds(effect, se)
    of: Columns = {"outcome": pd.Series([*problem.categories] * len(problem.terms), dtype=object)} if problem.categories else {}
    return {
        "term": [term.name for term in terms],
        "category": pd.Series([term.category for term in terms], dtype=object),
        **of,
        "effect": effect,
        "se": se,
        "low": low,
        "high": high,
        "df": test.df,
        "p": test.p(quotient(effect, se)),
    }


def thresholds(problem: Problem, fit: Fit, test: Inference) -> Columns:
    """Return the columns of the thresholds: each stands between a category and the next."""
    estimates, se = fit.parameters[: fit.intercepts], _errors(fit.covariance)[: fit.intercepts]
    low, high = test.bounds(estimates, se)
    between: Columns = {"category": codes(list(problem.categories[:-1])), "next": codes(list(problem.categories[1:]))}
    return {**between, "estimate": estimates, "se": se, "low": low, "high": high, "df": test.df}


def _errors(covariance: Floats) -> Floats:
    return np.asarray(np.sqrt(np.diagonal(covariance)), dtype=np.float64)
