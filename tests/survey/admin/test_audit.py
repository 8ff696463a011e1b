"""The audit log: who did what stands there, nobody can take it out, and nothing about a respondent gets in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from survey.admin.audit_log import LINES
from survey.admin.wording import MESSAGES
from survey.commands import main
from survey.settings import Settings
from survey.store import audit, interviewers
from survey.store.audit import Action, Entry
from survey.store.errors import StoreUnavailableError
from tests.survey.admin.officer import Officer
from tests.survey.respondent import Respondent
from tests.survey.test_journeys import SLUG, finish

Rows = Callable[[str], list[tuple[object, ...]]]
CHANGES = (
    "UPDATE audit SET account = 'somebody else'",
    "UPDATE audit SET number = number + 10",
    "DELETE FROM audit",
    "DELETE FROM audit WHERE number = 1",
)
REPLACES = (
    "INSERT OR REPLACE INTO audit VALUES (1, '', 'x', 'open', '', '')",
    "REPLACE INTO audit VALUES (1, '', 'x', 'open', '', '')",
    "INSERT INTO audit VALUES (1, '', 'x', 'open', '', '') ON CONFLICT (number) DO UPDATE SET account = 'x'",
)


def lines(engine: sa.Engine) -> list[Entry]:
    return [line.entry for line in reversed(audit.newest(engine, before=None, limit=100))]


@pytest.mark.parametrize("statement", [*CHANGES, *REPLACES, "TRUNCATE audit"])
def test_the_database_refuses_to_change_a_line(store: sa.Engine, statement: str) -> None:
    audit.append(store, Entry("aliya", Action.OPEN, SLUG))
    audit.append(store, Entry("aliya", Action.CLOSE, SLUG))
    before = audit.newest(store, before=None, limit=10)
    of_sqlite = statement.startswith(("INSERT OR", "REPLACE"))
    refused = "syntax" if of_sqlite and store.dialect.name == "postgresql" else "only added to"
    if statement.startswith("TRUNCATE") and store.dialect.name == "sqlite":
        refused = "syntax"
    with pytest.raises(sa.exc.DBAPIError, match=refused), store.begin() as connection:
        connection.exec_driver_sql(statement)
    assert audit.newest(store, before=None, limit=10) == before
    assert [line.entry.action for line in before] == ["close", "open"]


def test_lines_have_the_time_in_utc(engine: sa.Engine) -> None:
    audit.append(engine, Entry("aliya", Action.OPEN, SLUG, "version 1"))
    (line,) = audit.newest(engine, before=None, limit=10)
    assert line.entry == Entry("aliya", Action.OPEN, SLUG, "version 1")
    assert line.at.endswith("Z")
    assert len(line.at) == 20


def test_pages_follow_each_other_without_a_gap(owner: Officer, engine: sa.Engine) -> None:
    for number in range(2 * LINES):
        audit.append(engine, Entry(f"account-{number:03}", Action.EXPORT))
    shown: list[str] = []
    path = "/admin/audit"
    for _ in range(3):
        page = owner.get(path)
        shown += [f"account-{number:03}" for number in range(2 * LINES - 1, -1, -1) if f"account-{number:03}" in page.text]
        older = [link for link in page.links if "before=" in link]
        if not older:
            break
        path = older[0]
    assert shown == [f"account-{number:03}" for number in range(2 * LINES - 1, -1, -1)]
    assert "the-owner" in page.text
    assert "signed in" in page.text


@pytest.mark.parametrize("before", ["x", "-1", "1.5", "१", "9" * 30, "1 OR 1=1", ""])
def test_a_page_that_cannot_be_is_not_found(owner: Officer, before: str) -> None:
    owner.get(f"/admin/audit?before={before}")
    assert owner.status == 404


UNDONE = ("open", "pause", "close", "interviewers", "interviewers?take", "withdraw")


@pytest.mark.parametrize("done", UNDONE)
def test_nothing_is_done_that_cannot_be_written_down(
    owner: Officer, app: Flask, engine: sa.Engine, rows: Rows, monkeypatch: pytest.MonkeyPatch, done: str
) -> None:
    """The page says that nothing was changed: then nothing was."""
    someone = Respondent(app)
    someone.start(SLUG)
    finish(someone)
    receipt = someone.next().receipt
    interviewers.give(engine, SLUG, "the-owner", "N7")
    before = [rows(f"SELECT * FROM {name} ORDER BY 1") for name in ("study", "interviewer", "response", "audit")]

    def fails(*_: object) -> None:
        raise StoreUnavailableError("The database is locked", "Try again.")

    owner.get(f"/admin/{SLUG}/")
    monkeypatch.setattr(audit, "add", fails)
    form = {"code": "Q1", "name": "the-owner", "receipt": receipt, "closes": "2999-01-01T00:00"}
    owner.post(f"/admin/{SLUG}/{done.partition('?')[0]}", **form, **({"take": "1"} if "take" in done else {}))
    assert (owner.status, "Nothing was changed" in owner.text) == (503, True)
    assert [rows(f"SELECT * FROM {name} ORDER BY 1") for name in ("study", "interviewer", "response", "audit")] == before


def test_markup_in_a_line_is_text(owner: Officer, engine: sa.Engine) -> None:
    audit.append(engine, Entry("<script>alert(1)</script>", Action.EXPORT, "<b>", "\"'><img src=x>"))
    page = owner.get("/admin/audit")
    assert page.inline == []
    assert "<script>alert(1)</script>" in page.text


@pytest.mark.parametrize("language", MESSAGES.languages)
def test_every_action_has_its_words(language: str) -> None:
    for action in Action:
        assert MESSAGES.text(language, f"action_{action}").strip()


@pytest.mark.parametrize("name", ["done_open", "done_pause", "done_close"])
def test_what_was_done_is_said(name: str) -> None:
    assert MESSAGES.text("en", name)


@pytest.fixture
def commands(app: Flask, settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setenv("SURVEY_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("SURVEY_SECRET_KEY", settings.secret_key)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_commands_are_written_down_and_nothing_about_the_respondent(
    commands: Path, app: Flask, engine: sa.Engine, capsys: pytest.CaptureFixture[str], rows: Rows
) -> None:
    someone = Respondent(app)
    someone.start(SLUG)
    finish(someone)
    receipt = someone.next().receipt
    ((response,),) = rows("SELECT id FROM response")
    for command in (
        ["pause", SLUG],
        ["open", SLUG, "--until", "2999-01-01T00:00+05:00"],
        ["export", SLUG, "--out", "answers.csv"],
        ["withdraw", receipt],
        ["tokens", SLUG, "--n", "2", "--out", "links.csv"],
        ["close", SLUG],
    ):
        assert main(command) == 0, capsys.readouterr().err
    who = audit.COMMAND_LINE
    assert lines(engine) == [
        Entry(who, Action.PAUSE, SLUG),
        Entry(who, Action.OPEN, SLUG, "version 1 until 2998-12-31 19:00 UTC"),
        Entry(who, Action.EXPORT, SLUG, "csv, open answers"),
        Entry(who, Action.WITHDRAW, SLUG),
        Entry(who, Action.TOKENS, SLUG, "2 links"),
        Entry(who, Action.CLOSE, SLUG),
    ]
    everything = str(rows("SELECT * FROM audit"))
    assert receipt not in everything
    assert str(response) not in everything


def test_a_command_that_fails_is_not_written_down(commands: Path, engine: sa.Engine, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["close", "unknown"]) == 1
    assert main(["withdraw", "0000-0000-0000-0000-0012"]) == 1
    assert lines(engine) == []
    assert "error" in capsys.readouterr().err
