"""Rows by what margins know of them: the categories of some variables, and their combinations."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from analysis.arrays import Booleans, Codes, Floats, Integers
from analysis.data import Data, row_names
from analysis.errors import ArgumentError, DataError, listed
from analysis.estimation.kernel import apply_factors, joint_sums, numbered
from analysis.variable import Variable, variable

DENSE = 20_000
"""Combinations of categories up to which all are kept, also those in which there is nobody."""


@dataclass(frozen=True, eq=False)
class Cells:
    """Rows by the combination of their categories.

    codes   each (rows,): together they say which cell the row is in
    sizes   how many codes each column has; the cells are their combinations, the last column's codes next to each other
    count   (cells,) rows
    places  (cells,) the place of each variable's category, by name
    """

    codes: tuple[Codes, ...]
    sizes: tuple[int, ...]
    count: Integers
    places: Mapping[str, Integers]

    @cached_property
    def index(self) -> Codes:
        """(rows,) the row's cell."""
        return np.ravel_multi_index([one.astype(np.intp, copy=False) for one in self.codes], self.sizes)

    def sums(self, values: Floats) -> Floats:
        """Return the (cells,) sums of (rows,) values."""
        return joint_sums(self.codes, self.sizes, values)[1].ravel()

    def multiplied(self, weight: Floats, factor: Floats) -> Floats:
        """Return (rows,) weights times the factor of their cell."""
        return apply_factors(self.codes, self.sizes, weight, factor.reshape(self.sizes))


def cells(data: Data, names: Sequence[str], weight: Floats) -> tuple[Cells, dict[str, Variable], Floats, Floats]:
    """Return the cells of some variables, the variables, and the (cells,) sums of the weight and of its square.

    Raises ArgumentError for an unknown variable and one with several answers a row; DataError naming the rows that hold
    nothing, or a typed non-answer: a weight cannot be made from what is not known of a respondent.
    """
    found = {name: _single(data, name) for name in names}
    # Without variables all rows are in one cell.
    codes = tuple(one.codes for one in found.values()) or (np.zeros(len(weight), dtype=np.int8),)
    sizes = tuple(max(_codes(one), 1) for one in found.values()) or (1,)
    occurring: Sequence[Integers] = np.unravel_index(np.arange(math.prod(sizes)), sizes) if math.prod(sizes) <= DENSE else ()
    if not occurring:
        _refuse_missing(data, found.values())
        number, combinations = _numbered(codes, sizes)
        codes, sizes, occurring = (number,), (len(combinations),), tuple(combinations.T)
    count, sums, squares = joint_sums(codes, sizes, weight)
    if count.sum() < len(weight):
        _refuse_missing(data, found.values())
    places = {}
    for one, code in zip(found.values(), occurring, strict=False):
        places[one.name] = code if one.places is None else one.places[code]
        answers = len(one.answers)
        if (places[one.name][count.ravel() > 0] >= answers).any():
            _refuse(
                data,
                one,
                one.cells >= answers,
                f"Non-answers ({listed(one.categories[answers:])}) are no classes of a margin, and some rows hold one",
            )
    return Cells(codes, sizes, count.ravel(), places), found, sums.ravel(), squares.ravel()


def numbers(data: Data, name: str) -> Floats:
    """Return a variable that is a number; a DataError naming the rows in which it is none."""
    found = variable(data, name)
    values = found.numbers()
    _refuse(data, found, np.isnan(values), "A total needs a number in every row, and there is none in some")
    return values


def _numbered(codes: Sequence[Codes], sizes: Sequence[int]) -> tuple[Codes, Integers]:
    """Return each row's number among the combinations that occur, and these, column after column: many margins cross to
    more combinations than memory holds, and few of them occur."""
    number, combinations = numbered(codes[:1], sizes[:1])
    for code, size in zip(codes[1:], sizes[1:], strict=True):
        number, pairs = numbered((number, code), (len(combinations), size))
        combinations = np.column_stack([combinations[pairs[:, 0]], pairs[:, 1]])
    return number, combinations


def _single(data: Data, name: str) -> Variable:
    found = variable(data, name)
    if found.chosen is not None:
        raise ArgumentError(
            f"{name!r} holds several answers for one respondent and cannot be a margin.",
            remedy=f"Name one choice's column, {name}__….",
        )
    return found


def _codes(of: Variable) -> int:
    return len(of.categories) if of.places is None else len(of.places) - 1


def _refuse_missing(data: Data, variables: Iterable[Variable]) -> None:
    for one in variables:
        _refuse(data, one, one.missing, "A margin needs a value in every row, and there is none in some")


def _refuse(data: Data, of: Variable, rows: Booleans, what: str) -> None:
    if rows.any():
        raise DataError(
            f"{what}: {int(rows.sum())} of {len(rows)} rows.",
            where=f"variable {of.name!r}, {row_names(data.frame, rows)}",
            remedy="Fill them in (impute, and say so), or weight the data without these rows.",
        )
