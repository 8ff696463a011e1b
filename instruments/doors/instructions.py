"""What a printed question says beside its wording: how to answer, and what the interviewer does."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from instruments.doors.sheet import WORDS, Mode
from instruments.model import Kind, Question
from instruments.piping import grouped
from instruments.rules.choices import ranks
from instruments.rules.dates import date_in_words, date_limits
from instruments.rules.numbers import number_limits

_ON_CARDS = (Kind.ONE, Kind.MANY, Kind.RANK, Kind.SCALE, Kind.BATTERY)
"""Kinds whose answers an interviewer shows on a card."""

_KEPT_IN_MIND = 2
"""So many answers, as yes and no, need no card."""


def has_card(question: Question) -> bool:
    """Whether an interviewer shows the answers to a question on a card: as many as are hard to keep in mind once heard."""
    points = (question.high or 0) - (question.low or 0) + 1
    answers = len(question.substantive) if question.substantive else points
    return question.kind in _ON_CARDS and answers > _KEPT_IN_MIND


def instructions(question: Question, card: str, language: str) -> tuple[str, ...]:
    """Return what the interviewer does with a question.

    card  the number of the question, which its card has too
    """
    keys = ["read_text" if question.kind is Kind.INFO else "read_out" if question.substantive else "read_question"]
    keys += ["random_lines"] if question.random_order else []
    keys += ["ask_again"] if question.soft_check else []
    shown = (WORDS.text(language, "show_card", number=card),) if has_card(question) else ()
    return (*shown, *(WORDS.text(language, key) for key in keys))


def notes(question: Question, language: str) -> tuple[str, ...]:
    """Return how a question is answered."""
    return tuple(NOTES[question.kind](question, language))


def guidance(language: str, mode: Mode, *, draws: bool) -> tuple[str, ...]:
    """Return what is said once, on the first page.

    draws  whether anything comes in random order
    """
    keys = ("guide_interviewer", "guide_no_answer", *(("guide_start_number",) if draws else ()))
    return tuple(WORDS.text(language, key) for key in (keys if mode is Mode.INTERVIEWER else ("guide_self",)))


def _none(question: Question, language: str) -> Iterator[str]:
    yield from ()


def _one(question: Question, language: str) -> Iterator[str]:
    yield WORDS.text(language, "choose_one")


def _many(question: Question, language: str) -> Iterator[str]:
    most = question.at_most
    yield WORDS.plural(language, "choose_up_to_n", most) if most else WORDS.text(language, "choose_all")


def _scale(question: Question, language: str) -> Iterator[str]:
    yield WORDS.text(language, "choose_number", low=question.low, high=question.high)


def _integer(question: Question, language: str) -> Iterator[str]:
    yield _bounds(language, "number", question.low, question.high)
    yield WORDS.text(language, "digits_hint")


def _decimal(question: Question, language: str) -> Iterator[str]:
    yield _bounds(language, "number", *number_limits(question))
    yield WORDS.text(language, "digits_hint")


def _date(question: Question, language: str) -> Iterator[str]:
    low, high = (date_in_words(limit, language) if limit else None for limit in date_limits(question))
    yield _bounds(language, "date", low, high)


def _text(question: Question, language: str) -> Iterator[str]:
    if question.max_length is not None:
        yield WORDS.plural(language, "at_most_characters_n", question.max_length)
    yield WORDS.text(language, "no_names")


def _rank(question: Question, language: str) -> Iterator[str]:
    yield WORDS.plural(language, "rank_up_to_n", ranks(question))


def _battery(question: Question, language: str) -> Iterator[str]:
    yield WORDS.text(language, "grid_hint")


def _count(question: Question, language: str) -> Iterator[str]:
    yield WORDS.text(language, "count_hint")


def _bounds(language: str, what: str, low: float | str | None, high: float | str | None) -> str:
    suffix = {(True, True): "from_to", (True, False): "from", (False, True): "to", (False, False): "open"}
    bounds = {
        name: bound if isinstance(bound, str) else grouped(bound, language)
        for name, bound in (("low", low), ("high", high))
        if bound is not None
    }
    return WORDS.text(language, f"{what}_{suffix[low is not None, high is not None]}", **bounds)


NOTES: Mapping[Kind, Callable[[Question, str], Iterator[str]]] = {
    Kind.ONE: _one,
    Kind.MANY: _many,
    Kind.SCALE: _scale,
    Kind.INTEGER: _integer,
    Kind.DECIMAL: _decimal,
    Kind.DATE: _date,
    Kind.TEXT: _text,
    Kind.LONGTEXT: _text,
    Kind.RANK: _rank,
    Kind.BATTERY: _battery,
    Kind.COUNT: _count,
    Kind.INFO: _none,
    Kind.CONSENT: _none,
}
