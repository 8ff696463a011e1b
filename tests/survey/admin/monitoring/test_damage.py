"""What `/admin/` says of a SQLite file that is really damaged: what to do, without a traceback, and nothing is lost.

This process never opens a connection to the files: it could not damage one without taking the locks of its connections away.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.survey.conftest import HERE

LOOKED_AT, NEW = "looked_at.db", "new.db"
"""Two databases: the dashboard of the one was looked at, and five more were completed since."""

MADE = """
import sys, json
import sqlalchemy as sa
from survey import create_app
from survey.settings import Settings
from survey.store.accounts import Role
from tests.survey.admin.monitoring.test_topline import add
from tests.survey.admin.officer import Officer, make_account
from tests.survey.conftest import SECRET

for name in sys.argv[1:]:
    app = create_app(Settings(secret_key=SECRET, database_url=f"sqlite:///{name}"))
    engine = app.extensions["survey"].engine
    add(engine, 60)
    make_account(engine, "aliya", Role.OWNER)
    owner = Officer(app)
    assert owner.sign_in("aliya") == 303
    if name.startswith("looked"):
        owner.get("/admin/astana-2023/dashboard")
        with engine.begin() as connection:
            some = "SELECT id FROM response WHERE status = 'partial' LIMIT 5"
            connection.exec_driver_sql(f"UPDATE response SET status = 'complete' WHERE id IN ({some})")
    with engine.connect() as connection:
        size = connection.exec_driver_sql("PRAGMA page_size").scalar()
        roots = dict(map(tuple, connection.exec_driver_sql("SELECT name, rootpage FROM sqlite_master WHERE type = 'table'")))
    engine.dispose()
    print(json.dumps([owner.cookie(), size, roots]))
"""

WALKED = """
import sys, json
from survey import create_app
from survey.settings import Settings
from tests.survey.admin.officer import Officer
from tests.survey.conftest import SECRET

def counted(engine):
    found = {}
    for table in ("response", "answer", "free_text", "submit_key", "audit"):
        try:
            with engine.connect() as connection:
                found[table] = connection.exec_driver_sql(f"SELECT count(*) FROM {table} NOT INDEXED").scalar()
        except Exception:
            found[table] = None
    return found

cookie, *names = sys.argv[1:]
for name in names:
    app = create_app(Settings(secret_key=SECRET, database_url=f"sqlite:///{name}"))
    engine = app.extensions["survey"].engine
    before = counted(engine)
    owner = Officer(app)
    owner.client.set_cookie("admin", cookie)
    seen = {}
    for page in ("", "dashboard", "versions", "privacy", "interviewers", "export"):
        shown = owner.client.get(f"/admin/astana-2023/{page}?lang=en")
        seen[page] = [shown.status_code, "The database is damaged" in shown.text, "Traceback" in shown.text]
    from survey.keys.receipt import Keys
    for form in ("csv", "xlsx", "parquet"):
        token = Keys(SECRET).csrf_token(cookie)
        with owner.client.post("/admin/astana-2023/export", data={"csrf_token": token, "format": form}) as sent:
            seen[form] = [sent.status_code, b"The database is damaged" in sent.data, b"Traceback" in sent.data]
    after = counted(engine)
    engine.dispose()
    print(json.dumps([seen, before, after]))
"""

DAMAGED = ("answer", "response", "look", "study", "instrument", "counter", "account_session")


Walked = Mapping[str, tuple[dict[str, tuple[int, bool, bool]], dict[str, int | None], dict[str, int | None]]]
"""By file: of each page its status, whether it says that the database is damaged, and a traceback; rows by table."""


def run(folder: Path, program: str, *arguments: str) -> list[Any]:
    """Run a program in a process of its own; return what it printed, a JSON a line."""
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments],
        env={"PYTHONPATH": str(HERE.parent.parent)}, cwd=folder, capture_output=True, text=True, timeout=180, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def damaged_copy(database: Path, page: int, size: int, name: str) -> str:
    """Copy a database that nothing has open, and overwrite one of its pages, as a failing disk does; the copy's name."""
    content = bytearray(database.read_bytes())
    content[(page - 1) * size : page * size] = b"\xa5" * size
    database.with_name(name).write_bytes(content)
    return name


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory) -> Walked:
    """What the pages answer, by database and the table whose first page is damaged, with the rows before and after."""
    folder = tmp_path_factory.mktemp("damaged")
    found = {}
    for name, (cookie, size, roots) in zip((LOOKED_AT, NEW), run(folder, MADE, LOOKED_AT, NEW), strict=True):
        copies = [damaged_copy(folder / name, roots[table], size, f"{table}-{name}") for table in DAMAGED]
        found.update(zip(copies, run(folder, WALKED, cookie, *copies), strict=True))
    return found


@pytest.mark.parametrize("name", [LOOKED_AT, NEW])
@pytest.mark.parametrize("table", DAMAGED)
def test_a_damaged_file_is_said_to_be_and_left_as_it_is(walked: Walked, table: str, name: str) -> None:
    seen, before, after = walked[f"{table}-{name}"]
    for page, (status, says_so, has_traceback) in seen.items():
        is_read = page in ("dashboard", "csv", "xlsx", "parquet") or status == 503
        assert (status, says_so, has_traceback) == ((503, True, False) if is_read else (200, False, False)), page
    assert before == after
    assert {each for each, n in before.items() if n is None} == {table} & before.keys()
