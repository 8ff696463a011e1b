"""The outcome of a regression: a number, one of two, or one of several in order."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from analysis.arrays import Booleans, Floats
from analysis.data import Data
from analysis.errors import ArgumentError, listed, unknown
from analysis.estimation.domain import BASES
from analysis.values import Value, as_numbers
from analysis.variable import Variable, variable
from instruments.model import NonAnswer

MOST_ORDERED = 200
"""The most categories of an ordinal outcome: each but one has a threshold to be estimated."""

Given = str | tuple[str, Value | Iterable[Value]] | ArrayLike
"""A variable; a question and the codes that are 1; or a value for each row."""


@dataclass(frozen=True, eq=False)
class Outcome:
    """What a model explains.

    name        for messages and `.attrs`
    values      (rows,) a number; 1 or 0; or the place of a category. NaN where the row has none
    empty       (rows,) rows that hold nothing, rather than a non-answer
    categories  in order, of an ordinal outcome; else empty
    """

    name: str
    values: Floats
    empty: Booleans
    categories: tuple[Value, ...] = ()


def outcome_of(data: Data, given: Given, family: str) -> Outcome:
    """Return the outcome for a family.

    A pair is 1 where the answer is among the codes and 0 for every other answer and non-answer of the base "answered", as
    in `analysis.shares`; the codes may be those of non-answers. Raises ArgumentError for what the family cannot explain,
    of an ordinal model texts whose order is not known.
    """
    if isinstance(given, str):
        of = variable(data, given)
        _refuse_sets(of)
        if family == "ordinal":
            _refuse_unordered(data, of)
        return _OF_VARIABLE[family](of)
    if family == "ordinal":
        raise ArgumentError("An ordinal outcome is named by one text.", got=type(given).__name__, remedy="Name a variable.")
    if isinstance(given, tuple) and len(given) == 2 and isinstance(given[0], str):
        return _among(variable(data, given[0]), given[1])
    return _by_row(data, given, family)


def _refuse_sets(of: Variable) -> None:
    if of.chosen is not None:
        raise ArgumentError(
            f"{of.name!r} holds several answers for one respondent and is no outcome.",
            remedy=f"Name one choice's column, {of.name}__….",
        )


def _refuse_unordered(data: Data, of: Variable) -> None:
    """Raise an ArgumentError for texts of which nothing says the order: no questionnaire, no ordered pandas.Categorical."""
    if not any(isinstance(answer, str) for answer in of.answers):
        return
    derived = data.instrument is not None and data.instrument.derived_variable(of.name) is not None
    if not derived and not getattr(data.frame[of.name].dtype, "ordered", False):
        raise ArgumentError(
            f"{of.name!r} holds texts, and nothing says in which order they stand: an ordinal model needs one.",
            got=listed(of.answers),
            remedy="Give them in order, pd.Categorical(texts, [lowest, …, highest], ordered=True), or "
            "numbers, or read the data with their questionnaire, whose order is that of the file.",
        )


def refuse_itself(given: Given, predictors: Iterable[str]) -> None:
    """Raise an ArgumentError where the variable of the outcome is among its own predictors."""
    name = given[0] if isinstance(given, tuple) and len(given) == 2 else given
    if isinstance(name, str) and name in predictors:
        raise ArgumentError(
            "The outcome is its own predictor, and would be explained by itself.",
            got=repr(name),
            remedy="Leave it out of the predictors.",
        )


def _number(of: Variable) -> Outcome:
    return Outcome(of.name, of.numbers(), of.missing)


def _one_of_two(of: Variable) -> Outcome:
    """Return 1 for the second category, or for 1 where the two are 0 and 1."""
    if len(of.answers) != 2:
        raise ArgumentError(
            f"{of.name!r} has {len(of.answers)} categories, and this model explains one of two.",
            remedy="Give a pair, the question and the codes that count as 1.",
        )
    one = of.answers[of.answers.index(1)] if set(of.answers) == {0, 1} else of.answers[1]
    marks = [float(answer == one) for answer in of.answers]
    return Outcome(f"{of.name} is {one!r}", _marked(of, marks), of.missing)


def _ordered(of: Variable) -> Outcome:
    if len(of.answers) > MOST_ORDERED:
        raise ArgumentError(
            f"{of.name!r} has {len(of.answers):,} categories; an ordinal model explains {MOST_ORDERED} at most.",
            remedy="Merge categories, or take family='linear'.",
        )
    return Outcome(of.name, _marked(of, [float(place) for place in range(len(of.answers))]), of.missing, of.answers)


def _marked(of: Variable, marks: list[float]) -> Floats:
    return of.by_row(np.array([*marks, *(np.nan for _ in of.non_answers), np.nan, np.nan]))


_OF_VARIABLE: dict[str, Callable[[Variable], Outcome]] = {"linear": _number, "quasibinomial": _one_of_two, "ordinal": _ordered}


def _among(of: Variable, given: Value | Iterable[Value]) -> Outcome:
    _refuse_sets(of)
    codes = [given] if isinstance(given, str) or not isinstance(given, Iterable) else list(given)
    for code in codes:
        if code not in of.categories and code not in set(NonAnswer):
            raise unknown(f"category of {of.name!r}", code, [str(category) for category in of.categories])
    of.check_distinct(BASES["answered"], "Give the outcome as a value for each row.")
    chosen = np.array([*(float(category in codes) for category in of.categories), np.nan, np.nan])
    name = f"{of.name} is {' or '.join(repr(int(code) if isinstance(code, NonAnswer) else code) for code in codes)}"
    return Outcome(name, np.where(of.rows_without(BASES["answered"]), of.by_row(chosen), np.nan), of.missing)


def _by_row(data: Data, given: ArrayLike, family: str) -> Outcome:
    """Return an outcome given as a value for each row; what is missing among them is NaN."""
    held = given if isinstance(given, pd.Series) else pd.Series(np.asarray(given).ravel(), name="outcome")
    if isinstance(given, pd.Series) and not given.index.equals(data.frame.index):
        raise ArgumentError("The outcome's index is not the data's.", remedy="Make it from a column of the same data.")
    if len(held) != len(data.frame):
        raise ArgumentError(
            "The outcome needs a value for each row.", got=f"{len(held)} values", remedy=f"There are {len(data.frame)}."
        )
    values = as_numbers(held)
    if values is None:
        raise ArgumentError("The outcome does not hold numbers.", got=str(held.dtype), remedy="Give numbers, or true and false.")
    if np.isinf(values).any() or (family == "quasibinomial" and not np.isin(values[~np.isnan(values)], (0, 1)).all()):
        kind = "true or false" if family == "quasibinomial" else "a finite number"
        raise ArgumentError(f"Each value of the outcome is {kind}, or missing.", remedy="Correct the outcome.")
    return Outcome(str(held.name or "outcome"), values, np.isnan(values))
