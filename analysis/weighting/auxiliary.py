"""Targets and data → the columns that weights must make sum to the targets, on rows collapsed where that loses nothing."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from analysis.arrays import Floats, Integers
from analysis.data import Data, row_names
from analysis.errors import DataError, listed
from analysis.estimation.variances.totals import check_size
from analysis.variable import Variable
from analysis.weighting.classes import Cells, cells, numbers
from analysis.weighting.targets import INTERCEPT, Margin, Total


@dataclass(frozen=True, eq=False)
class Auxiliary:
    """What is known of each row and of the population: x, whose weighted sums must come to the targets.

    Rows that are alike in all that is known form one unit, a cell; where a number is known each row is a unit. The columns
    of x are the categories of the margins, the constant 1 if the size of the population is given, and the numbers.

    cells       rows by the combination of their categories; all in one cell where there are no margins
    indicators  (cells, categories) 1 where the cell is of the category
    numbers     (rows, numbers); None = there are none
    target      (targets,) what the weighted sums of x must be
    names       (targets,) variables and category of each; no category for a number
    margins     the columns of each margin, in order
    """

    cells: Cells
    indicators: Floats
    numbers: Floats | None
    target: Floats
    names: tuple[tuple[tuple[str, ...], tuple[object, ...] | None], ...]
    margins: tuple[slice, ...]

    @property
    def size(self) -> float | None:
        """The size of the population that the targets say; None where they are totals of numbers alone."""
        if self.margins:
            return float(self.target[self.margins[0]].sum())
        sizes = [float(value) for (name, _), value in zip(self.names, self.target, strict=True) if name == (INTERCEPT,)]
        return sizes[0] if sizes else None

    def sums(self, values: Floats) -> Floats:
        """Return the (units,) sums of (rows,) values."""
        return self.cells.sums(values) if self.numbers is None else values

    def multiplied(self, weight: Floats, factor: Floats) -> Floats:
        """Return (rows,) weights times the factor of their unit."""
        return self.cells.multiplied(weight, factor) if self.numbers is None else weight * factor

    def spread(self, values: Floats) -> Floats:
        """Return (units, …) values by row."""
        return values[self.cells.index] if self.numbers is None else values

    def fitted(self, coefficients: Floats) -> Floats:
        """Return x · b by unit, of (targets, …) coefficients b."""
        count = self.indicators.shape[1]
        by_cell: Floats = self.indicators @ coefficients[:count]
        return by_cell if self.numbers is None else by_cell[self.cells.index] + self.numbers @ coefficients[count:]

    def totals(self, weight: Floats) -> Floats:
        """Return the (targets, …) sums of x weighted by (units, …)."""
        return self._totals(weight, self.numbers)

    def parts(self, weight: Floats) -> tuple[Floats, Floats]:
        """Return the (targets,) weighted sums of what is above 0 in x, and of what is below."""
        if self.numbers is None:
            whole = self.totals(weight)
            return whole, np.zeros_like(whole)
        above = self._totals(weight, np.maximum(self.numbers, 0.0))
        return above, self.totals(weight) - above

    def gram(self, weight: Floats) -> Floats:
        """Return the (targets, targets) sums Σ q x x' for (units,) weights q."""
        if self.numbers is None:
            return np.asarray(self.indicators.T @ (weight[:, np.newaxis] * self.indicators))
        by_cell = self._by_cell(weight)[:, np.newaxis] * self.indicators
        beside = self.totals(weight[:, np.newaxis] * self.numbers)
        return np.column_stack([np.vstack([self.indicators.T @ by_cell, beside[: by_cell.shape[1]].T]), beside])

    def title(self, column: int) -> str:
        """Return what a column is about, as a message names it."""
        names, category = self.names[column]
        return " × ".join(names) + ("" if category is None else f" = {', '.join(map(repr, category))}")

    def _totals(self, weight: Floats, numbers: Floats | None) -> Floats:
        if numbers is None:
            return np.asarray(self.indicators.T @ weight)
        return np.concatenate([self.indicators.T @ self._by_cell(weight), numbers.T @ weight])

    def _by_cell(self, values: Floats) -> Floats:
        """Return the (cells, …) sums of (rows, …) values."""
        if values.ndim == 1:
            return self.cells.sums(values)
        return np.column_stack([self.cells.sums(column) for column in values.T])


def auxiliary(data: Data, targets: Sequence[Margin | Total], weight: Floats) -> tuple[Auxiliary, Floats, Floats]:
    """Return the columns of the targets, and the (units,) sums of the weight and of its square.

    Raises DataError for rows without a value, for a category of a margin that no row has, and for one of the data that the
    margin lacks; ArgumentError for an unknown variable, or more categories than fit in memory.
    """
    margins = [one for one in targets if isinstance(one, Margin)]
    sizes = [one for one in targets if isinstance(one, Total) and one.name == INTERCEPT]
    totals = [one for one in targets if isinstance(one, Total) and one.name != INTERCEPT]
    values = np.column_stack([numbers(data, one.name) for one in totals]) if totals else None
    known, variables, sums, squares = cells(data, list(dict.fromkeys(name for one in margins for name in one.names)), weight)
    by_category = [_columns(data, margin, variables, known) for margin in margins]
    indicators, slices = _indicators(margins, by_category, len(known.count), len(sizes))
    names = [(margin.names, category) for margin in margins for category in margin.counts]
    target = [count * margin.rescale for margin in margins for count in margin.counts.values()]
    target += [one.value for one in (*sizes, *totals)]
    every = (*names, *(((one.name,), None) for one in (*sizes, *totals)))
    found = Auxiliary(known, indicators, values, np.array(target), every, slices)
    return (found, sums, squares) if values is None else (found, weight, weight**2)


def _indicators(
    margins: Sequence[Margin], by_category: Sequence[Integers], count: int, ones: int
) -> tuple[Floats, tuple[slice, ...]]:
    """Return zeros and ones by cell and category, then columns of ones, and each margin's columns."""
    width = sum(len(margin.counts) for margin in margins) + ones
    check_size(count * width, f"{width:,} categories by {count:,} combinations of them")
    x = np.zeros((count, width))
    slices, start = [], 0
    for margin, columns in zip(margins, by_category, strict=True):
        inside = np.flatnonzero(columns >= 0)
        x[inside, start + columns[inside]] = 1.0
        slices.append(slice(start, start + len(margin.counts)))
        start += len(margin.counts)
    x[:, start:] = 1.0
    return x, tuple(slices)


def _columns(data: Data, margin: Margin, variables: Mapping[str, Variable], known: Cells) -> Integers:
    """Return the (cells,) category of a margin, as a number from 0 up; -1 for a cell in which there is nobody."""
    of = [variables[name] for name in margin.names]
    sizes = [max(len(one.categories), 1) for one in of]
    check_size(math.prod(sizes), f"The combinations of {margin.title}")
    place = np.ravel_multi_index([known.places[name] for name in margin.names], sizes)
    occurs = np.bincount(place[known.count > 0], minlength=math.prod(sizes)) > 0
    lookup = np.full(len(occurs), -1, dtype=np.intp)
    known_places: list[dict[Hashable, int]] = [{value: place for place, value in enumerate(one.answers)} for one in of]
    for column, category in enumerate(margin.counts):
        at = _place(known_places, category, sizes)
        if at is None or not occurs[at]:
            raise _absent(margin, category, of)
        lookup[at] = column
    if (occurs & (lookup < 0)).any():
        raise _lacking(data, margin, of, lookup)
    return lookup[place]


def _place(known: Sequence[Mapping[Hashable, int]], category: Sequence[Hashable], sizes: Sequence[int]) -> int | None:
    """Return where a category stands among the combinations; None where the data do not know it, or it is a non-answer.

    known  the place of each answer, by variable
    """
    found = 0
    for places, value, size in zip(known, category, sizes, strict=True):
        if value not in places:
            return None
        found = found * size + places[value]
    return found


def _absent(margin: Margin, category: Sequence[object], of: Sequence[Variable]) -> DataError:
    known = "; ".join(listed(one.answers) for one in of)
    return DataError(
        "No row has this category of the margin.",
        where=f"margin {margin.title!r}",
        got=", ".join(map(repr, category)),
        remedy=f"The data know {known}. Correct its name, or merge it with another category in the margin and in the data.",
    )


def _lacking(data: Data, margin: Margin, of: Sequence[Variable], lookup: Integers) -> DataError:
    sizes = [max(len(one.categories), 1) for one in of]
    place = np.ravel_multi_index([one.cells for one in of], sizes)
    rows = lookup[place] < 0
    missed = [np.unravel_index(cell, sizes) for cell in np.unique(place[rows])]
    names = [tuple(one.categories[at] for one, at in zip(of, ats, strict=True)) for ats in missed]
    return DataError(
        "The margin lacks a category that the data have.",
        where=f"margin {margin.title!r}, {row_names(data.frame, rows)}",
        got=listed(name[0] if len(name) == 1 else name for name in names),
        remedy="Give its count in the population, or merge it with another category in the data.",
    )
