"""The interview as a state machine: which page comes next, given what is answered. Pure; no request, no database."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from instruments.answers import Answer
from instruments.model import Instrument, Question
from instruments.route import asked


@dataclass(frozen=True)
class Interview:
    """One respondent's way through an instrument so far.

    answers  by question id, one for every page that was sent, skipped ones included
    arms     the experimental arm by experiment id
    """

    instrument: Instrument
    answers: Mapping[str, Answer]
    arms: Mapping[str, str]

    @cached_property
    def pages(self) -> tuple[Question, ...]:
        """The questions that apply, in order."""
        return asked(self.instrument, self.answers, self.arms)

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

    def with_answer(self, question_id: str, answer: Answer) -> Interview:
        """Return the interview with one more, or one changed, answer."""
        return replace(self, answers={**self.answers, question_id: answer})


def assigned_arms(instrument: Instrument, seed: int) -> dict[str, str]:
    """Return the arm of each experiment, drawn in its ratio; the same seed gives the same arms."""
    draw = random.Random(seed)  # noqa: S311 - an assignment that can be repeated, not a secret
    return {experiment.id: draw.choices(experiment.arms, weights=experiment.ratio)[0] for experiment in instrument.experiments}
