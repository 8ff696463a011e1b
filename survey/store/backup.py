"""A complete copy of a SQLite database, taken while the survey runs."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

import sqlalchemy as sa

from survey.store import integrity
from survey.store.errors import StoreError
from survey.store.transactions import outside_transactions


def write(engine: sa.Engine, out: Path) -> None:
    """Copy the database into a new file; VACUUM INTO leaves out what was deleted, and the order of arrival.

    Raises StoreError where the file exists, cannot be written, the database is damaged, or it is not SQLite.
    """
    if engine.dialect.name != "sqlite":
        raise StoreError("This command copies SQLite databases. For PostgreSQL use: pg_dump --format=custom --file=FILE DATABASE")
    if out.exists():
        raise StoreError(f"{out} exists already and was left as it is. Give another name.")
    integrity.check(engine, integrity.FULL)
    try:
        outside_transactions(engine, "VACUUM INTO ?", str(out))
        out.chmod(0o600)
        on_the_disk(out)
        on_the_disk(out.parent)
    except (sqlite3.Error, OSError) as error:
        out.unlink(missing_ok=True)
        raise StoreError(f"{out} cannot be written: {error}. Check the folder and the disk.") from error


def on_the_disk(path: Path) -> None:
    """Wait until a file or folder is on the disk; never one that SQLite has open in this process, which would lose its locks."""
    if path.is_dir() and os.name == "nt":  # Windows opens no folder
        return
    descriptor = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
