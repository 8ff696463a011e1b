"""Killing the server, or its database, while people answer."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Protocol

from tests.faults.crowd import Crowd
from tests.faults.database import Database
from tests.faults.serving import Server
from tests.faults.stored import Kept, compare

RESPONDENTS = 6


@dataclass(frozen=True)
class Killed:
    """What came of some kills.

    kept     the database against what respondents saw
    retries  how often something had to be sent again
    restart  the longest time from a kill until what was killed works again, in seconds
    """

    kept: Kept
    retries: int
    restart: float


class Killable(Protocol):
    """What can be killed, and started again."""

    def kill(self) -> None:
        """Kill it."""

    def start(self) -> None:
        """Start it again, and wait until it works."""


def promise_and_kill(server: Server, kills: int, database: Database) -> Killed:
    """Kill a database that says too early that something is stored, once the server has its tables."""
    with server:
        database.promise_too_much()
    return kill_and_compare(server, kills, database)


def kill_and_compare(server: Server, kills: int, victim: Killable | None = None, apart: float = 0.5) -> Killed:
    """Kill something some times while people answer, start it again each time, let all finish, and compare.

    victim  what is killed; None = the server itself
    apart   seconds between a start and the next kill, about
    """
    killed = victim or server
    longest = 0.0
    with server:
        crowd = Crowd(server.port, RESPONDENTS)
        for number in range(kills):
            time.sleep(apart * (0.5 + number % 7 / 6))
            killed.kill()
            begun = time.perf_counter()
            killed.start()
            longest = max(longest, time.perf_counter() - begun)
        seen = crowd.stop()
    return Killed(compare(server.url, seen), crowd.retries, longest)
