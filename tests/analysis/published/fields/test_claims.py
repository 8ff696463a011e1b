"""Margins, claims and contradictions of a findings file: every way in which one is refused."""

from __future__ import annotations

from fractions import Fraction
from typing import get_args

import pytest

from analysis.errors import DataError
from analysis.published.claims import JUDGES
from analysis.published.conflicts import ACROSS, KINDS
from analysis.published.contradictions import NAMED
from analysis.published.fields.claims import CHECKS
from analysis.published.fields.statements import STATISTICS
from analysis.published.statements import Change, Share, Statement
from tests.analysis.published.samples import counts, paper, percents, question, read

TWO = question("a", percents("10", "20", "30")) + question("b", counts(1, 2))


def said(words, *, margins=(), more=""):
    return paper(TWO, sample=None, claims=[words], margins=margins) + more


def test_each_statement_has_a_reader_and_a_judge_and_each_check_a_function():
    assert set(JUDGES) == set(get_args(Statement))
    examples = {
        "share": "of: [a.0], above: '1/2'",
        "largest": "of: a.0",
        "paired": "more: a.0, less: a.1",
        "quoted": "of: [a.0], printed: '10'",
        "change": "from: a.0, to: a.1, direction: up",
        "switched": "from: a.0, to: a.1",
        "margin-of-error": "stated: '3', n: '1000', level: '0.95'",
        "shares-of-counts": "of: [a.0]",
        "unmeasured": "verdict: not-verifiable, reason: {en: R}",
    }
    assert set(STATISTICS) == set(examples)
    read_as = {type(read(said(f"statistic: {name}, {rest}")).claims[0].statement) for name, rest in examples.items()}
    assert read_as == set(JUDGES)
    assert set(CHECKS) == set(KINDS) | set(ACROSS) | set(NAMED)
    assert len(CHECKS) == len(KINDS) + len(ACROSS) + len(NAMED)


def test_a_margin_in_a_claim_stands_for_its_answers():
    found = read(said("statistic: share, of: [m], among: [m, a.2], below: '2/3'", margins=["id: m, of: [a.0, a.1]"]))
    assert found.claims[0].statement == Share(("a.0", "a.1"), ("a.0", "a.1", "a.2"), Fraction(2, 3), above=False)


def test_a_change_with_everything():
    found = read(said("statistic: change, from: a.0, to: a.2, stated: '+20', unit: percent, about: '2.5', past: [a.1]"))
    assert found.claims[0].statement == Change("a.0", "a.2", "+20", "", "percent", Fraction(5, 2), ("a.1",))


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("statistic: mode", "line 21: a claim needs a statistic, one of share, .*, got 'mode'"),
        ("statistic: 5", "line 21: statistic must be a text, got 5"),
        ("statistic: largest", "line 21: a claim of largest lacks the key 'of'"),
        ("statistic: largest, of: a.0, among: [a.1]", "line 21: a claim of largest has the unknown key 'among'"),
        ("statistic: largest, of: a.9", "line 21: of: 'a.9' is no answer of this file; answers are a.0, a.1, a.2, b.0, b.1"),
        ("statistic: largest, of: 9", "line 21: of must be a text, got 9"),
        ("statistic: share, of: [a.0]", "line 21: a share is said to be `above` or `below` a part"),
        ("statistic: share, of: [a.0], above: '1/2', below: '1/3'", "line 21: a share is said to be `above` or `below` a part"),
        (
            "statistic: share, of: [a.0], above: '3/2'",
            "line 21: above or below must be a part of a whole, such as '1/2', got '3/2'",
        ),
        (
            "statistic: share, of: [a.0], above: half",
            "line 21: above or below must be a part of a whole, such as '1/2', got 'half'",
        ),
        ("statistic: share, of: [a.0], above: 0.5", "line 21: above or below must be a text, got 0.5; put quotes around it"),
        (
            "statistic: share, of: [a.0], above: '50'",
            "line 21: above or below must be a part of a whole, such as '1/2', got '50'",
        ),
        ("statistic: largest, of: [a.0, a.1]", "line 21: of must be the id of one answer, such as question.category, got 2"),
        ("statistic: largest, of: []", "line 21: of must be the id of one answer, such as question.category, got 0"),
        ("statistic: paired, more: a.0, less: a.0", "line 21: less must be another answer than more, got 'a.0' twice"),
        ("statistic: largest, of: a.0, family: 5", "line 21: family must be a text, got 5"),
        (
            "statistic: share, of: [a.0], among: [a.1], above: '1/2'",
            "line 21: the answers of a share must be among those of its base",
        ),
        ("statistic: share, of: [a.0], among: [], above: '1/2'", "line 21: among must list one answer or more"),
        ("statistic: share, of: [], above: '1/2'", "line 21: of must list one answer or more"),
        ("statistic: share, of: [a.0, a.0], above: '1/2'", "line 21: the answer 'a.0' stands here 2 times"),
        ("statistic: share, of: [a.0, b.0], above: '1/2'", "line 21: of takes answers of one question together, not of several"),
        ("statistic: paired, more: a.0, less: x", "line 21: less: 'x' is no answer of this file"),
        ("statistic: quoted, of: [a.0], printed: ten", "line 21: The printed number is no number as it would be printed"),
        ("statistic: quoted, of: [a.0], printed: 10", "line 21: printed number must be a text, got 10; put quotes around it"),
        ("statistic: quoted, of: [], printed: '10'", "line 21: of must list one answer or more"),
        ("statistic: shares-of-counts, of: []", "line 21: of must list one answer or more"),
        (
            "statistic: change, from: a.0, to: b.0, direction: up",
            "line 21: to: a change is of an answer whose number is printed as a percent",
        ),
        ("statistic: change, from: a.0, to: x, direction: up", "line 21: to: 'x' is no answer"),
        ("statistic: change, from: a.0, to: a.1", "line 21: a change needs either the number `stated`"),
        (
            "statistic: change, from: a.0, to: a.1, direction: up, stated: '1'",
            "line 21: a change needs either the number `stated`",
        ),
        ("statistic: change, from: a.0, to: a.1, direction: left", "line 21: direction must be one of up, down, got 'left'"),
        (
            "statistic: change, from: a.0, to: a.1, stated: '1', unit: kg",
            "line 21: unit must be one of points, percent, times, got 'kg'",
        ),
        ("statistic: change, from: a.0, to: a.1, direction: up, past: [b.1]", "line 21: past: a change is of an answer"),
        ("statistic: switched, from: a.0, to: b.0", "line 21: to: a change is of an answer"),
        ("statistic: margin-of-error, stated: '3', n: '0', level: '0.95'", "line 21: n must be 1 person or more, got 0"),
        (
            "statistic: margin-of-error, stated: '3', n: '9', level: '95'",
            "line 21: level must be a part of a whole, such as '0.95', got '95'",
        ),
        ("statistic: margin-of-error, stated: x, n: '9', level: '0.9'", "line 21: The number 'stated' is no number"),
        (
            "statistic: unmeasured, verdict: wrong, reason: {en: R}",
            "line 21: verdict must be one of not-supported, .*, got 'wrong'",
        ),
        (
            "statistic: unmeasured, verdict: not-supported, reason: {en: '{a.9:count}'}",
            "line 21: the reason names 'a.9', which is no answer",
        ),
        ("statistic: unmeasured, verdict: not-supported, reason: {en: '{a.0}'}", "line 21: a number in a reason is written"),
        ("statistic: unmeasured, verdict: not-supported, reason: {ru: R}", "line 21: reason lacks the key 'en'"),
        ("statistic: largest, of: a.0, reading: R", "line 21: reading must be a mapping"),
    ],
)
def test_a_wrong_claim_names_the_line(words, message):
    with pytest.raises(DataError, match=message):
        read(said(words))


@pytest.mark.parametrize(
    ("short", "long"),
    [
        ("statistic: largest, of: [a.0]", "statistic: largest, of: a.0"),
        ("statistic: quoted, of: a.0, printed: '10'", "statistic: quoted, of: [a.0], printed: '10'"),
        ("statistic: share, of: [a.0], above: '50 %'", "statistic: share, of: [a.0], above: '1/2'"),
        ("statistic: share, of: [a.0], above: '0,5'", "statistic: share, of: [a.0], above: '1/2'"),
        (
            "statistic: margin-of-error, stated: '±3%', n: '1 243', level: '95%'",
            "statistic: margin-of-error, stated: '3%', n: '1243', level: '0.95'",
        ),
        (
            "statistic: change, from: a.0, to: a.1, stated: '10', about: '+/-2'",
            "statistic: change, from: a.0, to: a.1, stated: '10', about: '2'",
        ),
    ],
)
def test_what_can_be_written_in_two_ways(short, long):
    assert read(said(short)).claims == read(said(long)).claims


def test_every_problem_of_a_claim_is_listed_at_once():
    wrong = said("statistic: largest, of: a.9, reading: R").replace("quote: q, place: p, s", "quote: 1, place: 2, s")
    with pytest.raises(DataError) as error:
        read(wrong)
    named = [line.split(": ")[1].split()[0] for line in str(error.value).splitlines()[1:]]
    assert sorted(named) == ["of", "place", "quote", "reading"]


def test_an_answer_that_could_not_be_read_has_no_name_to_offer():
    with pytest.raises(DataError, match=r"answers are a\.0\.$") as error:
        read(paper(question("a", ["category: 0", "category: A"]), claims=["statistic: largest, of: a.9"]))
    assert "a.," not in str(error.value)


def test_a_place_is_one_text_for_all_languages_or_one_in_each():
    two = said("statistic: largest, of: a.0").replace("languages: [en]", "languages: [en, ru]")
    for words in ("{en: T}", "{en: L}", "{en: Paper}"):
        two = two.replace(words, words.replace("en:", "ru: Т, en:"))
    assert dict(read(two).claims[0].place) == {"en": "p", "ru": "p"}
    assert dict(read(two.replace("place: p", "place: {en: Headline, ru: Заголовок}")).claims[0].place)["ru"] == "Заголовок"
    with pytest.raises(DataError, match="line 21: place lacks the key 'ru'"):
        read(two.replace("place: p", "place: {en: Headline}"))


def test_a_file_adds_only_numbers_of_one_kind():
    mixed = question("a", [*percents("10"), 'category: 1, printed: "2", unit: count'])
    with pytest.raises(DataError, match="of: percents, counts and fractions are not added up"):
        read(paper(mixed, claims=["statistic: quoted, of: [a.0, a.1], printed: '12'"]))


@pytest.mark.parametrize("words", ["largest, of: m", "paired, more: m, less: a.2", "change, from: m, to: a.2, direction: up"])
def test_a_margin_is_no_single_answer(words):
    with pytest.raises(DataError, match="must be one answer, not the several of the margin 'm'"):
        read(said(f"statistic: {words}", margins=["id: m, of: [a.0, a.1]"]))


def test_a_claim_stands_once():
    with pytest.raises(DataError, match="line 22: the claim 'c0' stands here 2 times"):
        read(said("statistic: largest, of: a.0}\n  - {id: c0, quote: q, place: p, statistic: largest, of: a.1"))


@pytest.mark.parametrize(
    ("margin", "message"),
    [
        ("of: [a.0]", "a margin lacks the key 'id'"),
        ("id: m", "a margin lacks the key 'of'"),
        ("id: m, of: []", "line 21: of must list one answer or more"),
        ("id: m, of: [a.0, b.0]", "line 21: of takes answers of one question together, not of several"),
        ("id: m, of: [a.0, a.0]", "line 21: the answer 'a.0' stands here 2 times"),
        ("id: M, of: [a.0]", "line 21: id of a margin must be of a-z, 0-9, - and _, got 'M'"),
        ("id: m, of: [a.0]}\n  - {label: {en: M}, id: m, of: [a.1]", "line 22: the margin 'm' stands here 2 times"),
    ],
)
def test_a_wrong_margin_names_the_line(margin, message):
    with pytest.raises(DataError, match=message):
        read(paper(TWO, sample=None, margins=[margin]))
    with pytest.raises(DataError, match="a margin lacks the key 'label'"):
        read(paper(TWO, sample=None, margins=["id: m, of: [a.0]"]).replace("label: {en: M}, ", ""))


@pytest.mark.parametrize(
    ("contradiction", "message"),
    [
        ("id: X", "line 23: a contradiction has either checks, which the numbers must show, or a sentence of its own"),
        ("id: X, checks: [{sum: a}], sentence: {en: S}, kind: k", "line 23: a contradiction has either checks"),
        ("id: X, sentence: {en: S}", "line 23: a contradiction of words lacks the key 'kind'"),
        ("checks: [{sum: a}]", "line 23: a contradiction lacks the key 'id'"),
        ("id: X, checks: [{sums: a}]", "line 23: there is no check 'sums'; checks are base, number, sum,"),
        ("id: X, checks: [{sum: z}]", "line 23: sum is about one question of this file, got z"),
        ("id: X, checks: [{sum: []}]", "line 23: sum is about one question of this file, got nothing"),
        ("id: X, checks: [{filter: [a.0]}]", "line 23: filter is about two answer of this file, got a.0"),
        ("id: X, checks: [{mixed-bases: [a.0]}]", "line 23: mixed-bases is about two or more answer of this file, got a.0"),
        ("id: X, checks: [{majority: a.0}]", "line 23: majority is about one claim of a share of this file, got a.0"),
        ("id: X, checks: [sum]", "line 23: a check must be a mapping"),
        ("id: X, quotes: [5], checks: [{sum: a}]", "line 23: a quote must be a text, got 5"),
    ],
)
def test_a_wrong_contradiction_names_the_line(contradiction, message):
    with pytest.raises(DataError, match=message):
        read(said("statistic: largest, of: a.0", more=f"contradictions:\n  - {{{contradiction}}}\n"))


def test_a_contradiction_stands_once_and_a_claim_of_fewer_is_no_majority():
    twice = "contradictions:\n  - {id: X, checks: [{sum: a}]}\n  - {id: X, checks: [{sum: b}]}\n"
    with pytest.raises(DataError, match="line 24: the contradiction 'X' stands here 2 times"):
        read(said("statistic: largest, of: a.0", more=twice))
    with pytest.raises(DataError, match="majority is about one claim of a share"):
        read(said("statistic: share, of: [a.0], below: '1/2'", more="contradictions:\n  - {id: X, checks: [{majority: c0}]}\n"))


def test_what_may_only_follow_from_a_question_that_was_not_read_is_no_problem_of_its_own():
    wrong = said("statistic: largest, of: a.0").replace("question: a", "question: A")
    with pytest.raises(DataError) as error:
        read(wrong)
    assert [line.split(": ")[1] for line in str(error.value).splitlines()[1:]] == [
        "question must be of a-z, 0-9, - and _, got 'A'; it begins with a letter or a digit."
    ]
    with pytest.raises(DataError, match="of: 'b.7' is no answer of this file"):
        read(wrong.replace("of: a.0", "of: b.7"))


def test_a_file_without_answers_has_none_to_offer():
    mean = "  - {question: a, text: {en: T}, quote: q, statistics: [{statistic: mean, printed: '1'}]}\n"
    with pytest.raises(DataError, match="of: 'a.0' is no answer of this file; answers are none"):
        read(paper(mean, claims=["statistic: largest, of: a.0"]))
