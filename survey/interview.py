"""The interview as a state machine: which page comes next, given what is answered. Pure; no request, no database."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from instruments.answers import Answer
from instruments.model import Instrument, Question
from instruments.order import arranged, shuffled
from instruments.piping import is_piped, piped
from instruments.route import asked, narrowed


@dataclass(frozen=True)
class Interview:
    """One respondent's way through an instrument so far.

    answers  by question id, one for every page that was sent, skipped ones included; for a battery also one an item
    arms     the experimental arm by experiment id
    seed     from which the respondent's orders follow
    """

    instrument: Instrument
    answers: Mapping[str, Answer]
    arms: Mapping[str, str]
    seed: int = 0

    @cached_property
    def pages(self) -> tuple[Question, ...]:
        """The questions that apply, in the respondent's order."""
        return asked(arranged(self.instrument, self.seed), self.answers, self.arms)

    def shown(self, question: Question) -> Question:
        """Return a question as this respondent sees it: its order, the statements of the arm, earlier answers in its words."""
        found = shuffled(narrowed(question, self.arms), self.seed)
        if not is_piped(found):
            return found
        asked_too = {part.id for page in self.pages for part in page.parts}
        in_force = {name: answer for name, answer in self.answers.items() if name in asked_too}
        return piped(found, self.instrument, in_force)

    @property
    def first_missing(self) -> Question | None:
        """The first page that was not sent yet; None where the review is due."""
        return next((question for question in self.pages if question.id not in self.answers), None)

    def reaches(self, question_id: str) -> bool:
        """Whether the page may be shown: it applies, and every page before it was sent."""
        for question in self.pages:
            if question.id == question_id:
                return True
            if question.id not in self.answers:
                return False
        return False

    def position(self, question_id: str) -> int:
        """Return the place of a page among those that apply, counted from 1; a ValueError where it does not."""
        return [question.id for question in self.pages].index(question_id) + 1

    def after(self, question_id: str) -> Question | None:
        """Return the page after a page; None = the review."""
        following = self.pages[self.position(question_id) :]
        return following[0] if following else None

    def before(self, question_id: str) -> Question | None:
        """Return the page before a page; None = the start."""
        position = self.position(question_id)
        return self.pages[position - 2] if position > 1 else None

    def with_answers(self, answers: Mapping[str, Answer]) -> Interview:
        """Return the interview with more, or changed, answers."""
        return replace(self, answers={**self.answers, **answers})


def assigned_arms(instrument: Instrument, seed: int) -> dict[str, str]:
    """Return the arm of each experiment, drawn in its ratio; the same seed gives the same arms."""
    draw = random.Random(seed)  # noqa: S311 - an assignment that can be repeated, not a secret
    return {experiment.id: draw.choices(experiment.arms, weights=experiment.ratio)[0] for experiment in instrument.experiments}
