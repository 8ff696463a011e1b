"""A response becomes a row with every missing code put in, and comes back."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from instruments.answers import SKIPPED, Answer
from instruments.codebook import entries
from instruments.dump import dump
from instruments.errors import AnswerError, UnknownQuestionError
from instruments.load import find, load, load_text
from instruments.model import Instrument, NonAnswer
from instruments.responses import Response, Status, answer_from_cells, column_names, derived_value, response_from_row, wide_row
from instruments.storage import StoredAnswer, restored, stored
from tests.instruments.samples import loaded, one
from tests.strategies import instruments, responses

ASTANA = load(find("astana-2023"))


def response(status: Status = Status.COMPLETE, **answers: Answer) -> Response:
    return Response("0" * 32, status, "kk", "web", 1, answers)


def test_the_row_holds_codes_ticks_and_texts() -> None:
    row = wide_row(
        ASTANA,
        response(
            q1_strength=Answer(value=7),
            q3_spheres=Answer(value=(1, 9), other_text="Спорт"),
            q4_leave_eaeu=Answer(missing=NonAnswer.CANNOT_ANSWER),
        ),
    )
    assert tuple(row) == column_names(ASTANA)
    assert (row["q1_strength"], row["q4_leave_eaeu"], row["q5_leave_csto"]) == (7, -1, -5)
    assert (row["q3_spheres__economy"], row["q3_spheres__tourism"], row["q3_spheres__other"]) == (1, 0, 1)
    assert row["q3_spheres__other_text"] == "Спорт"
    assert (row["language"], row["status"], row["version"], row["seconds_q1_strength"]) == ("kk", "complete", 1, None)


def test_a_non_answer_to_many_stands_in_all_its_columns() -> None:
    row = wide_row(ASTANA, response(q3_spheres=SKIPPED))
    assert {value for name, value in row.items() if name.startswith("q3_") and not name.endswith("other_text")} == {-5}


def test_an_unfinished_response_was_not_reached_where_a_complete_one_was_skipped() -> None:
    assert wide_row(ASTANA, response(Status.PARTIAL))["q7_benefit"] == -8
    assert wide_row(ASTANA, response(Status.COMPLETE))["q7_benefit"] == -5


def routed() -> Instrument:
    return loaded(one("q1"), one("q2", "ask_if: {question: q1, in: [1]}"), "id: w\nkind: text\ntext: {en: Why}")


def test_what_hangs_on_an_answer_that_was_not_reached_is_not_applicable() -> None:
    row = wide_row(routed(), Response("0", Status.PARTIAL, "en", "web", 1, {}))
    assert (row["q1"], row["q2"]) == (-8, -3), "the code of q2 follows from that of q1: a non-answer meets no condition"


def test_a_question_routed_past_is_not_applicable_whatever_was_stored() -> None:
    row = wide_row(routed(), Response("0", Status.COMPLETE, "en", "web", 1, {"q1": Answer(value=2), "q2": Answer(value=1)}))
    assert row["q2"] == -3


def test_a_text_and_its_missing_code_have_columns_of_their_own() -> None:
    row = wide_row(routed(), Response("0", Status.COMPLETE, "en", "web", 1, {"w": Answer(value="-1")}))
    assert (row["w"], row["w__missing"]) == ("-1", None)
    row = wide_row(routed(), Response("0", Status.PARTIAL, "en", "web", 1, {}))
    assert (row["w"], row["w__missing"]) == (None, -8)


def test_arms_and_seconds_stand_in_the_row_and_come_back() -> None:
    instrument = loaded(one("q1"), tail="experiments: [{id: card, arms: [plain, shown]}]")
    given_response = Response("0", Status.COMPLETE, "en", "web", 1, {"q1": SKIPPED}, {"card": "shown"}, {"q1": 12})
    row = wide_row(instrument, given_response)
    assert (row["arm_card"], row["seconds_q1"]) == ("shown", 12)
    assert response_from_row(instrument, row) == given_response


def test_a_wave_of_a_panel_says_which_member_answered_and_no_other_questionnaire_does() -> None:
    wave, anonymous = loaded(one("q1"), tail="panel: views"), loaded(one("q1"))
    given = replace(response(q1=Answer(value=1)), panel_id="p0123456789abcdef")
    row = wide_row(wave, given)
    assert list(row)[:7] == ["response_id", "status", "language", "mode", "version", "panel_id", "q1"]
    assert list(row) == list(column_names(wave))
    assert response_from_row(wave, row) == given
    assert response_from_row(wave, {**row, "panel_id": None}).panel_id is None
    assert "panel_id" not in wide_row(anonymous, given)
    assert response_from_row(anonymous, {**wide_row(anonymous, given), "panel_id": "p0123456789abcdef"}).panel_id is None
    assert load_text(dump(wave), "again.yaml") == wave
    assert [entry.variable for entry in entries(wave, "en")][5] == "panel_id"


@given(st.data())
@settings(max_examples=80, deadline=None)
def test_a_response_survives_the_way_to_a_row_and_back(data: st.DataObject) -> None:
    instrument = data.draw(instruments())
    drawn = data.draw(responses(instrument))
    row = wide_row(instrument, drawn)
    assert tuple(row) == column_names(instrument)
    assert response_from_row(instrument, row) == drawn


@given(st.data())
@settings(max_examples=80, deadline=None)
def test_an_answer_survives_the_way_to_the_tables_and_back(data: st.DataObject) -> None:
    instrument = data.draw(instruments())
    for question_id, answer in data.draw(responses(instrument)).answers.items():
        assert restored(stored(instrument.question(question_id), answer)) == answer


def test_an_erased_text_counts_as_skipped() -> None:
    assert restored(StoredAnswer(None, None)) == SKIPPED
    assert restored(StoredAnswer("97", None)) == Answer(value=97)


@pytest.mark.parametrize("cell", [11, 0, -50, "7"])
def test_a_cell_that_does_not_fit_is_refused(cell: int | str) -> None:
    with pytest.raises(AnswerError):
        answer_from_cells(ASTANA.question("q1_strength"), {"q1_strength": cell})


def test_an_empty_cell_is_skipped() -> None:
    assert answer_from_cells(ASTANA.question("q1_strength"), {"q1_strength": None}) == SKIPPED


def test_derived_categories_collect_codes_and_let_non_answers_pass() -> None:
    bins = ASTANA.derived_variable("q1_bin")
    assert bins is not None
    assert [derived_value(bins, code) for code in (1, 3, 4, 7, 8, 10, -5)] == [
        "low",
        "low",
        "average",
        "average",
        "high",
        "high",
        -5,
    ]
    assert ASTANA.derived_variable("q9") is None


def test_an_unknown_question_is_named_with_the_nearest() -> None:
    with pytest.raises(UnknownQuestionError, match="Did you mean 'q1_strength'") as caught:
        ASTANA.question("q1_strenght")
    assert not str(caught.value).startswith('"')
    with pytest.raises(UnknownQuestionError, match="has no question 'zzz'"):
        ASTANA.question("zzz")


def test_a_label_in_a_language_the_instrument_lacks_is_an_error() -> None:
    with pytest.raises(KeyError, match="tr"):
        ASTANA.title["tr"]
    with pytest.raises(KeyError, match="5"):
        ASTANA.question("q2_improve").choice(5)
