"""The array types of the analysis, and what is done to any array."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.intp]
Floats = NDArray[np.float64]
Booleans = NDArray[np.bool_]

Codes = NDArray[np.integer]
"""Small whole numbers by row, of any integer type: a byte a row where there are few. -1 stands for nothing."""


def quotient(above: Floats, below: Floats) -> Floats:
    """Return above/below, NaN where below is 0; arrays of one shape.

    >>> quotient(np.array([1.0, 2.0]), np.array([4.0, 0.0]))
    array([0.25,  nan])
    """
    found: Floats = np.divide(above, below, out=np.full(np.shape(above), np.nan), where=below != 0)
    return found


def smallest_type(count: int) -> np.dtype[np.signedinteger]:
    """Return the smallest integer type that holds 0 to `count` and -1.

    >>> smallest_type(5), smallest_type(400)
    (dtype('int8'), dtype('int16'))
    """
    return np.dtype(np.min_scalar_type(-count - 1))
