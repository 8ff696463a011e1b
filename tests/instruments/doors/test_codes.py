"""Data entry: every code on paper is the code of the data, and every code of the data stands on paper."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from instruments.codebook import entries
from instruments.doors.contents import sheet
from instruments.doors.sheet import Block, Mode, Sheet
from instruments.kinds import has_missing_column
from instruments.load import find, load
from instruments.model import Instrument, Kind, NonAnswer
from instruments.responses import data_columns, wide_row
from instruments.rules.choices import ranks
from tests.strategies import instruments, responses

SURVEY = Path(__file__).resolve().parents[2] / "survey"
PATHS = [find("astana-2023"), find("astana-extended"), SURVEY / "every-kind.yaml", SURVEY / "every-form.yaml"]
IN_A_LIST = {NonAnswer.SKIPPED, NonAnswer.NOT_APPLICABLE, NonAnswer.NOT_ASKED, NonAnswer.NOT_REACHED}
WRITTEN = (Kind.INTEGER, Kind.DECIMAL, Kind.DATE, Kind.TEXT, Kind.LONGTEXT)


def printed(page: Sheet) -> dict[str, set[int]]:
    """Return the codes that can be ticked for each column of the data."""
    found: dict[str, set[int]] = {}
    for block in page.blocks:
        for column, codes in _codes(block).items():
            found.setdefault(column, set()).update(codes)
    return found


def _codes(block: Block) -> dict[str, set[int]]:
    question = block.question
    apart = {row.code for row in block.apart}
    missing = {row.column or question.id: {row.code} for row in block.apart}
    if question.kind in (Kind.MANY, Kind.RANK):
        values = {0, 1} if question.kind is Kind.MANY else set(range(1, ranks(question) + 1))
        return {row.column: values | apart for row in block.rows}
    points = range(question.low or 0, (question.high or 0) + 1) if question.kind not in WRITTEN else ()
    codes = {row.code for row in block.rows} or set(points)
    if question.kind is Kind.BATTERY:
        return {line.column: codes | apart for line in block.lines}
    if any(row.column for row in block.apart):
        return {question.id: codes, **dict.fromkeys(missing, apart)}
    return {question.id: codes | apart}


@given(st.data())
@settings(max_examples=50)
def test_every_code_of_a_response_stands_on_paper(data: st.DataObject) -> None:
    instrument = data.draw(instruments())
    row = wide_row(instrument, data.draw(responses(instrument)))
    codes = printed(sheet(instrument, None, "kk", Mode.SELF, {}))
    variables = {question.id: question for question in instrument.variables}
    for column in data_columns(instrument):
        cell, question = row[column.name], variables[column.question]
        number = question.kind in WRITTEN and column.role == "value"
        is_code = isinstance(cell, int) and not (number and (cell >= 0 or has_missing_column(question)))
        if is_code and cell not in IN_A_LIST:
            assert cell in codes[column.name], column.name


@pytest.mark.parametrize("path", PATHS, ids=[path.stem for path in PATHS])
@pytest.mark.parametrize("language", ["kk", "en"])
def test_paper_and_codebook_name_the_same_codes_with_the_same_words(path: Path, language: str) -> None:
    instrument = load(path)
    page = sheet(instrument, None, language, Mode.INTERVIEWER, {})
    codebook = {entry.variable: entry for entry in entries(instrument, language)}
    for block in page.blocks:
        for row in block.apart:
            for column in (row.column,) if row.column else _columns(instrument, block):
                assert (row.code, row.label) in codebook[column].missing
        columns = [line.column for line in block.lines if line.column] or [block.question.id]
        for column in columns if block.rows and block.question.kind in (Kind.ONE, Kind.BATTERY) else ():
            assert tuple((row.code, row.label) for row in block.rows) == codebook[column].codes
        for row in block.rows:
            assert not row.column or codebook[row.column].label.endswith(row.label)
            assert not row.writing or row.writing in codebook


def test_every_column_of_the_data_is_named_on_paper() -> None:
    for path in PATHS:
        instrument = load(path)
        page = sheet(instrument, None, "en", Mode.INTERVIEWER, {})
        named = {block.question.id for block in page.blocks} | {line.column for block in page.blocks for line in block.lines}
        rows = [row for block in page.blocks for row in (*block.rows, *block.apart)]
        named |= {row.column for row in rows} | {row.writing for row in rows}
        lacking = {column.name for column in data_columns(instrument)} - named
        assert {name for name in lacking if not name.endswith("__missing")} == set()


def _columns(instrument: Instrument, block: Block) -> list[str]:
    parts = {part.id for part in block.question.parts}
    return [column.name for column in data_columns(instrument) if column.question in parts and column.role != "other_text"]
