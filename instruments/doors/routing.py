"""Routing as paper can say it: what is left of a condition once arms are known, and where a tick leads."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import takewhile

from instruments.answers import Answer
from instruments.model import (
    AnswerIs,
    ArmIs,
    Choice,
    Combination,
    Condition,
    Group,
    Instrument,
    Kind,
    NonAnswer,
    Question,
    Section,
)
from instruments.route import holds

Decision = Callable[[AnswerIs | ArmIs], bool | None]
"""Whether a simple condition holds; None where that is not known yet."""


@dataclass(frozen=True)
class Step:
    """One question in its place on paper.

    section  what is left of its section's condition
    own      what is left of its own condition
    moves    whether it, or its section, comes in an order drawn for each respondent
    """

    question: Question
    home: Section
    section: Condition | None
    own: Condition | None
    moves: bool

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """Everything that must hold for the question to be asked."""
        return tuple(condition for condition in (self.section, self.own) if condition is not None)


def steps(instrument: Instrument, arms: Mapping[str, str]) -> tuple[Step, ...]:
    """Return the questions that a form for these arms holds, in file order, without the consent (it has a place of its own).

    arms  by experiment; of an experiment that is not named every arm's questions are there, with their conditions
    """
    return tuple(_steps(instrument, arms))


def left(condition: Condition | None, arms: Mapping[str, str], absent: Set[str] = frozenset()) -> Condition | bool:
    """Return what is left of a condition where some arms are known: True or False, or the part that depends on more.

    absent  ids of questions that the form does not have: they have no answer
    """

    def decide(each: AnswerIs | ArmIs) -> bool | None:
        known = each.experiment in arms if isinstance(each, ArmIs) else each.question in absent
        return holds(each, {}, arms) if known else None

    return True if condition is None else simplified(condition, decide)


def simplified(condition: Condition, decide: Decision) -> Condition | bool:
    """Return a condition without its decided parts; True or False where they decide all of it."""
    if not isinstance(condition, Group):
        decided = decide(condition)
        return condition if decided is None else decided
    parts = [simplified(part, decide) for part in condition.conditions]
    deciding = condition.combination is not Combination.ALL
    if any(part is deciding for part in parts):
        return condition.combination is Combination.ANY
    open_parts = tuple(part for part in parts if not isinstance(part, bool))
    return Group(condition.combination, open_parts) if open_parts else condition.combination is not Combination.ANY


def after(condition: Condition, question: Question, choice: Choice) -> Condition | bool:
    """Return what is left of a condition after a tick at one choice: True or False, or the part that depends on more."""
    answer = Answer(missing=NonAnswer(choice.code)) if choice.is_non_answer else Answer(value=choice.code)

    def decide(each: AnswerIs | ArmIs) -> bool | None:
        known = isinstance(each, AnswerIs) and each.question == question.id
        return holds(each, {question.id: answer}, None) if known else None

    return simplified(condition, decide)


def target(asked: Sequence[Step], index: int, choice: Choice) -> Step | bool | None:
    """Return the question that a tick at one choice leads to, past questions that it rules out; None = the end.

    False where it rules out none that follow, or where the way depends on an order that is drawn for each respondent.
    """
    here = asked[index]
    passed = tuple(takewhile(lambda step: _ruled_out(step, here.question, choice), asked[index + 1 :]))
    if not passed or any(step.moves for step in (here, *passed)):
        return False
    reached = index + 1 + len(passed)
    if reached == len(asked):
        return None
    return False if asked[reached].moves or asked[reached].question.kind is Kind.INFO else asked[reached]


def _steps(instrument: Instrument, arms: Mapping[str, str]) -> Iterator[Step]:
    absent: set[str] = set()
    for section in instrument.sections:
        whole = left(section.ask_if, arms, absent)
        for question in section.questions:
            own = left(question.ask_if, arms, absent)
            if whole is False or own is False:
                absent |= {each.id for each in (question, *question.parts)}
            elif question is not instrument.consent:
                moves = section.random_order or section.id in instrument.random_sections
                yield Step(question, section, _open(whole), _open(own), moves)


def _open(condition: Condition | bool) -> Condition | None:
    return None if isinstance(condition, bool) else condition


def _ruled_out(step: Step, question: Question, choice: Choice) -> bool:
    return any(after(condition, question, choice) is False for condition in step.conditions)
