"""Showing a page of questions: empty, filled, or with what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from flask import request
from flask.typing import ResponseReturnValue

from instruments.answers import SKIPPED, Given
from instruments.errors import AnswerError
from instruments.model import Kind, Paging, Question
from instruments.route import questions_in
from survey.cookies import visit
from survey.interview import Interview, Page, together
from survey.questions.fields import AnswerField, given
from survey.questions.form import Sent
from survey.questions.pages import Filled, QuestionPage, beside_others, faulty_inputs, message, page_as_shown
from survey.rendering import PageKind, respond
from survey.runtime import runtime
from survey.views.request import Visitor, action
from survey.wording import MESSAGES

GIVES_UP = "gives_up"
"""The field of a page whose mistakes were shown when it was left by "Back": pressed once more, that button leaves them."""


@dataclass(frozen=True)
class Block:
    """One question of a page, with what stands in its inputs.

    filled  the question, or each item of a battery
    is_new  whether it was brought up by answers on this very page
    """

    q: QuestionPage
    filled: tuple[Filled, ...]
    is_new: bool

    @property
    def alike(self) -> str | None:
        """What names its inputs where they are the same for every respondent: empty ones, of a page that is."""
        return self.q.alike if all(each.is_empty for each in self.filled) else None

    @property
    def problems(self) -> list[tuple[str | None, str]]:
        """The input to mend and what is wrong with it, as the summary of the page says it."""
        named = bool(self.q.items) or self.q.heading != "h1"
        return [
            (each.faulty[0], _about(each.q.text, each.problem) if named else each.problem) for each in self.filled if each.problem
        ]


def question_page(
    who: Visitor, running: Interview, page: Page, sent: Sequence[Sent] = (), *, marked: bool = False, stood: str | None = None
) -> ResponseReturnValue:
    """Show a page with the answers that are stored, or that were just sent.

    marked  whether it says what is wrong with what was sent
    stood   what the stored answers were (`Interview.stood`), where those of `running` are not all stored
    """
    visit.open_page(who.slug, page[0].id)
    visit.forget_code(who.slug)
    typed = {field.question.id: field for each in sent for field in each.fields}
    blocks = [_block(who, running, page, asked, typed, marked=marked) for asked in page]
    problems = [problem for block in blocks for problem in block.problems]
    unanswered = _unanswered(running, page, blocks) if asks_again() and not sent else []
    made = who.page(
        PageKind.QUESTION,
        "question.html",
        _heading(who, running, page, blocks[0].q),
        error=bool(problems),
        sensitive=any(running.instrument.section_of[asked.id].sensitive for asked in page),
        ends_after=runtime().settings.idle_limit,
        problems=problems,
        blocks=blocks,
        together=running.instrument.layout is not Paging.QUESTION,
        unanswered=unanswered,
        stood=stood or running.stood(page),
        progress=_progress(who, running, page),
        is_change=is_change(),
        gives_up=GIVES_UP if problems and action() == "back" else None,
    )
    return respond(made, 400 if problems else 200)


def is_change() -> bool:
    """Whether the page was come to from the review, to change an answer."""
    return "change" in request.args


def asks_again() -> bool:
    """Whether the page is shown once more because answers were left out that its questionnaire does not want left out."""
    return "unanswered" in request.args


def _unanswered(running: Interview, page: Page, blocks: Sequence[Block]) -> list[QuestionPage]:
    """Return what has no answer that the questionnaire asks once more for: questions, and lines of batteries."""
    return [
        filled.q
        for asked, block in zip(page, blocks, strict=True)
        if asked.soft_check
        for part, filled in zip(asked.parts, block.filled, strict=True)
        if running.answers.get(part.id, SKIPPED) == SKIPPED
    ]


def numbered(running: Interview) -> list[Question]:
    """Return the questions that apply, without texts that are only read."""
    return [each for each in running.questions if each.kind is not Kind.INFO]


def _block(
    who: Visitor, running: Interview, page: Page, asked: Question, typed: Mapping[str, AnswerField], *, marked: bool
) -> Block:
    shown = running.shown(asked)
    q = page_as_shown(running.instrument, shown, who.language)
    q = q if running.instrument.layout is Paging.QUESTION else beside_others(q)
    filled = []
    for part, part_page in zip(shown.parts, q.items or (q,), strict=True):
        field = typed.get(part.id)
        stands = field.given if field else given(part, running.answers.get(part.id), who.language)
        filled.append(_filled(who, part_page, stands, field.problem if field and marked else None))
    return Block(q, tuple(filled), _is_new(running, page, asked))


def _is_new(running: Interview, page: Page, asked: Question) -> bool:
    """Whether a question without an answer hangs on one that was answered on the same page."""
    conditions = (running.instrument.section_of[asked.id].ask_if, asked.ask_if)
    hangs_on = {answer.question for condition in conditions for answer in questions_in(condition)}
    beside = {part.id for each in page for part in each.parts}
    return asked.id not in running.answers and not (hangs_on & beside).isdisjoint(running.answers)


def _about(question: str, problem: str) -> str:
    """Return what is wrong with a question, after its text; one that ends a sentence is followed by the next."""
    return f"{question} {problem}" if question.endswith(("?", "!", ".", "…")) else f"{question}: {problem}"


def _filled(who: Visitor, part: QuestionPage, stands: Given, problem: AnswerError | None) -> Filled:
    filled = Filled(part, stands)
    if problem is None:
        return filled
    words = message(part, problem, who.say, partial(MESSAGES.plural, who.language))
    return replace(filled, problem=words, faulty=faulty_inputs(filled, problem))


def _heading(who: Visitor, running: Interview, page: Page, first: QuestionPage) -> str:
    layout = running.instrument.layout
    if layout is Paging.PAGE:
        return running.instrument.title[who.language]
    if layout is Paging.SECTION:
        return first.section or who.say("questions_title")
    if first.kind is Kind.INFO:
        return first.section or who.say("card_title")
    return first.text


def _progress(who: Visitor, running: Interview, page: Page) -> str | None:
    """The place of a page and their number; None where there is but one page.

    Where routing may change the number, it is said to be about that of the pages that apply given the answers so far. The
    place is certain even then: conditions are on earlier answers alone, so going on never changes how many pages lie behind.
    """
    instrument = running.instrument
    told = [each for each in running.pages if any(asked.kind is not Kind.INFO for asked in each)]
    if page not in told or instrument.layout is Paging.PAGE:
        return None
    key = "question_of" if instrument.layout is Paging.QUESTION else "page_of"
    return who.say(key if _is_certain(running) else f"{key}_about", i=told.index(page) + 1, n=len(told))


def _is_certain(running: Interview) -> bool:
    """Whether each page will be shown to everybody: some question of it has no condition."""
    instrument = running.instrument
    if any(section.ask_if for section in instrument.sections):
        return False
    every = [each for each in instrument.questions if each is not instrument.consent]
    return all(any(asked.ask_if is None for asked in together(instrument, each)) for each in every)
