"""Interviews that an interviewer holds: the browser shows the respondent's pages, and an account must be signed in beside it.

Which account is never stored; what is compared is the code that the study gave it, and that alone stands in the response.
"""

from __future__ import annotations

import time

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from survey.cookies import account_cookie, visit
from survey.rendering import PageKind, respond
from survey.runtime import runtime
from survey.store import account_sessions, interviewers
from survey.store.accounts import Account
from survey.views.request import Visitor, in_language, posted, switched

FACE_TO_FACE, TELEPHONE = "face_to_face", "telephone"
MODES = (FACE_TO_FACE, TELEPHONE)
"""How an interviewer asks, as the responses hold it."""


def interviewer_code(slug: str) -> str | None:
    """Return the code in a study of whoever is signed in; None where nobody is, or somebody without one."""
    account = _account()
    return interviewers.code_of(runtime().engine, slug, account.id) if account else None


def stopped(who: Visitor) -> ResponseReturnValue:
    """Say why an interview does not go on: nobody is signed in, or somebody who does not hold the code it was begun with.

    What was posted is not stored and stays on the page. Whose code changed meanwhile looks like another interviewer, for no
    account stands in a response; the code does, and with it given again the interview goes on.
    """
    code = switched(who.fielded.instrument.languages)
    said = in_language(who, code) if code else who
    begun_with = who.stored.interviewer if who.stored and _account() else None
    page = said.page(
        PageKind.ERROR,
        "stopped.html",
        said.say("interview_other_code_title" if begun_with else "interview_signed_out_title"),
        begun_with=begun_with,
        unsaved=request.method == "POST",
        again=url_for("interview.onward", slug=who.slug) if visit.has_begun(who.slug) else request.path,
        posted=[(name, value) for name, value in posted() if name not in ("csrf_token", "action")],
    )
    return respond(page, 403)


def missing(who: Visitor) -> ResponseReturnValue | None:
    """Return what an interviewer without a code is answered, where one is needed at the start; None where none is.

    Somebody else who only opens the start of the study at an interviewer's browser answers alone from then on. A link that
    was followed from another site brings no account with it, signed in or not; followed once more from our page, it does.
    """
    if not who.is_asked or interviewer_code(who.slug) is not None:
        return None
    if visit.has_begun(who.slug) or request.method == "POST" or _is_from_elsewhere():
        is_without_code = _account() is not None and who.stored is None
        return redirect(url_for("admin.interview_page", slug=who.slug), 303) if is_without_code else stopped(who)
    visit.let_go(who.slug)
    return None


def ends_with_account(who: Visitor) -> bool:
    """Whether somebody opens the start at a browser where the form was tried out, and nobody is signed in any more.

    They may be a respondent: what they answer counts. A test that has begun stays one.
    """
    return who.is_tried and not visit.has_begun(who.slug) and not _is_from_elsewhere() and _account() is None


def _is_from_elsewhere() -> bool:
    return request.headers.get("Sec-Fetch-Site") == "cross-site"


def _account() -> Account | None:
    """Return who is signed in."""
    key = account_cookie.key()
    session_hash = runtime().keys.account_session_hash(key or "")
    return account_sessions.find(runtime().engine, session_hash, int(time.time())) if key else None
