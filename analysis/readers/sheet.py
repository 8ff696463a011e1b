"""A table as a file holds it: headers, cells as text, and the number a spreadsheet gives each row."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.arrays import Booleans, Integers
from analysis.errors import DataError
from analysis.readers.problems import Problem, raise_problems
from instruments.spreadsheet import as_written

Texts = NDArray[np.object_]

IsKnown = Callable[[str], bool]
"""Whether a header stands for a column of the questionnaire."""

HEADER_ROWS = 20
"""Rows in which a header is looked for, to say where it is."""


@dataclass(frozen=True, eq=False)
class Sheet:
    """A table of text.

    name     the file's name, for messages
    header   (columns,) as written
    columns  (columns,) the number of each column in a spreadsheet
    cells    (columns,) arrays of text, one a column; "" = an empty cell
    rows     (rows,) the number of each row in a spreadsheet: the header is row 1, blank rows count
    """

    name: str
    header: tuple[str, ...]
    columns: tuple[int, ...]
    cells: tuple[Texts, ...]
    rows: Integers

    def numbers(self, where: Booleans | Integers) -> tuple[int, ...]:
        """Return the numbers of some rows, for a message; where: (rows,) booleans, or the rows' places."""
        return tuple(int(row) for row in np.sort(self.rows[where]))


@dataclass(frozen=True, eq=False)
class Distinct:
    """The different values of a column and where they stand; what a value means is worked out once.

    values  different values, stripped, without the apostrophe that keeps a spreadsheet from running a formula
    cells   (rows,) index into `values`
    """

    values: tuple[str, ...]
    cells: Integers


def sheet(name: str, records: Sequence[Sequence[str]], is_known: IsKnown) -> Sheet:
    """Return the table whose first record is the header.

    is_known  whether a header stands for something

    Blank rows and columns without header and content are left out; a row may be shorter than the header only by
    empty cells that the file does not write. Raises DataError for no rows, rows of the wrong length, an empty header
    above content, or a header that is not in the first row.
    """
    _check_first(name, records, is_known)
    if records and not any(map(str.strip, records[0])) and any(any(map(str.strip, row)) for row in records):
        raise_problems(name, [Problem("", (1,), "is empty, and should hold the columns' names. Delete the rows above them.")])
    rows = iter(records)
    header = tuple(as_written(cell.strip()) for cell in next(rows, ()))
    numbered = [(number, row) for number, row in enumerate(rows, start=2) if any(map(str.strip, row))]
    uneven = [Problem("", (number,), _uneven(len(row), len(header))) for number, row in numbered if len(row) != len(header)]
    if uneven:
        raise_problems(name, uneven)
    by_column = zip(*(row for _, row in numbered), strict=True)
    columns = tuple(np.array(column, dtype=object) for column in by_column)
    return table_of(name, header, columns, np.array([number for number, _ in numbered], dtype=np.intp))


def table_of(name: str, header: Sequence[str], columns: Sequence[Texts], rows: Integers) -> Sheet:
    """Return the table of these columns, less those without header and content.

    Raises DataError for no rows, no columns or an empty header above content.
    """
    if not any(header):
        raise DataError("the file is empty.", where=name, remedy="The first row must hold the columns' names.")
    if not len(rows):
        raise DataError("the file has a header and no rows.", where=name, remedy="Export it again when there are answers.")
    named = [index for index, column in enumerate(columns) if header[index] or any(column)]
    _check_header(name, [(index, header[index]) for index in named])
    numbers = tuple(index + 1 for index in named)
    return Sheet(name, tuple(header[index] for index in named), numbers, tuple(columns[index] for index in named), rows)


def distinct(cells: Texts) -> Distinct:
    """Return the different values of a column."""
    places, values = pd.factorize(cells)
    return Distinct(tuple(as_written(value.strip()) for value in values), places.astype(np.intp, copy=False))


def holders(cells: Integers, count: int) -> list[Integers]:
    """Return, for each index from 0 to count - 1, the places of the rows that hold it; cells: (rows,).

    >>> [places.tolist() for places in holders(np.array([1, 0, 1]), 3)]
    [[1], [0, 2], []]
    """
    order = np.argsort(cells, kind="stable")
    bounds = np.searchsorted(cells[order], np.arange(count + 1))
    return [order[start:end] for start, end in pairwise(bounds)]


def combined(columns: Sequence[Integers]) -> tuple[Integers, Integers]:
    """Return the different combinations of several columns of indices.

    Returns (rows,) which combination each row holds, and (combinations,) the first row that holds each.

    >>> combined([np.array([0, 1, 0]), np.array([2, 2, 2])])
    (array([0, 1, 0]), array([0, 1]))
    """
    places = np.zeros(len(columns[0]), dtype=np.intp)
    for column in columns:
        places, _ = pd.factorize(places * (int(column.max(initial=0)) + 1) + column)
    first = np.full(int(places.max(initial=-1)) + 1, -1, dtype=np.intp)
    first[places[::-1]] = np.arange(len(places) - 1, -1, -1)
    return places.astype(np.intp, copy=False), first


def cell_text(value: object) -> str:
    """Return the value of a spreadsheet's or a Parquet file's cell as text; no decimals where there are none, nor midnight.

    >>> cell_text(7.0), cell_text(None), cell_text(True), cell_text(datetime.datetime(2023, 5, 4))
    ('7', '', 'TRUE', '2023-05-04')
    """
    if value is None or value is pd.NaT or (isinstance(value, float) and np.isnan(value)):
        return ""
    if isinstance(value, bool | np.bool_):
        return str(bool(value)).upper()
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        return str(value.date())
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _uneven(found: int, expected: int) -> str:
    remedy = "Put cells that hold the delimiter in quotes, or correct the row."
    return f"has {found} cells where the header has {expected}. {remedy}"


def _check_first(name: str, records: Sequence[Sequence[str]], is_known: IsKnown) -> None:
    known = [sum(is_known(as_written(cell.strip())) for cell in row) for row in records[:HEADER_ROWS]]
    if known and not known[0] and any(known):
        row = known.index(max(known)) + 1
        remedy = f"Is the header in row {row}? Delete the rows above it."
        raise DataError("the first row names no question.", where=name, remedy=remedy)


def _check_header(name: str, header: Sequence[tuple[int, str]]) -> None:
    problems = [
        Problem("", (1,), f"column {index + 1} holds values and has no name. Write one into the first row.")
        for index, text in header
        if not text
    ]
    if problems:
        raise_problems(name, problems)
