"""Answers that are dates: written in three boxes, kept as ISO text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from babel.dates import format_date

from instruments.answers import SKIPPED, Answer, Given
from instruments.errors import AnswerError
from instruments.model import Question
from instruments.rules.choices import non_answer

PARTS = ("day", "month", "year")

_LOCALES = {"en": "en_GB"}
"""English words in the order of the boxes, the day first."""

_ISO = re.compile(r"([1-9][0-9]{3})-([0-9]{2})-([0-9]{2})", re.ASCII)
_SHAPES = {
    "day": re.compile(r"0?[1-9]|[12][0-9]|3[01]", re.ASCII),
    "month": re.compile(r"0?[1-9]|1[0-2]", re.ASCII),
    "year": re.compile(r"[1-9][0-9]{3}", re.ASCII),
}


def parse_date(question: Question, given: Given) -> Answer:
    """Turn day, month and year, or an ISO date under the question's own name, into an answer.

    An error of which one box is the cause has it as its parameter `part`.
    """
    written = {part: given.parts.get(part, "").strip() for part in PARTS}
    filled = [*filter(None, written.values())]
    chosen = non_answer(question, [*given.values, *filled] if given.values else [])
    if chosen:
        return chosen
    if not given.values and not filled:
        return SKIPPED
    if len(given.values) > 1 or (given.values and filled):
        raise AnswerError("error_only_one")
    answer = Answer(value=given.values[0].strip() if given.values else _joined(written))
    check_date(question, answer)
    return answer


def _joined(written: Mapping[str, str]) -> str:
    """Return the parts as ISO text; AnswerError where one is missing, or could be that of no date."""
    faulty = [part for part in PARTS if not _SHAPES[part].fullmatch(written[part])]
    if faulty:
        raise AnswerError(f"error_date_{faulty[0]}" if len(faulty) == 1 else "error_date", {"part": faulty[0]})
    return f"{written['year']}-{int(written['month']):02}-{int(written['day']):02}"


def check_date(question: Question, answer: Answer) -> None:
    """Raise AnswerError unless the answer is the ISO text of a date there is, within the bounds."""
    found = calendar_date(answer.value)
    if found is None:
        raise AnswerError("error_date_none" if _is_iso(answer.value) else "error_date", {"part": "day"})
    low, high = date_limits(question)
    if low is not None and found < low:
        raise AnswerError("error_date_early", {"low": low.isoformat(), "part": _first_difference(found, low)})
    if high is not None and found > high:
        raise AnswerError("error_date_late", {"high": high.isoformat(), "part": _first_difference(found, high)})


def _first_difference(found: date, limit: date) -> str:
    """Return what is to be mended in a date beyond a limit: its year if that is another, else its month, else its day."""
    return next(part for part in reversed(PARTS) if getattr(found, part) != getattr(limit, part))


def _is_iso(value: object) -> bool:
    return isinstance(value, str) and _ISO.fullmatch(value) is not None


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


def date_in_words(day: date, language: str) -> str:
    """Return a date as it is written out in a language.

    >>> date_in_words(date(1991, 3, 22), "ru"), date_in_words(date(1991, 3, 22), "en")
    ('22 марта 1991\\u202fг.', '22 March 1991')
    """
    return format_date(day, "long", _LOCALES.get(language, language))
