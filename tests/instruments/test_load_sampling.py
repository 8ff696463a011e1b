"""Experiments in blocks, reasons to end early and quotas: what the loader takes, and what it says of mistakes."""

from __future__ import annotations

import pytest

from instruments.codebook import entries
from instruments.conditions import AnswerIs, Combination, Group, Operator
from instruments.dump import dump
from instruments.errors import InstrumentFileError
from instruments.load import load_text
from instruments.model import Experiment, Quota, ScreenOut, Text
from tests.instruments.samples import loaded, one

TEXT = "id: why\nkind: text\ntext: {en: Why}"
COUNT = """\
id: q0
kind: count
text: {en: How many}
items:
- {id: a, text: {en: A}}
- {id: b, text: {en: B}}
- {id: c, text: {en: C}, ask_if: {experiment: card, arm: shown}}
"""
CARD = "experiments: [{id: card, arms: [plain, shown], block_by: q1}]\n"
TAIL = """\
screen_out:
  - {id: minor, if: {question: q1, in: [2]}, text: {en: "Not for you."}}
  - {id: away, if: {all: [{question: q1, in: [1]}, {question: q2, answered: false}]}}
quotas:
  - {id: first, if: {question: q2, in: [1]}, at_most: 120}
  - {id: all, if: {any: [{question: q2, answered: true}, {question: q2, answered: false}]}, at_most: 1000}
experiments:
  - {id: card, arms: [plain, shown], ratio: [2, 1], block_by: q1}
"""


def problems_of(*blocks: str, tail: str) -> list[str]:
    with pytest.raises(InstrumentFileError) as caught:
        loaded(*blocks, tail=tail)
    return [str(problem) for problem in caught.value.problems]


def test_reasons_quotas_and_blocks_load_and_survive_the_way_to_yaml_and_back() -> None:
    instrument = loaded(one("q1"), one("q2", "ask_if: {experiment: card, arm: shown}"), tail=TAIL)
    first = AnswerIs("q1", Operator.IN, (2,))
    both = Group(Combination.ALL, (AnswerIs("q1", Operator.IN, (1,)), AnswerIs("q2", Operator.ANSWERED, (0,))))
    assert instrument.screen_out == (ScreenOut("minor", first, Text((("en", "Not for you."),))), ScreenOut("away", both))
    assert instrument.quotas[0] == Quota("first", AnswerIs("q2", Operator.IN, (1,)), 120)
    assert instrument.quotas[1].at_most == 1000, "a quota may be for everybody"
    assert instrument.experiments == (Experiment("card", ("plain", "shown"), (2, 1), "q1"),)
    assert load_text(dump(instrument), "again.yaml") == instrument


@pytest.mark.parametrize(
    ("tail", "words"),
    [
        ("screen_out: [{id: a, if: {question: q9, in: [1]}}]", "'q9', which is no question"),
        ("screen_out: [{id: a, if: {question: q1, in: [7]}}]", "the code 7, which 'q1' does not have"),
        ("screen_out: [{id: a, if: 5}]", "if must be a mapping such as"),
        ("screen_out: [{id: a}]", "an item of screen_out lacks the key 'if'"),
        ("screen_out: [{id: A, if: {question: q1, in: [1]}}]", "an id is made of"),
        ("screen_out: [{id: a, if: {question: q1, in: [1]}, text: 5}]", "the text of 'a' must be a mapping"),
        ("screen_out: [{id: a, if: {question: q1, in: [1]}, at_most: 1}]", "unknown key 'at_most'"),
        ("screen_out: [{id: a, if: {all: [{question: q1, in: [1]}, {question: q1, in: [2]}]}}]", "'a' can never hold"),
        (
            "screen_out: [{id: a, if: {any: [{question: q1, answered: true}, {question: q1, answered: false}]}}]",
            "every respondent",
        ),
        ("quotas: [{id: a, if: {question: q1, in: [1]}, at_most: 0}]", "at_most of the quota 'a' must be 1 or more, got 0"),
        ("quotas: [{id: a, if: {question: q1, in: [1]}}]", "a quota lacks the key 'at_most'"),
        ("quotas: [{id: a, if: {question: q1, in: [1]}, at_most: many}]", "must be a whole number, got 'many'"),
        ("quotas: [{id: a, if: {question: why, in: [1]}, at_most: 5}]", "in needs codes, 'why' is text"),
        ("quotas: [{id: a, if: {all: [{question: q1, in: [1]}, {question: q1, in: [2]}]}, at_most: 5}]", "'a' can never hold"),
        (CARD + "quotas: [{id: a, if: {experiment: card, arm: shown}, at_most: 5}]", "cannot depend on an arm"),
        (CARD.replace("q1", "why"), "needs a question with one answer out of a few, of kind one or scale; 'why' is text"),
        (CARD.replace("q1", "q9"), "block_by of 'card' must be language or a question, got 'q9'"),
    ],
)
def test_a_mistake_is_the_only_problem_named_with_its_line(tail: str, words: str) -> None:
    [found] = problems_of(one("q1"), TEXT, tail=tail)
    assert found.startswith(f"line {17 + tail.rstrip().count(chr(10))}: ")
    assert words in found


def test_an_id_used_twice_is_found_among_its_like_only() -> None:
    reason = "{id: a, if: {question: q1, in: [1]}}"
    quota = "{id: a, if: {question: q1, in: [1]}, at_most: 5}"
    loaded(one("q1"), tail=f"screen_out: [{reason}]\nquotas: [{quota}]\n")
    for key, item in (("screen_out", reason), ("quotas", quota)):
        [found] = problems_of(one("q1"), tail=f"{key}:\n  - {item}\n  - {item}\n")
        assert "the id 'a' is used twice" in found


@pytest.mark.parametrize(
    "early",
    [
        one("q0", "ask_if: {experiment: card, arm: shown}"),
        COUNT,
    ],
)
def test_the_question_that_forms_the_blocks_comes_before_the_first_use_of_the_arm(early: str) -> None:
    [found] = problems_of(early, one("q1"), tail=CARD)
    assert "'q0' needs the arm of 'card', which is drawn once 'q1' is answered" in found
    loaded(one("q1"), early, tail=CARD)


def test_nothing_is_said_of_a_condition_on_a_question_that_is_itself_wrong() -> None:
    broken = one("q2", "ask_if: {question: q9, in: [1]}")
    found = problems_of(one("q1"), broken, tail="quotas: [{id: a, if: {question: q2, in: [1]}, at_most: 5}]\n")
    assert len(found) == 1
    assert "'q9'" in found[0]


def test_what_only_a_routed_question_could_answer_can_never_hold() -> None:
    routed = one("q2", "ask_if: {question: q1, in: [1]}")
    condition = "{all: [{question: q1, in: [2]}, {question: q2, in: [1]}]}"
    [found] = problems_of(one("q1"), routed, tail=f"screen_out: [{{id: a, if: {condition}}}]\n")
    assert "can never hold" in found


LABELLED = """\
experiments:
  - id: card
    arms: [plain, shown]
    block_by: q1
    labels: {plain: {en: "No card"}, shown: {en: "A card"}}
"""


def test_arms_have_labels_where_the_file_gives_them() -> None:
    blocks = one("q1"), one("q2", "ask_if: {experiment: card, arm: shown}")
    labelled, bare = (loaded(*blocks, tail=tail) for tail in (LABELLED, TAIL))
    assert [labelled.experiments[0].label(arm, "en") for arm in ("plain", "shown", "x")] == ["No card", "A card", "x"]
    assert [bare.experiments[0].label(arm, "en") for arm in ("plain", "shown")] == ["plain", "shown"]
    assert load_text(dump(labelled), "again.yaml") == labelled
    arm = next(entry for entry in entries(labelled, "en") if entry.variable == "arm_card")
    assert arm.codes == (("plain", "No card"), ("shown", "A card"))
    assert not next(entry for entry in entries(bare, "en") if entry.variable == "arm_card").codes


@pytest.mark.parametrize(
    ("labels", "words"),
    [
        ("{plain: {en: No card}}", "labels of 'card' lacks the key 'shown'"),
        ("{plain: {en: No card}, shown: {}}", "the label of 'shown'"),
        ("{plain: {en: No card}, shown: {en: A card}, third: {en: X}}", "labels of 'card' has the unknown key 'third'"),
        ("{plain: {en: No card}, shown: {en: A card, kk: Карточка}}", "kk"),
        ("[No card, A card]", "labels of 'card' must be a mapping"),
    ],
)
def test_labels_of_arms_are_complete_or_an_error(labels: str, words: str) -> None:
    tail = f"experiments: [{{id: card, arms: [plain, shown], block_by: q1, labels: {labels}}}]\n"
    found = problems_of(one("q1"), one("q2", "ask_if: {experiment: card, arm: shown}"), tail=tail)
    assert any(words in each for each in found), found
