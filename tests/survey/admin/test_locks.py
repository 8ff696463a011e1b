"""A form that serves keeps its hold on the database, whatever its administration looks at meanwhile."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

import analysis
from survey.store.files import database_file, make_private_file
from tests.survey.admin.officer import Officer
from tests.survey.conftest import HERE, SECRET
from tests.survey.respondent import Respondent
from tests.survey.test_journeys import SLUG, finish

ROOT = HERE.parent.parent
ENOUGH = 5
"""Complete responses from which on the dashboard reads them."""


def database(app: Flask) -> Path:
    file = database_file(app.extensions["survey"].engine)
    assert file is not None
    return file


def files(path: Path) -> dict[str, int]:
    """The database's files by their names, with what tells whether one was made anew."""
    return {each.name: each.stat().st_ino for each in path.parent.glob(f"{path.name}*")}


def answered(app: Flask) -> None:
    someone = Respondent(app)
    someone.start(SLUG, "en")
    finish(someone)
    assert someone.next().kind == "done"


def elsewhere(path: Path, *command: str) -> str:
    """Run a command of the survey in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "survey", *command],
        env={"PYTHONPATH": str(ROOT), "SURVEY_DATABASE_URL": f"sqlite:///{path}", "SURVEY_SECRET_KEY": SECRET},
        cwd=path.parent, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def export(owner: Officer) -> None:
    owner.get(f"/admin/{SLUG}/export")
    sent = owner.client.post(f"/admin/{SLUG}/export", data={"csrf_token": owner.token, "format": "parquet"})
    assert sent.data.startswith(b"PAR1")
    sent.close()


LOOKS: dict[str, Callable[[Flask, Officer], object]] = {
    "dashboard": lambda app, owner: owner.get(f"/admin/{SLUG}/dashboard"),
    "export": lambda app, owner: owner.get(f"/admin/{SLUG}/export"),
    "parquet": lambda app, owner: export(owner),
    "privacy report": lambda app, owner: owner.get(f"/admin/{SLUG}/privacy-report"),
    "versions": lambda app, owner: owner.get(f"/admin/{SLUG}/versions"),
    "analysis in the same process": lambda app, owner: analysis.read(f"sqlite:///{database(app)}"),
    "another engine that is prepared": lambda app, owner: make_private_file(database(app)),
}


@pytest.mark.parametrize("look", LOOKS)
def test_what_is_answered_after_a_look_is_seen_by_every_other_process(app: Flask, owner: Officer, look: str) -> None:
    path = database(app)
    for _ in range(ENOUGH):
        answered(app)
    with app.extensions["survey"].engine.connect() as held:
        held.execute(sa.text("SELECT 1"))
        LOOKS[look](app, owner)
        before = files(path)
        assert f"{path.name}-wal" in before
        elsewhere(path, "user", "list")
        assert files(path) == before, "another process took the log for nobody's and removed it"
        answered(app)
    other = sqlite3.connect(path)
    assert other.execute("SELECT COUNT(*) FROM response WHERE status = 'complete'").fetchone() == (ENOUGH + 1,)
    assert other.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    other.close()
