"""Regressions of answers on what is known of the respondents, with the covariance of the design."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from analysis.arrays import Floats
from analysis.data import Data
from analysis.design import Design
from analysis.errors import unknown
from analysis.estimation.domain import Domain, domain
from analysis.estimation.sampling.calibrated import Calibrated
from analysis.estimation.table import tidy
from analysis.models.effects import average_effects
from analysis.models.families import FAMILIES
from analysis.models.fitting import Fit, fitted
from analysis.models.outcome import Given, outcome_of, refuse_itself
from analysis.models.problem import Counts, Problem, posed
from analysis.models.rows import Inference, coefficients, marginal_effects, thresholds
from analysis.models.terms import predictor_list
from analysis.values import Value


@dataclass(frozen=True, eq=False)
class Regression:
    """A fitted regression.

    frame       a row a coefficient: term, category, estimate, se, low, high, t, df, p, and of the logit families
                odds_ratio, odds_low, odds_high
    effects     a row an average marginal effect: term, category, effect, se, low, high, df, p; of an ordinal outcome
                first `outcome`, whose probability it is of
    thresholds  of an ordinal model: category and next, between which it is, estimate, se, low, high, df; else None
    covariance  (parameters, parameters) of the thresholds, if any, then of the rows of `frame`
    """

    frame: pd.DataFrame
    effects: pd.DataFrame
    thresholds: pd.DataFrame | None
    covariance: Floats

    @property
    def attrs(self) -> Mapping[str, object]:
        """What the frame says of itself: family, outcome, references, n, how many were left out, warnings."""
        return {str(name): value for name, value in self.frame.attrs.items()}


def regression(
    data: Data | pd.DataFrame,
    outcome: Given,
    predictors: str | Sequence[str],
    *,
    family: str = "linear",
    where: ArrayLike | None = None,
    design: Design | Calibrated | None = None,
    level: float = 0.95,
    reference: Mapping[str, Value] | None = None,
    non_answers: str = "missing",
) -> Regression:
    """Return a regression of an outcome on predictors, with the standard errors of the design.

    outcome      a variable; a pair (question, codes), 1 where the answer is among the codes and 0 elsewhere in the base
                 "answered"; or a number or boolean for each row
    predictors   names; none for an intercept alone. Scales, whole numbers, one choice's column and columns of numbers
                 are numbers; the rest are categories, and so is any that `reference` names
    family       linear | quasibinomial | ordinal (proportional odds): numbers, a question or derived variable of the
                 questionnaire, or an ordered pandas.Categorical, each in its order; other texts have none
    reference    the category that others are compared with, by predictor; else the first that occurs
    non_answers  of a predictor in categories: missing | category (what the respondent gave, such as "cannot answer", is
                 a category after the answers; skipped and not asked are left out all the same)

    An outcome of two categories is 1 for the second, as in R; `.attrs["outcome"]` says which. Rows that lack the outcome
    or a predictor are left out and counted, and keep their place in the design. Degrees of freedom are those of the whole
    design less the number of terms; where none are left, intervals and tests are NaN, with a warning.

    Raises ArgumentError for an unknown name or option, an outcome among its predictors and one without an order that needs
    one, DesignError for a wrong design or a weight below 0, and DataError where nobody is left, there are not more respondents
    than coefficients, the outcome or a predictor is the same for all, terms depend on others, the outcome is separated, or the
    model does not converge.

    >>> answers = pd.DataFrame({"hours": [1.0, 2, 4, 5], "group": ["a", "a", "b", "b"]})
    >>> regression(answers, "hours", "group").frame[["term", "category", "estimate", "se", "df"]].round(3).values.tolist()
    [['(Intercept)', None, 1.5, 0.408, 2.0], ['group', 'b', 3.0, 0.577, 2.0]]
    """
    if family not in FAMILIES:
        raise unknown("family of models", family, list(FAMILIES))
    within = domain(data, where=where, design=design, level=level)
    explained = outcome_of(within.data, outcome, family)
    held = predictor_list(within.data, predictors, reference, non_answers)
    refuse_itself(outcome, [one.of.name for one in held])
    problem, counts, notes = posed(within, explained, held)
    fit = fitted(FAMILIES[family], problem, within.sample)
    effects = average_effects(FAMILIES[family], problem, fit)
    t = Inference(within.sample.df - len(problem.terms), level)
    notes += _notes(within, problem, fit, t.df)
    said = _said(within, problem, counts, family, explained.name)

    def table(columns: Mapping[str, object]) -> pd.DataFrame:
        frame = tidy(columns, within, notes, **said)
        frame.attrs["df_rule"] = f"{within.sample.df_rule}, less {len(problem.terms)} terms"
        return frame

    return Regression(
        table(coefficients(problem, fit, t, logit=FAMILIES[family].logit)),
        table(marginal_effects(problem, effects, t)),
        table(thresholds(problem, fit, t)) if problem.categories else None,
        fit.covariance,
    )


def _said(within: Domain, problem: Problem, counts: Counts, family: str, outcome: str) -> dict[str, str | int]:
    references = {term.name: term.reference for term in problem.terms if term.category is not None}
    return {
        "method": f"{family} regression, {within.sample.variance_rule}; t interval",
        "family": family,
        "outcome": outcome,
        "reference": "; ".join(f"{name}={value!r}" for name, value in references.items()),
        "n": len(problem.rows),
        "missing": counts.missing,
        "non_answers": counts.non_answers,
        "weightless": counts.weightless,
        **({"ones": int(problem.y.sum())} if family == "quasibinomial" else {}),
    }


def _notes(within: Domain, problem: Problem, fit: Fit, df: float) -> list[str]:
    notes = []
    if df <= 0:
        counted = f"{within.sample.df:g} degrees of freedom and the model {len(problem.terms)} terms"
        notes.append(f"The design has {counted}: there is no interval and no test.")
    if fit.undefined:
        notes.append(f"In {fit.undefined} of the replicates the model has no estimate: they are left out of the standard errors.")
    if not np.isfinite(fit.covariance).all():
        notes.append("The design gives no standard error.")
    elif (np.diagonal(fit.covariance) == 0).any():
        notes.append("A coefficient without sampling error, which the design or the data fix, has no test.")
    return notes
