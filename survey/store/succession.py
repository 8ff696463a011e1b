"""What a SQLite database hands on to the copy of a backup that takes its place: who is gone, and who may sign in.

What was withdrawn, left or erased since the backup was made does not come back: the database itself tells, for a response that
the backup has and the database has no more was deleted. Nor does anybody whose account was disabled since: accounts, and the log
of what they did, stay those of the database. That holds where the backup was made of this very database, as its audit log shows,
and the database can still be read (docs/decisions/0023-restoring-brings-nobody-back.md).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.dialects import sqlite

from instruments.counted import counted
from survey.store.audit import Action
from survey.store.backup import on_the_disk
from survey.store.errors import StoreError
from survey.store.tables import account, account_session, audit, interviewer

Row = tuple[object, ...]
_OF_NOW = (account, account_session, interviewer)
"""The tables that stay those of the database: who may sign in."""


class ComesBackError(StoreError):
    """A backup holds responses that the database does not, and nothing says whether they were deleted on purpose."""


def hand_on(copy: Path, present: sqlite3.Connection | None, *, even_so: bool) -> int | None:
    """Delete from a copy what the database has no more, and return how many responses it was; None where nobody can know."""
    if present is None:
        return None
    with closing(sqlite3.connect(copy, isolation_level=None)) as connection:
        try:
            missing = _ids(connection) - _ids(present)
            lines, lines_now = _lines(connection), _lines(present)
            is_its_past = _is_past(lines, lines_now)
            left = _left(present)
            accounts = [(table, *_rows(table, present, connection)) for table in _OF_NOW]
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
        for table, columns, rows in accounts:
            _replace(connection, table, columns, rows)
        if _columns(connection, audit):
            add = "INSERT INTO audit (number, action, at, account, slug, detail) VALUES (?, ?, ?, ?, ?, ?)"
            connection.executemany(add, lines_now[len(lines) :])
        connection.execute("COMMIT")
    on_the_disk(copy)
    return len(missing)


def _rows(table: sa.Table, present: sqlite3.Connection, copy: sqlite3.Connection) -> tuple[list[str], list[Row]]:
    """Return the rows of a table, in the columns that a copy has as well: one of an older schema may have none of them."""
    common = _columns(copy, table) & _columns(present, table)
    columns = [each for each in table.columns if each.name in common]
    rows = present.execute(str(sa.select(*columns))).fetchall() if columns else []
    return [each.name for each in columns], rows


def _replace(copy: sqlite3.Connection, table: sa.Table, columns: list[str], rows: list[Row]) -> None:
    if columns:
        copy.execute(str(sa.delete(table)))
        copy.executemany(str(sa.insert(table).compile(dialect=sqlite.dialect(), column_keys=columns)), rows)


def _columns(connection: sqlite3.Connection, table: sa.Table) -> set[str]:
    return {row[1] for row in connection.execute(f"PRAGMA table_info({table.name})")}


def _ids(connection: sqlite3.Connection) -> set[str]:
    return {row[0] for row in connection.execute("SELECT id FROM response")}


def _lines(connection: sqlite3.Connection) -> list[Row]:
    """Return the audit log; nothing where the schema is one that had none."""
    if not _columns(connection, audit):
        return []
    return connection.execute("SELECT number, action, at, account, slug, detail FROM audit ORDER BY number").fetchall()


def _left(connection: sqlite3.Connection) -> list[tuple[str]]:
    if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'panel_left'").fetchone():
        return []
    return connection.execute("SELECT panel_id FROM panel_left ORDER BY panel_id").fetchall()


def _is_past(lines: Sequence[Row], present: Sequence[Row]) -> bool:
    """Whether a log is the beginning of another, which goes on with the backup itself: `backup` writes so once it is made."""
    later = present[len(lines) :]
    return list(present[: len(lines)]) == list(lines) and any(line[1] == Action.BACKUP for line in later)


def _comes_back(n: int) -> ComesBackError:
    return ComesBackError(
        f"The copy holds {counted(n, 'response')} that the database does not have, and it was not made of this database by "
        "`backup`, so nobody can tell which of them were withdrawn. Nothing was changed. Give --yes if they are to come back; "
        "then delete again what was withdrawn."
    )
