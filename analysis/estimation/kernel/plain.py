"""Sums in plain numpy: what small data use, and what the compiled ones are held against."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from analysis.arrays import Codes, Floats, Integers
from analysis.estimation.kernel.sums import OUTSIDE, Rows, Sums, Table


def table_sums(rows: Rows, tables: Sequence[Table], *, squares: bool) -> list[Sums]:
    """Return the sums of each table."""
    return [_sums(rows, table, squares=squares).shaped(rows.shape(table)) for table in tables]


def joint_counts(rows: Rows, table: Table) -> Integers:
    """Return (cells,) Σ1 of a table."""
    return np.bincount(_joint(rows, table), minlength=rows.cells(table))


def scaled(rows: Rows, table: Table, factors: Floats) -> Floats:
    """Return (rows,) the weights times the factor of each row's cell.

    factors  (cells,)
    """
    weights: Floats = rows.weight * factors[_joint(rows, table)]
    return weights


def mapped(rows: Rows, table: Table, places: Codes) -> Codes:
    """Return (rows,) the place of each row's cell.

    places  (cells,)
    """
    return places[_joint(rows, table)]


def _sums(rows: Rows, table: Table, *, squares: bool) -> Sums:
    joint, cells = _joint(rows, table), rows.cells(table)
    if rows.unit.min(initial=0) < 0 or rows.unit.max(initial=0) >= rows.units:
        raise ValueError(OUTSIDE)
    place = joint * rows.units + rows.unit

    def by_unit(values: Floats) -> Floats:
        return np.asarray(np.bincount(place, values, rows.units * cells), dtype=np.float64)

    return Sums(np.bincount(joint, minlength=cells), by_unit(rows.weight), by_unit(rows.weight**2) if squares else None)


def _joint(rows: Rows, table: Table) -> Integers:
    """Return (rows,) each row's cell of a table."""
    joint = np.zeros(len(rows.unit), dtype=np.intp)
    for column, size in zip(table, rows.shape(table), strict=True):
        codes = rows.columns[column]
        if len(codes) and (codes.min() < -1 or int(codes.max()) + 1 >= size):
            raise ValueError(OUTSIDE)
        joint *= size
        joint += codes
        joint += 1
    return joint
