"""Factors by which weights must be multiplied to meet their targets.

Raking multiplies the weights by the ratio of target to sum, margin after margin, until all are met [1]. Calibration finds
the multipliers λ of g = F(x'λ) with Σ d g x = T by Newton's method [2, section 2]: the solution of a convex problem, of
which there is at most one.

[1] Deming, Stephan (1940), Annals of Mathematical Statistics 11, 427-444.
[2] Deville, Särndal (1992), Journal of the American Statistical Association 87, 376-382.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from analysis.arrays import Floats
from analysis.errors import DataError
from analysis.weighting.auxiliary import Auxiliary
from analysis.weighting.distance import Distance
from analysis.weighting.solving import solved

SWEEPS = 2000
"""How many times raking goes over all margins at most."""

STEPS = 100
"""How many steps Newton's method takes at most."""

CLOSE = 1e-12
"""A target is met where its sum is off by no more than this part of the sizes that it is a sum of."""

MET = 1e-9
"""The same where rounding allows no more."""

_HALVINGS = 60

_FEWER = "Use fewer targets, or merge categories."

_RIDGE = 1e-9
"""What is added to the curvature, as a part of that at the start: bounds may leave none in some direction."""


@dataclass(frozen=True, eq=False)
class Fit:
    """Factors that meet the targets.

    factor      (units,)
    iterations  sweeps or steps that it took
    """

    factor: Floats
    iterations: int


@dataclass(frozen=True, eq=False)
class _Point:
    """Where Newton's method stands: the multipliers, and the factors, slopes and gaps that follow from them."""

    multipliers: Floats
    factor: Floats
    slope: Floats
    gap: Floats


def raked(known: Auxiliary, weight: Floats, where: str = "") -> Fit:
    """Return the factors of raking.

    weight  (units,) the units' weight
    where   whose weights they are, for a message

    Raises DataError for a category whose weights are all zero, and where the margins are not met after `SWEEPS` sweeps.
    """
    _check_weights(known, weight, where)
    current = weight
    for sweep in range(1, SWEEPS + 1):
        for margin in known.margins:
            x = known.indicators[:, margin]
            current = current * (x @ (known.target[margin] / (current @ x)))
        if _off(known, current).max() <= CLOSE:
            return Fit(_ratio(current, weight), sweep)
    fit = Fit(_ratio(current, weight), SWEEPS)
    return _accepted(known, weight, fit, where, "The margins contradict what occurs together in the data. " + _FEWER)


def calibrated(known: Auxiliary, weight: Floats, distance: Distance, where: str = "") -> Fit:
    """Return the factors of calibration; arguments and errors as of `raked`, and where the bounds cannot be met.

    Where their size does not matter the weights are first brought near that of the population, by a power of 2 that rounds
    nothing: weights of another size would lose the digits that the targets are met with.
    """
    _check_weights(known, weight, where)
    _check_bounds(known, weight, distance, where)
    common = 1.0 if distance.bounded or known.size is None else _power_of_2(known.size / np.abs(weight).sum())
    fit = _calibrated(known, common * weight, distance, where)
    return Fit(common * fit.factor, fit.iterations)


def _power_of_2(number: float) -> float:
    """Return the power of 2 nearest to a number above 0."""
    return math.ldexp(1.0, round(math.log2(number)))


def _calibrated(known: Auxiliary, weight: Floats, distance: Distance, where: str) -> Fit:
    start = known.gram(weight)
    point = _point(known, weight, distance, np.zeros(len(known.target)))
    steps = 0
    for _ in range(STEPS):
        if _off(known, weight * point.factor).max() <= CLOSE:
            return Fit(point.factor, steps)
        further = _step(known, weight, distance, point, start)
        if further is None:
            break
        point, steps = further, steps + 1
    return _accepted(known, weight, Fit(point.factor, steps), where, _out_of_reach(known, weight, distance))


def _out_of_reach(known: Auxiliary, weight: Floats, distance: Distance) -> str:
    """Return why targets that do not contradict one another are not met, and what to do."""
    if np.isfinite(distance.high):
        return "No weights within the bounds meet all targets together. Widen the bounds, or: " + _FEWER
    if known.size is None:
        return (
            f"Totals of numbers alone do not say the size of the population, and the weights sum to {weight.sum():.10g}. "
            "Bring them to that size first, or give it under '(Intercept)'."
        )
    return "Together the targets lie beyond what is in the data, or some nearly repeat others. " + _FEWER


def _point(known: Auxiliary, weight: Floats, distance: Distance, multipliers: Floats) -> _Point:
    factor, slope = distance.curve(known.fitted(multipliers))
    return _Point(multipliers, factor, slope, known.target - known.totals(weight * factor))


def _step(known: Auxiliary, weight: Floats, distance: Distance, point: _Point, start: Floats) -> _Point | None:
    """Return the next point: Newton's, or one on the way to it where that lies far beyond the lowest; None = nowhere to go.

    What is minimised is convex and its derivative in a direction is the gap along it, less and less the further one goes.
    """
    curvature = known.gram(weight * point.slope)
    direction = solved(curvature + _RIDGE * start, point.gap)
    steepness = float(point.gap @ direction)
    if not steepness > 0:
        return None
    lengths = 0.5 ** np.arange(_HALVINGS)
    points = (_point(known, weight, distance, point.multipliers + length * direction) for length in lengths)
    return next((one for one in points if one.gap @ direction >= -0.5 * steepness), None)


def _ratio(after: Floats, before: Floats) -> Floats:
    """Return what weights were multiplied by; 1 where there was none."""
    return np.divide(after, before, out=np.ones_like(after), where=before > 0)


def _off(known: Auxiliary, weight: Floats) -> Floats:
    """Return how far each target is missed, as a part of the sizes that its sum is of."""
    above, below = known.parts(np.abs(weight))
    sizes = above - below + np.abs(known.target)
    return np.asarray(np.abs(known.totals(weight) - known.target) / np.where(sizes > 0, sizes, 1.0))


def _accepted(known: Auxiliary, weight: Floats, fit: Fit, where: str, why: str) -> Fit:
    """Return factors that rounding keeps from meeting the targets more closely; a DataError where they miss them."""
    off = _off(known, weight * fit.factor)
    worst = int(np.argmax(off))
    if off[worst] <= MET:
        return fit
    sums = known.totals(weight * fit.factor)
    raise DataError(
        f"The weights do not converge: {known.title(worst)} is missed most after {fit.iterations} iterations.",
        where=where,
        got=f"{sums[worst]:.10g} for {known.target[worst]:.10g}",
        remedy=_contradiction(known, weight) or why,
    )


def _contradiction(known: Auxiliary, weight: Floats) -> str:
    """Return which target the others determine otherwise; empty where none does.

    Weights that need not be above 0 meet any targets but those: the columns of x are linearly dependent, the targets not.
    """
    reached = weight * (1.0 + known.fitted(solved(known.gram(weight), known.target - known.totals(weight))))
    off = _off(known, reached)
    worst = int(np.argmax(off))
    if off[worst] <= MET:
        return ""
    return (
        f"The targets contradict one another: in these data {known.title(worst)} follows from the others, which make it "
        f"{known.totals(reached)[worst]:.10g}. Correct the targets, or leave one of them out."
    )


def _check_weights(known: Auxiliary, weight: Floats, where: str) -> None:
    above, below = known.parts(weight)
    empty = np.flatnonzero((above == 0) & (below == 0) & (known.target != 0))
    if len(empty):
        raise DataError(
            f"The weights of all rows of {known.title(int(empty[0]))} are zero.",
            where=where,
            remedy="No factor makes them meet a target: merge the category with another.",
        )


def _check_bounds(known: Auxiliary, weight: Floats, distance: Distance, where: str) -> None:
    """Raise a DataError for a target that no factors within the bounds can meet."""
    above, below = known.parts(weight)
    least = _times(distance.low, above) + _times(distance.high, below)
    most = _times(distance.high, above) + _times(distance.low, below)
    slack = MET * (above - below)
    out = np.flatnonzero((known.target < least - slack) | (known.target > most + slack))
    if len(out):
        first = int(out[0])
        raise DataError(
            f"Within the bounds the weights cannot meet {known.title(first)}.",
            where=where,
            got=f"a target of {known.target[first]:.10g} where sums lie between {least[first]:.10g} and {most[first]:.10g}",
            remedy=_other_size(known, weight, distance)
            or "Widen the bounds; they are of the factor by which a weight changes, and the weights must first sum to the "
            "population.",
        )


def _other_size(known: Auxiliary, weight: Floats, distance: Distance) -> str:
    """Return what to do where the margins are of another size than the bounds let the weights sum to; else nothing."""
    size, now = known.size, float(weight.sum())
    if size is None or distance.low * now <= size <= distance.high * now:
        return ""
    return (
        f"The margins sum to {size:.10g} and the weights to {now:.10g}, and bounds are of the factor by which a weight changes. "
        "Percents and shares need their total: multiply them by the size of the population, on the command line with --total; "
        "or bring the weights to the size of the margins first."
    )


def _times(bound: float, sums: Floats) -> Floats:
    return np.where(sums == 0, 0.0, bound * np.where(sums == 0, 1.0, sums))
