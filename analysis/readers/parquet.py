"""Parquet files."""

from __future__ import annotations

import io

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from analysis.errors import DataError, listed
from analysis.readers.sheet import Sheet, Texts, cell_text, table_of


def read_parquet(content: bytes, name: str) -> Sheet:
    """Return the table of a Parquet file; its first row has the number 2, as below a header."""
    try:
        columns = pq.read_table(io.BytesIO(content))
    except (pa.ArrowException, OSError, ValueError) as error:
        found = str(error).splitlines()[0][:200]
        raise DataError("cannot be read as a Parquet file.", where=name, got=found, remedy="Write it again.") from error
    header = tuple(columns.column_names)
    nested = [field.name for field in columns.schema if pa.types.is_nested(field.type)]
    if nested:
        what = "a column holds lists or structures; each cell must hold one value."
        raise DataError(what, where=name, got=listed(nested), remedy="Write one column for each value.")
    return table_of(name, header, tuple(_texts(column) for column in columns.columns), np.arange(2, columns.num_rows + 2))


def _texts(column: pa.ChunkedArray) -> Texts:
    """Return a column as text; each different value is written once."""
    places, values = pd.factorize(np.array(column.to_pylist(), dtype=object), use_na_sentinel=False)
    written = np.array([cell_text(value) for value in values], dtype=object)
    return written[places]
