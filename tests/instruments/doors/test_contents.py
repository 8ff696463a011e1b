"""What a printed questionnaire says, word for word, for small questionnaires whose right words can be seen."""

from __future__ import annotations

from pathlib import Path

import pytest

from instruments import study
from instruments.doors.contents import sheet
from instruments.doors.sheet import Block, Mode, Sheet
from instruments.load import find, load
from instruments.model import Instrument
from tests.instruments.samples import loaded, one

SURVEY = Path(__file__).resolve().parents[2] / "survey"
EVERY_FORM, EVERY_KIND = load(SURVEY / "every-form.yaml"), load(SURVEY / "every-kind.yaml")
CARD = "experiments: [{id: card, arms: [control, card]}]\n"


def printed(instrument: Instrument, mode: Mode = Mode.INTERVIEWER, language: str = "en", **arms: str) -> Sheet:
    return sheet(instrument, None, language, mode, arms)


def block(page: Sheet, question: str) -> Block:
    return next(block for block in page.blocks if block.question.id == question)


def test_questions_are_numbered_and_texts_and_the_consent_are_not() -> None:
    page = printed(EVERY_FORM)
    assert [each.number for each in page.blocks] == ["", *map(str, range(1, 15))]
    assert page.blocks[0].question.id == "intro"


@pytest.mark.parametrize(
    ("language", "mode", "words"),
    [
        ("en", Mode.INTERVIEWER, "Ask only if: Q2 = 1 (Yes)"),
        ("en", Mode.SELF, "Answer only if: Q2 = 1 (Yes)"),
        ("kk", Mode.INTERVIEWER, "Мына шарт орындалса ғана қойыңыз: № 2 = 1 (Иә)"),
        ("kk", Mode.SELF, "Мына шарт орындалса ғана жауап беріңіз: № 2 = 1 (Иә)"),
    ],
)
def test_who_is_asked_stands_in_words(language: str, mode: Mode, words: str) -> None:
    assert block(printed(EVERY_KIND, mode, language), "job").routing == words


def test_an_item_of_a_battery_is_named_and_a_bound_is_no_code() -> None:
    said = block(printed(EVERY_FORM, language="ru"), "why").routing
    shown = "№ 2 (Турция) = 1 (Полностью доверяю), 2 (Скорее доверяю) или № 9 ≥ 1"
    assert said == f"Задавайте, только если: ({shown})"


def test_an_answer_that_rules_out_what_follows_says_where_it_leads() -> None:
    rows = block(printed(EVERY_KIND), "works")
    assert [row.go_to for row in (*rows.rows, *rows.apart)] == ["", "→ go to question 4", "→ go to question 4"]
    last = printed(loaded(one("q1"), one("q2", "ask_if: {question: q1, in: [1]}"))).blocks[0]
    assert [row.go_to for row in last.rows] == ["", "→ end of the questionnaire"]


def test_the_reason_to_end_stands_after_the_last_question_it_names() -> None:
    reasons = """\
screen_out:
  - {id: young, if: {any: [{question: q1, in: [2]}, {question: q2, in: [2]}]}, text: {en: Only for others.}}
  - {id: early, if: {question: q1, in: [-1]}}
"""
    page = printed(loaded(one("q1"), one("q2"), one("q3"), tail=reasons))
    own = "The other questions are for other people. Thank you!"
    assert [each.ending for each in page.blocks] == [
        (f"The questionnaire ends here if: Q1 = -1 (Cannot answer). {own}",),
        ("The questionnaire ends here if: (Q1 = 2 (B) or Q2 = 2 (B)). Only for others.",),
        (),
    ]


def test_an_answer_that_ends_the_questionnaire_leads_nowhere_else() -> None:
    """Also where the next question is for others: nobody is told to go on and to stop."""
    reasons = """\
screen_out:
  - {id: young, if: {question: q1, in: [2]}}
  - {id: either, if: {any: [{question: q2, in: [1]}, {question: q1, in: [-1]}]}}
"""
    page = printed(loaded(one("q1"), one("q2", "ask_if: {question: q1, in: [1]}"), one("q3"), tail=reasons))
    first, second, _ = page.blocks
    assert [row.go_to for row in (*first.rows, *first.apart)] == ["", "→ end of the questionnaire", "→ go to question 3"]
    assert [row.go_to for row in (*second.rows, *second.apart)] == ["→ end of the questionnaire", "", ""]


def test_an_earlier_answer_is_named_in_words() -> None:
    text = block(printed(EVERY_FORM, language="kk"), "trust").text
    assert text == "Мына елдерге қаншалықты сенесіз? ([№ 1 жауабы])"
    said = "id: q2\nkind: text\ntext: {en: 'Why {label:q1|so}?'}"
    small = loaded(one("q1", "ask_if: {experiment: card, arm: card}"), said, tail=CARD)
    texts = [printed(small, card=arm).blocks[-1].text for arm in ("card", "control")]
    assert texts == ["Why [the answer to Q1]?", "Why so?"]


def test_an_interviewer_is_told_what_to_do_and_a_respondent_is_not() -> None:
    country = block(printed(EVERY_FORM), "country")
    assert country.instructions == (
        "Show card 1.", "Read out the question and the answers.", "Random order: begin at the start number.",
        "If there is no answer, ask once more.",
    )  # fmt: skip
    assert [row.code for row in (*country.rows, *country.apart) if row.last] == [97]
    opinions, facts = (part for part in printed(EVERY_FORM).parts if part.title)
    assert opinions.instructions[0].startswith("Random order of sections: Opinions; Facts. Begin with")
    assert [words.split(":")[0] for words in facts.instructions] == ["Random order of sections", "Random order"]
    own = printed(EVERY_FORM, Mode.SELF)
    assert {words for each in (*own.blocks, *own.parts) for words in each.instructions} == set()
    assert not any(row.last for each in own.blocks for row in each.rows)


def test_the_first_page_has_a_line_for_what_the_form_needs() -> None:
    assert printed(EVERY_FORM).fields == ("Questionnaire number", "Interviewer code", "Start number")
    assert printed(EVERY_KIND).fields == ("Questionnaire number", "Interviewer code")
    assert printed(EVERY_FORM, Mode.SELF).fields == ("Questionnaire number",)


def test_a_form_without_an_arm_has_boxes_for_all_and_says_whose_a_question_is() -> None:
    page = printed(EVERY_KIND)
    assert [(form.column, form.arms) for form in page.forms] == [("arm_card", ("control", "card"))]
    assert block(page, "framed").routing == "Ask only if: form “card” = card"
    assert [line.only for line in block(printed(EVERY_FORM), "did").lines] == ["", "", "", "only form “list” = long"]


def test_arms_are_named_by_what_the_data_hold_and_by_their_labels() -> None:
    page = printed(load(find("astana-extended")))
    assert page.forms[0].arms == ("control (Without the card)", "card (With the card)")
    assert block(page, "c_card").routing == "Ask only if: form “card” = card (With the card)"
    assert printed(load(find("astana-extended")), card="card").forms[0].arms == ("card (With the card)",)


def test_a_form_for_one_arm_is_numbered_and_counted_by_itself() -> None:
    short, long = (printed(EVERY_FORM, list=arm) for arm in ("short", "long"))
    assert [block(page, "did").question.high for page in (short, long)] == [3, 4]
    assert [line.only for line in block(long, "did").lines] == [""] * 4
    assert [form.arms for form in long.forms] == [("long",)]
    assert long.stamp == f"every-form · version 1 · {EVERY_FORM.source_hash[:12]} · en · list=long"
    assert "The same in every row: version = 1, language = en, mode = paper, arm_list = long." in long.entry
    control = printed(EVERY_KIND, Mode.SELF, card="control")
    assert "framed" not in {each.question.id for each in control.blocks}
    assert control.blocks[-1].number == "6"
    assert control.forms == (), "a respondent is not shown the arms"


def test_the_questionnaire_s_own_consent_names_the_contact() -> None:
    page = printed(EVERY_FORM)
    by_hand = "_" * 24
    assert page.consent.text == f"Will you take part? {by_hand} 14 questions, {by_hand} minutes, {{x}}"
    about = study.load(SURVEY / "every-form-study.yaml", EVERY_FORM)
    page = sheet(EVERY_FORM, about, "en", Mode.SELF, {})
    assert page.consent.text == "Will you take part? a@example.org 14 questions, 1 minutes, {x}"
    assert [(row.code, row.go_to) for row in page.consent.rows] == [(1, ""), (0, "→ end of the questionnaire")]
    assert page.facts[:3] == (
        "Who is asked: Everybody.", "Who conducts the survey: The laboratory. Contact: a@example.org.",
        "Who pays for it: nobody.",
    )  # fmt: skip
    assert page.facts[-1] == "The wording has not been reviewed by a native speaker."
    assert page.author == "The laboratory"


def test_the_general_consent_counts_the_questions_of_the_form() -> None:
    about = study.load(SURVEY / "every-kind-study.yaml", EVERY_KIND)
    text = sheet(EVERY_KIND, about, "en", Mode.SELF, {"card": "control"}).consent.text
    assert text.startswith("This survey is about the opinions of the following people: Everybody. It has 6 questions and takes")
    assert "about 1 minute." in text
    assert text.endswith("Do you agree to take part?")
    assert len(printed(EVERY_KIND, language="kk").facts) == 5, "reviewed in Kazakh"


def test_numbers_and_dates_say_their_bounds() -> None:
    long = printed(load(Path(__file__).resolve().parent / "long.yaml"))
    assert block(printed(EVERY_FORM), "age").notes[0] == "Write a number from 18 to 120."
    assert [block(long, name).notes[0] for name in ("below", "above", "day", "day_from", "day_to")] == [
        "Write a number: 10 or less.", "Write a number: 0 or more.", "Write the date in digits.",
        "A date from 1 January 2020 on.", "A date up to 1 January 2020.",
    ]  # fmt: skip
    assert block(printed(EVERY_FORM, language="kk"), "born").notes == (
        "Ең ерте күн: 1990\u202fж. 1 қаңтар, ең кеш күн: 2026\u202fж. 31 желтоқсан.",
    )
    assert block(printed(EVERY_FORM, language="ru"), "born").notes == (
        "Самая ранняя дата: 1 января 1990\u202fг., самая поздняя: 31 декабря 2026\u202fг.",
    )
    assert block(printed(EVERY_FORM), "change").notes[0] == "Write a number."
    assert block(printed(EVERY_FORM), "spheres").notes == ("Give places to no more than 2 answers: 1 is the first place.",)
    assert block(printed(EVERY_KIND), "media").notes == ("Choose all that apply.",)
    assert block(printed(EVERY_KIND), "job").notes[0] == "No more than 20 characters."
