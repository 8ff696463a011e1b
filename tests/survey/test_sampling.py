"""Who is compared, who is not asked and how many are, worked out from values alone."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from instruments.answers import SKIPPED, Answer
from instruments.model import Experiment, Instrument, NonAnswer
from survey.interview import Interview
from survey.sampling.blocks import NOT_ASKED, REPEATS, DueArm, due, permuted_block, taken
from survey.sampling.endings import SentPage, cells, cells_of, screened
from tests.instruments.samples import loaded, one

YES, NO = Answer(value=1), Answer(value=2)
TAIL = """\
screen_out:
  - {id: both, if: {all: [{question: q1, in: [2]}, {question: q3, in: [2]}]}}
  - {id: one, if: {question: q2, in: [2]}}
quotas:
  - {id: first, if: {question: q1, in: [1]}, at_most: 2}
  - {id: pair, if: {all: [{question: q1, in: [1]}, {question: q2, answered: false}]}, at_most: 2}
experiments:
  - {id: all, arms: [plain, shown]}
  - {id: tongue, arms: [plain, shown], block_by: language}
  - {id: by, arms: [plain, shown], block_by: q2}
"""
SMALL = loaded(one("q1"), one("q2", "ask_if: {question: q1, in: [1]}"), one("q3"), tail=TAIL)
NO_ARMS = replace(SMALL, experiments=())
EXPERIMENTS = st.integers(2, 4).flatmap(
    lambda n: st.builds(
        Experiment,
        st.just("card"),
        st.just(tuple(f"arm{each}" for each in range(n))),
        st.tuples(*[st.integers(1, 3)] * n),
    )
)


def interview(instrument: Instrument = SMALL, /, **answers: Answer) -> Interview:
    return Interview(instrument, answers, {})


@given(EXPERIMENTS, st.integers())
def test_a_block_holds_the_ratio_exactly_two_to_four_times(experiment: Experiment, seed: int) -> None:
    block = permuted_block(experiment, Random(seed))
    times = len(block) / sum(experiment.ratio)
    assert times in REPEATS
    expected = {arm: part * times for arm, part in zip(experiment.arms, experiment.ratio, strict=True)}
    assert Counter(block) == expected


@given(EXPERIMENTS, st.integers(), st.integers(1, 120))
def test_arms_are_in_their_ratio_after_every_whole_block_and_nearly_at_any_time(
    experiment: Experiment, seed: int, respondents: int
) -> None:
    remaining: tuple[str, ...] = ()
    chance, given_out = Random(seed), Counter[str]()
    for number in range(1, respondents + 1):
        arm, remaining = taken(experiment, remaining, chance)
        given_out[arm] += 1
        excess = [given_out[name] - number * part / sum(experiment.ratio) for name, part in _ratio(experiment)]
        if remaining:
            # Within a block no arm can be ahead, or behind, by more than its places in the longest one.
            bounds = [max(REPEATS) * part for part in experiment.ratio]
            assert all(abs(each) <= bound for each, bound in zip(excess, bounds, strict=True))
        else:
            assert excess == pytest.approx([0] * len(excess), abs=1e-9)


def _ratio(experiment: Experiment) -> list[tuple[str, int]]:
    return list(zip(experiment.arms, experiment.ratio, strict=True))


def test_neither_the_length_nor_the_order_of_a_block_can_be_guessed() -> None:
    experiment = Experiment("card", ("plain", "shown"), (1, 1))
    blocks = [permuted_block(experiment, Random(seed)) for seed in range(600)]
    lengths = Counter(map(len, blocks))
    assert set(lengths) == {4, 6, 8}
    # Binomial(600, 1/3) has a standard deviation of 11.5; of 200 expected, six of them.
    assert all(abs(count - 200) < 70 for count in lengths.values())
    # A block of 4 has six orders, equally likely.
    orders = Counter(block for block in blocks if len(block) == 4)
    assert len(orders) == 6
    assert min(orders.values()) > 0.3 * max(orders.values())


def test_an_arm_is_due_once_its_block_is_known() -> None:
    begun = {each.experiment.id: each.block for each in due(interview(), "kk")}
    assert begun == {"all": "", "tongue": "kk"}
    assert {each.experiment.id: each.block for each in due(interview(q1=YES, q2=NO), "kk")}["by"] == "2"
    assert [each.block for each in due(interview(q1=YES, q2=SKIPPED), "kk")][-1] == str(int(NonAnswer.SKIPPED))
    assert [each.block for each in due(interview(q1=NO), "kk")][-1] == NOT_ASKED
    held = Interview(SMALL, {"q1": YES, "q2": YES}, {"all": "plain", "tongue": "plain", "by": "shown"})
    assert due(held, "kk") == ()


def test_another_ratio_or_other_arms_are_other_blocks() -> None:
    first = Experiment("card", ("plain", "shown"), (1, 1))
    others = [replace(first, ratio=(1, 2)), replace(first, arms=("plain", "card")), replace(first, block_by="language")]
    places = {DueArm(each, "kk").place for each in (first, *others)}
    assert len(places) == 4
    assert all(len(place) <= 58 for place in places)
    assert DueArm(first, "kk").place != DueArm(first, "en").place


@pytest.mark.parametrize(
    ("answers", "reason"),
    [
        ({}, None),
        ({"q1": NO}, None),
        ({"q1": NO, "q3": YES}, None),
        ({"q1": NO, "q3": NO}, "both"),
        ({"q1": YES, "q2": NO}, "one"),
        ({"q1": YES, "q2": SKIPPED}, None),
        # What was answered before the way changed no longer counts.
        ({"q1": NO, "q2": NO}, None),
    ],
)
def test_the_first_reason_whose_answers_are_all_given_ends_the_interview(answers: dict[str, Answer], reason: str | None) -> None:
    found = screened(interview(NO_ARMS, **answers))
    assert (found.id if found else None) == reason


def test_a_quota_is_entered_by_the_page_that_decides_it_and_by_no_other() -> None:
    start, first = interview(NO_ARMS), interview(NO_ARMS, q1=YES)
    second = first.with_answers({"q2": SKIPPED})
    third = second.with_answers({"q3": YES})
    assert entered(start, first, "q1") == ["first"], "the other is not known yet"
    assert entered(first, second, "q2") == ["pair"]
    assert entered(second, third, "q3") == [], "on the way nobody is turned away"
    assert entered(third, third, "q1") == [], "nor is whoever sends the page again, and stays in the cell"
    assert entered(third.with_answers({"q1": NO}), third, "q1") == ["first", "pair"], "the answer was changed"
    assert entered(start, start.with_answers({"q1": NO}), "q1") == []


def test_a_page_screens_by_what_stands_on_it_and_not_by_a_choice_that_was_only_kept() -> None:
    kept = interview(NO_ARMS, q2=NO)
    sent = kept.with_answers({"q1": YES})
    assert screened(sent), "at the review nothing is overlooked"
    assert not SentPage(sent, sent, ["q3"], ()).screens
    assert SentPage(sent, sent, ["q2"], ()).screens


def entered(before: Interview, after: Interview, *sent: str) -> list[str]:
    return [quota.id for quota in SentPage(before, after, sent, cells_of(before)).entered]


def test_a_quota_that_a_page_decides_by_leading_past_a_question_is_entered() -> None:
    tail = "quotas: [{id: rest, if: {question: q2, answered: false}, at_most: 1}]\n"
    instrument = loaded(one("q1"), one("q2", "ask_if: {question: q1, in: [1]}"), one("q3"), tail=tail)
    start = interview(instrument)
    assert entered(start, start.with_answers({"q1": NO}), "q1") == ["rest"]
    assert entered(start, start.with_answers({"q1": YES}), "q1") == []


def test_a_complete_response_belongs_to_every_cell_it_meets() -> None:
    assert cells(SMALL.quotas, SMALL, {"q1": YES, "q2": SKIPPED, "q3": YES}, {}) == ("first", "pair")
    assert cells(SMALL.quotas, SMALL, {"q1": YES, "q2": YES, "q3": YES}, {}) == ("first",)
    assert cells(SMALL.quotas, SMALL, {"q1": NO, "q3": YES}, {}) == ()


def test_whether_a_question_is_settled_follows_the_respondents_own_order() -> None:
    tail = "random_sections: [only, other]\n"
    extra = "  - id: other\n    questions: [{id: z, kind: info, text: {en: Z}}]\n"
    instrument = loaded(one("q1"), one("q2", "ask_if: {question: q1, in: [1]}"), tail=extra + tail)
    assert not interview(instrument).is_settled("q2")
    for seed in range(8):
        begun = Interview(instrument, {"q1": NO}, {}, seed)
        assert begun.is_settled("q1")
        first = begun.questions[0].id
        assert begun.is_settled("q2") is (first != "z"), "what comes before may still be to be sent"
