"""WTForms fields for the kinds of question: they read a form, and leave to `instruments.kinds` what an answer may be.

A kind is added here as one entry of `FIELDS`: the field that reads it, and the template that shows it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from wtforms.fields import Field
from wtforms.validators import StopValidation

from instruments import kinds
from instruments.answers import SKIPPED, Answer, Given
from instruments.errors import AnswerError
from instruments.kinds import OTHER_TEXT
from instruments.model import Kind, Question
from instruments.piping import number
from instruments.rules.dates import PARTS, calendar_date


class AnswerField(Field):  # type: ignore[misc]  # WTForms ships no types
    """The answer to one question.

    given    what the browser sent, kept as typed
    answer   what it means; SKIPPED until validated
    problem  why it is not allowed, with the key of the message
    """

    def __init__(self, question: Question, **bound: Any) -> None:
        super().__init__(**bound)
        self.question = question
        self.given = Given()
        self.answer: Answer = SKIPPED
        self.problem: AnswerError | None = None

    def process(self, formdata: Any, data: object = None, extra_filters: object = None) -> None:
        """Read the question's inputs; the other text, and each further input, has a name of its own beside them."""
        self.process_errors: list[str] = []
        others = formdata.getlist(f"{self.question.id}__{OTHER_TEXT}")
        parts = {name: "\n".join(formdata.getlist(f"{self.question.id}__{name}")) for name in kinds.inputs(self.question)}
        self.given = Given(tuple(formdata.getlist(self.question.id)), "\n".join(others), parts)

    def pre_validate(self, form: object) -> None:
        """Parse what was given; the error is the key of a message."""
        try:
            self.answer = kinds.parse(self.question, self.given.values, self.given.other_text, self.given.parts)
        except AnswerError as error:
            self.problem = error
            raise StopValidation(error.key) from error


@dataclass(frozen=True)
class FieldRule:
    """How one kind of question is read and shown: the field class, and the template of its inputs."""

    field: type[AnswerField]
    widget: str


FIELDS: Mapping[Kind, FieldRule] = {
    Kind.ONE: FieldRule(AnswerField, "choices"),
    Kind.MANY: FieldRule(AnswerField, "choices"),
    Kind.SCALE: FieldRule(AnswerField, "scale"),
    Kind.INTEGER: FieldRule(AnswerField, "box"),
    Kind.DECIMAL: FieldRule(AnswerField, "box"),
    Kind.DATE: FieldRule(AnswerField, "date"),
    Kind.TEXT: FieldRule(AnswerField, "box"),
    Kind.LONGTEXT: FieldRule(AnswerField, "box"),
    Kind.RANK: FieldRule(AnswerField, "rank"),
    Kind.BATTERY: FieldRule(AnswerField, "battery"),
    Kind.COUNT: FieldRule(AnswerField, "scale"),
    Kind.INFO: FieldRule(AnswerField, "card"),
    Kind.CONSENT: FieldRule(AnswerField, "choices"),
}


def given(question: Question, answer: Answer | None, language: str) -> Given:
    """Return what the inputs of a stored answer hold; an absent or skipped one leaves them empty."""
    if answer is None or answer == SKIPPED:
        return Given()
    if answer.missing is not None:
        return Given((str(int(answer.missing)),))
    if question.kind is Kind.DATE:
        found = calendar_date(answer.value)
        return Given(parts={part: str(getattr(found, part)) for part in PARTS} if found else {})
    values = answer.value if isinstance(answer.value, tuple) else (answer.value,)
    if question.kind is Kind.RANK:
        ids = {choice.code: choice.id or "" for choice in question.substantive}
        return Given(parts={ids[code]: str(rank) for rank, code in enumerate(values, start=1) if isinstance(code, int)})
    written = (number(value, language) if isinstance(value, float) else str(value) for value in values)
    return Given(tuple(written), answer.other_text or "")
