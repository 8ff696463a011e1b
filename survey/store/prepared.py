"""Statements as PostgreSQL itself takes them: each prepared once for a connection, and called by its name from then on.

The driver's own cursor prepares them too, but works out anew each time what it has to do; that takes as long as to run one.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

import sqlalchemy as sa
from psycopg import Connection
from psycopg.adapt import PyFormat, Transformer
from psycopg.errors import error_from_result
from psycopg.pq import ExecStatus, TransactionStatus
from psycopg.pq.abc import PGresult
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg

from survey.store.kept import Direct

_DIALECT: sa.Dialect = cast("Any", PGDialect_psycopg)(paramstyle="numeric_dollar")
_DONE = (ExecStatus.COMMAND_OK, ExecStatus.TUPLES_OK)


def direct(connection: Connection[Any]) -> Direct:
    """Return a connection of the driver as pages use it."""
    cursor = PreparedCursor(connection)
    return Direct(_DIALECT, connection, cursor, cursor.rollback)


class PreparedCursor:
    """Runs the statements of a connection, which has one such cursor; values are converted as the driver does it.

    What goes wrong raises the driver's errors. Not for two threads at once.
    """

    def __init__(self, connection: Connection[Any]) -> None:
        self._server: Any = connection.pgconn
        self._encoding = connection.info.encoding
        self._converter = Transformer(connection)
        self._names: dict[str, bytes] = {}
        self._found: PGresult | None = None

    def execute(self, sql: str, values: Sequence[object] = ()) -> PreparedCursor:
        """Run one statement, its parameters written $1, $2, …, and return this cursor."""
        name = self._names.get(sql) or self._prepare(sql)
        written = self._converter.dump_sequence(values, [PyFormat.TEXT] * len(values))
        self._found = self._checked(self._server.exec_prepared(name, written))
        return self

    def fetchall(self) -> list[tuple[Any, ...]]:
        """Return the rows that the last statement found."""
        if self._found is None:
            return []
        self._converter.set_pgresult(self._found)
        return self._converter.load_rows(0, self._found.ntuples, tuple)

    def rollback(self) -> None:
        """Undo what was begun, if anything was; the driver's own way would forget what was prepared, too."""
        if self._server.transaction_status != TransactionStatus.IDLE:
            self.execute("ROLLBACK")

    def _prepare(self, sql: str) -> bytes:
        name = f"page_{len(self._names)}".encode()
        self._checked(self._server.prepare(name, sql.encode(self._encoding)))
        self._names[sql] = name
        return name

    def _checked(self, result: PGresult) -> PGresult:
        if result.status not in _DONE:
            raise error_from_result(result, self._encoding)
        return result
