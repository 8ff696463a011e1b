"""Piping: an earlier answer inside a later text, written `{label:question|words where it was not answered}`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial

from babel.numbers import get_decimal_symbol, get_group_symbol

from instruments.answers import Answer
from instruments.errors import FileProblem
from instruments.model import Instrument, Kind, Question, Text
from instruments.near import did_you_mean

KINDS = (Kind.ONE, Kind.MANY, Kind.SCALE, Kind.INTEGER, Kind.DECIMAL, Kind.COUNT, Kind.TEXT)
"""Kinds whose answers can stand in a text."""

FEWEST_GROUPED = 10_000

_BEGUN = "{label:"
_REFERENCE = re.compile(r"\{label:([a-z][a-z0-9_]*)\|([^{}|]*)\}")


def is_piped(question: Question) -> bool:
    """Whether an earlier answer stands in the question's text or hint."""
    return _holds(question.text) or (question.hint is not None and _holds(question.hint))


def piped(question: Question, instrument: Instrument, answers: Mapping[str, Answer]) -> Question:
    """Return the question with the answers in its text and hint.

    answers  by question id; of a question without a substantive answer the words stand that the text has for it
    """
    hint = _filled(question.hint, instrument, answers) if question.hint else None
    return replace(question, text=_filled(question.text, instrument, answers), hint=hint)


def unpiped(words: str) -> str:
    """Return a text for readers of the data: each reference as the words for no answer, in square brackets.

    >>> unpiped("How long have you worked as {label:job|what you do}?")
    'How long have you worked as [what you do]?'
    """
    return referring(words, lambda _, otherwise: f"[{otherwise}]")


def referring(words: str, name: Callable[[str, str], str]) -> str:
    """Return a text with each reference replaced by what `name` makes of the question and the words for no answer."""
    return _REFERENCE.sub(lambda found: name(found[1], found[2]), words)


def said(question: Question, answer: Answer, language: str) -> str | None:
    """Return a substantive answer in words; None for any other answer."""
    if answer.missing is not None:
        return None
    if question.kind in (Kind.ONE, Kind.MANY):
        codes = answer.value if isinstance(answer.value, tuple) else (answer.value,)
        chosen = [choice for choice in question.choices if choice.code in codes]
        return ", ".join(answer.other_text if choice.other and answer.other_text else choice.label[language] for choice in chosen)
    return grouped(answer.value, language) if isinstance(answer.value, int | float) else str(answer.value)


def grouped(value: float, language: str) -> str:
    """Return a number to be read: from 10 000 on with a space between the thousands, where the language writes one.

    A year stays whole. Where a language has a comma or point there, nothing stands: no such number can be typed in.

    >>> grouped(250000.5, "ru"), grouped(1991, "kk"), grouped(250000, "en")
    ('250\\xa0000,5', '1991', '250000')
    """
    space, point = get_group_symbol(language), get_decimal_symbol(language)
    plain = number(value, language)
    if abs(value) < FEWEST_GROUPED or not space.isspace():
        return plain
    whole, sign, rest = plain.partition(point)
    return f"{int(whole):,}".replace(",", space) + sign + rest


def number(value: float, language: str) -> str:
    """Return a number as it is typed, with the decimal sign of a language.

    >>> number(12.5, "kk"), number(12.0, "en")
    ('12,5', '12')
    """
    return f"{value:.6f}".rstrip("0").rstrip(".").replace(".", get_decimal_symbol(language))


def problems(question: Question, seen: Mapping[str, Question], instrument: Instrument, line: int) -> Iterator[FileProblem]:
    """Yield what is wrong with the references in one question's texts.

    seen  the questions that come before it for every respondent, by id
    """
    for text in (question.text, question.hint or Text(())):
        yield from (FileProblem(line, sentence) for sentence in _text_problems(question, text, seen, instrument))
    elsewhere = [choice.label for choice in question.choices] + [item.text for item in question.items] + [*(question.ends or ())]
    if any(_holds(text) for text in elsewhere):
        yield FileProblem(
            line, f"{{label:…}} stands only in the text and the hint of a question; {question.id!r} has it elsewhere."
        )


def _text_problems(question: Question, text: Text, seen: Mapping[str, Question], instrument: Instrument) -> Iterator[str]:
    names = {language: tuple(found[1] for found in _REFERENCE.finditer(words)) for language, words in text}
    for language, words in text:
        if words.count(_BEGUN) != len(names[language]):
            yield (
                f"the text of {question.id!r} ({language}): write an earlier answer as "
                "{label:question|words where it was not answered}."
            )
        if any(not found[2].strip() for found in _REFERENCE.finditer(words)):
            yield f"the text of {question.id!r} ({language}) has no words after | for those who did not answer."
    if len({frozenset(each) for each in names.values()}) > 1:
        yield f"the text of {question.id!r} names other answers in one language than in another."
    for name in dict.fromkeys(name for each in names.values() for name in each):
        if name not in instrument.by_id:
            sentence = f"the text of {question.id!r} names the answer to {name!r}, which is no question of this questionnaire."
            yield sentence + did_you_mean(name, instrument.by_id)
        elif name not in seen:
            yield f"the text of {question.id!r} names the answer to {name!r}, which does not come before it for everyone."
        elif seen[name].kind not in KINDS:
            offered = ", ".join(KINDS)
            yield f"the text of {question.id!r} names the answer to {name!r}, of kind {seen[name].kind}; possible: {offered}."


def _holds(text: Text) -> bool:
    return any(_BEGUN in words for _, words in text)


def _filled(text: Text, instrument: Instrument, answers: Mapping[str, Answer]) -> Text:
    def words(language: str, found: re.Match[str]) -> str:
        answer = answers.get(found[1])
        return (said(instrument.question(found[1]), answer, language) if answer else None) or found[2]

    return Text(tuple((language, _REFERENCE.sub(partial(words, language), written)) for language, written in text))
