"""A form made from data: one question, one WTForms form, no class a request."""

from __future__ import annotations

from typing import Any

from wtforms.fields.core import UnboundField
from wtforms.form import BaseForm
from wtforms.meta import DefaultMeta

from instruments.model import Question
from survey.fields import FIELDS, AnswerField

_META = DefaultMeta()


def read_answer(question: Question, formdata: Any) -> AnswerField:
    """Return a question's field as the browser filled it, validated: its `answer`, or its `problem`.

    formdata  a multi-dict such as `request.form`; inputs of other names are ignored
    """
    form = BaseForm({question.id: UnboundField(FIELDS[question.kind].field, question)}, meta=_META)
    form.process(formdata)
    form.validate()
    field: AnswerField = form[question.id]
    return field
