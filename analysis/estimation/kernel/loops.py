"""Loops over rows, in machine code made by numba when they are first used and kept beside this file."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numba
import numpy as np
from numpy.typing import NDArray

STREAMS = 4
"""Counts are kept in so many places by turns: a processor adds faster to what it has not just added to."""


def extend(joint: NDArray[Any], codes: NDArray[Any], size: int) -> bool:
    """Cross a column's codes, nothing before them, with the columns before; return whether they are all below the size."""
    for row in range(joint.size):
        joint[row] = joint[row] * size + codes[row] + 1
    least = most = codes[0]
    for row in range(joint.size):
        least, most = min(least, codes[row]), max(most, codes[row])
    return bool(np.int64(least) >= -1 and np.int64(most) + 1 < np.int64(size))


def add(sums: NDArray[Any], joint: NDArray[Any], unit: NDArray[Any], values: NDArray[Any]) -> None:
    """Add each row's value to its cell. Places are unsigned: numba asks of others whether they count from the end."""
    flat, units = sums.ravel(), np.uint64(sums.shape[1])
    for row in range(joint.size):
        flat[np.uint64(joint[row]) * units + np.uint64(unit[row])] += values[row]


def tally(counts: NDArray[Any], joint: NDArray[Any]) -> None:
    """Count the rows of each cell."""
    flat, cells = counts.ravel(), np.uint64(counts.shape[1])
    for row in range(joint.size):
        flat[np.uint64(row) % np.uint64(STREAMS) * cells + np.uint64(joint[row])] += 1


def collapse(found: NDArray[Any], sums: NDArray[Any], places: NDArray[Any]) -> None:
    """Add each cell's sums to those of its place in each table."""
    for cell in range(sums.shape[0]):
        for table in range(places.shape[0]):
            place = np.uint64(places[table, cell])
            for unit in range(sums.shape[1]):
                found[place, unit] += sums[cell, unit]


def scale(weights: NDArray[Any], weight: NDArray[Any], joint: NDArray[Any], factors: NDArray[Any]) -> None:
    """Multiply each row's weight by the factor of its cell."""
    for row in range(joint.size):
        weights[row] = weight[row] * factors[np.uint64(joint[row])]


def place(found: NDArray[Any], joint: NDArray[Any], places: NDArray[Any]) -> None:
    """Look up each row's cell."""
    for row in range(joint.size):
        found[row] = places[np.uint64(joint[row])]


LOOPS = (extend, add, tally, collapse, scale, place)
"""What is compiled: plain loops over rows, or over the cells of a table."""


def _compiled(loops: Iterable[Callable[..., Any]]) -> list[Callable[..., Any]]:
    """Return the loops in machine code, which is kept where there is a folder that can be written to."""
    try:
        return [numba.njit(nogil=True, cache=True, error_model="numpy")(loop) for loop in loops]
    except RuntimeError:
        return [numba.njit(nogil=True, error_model="numpy")(loop) for loop in loops]


extend_joint, add_weights, count_rows, collapse_cells, scale_weights, look_up = _compiled(LOOPS)
