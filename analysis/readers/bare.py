"""A table without a questionnaire → `Data` in which every value stands for itself."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from pandas.api.types import is_numeric_dtype

from analysis.data import Data
from analysis.errors import ArgumentError
from analysis.readers.meta import as_it_is
from analysis.readers.problems import Problem, raise_problems
from analysis.readers.sheet import Sheet, Texts
from instruments.model import NonAnswer

NO_QUESTIONNAIRE = "no questionnaire: negative numbers are numbers"
"""The note `questionnaire` in the `.attrs` of the frame."""

_NOT_AVAILABLE = "NA"
"""What R writes for a missing value. Beside numbers it can be nothing else; among texts it may be a word."""


def bare(sheet: Sheet, source_hash: str, missing: Mapping[str, NonAnswer]) -> Data:
    """Return the columns of a table as they stand: an empty cell is missing, and so is NA in a column of numbers.

    The index holds the rows of the file, which messages name.

    Raises DataError where two columns have one name, ArgumentError where values are to stand for non-answers: without a
    questionnaire there are none.
    """
    if missing:
        raise ArgumentError(
            f"missing= is of no use without a questionnaire, and no column of {sheet.name} holds a question of one.",
            remedy="Name the questionnaire with instrument=, or empty the cells that hold no answer.",
        )
    twice = [text for place, text in enumerate(sheet.header) if text in sheet.header[:place]]
    if twice:
        raise_problems(
            sheet.name,
            [Problem(text, (1,), "stands in the header twice. Rename or delete one.") for text in dict.fromkeys(twice)],
        )
    columns = {text: _column(cells) for text, cells in zip(sheet.header, sheet.cells, strict=True)}
    frame = pd.DataFrame(columns).set_axis(sheet.rows)
    frame.attrs["questionnaire"] = NO_QUESTIONNAIRE
    return Data(frame, source_hash=source_hash)


def _column(cells: Texts) -> pd.Series:
    available = as_it_is(np.where(cells == _NOT_AVAILABLE, "", cells))
    return available if is_numeric_dtype(available) else as_it_is(cells)
