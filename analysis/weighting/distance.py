"""How far calibrated weights lie from those before: the factor g = F(x'λ) of each distance, and its derivative.

| method  | F(u)                                                                  | bounds          |
|---------|-----------------------------------------------------------------------|-----------------|
| linear  | 1 + u, cut at the bounds                                              | may be left out |
| raking  | exp u, cut at the bounds                                              | may be left out |
| logit   | (L(U - 1) + U(1 - L) exp Au)/(U - 1 + (1 - L) exp Au), A = (U - L)/((1 - L)(U - 1)) | L < 1 < U |

These are cases 1, 2, 6 and 7 of [1, table 1]; [2].

[1] Deville, Särndal (1992), Journal of the American Statistical Association 87, 376-382.
[2] Deville, Särndal, Sautory (1993), Journal of the American Statistical Association 88, 1013-1020.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from scipy.special import expit

from analysis.arrays import Floats
from analysis.errors import ArgumentError, unknown

_MOST_EXPONENT = 150.0
"""e to this is a factor beyond all use, whose square is a number yet."""

Curve = Callable[[Floats], tuple[Floats, Floats]]
"""u → F(u) and F'(u)."""


@dataclass(frozen=True)
class Distance:
    """A method of calibration with its bounds.

    low, high  of the factor g: -∞ and ∞ where there are none
    bounded    whether bounds were given: else a number that multiplies all weights before leaves those after as they are,
               provided that the targets say the size of the population
    curve      u → F(u), F'(u)
    """

    method: str
    low: float
    high: float
    bounded: bool
    curve: Curve


def distance(method: str, bounds: tuple[float, float] | None) -> Distance:
    """Return a method of calibration; ArgumentError for an unknown one, and for bounds that it cannot have."""
    if method not in _CURVES:
        raise unknown("method of calibration", method, list(_CURVES))
    low, high = _checked(bounds) if bounds is not None else (0.0 if method == "raking" else -math.inf, math.inf)
    if method == "logit" and not (math.isfinite(low) and math.isfinite(high)):
        raise ArgumentError("The logit method needs bounds.", remedy="Give bounds=(0.3, 3): how far a weight may change.")
    return Distance(method, low, high, bounds is not None, _CURVES[method](low, high))


def _checked(bounds: tuple[float, float]) -> tuple[float, float]:
    try:
        low, high = map(float, bounds)
    except (TypeError, ValueError):
        raise ArgumentError("Bounds are two numbers.", got=repr(bounds), remedy="Give (lowest, highest).") from None
    if not low < 1 < high:
        raise ArgumentError(
            "Bounds are of the factor by which a weight changes, and 1 must lie between them.",
            got=repr(bounds),
            remedy="Give (0.3, 3) for weights between 0.3 and 3 times what they were.",
        )
    return low, high


def _linear(low: float, high: float) -> Curve:
    def curve(u: Floats) -> tuple[Floats, Floats]:
        g = 1.0 + u
        return np.clip(g, low, high), ((g > low) & (g < high)).astype(np.float64)

    return curve


def _raking(low: float, high: float) -> Curve:
    def curve(u: Floats) -> tuple[Floats, Floats]:
        g = np.exp(np.minimum(u, _MOST_EXPONENT))
        return np.clip(g, low, high), np.where((g > low) & (g < high), g, 0.0)

    return curve


def _logit(low: float, high: float) -> Curve:
    steepness = (high - low) / ((1 - low) * (high - 1))
    shift = math.log((1 - low) / (high - 1))

    def curve(u: Floats) -> tuple[Floats, Floats]:
        share = expit(steepness * u + shift)
        return low + (high - low) * share, (high - low) * steepness * share * (1 - share)

    return curve


_CURVES: Mapping[str, Callable[[float, float], Curve]] = {"linear": _linear, "raking": _raking, "logit": _logit}
