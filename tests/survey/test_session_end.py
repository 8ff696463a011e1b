"""A page that is left alone: how long it stays, the warning's way out, and what is said after it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask

from survey import create_app
from survey.cookies import visit
from survey.settings import Settings
from tests.survey.respondent import Respondent
from tests.survey.test_journeys import SLUG, finish, idle

Rows = Callable[[str], list[tuple[object, ...]]]


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "is sent for 120 minutes"), ("kk", "120 минут бойы"), ("ru", "не отправлять 120 минут")],
)
def test_every_page_of_an_interview_says_how_long_it_stays(respondent: Respondent, language: str, words: str) -> None:
    respondent.start(SLUG, language)
    assert words in respondent.page.text
    assert respondent.page.warning["data-ends-after"] == "7200"
    assert "stay" in respondent.page.buttons
    code = respondent.press("save")
    assert words in code.text
    respondent.next()
    finish(respondent)
    assert words in respondent.page.text
    done = respondent.next()
    assert words not in done.text
    assert done.warning == {}


def test_a_limit_is_told_in_whole_minutes_rounded_up(settings: Settings) -> None:
    app = create_app(replace(settings, idle_limit=61))
    someone = Respondent(app)
    someone.start(SLUG, "en")
    assert "is sent for 2 minutes" in someone.page.text
    app.extensions["survey"].engine.dispose()


def test_staying_keeps_what_stands_on_the_page_and_begins_the_clock_anew(
    respondent: Respondent, settings: Settings, rows: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    respondent.start(SLUG, "en")
    respondent.next()
    page = respondent.press("stay", q2_improve="2")
    assert (page.kind, page.checked) == ("question", {"q2_improve": ["2"]})
    assert rows("SELECT value FROM answer WHERE question = 'q2_improve'") == [("2",)]
    respondent.next()
    page = respondent.press("stay", q3_spheres=["1", "8"])
    assert page.checked == {"q3_spheres": ["1", "8"]}, "what is not allowed stays on the page"
    assert respondent.status == 200
    respondent.next(q3_spheres=["1"])
    finish(respondent)
    assert respondent.press("stay").kind == "review"
    assert respondent.press("save").kind == "resume"
    assert respondent.press("stay").kind == "resume"


def nearly(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the time pass after which a page closes itself."""
    now = visit.time.time()
    monkeypatch.setattr(visit.time, "time", lambda: now + settings.idle_limit - 4)


def test_a_page_that_closes_itself_stores_what_stands_on_it_first(
    respondent: Respondent, settings: Settings, rows: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    respondent.start(SLUG, "en")
    respondent.next()
    nearly(settings, monkeypatch)
    respondent.forge(f"/{SLUG}/question/q2_improve", action="expire", q2_improve="2")
    page = respondent.page
    assert page.kind == "error"
    assert "Your session has expired" in page.headings
    assert "The answers given so far are kept." in page.text
    assert "You can begin again on the first page." in page.text
    assert rows("SELECT value FROM answer WHERE question = 'q2_improve'") == [("2",)]
    assert respondent.get(f"/{SLUG}/next").kind == "error", "nobody else sees the answers"
    assert respondent.get(f"/{SLUG}/").offered == {"consent": ["1", "0"]}
    assert rows("SELECT status FROM response") == [("partial",)]


def test_a_forgotten_tab_closes_nothing_and_stores_nothing(respondent: Respondent, rows: Rows) -> None:
    respondent.start(SLUG, "en")
    old = {**respondent.page.filled, "q1_strength": "3", "action": "expire"}
    respondent.next(q1_strength="7")
    page = respondent.send(f"/{SLUG}/question/q1_strength", old)
    assert (page.kind, page.checked) == ("question", {"q1_strength": ["7"]}), "the old tab shows what counts now"
    assert rows("SELECT value FROM answer") == [("7",)]
    assert respondent.get(f"/{SLUG}/next").offered.keys() == {"q2_improve"}, "the tab in use goes on"


def test_a_tab_that_closes_while_another_is_in_use_keeps_what_stands_on_it(respondent: Respondent, rows: Rows) -> None:
    respondent.start(SLUG, "en")
    respondent.next(q1_strength="7")
    page = respondent.press("stay")
    page = respondent.send(f"/{SLUG}/question/q2_improve", {**page.filled, "q2_improve": "2", "action": "expire"})
    assert (page.kind, page.checked) == ("question", {"q2_improve": ["2"]})
    assert rows("SELECT value FROM answer WHERE question = 'q2_improve'") == [("2",)]


def test_a_tab_that_was_overtaken_stores_nothing_after_the_end_either(
    respondent: Respondent, settings: Settings, rows: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    respondent.start(SLUG, "en")
    old = {**respondent.page.filled, "q1_strength": "3"}
    respondent.next(q1_strength="7")
    idle(settings, monkeypatch)
    assert respondent.send(f"/{SLUG}/question/q1_strength", {**old, "action": "next"}).kind == "error"
    assert rows("SELECT value FROM answer") == [("7",)]


@pytest.mark.parametrize("button", ["language:kk", "back", "save"])
def test_an_old_tab_overwrites_nothing_but_by_its_button_next(respondent: Respondent, rows: Rows, button: str) -> None:
    respondent.start(SLUG, "en")
    old = respondent.page.filled
    respondent.next(q1_strength="7")
    respondent.send(f"/{SLUG}/question/q1_strength", {**old, "action": button})
    assert rows("SELECT value, missing FROM answer") == [("7", None)]
    respondent.send(f"/{SLUG}/question/q1_strength", {**old, "q1_strength": "2", "action": button})
    assert rows("SELECT value FROM answer") == [("7",)]
    respondent.send(f"/{SLUG}/question/q1_strength", {**old, "q1_strength": "2", "action": "next"})
    assert rows("SELECT value FROM answer") == [("2",)], "what is sent on purpose counts"


def test_the_page_with_a_code_closes_itself_and_shows_it_no_more(
    respondent: Respondent, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    respondent.start(SLUG, "en")
    respondent.press("save")
    respondent.forge(f"/{SLUG}/code", action="expire")
    assert respondent.page.kind == "resume", "too early: another tab was used"
    nearly(settings, monkeypatch)
    respondent.forge(f"/{SLUG}/code", action="expire")
    assert respondent.page.kind == "error"
    assert f"/{SLUG}/resume" in respondent.page.links
    assert respondent.get(f"/{SLUG}/code").kind == "error"


def test_the_review_closes_itself_too_and_can_still_be_sent_from_another_tab(
    respondent: Respondent, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    respondent.start(SLUG, "en")
    finish(respondent)
    nearly(settings, monkeypatch)
    submit_key = respondent.page.hidden["submit_key"]
    respondent.forge(f"/{SLUG}/review", action="expire", submit_key=submit_key)
    assert respondent.page.kind == "error"
    respondent.forge(f"/{SLUG}/review", submit_key=submit_key)
    assert respondent.page.kind == "done"


def test_the_page_about_the_end_can_be_read_in_another_language_and_deletes(
    respondent: Respondent, settings: Settings, rows: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    respondent.start(SLUG, "en")
    respondent.next(q1_strength="3")
    idle(settings, monkeypatch)
    respondent.get(f"/{SLUG}/next")
    assert respondent.press("language:kk").lang == "kk"
    assert respondent.press("exit").kind == "refused"
    assert rows("SELECT count(*) FROM response") == [(0,)]


def test_a_button_that_no_page_has_is_refused(respondent: Respondent, app: Flask) -> None:
    respondent.start(SLUG)
    respondent.forge(f"/{SLUG}/question/q1_strength", action="renew")
    assert respondent.status == 400
