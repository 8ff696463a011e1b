"""The interview as a state machine: which page comes next, given what is answered. Pure; no request, no database.

A page holds the questions that are answered together: one, those of a section, or all, as the instrument's layout says.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import sha256
from itertools import groupby

from instruments.answers import Answer
from instruments.model import Instrument, Paging, Question
from instruments.order import arranged, shuffled
from instruments.piping import is_piped, piped
from instruments.route import asked, narrowed

Page = tuple[Question, ...]
"""The questions of one page, never none."""


@dataclass(frozen=True)
class Interview:
    """One respondent's way through an instrument so far.

    answers  by question id, one for every question that was sent, skipped ones included; for a battery also one an item
    arms     the experimental arm by experiment id
    seed     from which the respondent's orders follow
    """

    instrument: Instrument
    answers: Mapping[str, Answer]
    arms: Mapping[str, str]
    seed: int = 0

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        """The questions that apply, in the respondent's order."""
        return asked(self._arranged, self.answers, self.arms)

    @cached_property
    def pages(self) -> tuple[Page, ...]:
        """The same questions, as they stand on pages."""
        return _paged(self.instrument, self.questions)

    def shown(self, question: Question) -> Question:
        """Return a question as this respondent sees it: its order, the statements of the arm, earlier answers in its words."""
        found = shuffled(narrowed(question, self.arms), self.seed)
        if not is_piped(found):
            return found
        return piped(found, self.instrument, self.in_force)

    @cached_property
    def in_force(self) -> Mapping[str, Answer]:
        """The answers to questions that apply, by the ids of their parts."""
        parts = (part.id for question in self.questions for part in question.parts)
        return {name: self.answers[name] for name in parts if name in self.answers}

    def is_settled(self, question_id: str) -> bool:
        """Whether it is known what there is to know of a question: it was sent, or the respondent's way has led past it."""
        if any(part.id == question_id for question in self.questions for part in question.parts):
            return question_id in self.answers
        to_come = next((question for question in self.questions if question.id not in self.answers), None)
        order = [part.id for question in self._arranged.questions for part in question.parts]
        return to_come is None or order.index(question_id) < order.index(to_come.parts[0].id)

    @property
    def first_missing(self) -> Page | None:
        """The first page with a question that was not sent yet; None where the review is due."""
        return next((page for page in self.pages if self.missing(page)), None)

    def missing(self, page: Page) -> Page:
        """Return the questions of a page that were not sent yet."""
        return tuple(question for question in page if question.id not in self.answers)

    def reached(self, question_id: str) -> Page | None:
        """Return the page of a question; None where it does not apply, or a page before it was not sent yet."""
        for page in self.pages:
            if any(question.id == question_id for question in page):
                return page
            if self.missing(page):
                return None
        return None

    def whole(self, page: Page) -> Page:
        """Return every question that may ever stand on a page, whether it applies now or not."""
        return together(self._arranged, page[0])

    def after(self, page: Page) -> Page | None:
        """Return the page after a page; None = the review."""
        following = self.pages[self.position(page) :]
        return following[0] if following else None

    def before(self, page: Page) -> Page | None:
        """Return the page before a page; None = the start."""
        position = self.position(page)
        return self.pages[position - 2] if position > 1 else None

    def position(self, page: Page) -> int:
        """Return the place of a page among those that apply, counted from 1; a ValueError where it does not."""
        for place, each in enumerate(self.pages, start=1):
            if page[0] in each:
                return place
        raise ValueError(f"{page[0].id} stands on no page that applies")

    def stood(self, page: Page) -> str:
        """Return what tells whether the answers of a page changed: other answers give another text."""
        parts = (part for question in self.whole(page) for part in question.parts)
        return sha256(repr([self.answers.get(part.id) for part in parts]).encode()).hexdigest()[:16]

    def with_answers(self, answers: Mapping[str, Answer]) -> Interview:
        """Return the interview with more, or changed, answers."""
        return replace(self, answers={**self.answers, **answers})

    @cached_property
    def _arranged(self) -> Instrument:
        return arranged(self.instrument, self.seed)


def together(instrument: Instrument, question: Question) -> Page:
    """Return every question that may stand on one page with a question, itself included."""
    if instrument.layout is Paging.QUESTION:
        return (question,)
    by_section = instrument.layout is Paging.SECTION
    every = instrument.section_of[question.id].questions if by_section else instrument.questions
    return tuple(each for each in every if each is not instrument.consent)


def _paged(instrument: Instrument, questions: tuple[Question, ...]) -> tuple[Page, ...]:
    """Return the pages of some questions in their order."""
    if instrument.layout is Paging.QUESTION:
        return tuple((question,) for question in questions)
    by_section = instrument.layout is Paging.SECTION
    together = groupby(questions, lambda question: instrument.section_of[question.id].id if by_section else "")
    return tuple(tuple(page) for _, page in together)
