"""What a question's page shows, in one language, made from the instrument; what is the same for everybody is kept."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from instruments import kinds
from instruments.answers import Answer, Given
from instruments.errors import AnswerError
from instruments.kinds import OTHER_TEXT
from instruments.model import Choice, Instrument, Kind, Question
from instruments.piping import grouped
from instruments.rules.choices import ranks
from instruments.rules.dates import PARTS, calendar_date, date_in_words, date_limits
from instruments.rules.numbers import number_limits, places
from survey.questions.fields import FIELDS, given

_MADE: dict[tuple[str, str], Mapping[str, QuestionPage]] = {}
_BRACKETS = re.compile(r"\s*\([^()]*\)$")
_ABOUT_THE_OTHER = ("error_other_empty", "error_too_long_n")
_EXAMPLE = date(1991, 3, 22)
_MOST_ACROSS = 5
_NOTHING = Given()
_BOX = (Kind.INTEGER, Kind.DECIMAL, Kind.DATE, Kind.TEXT, Kind.LONGTEXT)


@dataclass(frozen=True)
class Option:
    """One radio button or box to tick, or one line to rank; `name` is that of an input of its own, if it has one."""

    code: str
    label: str
    input_id: str
    writes: bool = False
    name: str = ""


@dataclass(frozen=True)
class QuestionPage:
    """The words and inputs of one question.

    heading     the HTML element of its words: h1 of a question alone on its page, h2 beside others; one lower for an item
    is_item     of a battery, whose hint it shares
    options     substantive answers; for a scale, its numbers
    apart       non-answers and choices that exclude the others, set apart after "or"
    low, high   bounds of a number or a date, as they are written in the language; None = open
    example     of a date: one that may be the answer, as its boxes hold it
    most        how many choices may be ticked; of a `rank`, how many places there are
    items       of a battery
    statements  of a list experiment
    alike       names it where it is the same for every respondent; None where order, arm or earlier answers make it their own
    """

    id: str
    kind: Kind
    widget: str
    language: str
    text: str
    section: str | None
    hint: str | None
    options: tuple[Option, ...]
    apart: tuple[Option, ...]
    ends: tuple[str, str] | None
    low: str | None
    high: str | None
    most: int | None
    places: int | None
    max_length: int | None
    items: tuple[QuestionPage, ...]
    statements: tuple[str, ...]
    example: str
    heading: str = "h1"
    is_item: bool = False
    alike: str | None = None

    @property
    def input_type(self) -> str:
        """Of the options: several may be ticked, or one is chosen."""
        return "checkbox" if self.kind is Kind.MANY else "radio"

    @property
    def is_across(self) -> bool:
        """Whether the answers to each item of a battery stand beside each other where the screen is wide: so few do fit."""
        return all(len(item.options) <= _MOST_ACROSS or item.widget == "scale" for item in self.items)

    @property
    def boxes(self) -> Mapping[str, str]:
        """The ids of the boxes of a date, by their parts; the first has the question's, for links to it."""
        return {part: self.id if part == PARTS[0] else f"{self.id}-{part}" for part in PARTS} if self.kind is Kind.DATE else {}

    @property
    def other_name(self) -> str:
        """The name of the text input beside "other, write"."""
        return f"{self.id}__{OTHER_TEXT}"


@dataclass(frozen=True)
class Filled:
    """A question's page, or one item of a battery, with what stands in its inputs.

    problem  what is wrong with it, in words
    faulty   the ids of the inputs to mend, the first of which is led to
    """

    q: QuestionPage
    given: Given = _NOTHING
    problem: str | None = None
    faulty: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing stands in it, and nothing is said of it."""
        return self.problem is None and self.given == _NOTHING

    def place(self, option: Option) -> str:
        """Return the place that was given to a choice of a `rank`; "" = none."""
        return self.given.parts.get(option.name.removeprefix(f"{self.q.id}__"), "")

    @property
    def written(self) -> str:
        """What stands in the box: the first value that is no option's."""
        offered = {option.code for option in (*self.q.options, *self.q.apart)}
        return next((value for value in self.given.values if value not in offered), "")


def pages(instrument: Instrument, language: str) -> Mapping[str, QuestionPage]:
    """Return every question's page by its id, in the order and words of the questionnaire."""
    key = (instrument.source_hash, language)
    if key not in _MADE:
        _MADE[key] = {
            question.id: replace(
                _page(question, language, section.title[language] if section.title else None), alike=" ".join((*key, question.id))
            )
            for section in instrument.sections
            for question in section.questions
        }
    return _MADE[key]


def page_as_shown(instrument: Instrument, question: Question, language: str) -> QuestionPage:
    """Return the page of a question as one respondent sees it (`Interview.shown`)."""
    common = pages(instrument, language)[question.id]
    return common if question is instrument.question(question.id) else _page(question, language, common.section)


def beside_others(page: QuestionPage) -> QuestionPage:
    """Return the page of a question as it stands with others under one heading."""
    return replace(page, heading="h2", items=tuple(replace(item, heading="h3") for item in page.items))


def lines(page: QuestionPage, question: Question, answers: Mapping[str, Answer], skipped: str | None = None) -> tuple[str, ...]:
    """Return an answer as the review lists it, a line a choice or item; nothing where the question was skipped.

    skipped  what is said of an item that was left out though others were not; None where it is not listed
    """
    if not page.items:
        return tuple(_said(page, question, answers.get(question.id)))
    parts = zip(page.items, question.parts, strict=True)
    said = [(item.text, ", ".join(_said(item, part, answers.get(part.id)))) for item, part in parts]
    if skipped and any(answer for _, answer in said):
        said = [(item, answer or skipped) for item, answer in said]
    return tuple(_beside(item, answer) for item, answer in said if answer)


def _beside(item: str, answer: str) -> str:
    """Return an item with its answer: after a colon, unless it ends with a mark of its own; a full stop gives way to it."""
    return f"{item} {answer}" if item.endswith(("?", "!", "…", ":")) else f"{item.removesuffix('.')}: {answer}"


def message(page: QuestionPage, problem: AnswerError, say: Callable[..., str], say_number: Callable[..., str]) -> str:
    """Return what is wrong with an answer, in the page's language."""
    if problem.key.endswith("_n"):
        return say_number(problem.key, problem.parameters["n"])
    parameters = {name: _written(value, page.language) for name, value in problem.parameters.items()}
    if "label_of" in parameters:
        code = parameters.pop("label_of")
        parameters["option"] = next(option.label for option in (*page.options, *page.apart) if option.code == code)
    return say(problem.key, **parameters)


def faulty_inputs(filled: Filled, problem: AnswerError) -> tuple[str, ...]:
    """Return the ids of the inputs to mend, the question's own where it is the whole question.

    Others are the box beside "other, write", the box of a date's part, and of a `rank` the lists with the place that the
    problem is about, or with any.
    """
    page = filled.q
    if page.widget == "choices" and problem.key in _ABOUT_THE_OTHER:
        return (page.other_name,)
    placed = {option.input_id: filled.place(option) for option in page.options} if page.kind is Kind.RANK else {}
    alike = tuple(box for box, place in placed.items() if place == str(problem.parameters.get("rank")))
    return alike or tuple(box for box in placed if placed[box]) or (page.boxes.get(str(problem.parameters.get("part")), page.id),)


def _page(question: Question, language: str, section: str | None) -> QuestionPage:
    options = _options(question, language)
    low, high = _limits(question)
    return QuestionPage(
        id=question.id,
        kind=question.kind,
        widget=FIELDS[question.kind].widget,
        language=language,
        text=question.text[language],
        section=section,
        hint=question.hint[language] if question.hint else None,
        options=tuple(option for option, is_apart in options if not is_apart),
        apart=tuple(option for option, is_apart in options if is_apart),
        ends=(question.ends[0][language], question.ends[1][language]) if question.ends else None,
        low=None if low is None else _in_words(low, language),
        high=None if high is None else _in_words(high, language),
        most=ranks(question) if question.kind is Kind.RANK else question.at_most,
        places=places(question) if question.kind is Kind.DECIMAL else None,
        max_length=kinds.text_limit(question) if question.kind in kinds.TEXT_LENGTH else None,
        items=tuple(_items(question, language)),
        statements=tuple(item.text[language] for item in question.items) if question.kind is Kind.COUNT else (),
        example=_example(question) if question.kind is Kind.DATE else "",
    )


def _limits(question: Question) -> tuple[float | date | None, float | date | None]:
    if question.kind is Kind.DATE:
        return date_limits(question)
    return number_limits(question) if question.kind is Kind.DECIMAL else (question.low, question.high)


def _example(question: Question) -> str:
    low, high = date_limits(question)
    allowed = min(max(_EXAMPLE, low or _EXAMPLE), high or date.max)
    return " ".join(str(getattr(allowed, part)) for part in PARTS)


def _in_words(limit: float | date, language: str) -> str:
    return date_in_words(limit, language) if isinstance(limit, date) else grouped(limit, language)


def _items(question: Question, language: str) -> Iterator[QuestionPage]:
    if question.kind is Kind.BATTERY:
        for item, part in zip(question.items, question.parts, strict=True):
            yield replace(_page(part, language, None), text=item.text[language], hint=None, heading="h2", is_item=True)


def _options(question: Question, language: str) -> list[tuple[Option, bool]]:
    if question.kind is Kind.BATTERY:
        return []
    numbers: list[tuple[str, str, Choice | None]] = []
    if question.kind in (Kind.SCALE, Kind.COUNT) and question.low is not None and question.high is not None:
        numbers = [(str(each), str(each), None) for each in range(question.low, question.high + 1)]
    choices = [(str(choice.code), choice.label[language], choice) for choice in question.choices]
    # The first input has the question's id, so that a link in the error summary leads to it; a box to write in comes first.
    first = 1 if question.kind in _BOX else 0
    return [
        (
            Option(
                code,
                label,
                question.id if place == 0 else f"{question.id}-{place}",
                writes=bool(choice and choice.other),
                name=f"{question.id}__{choice.id}" if choice and question.kind is Kind.RANK else "",
            ),
            bool(choice and (choice.is_non_answer or choice.exclusive)),
        )
        for place, (code, label, choice) in enumerate([*numbers, *choices], start=first)
    ]


def _said(page: QuestionPage, question: Question, answer: Answer | None) -> Iterator[str]:
    labels = {option.code: option for option in (*page.options, *page.apart)}
    if answer is not None and answer.missing is None:
        if question.kind is Kind.RANK and isinstance(answer.value, tuple):
            yield from (f"{rank}. {labels[str(code)].label}" for rank, code in enumerate(answer.value, start=1))
            return
        if question.kind in (Kind.DATE, Kind.INTEGER, Kind.DECIMAL) and isinstance(answer.value, int | float | str):
            yield _written(answer.value, page.language)
            return
    kept = given(question, answer, page.language)
    yield from (_line(labels.get(value), value, kept.other_text) for value in kept.values)


def _line(option: Option | None, value: str, other_text: str) -> str:
    if option is None:
        return value
    # "Other (please write)": once something is written, the request in brackets is done with.
    return f"{_BRACKETS.sub('', option.label)}: {other_text}" if option.writes and other_text else option.label


def _written(value: float | str, language: str) -> str:
    """Return a number, or a date given as ISO text, as it is written in a language."""
    found: date | None = calendar_date(value)
    if found is not None:
        return date_in_words(found, language)
    return grouped(value, language) if isinstance(value, int | float) else str(value)
