"""Whether the file of a SQLite database is whole: a disk, or a copy made by hand, can damage it where nothing looks for years."""

from __future__ import annotations

import sqlite3

import sqlalchemy as sa

from survey.store.errors import SchemaError, StoreUnavailableError
from survey.store.transactions import reading

QUICK = "quick_check"
"""Every page is in its place and can be read: linear in the size of the file."""

FULL = "integrity_check"
"""The same, and each index names what its table holds."""


def check(engine: sa.Engine, how: str = QUICK) -> None:
    """Raise SchemaError where a SQLite database is damaged; PostgreSQL looks after its own.

    how  QUICK or FULL
    """
    if engine.dialect.name != "sqlite":
        return
    try:
        with reading(engine) as connection:
            found = str(connection.exec_driver_sql(f"PRAGMA {how}(1)").scalar())
    except StoreUnavailableError as error:
        if not is_damage(error.__cause__):
            raise
        found = str(getattr(error.__cause__, "orig", error.__cause__))
    if found != "ok":
        raise damaged(str(engine.url.database), found)


def is_damage(error: BaseException | None) -> bool:
    """Whether an error says that a file is damaged, rather than out of reach for now."""
    reason = getattr(error, "orig", None) or error
    # The low byte is the kind of error; what the driver itself raises has none.
    return getattr(reason, "sqlite_errorcode", 0) & 0xFF in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def damaged(name: str, found: str) -> SchemaError:
    """Return the error of a damaged file, with what SQLite found in it."""
    return SchemaError(
        f"The database {name} is damaged ({' '.join(found.split())}). It was left as it is. Stop the survey, keep the file, "
        "and restore the last backup: python -m survey restore FILE. Without one, try: sqlite3 FILE .recover"
    )
