"""Browsers that have signed in before: others' mistakes with an account make them neither wait nor share a limit [1].

Without it, whoever goes on typing wrong passwords for a name would keep its owner waiting.

[1] OWASP, Slow Down Online Guessing Attacks with Device Cookies.
"""

from __future__ import annotations

import hmac
import secrets

from flask import Response, request

from survey.runtime import runtime

_YEAR = 365 * 24 * 60 * 60


def is_known(account_id: int) -> bool:
    """Whether the browser has signed in to the account before; its cookie proves it, and names no account."""
    nonce, _, proof = request.cookies.get(_name(), "").partition(".")
    return hmac.compare_digest(proof.encode(), runtime().keys.known_browser(account_id, nonce).encode())


def remember(response: Response, account_id: int) -> None:
    """Give the browser the cookie that says so."""
    nonce = secrets.token_urlsafe(16)
    value = f"{nonce}.{runtime().keys.known_browser(account_id, nonce)}"
    secure = runtime().settings.is_public
    response.set_cookie(_name(), value, max_age=_YEAR, path="/", secure=secure, httponly=True, samesite="Strict")


def _name() -> str:
    return "__Host-admin-known" if runtime().settings.is_public else "admin-known"
