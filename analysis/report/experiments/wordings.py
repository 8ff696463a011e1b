"""Which questions tell of an experiment: those that all arms are asked after they parted, and those that each has its own of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from analysis.data import Data
from analysis.studies.randomisation import parts_at
from instruments.model import CANNOT_ANSWER_CODES, Condition, Derived, Experiment, Instrument, Kind, Question
from instruments.route import arms_in, questions_in


def outcomes(instrument: Instrument, experiment: Experiment) -> list[str]:
    """Return the questions that offer "cannot answer" and are asked of all arms after they parted.

    A question that follows from an answer given after they parted is left out: those who are asked it are chosen by what
    is to be compared.
    """
    after = instrument.questions[parts_at(instrument, experiment.id) :]
    later = {part.id for question in after for part in (question, *question.parts)}
    return [
        part.id
        for question in after
        if question in instrument.asked and not _arms(instrument, question, experiment)
        if not any(one.question in later for condition in _conditions(instrument, question) for one in questions_in(condition))
        for part in question.parts
        if CANNOT_ANSWER_CODES & {choice.code for choice in part.non_answers}
    ]


def alternatives(instrument: Instrument, experiment: Experiment) -> Iterator[Mapping[str, str]]:
    """Yield {arm: variable} for derived variables that give the questions of the arms categories in common.

    Each is derived from a question of one arm only; those belong together that have two categories or more in common and
    come in the same place among their arm's.
    """
    by_arm = {arm: [one for one in instrument.derived if _arm(instrument, one, experiment) == arm] for arm in experiment.arms}
    if not all(by_arm.values()) or len({len(found) for found in by_arm.values()}) != 1:
        return
    for ones in zip(*by_arm.values(), strict=True):
        if len(set.intersection(*({name for name, _ in one.categories} for one in ones))) > 1:
            yield {arm: one.id for arm, one in zip(experiment.arms, ones, strict=True)}


def parted(data: Data, experiment: Experiment) -> bool:
    """Whether the data hold respondents of two arms or more."""
    held = data.frame.get(f"arm_{experiment.id}")
    return held is not None and len(set(held.dropna()) & set(experiment.arms)) > 1


def list_of(data: Data, instrument: Instrument, question: Question) -> Experiment | None:
    """Return the experiment whose arms were shown lists of different lengths by a question, as the data say; None: none was."""
    return next((one for one in instrument.experiments if question in lists_of(instrument, one) and parted(data, one)), None)


def lists_of(instrument: Instrument, experiment: Experiment) -> list[Question]:
    """Return the list experiments that an experiment decides about."""
    counts = (question for question in instrument.asked if question.kind is Kind.COUNT)
    return [question for question in counts if _arms(instrument, question, experiment)]


def _arms(instrument: Instrument, question: Question, experiment: Experiment) -> set[str]:
    """Return the arms that a condition of a question names."""
    conditions = (*_conditions(instrument, question), *(item.ask_if for item in question.items))
    return {arm.arm for condition in conditions for arm in arms_in(condition) if arm.experiment == experiment.id}


def _conditions(instrument: Instrument, question: Question) -> tuple[Condition | None, ...]:
    section = next(section for section in instrument.sections if question in section.questions)
    return section.ask_if, question.ask_if


def _arm(instrument: Instrument, derived: Derived, experiment: Experiment) -> str:
    """Return the one arm that is asked what a variable is derived from; empty where there is none, or several."""
    asked = next((q for q in instrument.questions if any(part.id == derived.source for part in q.parts)), None)
    arms = set() if asked is None else _arms(instrument, asked, experiment)
    return arms.pop() if len(arms) == 1 else ""
