"""What the store promises, on SQLite and on PostgreSQL."""

from __future__ import annotations

import os
import sqlite3
import stat
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlalchemy as sa

from instruments import load, storage, study
from instruments.answers import SKIPPED, Answer
from instruments.model import NonAnswer
from instruments.responses import Screen, Status
from survey import opening
from survey.settings import SettingsError
from survey.store import backup, interviews, kept, responses, resuming, saving, schema, studies, tables
from survey.store import engine as engines
from survey.store.direct import reading_directly, writing_directly
from survey.store.errors import SchemaError, StoreError, StoreUnavailableError
from survey.store.files import database_file
from survey.store.interviews import Beginning, Event
from survey.store.saving import Noted
from survey.store.studies import ChangedTextError
from survey.store.transactions import outside_transactions, reading

SLUG = "astana-2023"
INSTRUMENT = load.load(load.find(SLUG))
EVENT = Event(SLUG, "2026-11-22", "kk")
BEGINNING = Beginning(INSTRUMENT.source_hash, "kk", {}, 7, is_test=False)


def begin(store: sa.Engine, token: str = "t", key: str = "k") -> bool:
    return interviews.begin(store, token, key, BEGINNING, EVENT)


def total(store: sa.Engine, table: sa.Table) -> int:
    with store.connect() as connection:
        return int(connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one())


def save(store: sa.Engine, question: str, answer: Answer, seconds: int | None = 1, token: str = "t") -> bool:
    return saving.save(store, token, [(INSTRUMENT.question(question), answer)], Noted("en", seconds))


def test_an_interview_is_found_as_it_was_saved(store: sa.Engine) -> None:
    assert begin(store)
    given = {
        "q1_strength": Answer(value=7),
        "q2_improve": Answer(missing=NonAnswer.CANNOT_ANSWER),
        "q3_spheres": Answer(value=(1, 9), other_text="Көлік 'n' “more”"),
        "q4_leave_eaeu": SKIPPED,
    }
    for question, answer in given.items():
        assert save(store, question, answer)
    found = interviews.find(store, "t")
    assert found is not None
    assert found.answers == given
    assert interviews.find(store, "unknown") is None


def test_a_changed_answer_replaces_the_earlier_one_with_its_text(store: sa.Engine) -> None:
    begin(store)
    save(store, "q3_spheres", Answer(value=(9,), other_text="first"), 9)
    save(store, "q3_spheres", Answer(value=(1, 9), other_text="second"), 4)
    save(store, "q3_spheres", Answer(value=(1,)), None)
    assert total(store, storage.free_text) == 0
    [response] = responses.each(store, INSTRUMENT.source_hash, 1, include_tests=False)
    assert response.answers == {"q3_spheres": Answer(value=(1,))}
    assert response.seconds == {"q3_spheres": 9}
    assert response.language == "en"


def test_beginning_twice_is_beginning_once(store: sa.Engine) -> None:
    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(lambda _: begin(store), range(12)))
    assert total(store, storage.response) == 1
    assert total(store, storage.session) == 1


def test_submitting_is_once_and_for_all(store: sa.Engine) -> None:
    begin(store)
    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(lambda _: interviews.submit(store, "t", "k", "r", EVENT), range(12)))
    assert total(store, storage.submit_key) == 1
    assert not save(store, "q1_strength", Answer(value=1)), "a submitted interview cannot be changed"
    assert not begin(store), "nor begun again with the same key"
    assert not interviews.submit(store, "unknown", "unknown", "x", EVENT)
    with store.connect() as connection:
        counted = connection.execute(sa.select(storage.counter.c.event, storage.counter.c.n)).all()
    assert sorted(tuple(row) for row in counted) == [("completed", 1), ("started", 1)]


def test_every_way_out_deletes_what_it_should(store: sa.Engine) -> None:
    begin(store)
    save(store, "q3_spheres", Answer(value=(9,), other_text="x"))
    assert interviews.discard(store, "t", EVENT)
    assert not interviews.discard(store, "t", EVENT)
    begin(store)
    save(store, "q3_spheres", Answer(value=(9,), other_text="x"))
    interviews.submit(store, "t", "k", "r", EVENT)
    assert interviews.is_submitted(store, "k")
    assert interviews.withdraw(store, "r")
    assert not interviews.withdraw(store, "r")
    assert not interviews.is_submitted(store, "k")
    for table in (storage.response, storage.answer, storage.free_text, storage.session, storage.submit_key):
        assert total(store, table) == 0


def test_what_is_noted_of_a_page_needs_no_answer(store: sa.Engine) -> None:
    begin(store)
    assert saving.save(store, "t", (), Noted("ru", went_back=True, layout=Screen.NARROW))
    assert saving.save(store, "t", (), Noted("kk", went_back=True))
    assert saving.save(store, "t", (), Noted("kk", layout=Screen.WIDE))
    assert not saving.save(store, "unknown", (), Noted("kk"))
    [response] = responses.each(store, INSTRUMENT.source_hash, 1, include_tests=False)
    assert (response.back_moves, response.layout, response.language) == (2, Screen.WIDE, "kk")


def test_a_code_moves_an_interview_and_ends_with_it(store: sa.Engine) -> None:
    begin(store)
    save(store, "q1_strength", Answer(value=7))
    assert resuming.keep(store, "t", "old")
    assert resuming.keep(store, "t", "code")
    assert resuming.leads_to(store, "t")
    assert not resuming.move(store, "old", "new", "t2")
    assert resuming.move(store, "code", "new", "t2")
    assert not save(store, "q1_strength", Answer(value=1)), "the first browser writes no more"
    assert save(store, "q2_improve", Answer(value=1), token="new")
    interviews.submit(store, "new", "k", "r", EVENT)
    assert not resuming.move(store, "code", "newer", "new")
    assert total(store, tables.resume) == total(store, storage.session) == 0


def test_raced_from_many_devices_exactly_one_can_write(store: sa.Engine) -> None:
    begin(store)
    resuming.keep(store, "t", "code")
    together = threading.Barrier(8)

    def move(number: int) -> bool:
        together.wait()
        return resuming.move(store, "code", f"device-{number}", f"former-{number}")

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(move, range(8)))
    assert total(store, storage.session) == 1
    writers = [number for number in range(8) if save(store, "q1_strength", Answer(value=number + 1), token=f"device-{number}")]
    assert len(writers) == 1
    assert interviews.find(store, "t") is None


def test_submitting_and_moving_at_once_end_in_one_of_the_two(store: sa.Engine) -> None:
    for number in range(6):
        begin(store, f"t{number}", f"k{number}")
        resuming.keep(store, f"t{number}", f"c{number}")
    with ThreadPoolExecutor(4) as pool:
        moves = [pool.submit(resuming.move, store, f"c{number}", f"new{number}", "") for number in range(6)]
        ends = [pool.submit(interviews.submit, store, f"t{number}", f"k{number}", f"r{number}", EVENT) for number in range(6)]
        for future in (*moves, *ends):
            future.result()
    for number in range(6):
        assert (interviews.find(store, f"new{number}") is not None) != interviews.is_submitted(store, f"k{number}")


def test_responses_are_read_in_chunks_without_their_order(store: sa.Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(responses, "CHUNK", 3)
    for number in range(8):
        begin(store, f"t{number}", f"k{number}")
        save(store, "q1_strength", Answer(value=number + 1), token=f"t{number}")
    found = list(responses.each(store, INSTRUMENT.source_hash, 1, include_tests=False))
    assert [response.id for response in found] == sorted({response.id for response in found})
    assert sorted(response.answers["q1_strength"].value or 0 for response in found) == list(range(1, 9))  # type: ignore[type-var]
    assert {response.status for response in found} == {Status.PARTIAL}


def test_tests_are_left_out_unless_asked_for(store: sa.Engine) -> None:
    interviews.begin(store, "t", "k", Beginning(INSTRUMENT.source_hash, "kk", {}, 7, is_test=True), EVENT)
    assert list(responses.each(store, INSTRUMENT.source_hash, 1, include_tests=False)) == []
    assert len(list(responses.each(store, INSTRUMENT.source_hash, 1, include_tests=True))) == 1


def test_a_version_number_stands_for_one_text(store: sa.Engine, tmp_path: Path) -> None:
    changed = tmp_path / "changed.yaml"
    changed.write_text(load.find(SLUG).read_text("utf-8") + "\n# changed\n", "utf-8")
    with pytest.raises(ChangedTextError, match="version: 2"):
        opening.open_study(store, str(changed), study.find(SLUG))
    assert opening.open_study(store, SLUG).instrument == INSTRUMENT, "the same text may be opened again"


def test_opening_and_closing(store: sa.Engine) -> None:
    assert [row.slug for row in studies.every(store)] == [SLUG]
    assert studies.close_study(store, SLUG)
    assert not studies.close_study(store, "unknown")
    row = studies.find(store, SLUG)
    assert row is not None
    assert not row.is_open
    opening.open_study(store, SLUG)
    assert studies.versions(store, SLUG) == (INSTRUMENT.source_hash,)


def test_the_baseline_migration_makes_the_tables_of_the_definition(store: sa.Engine) -> None:
    migrated = described(store)
    if store.dialect.name == "sqlite":
        defined_engine = sa.create_engine("sqlite://")
    else:
        defined_engine = store
        with store.begin() as connection:
            connection.exec_driver_sql("DROP SCHEMA public CASCADE")
            connection.exec_driver_sql("CREATE SCHEMA public")
    storage.metadata.create_all(defined_engine)
    assert migrated == described(defined_engine)
    defined_engine.dispose()


def described(engine: sa.Engine) -> dict[str, object]:
    inspector = sa.inspect(engine)
    tables = [table for table in inspector.get_table_names() if table != "alembic_version"]
    return {
        table: (
            [(column["name"], str(column["type"]), column["nullable"]) for column in inspector.get_columns(table)],
            inspector.get_pk_constraint(table),
            sorted(inspector.get_foreign_keys(table), key=str),
            sorted(inspector.get_indexes(table), key=str),
            sorted(inspector.get_unique_constraints(table), key=str),
            inspector.get_table_options(table) if engine.dialect.name == "sqlite" else None,
        )
        for table in tables
    }


def test_a_newer_database_is_refused_and_left_alone(store: sa.Engine) -> None:
    with store.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0999'")
    for act in (schema.check, schema.upgrade, opening.prepare):
        with pytest.raises(SchemaError, match="newer version"):
            act(store)
    assert schema.revision(store) == "0999"


def test_an_older_database_says_how_to_upgrade(store: sa.Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schema, "SCHEMA_VERSION", "0999")
    with pytest.raises(SchemaError, match="python -m survey upgrade"):
        schema.check(store)


def test_the_newest_migration_is_the_version_of_the_tables() -> None:
    assert schema.known_revisions()[-1] == storage.SCHEMA_VERSION


def test_what_is_deleted_gives_its_room_back_on_postgresql(store_on_postgresql: sa.Engine) -> None:
    begin(store_on_postgresql)
    save(store_on_postgresql, "q3_spheres", Answer(value=(9,), other_text="NOBODY MAY READ THIS AGAIN"))
    file = file_of(store_on_postgresql, "free_text")
    assert b"NOBODY MAY READ THIS AGAIN" in file.read_bytes()
    assert interviews.discard(store_on_postgresql, "t", None)
    assert file == file_of(store_on_postgresql, "free_text")
    assert file.read_bytes() == b""


def file_of(store: sa.Engine, name: str) -> Path:
    """Where PostgreSQL keeps a table, with everything on the disk."""
    outside_transactions(store, "CHECKPOINT")
    with store.connect() as connection:
        query = f"SELECT current_setting('data_directory'), pg_relation_filepath('{name}')"
        return Path(*connection.exec_driver_sql(query).one())


def end_all_connections(store: sa.Engine) -> None:
    """Do what a server does that is started again: it tells each connection that it is over."""
    others = sa.create_engine(store.url, poolclass=sa.NullPool, isolation_level="AUTOCOMMIT")  # each look is a new one
    with others.connect() as connection:
        found = "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        connection.exec_driver_sql(f"SELECT pg_terminate_backend(pid) {found}")
        while connection.exec_driver_sql(f"SELECT count(*) {found}").scalar():
            pass


@pytest.mark.parametrize("tells", [True, False])
def test_a_database_server_that_was_started_again_is_used_again(
    store_on_postgresql: sa.Engine, monkeypatch: pytest.MonkeyPatch, tells: bool
) -> None:
    store = store_on_postgresql
    begin(store, "t")
    with reading_directly(store), reading(store):  # two connections
        pass
    if not tells:  # as a network that forgot it
        monkeypatch.setattr(kept, "_is_gone", lambda connection: False)
        monkeypatch.setattr(kept, "RESTED", 0.0)
    end_all_connections(store)
    assert save(store, "q1_strength", Answer(value=7))
    assert total(store, storage.answer) == 1
    with reading_directly(store), reading(store):
        pass


def test_a_connection_that_ended_in_the_middle_is_not_used_again(store_on_postgresql: sa.Engine) -> None:
    def read_too_late() -> None:
        with reading_directly(store_on_postgresql) as connection:
            end_all_connections(store_on_postgresql)
            connection.cursor.execute("SELECT 1")

    begin(store_on_postgresql, "t")
    with pytest.raises(StoreUnavailableError, match="terminat"):
        read_too_late()
    assert save(store_on_postgresql, "q1_strength", Answer(value=7))


def test_a_connection_that_rested_is_used_again(store_on_postgresql: sa.Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    with reading(store_on_postgresql) as connection:
        before = connection.exec_driver_sql("SELECT pg_backend_pid()").scalar()
    monkeypatch.setattr(kept, "RESTED", 0.0)
    with reading(store_on_postgresql) as connection:
        assert connection.exec_driver_sql("SELECT pg_backend_pid()").scalar() == before


def test_pages_use_one_connection_after_the_other_and_none_that_failed(store: sa.Engine) -> None:
    with reading_directly(store) as first:
        pass
    with reading_directly(store) as again, reading_directly(store) as beside:
        assert again is first
        assert beside is not first, "nobody uses a connection that somebody else has"
    broken = sa.text("SELECT 1 FROM nowhere")

    def fail() -> None:
        with writing_directly(store) as connection:
            connection.cursor.execute(str(broken))

    with pytest.raises(ZeroDivisionError), writing_directly(store):
        raise ZeroDivisionError
    assert len(kept.of(store).resting) == 2, "what it had begun is undone"
    with pytest.raises(StoreUnavailableError, match="nowhere"):
        fail()
    begin(store, "t")
    assert save(store, "q1_strength", Answer(value=7))
    for direct in kept.of(store).resting:
        direct[0].driver.close()
    with pytest.raises(StoreUnavailableError):
        fail()
    assert len(kept.of(store).resting) < 2, "it could not even undo"


def test_the_connections_of_pages_are_closed_with_the_others(store: sa.Engine) -> None:
    with reading_directly(store) as connection:
        pass
    store.dispose()
    with pytest.raises(store.dialect.dbapi.Error, match="closed"):  # type: ignore[union-attr]
        connection.driver.execute("SELECT 1")
    with reading_directly(store) as another:
        assert another is not connection


def test_plain_and_short_postgresql_urls_use_psycopg() -> None:
    for url in ("postgresql://u@h/d", "postgresql+psycopg2://u@h/d", "postgres://u@h/d"):
        assert engines.connect(url, 1).driver == "psycopg"


@pytest.mark.parametrize(
    "url",
    [
        *("mysql://u:hunter2@h/d", "not a url", "", "sqlite+foo:///x", "sqlite+aiosqlite:///x"),
        *("postgresql://u:hunter2@h:port/d", "postgresql://u:hunter2@h:5432x/d", "sqlite:///x?timeout=hunter2"),
        *("sqlite://", "sqlite:///:memory:", "sqlite:///file:x?mode=memory&uri=true"),
    ],
)
def test_other_urls_are_refused(url: str) -> None:
    with pytest.raises(SettingsError, match="SURVEY_DATABASE_URL.*sqlite:///") as caught:
        engines.connect(url, 1)
    assert "hunter2" not in str(caught.value)


def test_a_missing_driver_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(SettingsError, match="pip install"):
        engines.connect("postgresql://u:hunter2@h/d", 1)


def test_a_password_is_never_shown() -> None:
    engine = engines.connect("postgresql://u:hunter2@127.0.0.1:1/d", 1)
    with pytest.raises(StoreUnavailableError) as caught:
        studies.every(engine)
    assert "hunter2" not in str(caught.value)


def test_only_sqlite_is_copied_by_us(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="pg_dump"):
        backup.write(engines.connect("postgresql://u@h/d", 1), tmp_path / "copy.db")


# --- SQLite alone ----------------------------------------------------------------------------------------------------


@pytest.fixture
def sqlite_store(tmp_path: Path) -> Iterator[sa.Engine]:
    engine = engines.connect(f"sqlite:///{tmp_path}/data/survey.db", 0.05)
    opening.prepare(engine)
    yield engine
    engine.dispose()


def test_every_connection_keeps_the_promise_of_durability(sqlite_store: sa.Engine) -> None:
    with sqlite_store.connect() as connection:
        found = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "secure_delete", "busy_timeout")
        }
    assert found == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1, "busy_timeout": 50}


def test_tables_of_responses_have_no_row_numbers(sqlite_store: sa.Engine) -> None:
    with sqlite_store.connect() as connection:
        for table in ("response", "answer", "free_text", "session", "submit_key"):
            with pytest.raises(sa.exc.OperationalError, match="no such column"):
                connection.exec_driver_sql(f"SELECT rowid FROM {table}")


def test_files_are_for_their_owner_alone(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        engine = engines.connect(f"sqlite:///{tmp_path}/data/survey.db", 1)
        opening.prepare(engine)
        begin(engine)
        modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "data").iterdir()}
        backup.write(engine, tmp_path / "copy.db")
    finally:
        os.umask(before)
    assert set(modes) >= {"survey.db", "survey.db-wal"}
    assert set(modes.values()) == {0o600}
    assert stat.S_IMODE((tmp_path / "data").stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "copy.db").stat().st_mode) == 0o600


def test_a_locked_database_is_unavailable_and_later_works(sqlite_store: sa.Engine) -> None:
    begin(sqlite_store)
    other = sqlite3.connect(str(database_file(sqlite_store)), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreUnavailableError, match="locked"):
        save(sqlite_store, "q1_strength", Answer(value=1))
    assert interviews.find(sqlite_store, "t"), "reading goes on"
    other.execute("ROLLBACK")
    other.close()
    assert save(sqlite_store, "q1_strength", Answer(value=1))


def test_a_full_disk_stores_nothing_by_halves(sqlite_store: sa.Engine) -> None:
    begin(sqlite_store)
    with reading_directly(sqlite_store) as connection:
        ((pages,),) = connection.cursor.execute("PRAGMA page_count").fetchall()
        connection.cursor.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(StoreUnavailableError, match="full"):
        save(sqlite_store, "q3_spheres", Answer(value=(9,), other_text="x" * 100_000))
    found = interviews.find(sqlite_store, "t")
    assert found is not None
    assert found.answers == {}


def test_a_read_only_database_is_unavailable(sqlite_store: sa.Engine) -> None:
    begin(sqlite_store)
    with reading_directly(sqlite_store) as connection:
        connection.cursor.execute("PRAGMA query_only = ON")
    with pytest.raises(StoreUnavailableError, match="readonly"):
        save(sqlite_store, "q1_strength", Answer(value=1))


@pytest.mark.parametrize(
    "content", [b"this is no database, it is a text file, and rather long at that" * 20, b"SQLite format 3\x00" + b"\xff" * 4000]
)
def test_a_damaged_database_is_named_and_left_alone(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "survey.db"
    path.write_bytes(content)
    engine = engines.connect(f"sqlite:///{path}", 1)
    with pytest.raises(SchemaError, match="restore a backup"):
        opening.prepare(engine)
    assert path.read_bytes() == content


def test_tables_without_a_version_mark_are_refused(tmp_path: Path) -> None:
    engine = engines.connect(f"sqlite:///{tmp_path}/survey.db", 1)
    storage.metadata.create_all(engine)
    with pytest.raises(SchemaError, match="no version mark"):
        opening.prepare(engine)


@pytest.mark.parametrize("tables", [["invoice"], ["invoice", "alembic_version"]])
def test_a_database_of_something_else_is_refused_and_left_alone(tmp_path: Path, tables: list[str]) -> None:
    path = tmp_path / "other.db"
    with sqlite3.connect(path) as connection:
        for table in tables:
            connection.execute(f"CREATE TABLE {table} (version_num TEXT)")
            connection.execute(f"INSERT INTO {table} VALUES ('0001')")
    connection.close()
    before = path.read_bytes()
    engine = engines.connect(f"sqlite:///{path}", 1)
    for act in (opening.prepare, schema.upgrade, schema.check):
        with pytest.raises(SchemaError, match="belongs to something else"):
            act(engine)
    engine.dispose()
    with sqlite3.connect(path) as connection:
        assert {row[0] for row in connection.execute("SELECT name FROM sqlite_master")} == set(tables)
    connection.close()
    assert len(path.read_bytes()) == len(before)


def test_a_file_that_others_could_read_is_made_private(sqlite_store: sa.Engine) -> None:
    begin(sqlite_store)
    path = database_file(sqlite_store)
    assert path
    for file in path.parent.iterdir():
        file.chmod(0o644)
    opening.prepare(sqlite_store)
    assert {stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()} == {0o600}


def test_a_file_of_another_owner_that_others_can_read_is_refused(
    sqlite_store: sa.Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = database_file(sqlite_store)
    assert path
    path.chmod(0o644)

    def not_the_owner(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(Path, "chmod", not_the_owner)
    with pytest.raises(SchemaError, match="chmod 600"):
        opening.prepare(sqlite_store)


def test_looking_at_a_missing_database_does_not_make_one(tmp_path: Path) -> None:
    engine = engines.connect(f"sqlite:///{tmp_path}/none/survey.db", 1)
    with pytest.raises(SchemaError, match="python -m survey run"):
        schema.check(engine)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    engine = engines.connect(f"sqlite:///{tmp_path}/file/survey.db", 1)
    with pytest.raises(SchemaError, match="Check the folder"):
        opening.prepare(engine)


def test_a_backup_is_a_whole_database_and_overwrites_nothing(sqlite_store: sa.Engine, tmp_path: Path) -> None:
    begin(sqlite_store)
    save(sqlite_store, "q1_strength", Answer(value=4))
    out = tmp_path / "copy.db"
    backup.write(sqlite_store, out)
    copy = engines.connect(f"sqlite:///{out}", 1)
    schema.check(copy)
    assert total(copy, storage.answer) == 1
    copy.dispose()
    before = out.read_bytes()
    with pytest.raises(StoreError, match="exists already"):
        backup.write(sqlite_store, out)
    assert out.read_bytes() == before
    with pytest.raises(StoreError, match="Check the folder"):
        backup.write(sqlite_store, tmp_path / "none" / "copy.db")
