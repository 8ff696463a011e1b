"""What a question's page shows, in one language, made once from the instrument and kept."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from instruments import kinds
from instruments.answers import Answer
from instruments.errors import AnswerError
from instruments.kinds import OTHER_TEXT
from instruments.model import Choice, Instrument, Kind, Question
from survey.fields import FIELDS, given

_MADE: dict[tuple[str, str], Mapping[str, QuestionPage]] = {}
_BRACKETS = re.compile(r"\s*\([^()]*\)$")
_ABOUT_THE_OTHER = ("error_other_empty", "error_too_long_n")
_BOX = (Kind.INTEGER, Kind.TEXT, Kind.LONGTEXT)


@dataclass(frozen=True)
class Option:
    """One radio button or box to tick."""

    code: str
    label: str
    input_id: str
    writes: bool = False


@dataclass(frozen=True)
class QuestionPage:
    """The words and inputs of one question.

    options  substantive answers; for a scale, its numbers
    apart    non-answers and choices that exclude the others, set apart after "or"
    """

    id: str
    kind: Kind
    widget: str
    text: str
    section: str | None
    hint: str | None
    options: tuple[Option, ...]
    apart: tuple[Option, ...]
    ends: tuple[str, str] | None
    low: int | None
    high: int | None
    max_length: int | None

    @property
    def input_type(self) -> str:
        """Of the options: several may be ticked, or one is chosen."""
        return "checkbox" if self.kind is Kind.MANY else "radio"

    @property
    def other_name(self) -> str:
        """The name of the text input beside "other, write"."""
        return f"{self.id}__{OTHER_TEXT}"


def pages(instrument: Instrument, language: str) -> Mapping[str, QuestionPage]:
    """Return every question's page by its id."""
    key = (instrument.source_hash, language)
    if key not in _MADE:
        _MADE[key] = _made(instrument, language)
    return _MADE[key]


def shown(page: QuestionPage, answer: Answer) -> tuple[str, ...]:
    """Return an answer as the review lists it, a line a choice; nothing where the question was skipped."""
    labels = {option.code: option for option in (*page.options, *page.apart)}
    kept = given(answer)
    return tuple(_line(labels.get(value), value, kept.other_text) for value in kept.values)


def message(page: QuestionPage, problem: AnswerError, say: Callable[..., str], say_number: Callable[..., str]) -> str:
    """Return what is wrong with an answer, in the page's language."""
    parameters: dict[str, object] = dict(problem.parameters)
    if problem.key.endswith("_n"):
        return say_number(problem.key, problem.parameters["n"])
    if "label_of" in parameters:
        code = str(parameters.pop("label_of"))
        parameters["option"] = next(option.label for option in (*page.options, *page.apart) if option.code == code)
    return say(problem.key, **parameters)


def faulty_input(page: QuestionPage, problem: AnswerError) -> str:
    """Return the id of the input to mend: the first of the question, or the box beside "other, write"."""
    is_beside = page.widget == "choices" and problem.key in _ABOUT_THE_OTHER
    return page.other_name if is_beside else page.id


def _made(instrument: Instrument, language: str) -> Mapping[str, QuestionPage]:
    return {
        question.id: _page(question, language, section.title[language] if section.title else None)
        for section in instrument.sections
        for question in section.questions
    }


def _page(question: Question, language: str, section: str | None) -> QuestionPage:
    options = _options(question, language)
    return QuestionPage(
        id=question.id,
        kind=question.kind,
        widget=FIELDS[question.kind].widget,
        text=question.text[language],
        section=section,
        hint=question.hint[language] if question.hint else None,
        options=tuple(option for option, is_apart in options if not is_apart),
        apart=tuple(option for option, is_apart in options if is_apart),
        ends=(question.ends[0][language], question.ends[1][language]) if question.ends else None,
        low=question.low,
        high=question.high,
        max_length=kinds.text_limit(question) if question.kind in kinds.TEXT_LENGTH else None,
    )


def _options(question: Question, language: str) -> list[tuple[Option, bool]]:
    numbers: list[tuple[str, str, Choice | None]] = []
    if question.kind is Kind.SCALE and question.low is not None and question.high is not None:
        numbers = [(str(number), str(number), None) for number in range(question.low, question.high + 1)]
    choices = [(str(choice.code), choice.label[language], choice) for choice in question.choices]
    # The first input has the question's id, so that a link in the error summary leads to it; a box to write in comes first.
    first = 1 if question.kind in _BOX else 0
    return [
        (
            Option(code, label, question.id if place == 0 else f"{question.id}-{place}", bool(choice and choice.other)),
            bool(choice and (choice.is_non_answer or choice.exclusive)),
        )
        for place, (code, label, choice) in enumerate([*numbers, *choices], start=first)
    ]


def _line(option: Option | None, value: str, other_text: str) -> str:
    if option is None:
        return value
    # "Other (please write)": once something is written, the request in brackets is done with.
    return f"{_BRACKETS.sub('', option.label)}: {other_text}" if option.writes and other_text else option.label
