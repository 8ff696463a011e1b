"""Which of a process's threads answer requests: one, as long as it gets on.

Python computes in one thread at a time, and a thread that reads a row lets go of it at each step: several that answer at once
take it from each other all the time, and a page costs a fifth more. Where the one is held up (by a slow disk, by figures that
are counted for the dashboard), another begins.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable
from typing import Protocol

HELD_UP = 0.01
PATIENCE = 5.0

LOGGER = logging.getLogger("survey.serving.turns")


class Task(Protocol):
    """A request that was read to its end."""

    def service(self) -> None:
        """Answer it."""

    def cancel(self) -> None:
        """Give it up."""


class Turns:
    """The threads of a process, and the requests that wait for them; begun in the order in which they came.

    threads   how many there are
    held_up   seconds without a request begun, though one waits, after which another thread begins it
    patience  seconds that threads are given to finish when the server stops
    at_end    called once they have
    """

    def __init__(
        self,
        threads: int,
        *,
        held_up: float = HELD_UP,
        patience: float = PATIENCE,
        at_end: Callable[[], None] = lambda: None,
    ) -> None:
        self._held_up = held_up
        self._patience = patience
        self._at_end = at_end
        # The lock of its own, for a signal may end the server in the middle of what a condition does to take its lock.
        self._lock = threading.Lock()
        self._changed = threading.Condition(self._lock)
        self._waiting: deque[Task] = deque()
        self._current: Task | None = None
        self._last_begun = 0.0
        self._is_watched = False
        self._is_over = False
        self._threads = [threading.Thread(target=self._work, daemon=True) for _ in range(threads)]
        for thread in self._threads:
            thread.start()

    def add_task(self, task: Task) -> None:
        """Have a request answered."""
        with self._lock:
            self._waiting.append(task)
            self._wake()

    def shutdown(self) -> None:
        """Let the threads finish what they have begun, for a while, and give up what waits."""
        with self._lock:
            self._is_over = True
            self._changed.notify_all()
        end = time.monotonic() + self._patience
        for thread in self._threads:
            thread.join(max(end - time.monotonic(), 0.0))
        self._at_end()
        while self._waiting:
            self._waiting.popleft().cancel()

    def _work(self) -> None:
        while (task := self._next()) is not None:
            try:
                task.service()
            except BaseException:  # whatever it is: a thread that ends is not replaced
                LOGGER.exception("A request could not be answered.")
            finally:
                with self._lock:
                    if self._current is task:
                        self._current = None

    def _next(self) -> Task | None:
        """Wait for a request that is to be begun now; None where the server stops."""
        with self._lock:
            while not self._is_over:
                if self._waiting and (self._current is None or self._is_held_up()):
                    # Whoever was held up goes on beside it, and nobody waits for them any more.
                    self._current = task = self._waiting.popleft()
                    self._last_begun = time.monotonic()
                    self._wake()
                    return task
                self._wait()
        return None

    def _is_held_up(self) -> bool:
        return time.monotonic() - self._last_begun >= self._held_up

    def _wait(self) -> None:
        """Wait for a request; where one waits for the one who works, look again soon whether that is held up."""
        watches = bool(self._waiting) and not self._is_watched
        if watches:
            self._is_watched = True
        self._changed.wait(self._held_up if watches else None)
        if watches:
            self._is_watched = False

    def _wake(self) -> None:
        """Wake a thread for a request that waits: to begin it, or to watch the one who works, unless somebody does."""
        if self._waiting and not (self._current is not None and self._is_watched):
            self._changed.notify()
