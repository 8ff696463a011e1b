"""The three families of models: their estimates, and what each respondent adds to them.

linear         E y = α + x'β, by weighted least squares
quasibinomial  logit P(y = 1) = α + x'β
ordinal        logit P(y ≤ k) = α_k - x'β, proportional odds [1]: a positive β raises the outcome

The estimates solve the weighted score equations Σw s(θ) = 0, so that each respondent adds u = J⁻¹s to them, where
J = -Σw ∂s/∂θ' is the observed information; the variance is that of Σwu [2].

statsmodels fits the first two. It has no weights for the third, whose log-likelihood is concave [3]: Newton's method with
halved steps finds its maximum.

[1] McCullagh (1980), Journal of the Royal Statistical Society B 42, 109-142.
[2] Binder (1983), International Statistical Review 51, 279-292.
[3] Pratt (1981), Journal of the American Statistical Association 76, 103-106.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.special import expit
from statsmodels.genmod.families import Binomial
from statsmodels.genmod.generalized_linear_model import GLM
from statsmodels.regression.linear_model import WLS

from analysis.arrays import Floats
from analysis.models.proportional_odds import ITERATIONS, STEP, estimate_odds, influence_odds, odds_directions

EXACT = 1e-12
"""Residuals below this part of the outcome's range are rounding: the model explains it exactly."""


@dataclass(frozen=True)
class Family:
    """One family of models.

    sign        of the slopes in the linear predictor, α + sign · x'β
    logit       it models log odds
    estimate    (x, y, weight, start) -> (parameters,), intercepts first; None where no finite solution was found
    influence   (x, y, weight, parameters) -> (rows, parameters) u
    directions  (x, y) -> rows d; the outcome is separated where parameters θ other than 0 have d'θ ≥ 0 for all and not
                all 0; None = it cannot be
    """

    sign: float
    logit: bool
    estimate: Callable[[Floats, Floats, Floats, Floats | None], Floats | None]
    influence: Callable[[Floats, Floats, Floats, Floats], Floats]
    directions: Callable[[Floats, Floats], Floats] | None


def _with_intercept(x: Floats) -> Floats:
    """Return the predictors with a column of 1 before them."""
    return np.column_stack([np.ones(len(x)), x])


def _least_squares(x: Floats, y: Floats, weight: Floats, start: Floats | None) -> Floats | None:
    # Measured from the mean, so that large numbers that hardly differ keep their digits.
    origin = float(weight @ y / weight.sum())
    found = np.asarray(WLS(y - origin, _with_intercept(x), weight / weight.mean()).fit().params, dtype=np.float64)
    found[0] += origin
    return found


def _least_squares_influence(x: Floats, y: Floats, weight: Floats, parameters: Floats) -> Floats:
    design = _with_intercept(x)
    residual = y - design @ parameters
    if np.abs(residual).max() <= EXACT * np.ptp(y):
        residual = np.zeros(len(y))
    return _solved(design, weight, residual)


def _solved(design: Floats, weight: Floats, residual: Floats) -> Floats:
    """Return (rows, columns) (Σw xx')⁻¹ x r.

    weight  (rows,) what each row counts in the information
    """
    information = design.T @ (weight[:, np.newaxis] * design)
    return np.asarray(np.linalg.solve(information, (design * residual[:, np.newaxis]).T).T, dtype=np.float64)


def _logistic(x: Floats, y: Floats, weight: Floats, start: Floats | None) -> Floats | None:
    model = GLM(y, _with_intercept(x), family=Binomial(), var_weights=weight / weight.mean())
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        # Separation, which these warnings are about, is looked for afterwards, and said in words.
        warnings.simplefilter("ignore")
        try:
            found = model.fit(start_params=start, maxiter=ITERATIONS, atol=STEP, rtol=STEP, tol_criterion="params")
        except (ValueError, FloatingPointError, np.linalg.LinAlgError):
            return None
    parameters = np.asarray(found.params, dtype=np.float64)
    return parameters if found.converged and np.isfinite(parameters).all() else None


def _logistic_influence(x: Floats, y: Floats, weight: Floats, parameters: Floats) -> Floats:
    design = _with_intercept(x)
    expected = expit(design @ parameters)
    return _solved(design, weight * expected * (1 - expected), y - expected)


def _logistic_directions(x: Floats, y: Floats) -> Floats:
    directions: Floats = _with_intercept(x) * (2 * y - 1)[:, np.newaxis]
    return directions


FAMILIES: dict[str, Family] = {
    "linear": Family(1.0, False, _least_squares, _least_squares_influence, None),
    "quasibinomial": Family(1.0, True, _logistic, _logistic_influence, _logistic_directions),
    "ordinal": Family(-1.0, True, estimate_odds, influence_odds, odds_directions),
}
