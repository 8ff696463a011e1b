"""A condition in words, for people who read a codebook."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

from instruments.messages import Messages
from instruments.model import AnswerIs, ArmIs, Combination, Condition, Operator

_SIGNS = {Operator.IN: "=", Operator.NOT_IN: "≠", Operator.AT_LEAST: "≥", Operator.AT_MOST: "≤"}


def in_words(conditions: Sequence[Condition], vocabulary: Messages, language: str) -> str:
    """Return conditions that must all hold as one phrase: "q1 = 1, 2 and q2 ≥ 4"."""
    return _joined("and", conditions, vocabulary, language)


def _phrase(condition: Condition, vocabulary: Messages, language: str) -> str:
    if isinstance(condition, ArmIs):
        return f"arm_{condition.experiment} = {condition.arm}"
    if isinstance(condition, AnswerIs):
        if condition.operator is Operator.ANSWERED:
            key = "answered" if condition.operand[0] else "not_answered"
            return vocabulary.text(language, key, question=condition.question)
        return f"{condition.question} {_SIGNS[condition.operator]} {', '.join(map(str, condition.operand))}"
    if condition.combination is Combination.NONE:
        listed = "; ".join(_phrase(part, vocabulary, language) for part in condition.conditions)
        return vocabulary.text(language, "none_of", conditions=f"({listed})")
    word = "and" if condition.combination is Combination.ALL else "or"
    phrase = _joined(word, condition.conditions, vocabulary, language)
    return f"({phrase})" if len(condition.conditions) > 1 else phrase


def _joined(word: str, conditions: Sequence[Condition], vocabulary: Messages, language: str) -> str:
    phrases = [_phrase(condition, vocabulary, language) for condition in conditions]
    return reduce(lambda left, right: vocabulary.text(language, word, left=left, right=right), phrases)
