"""Lists of people, as CSV files that stay with the researcher: read, and copied with a column more; never stored."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from instruments import files
from instruments.counted import counted
from instruments.spreadsheet import as_written, formula_safe

_DELIMITERS = ",;\t"


class PeopleError(ValueError):
    """A list that cannot be used.

    key         the message of the administration that says so, after `people_`
    parameters  what stands in it
    """

    def __init__(self, key: str, message: str, **parameters: object) -> None:
        self.key = key
        self.parameters = parameters
        super().__init__(message)


@dataclass(frozen=True)
class People:
    """A list: what it is called, its columns, and a row a person."""

    name: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]

    def values(self, column: str) -> list[str]:
        """Return a column; PeopleError where the list has no such one."""
        if column not in self.columns:
            raise PeopleError(
                "no_column",
                f"{self.name} has no column {column!r}. Its columns: {', '.join(self.columns)}.",
                column=column,
            )
        place = self.columns.index(column)
        return [row[place].strip() for row in self.rows]


def read(path: Path, *, without: str = "") -> People:
    """Return the list in a file; PeopleError where it cannot be read, or has the column that is to be added."""
    try:
        text = files.read(path)
    except UnicodeDecodeError as error:
        raise PeopleError("no_text", f"{path} is not UTF-8. Save it as CSV in UTF-8.") from error
    return listed(str(path), text, without=without)


def listed(name: str, text: str, *, without: str = "") -> People:
    """Return a list that is written as CSV, or copied from a spreadsheet; PeopleError as `read`."""
    first = text.lstrip("\r\n").partition("\n")[0]
    delimiter = max(_DELIMITERS, key=first.count)
    rows = [[as_written(cell) for cell in row] for row in _cells(name, text, delimiter) if row]
    if len(rows) < 2:
        raise PeopleError("no_rows", f"{name} has no rows below its first line, which names the columns.")
    if without in rows[0]:
        raise PeopleError("has_column", f"{name} has a column {without!r} already. Rename it.", column=without)
    ragged = next((place for place, row in enumerate(rows, start=1) if len(row) != len(rows[0])), None)
    if ragged:
        cells = len(rows[ragged - 1])
        raise PeopleError(
            "ragged",
            f"{name}, row {ragged}: {counted(cells, 'cell')}, the first row has {len(rows[0])}.",
            row=ragged,
            cells=cells,
            columns=len(rows[0]),
        )
    return People(name, rows[0], rows[1:])


def _cells(name: str, text: str, delimiter: str) -> Iterator[list[str]]:
    """Yield the rows of a list; PeopleError, with the line where a row begins, where that row is no CSV."""
    cells = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    begins = 1
    try:
        for row in cells:
            yield row
            begins = cells.line_num + 1
    except csv.Error as error:
        raise PeopleError(
            "no_csv",
            f"{name}, the row that begins in line {begins}: it is no CSV ({error}). "
            'Look for a quotation mark (") without its second one.',
            line=begins,
        ) from error


def written(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a list as CSV, with no cell that a spreadsheet would run; `listed` gives them back as they were."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows([formula_safe(cell) for cell in row] for row in (columns, *rows))
    return text.getvalue()
