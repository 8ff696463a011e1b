"""A condition in words, for people who read a codebook or a questionnaire on paper."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import reduce

from instruments.messages import Messages
from instruments.model import AnswerIs, ArmIs, Combination, Condition, Operator

_SIGNS = {Operator.IN: "=", Operator.NOT_IN: "≠", Operator.AT_LEAST: "≥", Operator.AT_MOST: "≤"}


@dataclass(frozen=True)
class Naming:
    """What a phrase calls things.

    question  a question, by its id
    code      a code of a question that `in` or `not_in` lists
    arm       an arm
    """

    question: Callable[[str], str]
    code: Callable[[str, int], str]
    arm: Callable[[ArmIs], str]


IN_DATA = Naming(
    question=lambda question: question,
    code=lambda _, code: str(code),
    arm=lambda arm: f"arm_{arm.experiment} = {arm.arm}",
)
"""Everything as the data call it: ids, codes and the columns of arms."""


def in_words(conditions: Sequence[Condition], vocabulary: Messages, language: str, naming: Naming = IN_DATA) -> str:
    """Return conditions that must all hold as one phrase: "q1 = 1, 2 and q2 ≥ 4"."""
    return _joined("and", conditions, vocabulary, language, naming)


def _phrase(condition: Condition, vocabulary: Messages, language: str, naming: Naming) -> str:
    if isinstance(condition, ArmIs):
        return naming.arm(condition)
    if isinstance(condition, AnswerIs):
        return _answer(condition, vocabulary, language, naming)
    if condition.combination is Combination.NONE:
        listed = "; ".join(_phrase(part, vocabulary, language, naming) for part in condition.conditions)
        return vocabulary.text(language, "none_of", conditions=f"({listed})")
    word = "and" if condition.combination is Combination.ALL else "or"
    phrase = _joined(word, condition.conditions, vocabulary, language, naming)
    return f"({phrase})" if len(condition.conditions) > 1 else phrase


def _answer(condition: AnswerIs, vocabulary: Messages, language: str, naming: Naming) -> str:
    name = naming.question(condition.question)
    if condition.operator is Operator.ANSWERED:
        return vocabulary.text(language, "answered" if condition.operand[0] else "not_answered", question=name)
    listed = condition.operator in (Operator.IN, Operator.NOT_IN)
    said = (naming.code(condition.question, operand) if listed else str(operand) for operand in condition.operand)
    return f"{name} {_SIGNS[condition.operator]} {', '.join(said)}"


def _joined(word: str, conditions: Sequence[Condition], vocabulary: Messages, language: str, naming: Naming) -> str:
    phrases = [_phrase(condition, vocabulary, language, naming) for condition in conditions]
    return reduce(lambda left, right: vocabulary.text(language, word, left=left, right=right), phrases)
