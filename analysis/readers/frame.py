"""The columns of the analysis, typed.

Codes and numbers are plain integers: int16, or int32 and int64 where the question's codes or bounds need them. Some
columns are float64: a number that may be negative or has digits after the point, a rank (NaN = not ranked), and the
`<id>__missing` beside a number, a text or a date, where NaN means that nothing is missing. Texts and dates are
pandas' `str`, NaN where there is none.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.arrays import Integers
from analysis.readers.answers import Answers
from instruments import kinds
from instruments.kinds import INTEGER_LIMIT, Cell, Column
from instruments.model import Kind, Question
from instruments.responses import cells_of

_WIDTHS = (np.int16, np.int32)


def answer_columns(found: Answers) -> dict[str, pd.Series]:
    """Return the columns of one question; an answer without a reading must have been given a missing code before."""
    used = np.zeros(len(found.readings), dtype=np.bool_)
    used[found.cells] = True
    rows = [
        cells_of(found.question, reading.answer) if use and reading.answer is not None else None
        for reading, use in zip(found.readings, used, strict=True)
    ]
    columns = kinds.columns(found.question)
    blank: dict[str, Cell] = {column.name: None for column in columns}
    different = {column.name: typed(found.question, column, [(row or blank)[column.name] for row in rows]) for column in columns}
    return {name: spread(values, found.cells) for name, values in different.items()}


def typed(question: Question, column: Column, values: Sequence[Cell]) -> pd.Series:
    """Return values of one column of a question with the column's type."""
    if column.is_text:
        return texts(values)
    if column.role == "missing" or (kinds.has_missing_column(question) and column.role == "value"):
        return numbers(values)
    if column.role == "rank" or question.kind is Kind.DECIMAL:
        return numbers(values)
    return pd.Series(np.array([0 if value is None else value for value in values], dtype=width(question)))


def spread(different: pd.Series, cells: Integers) -> pd.Series:
    """Return one value a row, given the different values and (rows,) which of them each row holds."""
    return different.take(cells).reset_index(drop=True)


def width(question: Question) -> type[np.signedinteger[Any]]:
    """Return the smallest integer type that holds every answer a question allows."""
    codes = [choice.code for choice in question.choices]
    high = question.high if question.high is not None else (INTEGER_LIMIT if question.kind is Kind.INTEGER else 0)
    largest = max([high, *codes], default=0)
    return next((kind for kind in _WIDTHS if largest <= np.iinfo(kind).max), np.int64)


def texts(values: Sequence[object]) -> pd.Series:
    """Return texts, NaN where there is none."""
    return pd.Series(pd.array([None if value is None else str(value) for value in values], dtype="str"))


def numbers(values: Sequence[Cell]) -> pd.Series:
    """Return numbers that may be absent, as float64."""
    found: NDArray[np.float64] = np.array([np.nan if value is None else float(value) for value in values], dtype=np.float64)
    return pd.Series(found)
