"""Loops over rows, in machine code made by numba when they are first used and kept beside this file.

A loop is called once for many rows: calls from several threads wait for each other, what runs in machine code does not. The
rows' cells are worked out a block at a time, so that they never leave a processor's own memory.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba
import numpy as np
from numpy.typing import NDArray

STREAMS = 4
"""Counts are kept in so many places by turns: a processor adds faster to what it has not just added to."""

Columns = tuple[NDArray[Any], ...]
"""Columns of codes, nothing being -1, all of one type."""

Loop = TypeVar("Loop", bound=Callable[..., Any])


def compiled(loop: Loop) -> Loop:
    """Return a loop in machine code, which is kept where there is a folder that can be written to."""
    try:
        return cast("Loop", numba.njit(nogil=True, cache=True, error_model="numpy")(loop))
    except RuntimeError:
        return cast("Loop", numba.njit(nogil=True, error_model="numpy")(loop))


@compiled
def cross(joint: NDArray[Any], columns: Columns, sizes: NDArray[Any], start: int, rows: int) -> bool:
    """Put the cells of some rows into `joint`; return whether all codes are below the sizes, which count nothing too."""
    joint[:rows] = 0
    inside = True
    for place in range(len(columns)):
        codes, size = columns[place][start : start + rows], sizes[place]
        for row in range(rows):
            joint[row] = joint[row] * joint.dtype.type(size) + codes[row] + 1
        least = most = codes[0]
        for row in range(rows):
            least, most = min(least, codes[row]), max(most, codes[row])
        if np.int64(least) < -1 or np.int64(most) + 1 >= size:
            inside = False
    return inside


@compiled
def add_rows(
    counts: NDArray[Any],
    sums: NDArray[Any],
    squares: NDArray[Any],
    joint: NDArray[Any],
    columns: Columns,
    sizes: NDArray[Any],
    unit: NDArray[Any],
    weight: NDArray[Any],
) -> bool:
    """Count each row in its cell, and add its weight there by unit, and its square unless `squares` is empty.

    Places are unsigned, and start at 0 in what belongs to a block: numba asks of others whether they count from the end.
    """
    flat, square, tally = sums.ravel(), squares.ravel(), counts.ravel()
    cells, units = np.uint64(counts.shape[1]), np.uint64(sums.shape[1])
    for start in range(0, weight.size, joint.size):
        rows = min(joint.size, weight.size - start)
        if not cross(joint, columns, sizes, start, rows):
            return False
        units_here, weights_here = unit[start : start + rows], weight[start : start + rows]
        for row in range(rows):
            tally[np.uint64(row) % np.uint64(STREAMS) * cells + np.uint64(joint[row])] += 1
        for row in range(rows):
            flat[np.uint64(joint[row]) * units + np.uint64(units_here[row])] += weights_here[row]
        if square.size:
            for row in range(rows):
                square[np.uint64(joint[row]) * units + np.uint64(units_here[row])] += weights_here[row] ** 2
    return True


@compiled
def count_rows(counts: NDArray[Any], joint: NDArray[Any], columns: Columns, sizes: NDArray[Any]) -> bool:
    """Count each row in its cell."""
    tally, cells = counts.ravel(), np.uint64(counts.shape[1])
    for start in range(0, columns[0].size, joint.size):
        rows = min(joint.size, columns[0].size - start)
        if not cross(joint, columns, sizes, start, rows):
            return False
        for row in range(rows):
            tally[np.uint64(row) % np.uint64(STREAMS) * cells + np.uint64(joint[row])] += 1
    return True


@compiled
def scale_rows(
    weights: NDArray[Any],
    joint: NDArray[Any],
    columns: Columns,
    sizes: NDArray[Any],
    weight: NDArray[Any],
    factors: NDArray[Any],
) -> bool:
    """Multiply each row's weight by the factor of its cell."""
    for start in range(0, weight.size, joint.size):
        rows = min(joint.size, weight.size - start)
        if not cross(joint, columns, sizes, start, rows):
            return False
        for row in range(rows):
            weights[start + row] = weight[start + row] * factors[np.uint64(joint[row])]
    return True


@compiled
def place_rows(found: NDArray[Any], joint: NDArray[Any], columns: Columns, sizes: NDArray[Any], places: NDArray[Any]) -> bool:
    """Look up each row's cell."""
    for start in range(0, found.size, joint.size):
        rows = min(joint.size, found.size - start)
        if not cross(joint, columns, sizes, start, rows):
            return False
        for row in range(rows):
            found[start + row] = places[np.uint64(joint[row])]
    return True


@compiled
def collapse_cells(found: NDArray[Any], sums: NDArray[Any], places: NDArray[Any]) -> None:
    """Add each cell's sums to those of its place in each table."""
    for cell in range(sums.shape[0]):
        for table in range(places.shape[0]):
            place = np.uint64(places[table, cell])
            for unit in range(sums.shape[1]):
                found[place, unit] += sums[cell, unit]


LOOPS = (cross, add_rows, count_rows, scale_rows, place_rows, collapse_cells)
"""All that is compiled."""
