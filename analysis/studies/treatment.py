"""Which arms of an experiment saw the statement in question of a list experiment, and which the others only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analysis.arrays import Booleans, Floats
from analysis.data import Data, row_names
from analysis.errors import ArgumentError, DataError, listed, unknown
from analysis.numeric import numeric
from analysis.values import Value
from analysis.variable import Variable, variable
from instruments.model import Item, Kind, Question


@dataclass(frozen=True, eq=False)
class Lists:
    """The answers to one list experiment, by the length of the list.

    question   its name
    treated    the arm that saw one statement more
    statement  that statement; None = not known, the data have no questionnaire
    items      how many statements the shorter list has
    long       (rows,) the answers of the arm with the longer list; NaN elsewhere, and where there is no number
    short      (rows,) those of the arms with the shorter list
    """

    question: str
    treated: Value
    statement: Item | None
    items: int
    long: Floats
    short: Floats


def lists(data: Data, question: str, *, treated: Value | None = None, arm: str | None = None, items: int | None = None) -> Lists:
    """Return the answers to a list experiment by what their respondents were shown.

    treated  the arm with the longer list; None = the only one there is
    arm      the column that holds the arm, items: how many statements the shorter list has. Both follow from the
             questionnaire; data without one need them, and `treated`

    Raises ArgumentError where the arms do not follow from what is given, DataError for an answer that no list allows.
    """
    asked = None if data.instrument is None else next((q for q in data.instrument.asked if q.id == question), None)
    if asked is None or (asked.kind is not Kind.COUNT and arm is not None):
        return _given(data, question, treated, arm, items)
    if asked.kind is not Kind.COUNT:
        remedy = "Name a question of kind count, or say with arm=, treated= and items= what was shown to whom."
        raise ArgumentError(f"{question!r} is no list experiment.", got=f"kind {asked.kind}", remedy=remedy)
    return _of_instrument(data, asked, treated)


def added(question: Question) -> tuple[Item, ...]:
    """Return the statements of a `count` that only an arm is shown.

    >>> from instruments.load import find, load
    >>> [item.id for item in added(load(find("astana-extended")).question("list_eaeu"))]
    ['leave_eaeu']
    """
    return tuple(item for item in question.items if item.ask_if is not None)


def _of_instrument(data: Data, question: Question, treated: Value | None) -> Lists:
    conditions = [item.ask_if for item in added(question) if item.ask_if is not None]
    experiments = {condition.experiment for condition in conditions}
    if len(experiments) != 1:
        what = "its statements depend on several experiments" if experiments else "everybody is shown all of its statements"
        raise ArgumentError(f"{question.id!r} is no list experiment: {what}.", remedy="Name another question.")
    by_arm = {condition.arm: item for condition, item in zip(conditions, added(question), strict=True)}
    if len(by_arm) < len(conditions):
        remedy = "The difference would be of several statements together."
        raise ArgumentError(f"An arm of {question.id!r} is shown several statements more.", remedy=remedy)
    if treated is None and len(by_arm) > 1:
        raise ArgumentError(
            f"Several arms of {question.id!r} are shown a statement more.",
            got=listed(by_arm),
            remedy="Name the one that is meant: treated=….",
        )
    wanted = next(iter(by_arm)) if treated is None else str(treated)
    if wanted not in by_arm:
        raise unknown(f"arm of {question.id!r} with a longer list", wanted, list(by_arm))
    arms = variable(data, f"arm_{experiments.pop()}")
    others = [value for value in arms.answers if value not in by_arm]
    return _split(data, question.id, arms, wanted, others, len(question.items) - len(conditions), by_arm[wanted])


MOST_ITEMS = 40
"""The most statements of a list: nobody holds more in mind, and each adds four estimates that vary together."""


def _given(data: Data, question: str, treated: Value | None, arm: str | None, items: int | None) -> Lists:
    if arm is None or treated is None or items is None:
        raise ArgumentError(
            f"Nothing says who was shown what of {question!r}.",
            remedy="Read the data with their questionnaire, or name the arm (a column), the treated (its value with the longer "
            "list) and the number of items (how many statements the shorter list has).",
        )
    if not 1 <= items <= MOST_ITEMS:
        raise ArgumentError(
            f"The shorter list has from 1 to {MOST_ITEMS} statements.", got=f"items={items}", remedy="Correct the number."
        )
    arms = variable(data, arm)
    if treated not in arms.answers:
        raise unknown(f"value of {arm!r}", treated, [str(value) for value in arms.answers])
    others = [value for value in arms.answers if value != treated]
    return _split(data, question, arms, treated, others, items, None)


def _split(
    data: Data, question: str, arms: Variable, treated: Value, others: Sequence[Value], items: int, statement: Item | None
) -> Lists:
    answers = numeric(data, question).values
    longer, shorter = _rows(arms, [treated]), _rows(arms, others)
    for rows, most in ((longer, items + 1), (shorter, items)):
        _check(data, question, answers, rows, most)
    long, short = (np.where(rows, answers, np.nan) for rows in (longer, shorter))
    return Lists(question, treated, statement, items, long, short)


def _rows(arms: Variable, values: Sequence[Value]) -> Booleans:
    wanted: Booleans = np.isin(arms.cells, [arms.categories.index(value) for value in values])
    return wanted


def _check(data: Data, question: str, answers: Floats, rows: Booleans, most: int) -> None:
    known = rows & ~np.isnan(answers)
    wrong = known & ((answers < 0) | (answers > most) | (answers != np.floor(np.nan_to_num(answers))))
    if wrong.any():
        raise DataError(
            f"A list of {most} statements has answers from 0 to {most}.",
            where=f"question {question!r}, {row_names(data.frame, wrong)}",
            got=listed(answers[wrong].tolist()),
            remedy="Correct the source, or the number of statements.",
        )
