"""One browser, several studies: each has a visit of its own."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.sessions import SecureCookieSessionInterface

from survey.cookies import visit
from survey.settings import Settings
from tests.survey.respondent import Respondent
from tests.survey.test_journeys import SLUG, finish, idle

Rows = Callable[[str], list[tuple[object, ...]]]


def begin_both(respondent: Respondent, other: str) -> None:
    respondent.start(other, "en")
    respondent.next()
    respondent.next(age="44")
    respondent.get(f"/{SLUG}/")


@pytest.mark.parametrize("ending", ["declines", "leaves", "begins anew", "submits and opens the start page", "finds it idle"])
def test_ending_one_study_leaves_the_interview_in_another_where_it_is(
    respondent: Respondent, settings: Settings, rows: Rows, monkeypatch: pytest.MonkeyPatch, every_kind: str, ending: str
) -> None:
    if ending == "finds it idle":
        respondent.start(SLUG)
        idle(settings, monkeypatch)
        respondent.start(every_kind, "en")
        respondent.next()
        respondent.next(age="44")
        assert respondent.get(f"/{SLUG}/").offered == {"consent": ["1", "0"]}, "the first is closed"
    else:
        begin_both(respondent, every_kind)
        respondent.next(consent="0" if ending == "declines" else "1")
    if ending == "leaves":
        respondent.press("exit")
    elif ending == "begins anew":
        respondent.get(f"/{SLUG}/")
        respondent.press("anew")
    elif ending.startswith("submits"):
        finish(respondent)
        assert respondent.next().kind == "done"
        respondent.get(f"/{SLUG}/")
    page = respondent.get(f"/{every_kind}/next")
    assert page.offered.keys() == {"works"}
    respondent.press("exit")
    assert rows("SELECT count(*) FROM answer WHERE question = 'age'") == [(0,)], "and can still be deleted"
    # Looking at the first page of an idle interview closes nothing: only beginning another there does.
    assert rows("SELECT count(*) FROM session") == [(1 if ending == "finds it idle" else 0,)]


def test_an_idle_interview_stays_deletable_after_another_study_was_begun(
    respondent: Respondent, settings: Settings, rows: Rows, monkeypatch: pytest.MonkeyPatch, every_kind: str
) -> None:
    respondent.start(SLUG)
    respondent.next(q1_strength="3")
    idle(settings, monkeypatch)
    respondent.start(every_kind, "en")
    assert respondent.get(f"/{SLUG}/next").kind == "error", "it does not go on: somebody else may sit there"
    assert respondent.press("exit").kind == "refused"
    assert rows("SELECT count(*) FROM answer") == [(0,)]
    assert rows("SELECT count(*) FROM response") == [(1,)]
    assert rows("SELECT count(*) FROM session") == [(1,)]


def test_both_receipts_are_shown_again(respondent: Respondent, every_kind: str) -> None:
    receipts = {}
    for slug in (SLUG, every_kind):
        respondent.start(slug, "en")
        finish(respondent)
        receipts[slug] = respondent.next().receipt
    assert len(set(receipts.values())) == 2
    for slug, receipt in receipts.items():
        assert respondent.get(f"/{slug}/done").receipt == receipt


def test_a_form_is_tied_to_its_study_and_visit(respondent: Respondent, rows: Rows, every_kind: str) -> None:
    begin_both(respondent, every_kind)
    token = respondent.page.hidden["csrf_token"]
    stale = {"csrf_token": token, "consent": "1", "action": "next"}
    respondent.send(f"/{every_kind}/question/works", {"csrf_token": token, "works": "1", "action": "next"})
    assert respondent.status == 400
    respondent.get(f"/{SLUG}/")
    respondent.next(consent="0")
    respondent.send(f"/{SLUG}/", stale)
    assert respondent.status == 400, "a page left open before somebody else came"
    assert rows("SELECT count(*) FROM response") == [(1,)]


def test_the_cookie_fits_and_holds_the_interviews_of_many_studies(app: Flask) -> None:
    names = [f"{chr(97 + number)}{'x' * 63}" for number in range(26)]
    signer = SecureCookieSessionInterface().get_signing_serializer(app)
    assert signer
    with app.test_request_context():
        visit.choose_language("kk")
        for name in names[:10]:
            visit.ensured_key(name)
            visit.begin_clock(name)
            visit.open_page(name, "q" * 60)
        for name in names[10:]:
            visit.ensured_key(name)
        assert all(visit.session_key(name) for name in [*names[:10], names[-1]]), "what was only looked at gives way"
        for name in names[10:]:
            visit.ensured_key(name)
            visit.begin_clock(name)
            visit.open_page(name, "q" * 60)
        assert len(visit.session["visits"]) == visit.MOST_VISITS
        assert visit.session_key(names[-1])
        kept = dict(visit.session)
    assert len(str(signer.dumps(kept))) < 4000
