"""The questions of a findings file: every way in which one is refused."""

from __future__ import annotations

import pytest

from analysis.errors import DataError
from analysis.published.model import Counted, Unit
from tests.analysis.published.samples import COMPLETE, SMALL, counts, groups, paper, percents, question, read, statistics


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("category: 1", "category: 5", "line 11: 5 is none of the categories 1, 2, -1"),
        ("category: 1", "category: true", "line 11: True is none of the categories 1, 2, -1"),
        ("category: 1, ", "", "line 11: an answer lacks the key 'category'"),
        ("question: q2_improve", "question: q9", "line 7: 'q9' is no question of astana-2023"),
        ("question: q2_improve", "question: Q 9", "line 7: question must be of a-z, 0-9, - and _, got 'Q 9'"),
        (
            "question: q2_improve",
            "question: q2_improve\n    categories: q1_bin",
            "line 7: 'q1_bin' is no variable derived from 'q2_",
        ),
        (
            "question: q2_improve",
            "question: q2_improve\n    categories: q9_bin",
            "line 7: 'q9_bin' is no variable derived from 'q2_",
        ),
        (
            '    answers:\n      - {category: 1, printed: "7", unit: count}\n',
            "",
            "line 7: a published question lacks the key 'answers'; only one with 'statistics' may",
        ),
        ("answers:\n      - {", "answers:\n        {", "line 11: answers must be a list, got a mapping; begin each of its items"),
        ("unit: count}", "unit: count, place: 5}", "line 11: place must be a text, got 5"),
        ("unit: count}", "unit: count", "line 12: not readable as YAML: .* A bracket opened on line 11 is not closed"),
        ('printed: "7", unit: count', "printed: 38,3", "unknown key '3'; .* If a comma stands in a text or a number"),
        ('printed: "7", unit: count', "printed: 17.7", "printed percent of an answer must be a text, got 17.7; put quotes"),
        (
            "unit: count}",
            "unit: count, label: Иә}",
            """line 11: label must be a mapping of kk, en, ru, got 'Иә'; write {kk: "…",""",
        ),
        (
            "    quote:",
            "    complete: yes\n    quote:",
            r"line 9: complete must be true or false, got 'yes'",
        ),
        ('figure: "1"', "figure: 1", "line 8: figure must be a text, got 1"),
        ('printed: "7"', "printed: 7", "line 11: printed count of an answer must be a text, got 7; put quotes around it"),
        (
            'printed: "7"',
            'printed: "7.5"',
            "line 11: printed count of an answer must be a whole number in quotes, such as .*, got '7.5'",
        ),
        (
            'printed: "7", unit: count',
            'printed: "seven"',
            "line 11: The printed percent of an answer is no number as it would be printed. Got 'seven'",
        ),
        ("unit: count", "unit: fraction", "line 11: printed fraction of an answer is written as \"1/3\", got '7'"),
        ("unit: count", "unit: share", "line 11: unit must be one of percent, count, fraction, got 'share'"),
        ("unit: count", "values: [1]", r"line 11: values must be the lowest and the highest value of the answer, got \[1\]"),
        ("unit: count", "values: [3, 1]", r"line 11: values must be .*, got \[3, 1\]"),
        ("unit: count", 'unit: count, printed_count: "7"', "line 11: printed_count is a count beside a percent"),
        ('printed: "7", unit: count', 'printed_count: "7"', "line 11: printed_count is a count beside a percent"),
        ("unit: count", "printed_count: 7", "line 11: printed_count must be a text, got 7"),
        ("unit: count", "cannot_answer: maybe", "line 11: cannot_answer must be true or false"),
        ("    quote:", '    stated_base: "0"\n    quote:', "line 9: stated_base must be 1 person or more, got 0"),
        ("    quote:", "    counted: twice\n    quote:", "line 9: counted must be one of one, many, trend, got 'twice'"),
        ("    quote:", "    counted: trend\n    complete: true\n    quote:", "line 7: 'q2_improve' cannot be complete"),
        ("    quote:", "    scale: [10, 1]\n    quote:", "line 9: scale must be its lowest and its highest answer"),
        ("    quote:", "    scale: 10\n    quote:", "line 9: scale must be a list"),
        ("unit: count}", 'unit: count}\n      - {category: 1, printed: "0"}', "the category '1' stands here 2 times"),
        (
            "    answers:",
            "    statistics: [{statistic: mode, printed: '1', quote: q}]\n    answers:",
            "line 10: statistic must be one of mean,",
        ),
        (
            "    answers:",
            "    statistics: [{statistic: mean, printed: 1, quote: q}]\n    answers:",
            "line 10: printed mean must be a text, got 1",
        ),
        (
            "    answers:",
            "    statistics: [{statistic: mean, printed: x, quote: q}]\n    answers:",
            "The printed mean is no number",
        ),
        (
            "    answers:",
            "    statistics: [{statistic: sd, printed: '-1', quote: q}]\n    answers:",
            "line 10: a standard deviation is never",
        ),
    ],
)
def test_a_wrong_question_names_the_line(old, new, message):
    assert SMALL.count(old) == 1
    with pytest.raises(DataError, match=message):
        read(SMALL.replace(old, new))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            paper(question("a", counts(1), "categories: b")),
            "line 11: categories name a derived variable, which only a questionnaire has",
        ),
        (
            paper(question("a", counts(1)).replace("    text: {en: T}\n", "")),
            "line 8: a published question .* lacks the key 'text'",
        ),
        (
            paper(question("a", counts(1)).replace("label: {en: L}, ", "")),
            "line 12: the answer 0 is in no questionnaire and lacks",
        ),
        (paper(question("a", ["category: A, printed: '1'"])), "category must be of a-z, 0-9, - and _, got 'A'"),
        (paper(question("a", ["category: true, printed: '1'"])), "line 12: category must be a text, got True"),
        (
            paper(question("a", ["category: rest, printed: '1'"])),
            "a category cannot be called mean, median, sd, rest, base, got 'rest'",
        ),
        (
            paper(question("a", ["category: 1, printed: '1'", "category: '1', printed: '2'"])),
            "the category '1' stands here 2 times",
        ),
        (paper(question("a", counts(1)), question("a", counts(2))), "line 13: the question 'a' stands here 2 times"),
        (paper("", sample=5).replace("questions:\n", "questions: []\n"), "line 7: questions must list one question or more"),
        (paper(question("a", percents("1", "2"), groups(["1"]))), "a group needs a percent for each of the 2 answers, got 1"),
        (paper(question("a", percents("1"), groups(["x"]))), "The printed percent of a group is no number"),
        (paper(question("a", percents("1"), "groups: [{group: g, printed: ['1']}]")), "a group lacks the key 'label'"),
        (
            paper(question("a", percents("1"), statistics(mean="1") + statistics(mean="2").partition(":")[2])),
            "the statistic 'mean' stands",
        ),
        (paper(question("a", percents("1"), groups(["1"], ["2"]).replace("g1", "g0"))), "the group 'g0' stands here 2 times"),
    ],
)
def test_a_wrong_question_without_a_questionnaire(text, message):
    with pytest.raises(DataError, match=message):
        read(text)


def test_a_bin_that_is_no_run_of_values_has_none():
    """The map of a derived variable may join any answers: only neighbours are a bin."""
    text = SMALL.replace("q2_improve", "q1_strength\n    categories: q1_bin").replace("category: 1", "category: low")
    assert read(text).questions[0].answers[0].values == (1, 3)
    assert read(text).questions[0].variable == "q1_bin"


def test_adds_up_only_where_every_answer_has_a_number():
    assert read(paper(question("a", percents("50", "50"), COMPLETE))).questions[0].adds_up
    assert not read(paper(question("a", percents("50", ""), COMPLETE))).questions[0].adds_up
    assert not read(paper(question("a", percents("50", "50")))).questions[0].adds_up
    assert not read(paper(question("a", [], COMPLETE))).questions[0].adds_up


def test_an_own_stated_base_scale_and_counting():
    asked = read(paper(question("a", percents("50"), 'stated_base: "20"', "scale: [0, 4]", "counted: trend"))).questions[0]
    assert (asked.stated_base, asked.scale, asked.counted) == (20, (0, 4), Counted.TREND)
    assert asked.answers[0].unit is Unit.PERCENT


def test_an_answer_may_stand_elsewhere_than_its_question():
    asked = read(paper(question("a", ["category: 0, printed: '1', quote: q, place: Discussion"]))).questions[0]
    assert dict(asked.place_of(asked.answers[0])) == {"en": "Discussion"}
    asked = read(paper(question("a", percents("1")))).questions[0]
    assert dict(asked.place_of(asked.answers[0])) == {"en": "1"}


def test_a_question_without_a_figure_is_known_by_its_wording():
    asked = read(paper(question("a", percents("1")).replace('    figure: "1"\n', ""))).questions[0]
    assert asked.figure == asked.text


def test_a_question_may_have_statistics_only_with_the_quote_of_the_question():
    mean = "    quote: Mean 7.1\n    statistics: [{statistic: mean, printed: '7.1'}]\n"
    asked = read(paper("  - question: a\n    text: {en: T}\n" + mean)).questions[0]
    assert asked.answers == ()
    assert asked.statistics[0].quote == "Mean 7.1"


def test_of_several_answers_each_a_complete_list_need_not_add_up():
    asked = read(paper(question("a", percents("50", "90"), COMPLETE, "counted: many"))).questions[0]
    assert asked.complete
    assert not asked.adds_up


def test_a_count_may_have_its_thousands_apart():
    asked = read(paper(question("a", ["category: 0, printed: '1 243', unit: count"]), sample=2000)).questions[0]
    assert asked.answers[0].printed == "1243"


def test_a_topic_is_a_text_in_every_language():
    short = "question: q2_improve\n    topic: {kk: Байланыс, en: Relations, ru: Связи}"
    [asked] = read(SMALL.replace("question: q2_improve", short)).questions
    assert asked.topic is not None
    assert asked.topic["kk"] == "Байланыс"
    with pytest.raises(DataError, match="line 8: .*ru"):
        read(SMALL.replace("question: q2_improve", short.replace(", ru: Связи", "")))
