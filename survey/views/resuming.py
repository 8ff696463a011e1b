"""Going on elsewhere: the page that shows a code once, and the page that takes it."""

from __future__ import annotations

import secrets

from flask import Blueprint, abort, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from survey.cookies import visit
from survey.keys import receipt
from survey.rendering import PageKind, respond
from survey.runtime import runtime
from survey.store import interviews, resuming
from survey.views.interviewing import MODES, interviewer_code, missing
from survey.views.request import Visitor, action, begin_alike, in_language, is_idle, notice, switched, visitor
from survey.views.running import expire, expires, gone, next_address, running

blueprint = Blueprint("resuming", __name__)
begin_alike(blueprint)


@blueprint.route("/<slug:slug>/code", methods=["GET", "POST"])
def code(slug: str) -> ResponseReturnValue:
    """Show the code with which the interview goes on elsewhere, until the visitor goes on here."""
    at, who = running(slug)
    nonce = visit.noted_code(slug)
    if nonce is None:
        return redirect(next_address(who, at), 303)
    chosen = switched(at.instrument.languages)
    if request.method == "POST" and not chosen and action() != "stay":
        if expires() and not expire(who):
            return redirect(request.path, 303)
        visit.forget_code(slug)
        return redirect(next_address(who, at), 303)
    who = in_language(who, chosen) if chosen else who
    page = who.page(
        PageKind.RESUME,
        "code.html",
        who.say("resume_code_title"),
        ends_after=runtime().settings.idle_limit,
        code=runtime().keys.resume_code(visit.ensured_key(slug), slug, nonce),
        address=url_for("resuming.resume", slug=slug, _external=True),
    )
    return respond(page)


@blueprint.route("/<slug:slug>/resume", methods=["GET", "POST"])
def resume(slug: str) -> ResponseReturnValue:
    """Go on here with the interview of a code; one that stands unfinished here is parted from then, and not before."""
    who = visitor(slug)
    if not (who.fielded.is_running or who.is_tried):
        return notice(who, PageKind.CLOSED, "closed_title", "closed_text")
    refused = missing(who)
    if refused:
        return refused
    written = request.form.get("code", "")
    chosen = switched(who.fielded.instrument.languages)
    if chosen or request.method != "POST":
        return _resume_page(in_language(who, chosen) if chosen else who, written)
    if action() == "save":
        return save_for_later(running(slug)[1])
    known = receipt.normalised(written)
    if known is None:
        return _resume_page(who, written, error=who.say("resume_mistyped" if written.strip() else "resume_enter"))
    # Only a wrong code is limited: nobody's guesses keep a respondent from going on.
    if _moved(who, known):
        return redirect(url_for("interview.onward", slug=slug), 303)
    wait = runtime().resume_codes.take()
    if not wait:
        return _resume_page(who, written, error=who.say("resume_not_found"))
    response = make_response(_resume_page(who, written, error=who.say("withdraw_too_many"), status=429))
    response.headers["Retry-After"] = str(wait)
    return response


def save_for_later(who: Visitor) -> ResponseReturnValue:
    """Make a code for the visitor's interview, in place of any earlier one, and lead to the page that shows it."""
    keys, nonce = runtime().keys, secrets.token_urlsafe(6)
    made = keys.resume_code(visit.ensured_key(who.slug), who.slug, nonce).replace("-", "")
    if not resuming.keep(runtime().engine, who.token_hash, keys.resume_hash(who.slug, made)):
        abort(make_response(gone(who)))
    visit.note_code(who.slug, nonce)
    return redirect(url_for("resuming.code", slug=who.slug), 303)


def _moved(who: Visitor, known: str) -> bool:
    """Take the interview of a code to this browser, under a key of its own."""
    keys, key, mode = runtime().keys, receipt.new_session_key(), _asked(who)
    asked_by = interviewer_code(who.slug) if mode else None
    hashes = keys.resume_hash(who.slug, known), keys.token_hash(key, who.slug), who.token_hash
    found = resuming.move(runtime().engine, *hashes, asked_by)
    if found and mode and asked_by:
        visit.hold(who.slug, mode)
    if found:
        visit.go_on(who.slug, key)
        _speak_as_before(hashes[1])
        stored = interviews.find(runtime().engine, hashes[1])
        if stored and not stored.is_test:
            visit.count_again(who.slug)
    return found


def _speak_as_before(token_hash: str) -> None:
    """Go on in the language of the interview, unless another was chosen in this browser."""
    stored = None if visit.has_chosen_language() else interviews.find(runtime().engine, token_hash)
    if stored:
        visit.choose_language(stored.language)


def _asked(who: Visitor) -> str | None:
    """Return how an interviewer will ask: as in this visit, or as the page from which they came here says."""
    said = request.values.get("asked")
    return visit.held(who.slug) or (said if said in MODES else None)


def _resume_page(who: Visitor, written: str, error: str | None = None, status: int = 400) -> ResponseReturnValue:
    page = who.page(
        PageKind.RESUME,
        "resume.html",
        who.say("resume_title"),
        error=error is not None,
        problem=error,
        written=written,
        asked=_asked(who),
        other_begun=who.stored is not None and not is_idle(who),
    )
    return respond(page, status if error else 200)
