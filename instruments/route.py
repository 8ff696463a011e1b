"""Which questions a respondent is asked: the one function that the form, the export and the analysis share."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace

from instruments.answers import Answer
from instruments.model import AnswerIs, ArmIs, Combination, Condition, Group, Instrument, Kind, NonAnswer, Operator, Question


def routing(instrument: Instrument, answers: Mapping[str, Answer], arms: Mapping[str, str]) -> dict[str, NonAnswer | None]:
    """Return, for each question and each item of a battery in order, None where it is asked, else why it is not.

    answers  by question id; an answer to a question that is not asked counts as not given
    arms     the experimental arm by experiment id

    A question is NOT_ASKED where another arm would have been asked it, NOT_APPLICABLE where no arm would.
    """
    reasons: dict[str, NonAnswer | None] = {}
    in_force: dict[str, Answer] = {}
    for section in instrument.sections:
        for question in section.questions:
            conditions = [condition for condition in (section.ask_if, question.ask_if) if condition is not None]
            reason = _reason(conditions, in_force, arms) if conditions else None
            for each in (question, *question.parts):
                reasons[each.id] = reason
                if reason is None and each.id in answers:
                    in_force[each.id] = answers[each.id]
    return reasons


def asked(instrument: Instrument, answers: Mapping[str, Answer], arms: Mapping[str, str]) -> tuple[Question, ...]:
    """Return the questions that apply, in order, the consent left out (it has a page of its own)."""
    reasons = routing(instrument, answers, arms)
    return tuple(q for q in instrument.questions if reasons[q.id] is None and q is not instrument.consent)


def narrowed(question: Question, arms: Mapping[str, str]) -> Question:
    """Return a list experiment with the statements that one respondent is shown; any other question as it is."""
    if question.kind is not Kind.COUNT:
        return question
    items = tuple(item for item in question.items if item.ask_if is None or holds(item.ask_if, {}, arms))
    return replace(question, items=items, high=len(items))


def holds(condition: Condition, answers: Mapping[str, Answer], arms: Mapping[str, str] | None) -> bool:
    """Whether a condition is met; with arms None, every condition on an arm counts as met.

    A non-answer or an absent answer meets no operator except an explicit `in: [-1]` or `answered: false`.
    """
    if isinstance(condition, ArmIs):
        return arms is None or arms.get(condition.experiment) == condition.arm
    if isinstance(condition, AnswerIs):
        return _answer_meets(condition, answers.get(condition.question))
    met = (holds(part, answers, arms) for part in condition.conditions)
    if condition.combination is Combination.ALL:
        return all(met)
    return any(met) if condition.combination is Combination.ANY else not any(met)


def questions_in(condition: Condition | None) -> Iterable[AnswerIs]:
    """Yield every condition on an answer that stands anywhere in a condition."""
    if isinstance(condition, AnswerIs):
        yield condition
    elif isinstance(condition, Group):
        for part in condition.conditions:
            yield from questions_in(part)


def arms_in(condition: Condition | None) -> Iterable[ArmIs]:
    """Yield every condition on an arm that stands anywhere in a condition."""
    if isinstance(condition, ArmIs):
        yield condition
    elif isinstance(condition, Group):
        for part in condition.conditions:
            yield from arms_in(part)


def is_certain(instrument: Instrument) -> bool:
    """Whether every respondent is asked the same questions: none of them, and no section, has a condition."""
    return not any(_conditions(instrument, question) for question in instrument.asked)


def most_asked(instrument: Instrument) -> int:
    """Return how many questions one respondent can be asked at most, texts and consent left out: those of one arm, not of all.

    Answers are taken to lead to every question. A question that depends on several experiments is counted by the first.
    """
    of_experiment: dict[str, list[list[Condition]]] = defaultdict(list)
    for question in instrument.asked:
        conditions = _conditions(instrument, question)
        named = [each.experiment for condition in conditions for each in arms_in(condition)]
        of_experiment[named[0] if named else ""].append(conditions)
    arms: dict[str, tuple[str, ...]] = {"": ("",), **{each.id: tuple(each.arms) for each in instrument.experiments}}
    return sum(
        max(sum(all(_may_hold(each, name, arm) for each in conditions) for conditions in group) for arm in arms[name])
        for name, group in of_experiment.items()
    )


def _conditions(instrument: Instrument, question: Question) -> list[Condition]:
    return [each for each in (instrument.section_of[question.id].ask_if, question.ask_if) if each is not None]


def _may_hold(condition: Condition, experiment: str, arm: str, *, unknown: bool = True) -> bool:
    """Whether a condition can be met in one arm; what is not known, answers and other experiments, counts as `unknown`."""
    if isinstance(condition, ArmIs):
        return condition.arm == arm if condition.experiment == experiment else unknown
    if isinstance(condition, AnswerIs):
        return unknown
    is_none = condition.combination is Combination.NONE
    met = (_may_hold(part, experiment, arm, unknown=unknown is not is_none) for part in condition.conditions)
    if condition.combination is Combination.ALL:
        return all(met)
    return not any(met) if is_none else any(met)


def _reason(conditions: list[Condition], answers: Mapping[str, Answer], arms: Mapping[str, str]) -> NonAnswer | None:
    if all(holds(condition, answers, arms) for condition in conditions):
        return None
    other_arm = any(True for condition in conditions for _ in arms_in(condition)) and all(
        holds(condition, answers, None) for condition in conditions
    )
    return NonAnswer.NOT_ASKED if other_arm else NonAnswer.NOT_APPLICABLE


def _answer_meets(condition: AnswerIs, answer: Answer | None) -> bool:
    substantive = answer is not None and answer.missing is None
    if condition.operator is Operator.ANSWERED:
        return substantive == bool(condition.operand[0])
    if answer is None:
        return False
    if condition.operator is Operator.IN:
        return not answer.codes.isdisjoint(condition.operand)
    if not substantive:
        return False
    if condition.operator is Operator.NOT_IN:
        return answer.codes.isdisjoint(condition.operand)
    number = answer.value
    if not isinstance(number, int | float):
        return False
    bound = condition.operand[0]
    return number >= bound if condition.operator is Operator.AT_LEAST else number <= bound
