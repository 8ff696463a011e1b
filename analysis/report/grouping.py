"""Which variables may split a table: those with few categories, never respondents' own words or what tells them apart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pandas as pd
from pandas.api.types import is_bool_dtype, is_numeric_dtype

from analysis.data import Data
from analysis.errors import ArgumentError, unknown
from analysis.estimation.domain import domain
from instruments import kinds
from instruments.model import Instrument, Kind
from instruments.names import TEST_COLUMN
from instruments.responses import arm_columns, data_columns

MAXIMUM_GROUPS = 20
"""How many groups a grouping variable may form."""

_RECORDED = ("status", "language", "mode", "version", TEST_COLUMN)
_ROWS_A_VALUE = 2
"""A column whose values are in fewer rows than this, on average, holds ids or respondents' own words."""


def check(data: Data, names: Sequence[str]) -> None:
    """Raise ArgumentError where a variable may not split a table, or forms more than `MAXIMUM_GROUPS` groups."""
    offered = list(dict.fromkeys(_offered(data)))
    for name in names:
        if name not in offered:
            raise _refused(data, name, offered)
        found = len(domain(data, by=name).keys)
        if found > MAXIMUM_GROUPS:
            raise ArgumentError(
                f"{name!r} forms {found} groups; a table with more than {MAXIMUM_GROUPS} columns cannot be read.",
                remedy="Name a variable with fewer categories, or derive groups from it in the questionnaire.",
            )


def check_predictors(data: Data, names: Sequence[str]) -> None:
    """Raise ArgumentError where a variable may be no predictor: it neither forms groups nor holds numbers."""
    check(data, [name for name in names if not _is_number(data, name)])


def _is_number(data: Data, name: str) -> bool:
    """Return whether a variable is a number of respondents: of the questionnaire or a further column, no id and no time."""
    if data.instrument is not None:
        asked = next((question for question in data.instrument.variables if question.id == name), None)
        if asked is not None:
            return asked.kind is Kind.INTEGER
    column = data.frame.get(name)
    is_recorded = name == "response_id" or name.startswith("seconds_") or name in _RECORDED
    return isinstance(column, pd.Series) and not is_recorded and is_numeric_dtype(column) and not is_bool_dtype(column)


def _offered(data: Data) -> Iterator[str]:
    frame, instrument = data.frame, data.instrument
    recorded, own = set(_RECORDED), {"response_id"}
    if instrument is not None:
        yield from _of_questionnaire(instrument)
        recorded |= set(arm_columns(instrument))
        own |= {column.name for column in data_columns(instrument)}
    for name in map(str, frame.columns):
        other = name not in own and not name.startswith("seconds_")
        if name in recorded or (other and _forms_groups(frame[name])):
            yield name


def _of_questionnaire(instrument: Instrument) -> Iterator[str]:
    for question in instrument.variables:
        if question.kind in (Kind.ONE, Kind.SCALE):
            yield question.id
        elif question.kind is Kind.MANY:
            yield from (column.name for column in kinds.columns(question) if column.role == "choice")
    yield from (derived.id for derived in instrument.derived)


def _forms_groups(column: pd.Series) -> bool:
    values = column.nunique()
    return 0 < values <= MAXIMUM_GROUPS and column.count() >= _ROWS_A_VALUE * values


def _refused(data: Data, name: str, offered: Sequence[str]) -> ArgumentError:
    known = {question.id: question for question in data.instrument.variables} if data.instrument is not None else {}
    if name not in known and name not in data.frame.columns:
        return unknown("variable to group by", name, offered)
    remedy = f"Offered: {', '.join(offered) or 'none'}."
    if name in known and known[name].kind is Kind.MANY:
        columns = ", ".join(column.name for column in kinds.columns(known[name]) if column.role == "choice")
        return ArgumentError(f"{name!r} has several answers a respondent.", remedy=f"Name the column of one choice: {columns}.")
    if name in known and known[name].kind in (Kind.INTEGER, Kind.DECIMAL):
        return ArgumentError(
            f"{name!r} holds numbers, not groups.", remedy=f"Derive groups from it in the questionnaire. {remedy}"
        )
    return ArgumentError(f"{name!r} holds ids, times or respondents' own words, or too many values: no groups.", remedy=remedy)
