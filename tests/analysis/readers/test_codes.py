"""Tables of codes: types, missing codes, routing, status, and what does not fit."""

import math
import re
from dataclasses import replace
from pathlib import Path

import pytest

from analysis import Data, read
from analysis.errors import ArgumentError, DataError
from instruments.load import load
from tests.analysis.readers.files import ASTANA, ROUTED, Row, coded, read_text, written

EVERY_FORM = load(Path(__file__).resolve().parents[2] / "survey/every-form.yaml")
META = {"arm_card": "control"}
TICKS = [name for name in coded(ASTANA)[0] if str(name).startswith("q3_spheres__") and name != "q3_spheres__other_text"]


def astana(folder: Path, *changes: Row, **options: object) -> Data:
    return read_text(folder, written(coded(ASTANA, *changes)), **options)


def routed(folder: Path, *changes: Row, **options: object) -> Data:
    return read_text(folder, written(coded(ROUTED, *(META | dict(change) for change in changes))), ROUTED, **options)


def test_types(tmp_path: Path) -> None:
    frame = routed(tmp_path, {"works": 1, "hours": 40, "change": -3, "why": "-5", "big": 5, "seconds_works": 4}, {}).frame
    types = {name: str(dtype) for name, dtype in frame.dtypes.items()}
    assert {
        name: types[name] for name in ("works", "hours", "change", "change__missing", "why", "why__missing", "big", "version")
    } == {
        "works": "int16",
        "hours": "int16",
        "change": "float64",
        "change__missing": "float64",
        "why": "str",
        "why__missing": "float64",
        "big": "int32",
        "version": "int32",
    }
    assert (frame.loc[0, "change"], frame.loc[0, "why"], frame.loc[0, "seconds_works"]) == (-3, "-5", 4)
    assert math.isnan(frame.loc[0, "change__missing"])
    assert frame.loc[1, ["change__missing", "why__missing"]].tolist() == [-5, -5]
    assert math.isnan(frame.loc[1, "change"])


def test_empty_cells_are_routed(tmp_path: Path) -> None:
    """Worked by hand: no work, no hours; no or few hours, no overtime; the other arm saw nothing."""
    frame = routed(
        tmp_path,
        {"works": 2},
        {"works": 1},
        {"works": 1, "hours": 39},
        {"works": 1, "hours": 40, "arm_card": "card"},
        {"works": -1},
        {},
    ).frame
    assert frame[["works", "hours", "overtime", "saw"]].to_numpy().tolist() == [
        [2, -3, -3, -4],
        [1, -5, -3, -4],
        [1, 39, -3, -4],
        [1, 40, -5, -5],
        [-1, -3, -3, -4],
        [-5, -3, -3, -4],
    ]


def test_an_answer_that_routing_leaves_out_is_not_kept_and_counted(tmp_path: Path) -> None:
    frame = routed(tmp_path, {"works": 2, "hours": 40, "overtime": 1, "change": 1}).frame
    assert frame.loc[0, ["works", "hours", "overtime"]].tolist() == [2, -3, -3]
    assert frame.attrs == {"answers_not_asked": 2}


def test_not_applicable_where_the_question_was_asked_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="row 3, column 'hours': holds -3 or -4, yet the other answers say"):
        routed(tmp_path, {"works": 2, "hours": -3}, {"works": 1, "hours": -3})


def test_status_and_partial_responses(tmp_path: Path) -> None:
    rows: list[Row] = [{"q1_strength": 1}, {"status": "partial", "q1_strength": 2}, {"status": "screened"}, {"status": ""}]
    assert astana(tmp_path, *rows).excluded == {"test": 0, "screened": 1, "partial": 1}
    assert astana(tmp_path, *rows).frame["q1_strength"].tolist() == [1, -5]
    data = astana(tmp_path, *rows, partials=True)
    assert data.excluded == {"test": 0, "screened": 1, "partial": 0}
    assert data.frame["q1_strength"].tolist() == [1, 2, -5]
    # What a broken-off interview did not reach is -8, what a complete one skipped -5.
    assert data.frame["q7_benefit"].tolist() == [-5, -8, -5]


def test_tests_are_left_out_unless_wanted(tmp_path: Path) -> None:
    header, *rows = coded(ASTANA, {"q1_strength": 1}, {"q1_strength": 2})
    table = written([[*header, "is_test"], [*rows[0], 0], [*rows[1], 1]])
    assert read_text(tmp_path, table).excluded["test"] == 1
    data = read_text(tmp_path, table, include_tests=True)
    assert data.frame["is_test"].tolist() == [0, 1]
    assert data.excluded["test"] == 0


def test_the_hash_the_instrument_and_the_basis(tmp_path: Path) -> None:
    import hashlib

    text = written(coded(ASTANA, {}))
    data = read_text(tmp_path, text)
    assert data.source_hash == hashlib.sha256(text.encode()).hexdigest()
    assert data.instrument is ASTANA
    assert data.design.basis == "convenience"
    assert routed(tmp_path, {}).design.basis == "quota"


def test_formula_escapes_are_undone(tmp_path: Path) -> None:
    rows: list[Row] = [{"q4_leave_eaeu": 97, "q4_leave_eaeu__other_text": text} for text in ("'=1+1", "'-1", "'ayt", "''=1")]
    frame = astana(tmp_path, *rows).frame
    assert frame["q4_leave_eaeu__other_text"].tolist() == ["=1+1", "-1", "'ayt", "'=1"]


def test_an_other_text_alone_means_other(tmp_path: Path) -> None:
    row = {f"q3_spheres__{choice.id}": "" for choice in ASTANA.question("q3_spheres").substantive}
    frame = astana(tmp_path, row | {"q4_leave_eaeu__other_text": "кейін", "q3_spheres__other_text": "спорт"}).frame
    assert frame.loc[0, ["q4_leave_eaeu", "q3_spheres__other", "q3_spheres__economy"]].tolist() == [97, 1, 0]


def test_nothing_ticked_is_skipped(tmp_path: Path) -> None:
    assert astana(tmp_path, {}).frame.loc[0, "q3_spheres__culture"] == -5


def test_blank_rows_count_in_row_numbers(tmp_path: Path) -> None:
    header, *rows = coded(ASTANA, {"q1_strength": 1}, {"q1_strength": 11})
    with pytest.raises(DataError, match="row 5, column 'q1_strength': '11' lies outside 1 to 10"):
        read_text(tmp_path, written([header, rows[0], [], [""] * len(header), rows[1]]))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"q2_improve": 3}, "row 2, column 'q2_improve': '3' is no code of q2_improve"),
        ({"q2_improve": -9}, "'-9' is no code of q2_improve"),
        ({"q2_improve": "1.5"}, "'1.5' is no label of q2_improve"),
        ({"q1_strength": 0}, "'0' lies outside 1 to 10"),
        ({"q3_spheres__culture": 2}, "column 'q3_spheres__culture': '2' is neither 0 nor 1 nor a missing code"),
        ({"q3_spheres__culture": -5}, "the columns of q3_spheres hold -5, 0 in one row"),
        ({"q3_spheres__culture": "", "q3_spheres__economy": 1}, "the columns of q3_spheres hold 0, 1, nothing in one row"),
        ({"q3_spheres__culture": 1, "q3_spheres__not_chosen_yes": 1}, "excludes the others"),
        ({"q4_leave_eaeu": 1, "q4_leave_eaeu__other_text": "кейін"}, 'stands beside an answer that is not "other"'),
        ({"q4_leave_eaeu": 97, "q4_leave_eaeu__other_text": "а" * 201}, "has 201 characters, at most 200 are kept"),
        ({"status": "done"}, "column 'status': 'done' is not one of complete, partial, screened"),
        ({"language": "de"}, "'de' is not one of kk, en, ru"),
        ({"version": "x"}, "'x' is not a whole number from 1 to 1"),
        ({"version": 2}, "'2' is not a whole number from 1 to 1"),
        ({"seconds_q1_strength": -3}, "'-3' is not a whole number of seconds, 0 or more"),
        ({"q1_strength": -1}, r"q1_strength does not offer the missing code -1 \(cannot_answer\)"),
        ({"q4_leave_eaeu": -6}, r"q4_leave_eaeu does not offer the missing code -6 \(no_opinion\).*read\(missing=.-6: -6.\)"),
        (dict.fromkeys(TICKS, -1), "column 'q3_spheres__economy': q3_spheres does not offer the missing code -1"),
        ({"q4_leave_eaeu": -8}, r"row 2, column 'q4_leave_eaeu': holds -8 \(not reached\) in a complete response"),
        (dict.fromkeys(TICKS, -8), "column 'q3_spheres__economy': holds -8"),
        (
            {"q3_spheres__culture": 1, "q3_spheres__not_chosen_yes": 1},
            "column 'q3_spheres__economy': '3, 8' holds the code 8, which excludes the others",
        ),
        ({"seconds_q1_strength": "soon"}, "'soon' is not a whole number of seconds"),
        ({"response_id": ""}, "the response has no id"),
    ],
)
def test_what_does_not_fit(tmp_path: Path, change: Row, message: str) -> None:
    with pytest.raises(DataError, match=message):
        astana(tmp_path, change)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"arm_card": "other"}, "'other' is not one of control, card"),
        ({"change": 5, "change__missing": -5}, "'5' stands beside the missing code -5"),
        ({"why": "so", "why__missing": -8}, "'so' stands beside the missing code -8"),
        ({"why__missing": 3}, "'3' is no missing code"),
        ({"why": "x" * 21}, "has 21 characters, at most 20 are kept"),
        ({"change": 2**31}, "lies outside"),
        ({"works": 1, "hours": 169}, "'169' lies outside 0 to 168"),
        ({"works": 1, "hours": -1}, r"hours does not offer the missing code -1"),
        ({"why__missing": -1}, r"column 'why__missing': why does not offer the missing code -1"),
    ],
)
def test_what_does_not_fit_elsewhere(tmp_path: Path, change: Row, message: str) -> None:
    with pytest.raises(DataError, match=message):
        routed(tmp_path, change)


def test_a_response_twice(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="rows 2, 3, column 'response_id': the response 'a' stands here twice"):
        astana(tmp_path, {"response_id": "a"}, {"response_id": "a"}, {"response_id": "b"})


def test_all_problems_are_listed_at_once_and_cut_after_a_hundred(tmp_path: Path) -> None:
    rows: list[Row] = [{"q1_strength": 100 + number, "q2_improve": 3} for number in range(120)]
    with pytest.raises(DataError) as error:
        astana(tmp_path, *rows)
    lines = str(error.value).splitlines()
    assert lines[0] == "answers.csv: 121 problems; nothing was read."
    assert len(lines) == 102
    assert lines[-1] == "  … and 21 more"


def test_wrong_options(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(written(coded(ASTANA, {})))
    with pytest.raises(ArgumentError, match="no such engine"):
        read(path, instrument=ASTANA, engine="spark")
    with pytest.raises(ArgumentError, match="Give instrument=: one of"):
        read(path)
    with pytest.raises(ArgumentError, match="Did you mean 'astana-2023'"):
        read(path, instrument="astana-2032")
    assert len(read(str(path), instrument="astana-2023").frame) == 1


def test_a_question_without_its_arm_cannot_be_routed(tmp_path: Path) -> None:
    header, row = coded(ROUTED, META)
    without = [[cell for name, cell in zip(header, line, strict=True) if name != "arm_card"] for line in (header, row)]
    with pytest.raises(DataError, match="no column arm_card: without the arm nobody can say who was asked what"):
        read_text(tmp_path, written(without), ROUTED)


def test_a_text_of_blanks_that_are_not_seen_is_skipped(tmp_path: Path) -> None:
    assert routed(tmp_path, {"why": "\ufeff"}).frame.loc[0, "why__missing"] == -5
    assert routed(tmp_path, {"why": "Не знаю"}, missing={"не знаю": -1}).frame.loc[0, "why__missing"] == -1


def test_missing_codes_that_the_caller_names_are_read(tmp_path: Path) -> None:
    frame = astana(tmp_path, {"q1_strength": -1, "q4_leave_eaeu": -6}, missing={-1: -1, -6: -6}).frame
    assert frame.loc[0, ["q1_strength", "q4_leave_eaeu"]].tolist() == [-1, -6]


def test_not_reached_stands_in_responses_that_are_not_complete(tmp_path: Path) -> None:
    assert astana(tmp_path, {"status": "partial", "q1_strength": -8}, partials=True).frame["q1_strength"].tolist() == [-8]


def test_ticks_may_be_truth_values(tmp_path: Path) -> None:
    row = dict.fromkeys(TICKS, "FALSE") | {"q3_spheres__culture": "TRUE"}
    assert [int(astana(tmp_path, row).frame.loc[0, name]) for name in TICKS] == [0, 0, 1, 0, 0, 0, 0, 0, 0]


def test_a_consent_of_codes(tmp_path: Path) -> None:
    header, *rows = coded(ASTANA, {}, {})
    data = read_text(tmp_path, written([[*header, "consent"], [*rows[0], 1], [*rows[1], 0]]))
    assert data.excluded == {"test": 0, "screened": 1, "partial": 0}


def test_messages_name_the_header_as_written(tmp_path: Path) -> None:
    header, row = coded(ROUTED, META | {"works": 1, "hours": -3})
    header = [ROUTED.question("hours").text["en"] if name == "hours" else name for name in header]
    with pytest.raises(DataError, match="row 2, column 'Hours a week': holds -3 or -4"):
        read_text(tmp_path, written([header, row]), ROUTED)


def test_a_response_to_an_older_version_was_not_asked_what_is_new(tmp_path: Path) -> None:
    newer = replace(ASTANA, version=2)
    rows: list[Row] = [{"version": 1, "q1_strength": 7, "q7_benefit": -4}, {"version": 2, "q1_strength": 8, "q7_benefit": 1}]
    assert read_text(tmp_path, written(coded(ASTANA, *rows)), newer).frame["q7_benefit"].tolist() == [-4, 1]
    with pytest.raises(DataError, match="row 3, column 'q7_benefit': holds -3 or -4"):
        read_text(tmp_path, written(coded(ASTANA, rows[0], {"version": 2, "q7_benefit": -4})), newer)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"spheres__economy": "1", "spheres__culture": "1"}, "hold 1, 1 in one row"),
        ({"spheres__economy": "2"}, "hold 2 in one row. Write 1, 2, 3"),
        ({"spheres__economy": "1", "spheres__culture": "2", "spheres__defence": "3"}, "is no answer that spheres allows"),
        ({"spheres__economy": "-1"}, "hold -1 in one row"),
        ({"hours": "1.55"}, "is no answer that hours allows"),
        ({"hours": "many"}, "is no label of hours"),
        ({"born": "22.03.1991"}, "is no answer that born allows"),
        ({"born": "1980-01-01"}, "is no answer that born allows"),
        ({"trust__az": "9"}, "is no code of trust__az"),
        ({"did": "5"}, "lies outside 0 to 4"),
    ],
)
def test_a_cell_that_does_not_fit_its_kind_is_named(tmp_path: Path, changes: dict[str, str], words: str) -> None:
    path = tmp_path / "answers.csv"
    path.write_text(written(coded(EVERY_FORM, {"arm_list": "long", **changes})), encoding="utf-8")
    with pytest.raises(DataError, match=re.escape(words)):
        read(path, instrument=EVERY_FORM)


def test_dates_of_spreadsheets_and_decimals_with_a_comma_are_read(tmp_path: Path) -> None:
    path = tmp_path / "answers.csv"
    filled = {"arm_list": "long", "born": "1991-03-22 00:00:00", "hours": "1,5", "spheres__culture": "1"}
    path.write_text(written(coded(EVERY_FORM, filled)), encoding="utf-8")
    row = read(path, instrument=EVERY_FORM).frame.iloc[0]
    assert (row["born"], row["hours"], row["spheres__culture"]) == ("1991-03-22", 1.5, 1)
