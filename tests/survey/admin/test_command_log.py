"""What a command does and its line in the audit log are one transaction: either both are there, or neither."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from instruments.storage import metadata
from survey.commands import main
from survey.settings import Settings
from survey.store import audit, studies
from survey.store.errors import StoreUnavailableError
from tests.survey.admin.officer import PASSWORD
from tests.survey.panel_waves import WAVES, make_links, make_members, open_waves, table
from tests.survey.respondent import Respondent
from tests.survey.test_journeys import SLUG, finish

Rows = Callable[[str], list[tuple[object, ...]]]

COMMANDS: dict[str, list[str]] = {
    "open": ["open", SLUG],
    "pause": ["pause", SLUG],
    "close": ["close", SLUG],
    "withdraw": ["withdraw", "RECEIPT"],
    "tokens": ["tokens", SLUG, "--n", "3", "--out", "new.csv"],
    "tokens --none": ["tokens", "every-form", "--none"],
    "leave": ["leave", "MEMBER"],
    "interviewer give": ["interviewer", "give", SLUG, "bolat", "--code", "Q1"],
    "interviewer take": ["interviewer", "take", SLUG, "aliya"],
    "user add": ["user", "add", "dana", "--role", "viewer"],
    "user disable": ["user", "disable", "aliya"],
    "user password": ["user", "password", "aliya"],
    "user totp": ["user", "totp", "aliya"],
    "erase": ["erase", WAVES[1], "--yes"],
}
"""Each command that changes what is stored, in one transaction."""

ACTIONS = {"tokens --none": "tokens", "interviewer give": "code_give", "interviewer take": "code_take"}


@pytest.fixture
def run(
    app: Flask, engine: sa.Engine, settings: Settings, every_form: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Callable[[str], int]:
    """Run one of the commands, each of which finds what it needs."""
    monkeypatch.setenv("SURVEY_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("SURVEY_SECRET_KEY", settings.secret_key)
    monkeypatch.chdir(tmp_path)
    open_waves(engine, tmp_path)
    make_members()
    make_links(WAVES[0])
    studies.close_study(engine, WAVES[1])
    someone = Respondent(app)
    someone.start(SLUG)
    finish(someone)
    known = {"RECEIPT": someone.next().receipt, "MEMBER": table("members.csv")[0]["panel_id"], "every-form": every_form}

    def command(*arguments: str) -> int:
        monkeypatch.setattr("sys.stdin", io.StringIO(PASSWORD + "\n"))
        return main([known.get(each, each) for each in arguments])

    for made in (
        ["user", "add", "aliya", "--role", "interviewer"],
        ["user", "add", "bolat", "--role", "interviewer"],
        ["interviewer", "give", SLUG, "aliya", "--code", "A1"],
        ["tokens", "every-form", "--n", "2", "--out", "old.csv"],
    ):
        assert command(*made) == 0
    return lambda name: command(*COMMANDS[name])


def stored(engine: sa.Engine) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table."""
    with engine.connect() as connection:
        names = [name for name in sa.inspect(connection).get_table_names() if name != "alembic_version"]
        return {name: sorted(map(tuple, connection.execute(sa.text(f"SELECT * FROM {name}"))), key=repr) for name in names}


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_is_written_down_once(run: Callable[[str], int], rows: Rows, name: str) -> None:
    before = rows("SELECT count(*) FROM audit")[0][0]
    assert isinstance(before, int)
    assert run(name) == 0
    written = rows(f"SELECT account, action FROM audit WHERE number > {before}")
    action = ACTIONS.get(name, name.replace("user ", "account_"))
    assert written == [("command line", action)]


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_that_cannot_be_written_down_does_nothing(
    run: Callable[[str], int],
    engine: sa.Engine,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    name: str,
) -> None:
    before = stored(engine)
    assert set(metadata.tables) <= set(before)

    def fails(*_: object) -> None:
        raise StoreUnavailableError("The database is locked", "Try again.")

    monkeypatch.setattr(audit, "add", fails)
    capsys.readouterr()
    assert run(name) == 1
    said = capsys.readouterr()
    assert "The database is locked" in said.err
    assert said.out == ""
    assert stored(engine) == before
    assert not Path("new.csv").exists()
