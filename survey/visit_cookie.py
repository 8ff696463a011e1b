"""The signed cookie of a visit, as Flask makes it, with two shortcuts: one signer for the app, and plain JSON in it.

A visit holds text, numbers, lists and dicts alone. Flask's own JSON also marks dates, bytes and more, and its signer is
derived anew for each request: half of what the cookie would cost a page.
"""

from __future__ import annotations

import json
from typing import Any

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import URLSafeTimedSerializer


class Plain:
    """JSON without spaces."""

    @staticmethod
    def dumps(value: Any) -> str:
        """Return a value of text, numbers, lists and dicts as JSON."""
        return json.dumps(value, separators=(",", ":"))

    @staticmethod
    def loads(text: str | bytes) -> Any:
        """Return what was written."""
        return json.loads(text)


class VisitCookie(SecureCookieSessionInterface):
    """Flask's signed cookie for one app."""

    serializer = Plain  # type: ignore[assignment]  # all that the signer asks for is dumps and loads

    def __init__(self, app: Flask) -> None:
        self._signer = super().get_signing_serializer(app)

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """Return the signer of the app's secret key."""
        return self._signer
