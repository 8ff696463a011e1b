"""The formats of an export. One is added here, as one function that writes a file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from instruments.kinds import Cell
from survey.exporting import csv_file, parquet, workbook


@dataclass(frozen=True)
class Format:
    """One format: its suffix, what it is, and how a file of it is written; the catalogues have `format_…` for each.

    write  writes the names of the columns and the rows into a file, and returns the number of rows
    """

    suffix: str
    mimetype: str
    write: Callable[[Path, Sequence[str], Iterable[Iterable[Cell]]], int]


FORMATS: Mapping[str, Format] = {
    "csv": Format("csv", "text/csv", csv_file.write),
    "xlsx": Format("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", workbook.write),
    "parquet": Format("parquet", "application/vnd.apache.parquet", parquet.write),
}
