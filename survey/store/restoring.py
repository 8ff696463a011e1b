"""Putting a backup in the place of a SQLite database: checked first, nothing overwritten, and either whole or not at all.

What was withdrawn, left or erased since the backup was made does not come back: the database itself tells, for a response that
the backup has and the database has no more was deleted. Nor does anybody whose account was disabled since: accounts, and the log
of what they did, stay those of the database. That holds where the backup was made of this very database, as its audit
log shows, and the database can still be read (docs/decisions/0023-restoring-brings-nobody-back.md).
"""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.dialects import sqlite

from instruments.counted import counted
from survey.settings import make_private_folder
from survey.store.audit import Action
from survey.store.backup import on_the_disk
from survey.store.errors import SchemaError, StoreError
from survey.store.integrity import FULL, is_damage
from survey.store.schema import known_revisions
from survey.store.tables import account, account_session, audit, interviewer, metadata

_WAIT_SECONDS = 1.0
_OF_NOW = (account, account_session, interviewer)
"""The tables that stay those of the database: who may sign in."""


@dataclass(frozen=True)
class Restored:
    """What became of the databases.

    former   where the former database is now; None where there was none
    deleted  how many responses of the backup were deleted again; None = what was deleted since cannot be known
    """

    former: Path | None
    deleted: int | None


class ComesBackError(StoreError):
    """A backup holds responses that the database does not, and nothing says whether they were deleted on purpose."""


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
                deleted = _without_deleted(copy, present, even_so=even_so)
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


def _without_deleted(copy: Path, present: sqlite3.Connection | None, *, even_so: bool) -> int | None:
    """Delete from a copy what the database has no more, and return how many responses it was; None where nobody can know."""
    if present is None:
        return None
    with closing(sqlite3.connect(copy, isolation_level=None)) as connection:
        try:
            missing = _ids(connection) - _ids(present)
            lines, lines_now = _lines(connection), _lines(present)
            is_its_past = _is_past(lines, lines_now)
            left = _left(present)
        except sqlite3.Error:  # what cannot be read any more says nothing
            return None
        if not is_its_past:
            if missing and not even_so:
                raise _comes_back(len(missing))
            return None
        for pragma in ("foreign_keys = ON", "secure_delete = ON"):
            connection.execute(f"PRAGMA {pragma}")
        connection.execute("BEGIN")
        connection.executemany("DELETE FROM response WHERE id = ?", [(each,) for each in sorted(missing)])
        connection.executemany("INSERT OR IGNORE INTO panel_left (panel_id) VALUES (?)", left)
        connection.executemany("DELETE FROM panel_link WHERE panel_id = ?", left)
        for table in _OF_NOW:
            _take_over(table, present, connection)
        if _columns(connection, audit):
            add = "INSERT INTO audit (number, action, at, account, slug, detail) VALUES (?, ?, ?, ?, ?, ?)"
            connection.executemany(add, lines_now[len(lines) :])
        connection.execute("COMMIT")
    on_the_disk(copy)
    return len(missing)


def _take_over(table: sa.Table, present: sqlite3.Connection, copy: sqlite3.Connection) -> None:
    """Give a copy the rows of a table as they are now; a table of an older schema has fewer columns, or is not there."""
    common = _columns(copy, table) & _columns(present, table)
    columns = [each for each in table.columns if each.name in common]
    if not columns:
        return
    copy.execute(str(sa.delete(table)))
    add = sa.insert(table).compile(dialect=sqlite.dialect(), column_keys=[each.name for each in columns])
    copy.executemany(str(add), present.execute(str(sa.select(*columns))).fetchall())


def _columns(connection: sqlite3.Connection, table: sa.Table) -> set[str]:
    return {row[1] for row in connection.execute(f"PRAGMA table_info({table.name})")}


def _ids(connection: sqlite3.Connection) -> set[str]:
    return {row[0] for row in connection.execute("SELECT id FROM response")}


def _lines(connection: sqlite3.Connection) -> list[tuple[object, ...]]:
    """Return the audit log; nothing where the schema is one that had none."""
    if not _columns(connection, audit):
        return []
    return connection.execute("SELECT number, action, at, account, slug, detail FROM audit ORDER BY number").fetchall()


def _left(connection: sqlite3.Connection) -> list[tuple[str]]:
    if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'panel_left'").fetchone():
        return []
    return connection.execute("SELECT panel_id FROM panel_left ORDER BY panel_id").fetchall()


def _is_past(lines: Sequence[tuple[object, ...]], present: Sequence[tuple[object, ...]]) -> bool:
    """Whether a log is the beginning of another, which goes on with the backup itself: `backup` writes so once it is made."""
    later = present[len(lines) :]
    return list(present[: len(lines)]) == list(lines) and any(line[1] == Action.BACKUP for line in later)


def _comes_back(n: int) -> ComesBackError:
    return ComesBackError(
        f"The copy holds {counted(n, 'response')} that the database does not have, and it was not made of this database by "
        "`backup`, so nobody can tell which of them were withdrawn. Nothing was changed. Give --yes if they are to come back; "
        "then delete again what was withdrawn."
    )


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
