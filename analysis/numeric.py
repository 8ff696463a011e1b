"""A variable of the data as numbers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from pandas.api import types

from analysis.arrays import Booleans, Floats
from analysis.data import Data
from analysis.values import check_numbers
from analysis.variable import check_name, variable


@dataclass(frozen=True, eq=False)
class Numeric:
    """The numbers of a variable.

    values   (rows,) NaN where there is none
    missing  (rows,) rows that hold nothing; the rest of the rows without a number hold a typed non-answer
    """

    values: Floats
    missing: Booleans


def numeric(data: Data, name: str) -> Numeric:
    """Return the answers to a variable as numbers; an ArgumentError where they are not, or where there is no such variable.

    A column of numbers that no questionnaire knows is taken as it is: its values may all differ, and have no categories.
    """
    check_name(name)
    column = data.frame.get(name)
    if data.instrument is None and isinstance(column, pd.Series) and _holds_numbers(column):
        values = column.to_numpy(dtype=np.float64, na_value=np.nan)
        check_numbers(values, name)
        return Numeric(values, np.isnan(values))
    of = variable(data, name)
    return Numeric(of.numbers(), of.missing)


def _holds_numbers(column: pd.Series) -> bool:
    return (
        types.is_numeric_dtype(column.dtype)
        and not types.is_bool_dtype(column.dtype)
        and not types.is_complex_dtype(column.dtype)
    )
