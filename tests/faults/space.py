"""A disk that fills up while people answer, and has room again later."""

from __future__ import annotations

import http.client
import time
from dataclasses import dataclass
from pathlib import Path

from tests.faults.crowd import Crowd
from tests.faults.serving import Server
from tests.faults.stored import Kept, compare

ROOM = 600_000
"""Bytes that a file of the database may have: enough for some dozens of interviews."""

PATIENCE = 60
"""Seconds in which the disk must be full."""


@dataclass(frozen=True)
class Filled:
    """What came of a full disk: the database against what respondents saw, how often they were asked to try again, and
    whether the server still said that it lives."""

    kept: Kept
    refused: int
    alive: bool


def fill_disk(folder: Path, room: int = ROOM, respondents: int = 4) -> Filled:
    """Let people answer until the disk is full and some are asked to try again; give room, let all finish, and compare."""
    server = Server(folder, room=room)
    server.start()
    crowd = Crowd(server.port, respondents)
    try:
        end = time.monotonic() + PATIENCE
        while crowd.retries < 20 * respondents and time.monotonic() < end:
            time.sleep(0.1)
        refused, alive = crowd.retries, _is_alive(server.port)
        server.kill()
        server.room = None
        server.start()
        seen = crowd.stop()
    finally:
        server.kill()
    return Filled(compare(server.url, seen), refused, alive)


def _is_alive(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", "/healthz")
    status = connection.getresponse().status
    connection.close()
    return status == 200
