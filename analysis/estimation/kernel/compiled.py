"""Sums in machine code, on all processors.

A weight is added to the cell (table, unit) of its row. That costs the same however many columns the table crosses, so
several tables are crossed to one as large as a processor's own memory holds, and collapsed to the tables asked for
afterwards.
"""

from __future__ import annotations

import math
import os
from collections import defaultdict
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from itertools import pairwise
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from analysis.arrays import Codes, Floats, Integers
from analysis.estimation.kernel import loops
from analysis.estimation.kernel.crossing import Crossing, crossed
from analysis.estimation.kernel.sums import OUTSIDE, Rows, Sums, Table

Result = TypeVar("Result")
Task = TypeVar("Task")

BLOCK = 8_192
"""Rows whose cells are worked out at a time."""

LONG = 400_000
"""Rows for which it pays to wake a thread when little is done with each."""

NUMBERS = 262_144
"""The most sums that a crossing of tables has: two megabytes."""


def table_sums(rows: Rows, tables: Sequence[Table], *, squares: bool) -> list[Sums]:
    """Return the sums of each table."""
    if rows.unit.min(initial=0) < 0 or rows.unit.max(initial=0) >= rows.units:
        raise ValueError(OUTSIDE)
    crossings = list(crossed(rows, tables, max(min(NUMBERS, len(rows.weight) // 4) // rows.units, 1)))
    parts = -(-2 * processors() // len(crossings)) if crossings else 1
    spans = _spans(len(rows.weight), parts)
    pieces: defaultdict[int, list[Sums]] = defaultdict(list)
    for sums in _each(lambda task: _tables(rows, *task, squares=squares), [(one, span) for one in crossings for span in spans]):
        for table, piece in sums.items():
            pieces[table].append(piece)
    return [_together(pieces[table]) for table in range(len(tables))]


def joint_counts(rows: Rows, table: Table) -> Integers:
    """Return (cells,) Σ1 of a table."""

    def counted(span: range) -> Integers:
        counts = _zero_counts(rows, table)
        _inside(loops.count_rows(counts, *_joined(rows, table, span)))
        return np.asarray(counts.sum(axis=0))

    return np.asarray(np.sum(_each(counted, _even(len(rows.unit))), axis=0))


def scaled(rows: Rows, table: Table, factors: Floats) -> Floats:
    """Return (rows,) the weights times the factor of each row's cell.

    factors  (cells,)
    """
    weights = np.empty(len(rows.weight))

    def fill(span: range) -> None:
        part = slice(span.start, span.stop)
        weight = _readable(rows.weight[part], np.dtype(np.float64))
        _inside(loops.scale_rows(weights[part], *_joined(rows, table, span), weight, factors))

    _each(fill, _even(len(weights)))
    return weights


def mapped(rows: Rows, table: Table, places: Codes) -> Codes:
    """Return (rows,) the place of each row's cell.

    places  (cells,)
    """
    found = np.empty(len(rows.unit), dtype=places.dtype)

    def fill(span: range) -> None:
        _inside(loops.place_rows(found[span.start : span.stop], *_joined(rows, table, span), places))

    _each(fill, _even(len(found)))
    return found


def processors() -> int:
    """Return how many processors there are."""
    return os.cpu_count() or 1


def _each(function: Callable[[Task], Result], tasks: Sequence[Task]) -> list[Result]:
    """Return the function of each task, on all processors; one after the other where no thread can be had any more.

    The interpreter lets threads go before it calls what is registered to be done at its exit.
    """
    if len(tasks) == 1:
        return [function(tasks[0])]
    try:
        found = _threads().map(function, tasks)
    except RuntimeError:
        return [function(task) for task in tasks]
    return list(found)


@cache
def _threads() -> ThreadPoolExecutor:
    """Return the threads, which stay: to start them takes as long as to sum a hundred thousand rows."""
    return ThreadPoolExecutor(processors())


if hasattr(os, "register_at_fork"):  # pragma: no branch - not on Windows, where nothing is forked
    os.register_at_fork(after_in_child=_threads.cache_clear)  # a process that is forked has none of its parent's threads


def _even(rows: int) -> list[range]:
    """Return spans of rows, one a processor where they are long enough for that to pay."""
    return _spans(rows, min(processors(), max(rows // LONG, 1)))


def _spans(rows: int, parts: int) -> list[range]:
    edges = [rows * part // parts for part in range(parts + 1)]
    return [range(start, stop) for start, stop in pairwise(edges)]


def _joined(rows: Rows, table: Table, span: range) -> tuple[NDArray[Any], loops.Columns, Integers]:
    """Return what a loop makes the cells of a table from: room for a block of them, the columns as one type, their sizes."""
    kind = np.promote_types(np.min_scalar_type(rows.cells(table)), np.uint16)
    columns = [rows.columns[column][span.start : span.stop] for column in table]
    codes = np.result_type(*columns)
    return np.empty(BLOCK, dtype=kind), tuple(_readable(one, codes) for one in columns), np.array(rows.shape(table))


def _readable(values: NDArray[Any], kind: np.dtype[Any]) -> NDArray[Any]:
    """Return values as an array of a type, in one piece, not to be written to: machine code is made for each sort of array."""
    found = np.ascontiguousarray(values, dtype=kind).view()
    found.flags.writeable = False
    return found


def _inside(is_inside: bool) -> None:
    if not is_inside:
        raise ValueError(OUTSIDE)


def _zero_counts(rows: Rows, table: Table) -> Integers:
    return np.zeros((loops.STREAMS, rows.cells(table)), dtype=np.intp)


def _sums(rows: Rows, table: Table, span: range, *, squares: bool) -> Sums:
    counts, cells = _zero_counts(rows, table), rows.cells(table)
    sums, square = np.zeros((cells, rows.units)), np.zeros((cells, rows.units if squares else 0))
    unit = _readable(rows.unit[span.start : span.stop], rows.unit.dtype)
    weight = _readable(rows.weight[span.start : span.stop], np.dtype(np.float64))
    _inside(loops.add_rows(counts, sums, square, *_joined(rows, table, span), unit, weight))
    return Sums(counts.sum(axis=0), sums, square if squares else None)


def _tables(rows: Rows, crossing: Crossing, span: range, *, squares: bool) -> dict[int, Sums]:
    """Return the sums of each table of a crossing over a span; the crossing itself is let go."""
    whole = _sums(rows, crossing.columns, span, squares=squares)
    return _collapsed(whole, rows.shape(crossing.columns), crossing.tables)


def _together(pieces: Sequence[Sums]) -> Sums:
    """Return the sums over all spans."""
    if len(pieces) == 1:
        return pieces[0]
    squares = [piece.square for piece in pieces if piece.square is not None]
    return Sums(
        np.sum([piece.count for piece in pieces], axis=0),
        np.sum([piece.weight for piece in pieces], axis=0),
        np.sum(squares, axis=0) if squares else None,
    )


def _collapsed(whole: Sums, shape: tuple[int, ...], tables: Sequence[tuple[int, Table]]) -> dict[int, Sums]:
    """Return the sums of the tables along some axes of a crossing, the axes of each in order."""
    kept = [tuple(shape[axis] for axis in axes) for _, axes in tables]
    ends = np.cumsum([0, *(math.prod(one) for one in kept)])
    places = np.stack([start + _along(shape, axes) for start, (_, axes) in zip(ends[:-1], tables, strict=True)])

    def collapsed(sums: Floats) -> Floats:
        found = np.zeros((ends[-1], sums.shape[1]))
        loops.collapse_cells(found, sums, places)
        return found

    weight = collapsed(whole.weight)
    square = None if whole.square is None else collapsed(whole.square)
    found = {}
    for own, (start, end), (table, _), at in zip(kept, pairwise(ends), tables, places, strict=True):
        count = np.bincount(at - start, whole.count, end - start).astype(np.intp)  # as floats, which are exact up to 2⁵³
        found[table] = Sums(count, weight[start:end], None if square is None else square[start:end]).shaped(own)
    return found


def _along(shape: tuple[int, ...], axes: Table) -> Integers:
    """Return (cells,) the place of each cell of a crossing in the table along some of its axes."""
    own = [shape[axis] if axis in axes else 1 for axis in range(len(shape))]
    return np.broadcast_to(np.arange(math.prod(own)).reshape(own), shape).ravel()
