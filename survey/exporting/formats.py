"""The formats of an export. One is added here, as one function that writes a file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from survey.exporting import csv_file, workbook
from survey.exporting.table import Wanted, table


@dataclass(frozen=True)
class Format:
    """One format: its suffix, what it is, and how a file of it is written; the catalogues have `format_…` for each.

    write  writes what is wanted and returns the number of responses; an ExportError where it cannot
    """

    suffix: str
    mimetype: str
    write: Callable[[sa.Engine, Wanted, Path], int]


def _csv(engine: sa.Engine, wanted: Wanted, out: Path) -> int:
    found = table(engine, wanted)
    return csv_file.write(out, found.names, found.rows)


def _xlsx(engine: sa.Engine, wanted: Wanted, out: Path) -> int:
    found = table(engine, wanted)
    return workbook.write(out, found.names, found.rows)


def _parquet(engine: sa.Engine, wanted: Wanted, out: Path) -> int:
    from survey.exporting import parquet  # only who asks for it waits for data frames

    return parquet.write(engine, wanted, out)


FORMATS: Mapping[str, Format] = {
    "csv": Format("csv", "text/csv", _csv),
    "xlsx": Format("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", _xlsx),
    "parquet": Format("parquet", "application/vnd.apache.parquet", _parquet),
}
