"""Interviews one after the other in one process, each receipt printed once it was shown: what is watched for a power cut.

`python -m tests.faults.writer FOLDER INTERVIEWS SYNCHRONOUS`
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from benchmarks.form.interface import Browser
from survey import create_app
from survey.settings import Settings
from tests.faults.serving import SECRET, SLUG


def write(folder: Path, interviews: int, synchronous: str) -> None:
    """Answer some interviews; `synchronous` in place of SQLite's setting that the survey asks for, unless it is that one."""
    app = create_app(Settings(secret_key=SECRET, database_url=f"sqlite:///{folder}/survey.db", busy_timeout=1))
    if synchronous != "FULL":
        engine = app.extensions["survey"].engine
        engine.dispose()

        @sa.event.listens_for(engine, "connect")
        def weaken(connection: Any, record: object) -> None:
            connection.execute(f"PRAGMA synchronous = {synchronous}")

    for _ in range(interviews):
        browser = Browser(app)
        page = browser.get(f"/{SLUG}/?lang=kk")
        while page.kind != "done":
            page = browser.post(page.form())
        sys.stdout.write(f"thanked {page.receipt}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    write(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
