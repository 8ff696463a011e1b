"""Tables of pairs of variables, stacked: their sums in one pass, their shares and their tests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analysis.arrays import Integers
from analysis.estimation.crosstabs.association import Association
from analysis.estimation.crosstabs.stacked_independence import StackedCells, stacked_independence
from analysis.estimation.sampling.sample import Sample
from analysis.estimation.shares.share import kept_categories
from analysis.estimation.shares.share_table import Shares
from analysis.estimation.shares.stacks import Pool, axis, chunks, parted, pool, stacked_covariance, stacked_shares
from analysis.values import Value
from analysis.variable import Variable

Pair = tuple[Variable, Variable]
"""The variable of the rows and that of the columns, each with one answer."""

NOTHING = np.zeros(1, dtype=np.intp)
"""The place along an axis of the sums of the rows that hold nothing."""


@dataclass(frozen=True, eq=False)
class Crossing:
    """One table, its cells base by base: with shares of columns a base is a column, of rows a row, of all the table.

    names          of the variables, the rows' and the columns'
    rows, columns  the categories
    found          a group for each base
    missing        respondents of the bases who hold nothing in the other variable
    missing_by     respondents in no base
    """

    names: tuple[str, str]
    rows: list[Value]
    columns: list[Value]
    found: Shares
    missing: int
    missing_by: int
    test: Association


@dataclass(frozen=True, eq=False)
class _Place:
    """Where a table stands in the sums.

    kept   the places of its categories, of the rows and of the columns
    cells  (bases, categories); (rows, columns) where there is one base
    """

    kept: tuple[list[int], list[int]]
    cells: Integers
    missing: int
    missing_by: int


def crossings(sample: Sample, pairs: Sequence[Pair], percent: str, test: str) -> list[Crossing]:
    """Return the tables of pairs of variables: those of one shape are shared out and tested together."""
    found: list[Crossing] = []
    for part in chunks(sample, [(len(of.categories) + 1) * (len(by.categories) + 1) for of, by in pairs]):
        found += _pass(sample, pairs[part], percent, test)
    return found


def _pass(sample: Sample, pairs: Sequence[Pair], percent: str, test: str) -> list[Crossing]:
    sums, places = _summed(sample, pairs, percent)
    shapes = np.array([one.cells.shape for one in places])
    found: dict[int, Crossing] = {}
    for shape in np.unique(shapes, axis=0):
        alike: list[int] = np.flatnonzero((shapes == shape).all(axis=1)).tolist()
        cells = np.stack([places[table].cells for table in alike])
        for part in parted(cells, sample.leaves):
            stack = sums.stack(cells[part])
            shares = stacked_shares(sample.stages[0], stack.in_one_base() if percent == "total" else stack)
            spread = stacked_covariance(sample.stages[0], stack)
            tests = stacked_independence(test, StackedCells(stack.count, stack.share_of_all, spread, sample.df))
            for table, own, tested in zip(alike[part], shares.tables(), tests, strict=True):
                found[table] = _crossing(pairs[table], places[table], own, tested)
    return [found[table] for table in range(len(pairs))]


def _summed(sample: Sample, pairs: Sequence[Pair], percent: str) -> tuple[Pool, list[_Place]]:
    """Return the sums of all tables, and where each stands in them."""
    variables = {id(one): one for pair in pairs for one in pair}
    number = {key: place for place, key in enumerate(variables)}
    axes = [axis(one) for one in variables.values()]
    kept = [kept_categories(one, "answered") for one in variables.values()]
    crossed = [(number[id(of)], number[id(by)]) for of, by in pairs]
    sums = pool(sample, axes, [*((one,) for one in range(len(axes))), *crossed])
    n = [sums.count[sums.cells(one, [axes[one]], [axes[one].place[kept[one]]])] for one in range(len(axes))]
    occurring = [[place for place, some in zip(held, of, strict=True) if some] for held, of in zip(kept, n, strict=True)]
    rows = len(sample.weight)
    found = []
    for table, (row, column) in enumerate(crossed, start=len(axes)):
        both = axes[row], axes[column]
        used = (occurring[row], kept[column]) if percent == "rows" else (kept[row], occurring[column])
        at = both[0].place[used[0]], both[1].place[used[1]]
        cells = sums.cells(table, both, at)
        if percent == "total":
            found.append(_Place(used, cells, rows - int(sums.count[cells].sum()), 0))
            continue
        base, empty = (row, (at[0], NOTHING)) if percent == "rows" else (column, (NOTHING, at[1]))
        missing = int(sums.count[sums.cells(table, both, empty)].sum())
        found.append(_Place(used, cells if percent == "rows" else cells.T, missing, rows - int(n[base].sum())))
    return sums, found


def _crossing(pair: Pair, place: _Place, found: Shares, test: Association) -> Crossing:
    rows, columns = ([one.categories[at] for at in kept] for one, kept in zip(pair, place.kept, strict=True))
    return Crossing((pair[0].name, pair[1].name), rows, columns, found, place.missing, place.missing_by, test)
