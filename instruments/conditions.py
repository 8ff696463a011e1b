"""Conditions on who is asked a question: frozen values, no expression language."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Operator(StrEnum):
    """What a condition may ask about one question's answer."""

    IN = "in"
    NOT_IN = "not_in"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    ANSWERED = "answered"


class Combination(StrEnum):
    """How the conditions of a group combine."""

    ALL = "all"
    ANY = "any"
    NONE = "none"


@dataclass(frozen=True)
class AnswerIs:
    """A condition on one earlier question; `operand` holds the codes, the one bound, or 1/0 for `answered`."""

    question: str
    operator: Operator
    operand: tuple[int, ...]


@dataclass(frozen=True)
class ArmIs:
    """A condition on the experimental arm that a respondent was given."""

    experiment: str
    arm: str


@dataclass(frozen=True)
class Group:
    """Conditions combined by all, any or none; groups nest freely."""

    combination: Combination
    conditions: tuple[Condition, ...]


Condition = AnswerIs | ArmIs | Group
