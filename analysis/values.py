"""The values of a column, and which of them each row holds."""

from __future__ import annotations

from numbers import Integral

import numpy as np
import pandas as pd

from analysis.arrays import Codes, Floats, smallest_type
from analysis.errors import DataError

Value = int | float | str
"""A category: a code, a number, or a text; never a label."""

MISSING = -1
"""The code of a row that holds nothing."""

FARTHEST = 1e50
"""Numbers and weights above this have squares, and products of squares, that may be no numbers any more; below its inverse
they may be 0."""

_NO_NUMBERS = ("datetime64", "datetime", "date", "timedelta64", "timedelta", "time", "period", "complex")
"""What pandas calls columns of objects that are no numbers, though some of them can be made floats."""


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


def check_numbers(values: Floats, name: str) -> None:
    """Raise a DataError for an infinite number, one so large or all so small that their squares are no numbers.

    values  NaN where there is none

    >>> check_numbers(np.array([1e50, np.nan, 1e-60]), "income")
    """
    size = max(np.fmax.reduce(values, initial=0.0), -np.fmin.reduce(values, initial=0.0))
    if np.isinf(size):
        raise DataError("An infinite number cannot be analysed.", where=f"column {name!r}", remedy="Correct the value.")
    if size > FARTHEST:
        raise DataError(
            f"Numbers must lie between {-FARTHEST:g} and {FARTHEST:g}.",
            where=f"column {name!r}",
            got=f"one of the size of {size:g}",
            remedy="Leave the cell empty if it stands for a missing value; or give all numbers in another unit.",
        )
    if 0 < size < 1 / FARTHEST:
        raise DataError(
            f"No number of the column is as far from 0 as {1 / FARTHEST:g}.",
            where=f"column {name!r}",
            got=f"{size:g} at most",
            remedy="Give all numbers in another unit: multiply them by one number.",
        )


def as_numbers(values: pd.Series) -> Floats | None:
    """Return a column as floats, NaN where it holds nothing; None where it does not hold numbers.

    Dates, spans of time and complex numbers could be made floats, but of another meaning.

    >>> as_numbers(pd.Series([1, None])), as_numbers(pd.Series(["2026-11-01"], dtype="datetime64[s]"))
    (array([ 1., nan]), None)
    """
    held = values.cat.categories if isinstance(values.dtype, pd.CategoricalDtype) else values
    if held.dtype.kind in "mMc" or (held.dtype.kind == "O" and pd.api.types.infer_dtype(held) in _NO_NUMBERS):
        return None
    try:
        return values.to_numpy(dtype=np.float64, na_value=np.nan)
    except (TypeError, ValueError):
        return None


def codes(values: object) -> object:
    """Return a column of categories; whole numbers stay so beside others, where pandas would make -1 and 1.5 floats.

    >>> pd.DataFrame({"category": codes([-1, 1.5])})["category"].tolist()
    [-1, 1.5]
    """
    mixed = isinstance(values, list) and {int, float} <= set(map(type, values))
    return pd.Series(values, dtype=object) if mixed else values


def _value(item: object) -> Value:
    """Return a category as a plain int, float or text: a column of integers with gaps arrives as floats."""
    if isinstance(item, bool | np.bool_):
        return bool(item)
    if isinstance(item, Integral) or (isinstance(item, float) and item.is_integer()):
        return int(item)
    return float(item) if isinstance(item, float) else str(item)
