"""Accounts are made and changed on the command line alone, and no password stands on it."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path

import pyotp
import pytest
import sqlalchemy as sa
from flask import Flask

from survey.commands import main
from survey.keys import passwords
from survey.keys.passwords import PasswordError
from survey.settings import Settings
from survey.tasks import accounts
from tests.survey.admin.officer import PASSWORD, Officer

Rows = Callable[[str], list[tuple[object, ...]]]
Type = Callable[..., int]


class Terminal(io.StringIO):
    """A standard input that somebody types into."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def piped(app: Flask, settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Type:
    """Run a command with a password on its standard input; return the exit code."""
    monkeypatch.setenv("SURVEY_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("SURVEY_SECRET_KEY", settings.secret_key)
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str, password: str = PASSWORD) -> int:
        monkeypatch.setattr("sys.stdin", io.StringIO(password + "\n"))
        return main(["user", *arguments])

    return run


def test_an_account_is_made_and_signs_in_with_the_code_it_is_shown(
    piped: Type, app: Flask, engine: sa.Engine, capsys: pytest.CaptureFixture[str], rows: Rows
) -> None:
    assert piped("add", "aliya", "--role", "owner") == 0
    out = capsys.readouterr().out
    address = re.search(r"otpauth://\S+", out)
    assert address is not None
    shown = pyotp.parse_uri(address.group())
    assert isinstance(shown, pyotp.TOTP)
    assert (shown.issuer, shown.name, shown.digits, shown.interval) == ("Saualnama", "aliya", 6, 30)
    assert len(shown.secret) == 32
    assert "█" in out, "a QR code"
    assert PASSWORD not in out
    assert Officer(app).sign_in("aliya", code=shown.now()) == 303
    everything = str(rows("SELECT * FROM account"))
    assert PASSWORD not in everything
    assert shown.secret not in everything, "whoever has the database alone has no codes"


def test_codes_are_left_out_only_where_that_is_asked_for(piped: Type, app: Flask, rows: Rows) -> None:
    assert piped("add", "aliya", "--role", "owner") == 0
    assert piped("add", "bolat", "--role", "viewer", "--no-totp") == 0
    assert Officer(app).sign_in("aliya") == 400
    assert Officer(app).sign_in("bolat") == 303
    assert ("account_add", "bolat, viewer, no codes") in rows("SELECT action, detail FROM audit")


def test_accounts_are_listed(piped: Type, capsys: pytest.CaptureFixture[str]) -> None:
    assert piped("list") == 0
    assert "There are no accounts" in capsys.readouterr().out
    piped("add", "carlos", "--role", "interviewer", "--no-totp")
    piped("add", "aliya", "--role", "owner")
    piped("disable", "aliya")
    capsys.readouterr()
    assert piped("list") == 0
    listed = ["aliya: owner, disabled", "carlos: interviewer, no codes"]
    assert capsys.readouterr().out.splitlines() == listed


def test_a_new_password_replaces_the_one_before_and_lets_in_again(piped: Type, app: Flask) -> None:
    piped("add", "bolat", "--role", "viewer", "--no-totp")
    piped("disable", "bolat")
    assert Officer(app).sign_in("bolat") == 400
    assert piped("password", "bolat", password="altyn-balyq-44-kitap") == 0
    assert Officer(app).sign_in("bolat") == 400
    assert Officer(app).sign_in("bolat", "altyn-balyq-44-kitap") == 303


def test_a_new_secret_replaces_the_one_before(piped: Type, app: Flask, capsys: pytest.CaptureFixture[str]) -> None:
    piped("add", "aliya", "--role", "owner")
    first = pyotp.parse_uri(re.findall(r"otpauth://\S+", capsys.readouterr().out)[0])
    assert piped("totp", "aliya") == 0
    second = pyotp.parse_uri(re.findall(r"otpauth://\S+", capsys.readouterr().out)[0])
    assert isinstance(first, pyotp.TOTP)
    assert isinstance(second, pyotp.TOTP)
    assert Officer(app).sign_in("aliya", code=first.now()) == 400
    assert Officer(app).sign_in("aliya", code=second.now()) == 303


def test_at_a_terminal_the_password_is_asked_for_twice_without_echo(
    piped: Type, app: Flask, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    typed = iter([PASSWORD, PASSWORD, PASSWORD, "another"])
    asked: list[str] = []

    def answer(prompt: str) -> str:
        asked.append(prompt)
        return next(typed)

    monkeypatch.setattr(accounts.getpass, "getpass", answer)
    monkeypatch.setattr("sys.stdin", Terminal())
    assert main(["user", "add", "bolat", "--role", "viewer", "--no-totp"]) == 0
    assert main(["user", "password", "bolat"]) == 1
    assert "The two passwords differ" in capsys.readouterr().err
    assert asked == ["Password: ", "The same again: "] * 2
    assert Officer(app).sign_in("bolat") == 303


@pytest.mark.parametrize("command", [["password", "nix"], ["disable", "nix"], ["totp", "nix"]])
def test_an_account_that_is_none_is_said(piped: Type, capsys: pytest.CaptureFixture[str], command: list[str]) -> None:
    piped("add", "bolat", "--role", "viewer", "--no-totp")
    assert piped(*command) == 1
    assert "There is no account 'nix'. Accounts: bolat." in capsys.readouterr().err


def test_a_name_is_taken_once(piped: Type, capsys: pytest.CaptureFixture[str], rows: Rows) -> None:
    piped("add", "bolat", "--role", "viewer")
    assert piped("add", "bolat", "--role", "owner") == 1
    assert "There is an account 'bolat' already" in capsys.readouterr().err
    assert rows("SELECT name, role FROM account") == [("bolat", "viewer")]


@pytest.mark.parametrize("name", ["", "a", "Bolat", "bolat ", "bo lat", "болат", "-bolat", "b" * 65, "command line", "bo\nlat"])
def test_names_are_small_letters_and_digits(piped: Type, capsys: pytest.CaptureFixture[str], rows: Rows, name: str) -> None:
    # After "--", a name that begins with a hyphen is no option.
    assert piped("add", "--role", "viewer", "--", name) == 1
    assert "cannot be an account's name" in capsys.readouterr().err
    assert rows("SELECT count(*) FROM account") == [(0,)]


@pytest.mark.parametrize("arguments", [["add", "x1"], ["add", "x1", "--role", "god"], ["add", "x1", "--password", "p"], []])
def test_a_wrong_command_line_exits_with_2(piped: Type, arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        piped(*arguments)
    assert caught.value.code == 2


# --- passwords -----------------------------------------------------------------------------------------------------

WEAK = [
    *("short", "", "x" * 11, "password1234", "Password2026!", "passwordpassword", "qwertyuiop123", "aaaaaaaaaaaaaaaa"),
    *("123456789012345", "abcdefghijklmnop", "abcabcabcabcabc", "1q1q1q1q1q1q1q", "bolatbolat123", "BOLAT-2026-BOLAT"),
    *("йцукенгшщзхъ", "қазақстан2026", "astana2026astana", "correcthorsebatterystaple", "tab\tin the password"),
]
STRONG = ["temir-qazan-7-tulpar", "Ақ бура, көк көл 9", "kD8#vPq2!mZx", "seven green umbrellas dance", "бір бума ескі кілт"]


@pytest.mark.parametrize("password", WEAK)
def test_weak_passwords_are_refused(piped: Type, capsys: pytest.CaptureFixture[str], rows: Rows, password: str) -> None:
    assert piped("add", "bolat", "--role", "viewer", password=password) == 1
    assert "Nothing was changed." in capsys.readouterr().err
    assert rows("SELECT count(*) FROM account") == [(0,)]


@pytest.mark.parametrize("password", STRONG)
def test_strong_passwords_are_taken(password: str) -> None:
    passwords.check(password, "bolat")
    assert passwords.fits(password, passwords.hashed(password))


def test_a_password_has_at_most_1024_bytes() -> None:
    words = "".join(chr(0x4E00 + number) for number in range(342))
    with pytest.raises(PasswordError, match="longer than 1024 bytes"):
        passwords.check(words, "bolat")
    passwords.check(words[:341], "bolat")
    assert not passwords.fits("x" * 5000, passwords.hashed("x" * 5000))


def test_the_same_letters_fit_whatever_keyboard_wrote_them() -> None:
    kept = passwords.hashed("бесй-айна-йогурт")
    assert passwords.fits("бесй-айна-йогурт", kept)


@pytest.mark.parametrize("kept", ["", "x", "$argon2id$broken", "$2b$12$abcdefghijklmnopqrstuv"])
def test_what_is_no_hash_fits_nothing(kept: str) -> None:
    assert not passwords.fits(PASSWORD, kept)


def test_nobody_has_a_password() -> None:
    assert not passwords.fits("the password of no account", None)


def test_a_password_that_is_not_text_is_said(
    piped: Type, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"\xff\xfe\xfd\n"), encoding="utf-8"))
    assert main(["user", "add", "bolat", "--role", "viewer"]) == 1
    assert "not UTF-8" in capsys.readouterr().err
