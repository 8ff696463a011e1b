"""Batteries: several items with one set of answers, their shares and means below each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from analysis.data import Data, as_data
from analysis.design import Design
from analysis.errors import ArgumentError, listed
from analysis.estimation.domain import domain, named
from analysis.estimation.intervals.interval import check_interval
from analysis.estimation.numbers.moment import means_in
from analysis.estimation.sampling.calibrated import Calibrated
from analysis.estimation.shares.share import estimated
from analysis.estimation.shares.share_table import shares_table
from analysis.values import Value
from analysis.variable import Variable, variable
from instruments.model import Kind

SCALED = frozenset({Kind.SCALE, Kind.INTEGER})
"""The kinds of questions whose codes are numbers that have a mean."""


@dataclass(frozen=True, eq=False)
class Battery:
    """The items of a battery.

    shares  question, [by…], category, n, base_n, base_weight, share, se, low, high, df, deff: a row an item and category,
            every item with the same answers in the same order, then its typed non-answers
    means   question, [by…], mean, se, low, high, n, df, deff: a row an item; None where the answers are not numbers
    """

    shares: pd.DataFrame
    means: pd.DataFrame | None


def battery(
    data: Data | pd.DataFrame,
    questions: Sequence[str],
    *,
    by: str | Sequence[str] | None = None,
    where: ArrayLike | None = None,
    design: Design | Calibrated | None = None,
    level: float = 0.95,
    interval: str | None = None,
    base: str = "answered",
) -> Battery:
    """Return the shares of the items of a battery, and the means where the answers are points of a scale.

    questions  the items; of a bare frame an answer that any of them has is a category of all, of an instrument they must
               offer the same answers (ArgumentError)

    Means are of scale and number questions; of a bare frame of all answers that are numbers. Differences between items are
    those of `contrasts` with the items as its questions. The rest as in `shares` and `means`.

    >>> items = pd.DataFrame({"roads": [1, 2, 2, 3], "schools": [3, 3, 2, 3]})
    >>> found = battery(items, ["roads", "schools"])
    >>> found.shares[["question", "category", "n"]].to_dict("list")["n"], found.means["mean"].tolist()
    ([1, 2, 1, 0, 1, 3], [2.0, 2.75])
    """
    given = as_data(data)
    items = named(questions)
    if not items:
        raise ArgumentError("There is no item to estimate.", remedy="Name at least one.")
    variables = [variable(given, item) for item in items]
    several = [of.name for of in variables if of.chosen is not None]
    if several:
        raise ArgumentError("An item has one answer for a respondent.", got=listed(several), remedy="Use multiple_response.")
    within = domain(given, by=by, where=where, design=design, level=level)
    method = check_interval(interval, simple=within.sample.is_simple)
    found = [estimated(within, of, base) for of in _with_the_same_answers(given, variables)]
    shares = shares_table(within, found, method, base)
    if not all(_is_scaled(given, of) for of in variables):
        return Battery(shares, None)
    each = [means_in(within, item) for item in items]
    table = pd.concat(each, ignore_index=True)
    table.attrs = {**each[0].attrs, **{name: sum(one.attrs[name] for one in each) for name in ("missing", "non_answers")}}
    table.attrs["warnings"] = "\n".join(dict.fromkeys(one.attrs["warnings"] for one in each if one.attrs["warnings"]))
    return Battery(shares, table)


def _with_the_same_answers(data: Data, variables: Sequence[Variable]) -> list[Variable]:
    first = variables[0]
    if data.instrument is not None:
        other = next((of for of in variables if of.answers != first.answers), None)
        if other is not None:
            raise ArgumentError(
                f"{other.name!r} does not offer the answers of {first.name!r}: they are no battery.",
                got=f"{listed(other.answers)} beside {listed(first.answers)}",
                remedy="Name questions with the same answers; toplines takes any.",
            )
        return list(variables)
    every = _ordered(dict.fromkeys(answer for of in variables for answer in of.answers))
    return [_placed(of, every) for of in variables]


def _ordered(answers: dict[Value, None]) -> tuple[Value, ...]:
    numbers = all(not isinstance(answer, str) for answer in answers)
    return tuple(sorted(answers, key=float)) if numbers else tuple(answers)


def _placed(of: Variable, answers: tuple[Value, ...]) -> Variable:
    """Return a variable of a bare frame, which has no non-answers, with its answers among others."""
    position = {answer: place for place, answer in enumerate(answers)}
    places = np.array([*(position[answer] for answer in of.answers), -1], dtype=np.intp)
    return Variable(of.name, answers, (), of.codes, places if of.places is None else places[of.places])


def _is_scaled(data: Data, of: Variable) -> bool:
    if data.instrument is None:
        return not any(isinstance(answer, str) for answer in of.answers)
    return any(question.id == of.name and question.kind in SCALED for question in data.instrument.variables)
