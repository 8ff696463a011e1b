"""Any variable of the data as categories and the cell of each row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.arrays import Booleans, Codes, Floats, Integers
from analysis.data import Data, row_names
from analysis.errors import ArgumentError, DataError, listed, unknown
from analysis.values import MISSING, Value, check_numbers, factorised
from instruments import kinds
from instruments.model import Derived, Instrument, Kind, NonAnswer, Question
from instruments.responses import derived_value
from instruments.rules.choices import ranks

Held = TypeVar("Held", np.bool_, np.float64, np.intp)

CHOSE = -2
"""The cell of a row that answered a multiple-response question; its choices are in `Variable.chosen`."""


@dataclass(frozen=True, eq=False)
class Variable:
    """One variable of the data.

    categories   answers in instrument order, also those nobody gave, then the typed non-answers
    non_answers  the typed non-answers: the last categories
    codes        (rows,) what the data hold, numbered in any order from 0 up, of a small type; `MISSING` or `CHOSE`
    places       (codes + 1,) the category of each code, and last `MISSING`; None = the codes number the categories
    chosen       (rows, answers) what was chosen from a multiple-response question; None = one answer a row
    """

    name: str
    categories: tuple[Value, ...]
    non_answers: tuple[NonAnswer, ...]
    codes: Codes
    places: Integers | None = None
    chosen: Booleans | None = None

    @cached_property
    def cells(self) -> Integers:
        """(rows,) index into `categories`, `MISSING`, or `CHOSE`."""
        return self.codes.astype(np.intp, copy=False) if self.places is None else self.places[self.codes]

    @property
    def answers(self) -> tuple[Value, ...]:
        """The categories that are answers."""
        return self.categories[: len(self.categories) - len(self.non_answers)]

    @property
    def missing(self) -> Booleans:
        """Which rows hold nothing."""
        empty: Booleans = self.codes == MISSING
        return empty

    def by_row(self, of_category: NDArray[Held]) -> NDArray[Held]:
        """Return (rows,) what belongs to each row's category.

        of_category  (categories + 2,) for each category, for `CHOSE`, and last for `MISSING`
        """
        return (of_category if self.places is None else of_category[self.places])[self.codes]

    def rows_without(self, codes: frozenset[NonAnswer]) -> Booleans:
        """Return which rows hold an answer, or a non-answer that is not one of `codes`."""
        outside = [False] * len(self.answers) + [code in codes for code in self.non_answers]
        return self.by_row(~np.array([*outside, False, True]))

    def rows_with(self, codes: frozenset[NonAnswer]) -> Booleans:
        """Return which rows hold a non-answer that is one of `codes`."""
        inside = [False] * len(self.answers) + [code in codes for code in self.non_answers]
        return self.by_row(np.array([*inside, False, False]))

    def check_distinct(self, left_out: frozenset[NonAnswer], remedy: str) -> None:
        """Raise an ArgumentError where an answer is the same number as a non-answer that is not left out."""
        for code in self.non_answers:
            if code not in left_out and int(code) in self.answers:
                meaning = code.name.lower().replace("_", " ")
                raise ArgumentError(
                    f"{self.name!r} has answers of {int(code)}, which is also its code for {meaning!r}: a table by category "
                    "could not tell them apart.",
                    remedy=remedy,
                )

    def numbers(self) -> Floats:
        """Return the answers as numbers, NaN where there is none; an ArgumentError where they are not numbers."""
        if self.chosen is not None or any(isinstance(answer, str) for answer in self.answers):
            raise ArgumentError(
                f"{self.name!r} does not hold numbers.", remedy="Name a numeric variable, or one choice's column of a set."
            )
        values = np.array([*self.answers, *(np.nan for _ in self.non_answers), np.nan, np.nan], dtype=np.float64)
        check_numbers(values, self.name)
        return self.by_row(values)


def variable(data: Data, name: str) -> Variable:
    """Return a question, one choice's column, a derived variable or any other column by its name.

    Codes are checked: one that the question does not have is a DataError. A name that is none of these is an
    ArgumentError with the nearest name.
    """
    check_name(name)
    if data.instrument is not None:
        for question in data.instrument.variables:
            if question.id == name:
                return _question(data, question)
        derived = data.instrument.derived_variable(name)
        if derived is not None:
            return _derived(derived, variable(data, derived.source))
        if any(column.name == name for column in _choice_columns(data.instrument, name)):
            return _coded(name, _column(data, name), (1, 0), ())
        ranking = data.instrument.by_id.get(name.partition("__")[0])
        if ranking is not None and any(column.name == name and column.role == "rank" for column in kinds.columns(ranking)):
            return _coded(name, _column(data, name), range(1, ranks(ranking) + 1), ())
    if name not in data.frame.columns:
        raise unknown("variable", name, _names(data))
    return _plain(name, _single(name, data.frame[name]))


def check_name(name: object) -> None:
    """Raise an ArgumentError where a variable is not named by a text."""
    if not isinstance(name, str):
        raise ArgumentError(
            "A variable is named by one text.",
            got=repr(name),
            remedy="Name one variable; analysis.toplines takes a list of questions.",
        )


def _names(data: Data) -> list[str]:
    ids: list[str] = []
    if data.instrument is not None:
        ids += [question.id for question in data.instrument.variables]
        ids += [derived.id for derived in data.instrument.derived]
    return list(dict.fromkeys([*ids, *(str(column) for column in data.frame.columns)]))


def _choice_columns(instrument: Instrument, name: str) -> list[kinds.Column]:
    question_id = name.partition("__")[0]
    asked = [question for question in instrument.variables if question.id == question_id]
    return [column for question in asked for column in kinds.columns(question) if column.role == "choice"]


def _column(data: Data, name: str) -> pd.Series:
    if name not in data.frame.columns:
        raise DataError("The data lack a column of the instrument.", where=f"column {name!r}", remedy="Read the source again.")
    return _single(name, data.frame[name])


def _single(name: str, found: pd.Series | pd.DataFrame) -> pd.Series:
    if isinstance(found, pd.DataFrame):
        raise DataError("The column stands in the data more than once.", where=f"column {name!r}", remedy="Remove the other.")
    return found


def _question(data: Data, question: Question) -> Variable:
    offered = tuple(choice.code for choice in question.non_answers)
    if question.kind is Kind.MANY:
        return _many(data, question, offered)
    if question.kind is Kind.RANK:
        return _first(data, question, offered)
    values = _column(data, question.id)
    if kinds.has_missing_column(question):
        return _with_missing_column(question.id, values, _column(data, f"{question.id}__missing"), offered)
    if question.kind is Kind.SCALE and question.low is not None and question.high is not None:
        return _coded(question.id, values, range(question.low, question.high + 1), offered)
    if question.substantive:
        return _coded(question.id, values, [choice.code for choice in question.substantive], offered)
    return _coded(question.id, values, None, offered)


def _plain(name: str, values: pd.Series) -> Variable:
    codes, found = factorised(values)
    if isinstance(values.dtype, pd.CategoricalDtype):
        return Variable(name, tuple(found), (), codes)
    texts = {value for value in found if isinstance(value, str)}
    return _placed(name, codes, found, [*sorted(set(found) - texts), *sorted(texts)], ())


def _coded(name: str, values: pd.Series, answers: Sequence[int | float] | None, offered: Sequence[int]) -> Variable:
    """Return a variable whose negative codes are non-answers; `answers` None = any number from 0 up."""
    codes, found = factorised(values)
    known = set(NonAnswer)
    if answers is None:
        answers = sorted(value for value in found if isinstance(value, int | float) and value >= 0)
    wrong = [value for value in found if value not in answers and value not in known]
    if wrong:
        raise DataError(
            "The question has no such code.", where=f"column {name!r}", got=listed(wrong), remedy="Correct it in the source."
        )
    others = sorted((int(value) for value in found if value in known and value not in offered), reverse=True)
    return _placed(name, codes, found, answers, [NonAnswer(code) for code in (*offered, *others)])


def _with_missing_column(name: str, values: pd.Series, missing: pd.Series, offered: Sequence[int]) -> Variable:
    plain = _plain(name, values)
    why = _coded(f"{name}__missing", missing, (), offered)
    cells = np.where(why.missing, plain.cells, why.cells + len(plain.categories))
    return Variable(name, (*plain.categories, *why.categories), why.non_answers, cells)


def _many(data: Data, question: Question, offered: Sequence[int]) -> Variable:
    columns = [column for column in kinds.columns(question) if column.role == "choice"]
    held = [_coded(column.name, _column(data, column.name), (1, 0), offered) for column in columns]
    codes = np.column_stack([np.array([*one.categories, 0.0])[one.cells] for one in held])
    empty = np.column_stack([one.missing for one in held]).any(axis=1)
    whole = codes.min(axis=1)
    torn = ~empty & (whole < 0) & (codes.max(axis=1) != whole)
    if torn.any():
        where = f"question {question.id!r}, {row_names(data.frame, torn)}"
        raise DataError("A non-answer must stand in all columns of a question.", where=where, remedy="Correct it in the source.")
    why = _coded(question.id, pd.Series(np.where(~empty & (whole < 0), whole, np.nan)), (), offered)
    answers = [column.code for column in columns if column.code is not None]
    cells = np.where(why.missing, np.where(empty, MISSING, CHOSE), why.cells + len(answers))
    return Variable(question.id, (*answers, *why.categories), why.non_answers, cells, chosen=codes == 1)


def _first(data: Data, question: Question, offered: Sequence[int]) -> Variable:
    """Return which choice of a ranking stands first; the ranks themselves are in the columns of the choices."""
    columns = [column for column in kinds.columns(question) if column.code is not None]
    for column in columns:
        _coded(column.name, _column(data, column.name), range(1, ranks(question) + 1), offered)
    held = np.column_stack([_column(data, column.name).to_numpy(dtype=np.float64, na_value=np.nan) for column in columns])
    codes = np.array([column.code for column in columns], dtype=np.float64)
    chosen = (held == 1).any(axis=1)
    first = np.where(chosen, codes[(held == 1).argmax(axis=1)], np.where((held == held[:, :1]).all(axis=1), held[:, 0], np.nan))
    torn = (held < 0).any(axis=1) & ~(first < 0)
    if torn.any():
        where = f"question {question.id!r}, {row_names(data.frame, torn)}"
        raise DataError("A non-answer must stand in all columns of a question.", where=where, remedy="Correct it in the source.")
    return _coded(question.id, pd.Series(first), [choice.code for choice in question.substantive], offered)


def _derived(derived: Derived, source: Variable) -> Variable:
    """Return the source with its answers in categories; answers in no category and non-answers pass through."""
    if source.chosen is not None:
        raise DataError("A derived variable needs a question with one answer.", where=f"variable {derived.id!r}")
    names = [derived_value(derived, int(answer)) for answer in source.answers]
    answers: list[Value] = [category for category, _ in derived.categories]
    answers += [name for name in dict.fromkeys(names) if name not in answers]
    places = [*(answers.index(name) for name in names), *range(len(answers), len(answers) + len(source.non_answers)), MISSING]
    categories = (*answers, *(int(code) for code in source.non_answers))
    placed = np.array(places, dtype=np.intp)
    placed = placed if source.places is None else placed[source.places]
    return Variable(derived.id, categories, source.non_answers, source.codes, placed)


def _placed(
    name: str, codes: Codes, found: Sequence[Value], answers: Sequence[Value], non_answers: Sequence[NonAnswer]
) -> Variable:
    """Return the variable with its categories in order; `found` are the values that `codes` point to."""
    categories = (*answers, *(int(code) for code in non_answers))
    position = {value: index for index, value in enumerate(categories)}
    places = np.array([*(position[value] for value in found), MISSING], dtype=np.intp)
    return Variable(name, categories, tuple(non_answers), codes, places)
