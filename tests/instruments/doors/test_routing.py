"""Routing on paper leads nobody past a question that the form on the web would ask."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from instruments.doors.routing import left, steps, target
from instruments.load import find, load
from instruments.model import AnswerIs, ArmIs, Combination, Condition, Group, Instrument, Kind, Operator
from instruments.route import routing
from tests.instruments.samples import loaded, one
from tests.strategies import instruments, responses

SURVEY = Path(__file__).resolve().parents[2] / "survey"
EVERY_KIND = load(SURVEY / "every-kind.yaml")
YES = AnswerIs("q1", Operator.IN, (1,))
CARD, CONTROL = ArmIs("card", "card"), ArmIs("card", "control")


def jumps(instrument: Instrument, question_id: str) -> dict[int, str | bool | None]:
    """Return, for each code of a question, the id that its tick leads to; None = the end, False = to what follows."""
    asked = steps(instrument, {})
    index = next(index for index, step in enumerate(asked) if step.question.id == question_id)
    reached = {choice.code: target(asked, index, choice) for choice in asked[index].question.choices}
    return {code: step if step is None or isinstance(step, bool) else step.question.id for code, step in reached.items()}


@given(st.data())
@settings(max_examples=50)
def test_a_jump_passes_only_questions_that_are_not_asked(data: st.DataObject) -> None:
    instrument = data.draw(instruments())
    response = data.draw(responses(instrument))
    reasons = routing(instrument, response.answers, {})
    asked = steps(instrument, {})
    for index, step in enumerate(asked):
        answer = response.answers.get(step.question.id)
        for choice in step.question.choices if step.question.kind is Kind.ONE and answer else ():
            if answer is None or choice.code not in answer.codes:
                continue
            reached = target(asked, index, choice)
            if not isinstance(reached, bool):
                end = asked.index(reached) if reached else len(asked)
                assert [each.question.id for each in asked[index + 1 : end] if reasons[each.question.id] is None] == []


def test_a_tick_leads_past_what_it_rules_out() -> None:
    assert jumps(EVERY_KIND, "works") == {1: False, 2: "trust", -1: "trust"}


def test_the_last_questions_can_be_passed_to_the_end() -> None:
    small = loaded(one("q1"), one("q2", "ask_if: {question: q1, in: [1]}"))
    assert jumps(small, "q1") == {1: False, 2: None, -1: None}


def test_no_jump_where_the_order_is_drawn_or_a_text_comes_next() -> None:
    tail = one("q2", "ask_if: {question: q1, in: [1]}")
    text = "id: t\nkind: info\ntext: {en: Read this}"
    assert jumps(loaded(one("q1"), tail, text, one("q3")), "q1")[2] is False
    drawn = load(find("astana-2023"))
    assert all(jump is False for question in ("q2_improve", "q7_benefit") for jump in jumps(drawn, question).values())


@pytest.mark.parametrize(
    ("condition", "arms", "remains"),
    [
        (None, {}, True),
        (CARD, {}, CARD),
        (CARD, {"card": "card"}, True),
        (CARD, {"card": "control"}, False),
        (Group(Combination.ALL, (CARD, YES)), {"card": "card"}, Group(Combination.ALL, (YES,))),
        (Group(Combination.ALL, (CARD, YES)), {"card": "control"}, False),
        (Group(Combination.ANY, (CARD, YES)), {"card": "card"}, True),
        (Group(Combination.ANY, (CARD, YES)), {"card": "control"}, Group(Combination.ANY, (YES,))),
        (Group(Combination.ANY, (CARD, CONTROL)), {"card": "other"}, False),
        (Group(Combination.NONE, (CARD, YES)), {"card": "card"}, False),
        (Group(Combination.NONE, (CARD, YES)), {"card": "control"}, Group(Combination.NONE, (YES,))),
        (Group(Combination.NONE, (CARD,)), {"card": "control"}, True),
    ],
)
def test_known_arms_leave_the_part_of_a_condition_that_depends_on_answers(
    condition: Condition | None, arms: dict[str, str], remains: Condition | bool
) -> None:
    assert left(condition, arms) == remains


def test_a_question_that_the_form_lacks_has_no_answer() -> None:
    follow_up = one("q3", "ask_if: {any: [{question: q2, in: [1]}, {question: q1, answered: false}]}")
    only = one("q2", "ask_if: {experiment: card, arm: card}")
    small = loaded(one("q1"), only, follow_up, tail="experiments: [{id: card, arms: [control, card]}]\n")
    assert [step.question.id for step in steps(small, {"card": "card"})] == ["q1", "q2", "q3"]
    control = steps(small, {"card": "control"})
    assert [step.question.id for step in control] == ["q1", "q3"]
    assert control[1].own == Group(Combination.ANY, (AnswerIs("q1", Operator.ANSWERED, (0,)),))
    assert [step.question.id for step in steps(loaded(one("q1"), only, one("q3", "ask_if: {question: q2, in: [1]}"),
            tail="experiments: [{id: card, arms: [control, card]}]\n"), {"card": "control"})] == ["q1"]  # fmt: skip
