"""Saving and going on elsewhere: codes, two devices, and everything that ends a code."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask

from survey.keys import limit, receipt
from survey.keys.receipt import Keys
from survey.settings import Settings
from survey.store import resuming
from survey.store.studies import close_study
from tests.survey.conftest import SECRET
from tests.survey.respondent import Respondent
from tests.survey.test_journeys import SLUG, finish, idle

Rows = Callable[[str], list[tuple[object, ...]]]
KEYS = Keys(SECRET)
CODES = "SELECT code_hash FROM resume"
SESSIONS = "SELECT token_hash FROM session"


def saved(someone: Respondent, language: str = "en") -> str:
    """Answer one question, save the second half-way, and return the code."""
    someone.start(SLUG, language)
    someone.next(q1_strength="7")
    page = someone.press("save", q2_improve="2")
    assert (page.kind, someone.path) == ("resume", f"/{SLUG}/code")
    return page.receipt


def typed_in(someone: Respondent, code: str) -> None:
    someone.get(f"/{SLUG}/resume?lang=en")
    someone.next(code=code)


@pytest.mark.parametrize("language", ["kk", "en", "ru"])
def test_an_interview_goes_on_where_it_was_saved(app: Flask, rows: Rows, language: str) -> None:
    first, second = Respondent(app), Respondent(app)
    code = saved(first, language)
    assert len(code) == 24
    stored = rows("SELECT question FROM answer ORDER BY question")
    assert stored == [("q1_strength",), ("q2_improve",)], "what stood there is stored"
    second.get(f"/{SLUG}/?lang={language}")
    assert f"/{SLUG}/resume" in second.page.links
    typed_in(second, code.lower().replace("-", " "))
    assert second.page.offered.keys() == {"q3_spheres"}
    second.get(f"/{SLUG}/question/q1_strength")
    assert second.page.checked == {"q1_strength": ["7"]}
    second.get(f"/{SLUG}/next")
    finish(second)
    assert second.next().kind == "done"
    assert rows("SELECT status, count(*) FROM response GROUP BY status") == [("complete", 1)]
    assert rows(CODES) == rows(SESSIONS) == []


@pytest.mark.parametrize(("chosen", "goes_on_in"), [("", "kk"), ("?lang=ru", "ru")])
def test_it_goes_on_in_its_own_language_unless_another_is_chosen(app: Flask, chosen: str, goes_on_in: str) -> None:
    """The browser of the second device may be set to any language; that chooses nothing for an interview in Kazakh."""
    first, second = Respondent(app), Respondent(app, **{"Accept-Language": "en"})
    code = saved(first, "kk")
    assert second.get(f"/{SLUG}/resume{chosen}").lang == (goes_on_in if chosen else "en")
    assert second.next(code=code).lang == goes_on_in
    assert second.next().lang == goes_on_in


def test_only_a_hash_of_the_code_is_stored_and_no_day(app: Flask, rows: Rows) -> None:
    code = saved(Respondent(app)).replace("-", "")
    assert rows(CODES) == [(KEYS.resume_hash(SLUG, code),)]
    assert [column["name"] for column in sa.inspect(app.extensions["survey"].engine).get_columns("resume")] == [
        "code_hash",
        "response_id",
    ]


def test_the_code_is_shown_until_the_visitor_goes_on(respondent: Respondent) -> None:
    code = saved(respondent)
    assert respondent.get(f"/{SLUG}/code").receipt == code, "a lost answer of the server loses no code"
    page = respondent.press("language:kk")
    assert (page.lang, page.receipt) == ("kk", code)
    page = respondent.next()
    assert page.offered.keys() == {"q3_spheres"}
    assert respondent.get(f"/{SLUG}/code").kind == "question", "shown once"


def test_what_is_not_allowed_is_not_saved_and_says_so(respondent: Respondent, rows: Rows, every_kind: str) -> None:
    respondent.start(every_kind, "en")
    respondent.next()
    page = respondent.press("save", age="many")
    assert (respondent.status, page.kind, page.typed) == (400, "question", {"age": "many"})
    assert rows(CODES) == []


def test_the_review_can_be_saved_too(respondent: Respondent, app: Flask) -> None:
    respondent.start(SLUG, "en")
    finish(respondent)
    code = respondent.press("save").receipt
    other = Respondent(app)
    typed_in(other, code)
    assert other.page.kind == "review"


def test_a_new_code_replaces_the_one_before(app: Flask, rows: Rows) -> None:
    first, second = Respondent(app), Respondent(app)
    old = saved(first)
    first.next()
    new = first.press("save").receipt
    assert new != old
    assert len(rows(CODES)) == 1
    typed_in(second, old)
    assert (second.status, second.page.typed) == (400, {"code": old})
    typed_in(second, new)
    assert second.page.kind == "question"


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("", "Error: Enter your code"),
        ("ABC", "not a code for continuing"),
        ("0000-0000-0000-0000-0021", "not a code for continuing"),
        ("0000-0000-0000-0000-0012", "was not found"),
        ("<b>" * 40, "not a code for continuing"),
    ],
)
def test_a_wrong_code_is_told_apart_from_a_mistyped_one_and_stays(respondent: Respondent, written: str, said: str) -> None:
    typed_in(respondent, written)
    page = respondent.page
    assert (respondent.status, page.kind, page.typed) == (400, "resume", {"code": written})
    assert page.title.startswith("Error:")
    assert said in page.text
    assert respondent.press("language:ru").typed == {"code": written}, "and is kept in another language"


def test_33_codes_and_receipts_are_not_interchangeable(app: Flask, rows: Rows) -> None:
    someone, other = Respondent(app), Respondent(app)
    code = saved(someone)
    other.get(f"/{SLUG}/withdraw")
    other.next(receipt=code)
    assert other.status == 400
    someone.next()
    finish(someone)
    done = someone.next()
    typed_in(other, done.receipt)
    assert other.status == 400
    assert rows("SELECT count(*) FROM response") == [(1,)]


def test_a_code_opens_no_other_study(app: Flask, every_kind: str) -> None:
    code = saved(Respondent(app))
    other = Respondent(app)
    other.get(f"/{every_kind}/resume?lang=en")
    other.next(code=code)
    assert other.status == 400


def test_34_wrong_codes_are_refused_after_a_while_and_keep_no_right_one_out(app: Flask) -> None:
    someone, guesser = Respondent(app), Respondent(app)
    code = saved(someone)
    guesser.get(f"/{SLUG}/resume?lang=en")
    for number in range(limit.TRIES):
        guesser.next(code=receipt.with_check(f"{number:019d}"))
        assert guesser.status == 400
    wrong = receipt.with_check(f"{limit.TRIES:019d}")
    guesser.next(code=wrong)
    assert (guesser.status, guesser.page.typed) == (429, {"code": wrong})
    guesser.next(code="mistyped")
    assert guesser.status == 400
    other = Respondent(app)
    other.get(f"/{SLUG}/resume?lang=en")
    assert other.next(code=code).kind == "question"
    someone.get(f"/{SLUG}/withdraw?lang=en")
    someone.next(receipt="0000-0000-0000-0000-0012")
    assert someone.status == 400, "withdrawing has tries of its own"


def test_the_first_device_is_told_and_loses_nothing_it_typed(app: Flask, rows: Rows) -> None:
    first, second = Respondent(app), Respondent(app)
    code = saved(first)
    first.next()
    typed_in(second, code)
    page = first.next(q3_spheres=["1", "9"], q3_spheres__other_text="Көлік дәлізі")
    assert (first.status, page.kind) == (409, "resume")
    assert "The survey you began is no longer here" in page.headings
    assert "continued on another device, or its answers may have been deleted" in page.text
    assert "Economy" in page.text
    assert "Other: Көлік дәлізі" in page.text
    page = first.press("language:kk")
    assert "Басқа: Көлік дәлізі" in page.text, "in another language too"
    assert rows("SELECT count(*) FROM answer WHERE question = 'q3_spheres'") == [(0,)]
    assert first.get(f"/{SLUG}/next").kind == "resume"
    assert first.get(f"/{SLUG}/review").kind == "resume"
    typed_in(first, code)
    assert first.page.offered.keys() == {"q3_spheres"}, "the code brings it back"
    assert second.next(q3_spheres="1").kind == "resume"
    assert len(rows(SESSIONS)) == 1


def test_what_was_not_allowed_stays_on_that_page_too(app: Flask) -> None:
    first, second = Respondent(app), Respondent(app)
    code = saved(first)
    first.next()
    typed_in(second, code)
    page = first.next(q3_spheres=["9"], q3_spheres__other_text="")
    assert (page.kind, first.status) == ("resume", 409)


def test_another_person_may_begin_on_the_first_device(app: Flask, rows: Rows) -> None:
    first, second = Respondent(app), Respondent(app)
    typed_in(second, saved(first))
    assert first.start(SLUG).kind == "question"
    assert second.get(f"/{SLUG}/next").offered.keys() == {"q3_spheres"}
    assert rows("SELECT count(*) FROM response") == [(2,)]


def test_an_interview_of_its_own_in_the_second_browser_is_kept_as_it_is(app: Flask, rows: Rows) -> None:
    first, second = Respondent(app), Respondent(app)
    code = saved(first)
    second.start(SLUG)
    second.next(q1_strength="1")
    typed_in(second, code)
    second.get(f"/{SLUG}/question/q1_strength")
    assert second.page.checked == {"q1_strength": ["7"]}
    assert rows("SELECT status, count(*) FROM response GROUP BY status") == [("partial", 2)]
    assert len(rows(SESSIONS)) == 1


def test_a_browser_that_has_submitted_may_go_on_with_another_interview(app: Flask, rows: Rows) -> None:
    first, second = Respondent(app), Respondent(app)
    code = saved(first)
    second.start(SLUG)
    finish(second)
    second.next()
    typed_in(second, code)
    finish(second)
    assert second.next().kind == "done"
    assert rows("SELECT count(*) FROM submit_key") == [(2,)]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("kk", "жауаптары өшірілген болуы мүмкін"),
        ("en", "its answers may have been deleted"),
        ("ru", "продолжен на другом устройстве или ответы удалены"),
    ],
)
def test_a_device_whose_interview_was_deleted_elsewhere_is_not_told_that_it_goes_on(app: Flask, language: str, said: str) -> None:
    first, second = Respondent(app), Respondent(app)
    first.start(SLUG, language)
    first.next(q1_strength="7")
    code = first.press("save").receipt
    first.next()
    typed_in(second, code)
    second.press("exit")
    page = first.next(q3_spheres="1")
    assert (first.status, page.kind, page.lang) == (409, "resume", language)
    assert said in page.text


@pytest.mark.parametrize("wrong", ["", "0000-0000-0000-0000-0012"])
def test_what_was_begun_here_stays_until_a_right_code_was_entered(app: Flask, rows: Rows, wrong: str) -> None:
    first, second = Respondent(app), Respondent(app)
    code = saved(first)
    second.start(SLUG, "en")
    second.next(q1_strength="1")
    second.get(f"/{SLUG}/resume")
    assert "A survey that was begun in this browser is not finished" in second.page.text
    assert f"/{SLUG}/next" in second.page.links
    second.next(code=wrong)
    assert second.status == 400
    assert "A survey that was begun in this browser is not finished" in second.page.text
    assert second.get(f"/{SLUG}/next").offered.keys() == {"q2_improve"}, "still here"
    second.get(f"/{SLUG}/resume")
    own = second.press("save")
    assert (own.kind, second.path) == ("resume", f"/{SLUG}/code"), "a code of its own, before"
    typed_in(second, code)
    assert second.page.offered.keys() == {"q3_spheres"}
    assert rows("SELECT status, count(*) FROM response GROUP BY status") == [("partial", 2)]
    typed_in(second, own.receipt)
    assert second.page.offered.keys() == {"q2_improve"}, "and the other is come back to by it"


def test_the_page_for_a_code_speaks_of_no_other_interview_where_there_is_none(
    app: Flask, respondent: Respondent, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "begun in this browser" not in respondent.get(f"/{SLUG}/resume?lang=en").text
    assert "save" not in respondent.page.buttons
    respondent.start(SLUG, "en")
    idle(settings, monkeypatch)
    assert "begun in this browser" not in respondent.get(f"/{SLUG}/resume").text, "who sits here now may be another person"


@pytest.mark.parametrize("ending", ["submitted", "left", "withdrawn", "closed"])
def test_a_code_stops_with_its_interview(app: Flask, engine: sa.Engine, rows: Rows, ending: str) -> None:
    first, second = Respondent(app), Respondent(app)
    code = saved(first)
    first.next()
    if ending == "left":
        first.press("exit")
    elif ending == "closed":
        close_study(engine, SLUG)
    else:
        finish(first)
        receipt_code = first.next().receipt
        if ending == "withdrawn":
            first.get(f"/{SLUG}/withdraw")
            first.next(receipt=receipt_code)
    second.get(f"/{SLUG}/resume?lang=en")
    if ending == "closed":
        assert second.page.kind == "closed"
        return
    second.next(code=code)
    assert second.status == 400
    assert rows(CODES) == []


def test_a_closed_session_is_gone_on_with_by_its_code(
    app: Flask, settings: Settings, rows: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = Respondent(app)
    code = saved(first)
    idle(settings, monkeypatch)
    page = first.get(f"/{SLUG}/next")
    assert page.kind == "error"
    assert f"/{SLUG}/resume" in page.links
    assert "With your code you can continue" in page.text
    assert "kept" in page.text
    typed_in(first, code)
    assert first.page.offered.keys() == {"q3_spheres"}
    assert rows("SELECT count(*) FROM response") == [(1,)]


def test_a_forged_or_replayed_post_moves_nothing(app: Flask, rows: Rows) -> None:
    first, second = Respondent(app), Respondent(app)
    code = saved(first)
    before = rows(SESSIONS)
    second.get(f"/{SLUG}/resume")
    second.send(f"/{SLUG}/resume", {"code": code, "action": "next", "csrf_token": "0" * 64})
    assert second.status == 400
    assert second.get(f"/{SLUG}/resume?code={code}").typed == {"code": ""}
    assert rows(SESSIONS) == before
    typed_in(second, code)
    moved = rows(SESSIONS)
    first.send(f"/{SLUG}/question/q3_spheres", {"q3_spheres": "1", "action": "save", "csrf_token": "x"})
    assert rows(SESSIONS) == moved
    assert rows("SELECT count(*) FROM answer WHERE question = 'q3_spheres'") == [(0,)]


def test_no_code_for_an_interview_that_is_not_there(engine: sa.Engine) -> None:
    assert not resuming.keep(engine, "unknown", "code")
    assert not resuming.leads_to(engine, "unknown")
    assert not resuming.move(engine, "unknown", "new", "old")
