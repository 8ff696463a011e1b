"""Who is asked what."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from instruments.answers import SKIPPED, Answer
from instruments.errors import InstrumentFileError
from instruments.model import Instrument, Kind, NonAnswer
from instruments.reach import unreachable
from instruments.route import asked, is_certain, most_asked, routing
from tests.instruments.samples import loaded, one
from tests.strategies import instruments, responses

CANNOT = Answer(missing=NonAnswer.CANNOT_ANSWER)
SCALE = "id: s\nkind: scale\ntext: {en: How}\nlow: 1\nhigh: 10"
MANY = "id: m\nkind: many\ntext: {en: Which}\nchoices: [{code: 1, id: a, label: {en: A}}, {code: 2, id: b, label: {en: B}}]"


def reason(condition: str, **answers: Answer) -> NonAnswer | None:
    instrument = loaded(one("q1"), SCALE, MANY, one("q2", f"ask_if: {condition}"))
    return routing(instrument, answers, {})["q2"]


@pytest.mark.parametrize(
    ("condition", "answer", "is_asked"),
    [
        ("{question: q1, in: [1]}", Answer(value=1), True),
        ("{question: q1, in: [1]}", Answer(value=2), False),
        ("{question: q1, in: [1]}", CANNOT, False),
        ("{question: q1, in: [-1]}", CANNOT, True),
        ("{question: q1, not_in: [1]}", Answer(value=2), True),
        ("{question: q1, not_in: [1]}", Answer(value=1), False),
        ("{question: q1, not_in: [1]}", CANNOT, False),
        ("{question: q1, not_in: [1]}", None, False),
        ("{question: q1, answered: true}", Answer(value=2), True),
        ("{question: q1, answered: true}", CANNOT, False),
        ("{question: q1, answered: false}", CANNOT, True),
        ("{question: q1, answered: false}", SKIPPED, True),
        ("{question: q1, answered: false}", None, True),
        ("{none: [{question: q1, in: [1]}]}", None, True),
        ("{none: [{question: q1, in: [1]}]}", Answer(value=1), False),
    ],
)
def test_conditions_on_one_choice(condition: str, answer: Answer | None, is_asked: bool) -> None:
    answers = {} if answer is None else {"q1": answer}
    assert (reason(condition, **answers) is None) is is_asked


@pytest.mark.parametrize(("number", "is_asked"), [(3, False), (4, True), (7, True), (8, False)])
def test_conditions_on_a_number(number: int, is_asked: bool) -> None:
    condition = "{all: [{question: s, at_least: 4}, {question: s, at_most: 7}]}"
    assert (reason(condition, s=Answer(value=number)) is None) is is_asked


def test_in_on_many_means_any_of() -> None:
    assert reason("{question: m, in: [1]}", m=Answer(value=(1, 2))) is None
    assert reason("{question: m, in: [1]}", m=Answer(value=(2,))) is NonAnswer.NOT_APPLICABLE
    assert reason("{question: m, not_in: [1]}", m=Answer(value=(2,))) is None


def test_any_and_nesting() -> None:
    condition = "{any: [{question: s, at_least: 9}, {all: [{question: q1, in: [2]}, {question: m, answered: true}]}]}"
    assert reason(condition, s=Answer(value=10)) is None
    assert reason(condition, q1=Answer(value=2), m=Answer(value=(1,))) is None
    assert reason(condition, q1=Answer(value=2)) is NonAnswer.NOT_APPLICABLE


def test_an_answer_to_a_question_that_no_longer_applies_does_not_count() -> None:
    instrument = loaded(
        one("q1"), one("q2", "ask_if: {question: q1, in: [1]}"), one("q3", "ask_if: {question: q2, answered: true}")
    )
    answers = {"q1": Answer(value=2), "q2": Answer(value=1)}
    assert [question.id for question in asked(instrument, answers, {})] == ["q1"]


def experiment() -> Instrument:
    return loaded(
        one("q1"),
        one("q2", "ask_if: {experiment: card, arm: shown}"),
        one("q3", "ask_if: {all: [{experiment: card, arm: shown}, {question: q1, in: [1]}]}"),
        tail="experiments: [{id: card, arms: [plain, shown]}]",
    )


def test_another_arm_is_not_asked_and_another_answer_is_not_applicable() -> None:
    reasons = routing(experiment(), {"q1": Answer(value=1)}, {"card": "plain"})
    assert (reasons["q2"], reasons["q3"]) == (NonAnswer.NOT_ASKED, NonAnswer.NOT_ASKED)
    reasons = routing(experiment(), {"q1": Answer(value=2)}, {"card": "plain"})
    assert reasons["q3"] is NonAnswer.NOT_APPLICABLE
    assert routing(experiment(), {"q1": Answer(value=1)}, {"card": "shown"})["q3"] is None


def test_a_section_may_have_a_condition() -> None:
    instrument = loaded(
        one("q1"),
        tail="  - id: second\n    ask_if: {question: q1, in: [1]}\n    questions: [{id: q2, kind: text, text: {en: Why}}]\n",
    )
    assert routing(instrument, {"q1": Answer(value=1)}, {})["q2"] is None
    assert routing(instrument, {"q1": Answer(value=2)}, {})["q2"] is NonAnswer.NOT_APPLICABLE


def test_a_number_operator_on_an_answer_that_is_no_number_fails_quietly() -> None:
    assert reason("{question: s, at_least: 4}", s=Answer(value="seven")) is NonAnswer.NOT_APPLICABLE


def test_a_search_that_would_take_too_long_accuses_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("instruments.reach.LIMIT", 1)
    assert unreachable(loaded(one("q1"), one("q2", "ask_if: {question: q1, in: [1]}"))) == ()


def test_questions_that_can_be_reached_are_not_accused() -> None:
    text = "id: w\nkind: text\ntext: {en: Why}"
    instrument = loaded(
        one("q1"),
        SCALE,
        MANY,
        text,
        "id: number\nkind: integer\ntext: {en: Number}",
        one("q2", "ask_if: {question: q1, in: [-1]}"),
        one("q3", "ask_if: {all: [{question: m, in: [1]}, {question: m, in: [2]}]}"),
        one("q4", "ask_if: {all: [{question: s, at_least: 4}, {question: s, at_most: 4}]}"),
        one("q5", "ask_if: {all: [{question: w, answered: true}, {question: q2, answered: true}]}"),
        one("q6", "ask_if: {question: number, at_most: -100}"),
        one("q7", "ask_if: {question: m, answered: true}"),
        one("q8", "ask_if: {question: q7, answered: true}"),
    )
    assert unreachable(instrument) == ()
    assert unreachable(experiment()) == ()


def test_two_arms_of_one_experiment_at_once_are_out_of_reach() -> None:
    both = "ask_if: {all: [{experiment: card, arm: shown}, {experiment: card, arm: plain}]}"
    with pytest.raises(InstrumentFileError, match="'q2' can never be reached"):
        loaded(one("q1"), one("q2", both), tail="experiments: [{id: card, arms: [plain, shown]}]")


# --- how many questions at most ------------------------------------------------------------------------------------

EXPERIMENTS = """experiments:
  - {id: card, arms: [control, card, other], block_by: language}
  - {id: form, arms: [old, new], block_by: language}
"""


@pytest.mark.parametrize(
    ("conditions", "most"),
    [
        ((), 0),
        (("",), 1),
        (("", "{question: q0, in: [1]}", "{none: [{question: q0, in: [1]}]}"), 3),
        (("{experiment: card, arm: card}", "{experiment: card, arm: control}", "{experiment: card, arm: control}"), 2),
        (("{none: [{experiment: card, arm: card}]}", "{experiment: card, arm: card}"), 1),
        (("{none: [{none: [{experiment: card, arm: card}]}]}", "{experiment: card, arm: control}"), 1),
        (("{any: [{experiment: card, arm: card}, {experiment: card, arm: control}]}", "{experiment: card, arm: other}"), 1),
        (("{experiment: card, arm: card}", "{experiment: form, arm: new}", "{experiment: form, arm: old}"), 2),
        (("", "{all: [{question: q0, in: [1]}, {experiment: form, arm: new}]}", "{experiment: form, arm: old}"), 2),
        (("", "{none: [{question: q0, in: [1]}, {experiment: form, arm: new}]}", "{experiment: form, arm: old}"), 3),
    ],
)
def test_questions_are_counted_for_one_arm(conditions: tuple[str, ...], most: int) -> None:
    asked_if = [f"ask_if: {each}" if each else "" for each in conditions]
    blocks = [one(f"q{place}", each) for place, each in enumerate(asked_if)]
    instrument = loaded(*blocks, "id: read\nkind: info\ntext: {en: Read}", one("last"), tail=EXPERIMENTS)
    assert most_asked(instrument) == most + 1
    assert is_certain(instrument) is not any(conditions)


@given(st.data())
def test_nobody_is_asked_more_than_that(data: st.DataObject) -> None:
    instrument = data.draw(instruments())
    given = data.draw(responses(instrument))
    told = [question for question in asked(instrument, given.answers, given.arms) if question.kind is not Kind.INFO]
    assert len(told) <= most_asked(instrument)
    if is_certain(instrument):
        assert len(told) == most_asked(instrument)
