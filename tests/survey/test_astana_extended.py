"""The extended Astana questionnaire, fielded from the start to the receipt in every arm and language, exported and analysed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

import analysis
from analysis.cli import main
from instruments import load
from instruments.model import Kind, Question
from survey import opening
from survey.exporting.export import export
from survey.exporting.table import Wanted
from survey.keys.receipt import Keys
from survey.simulation import simulate
from tests.survey.conftest import SECRET
from tests.survey.page import Page
from tests.survey.respondent import Respondent

SLUG = "astana-extended"
INSTRUMENT = load.load(load.find(SLUG))
SEVERAL = 16
"""Respondents after whom each arm of each experiment has been seen, whatever the blocks are."""


@pytest.fixture
def extended(app: Flask, engine: sa.Engine) -> str:
    opening.open_study(engine, SLUG)
    return SLUG


def answers(question: Question) -> dict[str, str | list[str]]:
    """Return what somebody of 35 says who gives the first answer to everything, but cannot answer about the alliances."""
    if question.id in ("q4_leave_eaeu", "q5_leave_csto"):
        return {question.id: "-6"}
    if question.kind is Kind.BATTERY:
        return {part.id: str(part.choices[0].code) for part in question.parts}
    if question.kind is Kind.MANY:
        return {question.id: [str(question.choices[0].code)]}
    given = {Kind.INTEGER: "35", Kind.SCALE: str(question.low), Kind.COUNT: "2", Kind.INFO: ""}.get(question.kind)
    return {} if given == "" else {question.id: str(question.choices[0].code) if given is None else given}


def walk(someone: Respondent, language: str) -> dict[str, Page]:
    """Answer every page; return them by the question."""
    someone.start(SLUG, language)
    seen = {}
    while someone.page.kind == "question":
        name = Path(someone.path).name
        seen[name] = someone.page
        someone.next(**answers(INSTRUMENT.question(name)))
        assert someone.status == 200, (name, someone.page.text)
    assert someone.page.kind == "review"
    assert someone.next().kind == "done"
    return seen


@pytest.mark.parametrize(
    ("language", "pattern"),
    [
        ("kk", r"(\d+)-сұрақ \(барлығы шамамен (\d+)\)"),
        ("en", r"Question (\d+) of about (\d+)"),
        ("ru", r"Вопрос (\d+) примерно из (\d+)"),
    ],
)
def test_where_answers_lead_on_the_place_is_told_and_never_goes_back(
    app: Flask, extended: str, language: str, pattern: str
) -> None:
    pages = walk(Respondent(app), language)
    told = {name: re.search(pattern, page.text) for name, page in pages.items()}
    numbers = [(int(found[1]), int(found[2])) for found in told.values() if found]
    assert {name for name, found in told.items() if not found} <= {"c_card"}, "a text to read is no question"
    assert [place for place, _ in numbers] == list(range(1, len(numbers) + 1))
    assert all(place <= about for place, about in numbers)
    assert numbers[-1][0] == numbers[-1][1], "at the last question there is nothing left"


@pytest.mark.parametrize("language", INSTRUMENT.languages)
def test_each_arm_is_fielded_exported_and_read(
    app: Flask, engine: sa.Engine, extended: str, tmp_path: Path, language: str
) -> None:
    met: set[tuple[str, str]] = set()
    every = {(one.id, arm) for one in INSTRUMENT.experiments for arm in one.arms}
    for _ in range(SEVERAL):
        seen = walk(Respondent(app), language)
        longer = "leave_eaeu" if text("list_eaeu", "leave_eaeu", language) in seen["list_eaeu"].text else "leave_csto"
        assert ("c_check" in seen) == ("c_card" in seen)
        assert ("q4_lean" in seen) == ("q4_leave_eaeu" in seen) == ("q4_balanced" not in seen)
        assert (text("list_csto", "leave_csto", language) in seen["list_csto"].text) == (longer == "leave_csto")
        met |= {
            ("card", "card" if "c_card" in seen else "control"),
            ("form", "balanced" if "q4_balanced" in seen else "original"),
        }
        met |= {("list", longer.removeprefix("leave_"))}
        if met == every:
            break
    assert met == every
    out = tmp_path / "answers.csv"
    export(engine, Wanted(SLUG), out, force=False)
    frame = analysis.read(out, instrument=SLUG).frame
    for arm, question, asked in (("card", "c_check", 1), ("form", "q4_balanced", 1), ("form", "q4_leave_eaeu", -6)):
        in_arm = frame[f"arm_{arm}"] == ("original" if question == "q4_leave_eaeu" else {"card": "card", "form": "balanced"}[arm])
        assert set(frame.loc[in_arm, question]) == {asked}
        assert set(frame.loc[~in_arm, question]) == {-4}
    assert set(frame["q4_lean"]) <= {1, -3, -4}
    assert set(frame["language"]) == {language}


def text(question: str, item: str, language: str) -> str:
    """Return the words of a statement."""
    return next(each.text[language] for each in INSTRUMENT.question(question).items if each.id == item)


@pytest.mark.parametrize("language", INSTRUMENT.languages)
@pytest.mark.parametrize(("question", "given"), [("s_age", "17"), ("s_live", "73")])
def test_who_cannot_take_part_is_told_why(
    respondent: Respondent, extended: str, language: str, question: str, given: str
) -> None:
    respondent.start(SLUG, language)
    while Path(respondent.path).name != question:
        respondent.next(**answers(INSTRUMENT.question(Path(respondent.path).name)))
    assert respondent.next(**{question: given}).kind == "screened"
    reason = INSTRUMENT.screen_out[question == "s_live"]
    assert reason.text is not None
    assert reason.text[language] in respondent.page.text


def test_who_may_not_be_asked_politics_may_leave_at_once() -> None:
    assert [section.id for section in INSTRUMENT.sections if section.sensitive] == ["alliances", "trust", "lists"]


def test_a_fresh_database_still_opens_the_first_study_only(engine: sa.Engine, respondent: Respondent, app: Flask) -> None:
    page = respondent.get("/")
    assert any("astana-2023" in link for link in page.links) or "astana-2023" in respondent.path
    assert not any(SLUG in link for link in page.links)


def test_simulated_answers_are_reported(engine: sa.Engine, extended: str, tmp_path: Path) -> None:
    stored = simulate.Simulated()
    simulate.simulate(engine, Keys(SECRET), INSTRUMENT, stored, n=40, seed=3)
    assert stored.screened < 20, "most are adults who live in Astana"
    out = tmp_path / "simulated.csv"
    export(engine, Wanted(SLUG, tests=True), out, force=False)
    # No questionnaire is named: it is known by its columns.
    command = ["report", str(out), "--include-tests", "--out", str(tmp_path), "--format", "md", "--language", "kk"]
    assert main(command) == 0
    report = (tmp_path / f"{SLUG}-kk.md").read_text(encoding="utf-8")
    for words in ("## Эксперименттер", "«card» эксперименті", "«form» эксперименті", "Тізім эксперименті: Қазақстан Еуразиялық"):
        assert words in report
    # Arms are called what the questionnaire calls them, in tables and beside figures.
    for words in ("| Анықтамасыз |", "| Анықтамамен |", "| Теңгерімді тұжырым |", "| Тізімге ЕАЭО туралы пікір қосылған |"):
        assert words in report
    assert "| control |" not in report
