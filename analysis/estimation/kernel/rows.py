"""The choice of the engine, and the questions that are put to it."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod
from types import ModuleType

import numpy as np

from analysis.arrays import Codes, Floats, Integers, smallest_type
from analysis.estimation.kernel import plain
from analysis.estimation.kernel.sums import Rows, Sums, Table

COMPILED_FROM = 100_000
"""The fewest rows for which the compiled engine is loaded, which takes half a second."""


BEGINNING = 65_536
"""Rows in which all categories of a column are looked for first."""


def table_sums(rows: Rows, tables: Sequence[Table], *, squares: bool = False) -> list[Sums]:
    """Return the sums of many tables in one pass.

    tables   each the places of the columns it crosses
    squares  also Σw²
    """
    found: list[Sums] = _engine(len(rows.weight)).table_sums(rows, tables, squares=squares)
    return found


def joint_sums(codes: Sequence[Codes], sizes: Sequence[int], weight: Floats) -> tuple[Integers, Floats, Floats]:
    """Return Σ1, Σw and Σw², each (*sizes), of the table that crosses all columns; rows with nothing in one are left out.

    codes   each (rows,) from 0 up, or -1 for nothing, of any integer type
    sizes   how many codes each column has; the table has one cell more a column, all of which are held
    weight  (rows,)
    """
    (found,) = table_sums(_whole(codes, sizes, weight), [tuple(range(len(codes)))], squares=True)
    answered = (slice(1, None),) * len(codes)
    assert found.square is not None  # noqa: S101 — asked for
    return found.count[answered], found.weight[..., 0][answered], found.square[..., 0][answered]


def apply_factors(codes: Sequence[Codes], sizes: Sequence[int], weight: Floats, factors: Floats) -> Floats:
    """Return (rows,) the weights times the factor of each row's cell; a row with nothing in a column keeps its weight.

    codes, sizes, weight  as in `joint_sums`
    factors               (*sizes)
    """
    every = np.pad(factors.reshape(tuple(sizes)), [(1, 0)] * len(codes), constant_values=1.0)
    rows = _whole(codes, sizes, weight)
    weights: Floats = _engine(len(weight)).scaled(rows, tuple(range(len(codes))), every.ravel())
    return weights


def numbered(codes: Sequence[Codes], sizes: Sequence[int]) -> tuple[Codes, Integers]:
    """Return each row's number among the combinations that occur, and (numbers, columns) the codes of each, in order.

    codes  each (rows,) from 0 up, without -1

    The numbers are of the smallest integer type that holds them. The table of all combinations is held in memory.
    """
    if len(codes) == 1 and np.bincount(codes[0][:BEGINNING], minlength=sizes[0]).all():
        return codes[0], np.arange(sizes[0])[:, np.newaxis]
    engine = _engine(len(codes[0]))
    shape = tuple(size + 1 for size in sizes)
    rows = _whole(codes, sizes, np.empty(0))
    occurring = np.flatnonzero(engine.joint_counts(rows, tuple(range(len(codes)))))
    places = np.zeros(prod(shape), dtype=smallest_type(len(occurring)))
    places[occurring] = np.arange(len(occurring))
    return engine.mapped(rows, tuple(range(len(codes))), places), np.stack(np.unravel_index(occurring, shape), axis=1) - 1


def _whole(codes: Sequence[Codes], sizes: Sequence[int], weight: Floats) -> Rows:
    return Rows(codes, sizes, weight, np.broadcast_to(np.int8(0), (len(codes[0]),)), 1)


def _engine(rows: int) -> ModuleType:
    if rows < COMPILED_FROM:
        return plain
    # Loaded here and nowhere else, so that small data never load a compiler.
    from analysis.estimation.kernel import compiled

    return compiled
