"""The answers of the arms of an experiment as columns of one data set, whether they were asked one question or several."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from analysis.arrays import Booleans, Floats
from analysis.data import Data
from analysis.errors import ArgumentError, DataError, listed
from analysis.estimation.domain import outside
from analysis.estimation.shares.members import members
from analysis.estimation.shares.share import kept_categories
from analysis.studies.comparable import check_categories
from analysis.values import Value
from analysis.variable import Variable, variable
from instruments.model import CANNOT_ANSWER_CODES, NonAnswer

CANNOT_ANSWER = "cannot_answer"
"""The category of all who could not answer, whichever way they said so."""


@dataclass(frozen=True, eq=False)
class Ballot:
    """The answers of all arms.

    data        the responses with the columns below
    question    what was asked
    column      holds the arm
    categories  those of the base, and last `CANNOT_ANSWER`, where it was offered
    names       the columns that hold for each category who chose it: 1 or 0, nothing outside its base
    whole       the column that holds the place of each row's one category; None where there may be several
    twice       whether the last category says the same as another one
    """

    data: Data
    question: str
    column: str
    categories: tuple[Value, ...]
    names: tuple[str, ...]
    whole: str | None
    twice: bool


def ballot(data: Data, question: str | Mapping[str, str], column: str, arms: Sequence[Value], base: str) -> Ballot:
    """Return the answers of all arms.

    question  one variable, or {arm: variable}; categories with names are put together, codes must be the same
    base      asked | answered | opinion; of `CANNOT_ANSWER` always answered

    Raises ArgumentError for an unknown name or base, and variables whose codes differ.
    """
    asked = _variables(data, question, arms)
    held = data.frame[column].to_numpy(dtype=object)
    rows = {arm: np.asarray(held == arm, dtype=np.bool_) for arm in arms}
    kept = _categories(asked, base)
    check_categories(question, len(kept))
    chosen = [_chosen(asked, rows, frozenset([category]), outside(base)) for category in kept]
    offered = frozenset(int(code) for of in asked.values() for code in of.non_answers if code in CANNOT_ANSWER_CODES)
    if not kept and not offered:
        raise DataError("Nobody answered the question.", where=f"question {question!r}", remedy="Name another.")
    everybody = [_chosen(asked, rows, offered, outside("answered"))] if offered else []
    columns = {f"split__{place}": pd.Categorical(one, categories=[0, 1]) for place, one in enumerate([*chosen, *everybody])}
    whole = "split__whole" if all(of.chosen is None for of in asked.values()) else None
    frame = data.frame.assign(**columns)
    made = replace(data, frame=frame if whole is None else frame.assign(**{whole: _whole(chosen)}))
    said = question if isinstance(question, str) else " / ".join(dict.fromkeys(question.values()))
    categories = (*kept, *([CANNOT_ANSWER] if offered else []))
    return Ballot(made, said, column, categories, tuple(columns), whole, len(offered) == 1 and offered <= set(kept))


def _variables(data: Data, question: str | Mapping[str, str], arms: Sequence[Value]) -> dict[Value, Variable]:
    if isinstance(question, str):
        return dict.fromkeys(arms, variable(data, question))
    if set(question) != set(arms):
        raise ArgumentError("Name the question of each arm.", got=listed(question), remedy=f"The arms are {listed(arms)}.")
    found = {arm: variable(data, question[str(arm)]) for arm in arms}
    # A name says what it stands for, a number does not: 1 may be "yes" here and "stay" there.
    if len({tuple(value for value in of.answers if not isinstance(value, str)) for of in found.values()}) > 1:
        raise ArgumentError(
            f"{' and '.join(map(repr, question.values()))} have different codes: their shares cannot be compared.",
            remedy="Derive a variable from each, with the same categories for all its codes, and name these.",
        )
    return found


def _categories(asked: Mapping[Value, Variable], base: str) -> list[Value]:
    """Return the categories of the base in any arm: the answers, then the typed non-answers."""
    every = (of.categories[place] for of in asked.values() for place in kept_categories(of, base))
    answers = dict.fromkeys(value for of in asked.values() for value in of.answers)
    return [*answers, *(value for value in dict.fromkeys(every) if value not in answers)]


def _chosen(
    asked: Mapping[Value, Variable], rows: Mapping[Value, Booleans], wanted: frozenset[Value], left_out: frozenset[NonAnswer]
) -> Floats:
    """Return (rows,) 1 for who is in one of the categories, 0 for the others in the base, NaN outside it."""
    found = np.full(len(next(iter(rows.values()))), np.nan)
    for arm, of in asked.items():
        inside = rows[arm] & of.rows_without(left_out) & ~of.missing
        places = (place for place, value in enumerate(of.categories) if value in wanted)
        found[inside] = np.logical_or.reduce([np.zeros(len(found), np.bool_), *(members(of, place) for place in places)])[inside]
    return found


def _whole(chosen: Sequence[Floats]) -> Floats:
    """Return (rows,) the place of the category that a row is in; NaN where it is in none."""
    every = np.column_stack(chosen)
    return np.where((every == 1).any(axis=1), (every == 1).argmax(axis=1), np.nan)
