"""A database that fails while somebody answers: nothing is acknowledged that is not stored, nothing typed is lost."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask

from survey.store.direct import reading_directly
from survey.store.files import database_file
from tests.survey.respondent import Respondent, check
from tests.survey.test_journeys import SLUG, finish

Rows = Callable[[str], list[tuple[object, ...]]]


@contextmanager
def locked(app: Flask) -> Iterator[None]:
    other = sqlite3.connect(str(database_file(app.extensions["survey"].engine)), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        other.execute("ROLLBACK")
        other.close()


def test_a_locked_database_keeps_the_answers_on_the_page(respondent: Respondent, app: Flask, rows: Rows) -> None:
    respondent.start(SLUG, "en")
    respondent.next()
    respondent.next()
    with locked(app):
        sent = respondent.client.post(
            respondent.path,
            data={**respondent.page.hidden, "q3_spheres": ["1", "9"], "q3_spheres__other_text": "Көлік", "action": "next"},
        )
        page = check(sent)
        assert page
        assert (sent.status_code, page.kind) == (503, "error")
        assert int(sent.headers["Retry-After"]) > 0
        assert "Your answers are still on it" in page.text
        assert 'name="q3_spheres" value="1"' in sent.text
        assert 'name="q3_spheres" value="9"' in sent.text
        assert 'name="q3_spheres__other_text" value="Көлік"' in sent.text
        assert page.buttons[-1] == "next"
        assert respondent.client.get("/healthz").status_code == 200
        assert check(respondent.client.get(respondent.path)), "reading goes on"
    assert rows("SELECT count(*) FROM answer WHERE question = 'q3_spheres'") == [(0,)]
    respondent.send(page.action or "", {**page.hidden, "q3_spheres": ["1", "9"], "action": "next"})
    assert rows("SELECT value FROM answer WHERE question = 'q3_spheres'") == [("[1,9]",)]


def test_a_submit_into_a_locked_database_succeeds_when_tried_again(respondent: Respondent, app: Flask, rows: Rows) -> None:
    respondent.start(SLUG, "kk")
    finish(respondent)
    with locked(app):
        assert respondent.next().kind == "error"
        assert respondent.status == 503
        assert rows("SELECT status FROM response") == [("partial",)]
        assert respondent.next().kind == "error"
    assert respondent.next().kind == "done"
    assert rows("SELECT status FROM response") == [("complete",)]


@pytest.mark.parametrize("consent", ["1", "0"])
def test_a_start_into_a_locked_database_can_be_tried_again(respondent: Respondent, app: Flask, consent: str) -> None:
    respondent.get(f"/{SLUG}/")
    with locked(app):
        respondent.next(consent=consent)
        assert respondent.status == 503
    assert "Ештеңе өзгерген жоқ" in respondent.page.text
    assert "осы бетте тұр" not in respondent.page.text
    assert respondent.next().kind == ("question" if consent == "1" else "refused")


def test_leaving_a_locked_database_can_be_tried_again(respondent: Respondent, app: Flask, rows: Rows) -> None:
    respondent.start(SLUG, "en")
    with locked(app):
        respondent.press("exit")
        assert respondent.status == 503
        assert "Nothing has changed" in respondent.page.text
    assert respondent.press("exit").kind == "refused"
    assert rows("SELECT count(*) FROM response") == [(0,)]


def test_a_full_disk_keeps_the_answers_on_the_page(respondent: Respondent, app: Flask, every_kind: str, rows: Rows) -> None:
    respondent.start(every_kind)
    respondent.next()
    respondent.next()
    respondent.next(works="1")
    respondent.get(f"/{every_kind}/question/works")
    engine = app.extensions["survey"].engine
    with reading_directly(engine) as connection:
        ((used,),) = connection.cursor.execute("PRAGMA page_count").fetchall()
        connection.cursor.execute(f"PRAGMA max_page_count = {used}")
    statuses = set()
    for number in range(200):
        someone = Respondent(app)
        someone.get(f"/{every_kind}/")
        someone.next(consent="1")
        statuses.add(someone.status)
        if someone.status == 503:
            break
        assert number < 199
    assert statuses == {200, 503}
    assert respondent.client.get("/healthz").status_code == 200
    with reading_directly(engine) as connection:
        connection.cursor.execute("PRAGMA max_page_count = 100000")
        assert connection.cursor.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    again = someone.next() if "next" in someone.page.buttons else someone.get(someone.path)
    assert again.kind == "question"


def test_a_database_that_vanishes_gives_a_page_and_no_trace(app: Flask, tmp_path: Path) -> None:
    someone = Respondent(app)
    someone.start(SLUG, "en")
    app.extensions["survey"].engine.dispose()
    for path in (tmp_path / "data").iterdir():
        path.unlink()
    (tmp_path / "data").rmdir()
    page = someone.next(q1_strength="3")
    assert (someone.status, page.kind) == (503, "error")
    assert "sqlite" not in page.text.lower()
    assert someone.client.get("/readyz").status_code == 503
    assert someone.client.get("/healthz").status_code == 200
