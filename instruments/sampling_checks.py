"""What must hold of experiments, of the reasons to end an interview early, and of quotas."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set

from instruments.condition_checks import condition_problems
from instruments.condition_fields import wrong_condition
from instruments.errors import FileProblem
from instruments.model import Combination, Condition, Experiment, Group, Instrument, Kind, Question, Section
from instruments.reach import never_true
from instruments.route import arms_in
from instruments.sampling import BY_LANGUAGE

Before = tuple[Section, Question | None, Mapping[str, Question]]
"""A section, or one of its questions, with the questions that come before it for every respondent."""

_FORMS_BLOCKS = (Kind.ONE, Kind.SCALE)
"""Kinds whose answer is one of a few."""


def problems(instrument: Instrument, before: Sequence[Before], lines: Mapping[str, int]) -> Iterator[FileProblem]:
    """Yield what is wrong with who is compared, who is not asked, and how many are.

    before  every section and question with what comes before it
    """
    for experiment in instrument.experiments:
        line = lines.get(f"experiment {experiment.id}", 1)
        yield from (FileProblem(line, sentence) for sentence in _blocks(experiment, instrument, before))
    for owner, condition in _conditions(instrument):
        yield from _condition(instrument, owner, condition, lines)
    for quota in instrument.quotas:
        if quota.at_most < 1:
            line = lines.get(f"quota {quota.id}", 1)
            yield FileProblem(line, f"at_most of the quota {quota.id!r} must be 1 or more, got {quota.at_most}.")


def out_of_reach(instrument: Instrument, lines: Mapping[str, int], wrong: Set[str]) -> Iterator[FileProblem]:
    """Yield the reasons and quotas that no respondent can meet, and the reasons that every respondent meets.

    wrong  ids of sections and questions whose conditions are wrong in themselves: what depends on them is not judged
    """
    for owner, condition in _conditions(instrument):
        if wrong_condition(owner) in lines or any(_condition(instrument, owner, condition, lines)):
            continue
        line = lines.get(f"condition {owner}", 1)
        kind, _, name = owner.partition(" ")
        if never_true(instrument, condition, wrong):
            yield FileProblem(line, f"the condition of {kind} {name!r} can never hold: no answers satisfy it.")
        elif kind == "screen_out" and never_true(instrument, Group(Combination.NONE, (condition,)), wrong):
            # A quota may be for everybody: it limits the whole sample.
            yield FileProblem(line, f"the condition of {kind} {name!r} holds for every respondent: nobody could finish.")


def _conditions(instrument: Instrument) -> Iterator[tuple[str, Condition]]:
    yield from ((f"screen_out {reason.id}", reason.condition) for reason in instrument.screen_out)
    yield from ((f"quota {quota.id}", quota.condition) for quota in instrument.quotas)


def _blocks(experiment: Experiment, instrument: Instrument, before: Sequence[Before]) -> Iterator[str]:
    named = experiment.block_by
    if named in (None, BY_LANGUAGE):
        return
    answered = {part.id: part for question in instrument.questions for part in question.parts}
    if named not in answered:
        yield f"block_by of {experiment.id!r} must be language or a question, got {named!r}."
    elif answered[named].kind not in _FORMS_BLOCKS:
        yield (
            f"block_by of {experiment.id!r} needs a question with one answer out of a few, of kind one or scale; "
            f"{named!r} is {answered[named].kind}."
        )
    else:
        early = next((owner for owner, known in _uses(experiment, before) if named not in known), None)
        if early is not None:
            yield f"{early!r} needs the arm of {experiment.id!r}, which is drawn once {named!r} is answered: ask that before."


def _uses(experiment: Experiment, before: Sequence[Before]) -> Iterator[tuple[str, Mapping[str, Question]]]:
    """Yield the id of each section and question that depends on an experiment's arm, with the questions before it."""
    for section, question, known in before:
        items = question.items if question else ()
        conditions = [section.ask_if if question is None else question.ask_if, *(item.ask_if for item in items)]
        if any(arm.experiment == experiment.id for condition in conditions for arm in arms_in(condition)):
            yield (section if question is None else question).id, known


def _condition(instrument: Instrument, owner: str, condition: Condition, lines: Mapping[str, int]) -> Iterator[FileProblem]:
    line = lines.get(f"condition {owner}", 1)
    every = {part.id: part for question in instrument.questions for part in question.parts}
    yield from condition_problems(condition, every, instrument, lines, line)
    if any(True for _ in arms_in(condition)):
        yield FileProblem(line, "who is asked cannot depend on an arm: an arm is drawn, and says nothing about a respondent.")
