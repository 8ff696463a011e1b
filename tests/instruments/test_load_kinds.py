"""What can be wrong with the kinds that have several inputs, limits or items, with random orders, and with piping."""

from __future__ import annotations

from datetime import date

import pytest

from instruments.dump import dump
from instruments.load import load_text
from instruments.model import Kind
from tests.instruments.samples import loaded, one, questions
from tests.instruments.test_load import MANY, SCALE, consent, problems_of

YES = "choices: [{code: 1, label: {en: Yes}}, {code: 2, label: {en: No one}}]".replace("Yes", "Sure")
ITEMS = "items: [{id: a, text: {en: First}}, {id: b, text: {en: Second}}]"
BATTERY = f"id: b\nkind: battery\ntext: {{en: How far}}\n{ITEMS}\n{YES}"
COUNT = f"id: c\nkind: count\ntext: {{en: How many}}\n{ITEMS}"
RANK = MANY.replace("kind: many", "kind: rank").replace("id: m", "id: r")
DECIMAL = "id: d\nkind: decimal\ntext: {en: Hours}\nlow: 0.5\nhigh: 24"
DATE = "id: t\nkind: date\ntext: {en: When}\nlow: 2020-01-01\nhigh: 2026-12-31"
CARD = "experiments: [{id: card, arms: [plain, shown]}]\n"


def test_the_kinds_load_with_their_limits() -> None:
    instrument = loaded(BATTERY, COUNT, RANK, DECIMAL + "\nplaces: 1", DATE)
    assert instrument.question("d").limits == (0.5, 24.0)
    assert instrument.question("t").limits == (date(2020, 1, 1), date(2026, 12, 31))
    assert (instrument.question("c").low, instrument.question("c").high) == (0, 2)
    assert [question.id for question in instrument.variables] == ["b__a", "b__b", "c", "r", "d", "t"]
    part = instrument.question("b__a")
    assert (part.kind, part.text["en"]) == (Kind.ONE, "How far — First")
    assert load_text(dump(instrument), "again.yaml") == instrument


@pytest.mark.parametrize(
    ("block", "line", "words"),
    [
        (BATTERY.replace(ITEMS, "items: []"), 10, "needs from 2 to 40 items, got 0"),
        (BATTERY.replace("id: b, text", "id: a, text"), 13, "the item id 'a' is used twice"),
        (BATTERY.replace("id: b, text", "id: B, text"), 13, "an id is made of"),
        (BATTERY.replace("id: b, text", "id: missing, text"), 13, "reserved for a column"),
        (BATTERY.replace("Second", "first"), 13, "the item 'first' (en) stands twice"),
        (BATTERY.replace("{en: Second}", "{kk: x}"), 13, "lacks the key 'en'"),
        (BATTERY.replace("id: b, text", f"id: {'x' * 59}, text"), 13, "together too long"),
        (BATTERY.replace("\n" + YES, ""), 10, "give choices, or low and high"),
        (BATTERY + "\nlow: 1\nhigh: 5", 10, "give either choices, or low and high"),
        (BATTERY.replace("\n" + YES, "\nlow: 5\nhigh: 1"), 10, "low 5 must be below high 1"),
        (BATTERY.replace("code: 2,", "code: 2, other: true,"), 10, "cannot be other: true"),
        (BATTERY.replace("id: b, text", "id: b, ask_if: {experiment: card, arm: shown}, text"), 13, "of a battery has no ask_if"),
        (BATTERY.replace("id: b, text", "id: b, colour: red, text"), 13, "unknown key 'colour'"),
        (COUNT + "\nlow: 0", 14, "has low, which the kind count does not use"),
        (COUNT.replace("id: b, text", "id: b, ask_if: {question: c, in: [1]}, text"), 13, "can only name an arm"),
        (COUNT.replace("id: b, text", "id: b, ask_if: {experiment: nil, arm: x}, text"), 13, "which is not defined"),
        (COUNT.replace(", {id: b, text: {en: Second}}", ""), 10, "needs from 2 to 10 items, got 1"),
        (COUNT + "\n" + YES, 10, "can only be non-answers"),
        (RANK.replace("id: a, ", ""), 13, "needs an id"),
        (RANK.replace("id: a, ", "id: a, other: true, "), 13, "cannot be other: true"),
        (RANK + "\nat_most: 3", 10, "at_most of the question 'r' must be from 1 to the number of its choices (2), got 3"),
        (RANK.replace(", {code: 2, id: b, label: {en: B}}", ""), 10, "nothing to rank"),
        (MANY + "\nat_most: 0", 10, "at_most of"),
        (SCALE + "\nat_most: 1", 10, "has at_most, which the kind scale does not use"),
        (SCALE + "\nplaces: 1", 10, "has places, which"),
        (SCALE + "\nrandom_order: true", 10, "has random_order, which"),
        (SCALE + f"\n{ITEMS}", 10, "has items, which"),
        (SCALE + "\nrandom_order: perhaps", 15, "must be true or false"),
        ("id: i\nkind: info\ntext: {en: x}\nsoft_check: true", 10, "has soft_check, which"),
        (DECIMAL + "\nplaces: 7", 10, "places of"),
        (DECIMAL.replace("0.5", "25"), 10, "low 25.0 must be below high 24.0"),
        (DECIMAL.replace("0.5", "five"), 13, "must be a number, got 'five'"),
        (DECIMAL.replace("0.5", "-0.5") + "\nchoices: [{code: -1, label: {en: A}}]", 10, "cannot offer non-answers"),
        (DECIMAL.replace("24", "99999999999.5"), 10, "bounds must lie within"),
        (DATE.replace("2020-01-01", "2027-01-01"), 10, "must be below high 2026-12-31"),
        (DATE.replace("2020-01-01", "2020-02-30"), 13, "must be a date such as"),
        (DATE.replace("2020-01-01", "5"), 13, "must be a date such as"),
    ],
)
def test_a_wrong_question_is_named_with_its_line(block: str, line: int, words: str) -> None:
    found = problems_of(questions(block, tail=CARD))
    assert any(problem.startswith(f"line {line}:") and words in problem for problem in found), found


@pytest.mark.parametrize(
    ("blocks", "words"),
    [
        ((BATTERY, one("q2", "ask_if: {question: b, in: [1]}")), "asks about the battery 'b'; name an item: b__"),
        ((BATTERY, one("q2", "ask_if: {question: b__a, in: [9]}")), "names the code 9"),
        ((RANK, one("q2", "ask_if: {question: r, in: [1]}")), "only answered is possible"),
        ((DATE, one("q2", "ask_if: {question: t, in: [1]}")), "only answered is possible"),
        ((DECIMAL, one("q2", "ask_if: {question: d, in: [1]}")), "only answered is possible"),
        ((DECIMAL, one("q2", "ask_if: {question: d, at_least: 25}")), "can never be reached"),
        ((COUNT, one("q2", "ask_if: {question: c, in: [3]}")), "names the code 3"),
    ],
)
def test_a_wrong_condition_on_the_kinds_is_found(blocks: tuple[str, ...], words: str) -> None:
    assert any(words in problem for problem in problems_of(questions(*blocks))), problems_of(questions(*blocks))


def test_conditions_on_items_and_numbers_load() -> None:
    blocks = (
        BATTERY,
        DECIMAL,
        RANK,
        DATE,
        COUNT,
        one("q2", "ask_if: {question: b__b, in: [2]}"),
        one("q3", "ask_if: {question: d, at_least: 24}"),
        one("q4", "ask_if: {all: [{question: r, answered: true}, {question: t, answered: true}, {question: c, at_least: 2}]}"),
    )
    assert len(loaded(*blocks).questions) == 8


TWO_SECTIONS = "  - id: other\n    questions:\n      - id: z\n        kind: text\n        text: {en: Z}\n"


def test_what_changes_places_cannot_depend_on_each_other() -> None:
    text = questions(one("q1"), one("q2", "ask_if: {question: q1, in: [1]}"))
    shuffled = text.replace("  - id: only\n", "  - id: only\n    random_order: true\n")
    assert any("may come later" in problem for problem in problems_of(shuffled))
    first = questions(one("q1"), tail=TWO_SECTIONS + "random_sections: [only, other]\n")
    assert load_text(first, "x").random_sections == ("only", "other")
    dependent = first.replace("        kind: text\n", "        kind: text\n        ask_if: {question: q1, in: [1]}\n")
    assert any("may come later" in problem for problem in problems_of(dependent))


@pytest.mark.parametrize(
    ("named", "words"),
    [
        ("[only]", "two or more different sections"),
        ("[only, only]", "two or more different sections"),
        ("[only, nowhere]", "'nowhere', which is no section"),
        ("[only, other]", "holds the consent"),
    ],
)
def test_wrong_random_sections_are_found(named: str, words: str) -> None:
    text = questions(consent(), one("q1"), tail=TWO_SECTIONS + f"random_sections: {named}\n")
    assert any(words in problem for problem in problems_of(text)), problems_of(text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{label:q1|none}, {label:nowhere|x}", "'nowhere', which is no question"),
        ("{label:q3|x}", "'q3', which does not come before it for everyone"),
        ("{label:q2|x}", "'q2', which does not come before it"),
        ("{label:q1}", "words where it was not answered"),
        ("{label:q1|}", "has no words after |"),
        ("{label:q1|a|b}", "words where it was not answered"),
        ("{label:Q1|a}", "words where it was not answered"),
        ("{label:r|x}", "of kind rank; possible: one, many"),
        ("{label:b|x}", "does not come before it"),
    ],
)
def test_wrong_piping_is_found(text: str, words: str) -> None:
    asked = one("q2").replace("Text of q2", f"'{text}'")
    found = problems_of(questions(one("q1"), RANK, BATTERY, asked, one("q3")))
    assert any(words in problem and problem.startswith("line ") for problem in found), found


def test_piping_stands_in_texts_and_hints_only_and_in_every_language() -> None:
    wrong = one("q2").replace("{en: A}", "{en: '{label:q1|x}'}")
    assert any("only in the text and the hint" in problem for problem in problems_of(questions(one("q1"), wrong)))
    right = one("q2", "hint: {en: 'You said {label:q1|nothing}.'}").replace("Text of q2", "'{label:b__a|no answer}?'")
    assert loaded(one("q1"), BATTERY, right).question("q2").hint is not None
    two = questions(one("q1"), one("q2")).replace("languages: [en]", "languages: [en, kk]")
    two = two.replace("{en: Text of q2}", "{en: '{label:q1|x}', kk: 'мәтін'}")
    assert any("names other answers in one language" in problem for problem in problems_of(two))
