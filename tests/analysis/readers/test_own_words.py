"""Texts that are no label: what counts as "other" is listed, and what is hardly somebody's own words is refused."""

from pathlib import Path

import pytest

from analysis import Data
from analysis.errors import DataError
from tests.analysis.readers.files import ASTANA, read_text, written

HEADER = [question.text["en"] for question in ASTANA.variables]
PLACE = {question.id: place for place, question in enumerate(ASTANA.variables)}
ROW = ["5", "Yes", "Economy", "Yes", "Yes", "The most significant player", "Yes"]


def with_cells(folder: Path, question: str, *cells: str, labelled: bool = True, **options: object) -> Data:
    """A file whose first row, unless not `labelled`, has labels only; then a row for each cell."""
    rows = [list(ROW) for _ in cells]
    for row, cell in zip(rows, cells, strict=True):
        row[PLACE[question]] = cell
    return read_text(folder, written([HEADER, *([ROW] if labelled else []), *rows]), **options)


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("Жауап беруге қиналамын.", -1),
        ("ЖАУАП БЕРУГЕ ҚИНАЛАМЫН!!", -1),
        ("I cannot answer…", -1),
        ("Yes!", 1),
        ("Иә // Yes", 1),
        ("Иә • Yes", 1),
        ("Иә [Yes]", 1),
        ("Иә: Yes", 1),
        ("Yes = Иә = Да", 1),
        ("Иә. Yes.", 1),
        ("Жоқ\\No", 2),
        ("2. No", 2),
        ("B) Жоқ", 2),
        ("Жoқ", 2),  # with a Latin o
    ],
)
def test_other_spellings_of_labels(tmp_path: Path, cell: str, code: int) -> None:
    frame = with_cells(tmp_path, "q4_leave_eaeu", cell).frame
    assert frame["q4_leave_eaeu"].tolist() == [1, code]
    assert frame.attrs == {}


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        ("I can not answer", r"it is nearly the label 'i cannot answer' \(code -1\)"),
        ("Cannot answer", "it is nearly the label 'i cannot answer'"),
        ("Yess", r"nearly the label 'yes' \(code 1\)"),
        ("Иә, Жоқ", "it is made of several labels"),
        ("Иә / No", "it is made of several labels"),
        ("yes and no", "it is made of several labels"),
        ("N/A", "it seems to stand for an empty cell"),
        ("-", "it seems to stand for an empty cell"),
        ("???", "it seems to stand for an empty cell"),
        ("1", "it is a number among labels"),
        ("1,0", "it is a number among labels"),
        ("TRUE", "it is a truth value among labels"),
        ("ложь", "it is a truth value among labels"),
    ],
)
def test_what_is_hardly_an_answer_of_ones_own(tmp_path: Path, cell: str, why: str) -> None:
    with pytest.raises(DataError, match=why) as error:
        with_cells(tmp_path, "q4_leave_eaeu", cell)
    assert "row 3, column 'Should Kazakhstan leave the Eurasian Economic" in str(error.value)
    assert "into q4_leave_eaeu__other_text" in str(error.value)


def test_the_remedy_of_the_message_works(tmp_path: Path) -> None:
    row = list(ROW)
    row[PLACE["q4_leave_eaeu"]] = "Other (please write)"
    table = written([[*HEADER, "q4_leave_eaeu__other_text"], [*ROW, ""], [*row, "yes and no"]])
    frame = read_text(tmp_path, table).frame
    assert frame.loc[1, ["q4_leave_eaeu", "q4_leave_eaeu__other_text"]].tolist() == [97, "yes and no"]
    assert with_cells(tmp_path, "q4_leave_eaeu", "N/A", missing={"N/A": -5}).frame["q4_leave_eaeu"].tolist() == [1, -5]


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        ("1, 3", "it is a number among labels"),
        ("1;3", "it is a number among labels"),
        ("Экономика | Мәдениет", "it is made of several labels"),
        ("Экономика и Мәдениет", "it is made of several labels"),
        ("Economy, Cultur", r"'Cultur' is no label of q3_spheres: it is nearly the label 'culture' \(code 3\)"),
        ("Economy, sport, Turism", "'sport, Turism' is no label of q3_spheres: it is nearly the label 'tourism'"),
    ],
)
def test_several_answers(tmp_path: Path, cell: str, why: str) -> None:
    with pytest.raises(DataError, match=why):
        with_cells(tmp_path, "q3_spheres", cell)


@pytest.mark.parametrize(
    ("cell", "choice"),
    [
        ("Экономикa", "economy"),  # with a Latin a
        ("Мәдениет.", "culture"),
        ("Алдыңғы сұрақта Иә деген жауапты таңдаған жоқпын", "not_chosen_yes"),
        ("I have not chosen Yes (in the previous question)", "not_chosen_yes"),
        ("3) Мәдениет", "culture"),
    ],
)
def test_several_answers_in_other_spellings(tmp_path: Path, cell: str, choice: str) -> None:
    frame = with_cells(tmp_path, "q3_spheres", cell).frame
    assert [name for name in frame if str(name).startswith("q3_spheres__") and frame.loc[1, name] == 1] == [
        f"q3_spheres__{choice}"
    ]


def test_own_words_are_counted_and_listed_with_their_rows(tmp_path: Path) -> None:
    data = with_cells(tmp_path, "q4_leave_eaeu", "Not now", "Yes, but later", "not now.")
    assert data.frame["q4_leave_eaeu"].tolist() == [1, 97, 97, 97]
    assert data.frame.attrs == {"read_as_other": "q4_leave_eaeu, 3 times: 'Not now' (rows 3, 5); 'Yes, but later' (row 4)"}


def test_the_list_of_own_words_is_cut(tmp_path: Path) -> None:
    noted = with_cells(tmp_path, "q4_leave_eaeu", *(f"{'ab' * number} thing" for number in range(1, 31))).frame.attrs
    assert noted["read_as_other"].startswith("q4_leave_eaeu, 30 times: 'ab thing' (row 3); ")
    assert noted["read_as_other"].endswith("; and 10 more")


def test_renamed_options_are_no_own_words(tmp_path: Path) -> None:
    cells = ["Келісемін", "Келіспеймін", "Келісемін"]
    with pytest.raises(
        DataError, match="no cell holds a label of q4_leave_eaeu. Its labels are 'Иә', 'Жоқ', 'Жауап беруге"
    ) as error:
        with_cells(tmp_path, "q4_leave_eaeu", *cells, labelled=False)
    assert "rows 2, 3, 4" in str(error.value)


def test_a_text_that_many_share_is_an_option(tmp_path: Path) -> None:
    """Where labels stand beside it, too: 5 rows of 11, but not 5 of 51, nor 4 of 10."""
    message = "rows 8, 9, 10, 11, 12, column .*'Келісемін' is in 5 rows and no label. Its labels are"
    with pytest.raises(DataError, match=message):
        with_cells(tmp_path, "q4_leave_eaeu", *["No"] * 5, *["Келісемін"] * 5)
    for labels, others in ((45, 5), (5, 4)):
        frame = with_cells(tmp_path, "q4_leave_eaeu", *["No"] * labels, *["Келісемін"] * others).frame
        assert (frame["q4_leave_eaeu"] == 97).sum() == others


def test_missing_wins_over_labels_and_codes(tmp_path: Path) -> None:
    data = with_cells(tmp_path, "q2_improve", "Иә", "No", missing={"Иә": -1, "no": -2, "Nein": -2})
    assert data.frame["q2_improve"].tolist() == [1, -1, -2]
    assert data.frame.attrs == {"missing_not_found": "nein"}
    frame = with_cells(tmp_path, "q3_spheres", "Tourism", "Туризм", missing={"Tourism": -1}).frame
    assert frame["q3_spheres__tourism"].tolist() == [0, -1, 1]
    with pytest.raises(DataError, match="holds a non-answer beside answers"):
        with_cells(tmp_path, "q3_spheres", "Tourism, Economy", missing={"Tourism": -1})
