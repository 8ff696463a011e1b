"""Transactions: what is read or written as a whole, who waits for whom, and what is said where the database cannot be used."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from threading import Lock
from typing import Any

import sqlalchemy as sa

from survey.store.errors import StoreUnavailableError
from survey.store.tables import metadata

_REMEDIES = {
    "sqlite": "Stop the other program, free disk space or let the file be written, then try again.",
    "postgresql": "Check that the database server runs and has space, then try again.",
}
"""What to do when the database cannot be used for now."""


@dataclass(frozen=True)
class Queue:
    """Where the writers of a process wait for each other, and for how many seconds they do."""

    lock: Lock
    patience: float


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
    """Begin a transaction on a connection or cursor of a driver: SQLAlchemy takes longer for it than a row takes to read."""
    # A writer takes SQLite's lock before it reads, or two of them could wait for each other.
    driver.execute("BEGIN IMMEDIATE" if writes and dialect == "sqlite" else "BEGIN")
