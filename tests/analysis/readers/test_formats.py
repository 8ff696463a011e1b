"""The closed set of sources has a reader each, and every suffix names one."""

import pytest

from analysis import read
from analysis.errors import DataError
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
    with pytest.raises(DataError, match="files ending in '' cannot be read"):
        read("answers", instrument=ASTANA)
