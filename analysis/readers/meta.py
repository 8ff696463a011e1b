"""The columns of a table that are no answers: status, language, version, arms, seconds, and what the instrument does not know."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd

from analysis.arrays import Integers
from analysis.readers.frame import spread, texts
from analysis.readers.layout import Layout
from analysis.readers.numerals import number
from analysis.readers.problems import Problem, shortened
from analysis.readers.sheet import Sheet, Texts, distinct, holders
from instruments import panels
from instruments.kinds import INTEGER_LIMIT
from instruments.model import Instrument
from instruments.names import PANEL_COLUMN, TEST_COLUMN
from instruments.responses import Screen, Status, arm_columns, seconds_columns

_PLAIN_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?", re.ASCII)
_TRUTH = {"1": 1, "true": 1, "0": 0, "false": 0}


def checked(sheet: Sheet, layout: Layout, instrument: Instrument) -> tuple[dict[str, pd.Series], list[Problem]]:
    """Return these columns by name, those of the instrument typed, and what is wrong in them.

    A column that the table lacks is filled: a response's id with its row, the status with complete, the version with
    the instrument's; language and mode stay empty. Seconds, moves back, layout, interviewer and tests are
    there only where the table has them.
    """
    problems: list[Problem] = []
    made: dict[str, pd.Series] = {}
    for name, parse, allowed, default in _rules(instrument):
        if name not in layout.columns and default is None:
            continue
        made[name], wrong = _column(sheet, layout, name, parse, allowed, default)
        problems += wrong
    made["response_id"], wrong = _ids(sheet, layout)
    return made, [*problems, *wrong]


def kept(sheet: Sheet, layout: Layout) -> dict[str, pd.Series]:
    """Return the columns that the instrument does not know: numbers where every cell is a plain number, else texts."""
    return {name: as_it_is(sheet.cells[index]) for name, index in layout.kept.items()}


_Parse = Callable[[str], object]
_ABSENT = object()


def _rules(instrument: Instrument) -> Iterator[tuple[str, _Parse, str, object]]:
    """Yield by column how a cell is read (None = wrong), what is allowed, and what stands for an empty cell.

    A default of None: the column is made only where the table has it.
    """
    statuses = [status.value for status in Status]
    yield "status", _member(statuses), f"one of {', '.join(statuses)}", Status.COMPLETE.value
    yield "language", _member(instrument.languages), f"one of {', '.join(instrument.languages)}", _ABSENT
    yield "mode", lambda text: text, "a text", _ABSENT
    yield "version", _between(1, instrument.version), f"a whole number from 1 to {instrument.version}", instrument.version
    if instrument.panel:
        yield PANEL_COLUMN, lambda text: text if panels.is_id(text) else None, "the id of a member", _ABSENT
    for experiment, name in zip(instrument.experiments, arm_columns(instrument), strict=True):
        yield name, _member(experiment.arms), f"one of {', '.join(experiment.arms)}", _ABSENT
    for name in seconds_columns(instrument):
        yield name, _between(0, INTEGER_LIMIT), "a whole number of seconds, 0 or more", None
    yield "back_moves", _between(0, INTEGER_LIMIT), "a whole number, 0 or more", None
    layouts = [layout.value for layout in Screen]
    yield "layout", _member(layouts), f"one of {', '.join(layouts)}", None
    yield "interviewer", lambda text: text, "a text", None
    yield TEST_COLUMN, lambda text: _TRUTH.get(text.lower()), "0 or 1", None


def _member(allowed: tuple[str, ...] | list[str]) -> _Parse:
    return lambda text: text if text in allowed else None


def _between(low: int, high: int) -> _Parse:
    def parse(text: str) -> int | None:
        found = number(text)
        return found if found is not None and low <= found <= high else None

    return parse


def _column(
    sheet: Sheet, layout: Layout, name: str, parse: _Parse, allowed: str, default: object
) -> tuple[pd.Series, list[Problem]]:
    filler = None if default is _ABSENT else default
    if name not in layout.columns:
        return _typed(name, [filler], np.zeros(len(sheet.rows), dtype=np.intp)), []
    index = layout.columns[name]
    found = distinct(sheet.cells[index])
    parsed = [parse(value) if value else filler for value in found.values]
    rows = holders(found.cells, len(found.values))
    problems = [
        Problem(sheet.header[index], sheet.numbers(rows[place]), f"{shortened(value)!r} is not {allowed}. Correct it.")
        for place, value in enumerate(found.values)
        if value and parsed[place] is None
    ]
    return _typed(name, parsed, found.cells), problems


def _typed(name: str, values: list[object], cells: Integers) -> pd.Series:
    if name == "version":
        series = pd.Series(np.array([value or 0 for value in values], dtype=np.int32))
    elif name.startswith("seconds_") or name in ("back_moves", TEST_COLUMN):
        series = pd.Series(np.array([np.nan if value is None else value for value in values], dtype=np.float64))
    else:
        series = texts(values)
    return spread(series, cells)


def _ids(sheet: Sheet, layout: Layout) -> tuple[pd.Series, list[Problem]]:
    if "response_id" not in layout.columns:
        return texts([f"row-{row}" for row in sheet.rows]), []
    index = layout.columns["response_id"]
    found = distinct(sheet.cells[index])
    if len(found.values) == len(sheet.rows) and all(found.values):
        return spread(texts(found.values), found.cells), []
    rows = holders(found.cells, len(found.values))
    problems = [
        Problem(sheet.header[index], sheet.numbers(rows[place]), _id_problem(value))
        for place, value in enumerate(found.values)
        if len(rows[place]) > 1 or not value
    ]
    return spread(texts(found.values), found.cells), problems


def _id_problem(value: str) -> str:
    if not value:
        return "the response has no id. Write one, or delete the column."
    return f"the response {shortened(value)!r} stands here twice. Delete one."


def as_it_is(cells: Texts) -> pd.Series:
    """Return a column that no instrument knows: numbers, NaN where empty, if every other cell is a plain one, else texts."""
    found = distinct(cells)
    values = [value or None for value in found.values]
    plain = all(value is None or _PLAIN_NUMBER.fullmatch(value) for value in values) and any(values)
    if not plain:
        return spread(texts(values), found.cells)
    whole = all(value is not None and number(value) is not None and "." not in value for value in values)
    series = pd.Series([float(value) if value is not None else np.nan for value in values])
    if whole:
        series = pd.Series(np.array([int(value or 0) for value in values], dtype=np.int64))
    return spread(series, found.cells)
