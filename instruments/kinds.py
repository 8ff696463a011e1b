"""The closed set of question kinds: which columns one has, how an answer is parsed, checked, and put into columns.

A kind is added here, as one entry of `KINDS`, and in the form's table of fields.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from instruments.answers import SKIPPED, Answer
from instruments.errors import AnswerError
from instruments.model import Choice, Kind, NonAnswer, Question

Cell = int | str | None
"""What one column of a wide row holds: a code or number, a text, or nothing."""

OTHER_TEXT = "other_text"
OTHER_TEXT_LENGTH = 200
TEXT_LENGTH = {Kind.TEXT: 500, Kind.LONGTEXT: 5000}
INTEGER_LIMIT = 2**31 - 1

_ZERO_WIDTH = "\u200b\u2060\ufeff"
_INTEGER = re.compile(r"[+-]?[0-9]{1,10}")
_CODE = re.compile(r"-?(0|[1-9][0-9]{0,9})")


@dataclass(frozen=True)
class Column:
    """One column of the wide row.

    role  value | choice (one of a `many`) | missing (why a value is empty) | other_text
    code  of a `choice` column, the choice's code
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
    parse    what the form sent (values, the other text) → Answer; AnswerError where it does not fit
    check    AnswerError where a stored or imported Answer does not fit the question
    """

    columns: Callable[[Question], tuple[Column, ...]]
    parse: Callable[[Question, Sequence[str], str], Answer]
    check: Callable[[Question, Answer], None]


def has_missing_column(question: Question) -> bool:
    """Whether a value could be mistaken for a missing code, so that the code needs a column of its own."""
    if question.kind in (Kind.TEXT, Kind.LONGTEXT):
        return True
    return question.kind is Kind.INTEGER and (question.low is None or question.low < 0)


def columns(question: Question) -> tuple[Column, ...]:
    """Return the wide row's columns of one question; none for a text or the consent."""
    return KINDS[question.kind].columns(question)


def parse(question: Question, values: Sequence[str], other_text: str = "") -> Answer:
    """Turn what a form sent for one question into an answer.

    values      every value sent under the question's name, as strings; empty = skipped
    other_text  what was written beside "other, write"

    Raises AnswerError, with the key of a message to the respondent, where the answer is not allowed.
    """
    filled = [value for value in values if value.strip()]
    return KINDS[question.kind].parse(question, filled, clean_text(other_text, OTHER_TEXT_LENGTH))


def check(question: Question, answer: Answer) -> None:
    """Raise AnswerError where an answer, from whatever source, does not fit its question."""
    if answer.missing is None:
        KINDS[question.kind].check(question, answer)
    elif answer.missing is not NonAnswer.SKIPPED and answer.missing not in {choice.code for choice in question.non_answers}:
        raise AnswerError("error_invalid_option")


def clean_text(text: str, limit: int) -> str:
    """Return a text as it is stored: NFC, line ends as \\n, no control characters, no surrounding space or zero-width character.

    Raises AnswerError where it is longer than `limit` characters.

    >>> clean_text("  Қа\\r\\nла\\x00 ", 10)
    'Қа\\nла'
    """
    unified = text.replace("\r\n", "\n").replace("\r", "\n")
    printable = "".join(
        character
        for character in unified
        if character in "\n\t" or unicodedata.category(character) not in ("Cc", "Cs", "Cn", "Co")
    )
    # Direction overrides could make a stored answer read as another one in a table of answers.
    visible = re.sub("[\u202a-\u202e\u2066-\u2069\ufeff]", "", printable)
    cleaned = _trimmed(unicodedata.normalize("NFC", visible))
    if len(cleaned) > limit:
        raise AnswerError("error_too_long_n", {"n": limit})
    return cleaned


def _trimmed(text: str) -> str:
    seen = [place for place, character in enumerate(text) if not (character.isspace() or character in _ZERO_WIDTH)]
    return text[seen[0] : seen[-1] + 1] if seen else ""


def text_limit(question: Question) -> int:
    """Return how many characters a text answer may have."""
    return question.max_length or TEXT_LENGTH[question.kind]


# --- columns ---------------------------------------------------------------------------------------------------------


def _no_columns(question: Question) -> tuple[Column, ...]:
    return ()


def _value_columns(question: Question) -> tuple[Column, ...]:
    value = Column(question.id, question.id, "value", is_text=question.kind in (Kind.TEXT, Kind.LONGTEXT))
    missing = (Column(f"{question.id}__missing", question.id, "missing"),) if has_missing_column(question) else ()
    return (value, *missing, *_other_column(question))


def _many_columns(question: Question) -> tuple[Column, ...]:
    ticks = tuple(
        Column(f"{question.id}__{choice.id}", question.id, "choice", code=choice.code) for choice in question.substantive
    )
    return (*ticks, *_other_column(question))


def _other_column(question: Question) -> tuple[Column, ...]:
    return (Column(f"{question.id}__{OTHER_TEXT}", question.id, OTHER_TEXT, is_text=True),) if question.other else ()


# --- parsing ---------------------------------------------------------------------------------------------------------


def _non_answer(question: Question, values: Sequence[str]) -> Answer | None:
    offered = {str(choice.code): choice.code for choice in question.non_answers}
    chosen = [value for value in values if value in offered]
    if not chosen:
        return None
    if len(values) > 1:
        raise AnswerError("error_exclusive_named", {"label_of": offered[chosen[0]]})
    return Answer(missing=NonAnswer(offered[chosen[0]]))


def _code(question: Question, value: str) -> int:
    if not _CODE.fullmatch(value) or int(value) not in {choice.code for choice in question.choices}:
        raise AnswerError("error_invalid_option")
    return int(value)


def _parse_one(question: Question, values: Sequence[str], other_text: str) -> Answer:
    if len(values) > 1:
        raise AnswerError("error_only_one")
    if not values and question.other and other_text:
        values = [str(question.other.code)]
    if not values:
        return SKIPPED
    code = _code(question, values[0])
    if code < 0:
        return Answer(missing=NonAnswer(code))
    return Answer(value=code, other_text=_other_text(question, {code}, other_text))


def _parse_many(question: Question, values: Sequence[str], other_text: str) -> Answer:
    codes = {_code(question, value) for value in values}
    if question.other and other_text and not any(code < 0 for code in codes):
        codes.add(question.other.code)
    if not codes:
        return SKIPPED
    non_answer = _non_answer(question, [str(code) for code in sorted(codes)])
    if non_answer:
        return non_answer
    answer = Answer(
        value=tuple(choice.code for choice in question.choices if choice.code in codes),
        other_text=_other_text(question, codes, other_text),
    )
    _check_many(question, answer)
    return answer


def _other_text(question: Question, codes: set[int], other_text: str) -> str | None:
    if question.other is None or question.other.code not in codes:
        if other_text:
            raise AnswerError("error_only_one")
        return None
    if not other_text:
        raise AnswerError("error_other_empty")
    return other_text


def _parse_number(question: Question, values: Sequence[str], other_text: str) -> Answer:
    """A number may be sent beside a non-answer (a box and radios): only one of the two."""
    if not values:
        return SKIPPED
    # A non-answer's code is not a number the respondent typed where the range excludes it.
    offered = {str(choice.code) for choice in question.non_answers}
    if len(values) > 1:
        raise AnswerError("error_only_one")
    if values[0] in offered and not _in_range(question, int(values[0])):
        return Answer(missing=NonAnswer(int(values[0])))
    typed = values[0].strip()
    if not _INTEGER.fullmatch(typed) or not typed.isascii():
        raise _range_error(question)
    answer = Answer(value=int(typed))
    _check_number(question, answer)
    return answer


def _parse_text(question: Question, values: Sequence[str], other_text: str) -> Answer:
    non_answer = _non_answer(question, values)
    if non_answer:
        return non_answer
    if len(values) > 1:
        raise AnswerError("error_only_one")
    text = clean_text(values[0], text_limit(question)) if values else ""
    return Answer(value=text) if text else SKIPPED


def _parse_nothing(question: Question, values: Sequence[str], other_text: str) -> Answer:
    return SKIPPED


# --- checks ----------------------------------------------------------------------------------------------------------


def _check_one(question: Question, answer: Answer) -> None:
    if not isinstance(answer.value, int) or answer.value not in {choice.code for choice in question.substantive}:
        raise AnswerError("error_invalid_option")


def _check_many(question: Question, answer: Answer) -> None:
    if not isinstance(answer.value, tuple) or not answer.value:
        raise AnswerError("error_invalid_option")
    known = {choice.code: choice for choice in question.substantive}
    if not set(answer.value) <= set(known):
        raise AnswerError("error_invalid_option")
    alone = _exclusive_choice(known, answer.value)
    if alone and len(answer.value) > 1:
        raise AnswerError("error_exclusive_named", {"label_of": alone.code})


def _exclusive_choice(known: Mapping[int, Choice], codes: Sequence[int]) -> Choice | None:
    return next((known[code] for code in codes if known[code].exclusive), None)


def _check_number(question: Question, answer: Answer) -> None:
    if not isinstance(answer.value, int) or not _in_range(question, answer.value):
        raise _range_error(question)


def _in_range(question: Question, number: int) -> bool:
    low, high = _bounds(question)
    return low <= number <= high


def _bounds(question: Question) -> tuple[int, int]:
    low = -INTEGER_LIMIT if question.low is None else question.low
    return low, INTEGER_LIMIT if question.high is None else question.high


def _range_error(question: Question) -> AnswerError:
    low, high = _bounds(question)
    return AnswerError("error_number_range", {"low": low, "high": high})


def _check_text(question: Question, answer: Answer) -> None:
    if not isinstance(answer.value, str) or not answer.value:
        raise AnswerError("error_invalid_option")
    clean_text(answer.value, text_limit(question))


def _check_nothing(question: Question, answer: Answer) -> None:
    raise AnswerError("error_invalid_option")


KINDS: Mapping[Kind, KindRule] = {
    Kind.ONE: KindRule(_value_columns, _parse_one, _check_one),
    Kind.MANY: KindRule(_many_columns, _parse_many, _check_many),
    Kind.SCALE: KindRule(_value_columns, _parse_number, _check_number),
    Kind.INTEGER: KindRule(_value_columns, _parse_number, _check_number),
    Kind.TEXT: KindRule(_value_columns, _parse_text, _check_text),
    Kind.LONGTEXT: KindRule(_value_columns, _parse_text, _check_text),
    Kind.INFO: KindRule(_no_columns, _parse_nothing, _check_nothing),
    Kind.CONSENT: KindRule(_no_columns, _parse_one, _check_one),
}
