"""A form that branches by language has a column a language for each question; a row fills one of them."""

from pathlib import Path

import pandas as pd
import pytest

from analysis.errors import DataError
from tests.analysis.readers.files import ASTANA, read_text, written

KAZAKH, ENGLISH = ([question.text[language] for question in ASTANA.variables] for language in ("kk", "en"))
YES = ["5", "Yes", "Economy", "Yes", "Yes", "The most significant player", "Yes"]
IA = ["7", "Иә", "Экономика, Мәдениет", "Жоқ", "Жоқ", "", "Жоқ"]
NOTHING = [""] * 7


def branched(folder: Path, *rows: list[str]) -> pd.DataFrame:
    return read_text(folder, written([["Timestamp", *KAZAKH, *ENGLISH], *(["2023", *row] for row in rows)])).frame


def test_each_row_is_read_from_the_columns_it_fills(tmp_path: Path) -> None:
    frame = branched(tmp_path, [*IA, *NOTHING], [*NOTHING, *YES])
    names = ["q1_strength", "q2_improve", "q3_spheres__culture", "q4_leave_eaeu", "q5_leave_csto", "q6_role", "q7_benefit"]
    assert frame[names].to_numpy().tolist() == [[7, 1, 1, 2, 2, -5, 4], [5, 1, 0, 1, 1, 1, 1]]
    assert frame["language"].tolist() == ["kk", "en"]


def test_the_language_is_that_of_the_filled_column(tmp_path: Path) -> None:
    """A number, and a label that two languages write alike, say nothing themselves."""
    frame = branched(tmp_path, ["7", *NOTHING, *NOTHING[1:]], [*NOTHING, "8", *NOTHING[1:]], [*NOTHING, *NOTHING])
    assert frame["q1_strength"].tolist() == [7, 8, -5]
    assert frame["language"].tolist()[:2] == ["kk", "en"]
    assert pd.isna(frame["language"][2])


def test_both_filled_alike_is_one_answer(tmp_path: Path) -> None:
    frame = branched(tmp_path, [*NOTHING[:1], "Иә", *NOTHING[2:], *NOTHING[:1], "Yes", *NOTHING[2:]], [*IA, *NOTHING])
    assert frame["q2_improve"].tolist() == [1, 1]


def test_both_filled_differently_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(DataError) as error:
        branched(tmp_path, [*IA, *NOTHING], [*IA[:1], *NOTHING[1:], "8", *NOTHING[1:]])
    text = str(error.value)
    assert "1 problem; nothing was read" in text
    assert "row 3, column 'How strong do you think" in text
    assert "holds another answer than the column 'Сіздің ойыңызша, Қазақстан мен" in text


def test_the_same_header_in_both_branches(tmp_path: Path) -> None:
    both = [*ENGLISH, *ENGLISH]
    frame = read_text(tmp_path, written([both, [*YES, *NOTHING], [*NOTHING, *YES]])).frame
    assert frame["q6_role"].tolist() == [1, 1]


def test_unknown_columns_must_have_different_headers(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"column 'City': stands in the header twice \(columns 8 and 10\)"):
        read_text(tmp_path, written([[*ENGLISH, "City", "", "City"], [*YES, "a", "", "b"]]))
