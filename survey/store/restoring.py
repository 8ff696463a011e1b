"""Putting a backup in the place of a SQLite database: checked first, nothing overwritten, and either whole or not at all.

What the database hands on to the copy that takes its place: `succession`.
"""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from survey.settings import make_private_folder
from survey.store.backup import on_the_disk
from survey.store.errors import SchemaError, StoreError
from survey.store.integrity import FULL, is_damage
from survey.store.schema import known_revisions
from survey.store.succession import hand_on
from survey.store.tables import metadata

_WAIT_SECONDS = 1.0


@dataclass(frozen=True)
class Restored:
    """What became of the databases.

    former   where the former database is now; None where there was none
    deleted  how many responses of the backup were deleted again; None = what was deleted since cannot be known
    """

    former: Path | None
    deleted: int | None


def restore(backup: Path, database: Path, *, even_so: bool = False) -> Restored:
    """Put a copy of a backup in the place of a database, without the responses that were deleted since it was made.

    even_so  whether responses come back of which nobody knows whether they were deleted

    Raises StoreError, and changes nothing, where the backup is missing, damaged, of something else or of a newer version,
    where a program uses the database, or, unless `even_so`, where such responses would come back.
    """
    try:
        if database.exists() and backup.exists() and database.samefile(backup):
            raise StoreError(f"{backup} is the database itself. Give the file that `backup` wrote.")
        make_private_folder(database.parent)
        copy = _checked_copy(backup, database)
        try:
            with _alone(database) as present:
                deleted = hand_on(copy, present, even_so=even_so)
                if present and os.name == "nt":  # where no file can be moved that anybody has open
                    present.close()
                former = _set_aside(database)
                copy.replace(database)
            on_the_disk(database.parent)
        finally:
            copy.unlink(missing_ok=True)
    except OSError as error:
        said = f"{backup} cannot be restored to {database}: {error.strerror}"
        raise StoreError(f"{said}. Check the folder, its permissions and the disk.") from error
    return Restored(former, deleted)


def _checked_copy(backup: Path, database: Path) -> Path:
    """Return a copy of a backup beside the database, on the disk, for its owner alone."""
    if not backup.is_file():
        what = "this is a folder" if backup.is_dir() else "there is no such file"
        raise StoreError(f"{backup}: {what}. Give the file that `backup` wrote.")
    descriptor, name = tempfile.mkstemp(prefix=f".{database.name}.", suffix=".restoring", dir=database.parent)
    os.close(descriptor)
    copy = Path(name)
    try:
        # SQLite reads the backup, for a database that was copied with its log is not in one file alone.
        with closing(sqlite3.connect(f"{backup.resolve().as_uri()}?mode=rw", uri=True, timeout=_WAIT_SECONDS)) as connection:
            _check(connection, backup)
            connection.execute("VACUUM INTO ?", (str(copy),))
        on_the_disk(copy)
    except sqlite3.Error as error:
        copy.unlink(missing_ok=True)
        if is_damage(error):
            raise _unusable(backup, f"is damaged, or no database ({error})") from error
        raise StoreError(f"{backup} cannot be copied to {database.parent}: {error}. Check the folder and the disk.") from error
    except BaseException:
        copy.unlink(missing_ok=True)
        raise
    return copy


def _check(connection: sqlite3.Connection, backup: Path) -> None:
    found = str(connection.execute(f"PRAGMA {FULL}(1)").fetchone()[0])
    if found != "ok":
        raise _unusable(backup, f"is damaged ({' '.join(found.split())})")
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if "alembic_version" not in tables or not tables & set(metadata.tables):
        raise _unusable(backup, "is a database, but not of a survey")
    revision = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    if revision is None or revision[0] not in known_revisions():
        raise SchemaError(f"{backup} was written by a newer version of this program. Update it; nothing was changed.")


def _unusable(backup: Path, what: str) -> SchemaError:
    return SchemaError(f"{backup} {what}. Nothing was changed. Give another backup.")


@contextmanager
def _alone(database: Path) -> Iterator[sqlite3.Connection | None]:
    """Keep every other program from a database, and open it; StoreError where one has it open, at rest or not."""
    if not database.exists():
        yield None
        return
    with closing(sqlite3.connect(database, timeout=_WAIT_SECONDS, isolation_level=None)) as connection:
        try:
            # In this mode SQLite asks for the whole file: whoever has it open in WAL mode holds a part of it as long.
            connection.execute("PRAGMA locking_mode = EXCLUSIVE")
            connection.execute("BEGIN EXCLUSIVE")
            connection.execute("COMMIT")  # the lock stays
        except sqlite3.Error as error:
            _refuse(database, error)
        with suppress(sqlite3.Error):  # a damaged one keeps its log, which is set aside with it
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        yield connection


def _refuse(database: Path, error: sqlite3.Error) -> None:
    """Raise StoreError unless the database is so damaged that nobody can have it open."""
    if not is_damage(error):
        raise StoreError(
            f"A program uses the database {database} ({error}). Nothing was changed. Stop the survey, then restore."
        ) from error
    if any(_beside(database, end).exists() for end in ("-wal", "-shm")):
        raise SchemaError(
            f"The database {database} is damaged ({error}), and whether the survey still uses it cannot be told. Nothing was "
            f"changed. Stop the survey, move {database.name} and the files {database.name}-… to another folder, then restore."
        ) from error


def _set_aside(database: Path) -> Path | None:
    """Give the database a second name, under which it stays, and its log too, if it has one left."""
    if not database.exists():
        return None
    former = next(path for n in count(1) if not (path := _beside(database, f".before-restore-{n}")).exists())
    _beside(database, "-shm").unlink(missing_ok=True)
    try:
        # At no moment is there no database.
        former.hardlink_to(database)
    except OSError:
        database.rename(former)
    former.chmod(0o600)
    log = _beside(database, "-wal")
    if log.exists() and log.stat().st_size:
        log.rename(_beside(former, "-wal"))
    log.unlink(missing_ok=True)
    return former


def _beside(path: Path, end: str) -> Path:
    return path.with_name(f"{path.name}{end}")
