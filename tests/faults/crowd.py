"""Respondents who do not give up: whatever gets no answer is sent again as it was, as a browser's user does."""

from __future__ import annotations

import http.client
import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from benchmarks.form.answering import Page, read
from tests.faults.serving import SLUG

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
NOT_NOW = (500, 502, 503)
FORGOTTEN = 409
"""The interview is not here any more."""


@dataclass
class Seen:
    """One interview as its respondent saw it.

    acknowledged  by question the value of each page that was answered with another page
    receipt       the code of the thanks; None where there were none
    is_sent_back  whether the server sent them to the start again, or elsewhere: it forgot the interview
    """

    acknowledged: dict[str, str] = field(default_factory=dict)
    receipt: str | None = None
    is_sent_back: bool = False


class Crowd:
    """Some respondents at once, each answering one interview after the other until told to stop."""

    def __init__(self, port: int, respondents: int, seed: int = 1) -> None:
        self._port = port
        self._stop = threading.Event()
        self._random = random.Random(seed)
        self.retries = 0
        self.seen: list[Seen] = []
        self._pool = ThreadPoolExecutor(respondents)
        self._running = [self._pool.submit(self._answer, random.Random(seed + number)) for number in range(respondents)]

    def stop(self) -> list[Seen]:
        """Let everybody finish the interview they are in, and return what they saw."""
        self._stop.set()
        for one in self._running:
            one.result()
        self._pool.shutdown()
        return self.seen

    def _answer(self, choose: random.Random) -> None:
        while not self._stop.is_set():
            one = Seen()
            self.seen.append(one)
            self._interview(one, choose)

    def _interview(self, one: Seen, choose: random.Random) -> None:
        browser = _Browser(self)
        page = browser.go("GET", f"/{SLUG}/?lang=kk")
        while page.kind != "done":
            answers = page.answers(lambda values: choose.choice(values[:2]))  # never "other", which has to be written
            page = browser.go("POST", browser.path, page.form(answers))
            if page.kind in ("start", "resume"):
                one.is_sent_back = True
                return
            one.acknowledged |= {name: value for name, value in answers.items() if name != "consent"}
        one.receipt = page.receipt

    def ask(self, method: str, path: str, body: bytes, cookie: str) -> tuple[int, str, str, str]:
        """Return status, place to go on, cookie and text of what is answered, however often it has to be asked."""
        while True:
            connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=10)
            try:
                connection.request(method, path, body or None, {"Cookie": cookie, **(FORM if body else {})})
                answered = connection.getresponse()
                text = answered.read().decode()
                if answered.status not in NOT_NOW:
                    given = answered.getheader("Set-Cookie") or cookie
                    return answered.status, answered.getheader("Location") or "", given.partition(";")[0], text
            except (OSError, http.client.HTTPException):
                pass
            finally:
                connection.close()
            self.retries += 1
            time.sleep(0.02)


class _Browser:
    def __init__(self, crowd: Crowd) -> None:
        self._crowd = crowd
        self._cookie = ""
        self.path = ""

    def go(self, method: str, path: str, body: bytes = b"") -> Page:
        status, location, self._cookie, text = self._crowd.ask(method, path, body, self._cookie)
        while status == 303:
            path = location
            status, location, self._cookie, text = self._crowd.ask("GET", path, b"", self._cookie)
        if status not in (200, FORGOTTEN):
            raise AssertionError(f"{method} {path} was answered with {status}: {text[:300]}")
        self.path = path
        return read(text)
