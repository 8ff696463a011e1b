"""Many respondents at once over HTTP, each with a connection of its own, as fast as they are answered."""

from __future__ import annotations

import http.client
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import partial

from benchmarks.form.answering import Page, read

FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass
class Done:
    """What respondents saw.

    receipts  the code of each interview that was thanked for
    seconds   of each page, from the post to the next page
    """

    receipts: list[str] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)


def load(port: int, slug: str, *, respondents: int, seconds: float) -> tuple[Done, float]:
    """Return what some respondents saw who answer one interview after the other for some seconds, and how long it took.

    They share one process, so that the server has the other processor.
    """
    started = time.perf_counter()
    with ProcessPoolExecutor(1) as pool:
        found = pool.submit(_crowd, port, slug, respondents, seconds).result()
    return found, time.perf_counter() - started


def percentile(values: Sequence[float], part: float) -> float:
    """Return the value that a part of the values is below; nan without values."""
    ordered = sorted(values)
    return ordered[min(int(part * len(ordered)), len(ordered) - 1)] if ordered else float("nan")


def _crowd(port: int, slug: str, respondents: int, seconds: float) -> Done:
    from concurrent.futures import ThreadPoolExecutor

    end = time.perf_counter() + seconds
    with ThreadPoolExecutor(respondents) as pool:
        parts = list(pool.map(partial(_answer, port, slug, end), range(respondents)))
    return Done([code for one in parts for code in one.receipts], [each for one in parts for each in one.seconds])


def _answer(port: int, slug: str, end: float, _: int) -> Done:
    done = Done()
    while time.perf_counter() < end:
        person = Respondent(http.client.HTTPConnection("127.0.0.1", port, timeout=30))
        page = person.go("GET", f"/{slug}/?lang=kk")
        while page.kind != "done":
            before = time.perf_counter()
            page = person.go("POST", person.path, page.form())
            done.seconds.append(time.perf_counter() - before)
        done.receipts.append(page.receipt or "")
        person.leave()
    return done


class Respondent:
    """Somebody who answers over one connection; `path` is the page they are on."""

    def __init__(self, connection: http.client.HTTPConnection) -> None:
        self._connection = connection
        self._cookie = ""
        self.path = ""

    def leave(self) -> None:
        """Close the connection."""
        self._connection.close()

    def go(self, method: str, path: str, body: bytes = b"") -> Page:
        """Ask for a page, and follow where it leads; a RuntimeError where that is no page."""
        status, location, text = self.ask(method, path, body)
        while status == 303:
            path = location
            status, location, text = self.ask("GET", path, b"")
        if status != 200:
            raise RuntimeError(f"{method} {path} was answered with {status}: {text[:300]!r}")
        self.path = path
        return read(text.decode())

    def ask(self, method: str, path: str, body: bytes) -> tuple[int, str, bytes]:
        """Return the status, the address it leads to, and the text of one answer."""
        headers = {"Cookie": self._cookie, **(FORM if body else {})}
        self._connection.request(method, path, body or None, headers)
        response = self._connection.getresponse()
        text = response.read()
        self._cookie = (response.getheader("Set-Cookie") or self._cookie).partition(";")[0]
        return response.status, response.getheader("Location") or "", text
