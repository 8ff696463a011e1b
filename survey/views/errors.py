"""Pages for everything that goes wrong: in the visitor's language, without a trace of what is inside."""

from __future__ import annotations

from flask import Flask, current_app, make_response, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException, NotFound, SecurityError

from survey.cookies import visit
from survey.rendering import Page, PageKind, respond
from survey.security import LostVisitError
from survey.store.errors import StoreError
from survey.views.request import exits, leave_at_once, posted, visitor
from survey.views.running import lost
from survey.wording import LANGUAGES, MESSAGES

RETRY_AFTER = 5
_TITLES = {404: ("not_found_title", "not_found_text"), 413: ("too_long_title", "too_long_text")}
_BAD_REQUEST = ("bad_request_title", "bad_request_text")
_OUR_FAULT = ("error_503_title", "error_500_text")


def register(app: Flask) -> None:
    """Give an app its error pages."""
    app.register_error_handler(HTTPException, refused_request)
    app.register_error_handler(LostVisitError, lost_visit)
    app.register_error_handler(SecurityError, unknown_host)
    app.register_error_handler(StoreError, unavailable)


def refused_request(error: HTTPException) -> ResponseReturnValue:
    """Say that an address is unknown, that a request cannot be processed, or that the app has failed."""
    status = error.code or 500
    if error.response is not None or 300 <= status < 400:
        return error.get_response()
    keys = _OUR_FAULT if status >= 500 else _TITLES.get(status, _BAD_REQUEST)
    response = make_response(_error_page(*keys, status=status))
    # What a method error may use instead, for instance.
    for name, value in error.get_headers():
        if name not in ("Content-Type", "Content-Length"):
            response.headers[name] = value
    return response


def lost_visit(error: LostVisitError) -> ResponseReturnValue:
    """Keep what was typed on the page of a question; any other page is asked for again."""
    if request.endpoint != "interview.question":
        return refused_request(error)
    if exits():
        return leave_at_once()
    try:
        return lost(visitor(visit.asked_study()))
    except NotFound as unknown:
        return refused_request(unknown)
    except StoreError as away:
        return unavailable(away)


def unknown_host(error: SecurityError) -> ResponseReturnValue:
    """Refuse a request for another host name; a page could only hold addresses of that other host."""
    return "Unknown host name.\n", 400, {"Content-Type": "text/plain; charset=utf-8"}


def unavailable(error: StoreError) -> ResponseReturnValue:
    """Say that nothing was stored, with what was typed still on the page, to be sent again."""
    current_app.logger.error("%s", error)
    kept = [(name, value) for name, value in posted() if name not in ("csrf_token", "action")]
    pressed = dict(posted()).get("action", "next")
    keys = ("error_503_title", _what_was_kept(pressed))
    response = make_response(_error_page(*keys, status=503, posted=kept, pressed=pressed))
    response.headers["Retry-After"] = str(RETRY_AFTER)
    return response


def _what_was_kept(pressed: str) -> str:
    if request.method != "POST":
        return "error_500_text"
    return "error_503_text" if request.endpoint == "interview.question" and pressed != "exit" else "error_503_again"


def _error_page(title: str, text: str, *, status: int, **words: object) -> ResponseReturnValue:
    language = visit.language(LANGUAGES)
    page = Page(
        kind=PageKind.ERROR,
        template="error.html",
        heading=MESSAGES.text(language, title),
        language=language,
        languages=LANGUAGES,
        posts=status == 503 and request.method == "POST",
        words={"text": MESSAGES.text(language, text), "try_again": status == 503, **words},
    )
    return respond(page, status)
