"""The file of a SQLite database: only its owner may read it."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

import sqlalchemy as sa

from survey.settings import make_private_folder
from survey.store.errors import SchemaError


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
