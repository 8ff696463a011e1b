"""A response survives every way through a file: codes, and labels in either language, alone or together.

Labels are drawn so that a reader can tell them apart: each choice's labels begin with its code, as in "c3 …", and hold
commas, slashes, quotes and brackets, but do not end in a comma.
"""

from __future__ import annotations

import io
import random
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from analysis.readers import read
from instruments.answers import SKIPPED
from instruments.kinds import Cell, columns
from instruments.model import Choice, Instrument, Kind, Question, Section, Text
from instruments.responses import Response, Status, cells_of, column_names, response_from_row, wide_row
from instruments.route import routing
from instruments.spreadsheet import formula_safe
from tests import strategies
from tests.analysis.readers.files import written

MANY = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
JOINS = [
    "{} / {}",
    "{}/{}",
    "{}\n{}",
    "{} | {}",
    "{} ({})",
    "{} // {}",
    "{} • {}",
    "{} [{}]",
    "{}: {}",
    "{} = {}",
    "{}. {}",
    "{}\\{}",
]


@st.composite
def cases(draw: st.DrawFn) -> tuple[Instrument, list[Response]]:
    instrument = draw(strategies.instruments())
    found = draw(st.lists(strategies.responses(instrument), min_size=1, max_size=4))
    return instrument, [replace(response, id=f"{number:032x}") for number, response in enumerate(found)]


@st.composite
def broken_off(draw: st.DrawFn) -> tuple[Instrument, list[Response]]:
    """Some of the responses end in the middle."""
    instrument, responses = draw(cases())
    ends = [draw(st.none() | st.integers(0, len(response.answers))) for response in responses]
    return instrument, [
        response if end is None else replace(response, status=Status.PARTIAL, answers=dict(list(response.answers.items())[:end]))
        for response, end in zip(responses, ends, strict=True)
    ]


def cell(value: Cell) -> str:
    return "" if value is None else formula_safe(value) if isinstance(value, str) else str(value)


def frame_rows(frame: pd.DataFrame, instrument: Instrument) -> list[dict[str, Cell]]:
    """The frame's rows with None where there is nothing, as `wide_row` has it."""
    names = [name for name in column_names(instrument) if name in frame and not name.startswith("seconds_")]
    records = frame[names].astype(object).where(frame[names].notna(), None).to_dict("records")
    return [{str(name): whole(value) for name, value in row.items()} for row in records]


def whole(value: Cell) -> Cell:
    return int(value) if isinstance(value, float) and value.is_integer() else value


@MANY
@given(broken_off())
def test_codes(case: tuple[Instrument, list[Response]]) -> None:
    instrument, responses = case
    names = [name for name in column_names(instrument) if not name.startswith("seconds_")]
    rows = [wide_row(instrument, response) for response in responses]
    with TemporaryDirectory() as folder:
        path = Path(folder) / "codes.csv"
        path.write_text(
            written([names, *([cell(row[name]) for name in names] for row in rows)]), encoding="utf-8-sig", newline=""
        )
        found = read(path, instrument=instrument, partials=True).frame
    assert frame_rows(found, instrument) == [{name: row[name] for name in names} for row in rows]
    assert [response_from_row(instrument, row) for row in frame_rows(found, instrument)] == [
        response_from_row(instrument, row) for row in rows
    ]


@MANY
@given(cases())
def test_parquet_of_the_frame_that_was_read(case: tuple[Instrument, list[Response]]) -> None:
    instrument, responses = case
    names = [name for name in column_names(instrument) if not name.startswith("seconds_")]
    rows = [wide_row(instrument, response) for response in responses]
    with TemporaryDirectory() as folder:
        path = Path(folder) / "codes.csv"
        path.write_text(written([names, *([cell(row[name]) for name in names] for row in rows)]), newline="")
        first = read(path, instrument=instrument).frame
        again = Path(folder) / "codes.parquet"
        pq.write_table(pa.Table.from_pandas(first, preserve_index=False), again)
        second = read(again, instrument=instrument).frame
    pd.testing.assert_frame_equal(first, second)


def distinguishable(question: Question, number: int) -> Question:
    """The question with labels that begin with its choice's code, so that no two fold to the same text."""

    def label(choice: Choice) -> Text:
        mark = f"{abs(choice.code)}{'n' if choice.code < 0 else 'c'}"
        return Text(tuple((language, f"{language[0]}{mark}: {words.strip(' ,')}") for language, words in choice.label))

    text = Text(tuple((language, f"{language} question {number} {words}") for language, words in question.text))
    return replace(
        question, text=text, ends=None, choices=tuple(replace(choice, label=label(choice)) for choice in question.choices)
    )


def labelled(instrument: Instrument) -> Instrument:
    numbers = iter(range(100))
    sections = tuple(
        Section(
            section.id, tuple(distinguishable(question, next(numbers)) for question in section.questions), ask_if=section.ask_if
        )
        for section in instrument.sections
    )
    return replace(instrument, sections=sections)


def one_label(text: Text, pick: random.Random) -> str:
    kk, en = text["kk"], text["en"]
    return pick.choice([kk, en, pick.choice(JOINS).format(kk, en), pick.choice(JOINS).format(en, kk)])


def form_cell(question: Question, response: Response, pick: random.Random, reason: object) -> str:
    answer = response.answers.get(question.id)
    if reason is not None or answer is None:
        return ""
    if answer.missing is not None:
        label = next((choice.label for choice in question.choices if choice.code == answer.missing), None)
        return one_label(label, pick) if label else ""
    if question.kind in (Kind.ONE, Kind.MANY):
        parts = [one_label(question.choice(code).label, pick) for code in sorted(answer.codes) if not question.choice(code).other]
        parts += [answer.other_text] if answer.other_text else []
        return ", ".join(parts)
    return formula_safe(str(answer.value))


def form_header(question: Question, pick: random.Random) -> list[str]:
    """The question in words; a ranking has a column for each choice, as exports name them."""
    return [column.name for column in columns(question)] if question.kind is Kind.RANK else [one_label(question.text, pick)]


def form_cells(question: Question, response: Response, pick: random.Random, reason: object) -> list[str]:
    if question.kind is not Kind.RANK:
        return [form_cell(question, response, pick, reason)]
    answer = response.answers.get(question.id)
    held = cells_of(question, answer) if reason is None and answer is not None else {}
    return [cell(held.get(column.name)) for column in columns(question)]


def only_other(question: Question, responses: list[Response]) -> bool:
    """Whether nobody's answer has a label, so that the reader must think that it does not know the labels."""
    given_answers = [answer for one in responses if (answer := one.answers.get(question.id)) not in (None, SKIPPED)]
    return (
        bool(given_answers)
        and question.other is not None
        and all(answer is not None and answer.codes == {question.other.code} for answer in given_answers)
    )


@MANY
@given(cases(), st.integers(0, 2**32))
def test_labels_in_any_language(case: tuple[Instrument, list[Response]], seed: int) -> None:
    instrument, responses = labelled(case[0]), case[1]
    assume(not any(only_other(question, responses) for question in instrument.variables))
    pick = random.Random(seed)
    reasons = [routing(instrument, response.answers, {}) for response in responses]
    header = [name for question in instrument.variables for name in form_header(question, pick)]
    rows = [
        [each for question in instrument.variables for each in form_cells(question, response, pick, reason[question.id])]
        for response, reason in zip(responses, reasons, strict=True)
    ]
    stamps = [f"2023/07/{day + 1:02d} 10:00:00" for day in range(len(rows))]
    table = [["Timestamp", *header], *([stamp, *row] for stamp, row in zip(stamps, rows, strict=True))]
    with TemporaryDirectory() as folder:
        path = Path(folder) / "form.csv"
        path.write_text(written(table), newline="")
        found = read(path, instrument=instrument).frame
    expected = [wide_row(instrument, response) for response in responses]
    meta = {"response_id", "language", "mode", "version", "back_moves", "layout", "interviewer"}
    got = frame_rows(found, instrument)
    for row, wanted in zip(got, expected, strict=True):
        assert {name: value for name, value in row.items() if name not in meta} == {
            name: value for name, value in wanted.items() if name not in meta and not name.startswith("seconds_")
        }


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_delimiters_and_encodings(tmp_path: Path, delimiter: str, encoding: str) -> None:
    from tests.analysis.readers.files import ASTANA, coded, read_text

    table = coded(ASTANA, {"q1_strength": 7, "q4_leave_eaeu": 97, "q4_leave_eaeu__other_text": "иә; бірақ, кейін\tғана"})
    frame = read_text(tmp_path, written(table, delimiter).encode(encoding)).frame
    assert frame.loc[0, ["q1_strength", "q4_leave_eaeu"]].tolist() == [7, 97]
    assert frame.loc[0, "q4_leave_eaeu__other_text"] == "иә; бірақ, кейін\tғана"
    assert frame.loc[0, "q2_improve"] == -5


def test_a_frame_written_by_pandas_is_read(tmp_path: Path) -> None:
    """pandas writes an integer column with gaps as 7.0."""
    from tests.analysis.readers.files import ASTANA, coded, read_text

    header, *rows = coded(ASTANA, {"q1_strength": 7.0, "q2_improve": 1.0}, {"q1_strength": 10.0})
    out = io.StringIO()
    pd.DataFrame(rows, columns=header).to_csv(out, index=False)
    assert read_text(tmp_path, out.getvalue()).frame["q1_strength"].tolist() == [7, 10]
