"""Responses as a Parquet file, in which each column has its type."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from instruments.kinds import Cell


def write(out: Path, names: Sequence[str], rows: Iterable[Iterable[Cell]]) -> int:
    """Write a row a response; how many there were.

    A column of codes or whole numbers is int64, one with fractions double, one of texts string; an empty cell is null.
    """
    import pyarrow as pa  # only who asks for such a file waits for it
    from pyarrow.parquet import write_table

    found = [tuple(row) for row in rows]
    columns = [_typed(pa.array([row[place] for row in found])) for place in range(len(names))]
    write_table(pa.table(columns, names=list(names)), out)
    return len(found)


def _typed(column: Any) -> Any:
    """Return a column; one without any value as texts, for a column without a type cannot be read everywhere."""
    return column.cast("string") if column.type == "null" else column
