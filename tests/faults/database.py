"""A PostgreSQL server of its own, which can be killed and started again on the same data."""

from __future__ import annotations

import time
from contextlib import ExitStack
from types import TracebackType
from typing import Any

import psutil
import psycopg

from tests.postgresql import postgresql_server


class Database:
    """PostgreSQL, until what is done with it is over."""

    def __init__(self) -> None:
        self._running = ExitStack()
        self._server = self._running.enter_context(postgresql_server())
        self.url: str = self._server.get_uri()

    def promise_too_much(self) -> None:
        """Have it say from now on that something is stored seconds before it is."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute("ALTER SYSTEM SET synchronous_commit = off")
            connection.execute("ALTER SYSTEM SET wal_writer_delay = '10s'")
            connection.execute("SELECT pg_reload_conf()")

    def start(self) -> None:
        """Start it again, and wait until it has put in order what was cut off."""
        self._server.ensure_postgres_running()

    def kill(self) -> None:
        """Kill all its processes at once: what it had not written is gone."""
        server: Any = self._server.get_postmaster_info()
        server.process.suspend()  # or it could start another one meanwhile
        processes = [*server.process.children(recursive=True), server.process]
        for each in processes:
            each.kill()
        while any(_runs(each) for each in processes):
            time.sleep(0.005)
        # Where nobody collects what has ended, its number is still there, and would be taken for a server that runs.
        for lock in [self._server.pgdata / "postmaster.pid", *server.socket_dir.glob("*.lock")]:
            lock.unlink()

    def __enter__(self) -> Database:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._running.close()


def _runs(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
