"""Answers in the respondent's own words."""

from __future__ import annotations

import re
import unicodedata

from instruments.answers import SKIPPED, Answer, Given
from instruments.errors import AnswerError
from instruments.model import Kind, Question
from instruments.rules.choices import non_answer

TEXT_LENGTH = {Kind.TEXT: 500, Kind.LONGTEXT: 5000}

_ZERO_WIDTH = "\u200b\u2060\ufeff"


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


def parse_text(question: Question, given: Given) -> Answer:
    """Turn a written line, or more, into an answer."""
    chosen = non_answer(question, given.values)
    if chosen:
        return chosen
    if len(given.values) > 1:
        raise AnswerError("error_only_one")
    text = clean_text(given.values[0], text_limit(question)) if given.values else ""
    return Answer(value=text) if text else SKIPPED


def check_text(question: Question, answer: Answer) -> None:
    """Raise AnswerError unless the answer is a text that is not too long."""
    if not isinstance(answer.value, str) or not answer.value:
        raise AnswerError("error_invalid_option")
    clean_text(answer.value, text_limit(question))
