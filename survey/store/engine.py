"""The database connection and what it guarantees: an acknowledged answer survives a crash and a power cut.

SQLite: write-ahead log with synchronous=FULL, one BEGIN IMMEDIATE transaction a page, deleted content overwritten.
PostgreSQL: its defaults, which give the same.
"""

from __future__ import annotations

import os
import selectors
import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from survey.settings import SettingsError, make_private_folder
from survey.store.errors import SchemaError, StoreUnavailableError
from survey.store.tables import metadata

_REMEDY = "Write sqlite:///instance/survey.db or postgresql://user:password@host:5432/database."

RESTED = 30.0
"""Seconds without use after which a connection to PostgreSQL is tried before it is used: a network may have forgotten it."""

# One call of the system, where the usual one takes four.
_LOOKING: type[selectors.BaseSelector] = getattr(selectors, "PollSelector", selectors.DefaultSelector)

_REMEDIES = {
    "sqlite": "Stop the other program, free disk space or let the file be written, then try again.",
    "postgresql": "Check that the database server runs and has space, then try again.",
}
"""What to do when the database cannot be used for now."""

_INSERT: Mapping[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


@dataclass(frozen=True)
class Queue:
    """Where the writers of a process wait for each other, and for how many seconds they do."""

    lock: Lock
    patience: float


def connect(url: str, busy_timeout: float) -> sa.Engine:
    """Return an engine for a database URL; opens nothing yet.

    busy_timeout  seconds to wait for another writer
    Raises SettingsError, which shows nothing of the URL that could be a password, where it names no usable database.
    """
    try:
        parsed = sa.make_url(url)
        return _maker(parsed)(parsed, busy_timeout)
    except ImportError as error:
        raise SettingsError(
            "SURVEY_DATABASE_URL names a database whose driver is not installed. Install it: pip install 'psycopg[binary]'."
        ) from error
    except (sa.exc.ArgumentError, ValueError) as error:
        raise SettingsError(
            "SURVEY_DATABASE_URL is not a database URL that can be read: check its spelling, port (a number) and options. "
            f"{_REMEDY}"
        ) from error


def _maker(url: sa.URL) -> Callable[[sa.URL, float], sa.Engine]:
    if url.drivername in ("sqlite", "sqlite+pysqlite"):
        if _is_in_memory(url):
            raise SettingsError(f"SURVEY_DATABASE_URL names no file, and answers in memory would be lost. {_REMEDY}")
        return _sqlite
    if url.get_backend_name() in ("postgresql", "postgres"):
        return _postgresql
    raise SettingsError(f"SURVEY_DATABASE_URL names {url.drivername!r}, which is not supported. {_REMEDY}")


def _is_in_memory(url: sa.URL) -> bool:
    # A "file:" name may ask for memory in its options.
    return not url.database or url.database == ":memory:" or url.database.startswith("file:")


@contextmanager
def reading(engine: sa.Engine) -> Iterator[sa.Connection]:
    """Open a transaction that only reads; a writer does not make it wait."""
    with translated(engine), engine.begin() as connection:
        yield connection


@contextmanager
def writing(engine: sa.Engine) -> Iterator[sa.Connection]:
    """Open a transaction that writes; leaving it without an error means that everything is on the disk."""
    with translated(engine), one_by_one(engine), engine.connect() as connection:
        connection.execution_options(writes=True)
        with connection.begin():
            yield connection


@contextmanager
def one_by_one(engine: sa.Engine) -> Iterator[None]:
    """Let the writers of this process into SQLite one by one: by itself it has each try again and again, and the unlucky fail."""
    queue: Queue | None = engine.get_execution_options().get("queue")
    if queue is None:
        yield
        return
    if not queue.lock.acquire(timeout=queue.patience):
        raise StoreUnavailableError(
            f"The database {engine.url.render_as_string()} cannot be used now: too many answers at once",
            _REMEDIES[engine.dialect.name],
        )
    try:
        yield
    finally:
        queue.lock.release()


def insert_into(dialect: str, table: sa.Table) -> Any:
    """Return a database's own INSERT, which can be told what to do about a row that is there; by the name of its dialect."""
    return _INSERT[dialect](table)


def one_at_a_time(connection: sa.Connection, what: str) -> None:
    """Let no other transaction that names the same thing go on before this one ends; SQLite has one writer anyway."""
    if connection.dialect.name == "postgresql":
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtextextended(what, 0))))


def purge(engine: sa.Engine) -> None:
    """Clean the database's files of what was deleted, as far as it can be done while the survey runs.

    SQLite: its write-ahead log is emptied, so that it stands in no file any more. PostgreSQL: its room in the tables is given
    back for other rows; the server's log of transactions keeps it until the server writes over that (docs/how-to/administer.md).
    A reader or a full disk may delay it to the next time; the deletion itself stands.
    """
    if engine.dialect.name == "sqlite":
        with suppress(sqlite3.Error):
            outside_transactions(engine, "PRAGMA wal_checkpoint(TRUNCATE)")
    else:
        driver: Any = engine.dialect.dbapi
        with suppress(sa.exc.SQLAlchemyError, driver.Error):
            outside_transactions(engine, f"VACUUM (TRUNCATE, SKIP_LOCKED) {', '.join(sorted(metadata.tables))}")


def outside_transactions(engine: sa.Engine, statement: str, *parameters: str) -> None:
    """Run a statement that no transaction may hold."""
    connection = engine.raw_connection()
    try:
        connection.cursor().execute(statement, parameters)
    finally:
        connection.close()


def database_file(engine: sa.Engine) -> Path | None:
    """Return the file of a SQLite database; None for any other."""
    return Path(engine.url.database or "") if engine.dialect.name == "sqlite" else None


def make_private_file(path: Path) -> None:
    """Make an empty database file that only its owner may read; one that exists stays as it is.

    SQLite gives its log files the mode of the database file.
    """
    try:
        make_private_folder(path.parent)
        # One that is there is not opened: to close it would drop the locks that this process may have on it.
        with suppress(FileExistsError):
            os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    except OSError as error:
        reason = f"The database {path} cannot be opened: {error.strerror}."
        raise SchemaError(f"{reason} Check the folder and its permissions.") from error


def keep_private(path: Path) -> None:
    """Take a database file, and the log files beside it, from everybody but their owner; SchemaError where that fails."""
    for file in (path, path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-shm")):
        try:
            if file.exists() and file.stat().st_mode & 0o077:
                file.chmod(0o600)
        except OSError as error:
            raise SchemaError(
                f"The database file {file} can be read by others, and that cannot be changed: {error.strerror}. "
                f"Let its owner run: chmod 600 {file}"
            ) from error


@contextmanager
def translated(engine: sa.Engine) -> Iterator[None]:
    """Have what goes wrong with the database raise StoreUnavailableError, and what the tables do not allow IntegrityError."""
    driver: Any = engine.dialect.dbapi
    try:
        yield
    except sa.exc.IntegrityError:
        raise
    except driver.IntegrityError as error:
        raise sa.exc.IntegrityError(None, None, error) from error
    except (sa.exc.DBAPIError, sa.exc.TimeoutError, driver.Error) as error:
        reason = getattr(error, "orig", None) or error
        said = f"The database {engine.url.render_as_string()} cannot be used now: {str(reason).strip().rstrip('.')}"
        raise StoreUnavailableError(said, _REMEDIES[engine.dialect.name]) from error


def begin(driver: Any, dialect: str, *, writes: bool) -> None:
    """Begin a transaction on a driver's connection, past SQLAlchemy, whose way takes longer than a row takes to read."""
    # A writer takes SQLite's lock before it reads, or two of them could wait for each other.
    driver.execute("BEGIN IMMEDIATE" if writes and dialect == "sqlite" else "BEGIN")


def _begin(connection: sa.Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    begin(connection.connection.dbapi_connection, connection.dialect.name, writes=writes)


def _sqlite(url: sa.URL, busy_timeout: float) -> sa.Engine:
    engine = sa.create_engine(url, execution_options={"queue": Queue(Lock(), max(busy_timeout, 1.0))})

    @sa.event.listens_for(engine, "connect")
    def prepare(connection: Any, record: object) -> None:
        # Transactions begin where we say, not where the driver guesses.
        connection.isolation_level = None
        for pragma in (
            f"busy_timeout = {int(busy_timeout * 1000)}",
            "journal_mode = WAL",
            "synchronous = FULL",
            "foreign_keys = ON",
            "secure_delete = ON",
        ):
            connection.execute(f"PRAGMA {pragma}")

    sa.event.listen(engine, "begin", _begin)
    return engine


def _postgresql(url: sa.URL, busy_timeout: float) -> sa.Engine:
    options = f"-c lock_timeout={int(busy_timeout * 1000)}"
    engine = sa.create_engine(
        url.set(drivername="postgresql+psycopg"),
        # Transactions begin where we say: a statement by itself needs none.
        connect_args={"options": options, "connect_timeout": 5, "autocommit": True},
    )

    sa.event.listen(engine, "begin", _begin)

    @sa.event.listens_for(engine, "checkin")
    def rest(connection: Any, record: Any) -> None:
        record.info["rests_since"] = time.monotonic()

    @sa.event.listens_for(engine, "checkout")
    def wake(connection: Any, record: Any, proxy: object) -> None:
        since = record.info.get("rests_since")
        if since is None:  # just made
            return
        if _is_gone(connection) or (time.monotonic() - since > RESTED and not _answers(connection)):
            raise sa.exc.InvalidatePoolError  # that all connections are made anew

    return engine


def _is_gone(connection: Any) -> bool:
    """Return whether the server has ended a connection: it says so unasked, and to ask would take as long as a statement."""
    try:
        socket = connection.fileno()
    except connection.OperationalError:  # it was seen to end
        return True
    with _LOOKING() as waiting:
        waiting.register(socket, selectors.EVENT_READ)
        return bool(waiting.select(0))


def _answers(connection: Any) -> bool:
    try:
        connection.execute("")
    except connection.OperationalError:
        return False
    return True
