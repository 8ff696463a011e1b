"""Weighted maximum likelihood of the proportional odds model.

With F the logistic distribution, a = α_k - η the upper and b = α_{k-1} - η the lower end of the outcome k, and
δ = a - b, the log-likelihood of a respondent splits into terms that are each concave:

    ln(F(a) - F(b)) = ln F(a) + ln F(-b) + ln(1 - exp(-δ))

since F(a) - F(b) = F(a) F(-b) (1 - exp(-δ)). Its derivatives by a and b are 1 - F(a) + g and -F(b) - g with
g = 1/(exp δ - 1), and minus the second ones f(a) + h, f(b) + h and, mixed, -h with h = g(1 + g). The lowest outcome
has no b, the highest no a, and neither has δ.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import expit, log_expit

from analysis.arrays import Floats

STEP = 1e-10
"""A step of all parameters below this part of them ends the iteration; the error left is of the order of its square."""

ITERATIONS = 100

HALVINGS = 40


@dataclass(frozen=True, eq=False)
class _Ends:
    """The ends of each respondent's outcome at given parameters, and the derivatives of its log-likelihood.

    upper, lower      (rows, parameters) ∂a/∂θ and ∂b/∂θ; 0 where there is no such end
    at_upper          (rows,) a; infinite where there is none
    at_lower          (rows,) b; minus infinite where there is none
    """

    upper: Floats
    lower: Floats
    at_upper: Floats
    at_lower: Floats

    @property
    def likelihood(self) -> Floats:
        """(rows,) the log-likelihood; minus infinite where the thresholds are out of order."""
        width = self.at_upper - self.at_lower
        with np.errstate(all="ignore"):
            between = np.where(width > 0, np.log(-np.expm1(-width)), -np.inf)
        found: Floats = log_expit(self.at_upper) + log_expit(-self.at_lower) + between
        return found

    @property
    def between(self) -> Floats:
        """(rows,) g; 0 for the lowest and the highest outcome."""
        with np.errstate(over="ignore"):
            found: Floats = 1 / np.expm1(self.at_upper - self.at_lower)
        return found

    @property
    def score(self) -> Floats:
        """(rows, parameters) the derivative of the log-likelihood."""
        g = self.between
        by_upper, by_lower = expit(-self.at_upper) + g, expit(self.at_lower) + g
        found: Floats = by_upper[:, np.newaxis] * self.upper - by_lower[:, np.newaxis] * self.lower
        return found

    def information(self, weight: Floats) -> Floats:
        """Return (parameters, parameters) minus the second derivative of the weighted log-likelihood."""
        g = self.between
        parts = (
            (expit(self.at_upper) * expit(-self.at_upper), self.upper),
            (expit(self.at_lower) * expit(-self.at_lower), self.lower),
            (g * (1 + g), self.upper - self.lower),
        )
        found: Floats = sum((one.T @ ((weight * by)[:, np.newaxis] * one) for by, one in parts), start=np.zeros(()))
        return found


def _ends(x: Floats, y: Floats, parameters: Floats) -> _Ends:
    thresholds = len(parameters) - x.shape[1]
    place = y.astype(np.intp)
    eta = x @ parameters[thresholds:]
    ends = np.concatenate([[-np.inf], parameters[:thresholds], [np.inf]])
    upper, lower = _ends_of(x, place, thresholds)
    return _Ends(upper, lower, ends[place + 1] - eta, ends[place] - eta)


def _ends_of(x: Floats, place: np.ndarray, thresholds: int) -> tuple[Floats, Floats]:
    """Return the (rows, parameters) derivatives of a and b; 0 where there is no such end."""
    which = np.arange(thresholds)
    upper = np.column_stack([place[:, np.newaxis] == which, -x * (place < thresholds)[:, np.newaxis]])
    lower = np.column_stack([place[:, np.newaxis] == which + 1, -x * (place > 0)[:, np.newaxis]])
    return upper.astype(np.float64), lower.astype(np.float64)


def estimate_odds(x: Floats, y: Floats, weight: Floats, start: Floats | None) -> Floats | None:
    """Return the (thresholds + terms,) estimates, None where no finite ones were found.

    y       (rows,) places of the categories, from 0 to the number of thresholds
    weight  (rows,) above 0
    """
    weight = weight / weight.sum()
    thresholds = int(y.max()) if start is None else len(start) - x.shape[1]
    share = np.bincount(y.astype(np.intp), weight, thresholds + 1)
    if (share == 0).any():
        return None
    below = np.cumsum(share)[:-1]
    found: Floats = start if start is not None else np.concatenate([np.log(below / (1 - below)), np.zeros(x.shape[1])])
    for _ in range(ITERATIONS):
        at = _ends(x, y, found)
        step = _newton(at, weight)
        if step is None:
            return None
        if (np.abs(step) <= STEP * (1 + np.abs(found))).all():
            return found + step
        climbed = _climbed(x, y, weight, found, step, float(weight @ at.likelihood))
        if climbed is None:
            return None
        found = climbed
    return None


def _newton(at: _Ends, weight: Floats) -> Floats | None:
    """Return the step to where the derivatives would be 0 were they linear; None where they do not say."""
    try:
        step = np.linalg.solve(at.information(weight), weight @ at.score)
    except np.linalg.LinAlgError:
        return None
    return np.asarray(step, dtype=np.float64) if np.isfinite(step).all() else None


def _climbed(x: Floats, y: Floats, weight: Floats, found: Floats, step: Floats, reached: float) -> Floats | None:
    """Return the parameters after a step, halved until the likelihood does not fall; None where it always falls."""
    for halving in range(HALVINGS):
        there: Floats = found + step / 2**halving
        if float(weight @ _ends(x, y, there).likelihood) >= reached - 1e-12 * abs(reached):
            return there
    return None


def influence_odds(x: Floats, y: Floats, weight: Floats, parameters: Floats) -> Floats:
    """Return the (rows, parameters) J⁻¹s of each respondent."""
    at = _ends(x, y, parameters)
    return np.asarray(np.linalg.solve(at.information(weight), at.score.T).T, dtype=np.float64)


def odds_directions(x: Floats, y: Floats) -> Floats:
    """Return the directions in which the likelihood of some respondent rises without end: ∂a/∂θ and -∂b/∂θ."""
    thresholds = int(y.max())
    place = y.astype(np.intp)
    upper, lower = _ends_of(x, place, thresholds)
    directions: Floats = np.vstack([upper[place < thresholds], -lower[place > 0]])
    return directions
