"""The interview: its pages, the review, the thanks."""

from __future__ import annotations

import hmac

from flask import Blueprint, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from instruments.model import Paging
from instruments.responses import Status
from survey.cookies import visit
from survey.interview import Interview
from survey.questions.pages import lines, page_as_shown
from survey.rendering import PageKind, respond
from survey.runtime import runtime
from survey.store import interviews, saving
from survey.store.saving import Noted
from survey.views.answering import answer_page
from survey.views.asking import numbered, question_page
from survey.views.ending import ending_at_review
from survey.views.request import (
    Visitor,
    action,
    begin_alike,
    count,
    ended,
    expired,
    in_language,
    is_idle,
    switched,
    to_last_page,
    visitor,
)
from survey.views.resuming import save_for_later
from survey.views.running import backward, expire, expires, forward, next_address, running

blueprint = Blueprint("interview", __name__)
begin_alike(blueprint)


@blueprint.route("/<slug:slug>/next", methods=["GET", "POST"])
def onward(slug: str) -> ResponseReturnValue:
    """Go to the first page that is still to be answered."""
    at, who = running(slug)
    return redirect(next_address(who, at), 303)


@blueprint.route("/<slug:slug>/question/<question:question_id>", methods=["GET", "POST"])
def question(slug: str, question_id: str) -> ResponseReturnValue:
    """Show the page of a question, or store its answers and go on."""
    at, who = running(slug, at_any_time=request.method == "POST")
    page = at.reached(question_id)
    if page is None:
        if is_idle(who):
            return expired(who)
        if question_id not in at.instrument.section_of:
            abort(404)
        # Skipped ahead, or routed past since: what was posted is dropped.
        if request.method == "POST":
            count(who, "dropped_page")
        return redirect(next_address(who, at), 303)
    return answer_page(who, at, page) if request.method == "POST" else question_page(who, at, page)


@blueprint.route("/<slug:slug>/review", methods=["GET", "POST"])
def review(slug: str) -> ResponseReturnValue:
    """List the answers; `next` submits them."""
    # Answers that stand finished may be sent however long they stood.
    at, who = running(slug, at_any_time=request.method == "POST" and action() == "next")
    if at.first_missing:
        return redirect(forward(who, at.first_missing), 303)
    over = ending_at_review(who, at)
    if over:
        return over
    if request.method != "POST":
        return _review_page(who, at)
    if switched(at.instrument.languages) or action() == "stay":
        return redirect(request.path, 303)
    if expires():
        expire(who)
        return redirect(request.path, 303)
    if action() == "save":
        return save_for_later(who)
    if action() == "back":
        saving.save(runtime().engine, who.token_hash, (), Noted(who.language, went_back=True))
        return redirect(backward(who, at.pages[-1] if at.pages else None), 303)
    return _submit(who)


@blueprint.route("/<slug:slug>/done", methods=["GET", "POST"])
def done(slug: str) -> ResponseReturnValue:
    """Thank, and show the receipt."""
    who = visitor(slug)
    if not visit.has_submitted(slug):
        return redirect(url_for("study.start", slug=slug), 303)
    if interviews.status_of(runtime().engine, who.key_hash) is not Status.COMPLETE:
        return ended(who)
    code = switched(who.fielded.instrument.languages)
    who = in_language(who, code) if code else who
    receipt = runtime().keys.receipt(who.submit_key)
    return respond(who.page(PageKind.DONE, "done.html", who.say("thanks_title"), receipt=receipt))


def _submit(who: Visitor) -> ResponseReturnValue:
    if not hmac.compare_digest(request.form.get("submit_key", "").encode(), who.submit_key.encode()) or action() != "next":
        abort(400)
    return to_last_page(who, interviews.submit(runtime().engine, who.token_hash, who.key_hash, who.receipt_hash, who.event))


def _review_page(who: Visitor, at: Interview) -> ResponseReturnValue:
    visit.forget_code(who.slug)
    entries = []
    for place, asked in enumerate(numbered(at), start=1):
        shown = at.shown(asked)
        page_there = page_as_shown(at.instrument, shown, who.language)
        entries.append((place, page_there, lines(page_there, shown, at.answers, who.say("not_answered"))))
    page = who.page(
        PageKind.REVIEW,
        "review.html",
        who.say("review_title"),
        sensitive=any(at.instrument.section_of[asked.id].sensitive for asked in at.questions),
        ends_after=runtime().settings.idle_limit,
        lines=entries,
        submit_key=who.submit_key,
        together=at.instrument.layout is not Paging.QUESTION,
    )
    return respond(page)
