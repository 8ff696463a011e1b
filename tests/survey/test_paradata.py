"""How an interview went, without who it was: language of each answer, moves back, width of the screen."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa

import analysis
from instruments.load import find, load
from survey.exporting.export import export
from survey.exporting.table import Wanted
from tests.survey.respondent import Respondent
from tests.survey.test_journeys import SLUG, finish

Rows = Callable[[str], list[tuple[object, ...]]]
WENT = "SELECT back_moves, layout FROM response"


def test_each_answer_has_the_language_of_its_page(respondent: Respondent, rows: Rows) -> None:
    respondent.start(SLUG, "kk")
    respondent.next(q1_strength="7")
    respondent.press("language:ru")
    respondent.next(q2_improve="1")
    respondent.get(f"/{SLUG}/question/q1_strength")
    respondent.next()
    assert rows("SELECT question, language FROM answer ORDER BY question") == [("q1_strength", "ru"), ("q2_improve", "ru")]
    respondent.press("language:kk")
    respondent.next(q2_improve="2")
    assert rows("SELECT question, language FROM answer ORDER BY question") == [("q1_strength", "ru"), ("q2_improve", "kk")]
    assert rows("SELECT language FROM response") == [("kk",)]


def test_a_language_button_does_not_change_in_which_language_was_answered(respondent: Respondent, rows: Rows) -> None:
    respondent.start(SLUG, "kk")
    respondent.press("language:ru", q1_strength="7")
    assert rows("SELECT question, language FROM answer") == [("q1_strength", "kk")]
    assert rows("SELECT language FROM response") == [("kk",)]
    respondent.next()
    assert rows("SELECT question, language FROM answer") == [("q1_strength", "ru")], "sent from a page in that language"


def test_the_language_is_that_of_the_page_though_another_tab_was_switched(respondent: Respondent, rows: Rows) -> None:
    respondent.start(SLUG, "kk")
    tab, path = respondent.page, respondent.path
    respondent.press("language:ru")
    respondent.page, respondent.path = tab, path
    respondent.next(q1_strength="7")
    assert rows("SELECT question, language FROM answer") == [("q1_strength", "kk")]
    respondent.forge(path, q1_strength="6", language="xx", stood="")
    assert {language for (language,) in rows("SELECT language FROM answer")} == {"ru"}, "what no page says is not believed"


def test_moves_back_are_counted_wherever_they_come_from(respondent: Respondent, rows: Rows) -> None:
    respondent.start(SLUG)
    respondent.next(q1_strength="7")
    respondent.press("back")
    assert rows(WENT) == [(1, None)]
    respondent.next()
    respondent.press("back", q2_improve="1")
    assert rows(WENT) == [(2, None)]
    finish(respondent)
    respondent.press("back")
    assert rows(WENT) == [(3, None)]
    respondent.press("language:en")
    respondent.next()
    assert rows(WENT) == [(3, None)], "nothing else counts"


@pytest.mark.parametrize("width", ["narrow", "wide"])
def test_the_width_of_the_screen_is_kept_as_last_told(respondent: Respondent, rows: Rows, width: str) -> None:
    respondent.start(SLUG)
    respondent.next(layout="narrow")
    assert rows(WENT) == [(0, "narrow")]
    respondent.next(layout=width)
    assert rows(WENT) == [(0, width)]
    respondent.next()
    assert rows(WENT) == [(0, width)], "a page without the script takes nothing back"
    respondent.next(layout="1920x1080")
    assert rows(WENT) == [(0, width)], "nothing finer is ever stored"
    assert rows("SELECT count(*) FROM counter WHERE event = 'ignored_fields'") == [(0,)]


def test_exports_and_both_readers_hold_it(respondent: Respondent, engine: sa.Engine, tmp_path: Path) -> None:
    respondent.start(SLUG)
    respondent.next(q1_strength="7", layout="wide")
    respondent.press("back")
    finish(respondent)
    respondent.next()
    out = tmp_path / "out.csv"
    export(engine, Wanted(SLUG), out, force=False)
    header, row = (line.split(",") for line in out.read_text(encoding="utf-8-sig").splitlines())
    assert header[-3:] == ["back_moves", "layout", "interviewer"]
    assert row[-3:] == ["1", "wide", ""]
    from_file = analysis.read(out, instrument=load(find(SLUG))).frame
    from_database = analysis.read(str(engine.url), table=SLUG).frame
    for frame in (from_file, from_database):
        assert list(frame["back_moves"]) == [1]
        assert list(frame["layout"]) == ["wide"]


def test_a_file_without_it_is_read_and_a_wrong_one_is_refused(tmp_path: Path) -> None:
    instrument = load(find(SLUG))
    names = ["response_id", *(question.id for question in instrument.asked if question.kind != "many")]
    spheres = [f"q3_spheres__{choice.id}" for choice in instrument.question("q3_spheres").substantive]
    cells = ["a", "5", *["1"] * (len(names) - 2), "1", *["0"] * (len(spheres) - 1)]
    whole = tmp_path / "whole.csv"
    whole.write_text(",".join([*names, *spheres]) + "\n" + ",".join(cells) + "\n", encoding="utf-8")
    assert "layout" not in analysis.read(whole, instrument=instrument).frame
    for column, cell, said in (("layout", "tablet", "narrow, wide"), ("back_moves", "-1", "a whole number, 0 or more")):
        wrong = tmp_path / f"{column}.csv"
        wrong.write_text(",".join([*names, *spheres, column]) + "\n" + ",".join([*cells, cell]) + "\n", encoding="utf-8")
        with pytest.raises(analysis.DataError, match=said):
            analysis.read(wrong, instrument=instrument)
