"""A complete copy of a SQLite database, taken while the survey runs."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import sqlalchemy as sa

from survey.store.engine import outside_transactions
from survey.store.errors import StoreError


def write(engine: sa.Engine, out: Path) -> None:
    """Copy the database into a new file; VACUUM INTO leaves out what was deleted, and the order of arrival.

    Raises StoreError where the file exists, cannot be written, or the database is not SQLite.
    """
    if engine.dialect.name != "sqlite":
        raise StoreError("This command copies SQLite databases. For PostgreSQL use pg_dump.")
    if out.exists():
        raise StoreError(f"{out} exists already and was left as it is. Give another name.")
    try:
        outside_transactions(engine, "VACUUM INTO ?", str(out))
        out.chmod(0o600)
    except (sqlite3.Error, OSError) as error:
        out.unlink(missing_ok=True)
        raise StoreError(f"{out} cannot be written: {error}. Check the folder and the disk.") from error
