"""The closed set of question kinds: which columns one has, how an answer is parsed, checked, and put into columns.

A kind is added here, as one entry of `KINDS`, and in the form's table of fields; what it does with an answer stands in `rules/`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from instruments.answers import SKIPPED, Answer, Given
from instruments.errors import AnswerError
from instruments.model import Kind, NonAnswer, Question
from instruments.rules.choices import check_many, check_one, check_rank, parse_many, parse_one, parse_rank
from instruments.rules.dates import PARTS, check_date, parse_date
from instruments.rules.numbers import INTEGER_LIMIT, check_decimal, check_number, number_limits, parse_decimal, parse_number
from instruments.rules.texts import TEXT_LENGTH, check_text, clean_text, parse_text, text_limit

__all__ = (
    "INTEGER_LIMIT", "KINDS", "OTHER_TEXT", "OTHER_TEXT_LENGTH", "TEXT_LENGTH", "Cell", "Column", "KindRule", "check",
    "clean_text", "columns", "has_missing_column", "inputs", "parse", "text_limit",
)  # fmt: skip

Cell = int | float | str | None
"""What one column of a wide row holds: a code or number, a text, or nothing."""

OTHER_TEXT = "other_text"
OTHER_TEXT_LENGTH = 200


@dataclass(frozen=True)
class Column:
    """One column of the wide row.

    role  value | choice (one of a `many`) | rank (one choice of a `rank`) | missing (why a value is empty) | other_text
    code  of a `choice` or `rank` column, the choice's code
    """

    name: str
    question: str
    role: str
    is_text: bool = False
    code: int | None = None


@dataclass(frozen=True)
class KindRule:
    """What one kind does.

    columns  the columns of a question
    parse    what stands in the form's inputs, blanks left out → Answer; AnswerError where it does not fit
    check    AnswerError where a stored or imported Answer does not fit the question
    inputs   the names of the inputs it has beside the one of its own id
    """

    columns: Callable[[Question], tuple[Column, ...]]
    parse: Callable[[Question, Given], Answer]
    check: Callable[[Question, Answer], None]
    inputs: Callable[[Question], tuple[str, ...]] | None = None


def has_missing_column(question: Question) -> bool:
    """Whether a value could be mistaken for a missing code, so that the code needs a column of its own."""
    if question.kind in (Kind.TEXT, Kind.LONGTEXT, Kind.DATE):
        return True
    low = number_limits(question)[0] if question.kind is Kind.DECIMAL else question.low
    return question.kind in (Kind.INTEGER, Kind.DECIMAL) and (low is None or low < 0)


def columns(question: Question) -> tuple[Column, ...]:
    """Return the wide row's columns of one question; none for a text, the consent, or a battery (its items have them)."""
    return KINDS[question.kind].columns(question)


def inputs(question: Question) -> tuple[str, ...]:
    """Return the names of a question's further inputs; in the form each stands after the id and `__`."""
    further = KINDS[question.kind].inputs
    return further(question) if further else ()


def parse(question: Question, values: Sequence[str], other_text: str = "", parts: Mapping[str, str] | None = None) -> Answer:
    """Turn what a form sent for one question into an answer.

    values      every value sent under the question's name, as strings; empty = skipped
    other_text  what was written beside "other, write"
    parts       what was sent in its further inputs, by their names

    Raises AnswerError, with the key of a message to the respondent, where the answer is not allowed.
    """
    filled = tuple(value for value in values if value.strip())
    return KINDS[question.kind].parse(question, Given(filled, clean_text(other_text, OTHER_TEXT_LENGTH), parts or {}))


def check(question: Question, answer: Answer) -> None:
    """Raise AnswerError where an answer, from whatever source, does not fit its question."""
    if answer.missing is None:
        KINDS[question.kind].check(question, answer)
    elif answer.missing is not NonAnswer.SKIPPED and answer.missing not in {choice.code for choice in question.non_answers}:
        raise AnswerError("error_invalid_option")


# --- columns ---------------------------------------------------------------------------------------------------------


def _no_columns(question: Question) -> tuple[Column, ...]:
    return ()


def _value_columns(question: Question) -> tuple[Column, ...]:
    is_text = question.kind in (Kind.TEXT, Kind.LONGTEXT, Kind.DATE)
    value = Column(question.id, question.id, "value", is_text=is_text)
    missing = (Column(f"{question.id}__missing", question.id, "missing"),) if has_missing_column(question) else ()
    return (value, *missing, *_other_column(question))


def _many_columns(question: Question) -> tuple[Column, ...]:
    return (*_choice_columns(question, "choice"), *_other_column(question))


def _rank_columns(question: Question) -> tuple[Column, ...]:
    return _choice_columns(question, "rank")


def _choice_columns(question: Question, role: str) -> tuple[Column, ...]:
    return tuple(Column(f"{question.id}__{choice.id}", question.id, role, code=choice.code) for choice in question.substantive)


def _other_column(question: Question) -> tuple[Column, ...]:
    return (Column(f"{question.id}__{OTHER_TEXT}", question.id, OTHER_TEXT, is_text=True),) if question.other else ()


# --- the table -------------------------------------------------------------------------------------------------------


def _parse_nothing(question: Question, given: Given) -> Answer:
    return SKIPPED


def _check_nothing(question: Question, answer: Answer) -> None:
    raise AnswerError("error_invalid_option")


def _choice_inputs(question: Question) -> tuple[str, ...]:
    return tuple(choice.id for choice in question.substantive if choice.id is not None)


def _date_inputs(question: Question) -> tuple[str, ...]:
    return PARTS


KINDS: Mapping[Kind, KindRule] = {
    Kind.ONE: KindRule(_value_columns, parse_one, check_one),
    Kind.MANY: KindRule(_many_columns, parse_many, check_many),
    Kind.SCALE: KindRule(_value_columns, parse_number, check_number),
    Kind.INTEGER: KindRule(_value_columns, parse_number, check_number),
    Kind.DECIMAL: KindRule(_value_columns, parse_decimal, check_decimal),
    Kind.DATE: KindRule(_value_columns, parse_date, check_date, _date_inputs),
    Kind.TEXT: KindRule(_value_columns, parse_text, check_text),
    Kind.LONGTEXT: KindRule(_value_columns, parse_text, check_text),
    Kind.RANK: KindRule(_rank_columns, parse_rank, check_rank, _choice_inputs),
    Kind.BATTERY: KindRule(_no_columns, _parse_nothing, _check_nothing),
    Kind.COUNT: KindRule(_value_columns, parse_number, check_number),
    Kind.INFO: KindRule(_no_columns, _parse_nothing, _check_nothing),
    Kind.CONSENT: KindRule(_no_columns, parse_one, check_one),
}
