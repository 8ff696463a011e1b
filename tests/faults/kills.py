"""Killing the server while people answer."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.faults.crowd import Crowd
from tests.faults.serving import Server
from tests.faults.stored import Kept, compare

RESPONDENTS = 6


@dataclass(frozen=True)
class Killed:
    """What came of some kills.

    kept     the database against what respondents saw
    retries  how often something had to be sent again
    restart  the longest time from a kill to the next answer, in seconds
    """

    kept: Kept
    retries: int
    restart: float


def kill_and_compare(folder: Path, kills: int, program: Sequence[str] = ("survey", "run"), apart: float = 0.5) -> Killed:
    """Kill the server some times while people answer, start it again each time, let all finish, and compare.

    apart  seconds between a start and the next kill, about
    """
    server = Server(folder, program)
    server.start()
    crowd = Crowd(server.port, RESPONDENTS)
    longest = 0.0
    try:
        for number in range(kills):
            time.sleep(apart * (0.5 + number % 7 / 6))
            server.kill()
            begun = time.perf_counter()
            server.start()
            longest = max(longest, time.perf_counter() - begun)
        seen = crowd.stop()
    finally:
        server.kill()
    return Killed(compare(folder / "survey.db", seen), crowd.retries, longest)
