"""Why a question does not allow an answer, in a sentence for whoever reads the data."""

from __future__ import annotations

from instruments import kinds
from instruments.answers import Answer
from instruments.errors import AnswerError
from instruments.model import Question


def refusal(question: Question, written: str, answer: Answer) -> str | None:
    """Return why an answer does not fit its question, `written` quoted; None where it does."""
    try:
        kinds.check(question, answer)
    except AnswerError as error:
        if error.key == "error_number_range":
            return f"{written!r} lies outside {error.parameters['low']} to {error.parameters['high']}."
        if error.key == "error_exclusive_named":
            return f"{written!r} holds the code {error.parameters['label_of']}, which excludes the others."
        if error.key == "error_too_long_n":
            return f"{written!r} has more than {error.parameters['n']} characters."
        return f"{written!r} is no answer that {question.id} allows."
    return None
