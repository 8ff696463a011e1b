"""A respondent without a browser; every page fetched is checked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from survey.rendering import PageKind
from survey.security import HEADERS
from tests.survey.page import Page, parse

CONTENT_SECURITY_POLICY = HEADERS["Content-Security-Policy"]


def check(response: TestResponse) -> Page | None:
    """Check what every response has, and every page; return the page."""
    assert response.status_code < 500 or response.status_code == 503, response.text
    for name, value in HEADERS.items():
        assert response.headers[name] == value
    if response.headers["Content-Type"] != "text/html; charset=utf-8" or 300 <= response.status_code < 400:
        return None
    assert response.headers["Cache-Control"] == "no-store"
    assert response.text.startswith("<!doctype html>")
    page = parse(response.text)
    assert page.lang in ("kk", "en", "ru")
    assert page.title.strip()
    assert page.kind in set(PageKind)
    assert response.text.count("<h1>") == 1
    assert "".join(page.headings).strip()
    assert len(page.ids) == len(set(page.ids))
    assert set(page.references) <= set(page.ids)
    assert page.inline == []
    assert page.posts <= 1
    assert all(link.startswith(("/", "#", "?")) and not link.startswith("//") for link in page.links)
    return page


class Respondent:
    """Somebody with a cookie jar, on one page."""

    def __init__(self, app: Flask, **headers: str) -> None:
        self.client = app.test_client()
        self.headers = headers
        self.page = Page()
        self.status = 0
        self.path = ""

    def get(self, path: str) -> Page:
        """Open an address, following redirects."""
        return self._arrive(self.client.get(path, headers=self.headers, follow_redirects=True))

    def press(self, button: str, **answers: str | Sequence[str]) -> Page:
        """Press a button of the present page, with some inputs changed."""
        assert button in self.page.buttons or button == "", (button, self.page.buttons)
        return self.send(self.page.action or self.path, {**self.page.filled, **answers, **({"action": button} if button else {})})

    def send(self, path: str, data: dict[str, Any]) -> Page:
        """Post anything anywhere, following redirects."""
        return self._arrive(self.client.post(path, data=data, headers=self.headers, follow_redirects=True))

    def next(self, **answers: str | Sequence[str]) -> Page:
        """Go on."""
        return self.press("next", **answers)

    def start(self, slug: str, language: str = "kk") -> Page:
        """Agree to take part."""
        self.get(f"/{slug}/?lang={language}")
        return self.next(consent="1")

    def forge(self, path: str, **answers: Any) -> Page:
        """Post to another address than the page's own, with a token that holds."""
        return self.send(path, {"csrf_token": self.page.hidden["csrf_token"], "action": "next", **answers})

    def _arrive(self, response: TestResponse) -> Page:
        page = check(response)
        assert page is not None, response.text
        self.page, self.status, self.path = page, response.status_code, response.request.path
        return page
