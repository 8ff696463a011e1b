"""How many wrong codes may be tried. The count is one for everybody: a classroom is one address, and none is kept.

What is right is never limited, or a stranger who guesses would keep everybody from withdrawing.
"""

from __future__ import annotations

import math
import time
from threading import Lock

TRIES = 30
WINDOW = 60
"""Seconds in which that many codes may be wrong, in one process."""


class Limit:
    """Tries that come back when a minute is over. A code has 95 bits: nobody could guess one, however many are tried."""

    def __init__(self, tries: int = TRIES) -> None:
        self._lock = Lock()
        self._ends = 0.0
        self._tries = self._left = tries

    @classmethod
    def shared_by(cls, processes: int) -> Limit:
        """Return the limit of one of some processes, so that all of them together do not let more be tried."""
        return cls(max(TRIES // processes, 1))

    def take(self) -> int:
        """Take a try and return 0; where none is left, return the whole seconds until there are new ones."""
        with self._lock:
            now = time.monotonic()
            if now >= self._ends:
                self._ends, self._left = now + WINDOW, self._tries
            if self._left == 0:
                return math.ceil(self._ends - now)
            self._left -= 1
            return 0

    def give_back(self) -> None:
        """Give back a try that was right."""
        with self._lock:
            self._left = min(self._tries, self._left + 1)
