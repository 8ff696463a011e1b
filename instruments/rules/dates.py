"""Answers that are dates: written in three boxes, kept as ISO text."""

from __future__ import annotations

import re
from datetime import date

from instruments.answers import SKIPPED, Answer, Given
from instruments.errors import AnswerError
from instruments.model import Question
from instruments.rules.choices import non_answer

PARTS = ("day", "month", "year")

_ISO = re.compile(r"([1-9][0-9]{3})-([0-9]{2})-([0-9]{2})", re.ASCII)
_SHAPES = {"day": re.compile(r"[0-9]{1,2}", re.ASCII), "month": re.compile(r"[0-9]{1,2}", re.ASCII)}
_YEAR = re.compile(r"[1-9][0-9]{3}", re.ASCII)


def parse_date(question: Question, given: Given) -> Answer:
    """Turn day, month and year, or an ISO date under the question's own name, into an answer."""
    written = [given.parts.get(part, "").strip() for part in PARTS]
    chosen = non_answer(question, [*given.values, *filter(None, written)] if given.values else [])
    if chosen:
        return chosen
    if not given.values and not any(written):
        return SKIPPED
    if len(given.values) > 1 or (given.values and any(written)):
        raise AnswerError("error_only_one")
    day, month, year = written
    if given.values:
        answer = Answer(value=given.values[0].strip())
    elif _YEAR.fullmatch(year) and all(shape.fullmatch(given.parts[part].strip()) for part, shape in _SHAPES.items()):
        answer = Answer(value=f"{year}-{int(month):02}-{int(day):02}")
    else:
        raise AnswerError("error_date")
    check_date(question, answer)
    return answer


def check_date(question: Question, answer: Answer) -> None:
    """Raise AnswerError unless the answer is the ISO text of a date there is, within the bounds."""
    found = calendar_date(answer.value)
    if found is None:
        raise AnswerError("error_date")
    low, high = date_limits(question)
    if low is not None and found < low:
        raise AnswerError("error_date_early", {"low": low.isoformat()})
    if high is not None and found > high:
        raise AnswerError("error_date_late", {"high": high.isoformat()})


def calendar_date(value: object) -> date | None:
    """Return the date of an ISO text; None for anything else.

    >>> calendar_date("2026-02-28"), calendar_date("2026-02-29")
    (datetime.date(2026, 2, 28), None)
    """
    found = _ISO.fullmatch(value) if isinstance(value, str) else None
    try:
        return date(int(found[1]), int(found[2]), int(found[3])) if found else None
    except ValueError:
        return None


def date_limits(question: Question) -> tuple[date | None, date | None]:
    """Return the bounds of a `date`; None = open."""
    low, high = (limit if isinstance(limit, date) else None for limit in question.limits)
    return low, high
