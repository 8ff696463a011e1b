"""Responses as a table, and what is known about them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from analysis.arrays import Booleans
from analysis.design import Design
from analysis.errors import ArgumentError, listed
from instruments.model import Instrument

PUBLISHED_COUNTS = "published counts"
"""The `source` in the `.attrs` of a frame that holds a row a category, and no respondents."""


@dataclass(frozen=True)
class Data:
    """Responses and what is known about them.

    frame        a row a response, a column a variable; codes as `instruments.responses.wide_row` gives them
    instrument   the questionnaire; None = unknown, and then no number is a missing code
    design       how the respondents were sampled
    source_hash  SHA-256 of the source
    excluded     how many responses were left out, by reason
    older        older versions of the questionnaire that some of the responses answered, the oldest first; empty = none known
    """

    frame: pd.DataFrame
    instrument: Instrument | None = None
    design: Design = field(default_factory=Design)
    source_hash: str = ""
    excluded: Mapping[str, int] = field(default_factory=dict)
    older: tuple[Instrument, ...] = ()


def as_data(data: Data | pd.DataFrame) -> Data:
    """Return a bare frame as `Data` without an instrument; an ArgumentError for anything else, and for published counts."""
    if isinstance(data, Data | pd.DataFrame):
        found = data if isinstance(data, Data) else Data(data)
        if found.frame.attrs.get("source") == PUBLISHED_COUNTS:
            remedy = "Use analysis.published_shares(data, question)."
            raise ArgumentError("These are published counts, a row a category: there are no responses.", remedy=remedy)
        return found
    raise ArgumentError("The data must be a pandas.DataFrame or what analysis.read returns.", got=type(data).__name__)


def row_names(frame: pd.DataFrame, rows: Booleans) -> str:
    """Return the rows of a mask as a phrase: their `response_id` where the data have it, else their index labels."""
    ids = frame.get("response_id")
    if isinstance(ids, pd.Series):
        return f"responses {listed(ids[rows].tolist())}"
    return f"rows {listed(frame.index[rows].tolist())}"
