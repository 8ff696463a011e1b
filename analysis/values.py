"""The values of a column, and which of them each row holds."""

from __future__ import annotations

from numbers import Integral

import numpy as np
import pandas as pd

from analysis.arrays import Codes, smallest_type
from analysis.errors import DataError

Value = int | float | str
"""A category: a code, a number, or a text; never a label."""

MISSING = -1
"""The code of a row that holds nothing."""


def factorised(values: pd.Series) -> tuple[Codes, list[Value]]:
    """Return each row's value as a number from 0 up, or `MISSING`, and the values."""
    if isinstance(values.array, pd.Categorical):
        # The codes that pandas keeps, a byte a row where there are few; `.cat.codes` would copy them to a series.
        return values.array.codes, [_value(item) for item in values.array.categories.tolist()]
    try:
        cells, found = pd.factorize(values)
    except TypeError:
        raise DataError(
            "The column holds lists, or other values that are no category.",
            where=f"column {values.name!r}",
            remedy="Give it one number or text a row.",
        ) from None
    kind = found.dtype.kind
    items = found.tolist()
    codes = cells.astype(smallest_type(len(items)), copy=False)
    if kind == "f":
        return codes, [int(item) if item.is_integer() else item for item in items]
    return codes, items if kind in "iub" else [_value(item) for item in items]


def _value(item: object) -> Value:
    """Return a category as a plain int, float or text: a column of integers with gaps arrives as floats."""
    if isinstance(item, bool | np.bool_):
        return bool(item)
    if isinstance(item, Integral) or (isinstance(item, float) and item.is_integer()):
        return int(item)
    return float(item) if isinstance(item, float) else str(item)
