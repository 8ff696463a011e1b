"""Backups, restoring them, damaged databases, and erasing a study."""

from __future__ import annotations

import gc
import io
import shutil
import sqlite3
import stat
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa

from analysis.cli import main as analysis_main
from instruments import load, storage
from instruments.answers import Answer
from survey import commands, opening
from survey.store import audit, erasing, interviews, panels, quotas, saving, studies
from survey.store import engine as engines
from survey.store.errors import StoreError
from survey.store.interviews import Beginning, Event
from survey.store.saving import Noted
from survey.store.tables import metadata
from survey.store.transactions import writing
from tests.survey.conftest import HERE

SLUG = "astana-2023"
DATABASE = Path("instance/survey.db")
CANARY = "Тиын-канарейка-4471"


def main(arguments: list[str]) -> int:
    """Run a command, and close what its process would have closed at its end."""
    status = commands.main(arguments)
    gc.collect()
    return status


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a survey of some responses and its backup."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(commands.os, "umask", lambda mask: mask)
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    for name in ("SURVEY_DATABASE_URL", "SURVEY_SECRET_KEY", "SURVEY_TRUSTED_HOSTS", "SURVEY_PROXY_HOPS"):
        monkeypatch.delenv(name, raising=False)
    assert main(["simulate", SLUG, "--n", "12"]) == 0
    assert main(["backup", "--out", "copy.db"]) == 0
    return tmp_path


@contextmanager
def opened(path: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        yield connection


def fetch(path: Path, query: str) -> list[tuple[object, ...]]:
    with opened(path) as connection:
        return connection.execute(query).fetchall()


def responses(path: Path = DATABASE) -> int:
    [(n,)] = fetch(path, "SELECT count(*) FROM response")
    assert isinstance(n, int)
    return n


def overwrite_the_middle(path: Path) -> bytes:
    """Damage a database that nothing has open, as a failing disk does; its content then."""
    content = path.read_bytes()
    start = len(content) // 2 // 4096 * 4096
    damaged = content[:start] + b"\xa5" * 4096 * 4 + content[start + 4096 * 4 :]
    path.write_bytes(damaged)
    return damaged


def test_a_backup_takes_the_place_of_the_database_which_stays_beside_it(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    kept = responses()
    assert main(["simulate", SLUG, "--n", "5", "--seed", "7"]) == 0
    later = responses()
    assert later > kept
    capsys.readouterr()
    assert main(["restore", "copy.db"]) == 0
    said = capsys.readouterr().out
    for part in ("answered since", "and are deleted again: 0.", "survey.db.before-restore-1", "instance/secret_key"):
        assert part in said
    assert responses() == kept
    assert responses(Path("instance/survey.db.before-restore-1")) == later
    assert fetch(DATABASE, "SELECT action, detail FROM audit ORDER BY number DESC LIMIT 1") == [("restore", "copy.db")]
    assert main(["restore", "instance/survey.db.before-restore-1"]) == 1
    assert f"{later - kept} responses that the database does not have" in capsys.readouterr().err
    assert responses() == kept, "nobody comes back by mistake"
    assert main(["restore", "instance/survey.db.before-restore-1", "--yes"]) == 0
    assert "WARNING" in capsys.readouterr().out
    assert responses() == later
    assert responses(Path("instance/survey.db.before-restore-2")) == kept
    files = {path.name: stat.S_IMODE(path.stat().st_mode) for path in Path("instance").iterdir() if path.name != "secret_key"}
    assert files == dict.fromkeys(("survey.db", "survey.db.before-restore-1", "survey.db.before-restore-2"), 0o600)
    assert responses(Path("copy.db")) == kept, "the backup stays"


def test_what_was_withdrawn_since_does_not_come_back(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    there = set(fetch(DATABASE, "SELECT id FROM response"))
    engine = engines.connect(f"sqlite:///{DATABASE}", 1)
    [(receipt,), (another,)] = fetch(DATABASE, "SELECT receipt_hash FROM submit_key ORDER BY receipt_hash LIMIT 2")
    gone = set(fetch(DATABASE, f"SELECT response_id FROM submit_key WHERE receipt_hash IN ('{receipt}', '{another}')"))
    assert interviews.withdraw(engine, str(receipt))
    assert interviews.withdraw(engine, str(another))
    panels.leave(engine, "a-member")
    engine.dispose()
    with opened(Path("copy.db")) as connection:
        connection.execute("INSERT INTO panel_link VALUES ('h', 'wave', 'a-member', 0)")
    assert main(["simulate", SLUG, "--n", "5", "--seed", "7"]) == 0
    capsys.readouterr()
    assert main(["restore", "copy.db"]) == 0
    assert "withdrawn, left or erased since, stood in the copy and are deleted again: 2." in capsys.readouterr().out
    assert set(fetch(DATABASE, "SELECT id FROM response")) == there - gone
    assert not set(fetch(DATABASE, "SELECT response_id FROM answer")) & gone
    assert fetch(DATABASE, "SELECT panel_id FROM panel_left") == [("a-member",)]
    assert fetch(DATABASE, "SELECT * FROM panel_link") == []
    assert set(fetch(Path("copy.db"), "SELECT id FROM response")) == there, "the backup itself stays"


def test_accounts_and_the_log_stay_as_they_are(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def user(*words: str) -> None:
        monkeypatch.setattr(sys, "stdin", io.StringIO("a long password to try\na long password to try\n"))
        assert main(["user", *words]) == 0

    user("add", "eve", "--role", "owner", "--no-totp")
    assert main(["backup", "--out", "later.db"]) == 0
    user("disable", "eve")
    user("add", "bob", "--role", "viewer", "--no-totp")
    with opened(DATABASE) as connection:
        connection.execute("INSERT INTO interviewer SELECT ?, id, 'K7' FROM account WHERE name = 'bob'", (SLUG,))
        connection.execute("INSERT INTO account_session SELECT 'hash', id, 1, 2 FROM account WHERE name = 'bob'")
    names = ("account", "interviewer", "account_session")
    before = [fetch(DATABASE, f"SELECT * FROM {name} ORDER BY 1") for name in names]
    log = fetch(DATABASE, "SELECT * FROM audit ORDER BY number")
    capsys.readouterr()
    assert main(["restore", "later.db"]) == 0
    assert "Accounts and the audit log stay as they are." in capsys.readouterr().out
    assert [fetch(DATABASE, f"SELECT * FROM {name} ORDER BY 1") for name in names] == before
    assert fetch(DATABASE, "SELECT name, is_active FROM account ORDER BY name") == [("bob", 1), ("eve", 0)]
    after = fetch(DATABASE, "SELECT * FROM audit ORDER BY number")
    assert after[:-1] == log
    assert "restore" in after[-1]
    assert main(["restore", "later.db"]) == 0, "it is still a copy of this database"


def test_an_erased_study_stays_erased(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["close", SLUG]) == 0
    assert main(["erase", SLUG, "--yes"]) == 0
    assert "erased from sqlite:///" in capsys.readouterr().out
    assert main(["restore", "copy.db"]) == 0
    assert responses() == 0
    Path(DATABASE).rename("elsewhere.db")
    assert main(["restore", "copy.db"]) == 0
    assert responses() > 0, "whoever means it moves the database away"


def test_a_new_database_does_not_empty_a_backup(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """On another computer, where the program was started once before the backup is put back."""
    kept = responses()
    Path(DATABASE).rename("elsewhere.db")
    assert main(["simulate", SLUG, "--n", "1"]) == 0
    assert main(["restore", "copy.db"]) == 1
    assert "--yes" in capsys.readouterr().err
    assert main(["restore", "copy.db", "--yes"]) == 0
    assert responses() == kept


def test_restoring_counts_quotas_without_who_is_gone(folder: Path) -> None:
    assert main(["open", str(HERE / "sampled.yaml")]) == 0
    assert main(["simulate", "sampled", "--n", "9"]) == 0
    with opened(DATABASE) as connection:
        connection.execute("UPDATE response SET is_test = 0")
    engine = engines.connect(f"sqlite:///{DATABASE}", 1)
    with writing(engine) as connection:
        quotas.recount(connection, "sampled")
    engine.dispose()
    counts = "SELECT sum(n) FROM quota_count"
    before = fetch(DATABASE, counts)
    assert main(["backup", "--out", "second.db"]) == 0
    with opened(DATABASE) as connection:
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("DELETE FROM response")
    assert main(["restore", "second.db"]) == 0
    assert before != [(None,)]
    assert fetch(DATABASE, counts) == [(None,)]


def test_what_only_the_log_holds_is_set_aside_too(folder: Path) -> None:
    crashed = Path("crashed")
    crashed.mkdir()
    with opened(DATABASE) as connection:
        connection.execute("PRAGMA wal_autocheckpoint = 0")
        connection.execute("UPDATE response SET language = 'zz'")
        for end in ("", "-wal"):
            shutil.copy(f"{DATABASE}{end}", crashed / f"survey.db{end}")
    for path in crashed.iterdir():
        path.replace(DATABASE.with_name(path.name))
    assert main(["restore", "copy.db"]) == 0
    assert ("zz",) not in fetch(DATABASE, "SELECT DISTINCT language FROM response")
    assert fetch(Path("instance/survey.db.before-restore-1"), "SELECT DISTINCT language FROM response") == [("zz",)]


def test_a_database_in_use_is_left_alone_even_at_rest(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    engine = engines.connect(f"sqlite:///{DATABASE}", 1)
    studies.every(engine)
    inode = DATABASE.stat().st_ino
    try:
        assert main(["restore", "copy.db"]) == 1
        assert "A program uses the database" in capsys.readouterr().err
        assert DATABASE.stat().st_ino == inode
        assert studies.close_study(engine, SLUG), "whoever has it open goes on"
    finally:
        engine.dispose()
    assert sorted(path.name for path in Path("instance").iterdir()) == ["secret_key", "survey.db"]
    assert main(["restore", "copy.db"]) == 0


def test_a_backup_is_restored_where_there_is_no_database(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    kept = responses()
    shutil.rmtree("instance")
    capsys.readouterr()
    assert main(["restore", "copy.db"]) == 0
    assert "former" not in capsys.readouterr().out
    assert responses() == kept
    assert stat.S_IMODE(DATABASE.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("none.db", "no such file"),
        ("text.db", "no database"),
        ("cut.db", "damaged"),
        ("damaged.db", "damaged"),
        ("other.db", "not of a survey"),
        ("newer.db", "newer version"),
        ("instance/survey.db", "the database itself"),
    ],
)
def test_what_is_no_backup_changes_nothing(folder: Path, capsys: pytest.CaptureFixture[str], name: str, said: str) -> None:
    Path("text.db").write_text("no database at all, but long enough to be looked at" * 100)
    Path("cut.db").write_bytes(Path("copy.db").read_bytes()[:-8192])
    shutil.copy("copy.db", "damaged.db")
    overwrite_the_middle(Path("damaged.db"))
    with opened(Path("other.db")) as connection:
        connection.execute("CREATE TABLE invoice (id INTEGER)")
    shutil.copy("copy.db", "newer.db")
    with opened(Path("newer.db")) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    before = DATABASE.read_bytes()
    assert main(["restore", name]) == 1
    assert said in capsys.readouterr().err
    assert DATABASE.read_bytes() == before
    assert sorted(path.name for path in Path("instance").iterdir()) == ["secret_key", "survey.db"]


def test_a_backup_of_an_older_schema_is_restored_and_says_what_is_next(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with opened(Path("copy.db")) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '0001'")
    assert main(["restore", "copy.db"]) == 0
    assert "python -m survey upgrade" in capsys.readouterr().out


def test_a_damaged_database_is_set_aside_for_a_backup(folder: Path) -> None:
    kept = responses()
    damaged = overwrite_the_middle(DATABASE)
    assert main(["restore", "copy.db"]) == 0
    assert responses() == kept
    assert Path("instance/survey.db.before-restore-1").read_bytes()[4096:] == damaged[4096:]
    DATABASE.write_bytes(b"\xa5" * len(damaged))
    assert main(["restore", "copy.db"]) == 0
    assert responses() == kept


def test_a_database_of_which_nothing_can_be_told_is_left_alone(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    DATABASE.write_bytes(b"\xa5" * 8192)
    Path(f"{DATABASE}-shm").write_bytes(b"")
    assert main(["restore", "copy.db"]) == 1
    assert "move survey.db and the files survey.db-" in capsys.readouterr().err
    assert DATABASE.read_bytes() == b"\xa5" * 8192


def test_a_damaged_database_is_neither_served_nor_copied_nor_exported_nor_reported(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    overwrite_the_middle(DATABASE)
    for arguments in (["run", "--port", "0"], ["backup", "--out", "second.db"], ["export", SLUG, "--out", "out.csv"]):
        assert main(arguments) == 1, arguments
        said = capsys.readouterr()
        assert "is damaged" in said.err, arguments
        assert "python -m survey restore FILE" in said.err
        assert "complete copy" not in said.out
    assert not Path("second.db").exists()
    assert not Path("out.csv").exists()
    assert analysis_main(["report", str(DATABASE), "--table", SLUG, "--study", "none"]) == 1
    said = capsys.readouterr()
    assert "python -m survey restore FILE" in said.err


def test_postgresql_has_programs_of_its_own(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SURVEY_DATABASE_URL", "postgresql://u:hunter2@127.0.0.1:1/d")
    assert main(["restore", "copy.db"]) == 1
    said = capsys.readouterr().err
    assert "pg_restore" in said
    assert "hunter2" not in said


def test_erasing_by_command_asks_first(folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    there = responses()
    assert main(["erase", SLUG, "--yes"]) == 1
    assert f"python -m survey close {SLUG}" in capsys.readouterr().err
    assert main(["close", SLUG]) == 0
    for typed in ("", "yes\n"):
        monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
        assert main(["erase", SLUG]) == 1
        said = capsys.readouterr()
        assert f"tests included: {there}." in said.out
        assert "Nothing was erased" in said.err
        assert responses() == there
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{SLUG}\n"))
    assert main(["erase", SLUG]) == 0
    assert "Backups" in capsys.readouterr().out
    assert responses() == 0
    assert main(["erase", "astana"]) == 1


def test_erasing_leaves_nothing_of_a_study_but_its_questionnaire(store: sa.Engine) -> None:
    opening.open_study(store, str(HERE / "every-kind.yaml"), HERE / "every-kind-study.yaml")
    answer_twice(store)
    with pytest.raises(StoreError, match="close"):
        erasing.erase(store, SLUG, "aliya")
    assert erasing.count(store, SLUG) == 2
    studies.close_study(store, SLUG)
    assert erasing.erase(store, SLUG, "aliya") == 2
    assert rows_left(store) == {
        "alembic_version": 1,
        "audit": 1,
        "counter": 1,
        "instrument": 2,
        "response": 1,
        "session": 1,
        "study": 2,
    }
    [logged] = audit.newest(store, before=None, limit=9)
    assert (logged.entry.account, str(logged.entry.action), logged.entry.slug) == ("aliya", "erase", SLUG)
    assert logged.entry.detail == "2 responses"
    assert erasing.erase(store, SLUG, "aliya") == 0


def test_no_byte_of_an_erased_study_is_left_in_the_files(store_on_sqlite: sa.Engine, tmp_path: Path) -> None:
    answer_twice(store_on_sqlite, others=False)

    def copies() -> int:
        return sum(path.read_bytes().count(CANARY.encode()) for path in tmp_path.rglob("*") if path.is_file())

    assert copies() > 0, "the canary must be findable before"
    studies.close_study(store_on_sqlite, SLUG)
    erasing.erase(store_on_sqlite, SLUG, "aliya")
    assert copies() == 0


def answer_twice(store: sa.Engine, *, others: bool = True) -> None:
    """Two responses to the first study, one of them complete, and one to another that is to stay."""
    instrument = load.load(load.find(SLUG))
    for number in range(2):
        begin(store, SLUG, str(number))
        given = [(instrument.by_id["q3_spheres"], Answer(value=(9,), other_text=CANARY))]
        assert saving.save(store, str(number), given, Noted("kk"))
    assert interviews.submit(store, "1", "k1", "r1", Event(SLUG, "2026-11-22", "kk"))
    if others:
        begin(store, "every-kind", "another")


def begin(store: sa.Engine, slug: str, token: str) -> None:
    row = studies.find(store, slug)
    assert row
    beginning = Beginning(row.instrument_hash, "kk", {}, 1, is_test=False)
    assert interviews.begin(store, token, f"k{token}", beginning, Event(slug, "2026-11-22", "kk"))


def rows_left(store: sa.Engine) -> dict[str, int]:
    with store.connect() as connection:
        tables = [*metadata.tables, "alembic_version"]
        counted = {name: connection.exec_driver_sql(f"SELECT count(*) FROM {name}").scalar_one() for name in tables}
    assert storage.answer.name in counted
    return {name: n for name, n in sorted(counted.items()) if n}
