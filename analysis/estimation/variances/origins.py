"""What numbers are measured from, so that those that hardly differ beside their size keep their digits.

A mean, and a ratio R = Σwa/Σwb, is R₀ + Σw(a - R₀b)/Σwb for any R₀, and varies as the second term does alone. With R₀ near
R the squares that are summed are those of the residuals, not of the numbers [1]. R₀b is taken without rounding [2].

[1] Chan, Golub, LeVeque (1983), The American Statistician 37, 242-247.
[2] Dekker (1971), Numerische Mathematik 18, 224-242.
"""

from __future__ import annotations

import numpy as np

from analysis.arrays import Booleans, Floats, Integers, quotient
from analysis.estimation.intervals.interval import FIXED
from analysis.estimation.sampling.sample import Sample

ROUNDING = 1e-14
"""A residual below this part of what it is left of is rounding noise."""

_HALF = 2.0**27 + 1
"""A number times this splits into two of half the digits each."""


def origins(sample: Sample, cells: Integers, count: int, above: Floats, below: Floats | None = None) -> Floats:
    """Return (count,) Σwa/Σwb of each cell, b = 1 where there is none; 0 where that is no number.

    cells  (rows,) from 0; -1 = outside
    """
    inside = np.flatnonzero(cells >= 0)
    weight = sample.weight[inside]
    upper = _sums(cells[inside], weight * above[inside], count)
    lower = _sums(cells[inside], weight if below is None else weight * below[inside], count)
    found = quotient(upper, lower)
    return np.where(np.isfinite(found), found, 0.0)


def residuals(cells: Integers, origin: Floats, above: Floats, below: Floats | None = None) -> Floats:
    """Return (rows,) a - R₀b with the R₀ of the row's cell; 0 outside.

    >>> residuals(np.array([0, -1]), np.array([1e12 + 0.5]), np.array([3e12 + 2, 1.0]), np.array([3.0, 1.0])).tolist()
    [0.5, 0.0]
    """
    inside = np.flatnonzero(cells >= 0)
    from_here = origin[cells[inside]]
    found = np.zeros(len(cells))
    if below is None:
        found[inside] = above[inside] - from_here
    else:
        product, lost = _product(from_here, below[inside])
        found[inside] = (above[inside] - product) - lost
    return found


def sizes(sample: Sample, cells: Integers, count: int, rest: Floats, above: Floats) -> Floats:
    """Return (count,) the root mean square of the residuals of each cell, 0 where they are rounding noise of the numbers.

    Weights below 0 count as their size.
    """
    inside = np.flatnonzero(cells >= 0)
    weight = np.abs(sample.weight[inside])
    total = _sums(cells[inside], weight, count)
    left, whole = (_sums(cells[inside], weight * of[inside] ** 2, count) for of in (rest, above))
    size = np.sqrt(np.nan_to_num(quotient(left, total)))
    size[size <= ROUNDING * np.sqrt(np.nan_to_num(quotient(whole, total)))] = 0.0
    return size


def is_fixed(se: Floats, size: Floats) -> Booleans:
    """Return which standard errors are rounding noise beside the residuals they are made of."""
    return np.asarray((se <= FIXED * size) | ((size == 0) & ~np.isnan(se)))


def _sums(cells: Integers, values: Floats, count: int) -> Floats:
    return np.asarray(np.bincount(cells, values, count), dtype=np.float64)


def _product(one: Floats, other: Floats) -> tuple[Floats, Floats]:
    """Return a product, and what was lost by rounding it: 0 where the numbers are too large to be split [2]."""
    product = one * other
    with np.errstate(over="ignore", invalid="ignore"):
        high, low = _split(one)
        above, below = _split(other)
        lost = ((high * above - product) + high * below + low * above) + low * below
    return product, np.where(np.isfinite(lost), lost, 0.0)


def _split(number: Floats) -> tuple[Floats, Floats]:
    spread = _HALF * number
    high = spread - (spread - number)
    return high, number - high
