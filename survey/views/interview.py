"""The interview: a page a question, the review, the thanks. Each post is stored before it is answered."""

from __future__ import annotations

import hmac
from dataclasses import replace
from functools import partial

from flask import Blueprint, abort, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from instruments.answers import SKIPPED, Answer
from instruments.errors import AnswerError
from instruments.model import Kind, Question
from survey import visit
from survey.fields import AnswerField, Given, given
from survey.form import read_answer
from survey.interview import Interview
from survey.pages import QuestionPage, faulty_input, message, pages, shown
from survey.rendering import PageKind, respond
from survey.runtime import runtime
from survey.store import interviews
from survey.views.request import (
    Visitor,
    action,
    count,
    count_ignored_fields,
    ended,
    in_language,
    is_idle,
    leave,
    leaves,
    notice,
    switched,
    visitor,
)
from survey.wording import MESSAGES

blueprint = Blueprint("interview", __name__)
blueprint.before_request(count_ignored_fields)


@blueprint.route("/<slug:slug>/next", methods=["GET", "POST"])
def onward(slug: str) -> ResponseReturnValue:
    """Go to the first page that is still to be answered."""
    running, who = _running(slug)
    return redirect(_forward(who, running.first_missing), 303)


@blueprint.route("/<slug:slug>/question/<question:question_id>", methods=["GET", "POST"])
def question(slug: str, question_id: str) -> ResponseReturnValue:
    """Show one question, or store its answer and go on."""
    running, who = _running(slug)
    if not running.reaches(question_id):
        if question_id not in {each.id for each in running.instrument.questions}:
            abort(404)
        # Skipped ahead, or routed past since: what was posted is dropped.
        if request.method == "POST":
            count(who, "dropped_page")
        return redirect(_forward(who, running.first_missing), 303)
    asked = running.instrument.question(question_id)
    if request.method != "POST":
        return _question_page(who, running, asked, given(running.answers.get(question_id)))
    return _question_posted(who, running, asked)


@blueprint.route("/<slug:slug>/review", methods=["GET", "POST"])
def review(slug: str) -> ResponseReturnValue:
    """List the answers; `next` submits them."""
    # Answers that stand finished may be sent however long they stood.
    running, who = _running(slug, at_any_time=request.method == "POST" and action() == "next")
    if running.first_missing:
        return redirect(_forward(who, running.first_missing), 303)
    if request.method != "POST":
        return _review_page(who, running)
    if switched(running.instrument.languages):
        return redirect(request.path, 303)
    if action() == "back":
        return redirect(_backward(who, running.pages[-1] if running.pages else None), 303)
    return _submit(who)


@blueprint.route("/<slug:slug>/done", methods=["GET", "POST"])
def done(slug: str) -> ResponseReturnValue:
    """Thank, and show the receipt."""
    who = visitor(slug)
    if not visit.has_submitted(slug) or not interviews.is_submitted(runtime().engine, who.key_hash):
        return redirect(url_for("study.start", slug=slug), 303)
    code = switched(who.fielded.instrument.languages)
    who = in_language(who, code) if code else who
    receipt = runtime().keys.receipt(who.submit_key)
    return respond(who.page(PageKind.DONE, "done.html", who.say("thanks_title"), receipt=receipt))


def _question_posted(who: Visitor, running: Interview, asked: Question) -> ResponseReturnValue:
    field = read_answer(asked, request.form)
    code = switched(running.instrument.languages)
    if code:
        return _switch(in_language(who, code), running, asked, field)
    pressed = action()
    if pressed == "back":
        _keep(who, running, asked, field)
        return redirect(_forward(who, None) if _is_change() else _backward(who, running.before(asked.id)), 303)
    if pressed != "next":
        abort(400)
    if field.problem:
        return _question_page(who, running, asked, field.given, field)
    _save(who, asked, field.answer)
    answered = running.with_answer(asked.id, field.answer)
    following = answered.first_missing if _is_change() else answered.after(asked.id)
    return redirect(_forward(who, following), 303)


def _switch(who: Visitor, running: Interview, asked: Question, field: AnswerField) -> ResponseReturnValue:
    """Show the page in another language with what stands on it, saved or not."""
    _keep(who, running, asked, field)
    return _question_page(who, running, asked, field.given)


def _keep(who: Visitor, running: Interview, asked: Question, field: AnswerField) -> None:
    """Store what stands on a page that is left by another button than `next`: nothing chosen is not yet skipped."""
    if field.problem is None and (field.answer != SKIPPED or asked.id in running.answers):
        _save(who, asked, field.answer)


def _save(who: Visitor, asked: Question, answer: Answer) -> None:
    seconds = visit.seconds_open(who.slug, asked.id)
    if not interviews.save(runtime().engine, who.token_hash, asked, answer, seconds=seconds, language=who.language):
        abort(redirect(url_for("interview.onward", slug=who.slug), 303))


def _submit(who: Visitor) -> ResponseReturnValue:
    if not hmac.compare_digest(request.form.get("submit_key", "").encode(), who.submit_key.encode()) or action() != "next":
        abort(400)
    keys = runtime().keys
    receipt_hash = keys.receipt_hash(keys.receipt(who.submit_key).replace("-", ""))
    interviews.submit(runtime().engine, who.token_hash, who.key_hash, receipt_hash, who.event)
    return ended(who)


def _running(slug: str, *, at_any_time: bool = False) -> tuple[Interview, Visitor]:
    """Return the visitor's interview; any other visitor is led to the page that says what is the matter."""
    who = visitor(slug)
    if leaves():
        abort(make_response(leave(who)))
    stored = interviews.find(runtime().engine, who.token_hash)
    if stored is None and interviews.is_submitted(runtime().engine, who.key_hash):
        abort(make_response(ended(who)))
    if not who.fielded.is_open:
        abort(make_response(notice(who, PageKind.CLOSED, "closed_title", "closed_text", is_end=True)))
    if stored is None:
        abort(make_response(ended(who)))
    if is_idle(who) and not at_any_time:
        # Nothing is closed yet: from this page the answers can still be deleted.
        abort(make_response(notice(who, PageKind.ERROR, "session_expired_title", "session_expired_text", is_end=True)))
    visit.begin_clock(slug)
    # An interview keeps the version of the questionnaire it began with.
    instrument = runtime().library.instrument(stored.instrument_hash)
    who = Visitor(replace(who.fielded, instrument=instrument), visit.language(instrument.languages))
    return Interview(instrument, stored.answers, stored.arms), who


def _question_page(
    who: Visitor, running: Interview, asked: Question, filled: Given, field: AnswerField | None = None
) -> ResponseReturnValue:
    visit.open_page(who.slug, asked.id)
    shown_page = pages(running.instrument, who.language)[asked.id]
    problem = _message(who, shown_page, field.problem) if field and field.problem else None
    offered = {option.code for option in (*shown_page.options, *shown_page.apart)}
    page = who.page(
        PageKind.QUESTION,
        "question.html",
        _heading(who, shown_page),
        error=problem is not None,
        problem=problem,
        faulty=faulty_input(shown_page, field.problem) if field and field.problem else None,
        q=shown_page,
        values=set(filled.values),
        other_text=filled.other_text,
        written=next((value for value in filled.values if value not in offered), ""),
        progress=_progress(running, asked),
        is_change=_is_change(),
    )
    return respond(page, 400 if problem else 200)


def _review_page(who: Visitor, running: Interview) -> ResponseReturnValue:
    shown_pages = pages(running.instrument, who.language)
    lines = [
        (number, shown_pages[asked.id], shown(shown_pages[asked.id], running.answers[asked.id]))
        for number, asked in enumerate(_numbered(running), start=1)
    ]
    page = who.page(PageKind.REVIEW, "review.html", who.say("review_title"), lines=lines, submit_key=who.submit_key)
    return respond(page)


def _heading(who: Visitor, shown_page: QuestionPage) -> str:
    if shown_page.kind is Kind.INFO:
        return shown_page.section or who.say("card_title")
    return shown_page.text


def _message(who: Visitor, shown_page: QuestionPage, problem: AnswerError) -> str:
    return message(shown_page, problem, who.say, partial(MESSAGES.plural, who.language))


def _progress(running: Interview, asked: Question) -> tuple[int, int] | None:
    """The place of a question and their number; None where routing may still change it."""
    instrument = running.instrument
    routed = any(section.ask_if for section in instrument.sections) or any(each.ask_if for each in instrument.questions)
    if asked.kind is Kind.INFO or routed:
        return None
    numbered = _numbered(running)
    return numbered.index(asked) + 1, len(numbered)


def _numbered(running: Interview) -> list[Question]:
    return [each for each in running.pages if each.kind is not Kind.INFO]


def _is_change() -> bool:
    return "change" in request.args


def _forward(who: Visitor, following: Question | None) -> str:
    if following is None:
        return url_for("interview.review", slug=who.slug)
    return url_for("interview.question", slug=who.slug, question_id=following.id)


def _backward(who: Visitor, preceding: Question | None) -> str:
    return url_for("study.start", slug=who.slug) if preceding is None else _forward(who, preceding)
