"""Who may open which page: every address of the administration × every role × signed out, from one table."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from survey.admin.access import RULE, open_to_anybody, requires
from survey.admin.wording import MESSAGES
from survey.keys.receipt import Keys
from survey.store.accounts import Role
from tests.survey.admin.officer import Officer
from tests.survey.conftest import SECRET

SLUG = "astana-2023"
EVERYBODY = frozenset(Role)
LOOKING = frozenset({Role.VIEWER, Role.ANALYST, Role.OWNER})
ROWS = frozenset({Role.ANALYST, Role.OWNER})
OWNER = frozenset({Role.OWNER})
ASKING = frozenset({Role.INTERVIEWER, Role.OWNER})
TRYING = frozenset({Role.INTERVIEWER, Role.ANALYST, Role.OWNER})

TABLE = {
    ("GET", "/admin/sign-in"): None,
    ("POST", "/admin/sign-in"): None,
    ("POST", "/admin/sign-out"): EVERYBODY,
    ("GET", "/admin/"): EVERYBODY,
    ("GET", "/admin/audit"): OWNER,
    ("GET", "/admin/<slug:slug>/"): LOOKING,
    ("POST", "/admin/<slug:slug>/open"): OWNER,
    ("POST", "/admin/<slug:slug>/pause"): OWNER,
    ("GET", "/admin/<slug:slug>/close"): OWNER,
    ("POST", "/admin/<slug:slug>/close"): OWNER,
    ("GET", "/admin/<slug:slug>/dashboard"): LOOKING,
    ("GET", "/admin/<slug:slug>/versions"): LOOKING,
    ("GET", "/admin/<slug:slug>/poster"): EVERYBODY,
    ("GET", "/admin/<slug:slug>/links"): OWNER,
    ("POST", "/admin/<slug:slug>/links"): OWNER,
    ("GET", "/admin/<slug:slug>/privacy"): ROWS,
    ("GET", "/admin/<slug:slug>/export"): ROWS,
    ("POST", "/admin/<slug:slug>/export"): ROWS,
    ("GET", "/admin/<slug:slug>/withdraw"): ROWS,
    ("POST", "/admin/<slug:slug>/withdraw"): ROWS,
    ("GET", "/admin/<slug:slug>/try"): TRYING,
    ("POST", "/admin/<slug:slug>/try"): TRYING,
    ("GET", "/admin/<slug:slug>/interview"): ASKING,
    ("POST", "/admin/<slug:slug>/interview"): ASKING,
    ("GET", "/admin/<slug:slug>/interviewers"): ROWS,
    ("POST", "/admin/<slug:slug>/interviewers"): ROWS,
}
"""Who may do what; None = whoever asks. A new page stands here, or the first test fails."""


def rules(app: Flask) -> dict[tuple[str, str], str]:
    """Return the endpoint of each method and address of the administration."""
    return {
        (method, rule.rule): rule.endpoint
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/admin")
        for method in sorted(rule.methods or set())
        if method not in ("HEAD", "OPTIONS")
    }


def test_the_table_names_every_page(app: Flask) -> None:
    assert rules(app).keys() == TABLE.keys()


def test_every_view_says_who_may_see_it(app: Flask) -> None:
    for key, endpoint in rules(app).items():
        assert getattr(app.view_functions[endpoint], RULE) == TABLE[key], endpoint


@pytest.mark.parametrize("role", [*Role, None])
def test_each_role_gets_what_the_table_says(app: Flask, officer: Callable[[Role], Officer], role: Role | None) -> None:
    someone = officer(role) if role else Officer(app)
    stale = {} if role else {"csrf_token": Keys(SECRET).csrf_token("stale")}
    if role is None:
        # A session that has ended: its forms still hold together, so that it is led to sign in.
        someone.client.set_cookie("admin", "stale")
    for (method, rule), allowed in TABLE.items():
        if rule in ("/admin/sign-out", "/admin/sign-in") and role:
            continue
        address = rule.replace("<slug:slug>", SLUG)
        if method == "GET":
            someone.get(address)
        else:
            someone.post(address, **stale)
        if role is None and allowed is not None:
            ended = "?ended=" if method == "POST" else ""
            assert (someone.status, someone.location) == (303, f"/admin/sign-in{ended}"), rule
        elif allowed is None:
            assert someone.status in (200, 400), rule
        elif role in allowed:
            assert someone.status in (200, 303, 400), rule
            assert someone.location != "/admin/sign-in", rule
        else:
            assert someone.status == 403, rule
            assert SLUG not in someone.text.partition("<main")[2], rule


@pytest.mark.parametrize("language", ["kk", "en", "ru"])
def test_whoever_was_signed_out_meanwhile_is_told_that_nothing_was_done(
    owner: Officer, app: Flask, rows: Callable[[str], list[tuple[object, ...]]], language: str
) -> None:
    other_tab = Officer(app)
    other_tab.client = owner.client
    owner.get(f"/admin/{SLUG}/?lang={language}")
    other_tab.get("/admin/")
    other_tab.post("/admin/sign-out")
    owner.post(f"/admin/{SLUG}/pause", headers={"Sec-Fetch-Site": "same-origin"})
    assert (owner.status, owner.location) == (303, "/admin/sign-in?ended=")
    assert MESSAGES.text(language, "sign_in_ended") in owner.get(owner.location).text
    assert rows("SELECT is_paused FROM study") == [(0,)]
    assert MESSAGES.text(language, "sign_in_ended") not in owner.get("/admin/sign-in").text


@pytest.mark.parametrize("role", [*Role, None])
def test_what_is_refused_is_not_done(
    app: Flask, officer: Callable[[Role], Officer], rows: Callable[[str], list[tuple[object, ...]]], role: Role | None
) -> None:
    """Whatever the form says, and however its token came by."""
    someone = officer(role) if role else Officer(app)
    someone.client.set_cookie("admin", str(someone.cookie()) if role else "stale")
    token = Keys(SECRET).csrf_token(str(someone.cookie()))
    before = {name: rows(f"SELECT * FROM {name} ORDER BY 1") for name in ("study", "interviewer", "response", "account", "audit")}
    form = {"name": "the-interviewer", "code": "Q1", "format": "csv", "mode": "face_to_face", "spoken": "kk", "take": "1"}
    refused = 0
    for (method, rule), allowed in TABLE.items():
        if method == "POST" and allowed is not None and role not in allowed:
            someone.post(rule.replace("<slug:slug>", SLUG), csrf_token=token, **form)
            assert someone.status == (403 if role else 303), rule
            refused += 1
    assert refused > 0 or role is Role.OWNER
    assert before == {name: rows(f"SELECT * FROM {name} ORDER BY 1") for name in before}


def test_a_form_without_any_session_is_refused(app: Flask) -> None:
    for method, rule in TABLE:
        if method == "POST" and rule != "/admin/sign-in":
            someone = Officer(app)
            someone.get("/admin/sign-in")
            someone.post(rule.replace("<slug:slug>", SLUG))
            assert someone.status == 400, rule


def test_a_view_without_a_rule_is_closed_to_everybody(app: Flask, owner: Officer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.view_functions, "admin.audit_page", lambda: "secret")
    owner.get("/admin/audit")
    assert owner.status == 403
    assert "secret" not in owner.text


def test_an_owner_may_whatever_anybody_may() -> None:
    assert getattr(requires(Role.VIEWER)(lambda: ""), RULE) == {Role.VIEWER, Role.OWNER}
    assert getattr(open_to_anybody(lambda: ""), RULE) is None


@pytest.mark.parametrize(
    "path",
    [
        *("/admin", "/admin//audit", "/admin/./audit", "/admin/%61udit"),
        *("/admin/audit/", "/admin/x/../audit", "/ADMIN/audit", "/admin/audit;x"),
    ],
)
def test_no_spelling_of_an_address_goes_round_the_rule(officer: Callable[[Role], Officer], app: Flask, path: str) -> None:
    for someone in (officer(Role.VIEWER), Officer(app)):
        response = someone.client.get(path, follow_redirects=True)
        assert "sign_in_failed" not in response.text
        assert "<table" not in response.text


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS", "PUT", "DELETE", "PATCH"])
def test_other_methods_tell_nothing(app: Flask, method: str) -> None:
    response = Officer(app).client.open("/admin/audit", method=method)
    assert response.status_code in (303, 405)
    assert "<table" not in response.text


def test_an_interviewer_without_a_code_sees_no_study(officer: Callable[[Role], Officer]) -> None:
    interviewer = officer(Role.INTERVIEWER)
    assert [link for link in interviewer.get("/admin/").links if SLUG in link] == []
    interviewer.get(f"/admin/{SLUG}/")
    assert interviewer.status == 403


def test_menus_and_buttons_are_those_of_the_role(officer: Callable[[Role], Officer]) -> None:
    owner, viewer = officer(Role.OWNER), officer(Role.VIEWER)
    assert "/admin/audit" in owner.page.links
    assert "/admin/audit" not in viewer.page.links
    assert f"/admin/{SLUG}/close" in owner.get(f"/admin/{SLUG}/").links
    viewer.get(f"/admin/{SLUG}/")
    assert viewer.text.count("<form") == 1, "to sign out"


def test_the_administration_keeps_its_address_from_questionnaires(app: Flask) -> None:
    matched = app.url_map.bind("localhost").match("/admin/")
    assert matched == ("admin.studies_page", {})
