"""The database connection and what it guarantees: an acknowledged answer survives a crash and a power cut.

SQLite: write-ahead log with synchronous=FULL, one BEGIN IMMEDIATE transaction a page, deleted content overwritten.
PostgreSQL: its defaults, which give the same.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Lock
from typing import Any

import sqlalchemy as sa

from survey.settings import SettingsError
from survey.store.kept import Direct, Kept, is_alive
from survey.store.transactions import Queue, begin

_REMEDY = "Write sqlite:///instance/survey.db or postgresql://user:password@host:5432/database."


def connect(url: str, busy_timeout: float) -> sa.Engine:
    """Return an engine for a database URL; opens nothing yet.

    busy_timeout  seconds to wait for another writer
    Raises SettingsError, which shows nothing of the URL that could be a password, where it names no usable database.
    """
    try:
        parsed = sa.make_url(url)
        engine = _maker(parsed)(parsed, busy_timeout)
    except ImportError as error:
        raise SettingsError(
            "SURVEY_DATABASE_URL names a database whose driver is not installed. Install it: pip install 'psycopg[binary]'."
        ) from error
    except (sa.exc.ArgumentError, ValueError) as error:
        raise SettingsError(
            "SURVEY_DATABASE_URL is not a database URL that can be read: check its spelling, port (a number) and options. "
            f"{_REMEDY}"
        ) from error
    return engine


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


def _keep(engine: sa.Engine, kept: Kept) -> None:
    engine.update_execution_options(kept=kept)
    sa.event.listen(engine, "engine_disposed", kept.close)


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
    _keep(engine, Kept(lambda driver: Direct(engine.dialect, driver, driver.cursor(), driver.rollback)))
    return engine


def _postgresql(url: sa.URL, busy_timeout: float) -> sa.Engine:
    from survey.store import prepared  # its driver is installed where it is used only

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
        since = record.info.get("rests_since")  # None = just made
        if since is not None and not is_alive(connection, since):
            raise sa.exc.InvalidatePoolError  # that all connections are made anew

    _keep(engine, Kept(prepared.direct))
    return engine
