"""Sums over rows by PSU and cell: the one place where estimation touches rows.

Everything after it is algebra on these small arrays, so another engine (one GROUP BY) can take its place.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from analysis.arrays import Floats, Integers
from analysis.errors import ArgumentError
from analysis.estimation.sample import Sample

MOST = 25_000_000
"""The most numbers that one array of an estimate may hold (200 MB); a few such arrays stand at a time."""


@dataclass(frozen=True, eq=False)
class Totals:
    """Sums over the rows of each cell; every row is in one cell at most, and cells stand in groups of one width.

    The measures u are the constant 1 and the values handed over, in that order. Sums by unit (PSU, or stratum where each
    row is a PSU) are kept in pieces, the members of one unit in one group: one without members need not be a piece.

    groups  how many there are
    count   (cells,) Σ1
    sums    (measures, cells) Σwu
    square  (measures, cells) Σwu²
    unit    (pieces,) whose members
    group   (pieces,) in which group
    first   (measures, pieces, width) Σwu
    second  (measures, measures, pieces, width) Σw²uu'; None unless each row is a PSU
    """

    groups: int
    count: Integers
    sums: Floats
    square: Floats
    unit: Integers
    group: Integers
    first: Floats
    second: Floats | None

    @property
    def weight(self) -> Floats:
        """(cells,) Σw."""
        weight: Floats = self.sums[0]
        return weight


def cell_totals(sample: Sample, cells: Integers, groups: int, width: int, values: Sequence[Floats] = ()) -> Totals:
    """Return the sums by cell, and by unit and cell.

    cells   (rows,) group · width + category, both from 0; a negative one is outside the domain: its row adds nothing,
            and its PSU stays in the design
    values  each (rows,), finite inside the domain

    Raises ArgumentError where that needs more numbers than memory should be asked for.
    """
    inside = np.flatnonzero(cells >= 0)
    cell, weight = cells[inside], sample.weight[inside]
    count = groups * width
    piece, keys = _pieces(sample.unit[inside] * groups + cell // width, groups * sample.units)
    measures = [np.ones(len(inside)), *(value[inside] for value in values)]
    tables = len(measures) ** (2 if sample.rows_are_psus else 1)
    numbers = max(len(keys) * width, len(sample.psus) * count) * tables
    check_size(numbers, f"Sums of {count:,} groups and categories by {len(sample.psus):,} strata and their PSUs")
    index = piece * width + cell % width

    def by_piece(row: Floats) -> Floats:
        return _sums(index, row, len(keys) * width).reshape(len(keys), width)

    weighted = [weight * measure for measure in measures]
    sums = np.stack([_sums(cell, one, count) for one in weighted])
    square = np.stack([_sums(cell, one * measure, count) for one, measure in zip(weighted, measures, strict=True)])
    first = np.stack([by_piece(one) for one in weighted])
    second = np.stack([[by_piece(one * other) for other in weighted] for one in weighted]) if sample.rows_are_psus else None
    members = np.bincount(cell, minlength=count)
    return Totals(groups, members, sums, square, keys // groups, keys % groups, first, second)


def _pieces(key: Integers, most: int) -> tuple[Integers, Integers]:
    """Return each row's piece, and each piece's key; all keys up to `most` are pieces where those are few."""
    if most <= len(key):
        return key, np.arange(most)
    piece, keys = pd.factorize(key)
    return piece.astype(np.intp, copy=False), keys


def against_rest(totals: Totals) -> Totals:
    """Return the totals of two measures: to be in the cell, and to be in another cell of its group."""

    def split(own: Floats, width: int) -> tuple[Floats, Floats]:
        cells = own.reshape(-1, width)
        return own, (cells.sum(axis=1, keepdims=True) - cells).reshape(own.shape)

    width = totals.first.shape[2]
    second = None
    if totals.second is not None:
        own, rest = split(totals.second[0, 0], width)
        second = np.array([[own, np.zeros_like(own)], [np.zeros_like(own), rest]])
    sums, square, first = (np.stack(split(one[0], width)) for one in (totals.sums, totals.square, totals.first))
    return replace(totals, sums=sums, square=square, first=first, second=second)


def check_size(numbers: int, what: str) -> None:
    """Raise an ArgumentError where an estimate needs an array of more numbers than memory should be asked for."""
    if numbers > MOST:
        raise ArgumentError(
            f"{what} are {numbers:,} numbers; {MOST:,} are the most that are held at once.",
            remedy="Merge groups or categories, or estimate for fewer of them.",
        )


def cell_weights(sample: Sample, cells: Integers, count: int) -> tuple[Integers, Floats]:
    """Return Σ1 and Σw by cell alone, whatever the PSU."""
    inside = np.flatnonzero(cells >= 0)
    cell = cells[inside]
    return np.bincount(cell, minlength=count), _sums(cell, sample.weight[inside], count)


def ordered(sample: Sample, values: Floats, cells: Integers, count: int) -> list[tuple[Floats, Floats]]:
    """Return, for each cell, its rows' values in order and their weights; rows of weight 0 are left out."""
    rows = np.flatnonzero((cells >= 0) & (sample.weight > 0))
    rows = rows[np.lexsort((values[rows], cells[rows]))]
    ends = np.searchsorted(cells[rows], np.arange(1, count))
    return list(zip(np.split(values[rows], ends), np.split(sample.weight[rows], ends), strict=True))[:count]


def weighted_mean(sample: Sample, values: Floats) -> float:
    """Return Σwu/Σw over the finite values, 0 where there are none: the origin from which values are measured."""
    inside = np.isfinite(values)
    weight = sample.weight[inside]
    total = weight.sum()
    return float(weight @ values[inside] / total) if total > 0 else 0.0


def _sums(index: Integers, values: Floats, count: int) -> Floats:
    return np.asarray(np.bincount(index, values, count), dtype=np.float64)
