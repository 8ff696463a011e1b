"""A form made from data: one page, one WTForms form, no class a request."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from wtforms.fields.core import UnboundField
from wtforms.form import BaseForm
from wtforms.meta import DefaultMeta

from instruments import kinds
from instruments.answers import SKIPPED, Answer
from instruments.kinds import OTHER_TEXT
from instruments.model import Kind, Question
from survey.questions.fields import FIELDS, AnswerField

_META = DefaultMeta()


@dataclass(frozen=True)
class Sent:
    """A question's page as the browser filled it: one field, or for a battery one an item."""

    question: Question
    fields: tuple[AnswerField, ...]

    @property
    def is_faulty(self) -> bool:
        """Whether some answer is not allowed."""
        return any(field.problem for field in self.fields)

    @property
    def is_empty(self) -> bool:
        """Whether nothing was answered."""
        return self.unanswered == len(self.fields)

    @property
    def unanswered(self) -> int:
        """How many answers were left out."""
        return sum(field.answer == SKIPPED for field in self.fields)

    @property
    def answers(self) -> tuple[tuple[Question, Answer], ...]:
        """What is stored for the page, its own row first: that of a battery only says that it was sent."""
        items = tuple((field.question, field.answer) for field in self.fields)
        return ((self.question, SKIPPED), *items) if self.question.kind is Kind.BATTERY else items


def read_page(question: Question, formdata: Any) -> Sent:
    """Return a question's page as the browser filled it, validated: each field has its `answer`, or its `problem`.

    formdata  a multi-dict such as `request.form`; inputs of other names are ignored
    """
    form = BaseForm({part.id: UnboundField(FIELDS[part.kind].field, part) for part in question.parts}, meta=_META)
    form.process(formdata)
    form.validate()
    return Sent(question, tuple(form[part.id] for part in question.parts))


def input_names(question: Question) -> frozenset[str]:
    """Return the names of all inputs that a question's page may have."""
    further = (f"{part.id}__{name}" for part in question.parts for name in (OTHER_TEXT, *kinds.inputs(part)))
    return frozenset({*(part.id for part in question.parts), *further})
