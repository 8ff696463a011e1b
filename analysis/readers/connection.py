"""A survey database, opened to be read: one short transaction, and never a file that was not there before."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa

from analysis.errors import DataError
from instruments import storage

WAIT_SECONDS = 5
"""How long to wait for another program to finish."""

_NO_DATABASE = "is not a SQLite database, or is damaged."
_OTHER_FILE = "Give the file of a survey, restore a backup, or give a file ending in .csv or .xlsx."

_RESTORE = "Keep the file, and restore the last backup: python -m survey restore FILE."


def database_url(source: str) -> sa.URL:
    """Return the URL of a survey database, named by its URL or by a SQLite file's path; a DataError where it is no URL."""
    if "://" not in source:
        return sa.URL.create("sqlite", database=source)
    try:
        return sa.make_url(source)
    except sa.exc.ArgumentError as error:
        remedy = "Write sqlite:///survey.db or postgresql://user@host/name."
        raise DataError("this is no database URL.", got=repr(source.partition("://")[0]), remedy=remedy) from error


@contextmanager
def reading(url: sa.URL, name: str) -> Iterator[sa.Connection]:
    """Open a transaction in which everything read belongs to one moment.

    name  of the database in messages
    Raises DataError where the database is missing, locked, damaged, out of reach, none of a survey, or of another
    version's schema.
    """
    try:
        engine = _sqlite(url, name) if url.get_backend_name() == "sqlite" else _server(url)
    except (ImportError, sa.exc.ArgumentError) as error:
        remedy = "Write sqlite:///survey.db or postgresql://…; PostgreSQL needs the package psycopg."
        raise DataError("this kind of database cannot be read.", where=name, got=str(error), remedy=remedy) from error
    try:
        with engine.connect() as connection:
            if url.get_backend_name() == "sqlite":
                # The driver begins no transaction before a SELECT, and each one would see another moment.
                connection.exec_driver_sql("PRAGMA query_only = ON")
                connection.exec_driver_sql("BEGIN")
            _check_schema(connection, name)
            _check_whole(connection, name)
            yield connection
    except sa.exc.DBAPIError as error:
        reason = str(error.orig).strip().splitlines()[0]
        if "not a database" in reason:
            raise DataError(_NO_DATABASE, where=name, remedy=_OTHER_FILE) from error
        raise DataError(f"the database cannot be read ({reason}).", where=name, remedy=_remedy(reason)) from error
    finally:
        engine.dispose()


def _remedy(reason: str) -> str:
    if "locked" in reason:
        return "Another program is writing to it: try again, or read a backup (python -m survey backup)."
    if "malformed" in reason:
        return _RESTORE
    if "unable to open" in reason:
        return "Copy it into a folder that you may write to, and read the copy."
    return "Check the address and the permissions."


def _sqlite(url: sa.URL, name: str) -> sa.Engine:
    path = Path(url.database or "")
    if not path.is_file():
        remedy = "Check the path and the folder you are in. The form makes its database when it first runs: make serve."
        raise DataError("there is no such file.", where=name, got=repr(url.database or ""), remedy=remedy)
    # Nothing but SQLite opens the file: to close it anywhere in a process drops every lock that the process has on it [1],
    # and a form that serves in this process would go on writing where nobody else looks.
    # [1] https://www.sqlite.org/howtocorrupt.html, section 2.2.
    if path.stat().st_size == 0:
        raise DataError(_NO_DATABASE, where=name, remedy=_OTHER_FILE)
    if not os.access(path, os.R_OK):
        raise DataError("cannot be read.", where=name, remedy="Check its permissions.")
    # mode=rw creates no database, and unlike mode=ro takes its own log files away again; query_only stops every write.
    target = sa.URL.create("sqlite", database=path.resolve().as_uri(), query={"mode": "rw", "uri": "true"})
    return sa.create_engine(target, connect_args={"timeout": WAIT_SECONDS, "isolation_level": None}, poolclass=sa.NullPool)


def _server(url: sa.URL) -> sa.Engine:
    if url.get_backend_name() != "postgresql":
        raise sa.exc.ArgumentError(url.get_backend_name())
    plain = url.set(drivername="postgresql+psycopg") if url.drivername == "postgresql" else url
    options = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    arguments = {"connect_timeout": WAIT_SECONDS}
    return sa.create_engine(plain, connect_args=arguments, poolclass=sa.NullPool, execution_options=options)


def _check_schema(connection: sa.Connection, name: str) -> None:
    tables = set(sa.inspect(connection).get_table_names())
    if "alembic_version" not in tables or storage.response.name not in tables:
        raise DataError("is a database, but not of a survey.", where=name, remedy="Give the database that the survey app writes.")
    found = str(connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar())
    if found == storage.SCHEMA_VERSION:
        return
    newer = found > storage.SCHEMA_VERSION
    remedy = "Update this program." if newer else "Back it up, then run: python -m survey upgrade."
    what = f"the database has the {'newer' if newer else 'older'} schema {found}; this version reads {storage.SCHEMA_VERSION}."
    raise DataError(what, where=name, remedy=remedy)


def _check_whole(connection: sa.Connection, name: str) -> None:
    """Raise DataError where a SQLite file is damaged, in places too that nothing here would read."""
    if connection.dialect.name != "sqlite":
        return
    found = str(connection.exec_driver_sql("PRAGMA quick_check(1)").scalar())
    if found != "ok":
        raise DataError("the database is damaged.", where=name, got=" ".join(found.split()), remedy=_RESTORE)
