"""Sums over rows by unit and cell, of one table: what its variance needs of the rows.

Everything after them is algebra on these small arrays, so another engine (one GROUP BY) can take their place. Many tables at
once take their sums from `kernel`; what no cells can hold, residuals of calibrated weights and influences of models, goes
row by row through `linear`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from scipy import sparse

from analysis.arrays import Floats, Integers
from analysis.errors import ArgumentError
from analysis.estimation.sampling.sample import Sample

MOST = 25_000_000
"""The most numbers that one array of an estimate may hold (200 MB); a few such arrays stand at a time."""


@dataclass(frozen=True, eq=False)
class Rows:
    """Which cell each row is in, and what is summed there: what totals were made from.

    cells   (rows,) group · width + category; a negative one is outside the domain
    values  each (rows,): the measures after the constant 1
    rest    the measures are instead: to be in the cell, and to be in another cell of its group
    """

    cells: Integers
    values: Sequence[Floats]
    rest: bool = False


@dataclass(frozen=True, eq=False)
class Totals:
    """Sums over the rows of each cell; every row is in one cell at most, and cells stand in groups of one width.

    The measures u are the constant 1 and the values handed over, in that order. Sums by leaf (the last stage's unit, or
    its stratum where each row is a unit) are kept in pieces, the members of one leaf in one group: one without members
    need not be a piece.

    groups  how many there are
    count   (cells,) Σ1
    sums    (measures, cells) Σwu
    square  (measures, cells) Σwu²
    leaf    (pieces,) whose members
    group   (pieces,) in which group
    first   (measures, pieces, width) Σwu
    second  (measures, measures, pieces, width) Σw²uu'; None unless each row is a unit
    rows    what the totals were made from
    """

    groups: int
    count: Integers
    sums: Floats
    square: Floats
    leaf: Integers
    group: Integers
    first: Floats
    second: Floats | None
    rows: Rows

    @property
    def weight(self) -> Floats:
        """(cells,) Σw."""
        weight: Floats = self.sums[0]
        return weight

    @property
    def width(self) -> int:
        """How many cells a group has."""
        return int(self.first.shape[2])

    def replicated(self, weights: Floats) -> Floats:
        """Return (replicates, measures, cells) Σwu with each of the (rows, replicates) weights."""
        inside = np.flatnonzero(self.rows.cells >= 0)
        cell = self.rows.cells[inside]
        measures = [np.ones(len(inside)), *(value[inside] for value in self.rows.values)]
        shape = (len(self.count), len(weights))
        summing = [sparse.csr_array((one, (cell, inside)), shape=shape) for one in measures]
        found = np.stack([np.asarray(one @ weights).T for one in summing], axis=1)
        return np.stack([found[:, 0], _rest(found[:, 0], self.width)], axis=1) if self.rows.rest else found

    def rows_of(self, influence: Floats) -> Floats:
        """Return (rows, estimates) what each row adds to estimates.

        influence  (cells, estimates) the derivative of each by the Σw of each cell
        """
        every: Floats = np.vstack([influence, np.zeros(influence.shape[1])])[self.rows.cells]
        return every

    def row_influences(self, influence: Floats, groups: Iterable[int]) -> Iterator[Floats]:
        """Yield for each of some groups (rows, width) what each row adds to the estimates of its cells.

        influence  (measures, cells) the derivative of each cell's estimate by its own totals
        """
        for group in groups:
            own = influence[:, group * self.width : (group + 1) * self.width]
            inside = np.flatnonzero((self.rows.cells >= group * self.width) & (self.rows.cells < (group + 1) * self.width))
            category = self.rows.cells[inside] - group * self.width
            found = np.zeros((len(self.rows.cells), self.width))
            if self.rows.rest:
                found[inside] = own[1]
                found[inside, category] = own[0, category]
            else:
                measures = [np.ones(len(inside)), *(value[inside] for value in self.rows.values)]
                found[inside, category] = sum(one[category] * measure for one, measure in zip(own, measures, strict=True))
            yield found


def cell_totals(sample: Sample, cells: Integers, groups: int, width: int, values: Sequence[Floats] = ()) -> Totals:
    """Return the sums by cell, and by leaf and cell.

    cells   (rows,) group · width + category, both from 0; a negative one is outside the domain: its row adds nothing,
            and its units stay in the design
    values  each (rows,), finite inside the domain

    Raises ArgumentError where that needs more numbers than memory should be asked for.
    """
    inside = np.flatnonzero(cells >= 0)
    cell, weight = cells[inside], sample.weight[inside]
    count = groups * width
    piece, keys = _pieces(sample.leaf[inside] * groups + cell // width, groups * sample.leaves)
    measures = [np.ones(len(inside)), *(value[inside] for value in values)]
    tables = len(measures) ** (2 if sample.rows_are_units else 1)
    strata = max(len(stage.sizes) for stage in sample.stages)
    numbers = max(len(keys) * width, strata * count) * tables
    check_size(numbers, f"Sums of {count:,} groups and categories by {strata:,} strata and their PSUs")
    index = piece * width + cell % width

    def by_piece(row: Floats) -> Floats:
        return _sums(index, row, len(keys) * width).reshape(len(keys), width)

    weighted = [weight * measure for measure in measures]
    sums = np.stack([_sums(cell, one, count) for one in weighted])
    square = np.stack([_sums(cell, one * measure, count) for one, measure in zip(weighted, measures, strict=True)])
    first = np.stack([by_piece(one) for one in weighted])
    second = np.stack([[by_piece(one * other) for other in weighted] for one in weighted]) if sample.rows_are_units else None
    members = np.bincount(cell, minlength=count)
    rows = Rows(cells, values)
    return Totals(groups, members, sums, square, keys // groups, keys % groups, first, second, rows)


def _pieces(key: Integers, most: int) -> tuple[Integers, Integers]:
    """Return each row's piece, and each piece's key; all keys up to `most` are pieces where those are few."""
    if most <= len(key):
        return key, np.arange(most)
    piece, keys = pd.factorize(key)
    return piece.astype(np.intp, copy=False), keys


def against_rest(totals: Totals) -> Totals:
    """Return the totals of two measures: to be in the cell, and to be in another cell of its group."""
    second = None
    if totals.second is not None:
        own = totals.second[0, 0]
        rest = _rest(own, totals.width)
        second = np.array([[own, np.zeros_like(own)], [np.zeros_like(own), rest]])
    sums, square, first = (np.stack([one[0], _rest(one[0], totals.width)]) for one in (totals.sums, totals.square, totals.first))
    return replace(totals, sums=sums, square=square, first=first, second=second, rows=Rows(totals.rows.cells, (), rest=True))


def _rest(own: Floats, width: int) -> Floats:
    """Return, for each cell, the sum of the other cells of its group."""
    cells = own.reshape(-1, width)
    rest: Floats = (cells.sum(axis=1, keepdims=True) - cells).reshape(own.shape)
    return rest


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
    """Return, for each cell, its rows' values in order and their weights; rows of weight 0 are left out, those below stay."""
    rows = np.flatnonzero((cells >= 0) & (sample.weight != 0))
    rows = rows[np.lexsort((values[rows], cells[rows]))]
    ends = np.searchsorted(cells[rows], np.arange(1, count))
    return list(zip(np.split(values[rows], ends), np.split(sample.weight[rows], ends), strict=True))[:count]


def _sums(index: Integers, values: Floats, count: int) -> Floats:
    return np.asarray(np.bincount(index, values, count), dtype=np.float64)
