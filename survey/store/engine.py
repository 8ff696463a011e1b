"""The database connection and what it guarantees: an acknowledged answer survives a crash and a power cut.

SQLite: write-ahead log with synchronous=FULL, one BEGIN IMMEDIATE transaction a page, deleted content overwritten.
PostgreSQL: its defaults, which give the same.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from survey.settings import make_private_folder
from survey.store.errors import SchemaError, StoreUnavailableError


def connect(url: str, busy_timeout: float) -> sa.Engine:
    """Return an engine for a database URL; opens nothing yet.

    busy_timeout  seconds to wait for another writer
    Raises SchemaError for a URL that names no usable database.
    """
    try:
        parsed = sa.make_url(url)
    except sa.exc.ArgumentError as error:
        raise SchemaError(f"SURVEY_DATABASE_URL is not a database URL: {error}. Write sqlite:///instance/survey.db.") from error
    backend = parsed.get_backend_name()
    if backend == "sqlite":
        return _sqlite(parsed, busy_timeout)
    if backend in ("postgresql", "postgres"):
        return _postgresql(parsed, busy_timeout)
    raise SchemaError(f"SURVEY_DATABASE_URL names {backend!r}; use sqlite:///… or postgresql://….")


@contextmanager
def reading(engine: sa.Engine) -> Iterator[sa.Connection]:
    """Open a transaction that only reads; a writer does not make it wait."""
    with _translated(engine), engine.begin() as connection:
        yield connection


@contextmanager
def writing(engine: sa.Engine) -> Iterator[sa.Connection]:
    """Open a transaction that writes; leaving it without an error means that everything is on the disk."""
    with _translated(engine), engine.execution_options(writes=True).begin() as connection:
        yield connection


def purge(engine: sa.Engine) -> None:
    """Empty SQLite's write-ahead log, so that what was deleted stands in no file any more.

    A reader or a full disk may delay it to the next time the log is emptied; the deletion itself stands.
    """
    if engine.dialect.name == "sqlite":
        with suppress(sqlite3.Error):
            outside_transactions(engine, "PRAGMA wal_checkpoint(TRUNCATE)")


def outside_transactions(engine: sa.Engine, statement: str, *parameters: str) -> None:
    """Run a statement of SQLite that no transaction may hold."""
    connection = engine.raw_connection()
    try:
        connection.cursor().execute(statement, parameters)
    finally:
        connection.close()


def database_file(engine: sa.Engine) -> Path | None:
    """Return the file of a SQLite database; None for any other."""
    name = engine.url.database
    return Path(name) if engine.dialect.name == "sqlite" and name and name != ":memory:" else None


def make_private_file(path: Path) -> None:
    """Make an empty database file that only its owner may read; one that exists stays as it is.

    SQLite gives its log files the mode of the database file.
    """
    try:
        make_private_folder(path.parent)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    except OSError as error:
        reason = f"The database {path} cannot be opened: {error.strerror}."
        raise SchemaError(f"{reason} Check the folder and its permissions.") from error


@contextmanager
def _translated(engine: sa.Engine) -> Iterator[None]:
    try:
        yield
    except sa.exc.IntegrityError:
        raise
    except (sa.exc.DBAPIError, sa.exc.TimeoutError) as error:
        reason = getattr(error, "orig", None) or error
        raise StoreUnavailableError(f"The database {engine.url.render_as_string()} cannot be used now: {reason}") from error


def _sqlite(url: sa.URL, busy_timeout: float) -> sa.Engine:
    engine = sa.create_engine(url)

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

    @sa.event.listens_for(engine, "begin")
    def begin(connection: sa.Connection) -> None:
        # A writer takes the lock before it reads, or two of them could wait for each other.
        writes = connection.get_execution_options().get("writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _postgresql(url: sa.URL, busy_timeout: float) -> sa.Engine:
    return sa.create_engine(
        url.set(drivername="postgresql+psycopg"),
        pool_pre_ping=True,
        connect_args={"options": f"-c lock_timeout={int(busy_timeout * 1000)}", "connect_timeout": 5},
    )
