"""What a respondent does on a page of questions: go on, go back, switch the language, save, stay. Each post is stored first."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from flask import abort, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from instruments.kinds import OTHER_TEXT
from instruments.responses import Screen
from instruments.route import narrowed
from survey.cookies import visit
from survey.interview import Interview, Page
from survey.questions.form import Sent, read_page
from survey.runtime import runtime
from survey.sampling.endings import SentPage, cells_of, deciding
from survey.store import saving
from survey.store.saving import Noted
from survey.views.asking import GIVES_UP, is_change, question_page
from survey.views.ending import ending, with_arms
from survey.views.request import Visitor, action, expired, in_language, is_idle, language_of_page, switched
from survey.views.resuming import save_for_later
from survey.views.running import backward, expire, forward, gone

CLEAR = "clear:"
"""The button that takes an answer back, for a chosen radio cannot be; the id of the question, or of the item, follows."""


@dataclass(frozen=True)
class Turn:
    """A page as it was sent.

    who       in the language that is shown next
    language  that of the page
    running   the interview before it
    page      the questions that stood on it as far as the stored answers tell
    sent      those that did stand on it, each as the browser filled it
    """

    who: Visitor
    language: str
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

    @property
    def is_overtaken(self) -> bool:
        """Whether the page was answered anew elsewhere, in another tab for instance, since it was shown."""
        stood = self.running.stood(self.page)
        return request.form.get("stood", stood) != stood

    @cached_property
    def kept(self) -> tuple[Sent, ...]:
        """What is stored by another button than `next`.

        Nothing chosen is not yet skipped, and what was answered elsewhere since is newer than this page.
        """
        if self.is_overtaken:
            return ()
        allowed = (each for each in self.applying if not each.is_faulty)
        return tuple(each for each in allowed if not each.is_empty or each.question.id in self.running.answers)

    @property
    def over(self) -> ResponseReturnValue | None:
        """The end of the interview, where what stands on the page, which is stored, decides it."""
        sent = {part.id for each in self.applying for part in each.question.parts}
        before = visit.cells_before(self.who.slug)
        held = cells_of(self.running) if before is None else before
        return ending(self.who, SentPage(self.running, self.answered, sent, held))


def answer_page(who: Visitor, running: Interview, page: Page) -> ResponseReturnValue:
    """Do what the pressed button says with a page that was sent."""
    cleared = action().removeprefix(CLEAR) if action().startswith(CLEAR) else None
    form = MultiDict((name, value) for name, value in request.form.items(multi=True) if name not in _inputs(cleared))
    shown = set(request.form.getlist("shown")) or {question.id for question in page}
    stood = [question for question in running.whole(page) if question.id in shown]
    sent = tuple(read_page(narrowed(question, running.arms), form) for question in stood)
    code = switched(running.instrument.languages)
    turn = Turn(in_language(who, code) if code else who, language_of_page(who), running, page, sent)
    if is_idle(who):
        return _late(turn)
    pressed = _BUTTONS.get("stay" if code or cleared else action())
    if pressed is None:
        abort(400)
    return pressed(turn)


def _inputs(cleared: str | None) -> tuple[str, ...]:
    """The names of the inputs of an answer that is taken back."""
    return (cleared, f"{cleared}__{OTHER_TEXT}") if cleared else ()


def _next(turn: Turn) -> ResponseReturnValue:
    unanswered = any(each.unanswered for each in turn.applying if each.question.soft_check)
    if turn.is_faulty:
        return _again(turn, marked=True)
    if unanswered and "unanswered" not in request.form:
        return _shown_anew(turn, unanswered="")
    _save(turn, turn.applying)
    over = turn.over
    visit.forget_unsent(turn.who.slug, turn.page[0].id)
    return over or redirect(_following(_with_arms(turn)), 303)


def _with_arms(turn: Turn) -> Turn:
    """Return the turn with the arms that are due after it: the next page may depend on them."""
    given = with_arms(turn.who, turn.answered)
    return turn if given is turn.answered else replace(turn, running=replace(turn.running, arms=given.arms))


def _following(turn: Turn) -> str:
    """The address to go on to: the same page while it has questions that were not asked yet."""
    missing = turn.answered.missing(turn.now)
    if missing:
        first, change = missing[0].id, "" if is_change() else None
        return url_for("interview.question", slug=turn.who.slug, question_id=first, _anchor=f"{first}-question", change=change)
    return forward(turn.who, turn.answered.first_missing if is_change() else turn.answered.after(turn.now))


def _back(turn: Turn) -> ResponseReturnValue:
    """Go back; what cannot be stored is shown first, and given up by pressing the button again."""
    if turn.is_faulty and GIVES_UP not in request.form:
        _keep_unsent(turn)
        return _again(turn, marked=True)
    _keep_unsent(turn, went_back=True)
    before = turn.running.before(turn.page)
    return redirect(forward(turn.who, None) if is_change() else backward(turn.who, before), 303)


def _stay(turn: Turn) -> ResponseReturnValue:
    """Show the page again, perhaps in another language, with what stands on it."""
    return _shown_anew(turn, unanswered="" if "unanswered" in request.form else None)


def _shown_anew(turn: Turn, unanswered: str | None) -> ResponseReturnValue:
    """Lead to the page, with what stands on it stored; show at once what cannot be stored.

    Led to, it is a page that the browser's own button "Back" can return to without asking whether to send it again.
    """
    _keep_unsent(turn)
    if turn.is_faulty or (turn.is_overtaken and turn.applying):
        return _again(turn)
    change = "" if is_change() else None
    address = url_for("interview.question", slug=turn.who.slug, question_id=turn.now[0].id, change=change, unanswered=unanswered)
    return redirect(address, 303)


def _later(turn: Turn) -> ResponseReturnValue:
    return _kept_at_last(turn) or (_again(turn, marked=True) if turn.is_faulty else save_for_later(turn.who))


def _expire(turn: Turn) -> ResponseReturnValue:
    """Close the visit, unless another tab was used since; what stands on the page is stored if nothing newer is."""
    if not expire(turn.who):
        return redirect(request.path, 303) if turn.is_overtaken else _stay(turn)
    return _kept_at_last(turn) or redirect(request.path, 303)


def _late(turn: Turn) -> ResponseReturnValue:
    """Store what stands on a page that was sent after its visit had ended, and say that it has."""
    was_question = "stood" in request.form  # else it was the page that says so
    return (_kept_at_last(turn) if was_question else None) or expired(turn.who)


def _kept_at_last(turn: Turn) -> ResponseReturnValue | None:
    """Store what stands on a page that is not come back to by its own buttons; the end of the interview, where it decides it."""
    _keep(turn)
    return turn.over if turn.kept else None


_BUTTONS: Mapping[str, Callable[[Turn], ResponseReturnValue]] = {
    "next": _next,
    "back": _back,
    "stay": _stay,
    "save": _later,
    "expire": _expire,
}


def _again(turn: Turn, *, marked: bool = False) -> ResponseReturnValue:
    """Show the page with what was sent; it is made from what is stored by now, and another tab may have stored it."""
    stored = turn.running.with_answers({part.id: answer for each in turn.kept for part, answer in each.answers})
    stood = turn.running.stood(turn.page) if marked and action() == "next" else stored.stood(turn.page)
    return question_page(turn.who, turn.answered, turn.now, turn.sent, marked=marked, stood=stood)


def _keep(turn: Turn, *, went_back: bool = False) -> None:
    """Store what stands on a page that is left by another button than `next`."""
    if turn.kept or went_back:
        _save(turn, turn.kept, went_back=went_back)


def _keep_unsent(turn: Turn, *, went_back: bool = False) -> None:
    """Store it so that the page is still to be sent: only then does it decide whether the interview goes on."""
    _keep(turn, went_back=went_back)
    is_new = any(turn.running.answers.get(part.id) != answer for each in turn.kept for part, answer in each.answers)
    if is_new:
        visit.note_unsent(turn.who.slug, turn.page[0].id, cells_of(turn.running), deciding(turn.running))


def _save(turn: Turn, kept: Sequence[Sent], *, went_back: bool = False) -> None:
    told = request.form.get("layout", "")
    noted = Noted(
        turn.language,
        visit.seconds_open(turn.who.slug, turn.page[0].id),
        Screen(told) if told in set(Screen) else None,
        went_back,
    )
    answers = [answer for each in kept for answer in each.answers]
    if not saving.save(runtime().engine, turn.who.token_hash, answers, noted, turn.who.stored):
        abort(make_response(gone(turn.who)))
