"""What a respondent does on a page of questions: go on, go back, switch the language, save, stay. Each post is stored first."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from flask import abort, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from instruments.responses import Screen
from instruments.route import narrowed
from survey import visit
from survey.form import Sent, read_page
from survey.interview import Interview, Page
from survey.runtime import runtime
from survey.sampling.endings import SentPage
from survey.store import interviews
from survey.store.interviews import Noted
from survey.views.asking import is_change, question_page
from survey.views.ending import ending, with_arms
from survey.views.request import Visitor, action, in_language, switched
from survey.views.resuming import save_for_later
from survey.views.running import backward, forward, gone


@dataclass(frozen=True)
class Turn:
    """A page as it was sent.

    running  the interview before it
    page     the questions that stood on it as far as the stored answers tell
    sent     those that did stand on it, each as the browser filled it
    """

    who: Visitor
    running: Interview
    page: Page
    sent: tuple[Sent, ...]

    @cached_property
    def answered(self) -> Interview:
        """The interview with what was sent, as far as it is allowed."""
        allowed = (each for each in self.sent if not each.is_faulty)
        return self.running.with_answers({part.id: answer for each in allowed for part, answer in each.answers})

    @cached_property
    def applying(self) -> tuple[Sent, ...]:
        """What was sent to questions that apply, now that it is known."""
        apply = {question.id for question in self.answered.questions}
        return tuple(each for each in self.sent if each.question.id in apply)

    @cached_property
    def now(self) -> Page:
        """The same page with the questions that apply now: others may have been brought up by what was sent."""
        whole = {question.id for question in self.running.whole(self.page)}
        return next(page for page in self.answered.pages if page[0].id in whole)

    @property
    def is_faulty(self) -> bool:
        """Whether some answer that counts is not allowed."""
        return any(each.is_faulty for each in self.applying)


def answer_page(who: Visitor, running: Interview, page: Page) -> ResponseReturnValue:
    """Do what the pressed button says with a page that was sent."""
    shown = set(request.form.getlist("shown")) or {question.id for question in page}
    stood = [question for question in running.whole(page) if question.id in shown]
    sent = tuple(read_page(narrowed(question, running.arms), request.form) for question in stood)
    code = switched(running.instrument.languages)
    pressed = _BUTTONS.get("stay" if code else action())
    if pressed is None:
        abort(400)
    return pressed(Turn(in_language(who, code) if code else who, running, page, sent))


def _next(turn: Turn) -> ResponseReturnValue:
    unanswered = sum(each.unanswered for each in turn.applying if each.question.soft_check)
    if turn.is_faulty:
        return _again(turn, marked=True)
    if unanswered and "unanswered" not in request.form:
        return _again(turn, unanswered=unanswered)
    _save(turn, turn.applying)
    sent = {part.id for each in turn.applying for part in each.question.parts}
    over = ending(turn.who, SentPage(turn.running, turn.answered, sent))
    return over or redirect(_following(_with_arms(turn)), 303)


def _with_arms(turn: Turn) -> Turn:
    """Return the turn with the arms that are due after it: the next page may depend on them."""
    return replace(turn, running=replace(turn.running, arms=with_arms(turn.who, turn.answered).arms))


def _following(turn: Turn) -> str:
    """The address to go on to: the same page while it has questions that were not asked yet."""
    missing = turn.answered.missing(turn.now)
    if missing:
        first, change = missing[0].id, "" if is_change() else None
        return url_for("interview.question", slug=turn.who.slug, question_id=first, _anchor=f"{first}-question", change=change)
    return forward(turn.who, turn.answered.first_missing if is_change() else turn.answered.after(turn.now))


def _back(turn: Turn) -> ResponseReturnValue:
    _keep(turn, went_back=True)
    before = turn.running.before(turn.page)
    return redirect(forward(turn.who, None) if is_change() else backward(turn.who, before), 303)


def _stay(turn: Turn) -> ResponseReturnValue:
    """Show the page again, perhaps in another language, with what stands on it, saved or not."""
    _keep(turn)
    return _again(turn)


def _later(turn: Turn) -> ResponseReturnValue:
    _keep(turn)
    return _again(turn, marked=True) if turn.is_faulty else save_for_later(turn.who)


def _expire(turn: Turn) -> ResponseReturnValue:
    _keep(turn)
    visit.let_expire(turn.who.slug)
    return redirect(request.path, 303)


_BUTTONS: Mapping[str, Callable[[Turn], ResponseReturnValue]] = {
    "next": _next,
    "back": _back,
    "stay": _stay,
    "save": _later,
    "expire": _expire,
}


def _again(turn: Turn, *, marked: bool = False, unanswered: int = 0) -> ResponseReturnValue:
    return question_page(turn.who, turn.answered, turn.now, turn.sent, marked=marked, unanswered=unanswered)


def _keep(turn: Turn, *, went_back: bool = False) -> None:
    """Store what stands on a page that is left by another button than `next`: nothing chosen is not yet skipped."""
    allowed = [each for each in turn.applying if not each.is_faulty]
    kept = [each for each in allowed if not each.is_empty or each.question.id in turn.running.answers]
    if kept or went_back:
        _save(turn, kept, went_back=went_back)


def _save(turn: Turn, kept: list[Sent] | tuple[Sent, ...], *, went_back: bool = False) -> None:
    told = request.form.get("layout", "")
    noted = Noted(
        turn.who.language,
        visit.seconds_open(turn.who.slug, turn.page[0].id),
        Screen(told) if told in set(Screen) else None,
        went_back,
    )
    answers = [answer for each in kept for answer in each.answers]
    if not interviews.save(runtime().engine, turn.who.token_hash, answers, noted):
        abort(make_response(gone(turn.who)))
