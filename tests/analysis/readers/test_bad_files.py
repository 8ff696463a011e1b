"""Files that are no tables, or broken ones: each gives one message that names the file, the place and what to do."""

import csv
import hashlib
import io
import zipfile
from dataclasses import replace
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from analysis import read, readers
from analysis.errors import DataError
from analysis.readers import workbook
from instruments.model import Section, Text
from tests.analysis.readers.files import ASTANA, coded, read_text, written

GOOD = written(coded(ASTANA, {"q4_leave_eaeu": 97, "q4_leave_eaeu__other_text": "кейін"}))
HEADER = GOOD.splitlines()[0]


def xlsx(*sheets: list[list[object]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for number, rows in enumerate(sheets):
        sheet = book.create_sheet(f"sheet {number}")
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "answers.csv: the file is empty"),
        (b"\n\n  \n", "the file is empty"),
        (b"\xef\xbb\xbf\n", "the file is empty"),
        (HEADER.encode(), "the file has a header and no rows"),
        (f"{HEADER}\n\n\n".encode(), "the file has a header and no rows"),
        (xlsx([["a"]]), "is a ZIP archive or an Excel workbook, not a text table"),
        (b"\x89PNG\r\n\x1a\n....", "is a PNG picture"),
        (b"%PDF-1.7 ....", "is a PDF document"),
        (b"SQLite format 3\0....", "is a SQLite database"),
        (GOOD.encode("cp1251"), r"answers.csv, line 2: not UTF-8. Got the byte 0xEA. Save it as CSV UTF-8"),
        (GOOD.encode("utf-16-le"), "holds a NUL character"),
        (b"\xff\xfe" + GOOD.encode("utf-16-le") + b"\x41", "not UTF-16"),
        (GOOD.replace("кейін", "ке\0йін").encode(), "answers.csv, line 2: holds a NUL character"),
        (GOOD.replace("кейін", '"кейін').encode(), "line 2: cannot be read as a table"),
        (GOOD.replace("кейін", '"ке"йін').encode(), "line 2: cannot be read as a table"),
        (GOOD.replace("кейін", "x" * 200_000).encode(), "cannot be read as a table"),
        (GOOD.replace("кейін", "x" * 100_000).encode(), "has 100000 characters, at most 200 are kept"),
        (GOOD.replace("кейін", "ке,йін").encode(), "row 2: has 33 cells where the header has 32"),
        (GOOD.replace("кейін,", "").encode(), "row 2: has 31 cells where the header has 32"),
        (GOOD.replace("q1_strength,", ",").encode(), "column 6 holds values and has no name|no column holds q1_strength"),
        (GOOD.replace("q2_improve,", "q1_strength,").encode(), r"'q1_strength': stands in the header twice \(columns 6 and 7\)"),
        (GOOD.replace("q2_improve,", "q2_improved,").encode(), "no column holds q2_improve .*Name a column so"),
        (GOOD.replace("q3_spheres__culture,", "q3_spheres__kultur,").encode(), "no column holds q3_spheres__culture"),
    ],
)
def test_text_tables(tmp_path: Path, content: bytes, message: str) -> None:
    with pytest.raises(DataError, match=message) as error:
        read_text(tmp_path, content)
    assert str(tmp_path) not in str(error.value)


def test_a_hundred_thousand_characters_in_every_kind_of_cell(tmp_path: Path) -> None:
    for name in ("q2_improve", "q3_spheres__culture", "status", "q1_strength"):
        with pytest.raises(DataError) as error:
            read_text(tmp_path, written(coded(ASTANA, {name: "x, " * 33_000})))
        assert len(str(error.value)) < 500


def test_a_column_that_fits_two_questions(tmp_path: Path) -> None:
    first = ASTANA.question("q1_strength")
    twin = replace(first, id="q1_again")
    instrument = replace(ASTANA, sections=(Section("only", (first, twin)),), derived=())
    with pytest.raises(DataError, match="fits the questions q1_again, q1_strength. Write the id of one as the header"):
        read_text(tmp_path, written([[first.text["en"]], [5]]), instrument)
    assert read_text(tmp_path, written([["q1_strength", "q1_again"], [5, 6]]), instrument).frame["q1_again"].tolist() == [6]


def test_a_question_in_two_columns(tmp_path: Path) -> None:
    question = ASTANA.question("q2_improve")
    header, row = coded(ASTANA, {})
    read = read_text(tmp_path, written([[*header, question.text["kk"]], [*row, "Иә"]]))
    plain = read_text(tmp_path, written([header, row]))
    assert read.frame["q2_improve"].tolist() == plain.frame["q2_improve"].tolist()
    assert (read.frame.attrs["other_columns"], read.frame[question.text["kk"]].tolist()) == (question.text["kk"], ["Иә"])
    label, answer = "Age", "61"
    twin = replace(ASTANA.question("q1_strength"), id="ageg", text=Text((("kk", "Жас"), ("en", label), ("ru", "Возраст"))))
    small = replace(ASTANA, sections=(Section("only", (twin,)),), derived=())
    assert read_text(tmp_path, written([["age", "rid"], ["6", "1"]]), small).frame["ageg"].tolist() == [6]
    both = read_text(tmp_path, written([["age", "ageg"], [answer, "6"]]), small).frame
    assert (both["ageg"].tolist(), both["age"].tolist()) == ([6], [61])
    with pytest.raises(DataError, match="q3_spheres stands in one column and in q3_spheres__economy"):
        read_text(tmp_path, written([[*header, "q3_spheres"], [*row, "Economy"]]))


def test_a_header_that_is_nearly_a_question_is_suggested(tmp_path: Path) -> None:
    header, row = coded(ASTANA, {})
    header = [
        "Do you want Kazakhstan to improve relations with these countries?" if name == "q2_improve" else name for name in header
    ]
    with pytest.raises(DataError, match="Is it 'Do you want Kazakhstan to improve relations with these coun…'"):
        read_text(tmp_path, written([header, row]))


def test_a_questions_text_among_other_words_is_suggested_and_what_is_unused_is_named(tmp_path: Path) -> None:
    header, row = coded(ASTANA, {})
    text = f"Сұрақ: {ASTANA.question('q7_benefit').text['kk']} (міндетті)"
    header = [text if name == "q7_benefit" else name for name in header]
    with pytest.raises(DataError) as caught:
        read_text(tmp_path, written([[*header, "region"], [*row, "a"]]))
    lines = str(caught.value).splitlines()
    assert "no column holds q7_benefit" in lines[1]
    assert "Is it 'Сұрақ: Интеграция" in lines[1]
    assert lines[2].startswith("  columns that no question took: 'Сұрақ: Интеграция")
    assert lines[2].endswith("'region'. Read as the questionnaire astana-2023; name another one with instrument=.")


def test_a_file_of_another_questionnaire_is_one_problem(tmp_path: Path) -> None:
    with pytest.raises(DataError) as caught:
        read_text(tmp_path, "Did you vote?,party\nYes,1\n")
    _, problem, unused = str(caught.value).splitlines()
    assert problem.startswith("  no column holds a question of astana-2023: not q1_strength, q2_improve, ")
    assert "columns that no question took: 'Did you vote?', 'party'. Read as the questionnaire astana-2023" in unused


def test_every_response_partial(tmp_path: Path) -> None:
    with pytest.raises(
        DataError, match="no complete response is left. Got 2 partial. Partial responses are read with partials=True"
    ):
        read_text(tmp_path, written(coded(ASTANA, {"status": "partial"}, {"status": "partial"})))


def test_a_file_that_is_not_there_or_of_an_unknown_kind(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"nothing.csv: cannot be read \(No such file or directory\)"):
        read(tmp_path / "nothing.csv", instrument=ASTANA)
    (tmp_path / "folder.csv").mkdir()
    with pytest.raises(DataError, match=r"folder.csv: cannot be read \(Is a directory\)"):
        read(tmp_path / "folder.csv", instrument=ASTANA)
    with pytest.raises(DataError, match=r"files ending in '.docx' cannot be read. Save it as one of .csv"):
        read(tmp_path / "answers.docx", instrument=ASTANA)


def test_the_longest_csv_cell_is_not_a_setting_of_the_process(tmp_path: Path) -> None:
    before = csv.field_size_limit()
    read_text(tmp_path, GOOD)
    assert csv.field_size_limit() == before


class TestWorkbooks:
    rows = coded(ASTANA, {"q1_strength": 7.0, "q2_improve": 1}, {"q1_strength": 3})

    def read(self, folder: Path, content: bytes, **options: object) -> list[int]:
        return [int(n) for n in read_text(folder, content, name="answers.xlsx", **options).frame["q1_strength"]]

    def test_a_workbook_is_read(self, tmp_path: Path) -> None:
        assert self.read(tmp_path, xlsx(self.rows)) == [7, 3]

    def test_one_of_several_worksheets(self, tmp_path: Path) -> None:
        content = xlsx(self.rows, [["codebook"], ["x"]])
        with pytest.raises(DataError, match="has several worksheets. Got sheet 0, sheet 1. Name one with table="):
            self.read(tmp_path, content)
        assert self.read(tmp_path, content, table="sheet 0") == [7, 3]
        with pytest.raises(Exception, match="no such worksheet"):
            self.read(tmp_path, content, table="sheet 9")
        assert self.read(tmp_path, xlsx([], self.rows)) == [7, 3]

    def test_rows_are_numbered_as_the_spreadsheet_shows_them(self, tmp_path: Path) -> None:
        header, good, _ = self.rows
        bad = [11 if name == "q1_strength" else cell for name, cell in zip(header, good, strict=True)]
        bad[0] = "b" * 32
        with pytest.raises(DataError, match="row 5, column 'q1_strength': '11' lies outside"):
            self.read(tmp_path, xlsx([header, good, [], [None], bad]))

    def test_dates_and_truth_values_are_texts(self, tmp_path: Path) -> None:
        import datetime

        header, row, _ = self.rows
        content = xlsx([["Timestamp", "when", *header], [datetime.datetime(2000, 1, 1, 9, 30), datetime.date(2000, 1, 2), *row]])  # noqa: DTZ001
        frame = read_text(tmp_path, content, name="answers.xlsx").frame
        assert frame["when"].tolist() == ["2000-01-02"]
        assert "Timestamp" not in frame

    def test_a_cell_beyond_the_header(self, tmp_path: Path) -> None:
        with pytest.raises(DataError, match="column 33 holds values and has no name"):
            self.read(tmp_path, xlsx([self.rows[0], [*self.rows[1], "more"]]))

    def test_a_password(self, tmp_path: Path) -> None:
        with pytest.raises(DataError, match="has a password, or is a workbook of the old kind"):
            self.read(tmp_path, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512)

    @pytest.mark.parametrize("content", [b"a,b\n1,2\n", b"PK\x03\x04broken", xlsx([["a"]])[:200]])
    def test_no_workbook(self, tmp_path: Path, content: bytes) -> None:
        with pytest.raises(DataError, match="is no Excel workbook"):
            self.read(tmp_path, content)

    def test_an_archive_of_something_else(self, tmp_path: Path) -> None:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            archive.writestr("readme.txt", "hello")
        with pytest.raises(DataError, match="cannot be read as an Excel workbook"):
            self.read(tmp_path, out.getvalue())

    def test_an_archive_that_would_fill_the_memory(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(workbook, "UNPACKED_BYTES", 10 * 2**20)
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("xl/worksheets/sheet1.xml", b"0" * (11 * 2**20))
        assert len(out.getvalue()) < 2**16
        with pytest.raises(DataError, match="would unpack to more than 10 MB. Got 11 MB"):
            self.read(tmp_path, out.getvalue())


def test_parquet_that_is_none(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"answers.parquet: cannot be read as a Parquet file"):
        read_text(tmp_path, b"PAR1 not really", name="answers.parquet")


def test_a_file_too_large_for_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readers, "MAXIMUM_BYTES", 2**20)
    with pytest.raises(DataError, match="is larger than 1 MB"):
        read_text(tmp_path, GOOD + "\n" * 2**20)


def test_a_header_longer_than_any_cell_may_be(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="line 1: cannot be read as a table"):
        read_text(tmp_path, f'"{"x" * 200_000}",b\n1,2\n')


def test_parquet_with_lists(tmp_path: Path) -> None:
    out = io.BytesIO()
    pq.write_table(pa.table({"q1_strength": [1], "q3_spheres": [[1, 2]]}), out)
    with pytest.raises(DataError, match="holds lists or structures.* Got 'q3_spheres'"):
        read_text(tmp_path, out.getvalue(), name="answers.parquet")


class TestHeaders:
    rows = coded(ASTANA, {"q1_strength": 7})

    def test_a_title_above_the_header(self, tmp_path: Path) -> None:
        for delimiter in ",;":
            text = written([["Results of the survey"], [], *self.rows], delimiter)
            with pytest.raises(DataError, match="answers.csv: the first row names no question. Is the header in row 3"):
                read_text(tmp_path, text)

    def test_a_blank_first_row_of_a_workbook(self, tmp_path: Path) -> None:
        with pytest.raises(DataError, match="answers.xlsx: the first row names no question. Is the header in row 2"):
            read_text(tmp_path, xlsx([[], *self.rows]), name="answers.xlsx")

    def test_excels_line_that_names_the_delimiter(self, tmp_path: Path) -> None:
        for delimiter in ";|":
            text = f"sep={delimiter}\r\n" + written(self.rows, delimiter)
            assert read_text(tmp_path, text).frame["q1_strength"].tolist() == [7]
        with pytest.raises(DataError, match="row 2, column 'q1_strength': '11' lies outside"):
            read_text(tmp_path, "sep=;\n" + written(coded(ASTANA, {"q1_strength": 11}), ";"))


def test_formulas_that_were_saved_without_their_values(tmp_path: Path) -> None:
    header, row = coded(ASTANA, {"q1_strength": "=3+4"})
    with pytest.raises(DataError, match=r"answers.xlsx, worksheet 'sheet 0': holds formulas without their values. Got 'F2'"):
        read_text(tmp_path, xlsx([header, row]), name="answers.xlsx")


def test_formulas_that_were_saved_with_their_values(tmp_path: Path) -> None:
    """openpyxl writes no values, so the value is put into the file as Excel writes it."""
    with zipfile.ZipFile(io.BytesIO(xlsx(coded(ASTANA, {"q1_strength": "=3+4"})))) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    assert b"<f>3+4</f><v></v>" in parts[sheet] or b"<f>3+4</f><v />" in parts[sheet]
    parts[sheet] = parts[sheet].replace(b"<v />", b"<v>7</v>").replace(b"<v></v>", b"<v>7</v>")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    assert read_text(tmp_path, out.getvalue(), name="answers.xlsx").frame["q1_strength"].tolist() == [7]


class TestArchives:
    def zipped(self, **files: str | bytes) -> bytes:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in files.items():
                archive.writestr(name.replace("_", "."), content)
        return out.getvalue()

    def test_the_one_csv_file_is_read(self, tmp_path: Path) -> None:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            archive.writestr("Survey.csv", GOOD)
            archive.writestr("__MACOSX/._Survey.csv", b"\0")
        for packed in (self.zipped(survey_csv=GOOD), out.getvalue()):
            data = read_text(tmp_path, packed, name="Survey.csv.zip")
            assert data.frame["q4_leave_eaeu"].tolist() == [97]
            assert data.source_hash == hashlib.sha256(packed).hexdigest()

    def test_anything_else_must_be_unpacked(self, tmp_path: Path) -> None:
        for content, got in (
            (self.zipped(a_csv=GOOD, b_csv=GOOD), "'a.csv', 'b.csv'"),
            (self.zipped(a_xlsx=xlsx([["a"]])), "'a.xlsx'"),
            (self.zipped(), "nothing"),
        ):
            with pytest.raises(DataError, match=f"holds one CSV file. Got {got}. Unpack it first"):
                read_text(tmp_path, content, name="answers.zip")

    @pytest.mark.parametrize("content", [b"a,b\n1,2\n", b"PK\x03\x04broken"])
    def test_no_archive(self, tmp_path: Path, content: bytes) -> None:
        with pytest.raises(DataError, match="answers.zip: cannot be unpacked: it is damaged"):
            read_text(tmp_path, content, name="answers.zip")

    def test_a_damaged_one(self, tmp_path: Path) -> None:
        content = bytearray(self.zipped(a_csv=GOOD))
        content[60] ^= 0xFF
        with pytest.raises(DataError, match="cannot be unpacked"):
            read_text(tmp_path, bytes(content), name="answers.zip")

    def test_one_that_would_fill_the_memory(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(readers, "MAXIMUM_BYTES", 2**20)
        with pytest.raises(DataError, match="would unpack to more than 1 MB"):
            read_text(tmp_path, self.zipped(a_csv="\n" * (2**20 + 1)), name="answers.zip")

    def test_an_empty_file_inside(self, tmp_path: Path) -> None:
        with pytest.raises(DataError, match="the file inside is empty"):
            read_text(tmp_path, self.zipped(a_csv="\n"), name="answers.zip")
