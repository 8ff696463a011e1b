"""Statements that each page of an interview runs, past SQLAlchemy: its way takes five times as long as the database.

SQLAlchemy still writes them, once and in the words of each database, and makes the connections. What differs is that a row
is a tuple of what the driver gives: nothing is converted, as SQLite's 0 and 1 to False and True.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from survey.store import kept
from survey.store.kept import Direct
from survey.store.transactions import begin, one_by_one, translated

AnyConnection = Direct | sa.Connection


@dataclass(frozen=True)
class _Text:
    """A statement in the words of one database.

    names  its parameters in their order; None where it calls them by their names
    fixed  those whose values are a part of the statement
    """

    sql: str
    names: tuple[str, ...] | None
    fixed: Mapping[str, object]

    def with_values(self, values: Mapping[str, object]) -> Any:
        known = {**self.fixed, **values} if self.fixed else values
        return known if self.names is None else [known[name] for name in self.names]


@dataclass(frozen=True)
class Statement:
    """A statement that is written once for each database, and for each kind of cursor it has.

    make     gives it for a dialect, by its name
    columns  of an INSERT or UPDATE: those that it fills; () = all of them
    """

    make: Callable[[str], Any]
    columns: tuple[str, ...] = ()
    _texts: dict[str, _Text] = field(default_factory=dict, init=False, compare=False)

    def rows(self, connection: AnyConnection, **values: object) -> list[tuple[Any, ...]]:
        """Return the rows found."""
        cursor, text = self._on(connection)
        return list(cursor.execute(text.sql, text.with_values(values)).fetchall())

    def first(self, connection: AnyConnection, **values: object) -> tuple[Any, ...] | None:
        """Return the first row; None where none was found."""
        found = self.rows(connection, **values)
        return found[0] if found else None

    def run(self, connection: AnyConnection, *values: Mapping[str, object]) -> None:
        """Run it, once for each of some values."""
        cursor, text = self._on(connection)
        for each in values:
            cursor.execute(text.sql, text.with_values(each))

    def _on(self, connection: AnyConnection) -> tuple[Any, _Text]:
        if isinstance(connection, Direct):
            return connection.cursor, self._text(connection.dialect)
        return connection.connection.cursor(), self._text(connection.dialect)

    def _text(self, dialect: sa.Dialect) -> _Text:
        # A cursor of SQLAlchemy's may want other parameters than one that is kept.
        if dialect.paramstyle not in self._texts:
            self._texts[dialect.paramstyle] = _written(self.make(dialect.name), dialect, self.columns)
        return self._texts[dialect.paramstyle]


def statement(same_for_all: Any, *columns: str) -> Statement:
    """Return a statement that is made in one way for all databases."""
    return Statement(lambda _: same_for_all, columns)


@contextmanager
def reading_directly(engine: sa.Engine) -> Iterator[Direct]:
    """Take a connection to read from; each statement is a transaction, so that the database is asked nothing besides."""
    with translated(engine), _taken(engine) as direct:
        yield direct


@contextmanager
def writing_directly(engine: sa.Engine, *, alone: bool = False) -> Iterator[Direct]:
    """Open a transaction that writes; leaving it without an error means that everything is on the disk.

    alone  whether it is one statement, which is a transaction by itself
    """
    with translated(engine), one_by_one(engine), _taken(engine) as direct:
        if not alone:
            begin(direct.cursor, engine.dialect.name, writes=True)
        yield direct
        if not alone:
            direct.cursor.execute("COMMIT")


@contextmanager
def _taken(engine: sa.Engine) -> Iterator[Direct]:
    """Take a connection that nobody else uses meanwhile; what is left with an error is undone."""
    connections = kept.of(engine)
    direct = connections.take(engine)
    try:
        yield direct
    except BaseException as error:
        connections.undo(engine, direct, error)
        raise
    connections.give_back(direct)


def _written(made: Any, dialect: sa.Dialect, columns: Sequence[str]) -> _Text:
    compiled = made.compile(dialect=dialect, column_keys=list(columns) or None)
    names = compiled.positiontup
    fixed = {name: value for name, value in compiled.params.items() if value is not None}
    return _Text(str(compiled), None if names is None else tuple(names), fixed)
