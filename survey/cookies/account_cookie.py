"""The cookie of the administration: a random key for each session, which the database knows by its hash alone.

Signing in gives another key, so that one known before is worth nothing. Before that there is none: a page opened from another
site comes without this cookie, and giving a new one there would end the session that the browser has.
"""

from __future__ import annotations

import secrets

from flask import Response, g, request

from survey.runtime import runtime


def name() -> str:
    """Return the cookie's name; the prefix makes browsers refuse the cookie from a neighbouring host name, and asks for https."""
    return "__Host-admin" if runtime().settings.is_public else "admin"


def key() -> str | None:
    """Return the key that the browser holds; None where it has none."""
    return request.cookies.get(name()) or None


def new_key() -> str:
    """Return 256 random bits."""
    return secrets.token_urlsafe(32)


def give(new: str) -> None:
    """Give the browser a key with the response to the present request; "" takes the one it has away."""
    g.account_key = new


def send(response: Response) -> Response:
    """Add the cookie to a response where it changes."""
    if "account_key" in g:
        age = None if g.account_key else 0
        secure = runtime().settings.is_public
        response.set_cookie(name(), g.account_key, age, path="/", secure=secure, httponly=True, samesite="Strict")
    return response
