"""Columns of a design as numbers: keys numbered from 0, and values checked, each error with its rows."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from analysis.arrays import Booleans, Codes, Floats, Integers, smallest_type
from analysis.data import row_names
from analysis.errors import DesignError, listed, unknown
from analysis.estimation.kernel import numbered
from analysis.values import as_numbers


def column_of(frame: pd.DataFrame, name: str) -> pd.Series:
    if name not in frame.columns:
        raise DesignError(str(unknown("column for the design", name, [str(column) for column in frame.columns])))
    found = frame[name]
    if isinstance(found, pd.DataFrame):
        raise DesignError("The column stands in the data more than once.", where=f"column {name!r}", remedy="Remove the other.")
    return found


def keys(frame: pd.DataFrame, name: str | None) -> tuple[Codes, int]:
    """Return each row's key as a number from 0 up, and how many keys there are."""
    if name is None:
        return np.zeros(len(frame), dtype=np.int8), 1
    column = column_of(frame, name)
    missing = "A row without a key belongs nowhere in the design.", "Fill it in or remove the row."
    if isinstance(column.array, pd.Categorical):
        refuse(frame, column.array.codes < 0, name, *missing)
        found, occurring = numbered([column.array.codes], [len(column.array.categories)])
        return found, len(occurring)
    if column.dtype.kind in "iu" and isinstance(column.dtype, np.dtype):
        least, most = int(column.min()), int(column.max())
        if most - least < len(column):
            found, occurring = numbered([(column.to_numpy() - least).astype(smallest_type(most - least + 1))], [most - least + 1])
            return found, len(occurring)
    try:
        codes, labels = pd.factorize(column)
    except TypeError:
        raise DesignError(
            "The column holds lists, or other values that are no key.", where=f"column {name!r}", remedy="Correct the column."
        ) from None
    refuse(frame, codes < 0, name, *missing)
    return codes.astype(smallest_type(len(labels)), copy=False), len(labels)


def units(strata: tuple[Codes, int], keys: tuple[Codes, int]) -> tuple[Codes, Integers]:
    """Return each row's unit and each unit's stratum; the same key in two strata is two units."""
    (stratum, count), (key, most) = strata, keys
    if count * most <= len(stratum):
        unit, pairs = numbered([stratum, key], [count, most])
        return unit, pairs[:, 0]
    unit, pairs = pd.factorize(stratum * np.intp(most) + key)
    return unit.astype(smallest_type(len(pairs)), copy=False), pairs // most


def named(frame: pd.DataFrame, name: str | None, parent: Codes, marked: Booleans) -> list[object]:
    """Return the names of the strata of a mask, as the data write them."""
    if name is None:
        return ["all rows"]
    return list(dict.fromkeys(frame[name].to_numpy(dtype=object)[marked[parent]].tolist()))


def numbers(frame: pd.DataFrame, name: str) -> Floats:
    column = column_of(frame, name)
    found = as_numbers(column)
    if found is None:
        raise DesignError(
            "The column does not hold numbers.", where=f"column {name!r}", got=str(column.dtype), remedy="Correct the column."
        )
    return found


def refuse(frame: pd.DataFrame, wrong: Iterable[bool] | Booleans, name: str, what: str, remedy: str) -> None:
    """Raise a DesignError that names the rows in which a column is wrong."""
    rows = np.asarray(wrong, dtype=np.bool_)
    if rows.any():
        values = frame[name].to_numpy(dtype=object)[rows]
        where = f"column {name!r}, {row_names(frame, rows)}"
        raise DesignError(what, where=where, got=listed(dict.fromkeys(str(value) for value in values)), remedy=remedy)
