"""The visitor's signed cookie: the language, and for each study a random key and how long its page has been open.

A key alone leads to the interview, through a hash; no id of a response is ever sent to a browser. Each study has a
key of its own, so that ending the visit to one leaves an interview in another where it is.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Collection, Sequence
from typing import Any

from flask import request, session

from survey.keys.receipt import new_session_key

_PROCESS = secrets.token_hex(4)
"""Whose clock a page was opened by: the clocks of two processes cannot be compared."""

_LASTING = ("held", "tried")
"""What stays of a visit when another begins in its place."""

LONGEST = 24 * 60 * 60
MOST_VISITS = 12
"""How many studies one cookie holds: with the longest names they fit into the 4 KB that browsers keep."""


def asked_study() -> str:
    """Return the address of the study that the present request is about, "" where it is about none."""
    return str((request.view_args or {}).get("slug", ""))


def session_key(slug: str) -> str | None:
    """Return the visitor's key for a study, "" for pages of none; None before the first page of it."""
    key = _visit(slug).get("key")
    return key if isinstance(key, str) else None


def ensured_key(slug: str) -> str:
    """Return the visitor's key for a study, making one on its first page."""
    key = session_key(slug)
    if not key:
        key = new_session_key()
        _note(slug, key=key)
    return key


def renew(slug: str) -> None:
    """End the visit to one study: what comes next there is another visit. The others, and the language, stay."""
    _begin_anew(slug)


def hold(slug: str, mode: str) -> None:
    """Begin a visit in which an interviewer asks; so are those after it, until `let_go`."""
    _keep({**_visits(), slug: {"held": mode}})


def held(slug: str) -> str | None:
    """Return how an interviewer asks in this visit; None where the respondent answers alone."""
    return _visit(slug).get("held")


def try_out(slug: str) -> None:
    """Begin a visit in which whatever is answered is a test; so are those after it, until `let_go`."""
    _keep({**_visits(), slug: {"tried": True}})


def count_again(slug: str) -> None:
    """Let what is answered from now on count: an interview that is no test goes on here."""
    _forget(slug, "tried")


def is_tried(slug: str) -> bool:
    """Whether the form is tried out in this visit."""
    return "tried" in _visit(slug)


def let_go(slug: str) -> None:
    """Begin a visit in which the respondent answers alone, and what is answered counts."""
    _keep({name: visit for name, visit in _visits().items() if name != slug})


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


def has_chosen_language() -> bool:
    """Whether the visitor has chosen a language, not the browser alone."""
    return "language" in session


def slugs() -> tuple[str, ...]:
    """Return the addresses of the studies that the visitor has been to."""
    return tuple(_visits())


def forget_everything() -> None:
    """End every visit, and forget the language: nothing in the cookie tells what was visited."""
    session.clear()


def go_on(slug: str, key: str) -> None:
    """Begin a visit to one study under a key that was made for an interview which goes on here."""
    _begin_anew(slug, key=key, seen=int(time.time()))


def has_begun(slug: str) -> bool:
    """Whether an interview was begun, or gone on with, in this visit."""
    return "seen" in _visit(slug)


def let_expire(slug: str) -> None:
    """Close the visit to one study as if it had been left alone for long."""
    _note(slug, seen=0)


def is_idle(slug: str, limit: int) -> bool:
    """Whether nothing was heard of the interview for `limit` seconds."""
    now = int(time.time())
    return bool(now - _visit(slug).get("seen", now) > limit)


def begin_clock(slug: str) -> None:
    """Note that an interview begins or goes on now."""
    _note(slug, seen=int(time.time()))


def open_page(slug: str, question_id: str) -> None:
    """Note when a page was opened; showing it again (in another language, with an error) goes on counting."""
    opened = _visit(slug).get("opened")
    if not opened or opened[:2] != [question_id, _PROCESS]:
        _note(slug, opened=[question_id, _PROCESS, round(time.monotonic(), 1)])


def seconds_open(slug: str, question_id: str) -> int | None:
    """Return for how many whole seconds a page has been open; None where that is not known."""
    opened = _visit(slug).get("opened")
    if not opened or opened[:2] != [question_id, _PROCESS]:
        return None
    seconds = round(time.monotonic() - opened[2])
    return seconds if 0 <= seconds <= LONGEST else None


def mark_submitted(slug: str) -> None:
    """Note that this visit's interview is complete, so that the receipt can be shown and a new visit starts afresh."""
    link = {"link": _visit(slug)["link"]} if was_linked(slug) else {}
    _begin_anew(slug, key=ensured_key(slug), submitted=True, **link)


def has_submitted(slug: str) -> bool:
    """Whether this visit's interview is complete."""
    return "submitted" in _visit(slug)


def note_code(slug: str, nonce: str) -> None:
    """Note which code was made to go on elsewhere, so that its page can show it."""
    _note(slug, code=nonce)


def noted_code(slug: str) -> str | None:
    """Return what the code was made from; None once the visitor has gone on from its page."""
    return _visit(slug).get("code")


def note_unsent(slug: str, question_id: str, cells: Sequence[str], deciding: Collection[str]) -> None:
    """Note a page that was left with answers on it that are stored, and by another button than the one that sends it.

    cells     the quotas that the respondent stood in before; those noted with the first of such pages stay
    deciding  first questions of pages that decide a quota: these stay noted beside the page that was left last
    """
    others = [each for each in unsent(slug) if each != question_id and each in deciding]
    before = cells_before(slug)
    _note(slug, unsent=[*others, question_id], cells=list(cells if before is None else before))


def unsent(slug: str) -> tuple[str, ...]:
    """Return the first questions of the pages that were left so; the last of them was left last."""
    kept = _visit(slug).get("unsent", ())
    return (kept,) if isinstance(kept, str) else tuple(kept)


def cells_before(slug: str) -> tuple[str, ...] | None:
    """Return the quotas that the respondent stood in before any page was left so; None where none was."""
    return tuple(_visit(slug).get("cells", ())) if unsent(slug) else None


def forget_unsent(slug: str, question_id: str) -> None:
    """Forget a page that was left so: it was sent since."""
    others = [each for each in unsent(slug) if each != question_id]
    if others:
        _note(slug, unsent=others)
    else:
        _forget(slug, "unsent")
        _forget(slug, "cells")


def note_link(slug: str, link_hash: str) -> None:
    """Note which single-use link the interview was begun with, so that it opens again in this browser; nothing else knows."""
    _note(slug, link=link_hash)


def was_linked(slug: str) -> bool:
    """Whether the interview was begun with a single-use link."""
    return "link" in _visit(slug)


def has_link(slug: str, link_hash: str) -> bool:
    """Whether the interview was begun with this single-use link."""
    return _visit(slug).get("link") == link_hash


def has_begun_by_another_link(slug: str, link_hash: str) -> bool:
    """Whether the visit has an interview, over or not, that was begun with another link than this, or came here by its code."""
    return (has_begun(slug) or has_submitted(slug)) and not has_link(slug, link_hash)


def confirm(slug: str, what: str, text_key: str) -> None:
    """Note what has just been done, so that its page can say so; a page opened without it has nothing to confirm."""
    _note(slug, confirmed=[what, text_key])


def confirmed(slug: str, what: str) -> str | None:
    """Return the message that confirms what has just been done; None where it was not."""
    kept = _visit(slug).get("confirmed")
    return str(kept[1]) if kept and kept[0] == what else None


def forget_confirmation(slug: str) -> None:
    """Forget what was done: the visitor has gone on."""
    _forget(slug, "confirmed")


def forget_code(slug: str) -> None:
    """Forget the code that was made: the visitor has gone on from its page."""
    _forget(slug, "code")


def _forget(slug: str, name: str) -> None:
    if name in _visit(slug):
        _keep({**_visits(), slug: {each: value for each, value in _visit(slug).items() if each != name}})


def _visits() -> dict[str, dict[str, Any]]:
    kept: dict[str, dict[str, Any]] = session.get("visits", {})
    return kept


def _visit(slug: str) -> dict[str, Any]:
    return _visits().get(slug, {})


def _note(slug: str, **changes: object) -> None:
    visits = _visits()
    _keep({**visits, slug: {**visits.get(slug, {}), **changes}})


def _begin_anew(slug: str, **known: object) -> None:
    """Keep of a visit what is known now, and whether an interviewer asks or the form is tried out."""
    kept = {**known, **{name: value for name, value in _visit(slug).items() if name in _LASTING}}
    _keep({**{name: visit for name, visit in _visits().items() if name != slug}, **({slug: kept} if kept else {})})


def _keep(visits: dict[str, dict[str, Any]]) -> None:
    """Keep the visits that fit: one too many replaces one without an interview, or else the one left alone longest."""
    if len(visits) > MOST_VISITS:
        *others, _ = visits
        gone = min(others, key=lambda slug: visits[slug].get("seen", 0))
        visits = {slug: visit for slug, visit in visits.items() if slug != gone}
    if visits != _visits():
        session["visits"] = visits
