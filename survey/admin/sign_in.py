"""Signing in and out. What is wrong with a try is never said: not the name, not the password, not the code."""

from __future__ import annotations

import time

from flask import make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from survey.admin import known_browser
from survey.admin.access import open_to_anybody, requires, signed_in, signed_in_or_none
from survey.admin.blueprint import blueprint
from survey.admin.page import respond
from survey.cookies import account_cookie
from survey.keys import passwords, totp
from survey.runtime import runtime
from survey.store import account_sessions
from survey.store.account_sessions import Secrets, Try
from survey.store.accounts import Role


@blueprint.route("/sign-in", methods=["GET", "POST"])
@open_to_anybody
def sign_in() -> ResponseReturnValue:
    """Ask for name, password and code; with them, begin a session."""
    if signed_in_or_none():
        return redirect(url_for("admin.studies_page"), 303)
    if request.method != "POST":
        return _form()
    name = request.form.get("name", "").strip().lower()
    found = account_sessions.secrets_of(runtime().engine, name)
    is_known = found is not None and known_browser.is_known(found.account.id)
    limit = runtime().known_sign_ins if is_known else runtime().sign_ins
    wait = limit.take()
    if wait:
        return _too_many(name, wait)
    tried = _compared(found, request.form.get("password", ""), request.form.get("code", ""), is_known=is_known)
    key = account_cookie.new_key()
    if not account_sessions.sign_in(runtime().engine, tried, runtime().keys.account_session_hash(key), int(time.time())):
        return _form(name, problem="sign_in_wrong", status=400)
    limit.give_back()
    account_cookie.give(key)
    response = make_response(redirect(url_for("admin.studies_page"), 303))
    if tried.found:
        known_browser.remember(response, tried.found.account.id)
    return response


@blueprint.post("/sign-out")
@requires(*Role)
def sign_out() -> ResponseReturnValue:
    """End the session, on the server."""
    key = account_cookie.key() or ""
    account_sessions.end(runtime().engine, runtime().keys.account_session_hash(key), signed_in().name)
    account_cookie.give("")
    return redirect(url_for("admin.sign_in"), 303)


def _compared(found: Secrets | None, password: str, code: str, *, is_known: bool) -> Try:
    """Compare a try with the account, doing the same work where there is none."""
    salt = found.totp_salt if found and found.totp_salt else "nobody"
    step = totp.matching_step(runtime().keys.totp_secret(salt), code, int(time.time()))
    is_right = passwords.fits(password, found.password_hash if found else None)
    outdated = found is not None and is_right and passwords.is_outdated(found.password_hash)
    return Try(found, is_right, step, is_known=is_known, new_hash=passwords.hashed(password) if outdated else None)


def _form(name: str = "", *, problem: str | None = None, status: int = 200) -> ResponseReturnValue:
    return respond("admin/sign_in.html", "sign_in_title", status=status, error=problem is not None, name=name, problem=problem)


def _too_many(name: str, wait: int) -> ResponseReturnValue:
    response = make_response(_form(name, problem="sign_in_too_many", status=429))
    response.headers["Retry-After"] = str(wait)
    return response
