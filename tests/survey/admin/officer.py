"""Somebody at the administration without a browser; every page fetched is checked."""

from __future__ import annotations

import re
from typing import Any

import pyotp
import sqlalchemy as sa
from flask import Flask
from werkzeug.test import TestResponse

from survey.keys import passwords
from survey.keys.receipt import Keys
from survey.security import HEADERS
from survey.store import accounts
from survey.store.accounts import Role
from tests.survey.conftest import SECRET
from tests.survey.page import Page, parse

PASSWORD = "temir-qazan-7-tulpar"
HASHED = passwords.hashed(PASSWORD)
SALT = "5a17"


def make_account(engine: sa.Engine, name: str, role: Role, *, totp: bool = False) -> None:
    """Make an account whose password is `PASSWORD`."""
    accounts.add(engine, name, role, HASHED, totp_salt=SALT if totp else None)


def code_at(seconds: int, salt: str = SALT) -> str:
    """Return what the app of an account shows at a time."""
    return pyotp.TOTP(Keys(SECRET).totp_secret(salt)).at(seconds)


def check(response: TestResponse) -> Page | None:
    """Check what every response has, and every page; return the page."""
    assert response.status_code < 500 or response.status_code == 503, response.text
    for name, value in HEADERS.items():
        assert response.headers[name] == value
    assert response.headers["Cache-Control"] == "no-store"
    if not response.content_type.startswith("text/html") or 300 <= response.status_code < 400:
        return None
    page = parse(response.text)
    assert page.lang in ("kk", "en", "ru")
    assert page.title.strip()
    assert response.text.count("<h1>") == 1
    assert len(page.ids) == len(set(page.ids))
    assert set(page.references) <= set(page.ids)
    assert page.inline == []
    return page


class Officer:
    """Somebody with a cookie jar."""

    def __init__(self, app: Flask) -> None:
        self.client = app.test_client()
        self.page = Page()
        self.text = ""
        self.status = 0
        self.location = ""
        self.response: TestResponse | None = None

    def get(self, path: str, **headers: str) -> Page:
        """Open an address; a redirect is not followed."""
        return self._arrive(self.client.get(path, headers=headers))

    def post(self, path: str, headers: dict[str, str] | None = None, **fields: Any) -> Page:
        """Send a form with the token of the page that was opened last."""
        return self._arrive(self.client.post(path, headers=headers, data={"csrf_token": self.token, **fields}))

    @property
    def token(self) -> str:
        """The token in the forms of the page that was opened last."""
        found = re.search(r'name="csrf_token" value="(\w+)"', self.text)
        return found.group(1) if found else ""

    def sign_in(self, name: str, password: str = PASSWORD, code: str = "") -> int:
        """Sign in, and return the status: 303 where it was right."""
        self.get("/admin/sign-in?lang=en")
        self.post("/admin/sign-in", name=name, password=password, code=code)
        return self.status

    def cookie(self) -> str | None:
        """The key of the session, as the browser holds it."""
        found = self.client.get_cookie("admin")
        return found.value if found else None

    def _arrive(self, response: TestResponse) -> Page:
        page = check(response)
        self.response = response
        self.status, self.location = response.status_code, response.headers.get("Location", "")
        if page is not None:
            self.page, self.text = page, response.text
        return self.page
