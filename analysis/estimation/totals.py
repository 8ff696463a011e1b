"""Sums over rows by PSU and cell: the one place where estimation touches rows.

Everything after it is algebra on these small arrays, so another engine (one GROUP BY) can take its place.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analysis.arrays import Booleans, Floats, Integers
from analysis.estimation.sample import Sample


@dataclass(frozen=True, eq=False)
class Totals:
    """Sums over the rows of each cell; every row is in one cell at most.

    The measures u are the constant 1 and the values handed over, in that order.

    count   (cells,) Σ1
    square  (measures, cells) Σwu²
    first   (measures, units, cells) Σwu by PSU, or by stratum where each row is a PSU
    second  (measures, measures, strata, cells) Σw²uu'; None unless each row is a PSU
    """

    count: Integers
    square: Floats
    first: Floats
    second: Floats | None

    @property
    def weight(self) -> Floats:
        """(cells,) Σw."""
        weight: Floats = self.sums[0]
        return weight

    @property
    def sums(self) -> Floats:
        """(measures, cells) Σwu."""
        total: Floats = self.first.sum(axis=1)
        return total


def cell_totals(sample: Sample, cells: Integers, count: int, values: Sequence[Floats] = ()) -> Totals:
    """Return the sums by unit and cell.

    cells   (rows,) from 0 to count - 1; a negative one is outside the domain: its row adds nothing, and its PSU stays
            in the design
    values  each (rows,), finite inside the domain
    """
    inside = np.flatnonzero(cells >= 0)
    cell, weight = cells[inside], sample.weight[inside]
    units = len(sample.psus) if sample.rows_are_psus else len(sample.psu_stratum)
    index = sample.unit[inside] * count + cell
    measures = [np.ones(len(inside)), *(value[inside] for value in values)]

    def by_unit(row: Floats) -> Floats:
        return _sums(index, row, units * count).reshape(units, count)

    first = np.stack([by_unit(weight * measure) for measure in measures])
    square = np.stack([_sums(cell, weight * measure**2, count) for measure in measures])
    second = None
    if sample.rows_are_psus:
        weighted = [weight * measure for measure in measures]
        second = np.stack([[by_unit(one * other) for other in weighted] for one in weighted])
    return Totals(np.bincount(cell, minlength=count), square, first, second)


def cell_weights(sample: Sample, cells: Integers, count: int) -> tuple[Integers, Floats]:
    """Return Σ1 and Σw by cell alone, whatever the PSU."""
    inside = np.flatnonzero(cells >= 0)
    cell = cells[inside]
    return np.bincount(cell, minlength=count), _sums(cell, sample.weight[inside], count)


def ordered(sample: Sample, values: Floats, inside: Booleans) -> tuple[Floats, Floats]:
    """Return the values of some rows in order, and their weights; rows of weight 0 are left out."""
    rows = np.flatnonzero(inside & (sample.weight > 0))
    rows = rows[np.argsort(values[rows], kind="stable")]
    return values[rows], sample.weight[rows]


def weighted_mean(sample: Sample, values: Floats) -> float:
    """Return Σwu/Σw over the finite values, 0 where there are none: the origin from which values are measured."""
    inside = np.isfinite(values)
    weight = sample.weight[inside]
    total = weight.sum()
    return float(weight @ values[inside] / total) if total > 0 else 0.0


def _sums(index: Integers, values: Floats, count: int) -> Floats:
    return np.asarray(np.bincount(index, values, count), dtype=np.float64)
