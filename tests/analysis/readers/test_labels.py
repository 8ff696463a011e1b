"""Tables of labels, worked out by hand: a Google Forms export, other forms of answers, languages, missing values."""

import csv
import math
from pathlib import Path

import pandas as pd
import pytest

from analysis import read, shares
from analysis.errors import ArgumentError, DataError
from tests.analysis.readers.files import ASTANA, COMMAS, read_text, written

EXAMPLE = Path(__file__).resolve().parents[3] / "data" / "examples" / "astana-2023-google-forms.csv"
ENGLISH = [question.text["en"] for question in ASTANA.variables]
YES = ["5", "Yes", "Economy", "Yes", "Yes", "The most significant player", "Yes"]


def astana(folder: Path, *rows: list[str], header: list[str] | None = None, **options: object) -> pd.DataFrame:
    return read_text(folder, written([header or ENGLISH, *rows]), **options).frame


def commas(folder: Path, **cells: str) -> pd.DataFrame:
    row = {question.id: "" for question in COMMAS.variables} | {"words": "."} | cells
    header = [COMMAS.question(name).text["en"] for name in row]
    return read_text(folder, written([header, list(row.values())]), COMMAS).frame


def ticks(frame: pd.DataFrame, question: str, row: int = 0) -> list[int]:
    names = [name for name in frame.columns if name.startswith(f"{question}__") and not name.endswith("other_text")]
    return [int(frame.loc[row, name]) for name in names]


class TestExample:
    data = read(EXAMPLE, instrument="astana-2023")
    with EXAMPLE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))[1:]

    def test_every_response_is_there_and_times_are_not(self) -> None:
        assert len(self.data.frame) == len(self.rows) == 60
        assert self.data.frame.attrs["dropped_columns"] == "Timestamp"
        assert self.data.excluded == {"test": 0, "screened": 0, "partial": 0}
        assert not any("2000/01" in str(value) for value in self.data.frame.to_numpy().ravel())

    def test_counts_agree_with_plain_counting(self) -> None:
        """Second route: Python's csv, and a label's first language looked for in the cell."""
        column = [row[5] for row in self.rows]
        yes = sum(cell.strip() in ("Иә", "Yes", "Да", "Иә / Yes") for cell in column)
        no = sum(cell.strip() in ("Жоқ", "No", "Нет", "Жоқ / No") for cell in column)
        found = shares(self.data, "q5_leave_csto").set_index("category")
        assert (found.loc[1, "n"], found.loc[2, "n"]) == (yes, no)
        assert found.loc[1, "base_n"] == sum(bool(cell.strip()) for cell in column) == 56

    def test_spheres_agree_with_plain_counting(self) -> None:
        for name, words in {"economy": ("Экономика", "Economy"), "culture": ("Мәдениет", "Culture", "Культура")}.items():
            plain = [any(word in row[3] for word in words) for row in self.rows]
            assert (self.data.frame[f"q3_spheres__{name}"] == 1).tolist() == plain

    def test_other_texts_keep_their_commas(self) -> None:
        assert set(self.data.frame["q3_spheres__other_text"].dropna()) == {
            "спорт, ойындар және мерекелер",
            "music, films and TV",
            "цифрландыру",
        }
        assert set(self.data.frame["q4_leave_eaeu__other_text"].dropna()) == {
            "Тек референдум арқылы, асықпай",
            "It depends on the terms, and on the others",
        }
        assert (self.data.frame["q4_leave_eaeu"] == 97).sum() == 2
        assert self.data.frame.attrs["read_as_other"] == (
            "q3_spheres, 3 times: 'спорт, ойындар және мерекелер' (row 7); 'music, films and TV' (row 24); "
            "'цифрландыру' (row 41)\n"
            "q4_leave_eaeu, 2 times: 'Тек референдум арқылы, асықпай' (row 11); "
            "'It depends on the terms, and on the others' (row 40)"
        )

    def test_an_empty_cell_is_skipped(self) -> None:
        assert (self.data.frame["q5_leave_csto"] == -5).sum() == 4
        assert ticks(self.data.frame, "q3_spheres", 52) == [-5] * 9

    def test_the_language_is_that_of_the_labels(self) -> None:
        counts = self.data.frame["language"].value_counts(dropna=False)
        assert (counts["kk"], counts["en"], counts["ru"]) == (33, 19, 3)
        assert self.data.frame["language"].isna().sum() == 5


def test_labels_of_one_row_worked_by_hand(tmp_path: Path) -> None:
    row = ["10", "жоқ", "Economy, Әскери сала және қауіпсіздік, Басқа (жазыңыз)", "I CANNOT ANSWER", "Да / Yes", "", "Бәлкім, иә"]
    frame = astana(tmp_path, row)
    values = frame.loc[0, ["q1_strength", "q2_improve", "q4_leave_eaeu", "q5_leave_csto", "q6_role", "q7_benefit"]].tolist()
    assert values == [10, 2, -1, 1, -5, 2]
    assert ticks(frame, "q3_spheres") == [1, 0, 0, 0, 0, 0, 1, 0, 1]
    assert math.isnan(frame.loc[0, "q3_spheres__other_text"])
    assert math.isnan(frame.loc[0, "language"])


@pytest.mark.parametrize(
    "cell", ["10", "10.0", "10 (very strong)", "10 – өте берік", "very strong", "өте берік / very strong", "10 = Очень прочные"]
)
def test_a_scale_with_or_without_its_ends(tmp_path: Path, cell: str) -> None:
    assert astana(tmp_path, [cell, *YES[1:]], ["3", *YES[1:]])["q1_strength"].tolist() == [10, 3]


def test_the_language_column_is_kept(tmp_path: Path) -> None:
    frame = astana(tmp_path, ["kk", *YES], header=["language", *ENGLISH])
    assert frame["language"].tolist() == ["kk"]


@pytest.mark.parametrize(
    ("row", "language"),
    [
        (YES, "en"),
        (["5", "Иә", "Экономика", "Иә", "Иә", "", "Иә"], "kk"),
        (["5", "", "Экономика", "", "", "", ""], None),  # Kazakh and Russian write it alike
        (["5", "Да", "Экономика", "", "", "", ""], "ru"),
        (["5", "Иә", "Economy", "", "", "", ""], None),
        (["5", "Иә / Yes", "Economy", "", "", "", ""], "en"),
        (["5", "", "", "", "", "", ""], None),
    ],
)
def test_the_language_where_labels_tell_it(tmp_path: Path, row: list[str], language: str | None) -> None:
    found = astana(tmp_path, row)["language"][0]
    assert found == language if language else math.isnan(found)


@pytest.mark.parametrize("stamp", ["Timestamp", "Уақыт белгісі", "Отметка времени", "Email Address", "Адрес электронной почты"])
def test_times_and_addresses_are_dropped_and_said(tmp_path: Path, stamp: str) -> None:
    frame = astana(tmp_path, ["a@b.kz", *YES, "Almaty"], header=[stamp, *ENGLISH, "City"])
    assert frame.attrs == {"dropped_columns": stamp, "other_columns": "City"}
    assert "a@b.kz" not in frame.to_numpy().ravel().tolist()
    assert frame["City"].tolist() == ["Almaty"]


def test_columns_that_the_instrument_does_not_know_are_kept_as_they_are(tmp_path: Path) -> None:
    header = [*ENGLISH, "weight", "postcode", "stratum"]
    frame = astana(tmp_path, [*YES, "1.25", "007", "1"], [*YES, "", "123", "2"], header=header)
    assert frame["weight"].tolist() == [1.25, pytest.approx(math.nan, nan_ok=True)]
    assert frame["postcode"].tolist() == ["007", "123"]
    assert frame["stratum"].tolist() == [1, 2]
    assert frame["stratum"].dtype == "int64"


def test_missing_values_of_the_file(tmp_path: Path) -> None:
    rows = [["99", "Не знаю", "не знаю", *YES[3:]], ["5", "99", "99", *YES[3:]]]
    frame = astana(tmp_path, *rows, missing={"Не знаю": -1, 99: -2})
    assert frame["q1_strength"].tolist() == [-2, 5]
    assert frame["q2_improve"].tolist() == [-1, -2]
    assert [ticks(frame, "q3_spheres", row) for row in (0, 1)] == [[-1] * 9, [-2] * 9]
    with pytest.raises(ArgumentError, match="-1 cannot_answer"):
        astana(tmp_path, *rows, missing={99: 99})


def test_numbers_that_are_labels(tmp_path: Path) -> None:
    """Under the question's text "1" is a label; under its id a column of codes stays a column of codes."""
    text = COMMAS.question("size").text["kk"]
    rest = [question.id for question in COMMAS.variables if question.id not in ("size", "sources", "letters")]
    names = ["sources", "letters", *rest]
    labels = written([[text, *names], ["2, 3", "", "", *[""] * 3], ["1", "", "", *[""] * 3], ["4 / more", "", "", *[""] * 3]])
    assert read_text(tmp_path, labels, COMMAS).frame["size"].tolist() == [2, 1, 3]
    codes = written([["size", *names], ["3", "", "", *[""] * 3], ["2", "", "", *[""] * 3]])
    assert read_text(tmp_path, codes, COMMAS).frame["size"].tolist() == [3, 2]


def test_several_answers_with_commas_inside(tmp_path: Path) -> None:
    frame = commas(tmp_path, sources="Газет, журнал, Friends, relatives, теледидар, радио", age="I prefer not to say")
    assert ticks(frame, "sources") == [1, 0, 1, 0, 0, 1]
    assert frame.loc[0, "sources__other_text"] == "теледидар, радио"
    assert frame.loc[0, "age"] == -2
    assert commas(tmp_path, sources="Жауап бере алмаймын", age="30").loc[0, ["sources__net", "age"]].tolist() == [-1, 30]


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        ({"letters": "A, B, C"}, "row 2, column 'Letters': 'A, B, C' can be cut into answers in two ways"),
        ({"letters": "A, D"}, r"'D' is no label of letters"),
        ({"sources": "From nowhere, Relatives"}, "'From nowhere, Relatives' holds the code 5, which excludes the others"),
        ({"sources": "I cannot answer, Relatives"}, "holds a non-answer beside answers"),
        ({"same": "none"}, "'none' is the label of the codes 1 and 2. Write the code"),
        ({"age": "17"}, "'17' lies outside 18 to 120"),
        ({"age": "thirty"}, "'thirty' is no label of age"),
        ({"size": "5"}, "'5' is no code of size"),
    ],
)
def test_what_cannot_be_read(tmp_path: Path, cells: dict[str, str], message: str) -> None:
    with pytest.raises(DataError, match=message):
        commas(tmp_path, **cells)


def test_every_unknown_label_is_listed_with_its_row_and_the_nearest(tmp_path: Path) -> None:
    rows = [[*YES[:6], "Yess"], YES, [*YES[:5], "Ең манызды қатысушы", "Yess"], ["5", "maybe", *YES[2:]]]
    with pytest.raises(DataError) as error:
        astana(tmp_path, *rows)
    text = str(error.value)
    assert "answers.csv: 3 problems" in text
    assert "rows 2, 4, column 'Is the integration process beneficial to Kazakhstan?': 'Yess' is no label of q7_benefit. " in text
    assert "Did you mean 'yes' (code 1)?" in text
    assert "row 4" in text
    assert "Did you mean 'ең маңызды қатысушы' (code 1)?" in text
    assert "row 5" in text
    assert "'maybe' is no label of q2_improve" in text
    assert "read(missing=" in text


def test_who_did_not_agree_is_screened_out(tmp_path: Path) -> None:
    header = ["consent", *ENGLISH]
    data = read_text(tmp_path, written([header, ["I agree", *YES], ["Келіспеймін (аяқтау)", *[""] * 7], ["", *YES]]))
    assert data.excluded == {"test": 0, "screened": 2, "partial": 0}
    assert data.frame["response_id"].tolist() == ["row-2"]
