"""The closed set of sources has a reader each, and every suffix names one."""

import pytest

from analysis import Design, read, shares
from analysis.errors import DataError, DesignError
from analysis.readers import READERS, SUFFIXES, Format
from analysis.readers.frame import width
from analysis.readers.numerals import number
from analysis.readers.sheet import cell_text
from instruments.kinds import KINDS, columns
from tests.analysis.readers.files import ASTANA, COMMAS, ROUTED


def test_every_format_has_a_reader_and_a_suffix() -> None:
    assert set(READERS) == set(Format) == set(SUFFIXES.values())


def test_every_kind_of_question_that_gives_data_is_read_somewhere_here() -> None:
    asked = {question.kind for instrument in (ASTANA, COMMAS, ROUTED) for question in instrument.variables}
    with_columns = {kind for kind in KINDS if any(columns(question) for question in ROUTED.variables if question.kind is kind)}
    assert with_columns <= asked


@pytest.mark.parametrize(
    ("value", "text"), [(7, "7"), (7.0, "7"), (7.25, "7.25"), (None, ""), (float("nan"), ""), (True, "TRUE"), ("ә", "ә")]
)
def test_cells_of_spreadsheets_as_text(value: object, text: str) -> None:
    assert cell_text(value) == text


@pytest.mark.parametrize(
    ("text", "value"),
    [("7", 7), ("-1", -1), ("+3", 3), ("7.0", 7), ("7.5", None), ("", None), ("٣", None), ("1" * 11, None), ("1e3", None)],
)
def test_whole_numbers(text: str, value: int | None) -> None:
    assert number(text) == value


def test_the_width_of_a_column_depends_on_the_question_alone() -> None:
    widths = {question.id: width(question).__name__ for question in ROUTED.variables}
    assert (widths["works"], widths["hours"], widths["big"]) == ("int16", "int16", "int32")


def test_a_source_without_an_ending() -> None:
    with pytest.raises(DataError, match=r"answers: files without an ending cannot be read\. Save it as one of \.csv"):
        read("answers", instrument=ASTANA)


def test_a_folder(tmp_path) -> None:
    (tmp_path / "answers.csv").mkdir()
    for folder in (tmp_path / "answers.csv", tmp_path):
        with pytest.raises(DataError, match=f"{folder.name}: "):
            read(folder, instrument=ASTANA)
    with pytest.raises(DataError, match=r"SOURCE: the name is empty\. Name a file"):
        read("")
    with pytest.raises(DataError, match=r"is a folder\. Name a file in it"):
        read(tmp_path, instrument=ASTANA)


def test_an_empty_first_row(tmp_path) -> None:
    path = tmp_path / "answers.csv"
    path.write_text("\n\nvote,town\n1,a\n2,b\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"1 problem; nothing was read\.\s+row 1: is empty, and should hold the columns' names"):
        read(path, or_bare=True)


def test_the_rows_of_a_table_without_a_questionnaire_are_those_of_the_file(tmp_path) -> None:
    path = tmp_path / "answers.csv"
    path.write_text("vote,weight\n1,2\n\n2,-1\n1,1\n", encoding="utf-8")
    data = read(path, or_bare=True)
    assert data.frame.index.tolist() == [2, 4, 5]
    with pytest.raises(DesignError, match=r"column 'weight', rows 4: A weight must be a number from 0 up\. Got '-1'"):
        shares(data, "vote", design=Design(weight="weight"))
