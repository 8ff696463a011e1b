"""Trying the form out from the administration: whatever is answered is a test, and for nobody else."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask

from survey.admin.wording import MESSAGES as ADMIN
from survey.keys.receipt import Keys
from survey.store import links, studies
from survey.store.accounts import Role
from survey.store.transactions import writing
from survey.wording import MESSAGES
from tests.survey.admin.officer import Officer, make_account
from tests.survey.conftest import SECRET
from tests.survey.page import Page
from tests.survey.respondent import Respondent
from tests.survey.test_journeys import SLUG, finish

Rows = Callable[[str], list[tuple[object, ...]]]
PAGE = f"/admin/{SLUG}/try"
RESPONSES = "SELECT status, is_test, language FROM response ORDER BY is_test, status"
COUNTERS = "SELECT event, n FROM counter ORDER BY event"


class Trier:
    """Somebody signed in, at one browser: the pages of the administration, and those of the form."""

    def __init__(self, app: Flask, engine: sa.Engine, role: Role = Role.ANALYST) -> None:
        make_account(engine, f"a-{role}", role)
        self.office, self.form = Officer(app), Respondent(app)
        self.form.client = self.office.client
        assert self.office.sign_in(f"a-{role}") == 303

    def try_out(self, language: str = "kk") -> Page:
        """Begin to try the form out, and come to its start."""
        self.office.get(f"{PAGE}?lang=kk")
        self.office.post(PAGE, spoken=language)
        assert (self.office.status, self.office.location) == (303, f"/{SLUG}/"), self.office.text
        return self.form.get(self.office.location)

    def end(self) -> None:
        """End that."""
        self.office.get(f"{PAGE}?lang=kk")
        assert ADMIN.text("kk", "try_under_way") in self.office.text
        self.office.post(PAGE, end="1")
        assert (self.office.status, self.office.location) == (303, PAGE)
        self.office.get(PAGE)
        assert ADMIN.text("kk", "done_try") in self.office.text
        assert ADMIN.text("kk", "try_under_way") not in self.office.text


def says_test(page: Page, language: str = "kk") -> bool:
    return MESSAGES.text(language, "test_banner") in page.text


@pytest.fixture
def trier(app: Flask, engine: sa.Engine) -> Trier:
    return Trier(app, engine)


@pytest.mark.parametrize("role", [Role.OWNER, Role.ANALYST, Role.INTERVIEWER])
@pytest.mark.parametrize("language", ["kk", "en", "ru"])
def test_what_is_tried_out_is_a_test_and_counts_nowhere(
    app: Flask, engine: sa.Engine, rows: Rows, role: Role, language: str
) -> None:
    someone = Trier(app, engine, role)
    page = someone.try_out(language)
    assert (page.kind, page.lang) == ("start", language)
    seen = [page, someone.form.next(consent="1")]
    while someone.form.page.kind in ("question", "review"):
        seen.append(someone.form.next())
    assert seen[-1].kind == "done"
    for each in seen:
        assert says_test(each, language)
        assert PAGE in each.links, "where it can be ended"
    assert rows(RESPONSES) == [("complete", True, language)]
    assert rows(COUNTERS) == []


@pytest.mark.parametrize("state", ["closed", "paused", "not open yet"])
def test_it_needs_no_open_study(trier: Trier, engine: sa.Engine, rows: Rows, state: str) -> None:
    if state == "paused":
        studies.pause_study(engine, SLUG)
    elif state == "closed":
        studies.close_study(engine, SLUG)
    else:
        studies.reopen_study(engine, SLUG, studies.Schedule("2998-01-01T00:00", None))
    assert Respondent(trier.office.client.application).get(f"/{SLUG}/").kind == "closed"
    trier.try_out()
    trier.form.next(consent="1")
    finish(trier.form)
    assert trier.form.next().kind == "done"
    assert rows(RESPONSES) == [("complete", True, "kk")]


def test_it_needs_no_link_and_uses_none_up(trier: Trier, engine: sa.Engine) -> None:
    with writing(engine) as connection:
        links.add(connection, SLUG, ["0" * 64])
    trier.try_out()
    assert trier.form.next(consent="1").kind == "question"
    assert links.count(engine, SLUG) == links.LinkCount(made=1, used=0)


def test_once_ended_answers_count_again(trier: Trier, rows: Rows) -> None:
    trier.try_out()
    trier.form.next(consent="1")
    trier.form.next(q1_strength="7")
    trier.end()
    page = trier.form.get(f"/{SLUG}/")
    assert (page.kind, says_test(page)) == ("start", False)
    trier.form.next(consent="1")
    finish(trier.form)
    assert not says_test(trier.form.next())
    assert rows(RESPONSES) == [("complete", False, "kk"), ("partial", True, "kk")]
    assert rows(COUNTERS) == [("completed", 1), ("started", 1), ("viewed", 1)]


def test_the_next_one_is_a_test_too_until_it_is_ended(trier: Trier, rows: Rows) -> None:
    for _ in range(2):
        assert says_test(trier.form.get(f"/{SLUG}/") if trier.form.page.kind == "done" else trier.try_out())
        trier.form.next(consent="1")
        finish(trier.form)
        trier.form.next()
    assert rows(RESPONSES) == [("complete", True, "kk")] * 2


def test_an_interview_that_stood_unfinished_stays_what_it_was(app: Flask, trier: Trier, rows: Rows) -> None:
    trier.form.start(SLUG)
    trier.form.next(q1_strength="7")
    trier.office.get(f"{PAGE}?lang=kk")
    assert ADMIN.text("kk", "interview_unfinished") in trier.office.text
    trier.try_out()
    assert trier.form.next(consent="1").offered["q1_strength"]
    assert trier.form.page.checked == {}
    assert rows(RESPONSES) == [("partial", False, "kk"), ("partial", True, "kk")]


def test_leaving_a_test_deletes_it_and_counts_nothing(trier: Trier, rows: Rows) -> None:
    trier.try_out()
    trier.form.next(consent="1")
    trier.form.press("exit")
    assert says_test(trier.form.page)
    assert (rows(RESPONSES), rows(COUNTERS)) == ([], [])


def test_whoever_comes_after_the_account_signed_out_counts(trier: Trier, rows: Rows) -> None:
    trier.try_out()
    trier.office.get("/admin/")
    trier.office.post("/admin/sign-out")
    page = trier.form.get(f"/{SLUG}/")
    assert (page.kind, says_test(page)) == ("start", False)
    trier.form.next(consent="1")
    assert rows(RESPONSES) == [("partial", False, "kk")]


def test_whoever_comes_by_a_link_from_elsewhere_after_the_account_signed_out_counts(
    trier: Trier, engine: sa.Engine, rows: Rows
) -> None:
    token = "A" * 22
    with writing(engine) as connection:
        links.add(connection, SLUG, [Keys(SECRET).link_hash(SLUG, token)])
    trier.try_out()
    trier.office.get("/admin/")
    trier.office.post("/admin/sign-out")
    trier.form.headers = {"Sec-Fetch-Site": "cross-site"}
    assert trier.form.get(f"/{SLUG}/t/{token}").kind == "start", "no account comes with it, signed in or not"
    trier.form.headers = {}
    page = trier.form.next(consent="1")
    assert (page.kind, says_test(page)) == ("start", False), "asked once more, for now it counts"
    trier.form.next(consent="1")
    finish(trier.form)
    assert not says_test(trier.form.next())
    assert rows(RESPONSES) == [("complete", False, "kk")]
    assert links.count(engine, SLUG).used == 1


def test_a_test_that_has_begun_stays_one_after_the_account_signed_out(trier: Trier, rows: Rows) -> None:
    trier.try_out()
    trier.form.next(consent="1")
    trier.office.get("/admin/")
    trier.office.post("/admin/sign-out")
    assert says_test(trier.form.get(f"/{SLUG}/question/q1_strength"))
    finish(trier.form)
    trier.form.next()
    assert rows(RESPONSES) == [("complete", True, "kk")]


def test_a_test_that_goes_on_elsewhere_is_one_there(app: Flask, trier: Trier, rows: Rows) -> None:
    trier.try_out()
    trier.form.next(consent="1")
    code = trier.form.press("save").receipt
    elsewhere = Respondent(app)
    elsewhere.get(f"/{SLUG}/resume")
    page = elsewhere.next(code=code)
    assert (page.kind, says_test(page)) == ("question", True)
    elsewhere.press("exit")
    assert rows(COUNTERS) == []


def test_an_interview_that_counts_goes_on_as_such_in_a_browser_that_tries_out(
    app: Flask, trier: Trier, engine: sa.Engine, rows: Rows
) -> None:
    real = Respondent(app)
    real.start(SLUG)
    code = real.press("save").receipt
    trier.try_out()
    trier.form.get(f"/{SLUG}/resume")
    page = trier.form.next(code=code)
    assert (page.kind, says_test(page)) == ("question", False)
    studies.close_study(engine, SLUG)
    assert trier.form.get(f"/{SLUG}/question/q1_strength").kind == "closed"
    studies.reopen_study(engine, SLUG)
    assert not says_test(trier.form.press("save") if trier.form.get(f"/{SLUG}/next") else page)
    trier.form.next()
    finish(trier.form)
    assert not says_test(trier.form.next()), "nor does the receipt"
    assert rows(RESPONSES) == [("complete", False, "kk")]


def test_a_language_must_be_chosen(trier: Trier) -> None:
    trier.office.get(f"{PAGE}?lang=kk")
    trier.office.post(PAGE, spoken="tr")
    assert trier.office.status == 400
    assert ADMIN.text("kk", "try_choose") in trier.office.text
    assert not says_test(trier.form.get(f"/{SLUG}/"))
