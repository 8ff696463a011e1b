"""Signing in: what a right try begins, what a wrong one tells, and how long guessing takes."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from statistics import median

import argon2
import pytest
import sqlalchemy as sa
from flask import Flask

from survey import create_app
from survey.admin import access, sign_in
from survey.keys import limit
from survey.settings import Settings
from survey.store import account_sessions, accounts
from survey.store.account_sessions import IDLE_LIMIT, LONGEST, LONGEST_WAIT, Try, wait_after
from survey.store.accounts import Role
from tests.survey.admin.officer import HASHED, PASSWORD, SALT, Officer, code_at, make_account

Rows = Callable[[str], list[tuple[object, ...]]]


class Clock:
    """The time, to be moved by hand."""

    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def time(self) -> float:
        return self.now

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    for module in (sign_in, access, limit):
        monkeypatch.setattr(module, "time", made)
    return made


@pytest.fixture
def aliya(engine: sa.Engine) -> str:
    make_account(engine, "aliya", Role.OWNER, totp=True)
    return "aliya"


@pytest.fixture
def bolat(engine: sa.Engine) -> str:
    make_account(engine, "bolat", Role.VIEWER)
    return "bolat"


# --- what is right -------------------------------------------------------------------------------------------------


def test_name_password_and_code_begin_a_session(stranger: Officer, clock: Clock, aliya: str) -> None:
    assert stranger.sign_in(aliya, code=code_at(int(clock.now))) == 303
    assert stranger.location == "/admin/"
    assert "aliya (owner)" in stranger.get("/admin/").text
    stranger.get("/admin/sign-in")
    assert stranger.location == "/admin/", "whoever is signed in need not sign in"


def test_a_name_is_found_whatever_its_case_and_spaces(stranger: Officer, bolat: str) -> None:
    assert stranger.sign_in(" Bolat ") == 303


@pytest.mark.parametrize("drift", [-30, 0, 30])
def test_the_clock_of_a_telephone_may_be_half_a_minute_wrong(stranger: Officer, clock: Clock, aliya: str, drift: int) -> None:
    assert stranger.sign_in(aliya, code=code_at(int(clock.now) + drift)) == 303


@pytest.mark.parametrize("drift", [-60, 60, 3600])
def test_no_more_than_that(stranger: Officer, clock: Clock, aliya: str, drift: int) -> None:
    assert stranger.sign_in(aliya, code=code_at(int(clock.now) + drift)) == 400


def test_a_code_may_be_written_in_two_groups(stranger: Officer, clock: Clock, aliya: str) -> None:
    code = code_at(int(clock.now))
    assert stranger.sign_in(aliya, code=f" {code[:3]} {code[3:]}") == 303


def test_a_code_is_used_once(app: Flask, clock: Clock, aliya: str) -> None:
    code, before = code_at(int(clock.now)), code_at(int(clock.now) - 30)
    assert Officer(app).sign_in(aliya, code=code) == 303
    assert Officer(app).sign_in(aliya, code=code) == 400, "replayed"
    assert Officer(app).sign_in(aliya, code=before) == 400, "an earlier one, which the clock would still allow"
    clock.now += 30
    assert Officer(app).sign_in(aliya, code=code) == 400
    assert Officer(app).sign_in(aliya, code=code_at(int(clock.now))) == 303


def test_one_code_sent_many_times_at_once_signs_in_once(store: sa.Engine) -> None:
    make_account(store, "aliya", Role.OWNER, totp=True)
    found = account_sessions.secrets_of(store, "aliya")

    def tried(number: int) -> bool:
        return account_sessions.sign_in(store, Try(found, is_right=True, totp_step=60_000_000), f"hash-{number}", 1_800_000_000)

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(tried, range(8))) == 1


def test_passwords_hashed_in_an_older_way_are_hashed_anew(stranger: Officer, engine: sa.Engine, rows: Rows) -> None:
    older = argon2.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    accounts.add(engine, "older", Role.VIEWER, older, totp_salt=None)
    assert stranger.sign_in("older", "wrong") == 400
    assert rows("SELECT password_hash FROM account") == [(older,)]
    assert stranger.sign_in("older") == 303
    ((kept,),) = rows("SELECT password_hash FROM account")
    assert str(kept).startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert stranger.get("/admin/").headings


def test_the_kept_password_is_argon2id_with_the_recommended_cost() -> None:
    assert HASHED.startswith("$argon2id$v=19$m=19456,t=2,p=1$")


# --- what is wrong -------------------------------------------------------------------------------------------------


def _wrong_tries(clock: Clock, aliya: str) -> list[tuple[str, str, str]]:
    code = code_at(int(clock.now))
    return [
        ("nobody", PASSWORD, code),
        (aliya, "wrong password", code),
        (aliya, PASSWORD, "000000" if code != "000000" else "000001"),
        (aliya, PASSWORD, ""),
        (aliya, PASSWORD, "၀၁၂၃၄၅"),
        ("", "", ""),
        (aliya, "x" * 20_000, code),
        ("' OR 1=1 --", PASSWORD, code),
        ("\x00", "\x00", "\x00"),
    ]


def test_nothing_tells_which_part_was_wrong(app: Flask, clock: Clock, aliya: str) -> None:
    told = set()
    for name, password, code in _wrong_tries(clock, aliya):
        clock.now += 30
        someone = Officer(app)
        assert someone.sign_in(name, password, code) == 400
        told.add(re.sub(r'value="[^"]*"', "", someone.text))
    assert len(told) == 1
    assert "do not fit together" in told.pop()


def test_a_disabled_account_is_like_none(stranger: Officer, engine: sa.Engine, bolat: str) -> None:
    accounts.disable(engine, bolat)
    assert stranger.sign_in(bolat) == 400
    assert "do not fit together" in stranger.text


def test_no_password_comes_back(stranger: Officer, bolat: str) -> None:
    stranger.sign_in(bolat, "my-secret-passphrase")
    assert "my-secret-passphrase" not in stranger.text


def test_a_name_that_is_none_takes_as_long_as_a_wrong_password(app: Flask, engine: sa.Engine, aliya: str) -> None:
    """Coarse: with no hash at all it would be twenty times as fast."""
    someone = Officer(app)
    someone.get("/admin/sign-in")
    taken: dict[str, list[float]] = {aliya: [], "nobody": []}
    for _ in range(7):
        for name, times in taken.items():
            began = time.perf_counter()
            someone.post("/admin/sign-in", name=name, password="wrong", code="123456")
            times.append(time.perf_counter() - began)
    known, unknown = median(taken[aliya]), median(taken["nobody"])
    assert 0.5 < known / unknown < 2
    assert unknown > 0.005, "argon2 has run"


def test_the_log_has_names_that_exist_and_no_others(stranger: Officer, bolat: str, rows: Rows) -> None:
    stranger.sign_in("my-password-typed-as-a-name")
    stranger.sign_in(bolat, "wrong")
    stranger.sign_in(bolat)
    assert rows("SELECT account, action, slug, detail FROM audit ORDER BY number") == [
        ("", "sign_in_failed", "", ""),
        ("bolat", "sign_in_failed", "", ""),
        ("bolat", "sign_in", "", ""),
    ]


# --- guessing ------------------------------------------------------------------------------------------------------


def test_the_right_password_after_the_wait_always_works(app: Flask, clock: Clock, aliya: str) -> None:
    for failures in range(1, 12):
        attacker = Officer(app)
        assert attacker.sign_in(aliya, "wrong") == 400
        clock.now += wait_after(failures) or 1
        if failures % 4 == 0:
            assert Officer(app).sign_in(aliya, code=code_at(int(clock.now))) == 303
            clock.now += 30
            continue
        clock.now += 40
    assert wait_after(10**9) == LONGEST_WAIT


def test_during_the_wait_not_even_the_right_password_works(app: Flask, clock: Clock, bolat: str) -> None:
    for _ in range(4):
        assert Officer(app).sign_in(bolat, "wrong") == 400
    assert Officer(app).sign_in(bolat) == 400
    clock.now += 1
    assert Officer(app).sign_in(bolat) == 303


def test_tries_during_the_wait_do_not_lengthen_it(app: Flask, clock: Clock, bolat: str) -> None:
    for _ in range(6):
        Officer(app).sign_in(bolat, "wrong")
        clock.now += 0.1
    clock.now += wait_after(4)
    assert Officer(app).sign_in(bolat) == 303


def test_success_forgets_the_mistakes(app: Flask, clock: Clock, bolat: str, rows: Rows) -> None:
    for _ in range(3):
        Officer(app).sign_in(bolat, "wrong")
    assert Officer(app).sign_in(bolat) == 303
    assert rows("SELECT failures, wait_until FROM account") == [(0, 0)]


def test_many_tries_at_once_are_no_better_than_one_after_another(store: sa.Engine) -> None:
    make_account(store, "bolat", Role.VIEWER)
    found = account_sessions.secrets_of(store, "bolat")
    for number in range(4):
        assert not account_sessions.sign_in(store, Try(found, is_right=False, totp_step=None), f"wrong-{number}", 1000)

    def tried(number: int) -> bool:
        return account_sessions.sign_in(store, Try(found, is_right=True, totp_step=None), f"right-{number}", 1000)

    with ThreadPoolExecutor(8) as pool:
        assert not any(pool.map(tried, range(8))), "all of them come within the wait"


def test_an_attacker_keeps_no_owner_out_who_has_signed_in_here_before(app: Flask, clock: Clock, aliya: str) -> None:
    owner = Officer(app)
    assert owner.sign_in(aliya, code=code_at(int(clock.now))) == 303
    owner.get("/admin/")
    owner.post("/admin/sign-out")
    for _ in range(limit.TRIES + 5):
        Officer(app).sign_in(aliya, "wrong")
    stranger = Officer(app)
    assert stranger.sign_in(aliya, code=code_at(int(clock.now) + 30)) == 429, "elsewhere one has to wait"
    assert owner.sign_in(aliya, code=code_at(int(clock.now) + 30)) == 303


def test_who_is_signed_in_stays_so_while_others_guess(app: Flask, clock: Clock, bolat: str) -> None:
    viewer = Officer(app)
    viewer.sign_in(bolat)
    for _ in range(limit.TRIES + 5):
        Officer(app).sign_in(bolat, "wrong")
    viewer.get("/admin/")
    assert viewer.status == 200


def test_a_known_browser_of_one_account_is_known_for_no_other(app: Flask, clock: Clock, aliya: str, bolat: str) -> None:
    insider = Officer(app)
    assert insider.sign_in(bolat) == 303
    insider.get("/admin/")
    insider.post("/admin/sign-out")
    for _ in range(4):
        assert insider.sign_in(aliya, "wrong") == 400
    assert insider.sign_in(aliya, code=code_at(int(clock.now))) == 400, "it has to wait like anybody"


def test_a_forged_mark_of_a_known_browser_is_worth_nothing(app: Flask, clock: Clock, bolat: str) -> None:
    someone = Officer(app)
    for value in ("x", "x.y", ".", "x." + "0" * 64, "ә.ә"):
        someone.client.set_cookie("admin-known", value)
        for _ in range(5):
            someone.sign_in(bolat, "wrong")
        assert someone.sign_in(bolat) == 400
        clock.now += 60


def test_the_process_wide_limit_asks_to_wait_and_then_lets_in(app: Flask, clock: Clock, bolat: str) -> None:
    for number in range(limit.TRIES):
        assert Officer(app).sign_in(f"nobody-{number}") == 400
    someone = Officer(app)
    assert someone.sign_in(bolat) == 429
    assert "Wait a minute" in someone.text
    clock.now += limit.WINDOW
    assert someone.sign_in(bolat) == 303


# --- sessions ------------------------------------------------------------------------------------------------------


def test_a_key_known_before_is_worth_nothing_after(app: Flask, bolat: str, rows: Rows) -> None:
    """Session fixation: the attacker plants a key, and waits for its victim to sign in."""
    victim, attacker = Officer(app), Officer(app)
    planted = "A" * 43
    victim.client.set_cookie("admin", planted)
    attacker.client.set_cookie("admin", planted)
    assert victim.sign_in(bolat) == 303
    assert victim.cookie() not in (None, planted)
    attacker.get("/admin/")
    assert attacker.location == "/admin/sign-in"
    ((kept,),) = rows("SELECT token_hash FROM account_session")
    assert kept != victim.cookie()
    assert len(str(kept)) == 64


def test_each_session_has_a_key_of_its_own(app: Flask, bolat: str) -> None:
    keys = set()
    for _ in range(3):
        someone = Officer(app)
        someone.sign_in(bolat)
        keys.add(someone.cookie())
    assert len(keys) == 3
    assert all(key and len(key) == 43 for key in keys)


def test_a_link_from_elsewhere_does_not_sign_out(app: Flask, bolat: str) -> None:
    """The browser leaves the cookie at home when another site leads here; the page must not replace it."""
    someone = Officer(app)
    someone.sign_in(bolat)
    kept = someone.cookie()
    visitor = Officer(app)
    visitor.get("/admin/")
    assert visitor.location == "/admin/sign-in"
    visitor.get("/admin/sign-in")
    assert visitor.cookie() is None
    someone.get("/admin/")
    assert (someone.status, someone.cookie()) == (200, kept)


def test_the_cookie_is_for_this_site_alone(settings: Settings, app: Flask, bolat: str) -> None:
    someone = Officer(app)
    someone.sign_in(bolat)
    cookie = someone.client.get_cookie("admin")
    assert cookie is not None
    assert (cookie.http_only, cookie.same_site, cookie.secure, cookie.path, cookie.max_age) == (True, "Strict", False, "/", None)


def test_served_to_others_the_cookie_goes_over_https_and_to_this_host_alone(settings: Settings, app: Flask, bolat: str) -> None:
    public = create_app(replace(settings, is_public=True, trusted_hosts=("survey.example.org",)))
    client = public.test_client()
    address = "https://survey.example.org"
    found = re.search(r'name="csrf_token" value="(\w+)"', client.get("/admin/sign-in", base_url=address).text)
    assert found is not None
    fields = {"csrf_token": found.group(1), "name": bolat, "password": PASSWORD, "code": ""}
    response = client.post("/admin/sign-in", base_url=address, data=fields)
    assert response.status_code == 303
    sent = [value for value in response.headers.getlist("Set-Cookie") if "admin" in value]
    assert sorted(value.partition("=")[0] for value in sent) == ["__Host-admin", "__Host-admin-known"]
    for value in sent:
        assert all(part in value for part in ("Secure", "HttpOnly", "SameSite=Strict", "Path=/"))
        assert "Domain" not in value
    public.extensions["survey"].engine.dispose()


def test_a_session_ends_when_left_alone(clock: Clock, stranger: Officer, bolat: str) -> None:
    stranger.sign_in(bolat)
    for _ in range(5):
        clock.now += IDLE_LIMIT - 60
        stranger.get("/admin/")
        assert stranger.status == 200, "what is used goes on"
    clock.now += IDLE_LIMIT + 61
    stranger.get("/admin/")
    assert stranger.location == "/admin/sign-in"


def test_a_session_ends_after_half_a_day_however_busy(clock: Clock, stranger: Officer, bolat: str) -> None:
    stranger.sign_in(bolat)
    lasted = 0
    while stranger.location != "/admin/sign-in" and lasted <= LONGEST + 3600:
        clock.now += 1200
        lasted += 1200
        stranger.get("/admin/")
    assert LONGEST <= lasted <= LONGEST + 1200


def test_signing_out_ends_the_session_on_the_server(stranger: Officer, app: Flask, bolat: str, rows: Rows) -> None:
    stranger.sign_in(bolat)
    stranger.get("/admin/")
    stolen = stranger.cookie() or ""
    stranger.post("/admin/sign-out")
    assert rows("SELECT count(*) FROM account_session") == [(0,)]
    assert stranger.cookie() is None
    thief = Officer(app)
    thief.client.set_cookie("admin", stolen)
    thief.get("/admin/")
    assert thief.location == "/admin/sign-in"
    assert rows("SELECT action FROM audit ORDER BY number")[-1] == ("sign_out",)


@pytest.mark.parametrize(
    "change",
    [
        lambda engine: accounts.disable(engine, "bolat"),
        lambda engine: accounts.change_password(engine, "bolat", HASHED),
        lambda engine: accounts.change_totp(engine, "bolat", SALT),
    ],
)
def test_changing_an_account_ends_its_sessions(
    stranger: Officer, app: Flask, engine: sa.Engine, bolat: str, aliya: str, change: Callable[[sa.Engine], None]
) -> None:
    other = Officer(app)
    make_account(engine, "other", Role.VIEWER)
    assert other.sign_in("other") == 303
    assert stranger.sign_in(bolat) == 303
    change(engine)
    stranger.get("/admin/")
    assert stranger.location == "/admin/sign-in"
    other.get("/admin/")
    assert other.status == 200


def test_a_role_taken_away_counts_at_once(owner: Officer, engine: sa.Engine) -> None:
    with engine.begin() as connection:
        connection.execute(sa.text("UPDATE account SET role = 'viewer'"))
    owner.get("/admin/audit")
    assert owner.status == 403


# --- forged posts --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "headers"),
    [
        ({"csrf_token": ""}, {}),
        ({"csrf_token": "0" * 64}, {}),
        ({"csrf_token": ["0" * 64, "1" * 64]}, {}),
        ({}, {"Origin": "https://evil.example"}),
        ({}, {"Sec-Fetch-Site": "cross-site"}),
        ({}, {"Sec-Fetch-Site": "same-site"}),
    ],
)
@pytest.mark.parametrize("path", ["/admin/astana-2023/close", "/admin/astana-2023/pause", "/admin/sign-out"])
def test_forged_posts_change_nothing(
    owner: Officer, rows: Rows, path: str, fields: dict[str, object], headers: dict[str, str]
) -> None:
    owner.get("/admin/")
    owner.post(path, headers=headers, **fields)
    assert owner.status == 400
    assert rows("SELECT is_open, is_paused FROM study") == [(1, 0)]
    assert rows("SELECT count(*) FROM account_session") == [(1,)]


def test_a_token_of_another_session_or_of_a_respondent_is_not_accepted(
    owner: Officer, officer: Callable[[Role], Officer], rows: Rows
) -> None:
    viewer = officer(Role.VIEWER)
    viewer.get("/admin/")
    owner.post("/admin/astana-2023/close", csrf_token=viewer.token)
    assert owner.status == 400
    owner.client.get("/astana-2023/?lang=en")
    owner.text = owner.client.get("/astana-2023/").text
    owner.post("/admin/astana-2023/close")
    assert owner.status == 400
    assert rows("SELECT is_open FROM study") == [(1,)]
    owner.get("/admin/")
    owner.client.post("/astana-2023/", data={"csrf_token": owner.token, "consent": "1", "action": "next"})
    assert rows("SELECT count(*) FROM response") == [(0,)]


def test_signing_in_by_force_is_refused(stranger: Officer, bolat: str, rows: Rows) -> None:
    """Login CSRF: another site signs its visitor in to the attacker's account."""
    sent = stranger.client.post("/admin/sign-in", data={"name": bolat, "password": PASSWORD, "code": ""})
    assert sent.status_code == 400
    assert rows("SELECT count(*) FROM account_session") == [(0,)]


def test_a_database_that_is_away_is_said_without_what_was_typed(
    stranger: Officer, bolat: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from survey.store.errors import StoreUnavailableError

    def away(*_: object) -> None:
        raise StoreUnavailableError("locked", "Wait.")

    stranger.get("/admin/sign-in")
    monkeypatch.setattr(account_sessions, "sign_in", away)
    stranger.post("/admin/sign-in", name=bolat, password="my-secret-passphrase")
    assert stranger.status == 503
    assert "my-secret-passphrase" not in stranger.text + caplog.text
