"""Numbers, dates and rankings as the cells of a table, and where the middle of numbers lies.

Numbers and dates stand in groups; of a ranking, whom each response puts first. The middle of numbers is their median: it is that
of a respondent, but 5 or more lie on each side of it and of the ends of its interval, and it moves when 5 more have given one. A
mean would be their sum, from which a small group could be worked out, so there is one only where every point of a scale is
shown: then it tells no more than they do.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import analysis
from instruments.kinds import columns, has_missing_column
from instruments.model import Kind, Question
from instruments.rules.dates import calendar_date
from instruments.rules.numbers import places
from survey.admin.monitoring import groups
from survey.admin.monitoring.suppression import SMALL, Look, is_due

if TYPE_CHECKING:
    import pandas as pd

IN_GROUPS = (Kind.INTEGER, Kind.DECIMAL, Kind.DATE)
"""Kinds whose answers stand in groups."""

MEASURED = (*IN_GROUPS, Kind.RANK)
"""Kinds whose cells are made here."""

Estimate = tuple[float, float, float]
"""A share or a number, and the ends of its 95 % interval."""

_STEPS_IN_MONTHS = (1, 3, 6, 12, 24, 60, 120, 240, 600, 1200)
_LARGEST_POWER = 9


@dataclass(frozen=True)
class Middle:
    """Where the middle of the numbers of a question lies.

    n       how many numbers there were
    median  for a date, in months since the year 0
    mean    of a scale alone
    """

    n: int
    median: Estimate
    mean: Estimate | None = None


def numbers(question: Question, frame: pd.DataFrame) -> pd.Series[float]:
    """Return the numbers that were given, a row a response, empty where none was; of a date its month, counted from year 0."""
    if question.kind is Kind.DATE:
        return frame[question.id].map(_month).astype(float)
    found = frame[question.id].astype(float)
    return found if has_missing_column(question) else found.where(found >= 0)


def _month(written: object) -> float | None:
    day = calendar_date(written)
    return day.year * 12 + day.month - 1 if day else None


def bounds(question: Question, given: pd.Series[float], before: Look | None) -> tuple[float, ...]:
    """Return the bounds of the groups of numbers: those so far, more where one can be divided; () where it is too early."""
    had = groups.bounds_of(before.counts) if before else ()
    if before and any(map(groups.ends, before.when_small)):
        return had
    return groups.chosen_bounds(given.dropna().tolist(), _steps(question), had)


def _steps(question: Question) -> Iterator[float]:
    if question.kind is Kind.DATE:
        yield from _STEPS_IN_MONTHS
        return
    finest = -places(question) if question.kind is Kind.DECIMAL else 0
    for power in range(finest, _LARGEST_POWER + 1):
        yield from (round(digit * 10.0**power, 6) for digit in (1, 2, 5))


def grouped(question: Question, frame: pd.DataFrame, given: pd.Series[float], ends: tuple[float, ...]) -> pd.Series[str]:
    """Return the cell of each response: the group of its number, or the code of its non-answer; empty where there is neither."""
    names = given.map(lambda number: groups.group(number, ends), na_action="ignore").astype(object)
    return names.where(given.notna(), _non_answers(question, frame))


def first_places(question: Question, frame: pd.DataFrame) -> pd.Series[str]:
    """Return by response the code of the choice that stands first, or of its non-answer; empty where there is neither."""
    first = _non_answers(question, frame)
    for column in columns(question):
        first = first.mask(frame[column.name] == 1, str(column.code))
    return first


def _non_answers(question: Question, frame: pd.DataFrame) -> pd.Series[str]:
    codes = frame[missing_column(question)].astype(float)
    offered: Mapping[float, str] = {float(choice.code): str(choice.code) for choice in question.non_answers}
    return codes.map(offered).astype(object)


def missing_column(question: Question) -> str:
    """Return the column in which the code of a non-answer stands."""
    found = columns(question)
    return next((column.name for column in found if column.role == "missing"), found[0].name)


def middle(given: pd.Series[float], before: Middle | None) -> Middle | None:
    """Return the median of numbers; the one before, or None, where it may not be shown, or 5 more have not come since."""
    n = int(given.notna().sum())
    if n < groups.ENOUGH or not is_due(before.n if before else None, n):
        return before
    median = _median(given)
    sides = [side for end in median for side in (int((given <= end).sum()), int((given >= end).sum()))]
    return Middle(n, median) if min(sides) >= SMALL else before


def middle_of_points(given: pd.Series[float]) -> Middle:
    """Return the mean and the median of the points of a scale, which are all shown."""
    [row] = analysis.means(given.to_frame("number"), "number").to_dict("records")
    return Middle(int(row["n"]), _median(given), (row["mean"], row["low"], row["high"]))


def _median(given: pd.Series[float]) -> Estimate:
    [row] = analysis.quantiles(given.to_frame("number"), "number").to_dict("records")
    return row["quantile"], row["low"], row["high"]
