"""What must hold of a condition: it asks about known questions that come before it, in a way that fits their kind."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from instruments.errors import FileProblem
from instruments.model import AnswerIs, Condition, Instrument, Kind, NonAnswer, Operator, Question
from instruments.near import did_you_mean
from instruments.route import arms_in, questions_in

CODED = (Kind.SCALE, Kind.INTEGER, Kind.COUNT)
"""Kinds whose answers are whole numbers."""


def condition_problems(
    condition: Condition | None, seen: Mapping[str, Question], instrument: Instrument, lines: Mapping[str, int], line: int
) -> Iterator[FileProblem]:
    """Yield what is wrong with a condition that stands on a line; `seen` are the questions that come before it."""
    for part in questions_in(condition):
        if part.question in seen:
            yield from (FileProblem(line, sentence) for sentence in _answer_is(part, seen[part.question]))
        elif part.question in instrument.by_id and instrument.by_id[part.question].kind is Kind.BATTERY:
            yield FileProblem(line, f"the condition asks about the battery {part.question!r}; name an item: {part.question}__….")
        elif part.question in instrument.by_id:
            sentence = f"the condition asks about {part.question!r}, which comes later; routing only looks back."
            random = " In a random order, what changes places may come later."
            yield FileProblem(line, sentence + (random if _is_random(instrument) else ""))
        elif part.question not in lines:
            sentence = f"the condition asks about {part.question!r}, which is no question of this questionnaire."
            yield FileProblem(line, sentence + did_you_mean(part.question, instrument.by_id))
    yield from (FileProblem(line, sentence) for sentence in unknown_arms(condition, instrument))


def unknown_arms(condition: Condition | None, instrument: Instrument) -> Iterator[str]:
    """Yield a sentence on each arm that a condition asks for and no experiment has."""
    arms = {experiment.id: experiment.arms for experiment in instrument.experiments}
    for arm in arms_in(condition):
        if arm.arm not in arms.get(arm.experiment, ()):
            hint = did_you_mean(arm.arm, arms[arm.experiment]) if arm.experiment in arms else did_you_mean(arm.experiment, arms)
            yield f"the condition asks for the arm {arm.arm!r} of {arm.experiment!r}, which is not defined.{hint}"


def _answer_is(part: AnswerIs, question: Question) -> Iterator[str]:
    if question.kind is Kind.CONSENT:
        yield "a condition cannot ask about the consent: only those who agreed are asked anything."
        return
    if part.operator is Operator.ANSWERED:
        return
    if part.operator in (Operator.AT_LEAST, Operator.AT_MOST):
        if question.kind not in (*CODED, Kind.DECIMAL):
            yield f"{part.operator} needs a scale or an integer, or another number; {question.id!r} is {question.kind}."
        return
    if question.kind not in (*CODED, Kind.ONE, Kind.MANY):
        yield f"{part.operator} needs codes, {question.id!r} is {question.kind}; only answered is possible."
        return
    known = {choice.code for choice in question.choices}
    for code in part.operand:
        if code == NonAnswer.SKIPPED or code in known or (question.kind in CODED and is_inside(question, code)):
            continue
        yield f"the condition names the code {code}, which {question.id!r} does not have."


def is_inside(question: Question, code: int) -> bool:
    """Whether a code lies between the bounds of a number."""
    return (question.low is None or code >= question.low) and (question.high is None or code <= question.high)


def _is_random(instrument: Instrument) -> bool:
    return bool(instrument.random_sections) or any(section.random_order for section in instrument.sections)
