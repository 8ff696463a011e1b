"""The visitor's signed cookie: a random key, the language, and how long the present page has been open.

The key alone leads to the interview, through a hash; no id of a response is ever sent to a browser.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Sequence

from flask import request, session

from survey.receipt import new_session_key

_PROCESS = secrets.token_hex(4)
"""Whose clock a page was opened by: the clocks of two processes cannot be compared."""

LONGEST = 24 * 60 * 60


def session_key() -> str | None:
    """Return the visitor's key; None on the first request."""
    key = session.get("key")
    return key if isinstance(key, str) else None


def ensured_key() -> str:
    """Return the visitor's key, making one on the first request."""
    key = session_key() or new_session_key()
    session["key"] = key
    return key


def renew() -> None:
    """Forget everything but the language: what comes next is another visit."""
    language = session.get("language")
    session.clear()
    if language:
        session["language"] = language
    ensured_key()


def language(offered: Sequence[str]) -> str:
    """Return the visitor's language among those offered: asked for in the address, chosen before, or the browser's."""
    asked = request.args.get("lang")
    if asked in offered and request.method in ("GET", "HEAD"):
        session["language"] = asked
    kept = session.get("language")
    if kept in offered:
        return str(kept)
    return request.accept_languages.best_match(offered) or offered[0]


def choose_language(code: str) -> None:
    """Keep the language that the visitor has chosen."""
    session["language"] = code


def is_idle(limit: int) -> bool:
    """Whether nothing was heard of the interview for `limit` seconds."""
    now = int(time.time())
    return bool(now - session.get("seen", now) > limit)


def begin_clock() -> None:
    """Note that an interview begins or goes on now."""
    session["seen"] = int(time.time())


def open_page(question_id: str) -> None:
    """Note when a page was opened; showing it again (in another language, with an error) goes on counting."""
    opened = session.get("opened")
    if not opened or opened[:2] != [question_id, _PROCESS]:
        session["opened"] = [question_id, _PROCESS, round(time.monotonic(), 1)]


def seconds_open(question_id: str) -> int | None:
    """Return for how many whole seconds a page has been open; None where that is not known."""
    opened = session.get("opened")
    if not opened or opened[:2] != [question_id, _PROCESS]:
        return None
    seconds = round(time.monotonic() - opened[2])
    return seconds if 0 <= seconds <= LONGEST else None


def mark_submitted(slug: str) -> None:
    """Note that this visit's interview is complete, so that the receipt can be shown and a new visit starts afresh."""
    session["submitted"] = slug
    session.pop("opened", None)
    session.pop("seen", None)


def has_submitted(slug: str) -> bool:
    """Whether this visit's interview is complete."""
    return session.get("submitted") == slug


def confirm(slug: str, what: str, text_key: str) -> None:
    """Note what has just been done, so that its page can say so; a page opened without it has nothing to confirm."""
    session["confirmed"] = [slug, what, text_key]


def confirmed(slug: str, what: str) -> str | None:
    """Return the message that confirms what has just been done; None where it was not."""
    kept = session.get("confirmed")
    return str(kept[2]) if kept and kept[:2] == [slug, what] else None


def forget_confirmation() -> None:
    """Forget what was done: the visitor has gone on."""
    session.pop("confirmed", None)
