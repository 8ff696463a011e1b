"""Several processes that serve together: Python computes in one thread at a time, a machine on several processors.

The first process opens the sockets, starts the others and waits. Each of them serves by itself; they share the sockets and
the database, and nothing else. One that ends unasked is started again. Windows cannot fork, and serves in one process.
"""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

MOST = 4
"""More are not started by themselves: each takes the memory of one, and SQLite has one writer at a time."""

SOON = 1.0
"""Seconds that a process serves at least, unless something is wrong with it that is wrong with the next one, too."""

LOGGER = logging.getLogger("survey.serving.processes")

_TOLD = (signal.SIGTERM, signal.SIGINT)


class ServingError(RuntimeError):
    """None of the processes keeps serving."""


def usual() -> int:
    """Return how many processes serve unless a number is asked for: one a processor, four at most; one on Windows."""
    return min(os.cpu_count() or 1, MOST) if hasattr(os, "fork") else 1


def serve_together(work: Callable[[], None], count: int) -> None:
    """Run `work` in some processes until this one is told to stop, by SIGTERM or Ctrl+C; then tell them, and wait for them.

    work   what each does; it returns at SIGTERM
    count  how many; 1 = no other than this one

    They stop as well when this one is killed: nothing goes on serving unseen. A ServingError, once all have stopped, where
    none of them serves for as long as a second.
    """
    if count == 1:
        work()
        return
    watched, held = os.pipe()
    crew = _Crew(work, watched, held)
    for _ in range(count):
        crew.start()
    signal.signal(signal.SIGTERM, crew.stop)
    signal.signal(signal.SIGINT, crew.stop)
    crew.keep_going()


@dataclass
class _Crew:
    """The processes, by their numbers with the time each was started; `watched` ends when this process does."""

    work: Callable[[], None]
    watched: int
    held: int
    started: dict[int, float] = field(default_factory=dict)
    is_over: bool = False
    failed: int | None = None

    def start(self) -> None:
        """Start one more."""
        # Whoever is told to stop in between hears it afterwards: each process by then with its own way to, and in the list.
        signal.pthread_sigmask(signal.SIG_BLOCK, _TOLD)
        number = os.fork()
        if number == 0:
            self._serve()
        self.started[number] = time.monotonic()
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _TOLD)

    def stop(self, *_: object) -> None:
        """Tell all to stop."""
        self.is_over = True
        for number in self.started:
            os.kill(number, signal.SIGTERM)

    def keep_going(self) -> None:
        """Wait until all have stopped; start those again that were not told to, unless none of them serves for long."""
        while self.started:
            number, status = os.wait()
            # One that is none of ours was left to this process by another program.
            if number in self.started:
                self._replace(self.started.pop(number), os.waitstatus_to_exitcode(status))
        if self.failed is not None:
            raise ServingError(f"A serving process ended with code {self.failed} as soon as it was started.")

    def _replace(self, started: float, code: int) -> None:
        now = time.monotonic()
        if self.is_over:
            return
        if now - started < SOON:
            if not any(now - other >= SOON for other in self.started.values()):
                self.failed = code
                self.stop()
                return
            time.sleep(SOON)
        if not self.is_over:  # it may have been told to stop meanwhile
            LOGGER.error("A serving process ended with code %s and is started again.", code)
            self.start()

    def _serve(self) -> None:
        # The parent tells it to stop; Ctrl+C reaches both.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, _stop)
        os.close(self.held)
        threading.Thread(target=_end_with, args=[self.watched], daemon=True).start()
        code = 1
        try:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, _TOLD)
            self.work()
            code = 0
        except SystemExit:
            code = 0
        except BaseException:
            LOGGER.exception("A serving process ended.")
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)


def _stop(signum: int, frame: object) -> None:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)  # told twice, it still answers what it has begun
    raise SystemExit(0)


def _end_with(watched: int) -> None:
    """End this process when the first one ends, however it does: nobody writes into the pipe, so it ends only then."""
    os.read(watched, 1)
    os._exit(1)
