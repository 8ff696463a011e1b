"""Answers that are numbers: whole ones, and those with digits after the point."""

from __future__ import annotations

import math
import re

from instruments.answers import SKIPPED, Answer, Given
from instruments.errors import AnswerError
from instruments.model import NonAnswer, Question

INTEGER_LIMIT = 2**31 - 1
PLACES = 2
"""How many digits may stand after the point where the questionnaire does not say it."""

_GROUPED = re.compile(r"([+-]?[0-9]{1,3})((?:[ \u00a0\u2009\u202f][0-9]{3})+)([.,][0-9]+)?", re.ASCII)
"""A number whose thousands are set apart by spaces, as Kazakh and Russian do: such a space is part of no other number."""

_INTEGER = re.compile(r"[+-]?[0-9]{1,10}", re.ASCII)
_DECIMAL = re.compile(r"([+-]?)([0-9]{1,10})(?:([.,])([0-9]+))?", re.ASCII)


def parse_number(question: Question, given: Given) -> Answer:
    """Turn a whole number into an answer, with spaces between its thousands or without.

    It may be sent beside a non-answer (a box and radios), but only one of the two.
    """
    if not given.values:
        return SKIPPED
    written = _alone(question, given)
    chosen = _non_answer(question, written)
    if chosen is not None and not _in_range(question, int(chosen)):
        return Answer(missing=chosen)
    if not _INTEGER.fullmatch(written):
        raise _range_error(question)
    answer = Answer(value=int(written))
    check_number(question, answer)
    return answer


def parse_decimal(question: Question, given: Given) -> Answer:
    """Turn a number with a decimal comma or point, and with spaces between its thousands or without, into an answer.

    A comma before three digits may stand between thousands: it is refused unless the question allows three places.
    """
    if not given.values:
        return SKIPPED
    written = _alone(question, given)
    chosen = _non_answer(question, written)
    if chosen is not None:
        return Answer(missing=chosen)
    found = _DECIMAL.fullmatch(written)
    if not found or len(found[4] or "") > places(question):
        raise AnswerError("error_decimal_n", {"n": places(question)})
    answer = Answer(value=float(f"{found[1]}{found[2]}.{found[4] or 0}") + 0.0)
    check_decimal(question, answer)
    return answer


def places(question: Question) -> int:
    """Return how many digits a `decimal` may have after the point."""
    return PLACES if question.places is None else question.places


def number_limits(question: Question) -> tuple[float | None, float | None]:
    """Return the bounds of a `decimal`; None = open."""
    low, high = (limit if isinstance(limit, int | float) else None for limit in question.limits)
    return low, high


def check_number(question: Question, answer: Answer) -> None:
    """Raise AnswerError unless the answer is a whole number within the bounds."""
    if not isinstance(answer.value, int) or not _in_range(question, answer.value):
        raise _range_error(question)


def check_decimal(question: Question, answer: Answer) -> None:
    """Raise AnswerError unless the answer is a number within the bounds and has no more digits than it may have."""
    number = answer.value
    if not isinstance(number, int | float) or not math.isfinite(number):
        raise AnswerError("error_decimal_n", {"n": places(question)})
    if round(number, places(question)) != number:
        raise AnswerError("error_decimal_n", {"n": places(question)})
    low, high = number_limits(question)
    if number < (-INTEGER_LIMIT if low is None else low):
        raise AnswerError("error_too_small", {"low": -INTEGER_LIMIT if low is None else low})
    if number > (INTEGER_LIMIT if high is None else high):
        raise AnswerError("error_too_large", {"high": INTEGER_LIMIT if high is None else high})


def _alone(question: Question, given: Given) -> str:
    """Return the one value that was sent, without the spaces around it and between thousands."""
    if len(given.values) > 1:
        ticked = [chosen for value in given.values if (chosen := _non_answer(question, value)) is not None]
        raise AnswerError("error_exclusive_named", {"label_of": int(ticked[-1])}) if ticked else AnswerError("error_only_one")
    written = given.values[0].strip().replace("\u2212", "-")
    return "".join(written.split()) if _GROUPED.fullmatch(written) else written


def _non_answer(question: Question, written: str) -> NonAnswer | None:
    offered = {str(choice.code): choice.code for choice in question.non_answers}
    return NonAnswer(offered[written]) if written in offered else None


def _in_range(question: Question, number: int) -> bool:
    low, high = _bounds(question)
    return low <= number <= high


def _bounds(question: Question) -> tuple[int, int]:
    low = -INTEGER_LIMIT if question.low is None else question.low
    return low, INTEGER_LIMIT if question.high is None else question.high


def _range_error(question: Question) -> AnswerError:
    low, high = _bounds(question)
    return AnswerError("error_number_range", {"low": low, "high": high})
