"""The visitor's interview: found, or the page that says why it cannot go on here."""

from __future__ import annotations

from dataclasses import replace

from flask import abort, make_response, request, url_for
from flask.typing import ResponseReturnValue

from instruments.model import Question
from survey import visit
from survey.form import read_page
from survey.interview import Interview, Page, together
from survey.pages import lines, page_as_shown
from survey.rendering import PageKind, respond
from survey.runtime import runtime
from survey.store import interviews
from survey.views.ending import with_arms
from survey.views.request import (
    Visitor,
    ended,
    exits,
    expired,
    in_language,
    is_idle,
    leave,
    leave_at_once,
    leaves,
    notice,
    posted,
    switched,
    visitor,
)


def running(slug: str, *, at_any_time: bool = False) -> tuple[Interview, Visitor]:
    """Return the visitor's interview; any other visitor is led to the page that says what is the matter."""
    who = visitor(slug)
    if exits():
        abort(make_response(leave_at_once()))
    if leaves():
        abort(make_response(leave(who)))
    stored = who.stored
    if stored is None and interviews.is_submitted(runtime().engine, who.key_hash):
        abort(make_response(ended(who)))
    if not who.fielded.is_running:
        abort(make_response(notice(who, PageKind.CLOSED, "closed_title", "closed_text", is_end=True)))
    if stored is None:
        abort(make_response(gone(who)))
    if is_idle(who) and not at_any_time:
        # Nothing is closed yet: from this page the answers can still be deleted.
        abort(make_response(expired(who)))
    visit.begin_clock(slug)
    # An interview keeps the version of the questionnaire it began with.
    instrument = runtime().library.instrument(stored.instrument_hash)
    who = replace(who, fielded=replace(who.fielded, instrument=instrument), language=visit.language(instrument.languages))
    return with_arms(who, Interview(instrument, stored.answers, stored.arms, stored.seed)), who


def gone(who: Visitor) -> ResponseReturnValue:
    """Answer a visitor whose interview is not here: it is over, goes on in another browser, or was never begun."""
    is_over = interviews.status_of(runtime().engine, who.key_hash) is not None
    return ended(who) if is_over or not visit.has_begun(who.slug) else _elsewhere(who)


def _elsewhere(who: Visitor) -> ResponseReturnValue:
    """Say that the interview goes on in another browser; what was posted here is not stored and stays on the page."""
    code = switched(who.fielded.instrument.languages)
    said = in_language(who, code) if code else who
    page = said.page(
        PageKind.RESUME,
        "elsewhere.html",
        said.say("moved_title"),
        unsaved=_unsaved(said),
        posted=[(name, value) for name, value in posted() if name not in ("csrf_token", "action")],
    )
    return respond(page, 409 if request.method == "POST" else 200)


def forward(who: Visitor, page: Page | None) -> str:
    """Return the address of a page; None = the review."""
    if page is None:
        return url_for("interview.review", slug=who.slug)
    return url_for("interview.question", slug=who.slug, question_id=page[0].id)


def backward(who: Visitor, page: Page | None) -> str:
    """Return the address of the page before; None = the start."""
    return url_for("study.start", slug=who.slug) if page is None else forward(who, page)


def _unsaved(who: Visitor) -> list[tuple[str, tuple[str, ...]]]:
    """Return the question and the answer, in words, of everything that was just answered."""
    instrument = who.fielded.instrument
    asked = instrument.by_id.get(str((request.view_args or {}).get("question_id", "")))
    if request.method != "POST" or asked is None or asked.id not in instrument.section_of:
        return []
    nothing = Interview(instrument, {}, {})
    every = [(each, _said(who, nothing, each)) for each in together(instrument, asked)]
    return [(page_as_shown(instrument, nothing.shown(each), who.language).text, said) for each, said in every if said]


def _said(who: Visitor, nothing: Interview, asked: Question) -> tuple[str, ...]:
    sent = read_page(asked, request.form)
    if sent.is_faulty:
        return tuple(value for field in sent.fields for value in (*field.given.values, *field.given.parts.values()) if value)
    page = page_as_shown(nothing.instrument, nothing.shown(asked), who.language)
    return lines(page, asked, {part.id: answer for part, answer in sent.answers})
