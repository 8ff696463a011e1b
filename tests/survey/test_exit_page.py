"""Leaving a sensitive page at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from flask import Flask

from survey import create_app, opening
from survey.settings import Settings, SettingsError, from_environment
from tests.survey.conftest import HERE, SECRET
from tests.survey.respondent import Respondent, check
from tests.survey.test_journeys import SLUG

Rows = Callable[[str], list[tuple[object, ...]]]
CLEARED = '"cache", "cookies", "storage"'


@pytest.fixture
def elsewhere(settings: Settings) -> Iterator[Flask]:
    """An app whose "exit this page" leads to another site."""
    app = create_app(replace(settings, exit_url="https://news.example.org/today?x=1"))
    opening.open_study(app.extensions["survey"].engine, str(HERE / "together.yaml"), HERE / "together-study.yaml")
    yield app
    app.extensions["survey"].engine.dispose()


def to_sensitive(someone: Respondent, language: str = "en") -> None:
    someone.start("together", language)
    someone.next(reads="2", unanswered="1")
    assert set(someone.page.offered) == {"role"}


@pytest.mark.parametrize("language", ["kk", "en", "ru"])
def test_only_sensitive_pages_offer_it_and_their_title_tells_nothing(
    respondent: Respondent, together: str, language: str
) -> None:
    respondent.start(together, language)
    assert "exit-page" not in respondent.page.buttons
    title = {"kk": "Сауалнама", "en": "Survey of habits", "ru": "Опрос"}[language]
    assert title in respondent.page.title
    respondent.next(reads="2", unanswered="1")
    page = respondent.page
    assert page.buttons[0] == "exit-page", "before everything else"
    assert page.title == {"kk": "Сұрақтар", "en": "Questions", "ru": "Вопросы"}[language]
    assert title not in page.text.replace(page.title, "")
    respondent.next(role="many")
    assert respondent.page.title.endswith(page.title)
    review = respondent.next(role="3")
    assert (review.kind, review.buttons[0], review.title) == ("review", "exit-page", page.title)


def test_it_leaves_nothing_in_the_browser_and_keeps_what_was_sent(respondent: Respondent, together: str, rows: Rows) -> None:
    to_sensitive(respondent)
    sent = respondent.client.post(
        respondent.path, data={**respondent.page.filled, "role": "9", "why": "secret", "action": "exit-page"}
    )
    assert (sent.status_code, sent.location) == (303, "/blank")
    assert sent.headers["Clear-Site-Data"] == CLEARED
    assert respondent.client.get_cookie("session") is None
    blank = check(respondent.client.get("/blank"))
    assert blank
    assert (blank.kind, blank.links, blank.buttons) == ("blank", [], [])
    assert rows("SELECT status FROM response") == [("partial",)]
    assert rows("SELECT count(*) FROM session") == [(0,)]
    assert rows("SELECT count(*) FROM answer WHERE question IN ('role', 'why')") == [(0,)], "what was not sent is not stored"
    assert rows("SELECT value FROM answer WHERE question = 'reads'") == [("2",)]
    assert respondent.get(f"/{together}/next").kind == "start", "going back shows no answers"


def test_it_closes_interviews_in_other_studies_too(respondent: Respondent, together: str, rows: Rows) -> None:
    respondent.start(SLUG)
    to_sensitive(respondent)
    respondent.press("exit-page")
    assert rows("SELECT count(*) FROM session") == [(0,)]
    assert rows("SELECT count(*) FROM response") == [(2,)]


def test_a_code_made_before_still_works_after_it(respondent: Respondent, app: Flask, together: str) -> None:
    respondent.start(together, "en")
    code = respondent.press("save", reads="2").receipt
    respondent.next()
    respondent.next(reads="2", unanswered="1")
    respondent.press("exit-page")
    other = Respondent(app)
    other.get(f"/{together}/resume")
    assert other.next(code=code).kind == "question"


def test_the_operators_page_is_gone_to_and_allowed_by_the_policy(elsewhere: Flask) -> None:
    someone = elsewhere.test_client()
    page = someone.get("/together/?lang=en")
    policy = page.headers["Content-Security-Policy"]
    assert "form-action 'self' https://news.example.org;" in policy
    assert "script-src 'self';" in policy
    token = page.text.split('name="csrf_token" value="')[1].split('"')[0]
    someone.post("/together/", data={"csrf_token": token, "consent": "1", "action": "next"})
    answers = {"csrf_token": token, "reads": "2", "unanswered": "1", "action": "next"}
    someone.post("/together/question/welcome", data=answers)
    assert "Opens news.example.org" in someone.get("/together/question/role").text
    sent = someone.post("/together/question/role", data={"csrf_token": token, "action": "exit-page"})
    assert sent.location == "https://news.example.org/today?x=1"


def test_nobody_can_be_made_to_leave_by_another_site(respondent: Respondent, together: str, rows: Rows) -> None:
    to_sensitive(respondent)
    respondent.send(respondent.path, {"action": "exit-page", "csrf_token": "forged"})
    assert respondent.status == 400
    assert len(rows("SELECT token_hash FROM session")) == 1


@pytest.mark.parametrize(
    "written",
    [
        "http://example.org/",
        "javascript:alert(1)",
        "//example.org",
        "https://",
        "https://a b",
        "https://example.org; script-src *",
        "https://user@example.org/",
        "https://example.org/\nX: y",
        "/blank",
    ],
)
def test_an_address_that_cannot_be_left_to_is_refused_at_the_start(written: str) -> None:
    with pytest.raises(SettingsError, match="SURVEY_EXIT_URL must be an https address"):
        from_environment({"SURVEY_SECRET_KEY": SECRET, "SURVEY_EXIT_URL": written})


@pytest.mark.parametrize("written", ["", "https://example.org", "https://example.org:8443/a/b?c=d#e"])
def test_an_https_address_is_taken(written: str) -> None:
    assert from_environment({"SURVEY_SECRET_KEY": SECRET, "SURVEY_EXIT_URL": written}).exit_url == written
