"""The interview: a page a question, the review, the thanks. Each post is stored before it is answered."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import replace
from functools import partial

from flask import Blueprint, abort, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from instruments.answers import Given
from instruments.errors import AnswerError
from instruments.model import Kind, Question
from instruments.route import narrowed
from survey import visit
from survey.fields import given
from survey.form import Sent, read_page
from survey.interview import Interview
from survey.pages import Filled, QuestionPage, faulty_input, lines, message, page_as_shown
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
        return _question_page(who, running, asked, _stored(running, asked, who.language))
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
    sent = read_page(narrowed(asked, running.arms), request.form)
    code = switched(running.instrument.languages)
    if code:
        return _switch(in_language(who, code), running, asked, sent)
    pressed = action()
    if pressed == "back":
        _keep(who, running, sent)
        return redirect(_forward(who, None) if _is_change() else _backward(who, running.before(asked.id)), 303)
    if pressed != "next":
        abort(400)
    if sent.is_faulty:
        return _question_page(who, running, asked, _as_typed(sent), sent)
    if asked.soft_check and "unanswered" not in request.form and sent.unanswered:
        return _question_page(who, running, asked, _as_typed(sent), unanswered=sent.unanswered)
    _save(who, sent)
    answered = running.with_answers({each.id: answer for each, answer in sent.answers})
    following = answered.first_missing if _is_change() else answered.after(asked.id)
    return redirect(_forward(who, following), 303)


def _switch(who: Visitor, running: Interview, asked: Question, sent: Sent) -> ResponseReturnValue:
    """Show the page in another language with what stands on it, saved or not."""
    _keep(who, running, sent)
    return _question_page(who, running, asked, _as_typed(sent))


def _keep(who: Visitor, running: Interview, sent: Sent) -> None:
    """Store what stands on a page that is left by another button than `next`: nothing chosen is not yet skipped."""
    if not sent.is_faulty and (not sent.is_empty or sent.question.id in running.answers):
        _save(who, sent)


def _save(who: Visitor, sent: Sent) -> None:
    seconds = visit.seconds_open(who.slug, sent.question.id)
    if not interviews.save(runtime().engine, who.token_hash, sent.answers, seconds=seconds, language=who.language):
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
    return Interview(instrument, stored.answers, stored.arms, stored.seed), who


def _question_page(
    who: Visitor,
    running: Interview,
    asked: Question,
    given_by_part: Mapping[str, Given],
    sent: Sent | None = None,
    *,
    unanswered: int = 0,
) -> ResponseReturnValue:
    visit.open_page(who.slug, asked.id)
    shown_page = page_as_shown(running.instrument, running.shown(asked), who.language)
    problems = {field.question.id: field.problem for field in sent.fields if field.problem} if sent else {}
    filled = [_filled(who, part, given_by_part[part.id], problems.get(part.id)) for part in shown_page.items or (shown_page,)]
    page = who.page(
        PageKind.QUESTION,
        "question.html",
        _heading(who, shown_page),
        error=bool(problems),
        problems=[
            (each.faulty, f"{each.q.text}: {each.problem}" if shown_page.items else each.problem)
            for each in filled
            if each.problem
        ],
        q=shown_page,
        filled=filled,
        unanswered=unanswered,
        progress=_progress(running, asked),
        is_change=_is_change(),
    )
    return respond(page, 400 if problems else 200)


def _filled(who: Visitor, part: QuestionPage, given_there: Given, problem: AnswerError | None) -> Filled:
    if problem is None:
        return Filled(part, given_there)
    words = message(part, problem, who.say, partial(MESSAGES.plural, who.language))
    return Filled(part, given_there, words, faulty_input(part, problem))


def _stored(running: Interview, asked: Question, language: str) -> dict[str, Given]:
    return {part.id: given(part, running.answers.get(part.id), language) for part in asked.parts}


def _as_typed(sent: Sent) -> dict[str, Given]:
    return {field.question.id: field.given for field in sent.fields}


def _review_page(who: Visitor, running: Interview) -> ResponseReturnValue:
    entries = []
    for place, asked in enumerate(_numbered(running), start=1):
        shown = running.shown(asked)
        page_there = page_as_shown(running.instrument, shown, who.language)
        entries.append((place, page_there, lines(page_there, shown, running.answers)))
    page = who.page(PageKind.REVIEW, "review.html", who.say("review_title"), lines=entries, submit_key=who.submit_key)
    return respond(page)


def _heading(who: Visitor, shown_page: QuestionPage) -> str:
    if shown_page.kind is Kind.INFO:
        return shown_page.section or who.say("card_title")
    return shown_page.text


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
