"""Connections that pages keep for the next one: to ask SQLAlchemy's pool for one takes as long as a statement does.

A connection comes from the pool once, and stays outside it from then on. There are never more than threads that work at once.
"""

from __future__ import annotations

import select
import sys
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, cast

import sqlalchemy as sa

RESTED = 30.0
"""Seconds without use after which a connection to PostgreSQL is tried before it is used: a network may have forgotten it."""


@dataclass(frozen=True)
class Direct:
    """A connection of a driver with its one cursor.

    dialect  what the cursor's statements are written in
    undo     undoes what was begun and not committed, if anything was
    """

    dialect: sa.Dialect
    driver: Any
    cursor: Any
    undo: Callable[[], object]


@dataclass(frozen=True)
class Kept:
    """The connections of an engine that nobody uses now, each with the time at which it was used last.

    make  makes one of a new connection of the driver
    """

    make: Callable[[Any], Direct]
    resting: deque[tuple[Direct, float]] = field(default_factory=deque)

    def take(self, engine: sa.Engine) -> Direct:
        """Return the connection that was used last, which is the likeliest to be alive; a new one where none is."""
        while self.resting:
            try:
                direct, since = self.resting.pop()
            except IndexError:  # another thread took it in this moment
                break
            if engine.dialect.name != "postgresql" or is_alive(direct.driver, since):
                return direct
            direct.driver.close()
        return self._new(engine)

    def give_back(self, direct: Direct) -> None:
        """Keep a connection for the next page."""
        self.resting.append((direct, time.monotonic()))

    def undo(self, engine: sa.Engine, direct: Direct, error: BaseException) -> None:
        """Undo what an error left uncommitted, and keep the connection; close one that cannot do that.

        One whose statements fail is closed too: what it has prepared fits no tables that somebody has changed since.
        """
        driver: Any = engine.dialect.dbapi
        try:
            direct.undo()
        except driver.Error:
            is_usable = False
        else:
            is_usable = not isinstance(error, driver.NotSupportedError | driver.ProgrammingError)
        if is_usable:
            self.give_back(direct)
        else:
            with suppress(driver.Error):
                direct.driver.close()

    def close(self, *_: object) -> None:
        """Close every connection that rests."""
        while self.resting:
            self.resting.pop()[0].driver.close()

    def _new(self, engine: sa.Engine) -> Direct:
        pooled = engine.raw_connection()
        driver: Any = pooled.driver_connection
        pooled.detach()
        return self.make(driver)


def of(engine: sa.Engine) -> Kept:
    """Return the connections that are kept of an engine."""
    return cast("Kept", engine.get_execution_options()["kept"])


def is_alive(connection: Any, since: float) -> bool:
    """Whether a connection to PostgreSQL can be used that has rested since a time of the monotonic clock."""
    return not _is_gone(connection) and (time.monotonic() - since <= RESTED or _answers(connection))


def _is_gone(connection: Any) -> bool:
    """Return whether the server has ended a connection: it says so unasked, and to ask would take as long as a statement."""
    try:
        return _has_something_to_read(connection.fileno())
    except connection.OperationalError:  # it was seen to end
        return True


def _has_something_to_read(socket: int) -> bool:
    if sys.platform == "win32":
        return bool(select.select([socket], [], [], 0)[0])
    # The other is refused a socket whose number is above a thousand.
    looking = select.poll()
    looking.register(socket, select.POLLIN)
    return bool(looking.poll(0))


def _answers(connection: Any) -> bool:
    try:
        connection.execute("")
    except connection.OperationalError:
        return False
    return True
