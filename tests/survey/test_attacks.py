"""Attacks on the form, numbered as in the project's list of attack cases: each has the outcome it must have."""

from __future__ import annotations

import gzip
import hashlib
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, request

from instruments import load
from instruments.errors import InstrumentError
from survey import create_app, opening
from survey.settings import Settings, SettingsError
from survey.store.errors import StoreUnavailableError
from survey.wording import MESSAGES
from tests.survey.conftest import HERE, SECRET
from tests.survey.respondent import Respondent, check
from tests.survey.test_journeys import SLUG, finish

Rows = Callable[[str], list[tuple[object, ...]]]
Q1 = f"/{SLUG}/question/q1_strength"
EVIL = '"><img src=x onerror=alert(1)>'


# --- input and rendering -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", ["/?lang={}", "/{}/", "/astana-2023/?lang={}", "/astana-2023/{}", "/astana-2023/?next={}"])
def test_05_markup_in_the_address_is_never_echoed(respondent: Respondent, address: str) -> None:
    page = respondent.get(address.format(EVIL.replace(" ", "%20")))
    assert "onerror" not in page.text
    assert page.kind in ("start", "error")


def test_06_template_syntax_is_literal_in_texts_and_titles(respondent: Respondent, every_kind: str) -> None:
    page = respondent.get(f"/{every_kind}/?lang=en")
    assert "{{7*7}} {% raw %}" in page.title
    respondent.start(every_kind, "en")
    respondent.next()
    respondent.next(age="44")
    respondent.next(works="1")
    respondent.next(job="{{7*7}}{% x")
    respondent.get(f"/{every_kind}/question/job")
    assert respondent.page.typed == {"job": "{{7*7}}{% x"}


def test_07_the_form_makes_no_link_from_a_questionnaire(respondent: Respondent, every_kind: str) -> None:
    respondent.start(every_kind, "en")
    assert all(not link.startswith("javascript") for link in respondent.page.links)


def test_08_markup_in_a_questionnaire_is_text(respondent: Respondent, every_kind: str) -> None:
    page = respondent.start(every_kind, "en")
    assert "<b>Introduction</b> <svg onload=alert(1)>" in page.text


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("a\u202egnp.exe", "agnp.exe"),
        ("a\u200bb", "a\u200bb"),
        ("nul\x00 b", "nul b"),
        ("e\u0301", "\u00e9"),
        ("Қ" + "\u0301" * 150, "Қ" + "\u0301" * 150),
        ("tab\there", "tab\there"),
    ],
)
def test_09_odd_characters_are_stored_normalised(respondent: Respondent, rows: Rows, sent: str, kept: str) -> None:
    respondent.start(SLUG)
    respondent.next()
    respondent.next()
    respondent.next(q3_spheres=["9"], q3_spheres__other_text=sent)
    assert rows("SELECT text FROM free_text") == [(kept,)]


@pytest.mark.parametrize("body", [b"job=%ED%A0%80", b"job=%FF%FE", b"job=\xff", b"job=%D0&x=%9A", b"job=" + b"%CC%81" * 10_000])
def test_09_broken_encodings_are_refused_with_a_page(respondent: Respondent, every_kind: str, rows: Rows, body: bytes) -> None:
    respondent.start(every_kind)
    respondent.next()
    respondent.next(age="44")
    respondent.next(works="1")
    token = respondent.page.hidden["csrf_token"].encode()
    sent = respondent.client.post(
        respondent.path, data=body + b"&action=next&csrf_token=" + token, content_type="application/x-www-form-urlencoded"
    )
    assert sent.status_code == 400
    assert check(sent)
    assert rows("SELECT count(*) FROM free_text") == [(0,)]


def test_56_more_fields_than_any_page_has_are_refused(respondent: Respondent, rows: Rows) -> None:
    respondent.start(SLUG)
    respondent.forge(Q1, q1_strength="3", **{f"x{number}": "1" for number in range(300)})
    assert (respondent.status, respondent.page.kind) == (413, "error")
    assert MESSAGES.text("kk", "too_long_title") in respondent.page.headings
    assert rows("SELECT count(*) FROM answer") == [(0,)]


def test_10_no_page_holds_a_script_that_text_could_end(respondent: Respondent, every_kind: str) -> None:
    respondent.start(every_kind)
    respondent.next()
    page = respondent.next(age="</script><script>alert(1)</script>")
    assert page.inline == []
    assert page.typed == {"age": "</script><script>alert(1)</script>"}


def test_11_class_names_come_from_no_input(respondent: Respondent) -> None:
    respondent.start(SLUG)
    respondent.next(**{"class": "x;background:url(//evil)"})
    assert "evil" not in respondent.client.get(respondent.path).text


@pytest.mark.parametrize("quote", ["' OR 1=1 --", '"; DROP TABLE response; --', "\\'); DELETE FROM answer;"])
def test_12_sql_is_a_text_like_any_other(respondent: Respondent, rows: Rows, quote: str) -> None:
    respondent.start(SLUG)
    respondent.next(q1_strength=quote)
    assert respondent.status == 400
    respondent.next(q1_strength="3")
    respondent.next()
    respondent.next(q3_spheres=["9"], q3_spheres__other_text=quote)
    assert rows("SELECT text FROM free_text") == [(quote,)]
    assert rows("SELECT count(*) FROM response") == [(1,)]


def test_13_wildcards_find_nothing(respondent: Respondent) -> None:
    respondent.get(f"/{SLUG}/withdraw")
    respondent.next(receipt="%" * 20)
    assert respondent.status == 400


# --- requests ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "headers"),
    [
        ({"csrf_token": None}, {}),
        ({"csrf_token": "0" * 64}, {}),
        ({"csrf_token": "ә"}, {}),
        ({"csrf_token": ["0" * 64, "1" * 64]}, {}),
        ({}, {"Origin": "https://evil.example"}),
        ({}, {"Origin": "http://localhost.evil.example"}),
        ({}, {"Origin": "http://[evil"}),
        ({}, {"Origin": "http://\u2100.example"}),
        ({}, {"Sec-Fetch-Site": "cross-site"}),
        ({}, {"Sec-Fetch-Site": "same-site"}),
    ],
)
def test_43_a_forged_post_is_refused(
    respondent: Respondent, rows: Rows, changes: dict[str, Any], headers: dict[str, str]
) -> None:
    respondent.start(SLUG)
    data = {**respondent.page.hidden, "q1_strength": "5", "action": "next", **changes}
    sent = respondent.client.post(Q1, data={name: value for name, value in data.items() if value is not None}, headers=headers)
    assert sent.status_code == 400
    assert check(sent)
    assert rows("SELECT count(*) FROM answer") == [(0,)]


def test_43_another_visitors_token_is_refused(app: Flask, rows: Rows) -> None:
    one, other = Respondent(app), Respondent(app)
    one.start(SLUG)
    other.start(SLUG)
    sent = one.client.post(Q1, data={**other.page.hidden, "q1_strength": "5"})
    assert sent.status_code == 400
    assert rows("SELECT count(*) FROM answer") == [(0,)]


@pytest.mark.parametrize("headers", [{"Origin": "null"}, {"Origin": "http://localhost"}, {"Sec-Fetch-Site": "same-origin"}])
def test_43_our_own_forms_are_accepted(app: Flask, rows: Rows, headers: dict[str, str]) -> None:
    someone = Respondent(app, **headers)
    someone.start(SLUG)
    someone.next(q1_strength="5")
    assert rows("SELECT value FROM answer") == [("5",)]


def test_44_no_link_changes_anything(respondent: Respondent, app: Flask, every_kind: str, rows: Rows) -> None:
    respondent.start(SLUG)
    finish(respondent)
    respondent.start(every_kind)
    respondent.next()

    def state() -> str:
        tables = ("study", "response", "answer", "free_text", "session", "submit_key", "counter")
        return hashlib.sha256(repr([rows(f"SELECT * FROM {table} ORDER BY 1, 2") for table in tables]).encode()).hexdigest()

    before, seen, open_links = state(), set[str](), ["/", f"/{SLUG}/review", f"/{every_kind}/"]
    while open_links:
        link = open_links.pop()
        if link in seen or link.startswith("#"):
            continue
        seen.add(link)
        open_links += respondent.get(link).links
    assert len(seen) > 10
    assert state() == before


@pytest.mark.parametrize("target", ["//evil.example", "/\\evil.example", "https:evil.example", "https://evil.example"])
@pytest.mark.parametrize("name", ["next", "url", "return", "lang"])
def test_45_nothing_redirects_elsewhere(app: Flask, target: str, name: str) -> None:
    client = app.test_client()
    for path in ("/", f"/{SLUG}/next", f"/{SLUG}/done", "//evil.example", "/\\evil.example"):
        sent = client.get(path, query_string={name: target})
        assert sent.headers.get("Location", "/").startswith("/")
        assert "evil" not in sent.headers.get("Location", "").partition("?")[0]


IGNORED = "SELECT language, n FROM counter WHERE event = 'ignored_fields'"


def test_46_extra_fields_are_ignored_and_counted(respondent: Respondent, rows: Rows) -> None:
    respondent.start(SLUG)
    respondent.next(
        q1_strength="5", id="1", response_id="1", is_test="1", weight="9", status="complete", seconds="1", q7_benefit="1"
    )
    assert rows("SELECT status, is_test FROM response") == [("partial", False)]
    assert rows("SELECT question FROM answer") == [("q1_strength",)]
    assert rows(IGNORED) == [("kk", 1)]


@pytest.mark.parametrize("place", ["", "/withdraw", "/privacy", "/review"])
def test_46_extra_fields_are_counted_on_every_page(respondent: Respondent, rows: Rows, place: str) -> None:
    respondent.start(SLUG, "en")
    respondent.forge(f"/{SLUG}{place or '/'}", weight="9")
    assert rows(IGNORED) == [("en", 1)]


def test_46_what_our_own_pages_send_is_not_counted(respondent: Respondent, every_kind: str, rows: Rows) -> None:
    for slug in (SLUG, every_kind):
        respondent.start(slug, "en")
        respondent.press("language:kk")
        finish(respondent)
        respondent.next()
        respondent.get(f"/{slug}/withdraw")
        respondent.next(receipt="ABC")
    assert respondent.status == 400
    assert rows("SELECT count(*) FROM response WHERE status = 'complete'") == [(2,)]
    assert rows(IGNORED) == []


def test_46_nothing_is_counted_in_preview(settings: Settings) -> None:
    app = create_app(replace(settings, preview=True))
    someone = Respondent(app)
    someone.start(SLUG)
    someone.next(weight="9")
    with app.extensions["survey"].engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM counter").scalar() == 0


def test_49_a_page_that_does_not_apply_is_dropped_and_counted(respondent: Respondent, every_kind: str, rows: Rows) -> None:
    dropped = "SELECT slug, language, n FROM counter WHERE event = 'dropped_page'"
    respondent.start(every_kind, "en")
    respondent.next()
    respondent.next(age="44")
    respondent.next(works="2")
    respondent.get(f"/{every_kind}/question/job")
    assert rows(dropped) == [], "a link that is followed drops nothing"
    respondent.forge(f"/{every_kind}/question/job", job="miller")
    respondent.forge(f"/{every_kind}/question/remarks", remarks="ahead")
    assert respondent.page.offered.keys() == {"trust"}
    assert rows("SELECT count(*) FROM free_text") == [(0,)]
    assert rows(dropped) == [(every_kind, "en", 2)]


def test_47_a_parameter_sent_twice_is_refused_where_one_is_meant(respondent: Respondent, rows: Rows) -> None:
    respondent.start(SLUG)
    respondent.next(q1_strength=["1", "2"])
    assert respondent.status == 400
    respondent.forge(Q1, q1_strength="1", action=["next", "back"])
    assert respondent.status == 400
    respondent.get(f"/{SLUG}/")
    respondent.next(consent=["1", "0"])
    assert respondent.status == 400
    assert rows("SELECT count(*) FROM answer") == [(0,)]


@pytest.mark.parametrize("value", ["11", "0", "-1", "1e1", "१", "7.0", "0x7", "+", "10" * 5000, "NaN", "q1", "None", "１"])
def test_48_a_value_outside_the_question_is_never_stored(respondent: Respondent, rows: Rows, value: str) -> None:
    respondent.start(SLUG)
    respondent.next(q1_strength=value)
    assert (respondent.status, respondent.page.kind) == (400, "question")
    respondent.forge(f"/{SLUG}/question/q2_improve", q2_improve=value)
    assert rows("SELECT count(*) FROM answer") == [(0,)]


def test_50_nobody_submits_before_the_last_page(respondent: Respondent, rows: Rows) -> None:
    respondent.start(SLUG)
    respondent.forge(f"/{SLUG}/review", submit_key="x")
    assert respondent.page.offered.keys() == {"q1_strength"}
    assert rows("SELECT status FROM response") == [("partial",)]


@pytest.mark.parametrize(
    "headers", [{"Host": "evil.example"}, {"Host": "localhost.evil.example"}, {"Host": "evil.example:80@localhost"}]
)
def test_52_another_host_name_is_refused(app: Flask, headers: dict[str, str]) -> None:
    sent = app.test_client().get("/", headers=headers)
    assert sent.status_code == 400
    assert "evil" not in sent.text
    check(sent)


@pytest.mark.parametrize("address", ["/healthz", "/readyz"])
def test_52_health_is_told_under_any_name(app: Flask, address: str) -> None:
    sent = app.test_client().get(address, headers={"Host": "10.0.0.7:8000"})
    assert (sent.status_code, sent.text) == (200, "ok\n")
    check(sent)


def test_52_a_forwarded_host_changes_nothing(respondent: Respondent) -> None:
    sent = respondent.client.get("/", headers={"X-Forwarded-Host": "evil.example", "Forwarded": "host=evil.example"})
    assert sent.headers["Location"] == f"/{SLUG}/"


def test_53_forwarded_addresses_count_only_behind_proxies(settings: Settings) -> None:

    def seen(hops: int, sent: str) -> str | None:
        app = create_app(replace(settings, proxy_hops=hops))
        with app.test_client() as client:
            client.get("/healthz", headers={"X-Forwarded-For": sent}, environ_base={"REMOTE_ADDR": "10.0.0.1"})
            return request.remote_addr

    assert seen(0, "6.6.6.6") == "10.0.0.1"
    assert seen(1, "6.6.6.6, 7.7.7.7") == "7.7.7.7"


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE", "CONNECT", "BREW"])
def test_54_other_methods_are_refused(respondent: Respondent, rows: Rows, method: str) -> None:
    respondent.start(SLUG)
    sent = respondent.client.open(Q1, method=method, data={"q1_strength": "3"})
    assert sent.status_code == 405
    check(sent)
    assert rows("SELECT count(*) FROM answer") == [(0,)]


def test_54_a_method_cannot_be_overridden(respondent: Respondent, rows: Rows) -> None:
    respondent.start(SLUG)
    sent = respondent.client.get(f"{Q1}?_method=POST&q1_strength=3", headers={"X-HTTP-Method-Override": "POST"})
    assert sent.status_code == 200
    assert rows("SELECT count(*) FROM answer") == [(0,)]


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"&".join(b"a%d=1" % n for n in range(15_000)), "application/x-www-form-urlencoded"),
        (b"q1_strength=" + b"x" * 70_000, "application/x-www-form-urlencoded"),
        (
            b"".join(b'--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n' for _ in range(1000)) + b"--b--",
            "multipart/form-data; boundary=b",
        ),
        (
            b'--b\r\nContent-Disposition: form-data; name="f"; filename="x"\r\n\r\n' + b"x" * 70_000,
            "multipart/form-data; boundary=b",
        ),
        (b"--b\r\n" * 5000, "multipart/form-data; boundary=b"),
        (b"\x00\xff" * 100, "multipart/form-data"),
        (b"{", "application/json"),
    ],
)
def test_56_a_body_too_large_or_broken_is_refused_quickly(respondent: Respondent, body: bytes, content_type: str) -> None:
    respondent.start(SLUG)
    began = time.perf_counter()
    sent = respondent.client.post(Q1, data=body, content_type=content_type)
    assert time.perf_counter() - began < 1
    assert sent.status_code in (400, 413)
    assert check(sent)


def test_57_a_compressed_body_is_not_unpacked(respondent: Respondent) -> None:
    respondent.start(SLUG)
    bomb = gzip.compress(b"a=1&" * 1_000_000)
    sent = respondent.client.post(
        Q1, data=bomb, headers={"Content-Encoding": "gzip"}, content_type="application/x-www-form-urlencoded"
    )
    assert sent.status_code == 400
    assert check(sent)


# --- files and configuration ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path", ["/no/where", "/static/../settings.py", "/.git/config", "/instance/survey.db", "/admin/no/where", "/.env"]
)
def test_61_an_error_page_says_nothing_about_the_inside(respondent: Respondent, path: str) -> None:
    sent = respondent.client.get(path)
    assert sent.status_code == 404
    assert check(sent)
    for word in ("Traceback", "werkzeug", "flask", "python", "sqlite", str(HERE)):
        assert word.lower() not in sent.text.lower()


def test_61_a_failure_gives_a_page_without_a_trace(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    app.testing = False
    monkeypatch.setattr("survey.views.study._start_page", lambda *_: 1 / 0)
    sent = app.test_client().get(f"/{SLUG}/?lang=en")
    assert sent.status_code == 500
    assert "ZeroDivisionError" not in sent.text
    assert 'data-page="error"' in sent.text


@pytest.mark.parametrize("yaml", ["!!python/object/apply:os.system [ls]", "a: !!python/name:os.system", "a: &a [x]\nb: *a"])
def test_66_dangerous_yaml_opens_nothing(app: Flask, tmp_path: Path, yaml: str) -> None:
    path = tmp_path / "evil.yaml"
    path.write_text(yaml)
    with pytest.raises(InstrumentError, match="evil.yaml"):
        opening.open_study(app.extensions["survey"].engine, str(path))
    with pytest.raises(InstrumentError):
        load.load(path)


def test_30_no_page_holds_the_id_of_a_response(respondent: Respondent, rows: Rows) -> None:
    respondent.start(SLUG)
    identifier = str(rows("SELECT id FROM response")[0][0])
    finish(respondent)
    assert len(identifier) == 32
    for path in (f"/{SLUG}/review", Q1, f"/{SLUG}/"):
        assert identifier not in respondent.client.get(path).text
    cookie = respondent.client.get_cookie("session")
    assert cookie
    assert identifier not in cookie.value


def test_41_a_short_key_is_refused() -> None:
    with pytest.raises(SettingsError, match="32"):
        Settings(secret_key="dev")


@pytest.mark.parametrize("cookie", ["", "x", "e30.e30.e30", ".eJyrVkrOT0lVslIqLU4tUqoFAFBdCHA.ZZ.AA"])
def test_42_a_tampered_cookie_is_a_new_visit(app: Flask, cookie: str) -> None:
    someone = Respondent(app)
    someone.start(SLUG)
    someone.client.set_cookie("session", cookie)
    assert someone.get(Q1).kind == "start"


LOST = {"en": "Go to the first page and try again. Your browser must allow cookies.", "ru": "Перейдите на первую страницу"}


@pytest.mark.parametrize("language", LOST)
def test_42_a_page_whose_cookie_was_lost_keeps_what_was_typed(app: Flask, rows: Rows, language: str) -> None:
    someone = Respondent(app, **{"Sec-Fetch-Site": "same-origin", "Accept-Language": "kk"})
    someone.start(SLUG, language)
    someone.client.delete_cookie("session")
    page = someone.next(q1_strength="5")
    assert (someone.status, page.kind, page.lang) == (400, "error", language)
    assert "5" in page.text.partition(MESSAGES.text(language, "moved_unsaved"))[2]
    assert LOST[language] in page.text
    assert f"/{SLUG}/resume" in page.links
    assert not page.buttons
    assert someone.client.get_cookie("session") is None
    assert rows("SELECT count(*) FROM answer") == [(0,)]


def in_two_tabs(app: Flask, together: str) -> tuple[Respondent, dict[str, str | list[str]]]:
    """Somebody whose cookie is gone while a sensitive page stands in a tab; and what stands on it."""
    someone = Respondent(app, **{"Sec-Fetch-Site": "same-origin", "Accept-Language": "en"})
    someone.start(together, "en")
    while "role" not in someone.page.offered:
        someone.next()
    stands = {**someone.page.filled, "why": "I fear the police"}
    someone.client.delete_cookie("session")
    return someone, stands


def test_42_exit_leaves_where_the_cookie_was_lost(app: Flask, together: str) -> None:
    someone, stands = in_two_tabs(app, together)
    response = someone.client.post(someone.path, data={**stands, "action": "exit-page"}, headers=someone.headers)
    assert (response.status_code, response.headers["Location"]) == (303, "/blank")
    assert "police" not in response.text


@pytest.mark.parametrize("action", ["next", "expire", "exit"])
def test_42_a_sensitive_page_is_not_repeated_where_the_cookie_was_lost(app: Flask, together: str, action: str) -> None:
    someone, stands = in_two_tabs(app, together)
    page = someone.send(someone.path, {**stands, "action": action})
    assert (someone.status, page.kind) == (400, "error")
    assert "police" not in page.text
    assert load.load(HERE / "together.yaml").title["en"] not in page.title
    assert (MESSAGES.text("en", "moved_not_deleted") in page.text) == (action == "exit")


def test_42_no_store_and_no_cookie_is_a_page_that_asks_to_try_again(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    someone = Respondent(app, **{"Sec-Fetch-Site": "same-origin", "Accept-Language": "en"})
    someone.start(SLUG, "en")
    someone.client.delete_cookie("session")

    def away(*_: object) -> None:
        raise StoreUnavailableError("the database is away", "Try again.")

    monkeypatch.setattr("survey.views.errors.visitor", away)
    someone.next(q1_strength="5")
    assert someone.status == 503


@pytest.mark.parametrize("address", ["/no-such-study/question/q1_strength", f"/{SLUG}/question/none", f"/{SLUG}/review"])
def test_42_any_other_post_without_a_visit_is_refused(app: Flask, address: str) -> None:
    someone = Respondent(app, **{"Sec-Fetch-Site": "same-origin", "Accept-Language": "en"})
    page = someone.send(address, {"q1_strength": "5"})
    assert (someone.status, page.kind) == (404 if "no-such" in address else 400, "error")
    assert MESSAGES.text("en", "moved_unsaved") not in page.text


def test_43_what_another_site_sends_is_not_shown(app: Flask) -> None:
    for site in ("cross-site", "none", ""):
        someone = Respondent(app, **{"Accept-Language": "en"}, **({"Sec-Fetch-Site": site} if site else {}))
        page = someone.send(Q1, {"q1_strength": "5"})
        assert someone.status == 400
        assert MESSAGES.text("en", "moved_unsaved") not in page.text


def test_the_cookie_is_plain_on_loopback_and_strict_elsewhere(app: Flask, settings: Settings) -> None:
    plain = app.test_client().get(f"/{SLUG}/").headers["Set-Cookie"]
    assert plain.startswith("session=")
    assert "HttpOnly" in plain
    assert "SameSite=Lax" in plain
    assert "Secure" not in plain
    public = create_app(replace(settings, is_public=True))
    strict = public.test_client().get(f"/{SLUG}/", base_url="https://localhost").headers["Set-Cookie"]
    assert strict.startswith("__Host-session=")
    for word in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"):
        assert word in strict
    assert "Domain" not in strict


def test_72_nothing_about_the_visitor_is_in_any_file(
    settings: Settings, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    app = create_app(settings)
    headers = {"User-Agent": "CanaryBrowser/9", "Referer": "https://canary-referrer.example/", "X-Forwarded-For": "203.0.113.77"}
    someone = Respondent(app, **headers)
    someone.client.environ_base["REMOTE_ADDR"] = "198.51.100.23"
    someone.start(SLUG)
    finish(someone)
    someone.next()
    someone.get("/nowhere")
    printed = "".join(capfd.readouterr())
    content = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()) + printed.encode()
    assert b"q7_benefit" in content
    for canary in ("CanaryBrowser", "canary-referrer", "203.0.113.77", "198.51.100.23", SECRET):
        assert canary.encode() not in content
