"""Processor time of a page at the WSGI interface, without a server and without a network."""

from __future__ import annotations

import io
import sys
import time
from collections.abc import Iterable
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication

from benchmarks.form.answering import Page, read

ENVIRONMENT: dict[str, Any] = {
    "SERVER_NAME": "127.0.0.1",
    "SERVER_PORT": "8000",
    "HTTP_HOST": "127.0.0.1:8000",
    "SERVER_PROTOCOL": "HTTP/1.1",
    "HTTP_ACCEPT_LANGUAGE": "kk",
    "CONTENT_TYPE": "application/x-www-form-urlencoded",
    "REMOTE_ADDR": "127.0.0.1",
    "wsgi.version": (1, 0),
    "wsgi.url_scheme": "http",
    "wsgi.errors": sys.stderr,
    "wsgi.multithread": True,
    "wsgi.multiprocess": False,
    "wsgi.run_once": False,
}


class Browser:
    """Somebody who asks an application for pages; `seconds` of processor time were spent in it."""

    def __init__(self, application: WSGIApplication) -> None:
        self._application = application
        self._cookie = ""
        self.path = ""
        self.seconds = 0.0

    def get(self, path: str) -> Page:
        """Open an address."""
        return self._arrive("GET", path, b"")

    def post(self, form: bytes) -> Page:
        """Send the form of the present page, and follow where it leads."""
        return self._arrive("POST", self.path, form)

    def _arrive(self, method: str, path: str, body: bytes) -> Page:
        status, location, text = self._ask(method, path, body)
        while status == 303:
            path = location
            status, location, text = self._ask("GET", path, b"")
        if status != 200:
            raise RuntimeError(f"{method} {path} was answered with {status}: {text[:300]}")
        self.path = path
        return read(text)

    def _ask(self, method: str, path: str, body: bytes) -> tuple[int, str, str]:
        address, _, query = path.partition("?")
        environment = {**ENVIRONMENT, "REQUEST_METHOD": method, "PATH_INFO": address, "QUERY_STRING": query}
        environment |= {"wsgi.input": io.BytesIO(body), "CONTENT_LENGTH": str(len(body)), "HTTP_COOKIE": self._cookie}
        answered: list[tuple[str, list[tuple[str, str]]]] = []

        def start(status: str, headers: list[tuple[str, str]], *_: object) -> Any:
            answered.append((status, headers))

        started = time.process_time()
        text = b"".join(_closing(self._application(environment, _start(start))))
        self.seconds += time.process_time() - started
        ((status, headers),) = answered
        held = dict(headers)
        self._cookie = held.get("Set-Cookie", self._cookie).partition(";")[0]
        return int(status[:3]), held.get("Location", ""), text.decode()


def _start(function: Any) -> StartResponse:
    started: StartResponse = function
    return started


def _closing(parts: Iterable[bytes]) -> Iterable[bytes]:
    try:
        yield from parts
    finally:
        close = getattr(parts, "close", None)
        if close:
            close()


def seconds_a_page(application: WSGIApplication, slug: str, interviews: int) -> list[float]:
    """Return the processor seconds of each page, a POST with the redirect and the page it leads to, of some interviews.

    The first interview warms up and is not counted.
    """
    found: list[float] = []
    for number in range(interviews + 1):
        browser = Browser(application)
        page = browser.get(f"/{slug}/?lang=kk")
        while page.kind != "done":
            before = browser.seconds
            page = browser.post(page.form())
            if number:
                found.append(browser.seconds - before)
    return found
