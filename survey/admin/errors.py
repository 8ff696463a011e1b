"""What goes wrong in the administration: a page in its own dress, which repeats nothing that was typed."""

from __future__ import annotations

from flask import current_app, make_response, redirect, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from survey.admin.blueprint import blueprint
from survey.admin.page import respond
from survey.cookies import account_cookie
from survey.security import LostVisitError
from survey.store import integrity
from survey.store.errors import SchemaError, StoreError, UnreadableError

RETRY_AFTER = 5
_TEXTS = {403: "error_403", 404: "error_404", 413: "error_413"}


@blueprint.errorhandler(HTTPException)
def refused(error: HTTPException) -> ResponseReturnValue:
    """Say that a page is not for this account, is unknown, or that a request cannot be processed."""
    status = error.code or 500
    if error.response is not None or 300 <= status < 400:
        return error.get_response()
    return respond("admin/notice.html", "error_title", status=status, text=_TEXTS.get(status, "error_400"))


@blueprint.errorhandler(LostVisitError)
def signed_out(error: LostVisitError) -> ResponseReturnValue:
    """Lead to the page for signing in whoever signed out in another tab; refuse a post that is wrong in another way."""
    return refused(error) if account_cookie.key() else redirect(url_for("admin.sign_in", ended=""), 303)


@blueprint.errorhandler(StoreError)
def unavailable(error: StoreError) -> ResponseReturnValue:
    """Say that nothing was done; of a damaged database, what to do with it, and of another trouble, to try again."""
    current_app.logger.error("%s", error)
    if isinstance(error, UnreadableError):
        return respond("admin/notice.html", "error_title", status=503, text="error_unreadable")
    if isinstance(error, SchemaError) or integrity.is_damage(error.__cause__):
        return respond("admin/notice.html", "error_title", status=503, text="error_damaged")
    response = make_response(respond("admin/notice.html", "error_title", status=503, text="error_503"))
    response.headers["Retry-After"] = str(RETRY_AFTER)
    return response
