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
from survey.tasks.base import CommandError

_DELIMITERS = ",;\t"


@dataclass(frozen=True)
class People:
    """A list: its columns, and a row a person."""

    path: Path
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]

    def values(self, column: str) -> list[str]:
        """Return a column; CommandError where the list has no such one."""
        if column not in self.columns:
            raise CommandError(f"{self.path} has no column {column!r}. Its columns: {', '.join(self.columns)}.")
        place = self.columns.index(column)
        return [row[place].strip() for row in self.rows]


def read(path: Path, *, without: str = "") -> People:
    """Return the list in a file; CommandError where it cannot be read, or has the column that is to be added."""
    try:
        text = files.read(path)
    except UnicodeDecodeError as error:
        raise CommandError(f"{path} is not UTF-8. Save it as CSV in UTF-8.") from error
    first = text.partition("\n")[0]
    delimiter = max(_DELIMITERS, key=first.count)
    rows = [[as_written(cell) for cell in row] for row in _cells(path, text, delimiter) if row]
    if len(rows) < 2:
        raise CommandError(f"{path} has no rows below its first line, which names the columns.")
    if without in rows[0]:
        raise CommandError(f"{path} has a column {without!r} already. Rename it.")
    ragged = next((place for place, row in enumerate(rows, start=1) if len(row) != len(rows[0])), None)
    if ragged:
        raise CommandError(f"{path}, row {ragged}: {counted(len(rows[ragged - 1]), 'cell')}, the first row has {len(rows[0])}.")
    return People(path, rows[0], rows[1:])


def _cells(path: Path, text: str, delimiter: str) -> Iterator[list[str]]:
    """Yield the rows of a list; CommandError, with the line where a row begins, where that row is no CSV."""
    cells = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    begins = 1
    try:
        for row in cells:
            yield row
            begins = cells.line_num + 1
    except csv.Error as error:
        raise CommandError(
            f"{path}, the row that begins in line {begins}: it is no CSV ({error}). "
            'Look for a quotation mark (") without its second one.'
        ) from error


def write(out: Path, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Write a list into a file of its own, with no cell that a spreadsheet would run; `read` gives them back as they were."""
    written = io.StringIO(newline="")
    csv.writer(written).writerows([formula_safe(cell) for cell in row] for row in (columns, *rows))
    files.write(out, written.getvalue())


def keep_other(out: Path) -> None:
    """Refuse to write over a file: CommandError."""
    if out.exists():
        raise CommandError(f"{out} exists already and was left as it is. Give another name.")
