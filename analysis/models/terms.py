"""Predictors of a regression: numbers, and categories against a reference."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.arrays import Booleans, Floats, Integers
from analysis.data import Data
from analysis.errors import ArgumentError, DataError, listed, unknown
from analysis.estimation.domain import BASES
from analysis.values import Value
from analysis.variable import Variable, check_name, variable
from instruments.model import Kind, NonAnswer

INTERCEPT = "(Intercept)"

NON_ANSWERS: dict[str, frozenset[NonAnswer]] = {"missing": frozenset(NonAnswer), "category": BASES["answered"]}
"""The non-answers of a predictor in categories that leave a respondent out."""


@dataclass(frozen=True)
class Term:
    """One coefficient besides the intercepts.

    name       the predictor
    category   of which the coefficient is; None = the predictor is a number
    reference  the category that it is compared with; None = a number
    """

    name: str
    category: Value | None = None
    reference: Value | None = None

    def __str__(self) -> str:
        return self.name if self.category is None else f"{self.name}={self.category!r}"


@dataclass(frozen=True, eq=False)
class Predictor:
    """One predictor by row.

    of         the variable
    numbers    (rows,) NaN where there is none; None = categories
    known      (rows,) rows that a model can use
    reference  the category asked for; None = the first that occurs
    """

    of: Variable
    numbers: Floats | None
    known: Booleans
    reference: Value | None

    def columns(self, rows: Integers) -> tuple[list[Term], Floats]:
        """Return the terms of these rows and their (rows, terms) values; a DataError where all rows have the same."""
        if self.numbers is not None:
            return [Term(self.of.name)], self.numbers[rows, np.newaxis]
        cells = self.of.cells[rows]
        places = np.unique(cells).tolist()
        found = [self.of.categories[place] for place in places]
        if len(found) == 1:
            raise _constant(self.of.name, found[0])
        reference = found[0] if self.reference is None else self.reference
        if reference not in found:
            raise DataError(
                "No respondent of the model is in the reference category.",
                where=f"variable {self.of.name!r}",
                got=repr(reference),
                remedy=f"Choose one that occurs: {listed(found)}.",
            )
        others = [(place, value) for place, value in zip(places, found, strict=True) if value != reference]
        terms = [Term(self.of.name, value, reference) for _, value in others]
        return terms, (cells[:, np.newaxis] == [place for place, _ in others]).astype(np.float64)

    def size(self, rows: Integers) -> int:
        """Return how many terms these rows have."""
        return 1 if self.numbers is not None else len(np.unique(self.of.cells[rows])) - 1

    def unused(self, rows: Integers) -> list[Value]:
        """Return the categories that none of these rows is in."""
        held = set() if self.numbers is not None else set(np.unique(self.of.cells[rows]).tolist())
        return [] if self.numbers is not None else [one for place, one in enumerate(self.of.answers) if place not in held]


def predictor_list(
    data: Data, names: str | Sequence[str], reference: Mapping[str, Value] | None, non_answers: str
) -> list[Predictor]:
    """Return the predictors.

    A scale, a whole number, one choice's column and a column of numbers are numbers; the rest, and any that has a
    reference, are categories. Raises ArgumentError for unknown names and options, a predictor named twice, and one that
    holds several answers.
    """
    if non_answers not in NON_ANSWERS:
        raise unknown("way with non-answers", non_answers, list(NON_ANSWERS))
    listing = [names] if isinstance(names, str) or not isinstance(names, Iterable) else list(names)
    chosen = dict(reference or {})
    for name in listing:
        check_name(name)
        if listing.count(name) > 1:
            raise ArgumentError("A predictor is named twice.", got=repr(name), remedy="Name it once.")
    for name in chosen:
        if name not in listing:
            raise unknown("predictor to take a reference of", name, listing)
    return [_predictor(data, name, chosen, NON_ANSWERS[non_answers]) for name in listing]


def _predictor(data: Data, name: str, chosen: Mapping[str, Value], left_out: frozenset[NonAnswer]) -> Predictor:
    of = variable(data, name)
    if of.chosen is not None:
        raise ArgumentError(
            f"{name!r} holds several answers for one respondent and is no predictor.",
            remedy=f"Name one choice's column, {name}__….",
        )
    if name not in chosen and _is_number(data, of):
        numbers = of.numbers()
        return Predictor(of, numbers, ~np.isnan(numbers), None)
    of.check_distinct(left_out, "Leave the non-answers out: non_answers='missing'.")
    if name in chosen and chosen[name] not in of.categories:
        raise unknown(f"category of {name!r}", chosen[name], [str(category) for category in of.categories])
    return Predictor(of, None, of.rows_without(left_out), chosen.get(name))


def _is_number(data: Data, of: Variable) -> bool:
    if data.instrument is not None:
        for question in data.instrument.variables:
            if question.id == of.name:
                return question.kind in (Kind.SCALE, Kind.INTEGER)
        if data.instrument.derived_variable(of.name) is not None:
            return False
        if of.answers == (1, 0):  # one choice's column
            return True
    held = data.frame[of.name].dtype
    return pd.api.types.is_numeric_dtype(held) and not pd.api.types.is_bool_dtype(held)


def check_varying(terms: Sequence[Term], values: Floats) -> None:
    """Raise a DataError where a number is the same for all respondents of the model."""
    for term, column in zip(terms, values.T, strict=True):
        if np.ptp(column) <= 1e-12 * np.abs(column).max():
            raise _constant(term.name, float(column[0]))


def _constant(name: str, value: Value) -> DataError:
    return DataError(
        "The predictor is the same for all respondents of the model.",
        where=f"variable {name!r}",
        got=repr(value),
        remedy="Leave the predictor out, or widen the selection.",
    )
