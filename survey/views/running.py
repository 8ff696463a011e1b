"""The visitor's interview: found, or the page that says why it cannot go on here."""

from __future__ import annotations

from dataclasses import replace

from flask import abort, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from instruments.model import Instrument, Question
from survey.cookies import visit
from survey.interview import Interview, Page, together
from survey.questions.form import read_page
from survey.questions.pages import lines, page_as_shown
from survey.rendering import PageKind, respond
from survey.runtime import runtime
from survey.store import interviews
from survey.views.ending import with_arms
from survey.views.interviewing import interviewer_code, stopped
from survey.views.request import (
    Visitor,
    action,
    ended,
    exits,
    expired,
    in_language,
    is_idle,
    language_of_page,
    leave_at_once,
    leaves,
    notice,
    posted,
    switched,
    visitor,
)

NEARLY = 10
"""Seconds before the end from which on a page may say that it is over: pages say so a little before, to be heard in time."""


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
    if not (who.fielded.is_running or who.is_tried):
        abort(make_response(notice(who, PageKind.CLOSED, "closed_title", "closed_text", is_end=True)))
    if stored is None:
        abort(make_response(gone(who)))
    if stored.interviewer is not None and stored.interviewer != interviewer_code(slug):
        abort(make_response(stopped(who)))
    if is_idle(who):
        if not at_any_time:
            # Nothing is closed yet: from this page the answers can still be deleted.
            abort(make_response(expired(who)))
    elif not expires():
        visit.begin_clock(slug)
    instrument = runtime().library.instrument(stored.instrument_hash)
    who = _with_version(who, instrument)
    return with_arms(who, Interview(instrument, stored.answers, stored.arms, stored.seed)), who


def _with_version(who: Visitor, instrument: Instrument) -> Visitor:
    """Return the visitor with the version of the questionnaire that the interview began with, for it keeps that one."""
    if instrument is who.fielded.instrument:
        return who
    return replace(who, fielded=replace(who.fielded, instrument=instrument), language=visit.language(instrument.languages))


def expires() -> bool:
    """Whether a page says that it was left alone for as long as it stays open."""
    return request.method == "POST" and action() == "expire"


def expire(who: Visitor) -> bool:
    """Close the visit of a page that says so; False where another tab was used since: it goes on, and the page with it."""
    is_over = visit.is_idle(who.slug, runtime().settings.idle_limit - NEARLY)
    if is_over:
        visit.let_expire(who.slug)
    return is_over


def leave(who: Visitor) -> ResponseReturnValue:
    """Delete the visitor's unfinished interview; one that was submitted meanwhile is deleted by its receipt alone."""
    deleted = interviews.discard(runtime().engine, who.token_hash, None if who.is_test else who.event)
    if not deleted and interviews.is_submitted(runtime().engine, who.key_hash):
        return ended(who)
    if not deleted and visit.has_begun(who.slug):
        return _elsewhere(who)
    visit.renew(who.slug)
    visit.confirm(who.slug, "left", "withdraw_done" if deleted else "declined_text")
    return redirect(url_for("study.left", slug=who.slug), 303)


def gone(who: Visitor) -> ResponseReturnValue:
    """Answer a visitor whose interview is not here: it is over, was taken elsewhere or deleted, or was never begun."""
    is_over = interviews.status_of(runtime().engine, who.key_hash) is not None
    return ended(who) if is_over or not visit.has_begun(who.slug) else _elsewhere(who)


def _elsewhere(who: Visitor) -> ResponseReturnValue:
    """Say that the interview is not here any more; what was posted is not stored and stays on the page.

    Whether it goes on in another browser or was deleted cannot be told apart: of what is deleted nothing is kept. Whoever
    meant to delete it is told so: it may be deleted already, and it may be kept elsewhere.
    """
    code = switched(who.fielded.instrument.languages)
    said = in_language(who, code) if code else who
    leaving = leaves() or "leaving" in request.form
    page = said.page(
        PageKind.RESUME,
        "elsewhere.html",
        said.say("nothing_here_title" if leaving else "moved_title"),
        leaving=leaving,
        text=said.say("moved_not_deleted" if leaving else "moved_text"),
        unsaved=_unsaved(said),
        posted=[(name, value) for name, value in posted() if name not in ("csrf_token", "action")],
    )
    return respond(page, 409 if request.method == "POST" else 200)


def lost(who: Visitor) -> ResponseReturnValue:
    """Answer a page that was sent in a visit whose cookie the browser has lost; what was typed stays to be read.

    A code leads back to the interview. The page takes no part in the new visit: it is no form, and sets no cookie. It repeats
    nothing of a sensitive page, nor of one that nobody may sit before, and says so where nothing was deleted.
    """
    said = in_language(who, language_of_page(who))
    title = said.say("nothing_here_title" if leaves() else "bad_request_title")
    text = said.say("moved_not_deleted" if leaves() else "bad_request_text")
    instrument, asked = who.fielded.instrument, str((request.view_args or {}).get("question_id", ""))
    sensitive = asked in instrument.section_of and any(
        instrument.section_of[each.id].sensitive for each in together(instrument, instrument.by_id[asked])
    )
    unsaved = () if sensitive or expires() else _unsaved(said)
    page = said.page(PageKind.ERROR, "elsewhere.html", title, sensitive=sensitive, text=text, unsaved=unsaved)
    return respond(replace(page, posts=False, languages=(said.language,)), 400)


def next_address(who: Visitor, at: Interview) -> str:
    """Return the address to go on at.

    A page that was left with answers on it but not sent is sent first, for it may end the interview; where nothing else is
    to be answered, it leads to the review.
    """
    missing = at.first_missing
    pages = [page for question_id in visit.unsent(who.slug) if (page := at.reached(question_id))]
    left = min(pages, key=at.position, default=None)
    if left is None or (missing is not None and at.position(left) > at.position(missing)):
        return forward(who, missing)
    return forward(who, left, is_change=missing is None)


def forward(who: Visitor, page: Page | None, *, is_change: bool = False) -> str:
    """Return the address of a page, which leads back to the review where it is a change; None = the review."""
    if page is None:
        return url_for("interview.review", slug=who.slug)
    return url_for("interview.question", slug=who.slug, question_id=page[0].id, change="" if is_change else None)


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
