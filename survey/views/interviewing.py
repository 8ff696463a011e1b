"""Interviews that an interviewer holds: the browser shows the respondent's pages, and an account must be signed in beside it.

Which account is never stored; what is compared is the code that the study gave it, and that alone stands in the response.
"""

from __future__ import annotations

import time

from flask import request, url_for
from flask.typing import ResponseReturnValue

from survey.cookies import account_cookie, visit
from survey.rendering import PageKind, respond
from survey.runtime import runtime
from survey.store import account_sessions, interviewers
from survey.views.request import Visitor, in_language, posted, switched

FACE_TO_FACE, TELEPHONE = "face_to_face", "telephone"
MODES = (FACE_TO_FACE, TELEPHONE)
"""How an interviewer asks, as the responses hold it."""


def interviewer_code(slug: str) -> str | None:
    """Return the code in a study of whoever is signed in; None where nobody is, or somebody without one."""
    key = account_cookie.key()
    session_hash = runtime().keys.account_session_hash(key or "")
    account = account_sessions.find(runtime().engine, session_hash, int(time.time())) if key else None
    return interviewers.code_of(runtime().engine, slug, account.id) if account else None


def signed_out(who: Visitor) -> ResponseReturnValue:
    """Say that the interview goes on once its interviewer is signed in; what was posted is not stored and stays on the page."""
    code = switched(who.fielded.instrument.languages)
    said = in_language(who, code) if code else who
    page = said.page(
        PageKind.ERROR,
        "signed_out.html",
        said.say("interview_signed_out_title"),
        unsaved=request.method == "POST",
        again=url_for("interview.onward", slug=who.slug) if visit.has_begun(who.slug) else request.path,
        posted=[(name, value) for name, value in posted() if name not in ("csrf_token", "action")],
    )
    return respond(page, 403)


def missing(who: Visitor) -> ResponseReturnValue | None:
    """Return the page that asks an interviewer to sign in, where one is needed at the start; None where none is.

    Somebody else who only opens the start of the study at an interviewer's browser answers alone from then on. A link that
    was followed from another site brings no account with it, signed in or not; followed once more from our page, it does.
    """
    if not who.is_asked or interviewer_code(who.slug) is not None:
        return None
    is_from_elsewhere = request.headers.get("Sec-Fetch-Site") == "cross-site"
    if visit.has_begun(who.slug) or request.method == "POST" or is_from_elsewhere:
        return signed_out(who)
    visit.let_go(who.slug)
    return None
