"""Whether an experiment's arms came about as they were meant to: their sizes, and who is in them.

[1] Freeman, Halton (1951), Biometrika 38, 141-149: the exact multinomial test.
[2] Cohen (1988), Statistical Power Analysis for the Behavioral Sciences, 2.2: the difference in standard deviations.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import lgamma, log

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy import stats

from analysis.arrays import Booleans, Floats
from analysis.data import Data, as_data
from analysis.design import Design
from analysis.errors import ArgumentError, listed, unknown
from analysis.estimation.crosstabs.crosstab import Crosstab, crosstab
from analysis.estimation.domain import condition
from analysis.estimation.intervals.multiplicity import adjusted
from analysis.values import Value
from analysis.variable import variable
from instruments.model import Experiment, Instrument, Kind, Question
from instruments.route import arms_in

ENUMERATED = 200_000
"""With more tables than these the sizes of three and more arms get the chi-square test."""

_SMALL = 5
"""A table with a cell in which fewer are expected gets Fisher's exact test."""

_NOISE = 1 + 1e-7
"""Tables as likely as the one found, but for rounding, count as such; the factor is R's."""


@dataclass(frozen=True, eq=False)
class Randomisation:
    """Who is in which arm.

    arms     arm, n, share, expected: respondents, their share, and the share that the ratio gives
    p        exact probability of such sizes, or less likely ones, under the ratio
    balance  variable, p, p_adjusted, largest: whether answers given before the arms part differ between them;
             largest is the largest difference of a category's shares between two arms, in standard deviations
    """

    arms: pd.DataFrame
    p: float
    balance: pd.DataFrame


def randomisation(
    data: Data | pd.DataFrame,
    experiment: str,
    *,
    ratio: Sequence[float] | None = None,
    covariates: Sequence[str] | None = None,
    where: ArrayLike | None = None,
) -> Randomisation:
    """Return whether the arms of an experiment have the sizes of their ratio, and the same kind of respondents.

    experiment  its id, or the column that holds the arms
    ratio       one number an arm, in the order of the arms; None = that of the questionnaire, else equal arms
    covariates  None = the language and every question with one answer asked before the arms of any experiment part

    Sizes are counts of respondents, without weights: it is they who were assigned. Two arms get the exact binomial test,
    more the exact multinomial [1], or where there are too many tables the chi-square test. A covariate gets Pearson's test
    of its answers by arm, or Fisher's where a cell expects fewer than 5; p_adjusted is Holm's over the covariates.
    `largest` follows [2], |p_1 - p_2|/√((p_1(1 - p_1) + p_2(1 - p_2))/2). A small p in one of many tables is what chance
    brings.

    Raises ArgumentError where there is no such experiment or covariate, or the ratio has not a number for each arm.
    """
    given = as_data(data)
    column = arm_column(given, experiment)
    inside = condition(given.frame, where)
    arms = arms_of(given, experiment)
    meant = _ratio(given, experiment, arms, ratio)
    held = given.frame[column].to_numpy(dtype=object)
    counts = np.array([int((inside & (held == arm)).sum()) for arm in arms])
    expected = meant / meant.sum()
    frame = pd.DataFrame({"arm": arms, "n": counts, "share": counts / max(counts.sum(), 1), "expected": expected})
    names = [name for name in asked_before(given) if name != column] if covariates is None else list(covariates)
    return Randomisation(frame, sizes_p(counts.tolist(), expected), _balance(given, names, column, inside))


def arm_column(data: Data, experiment: str) -> str:
    """Return the column that holds the arms of an experiment; an ArgumentError where there is none."""
    for name in (f"arm_{experiment}", experiment):
        if name in data.frame.columns:
            return name
    known = [] if data.instrument is None else [one.id for one in data.instrument.experiments]
    raise unknown("experiment", experiment, known or [str(column) for column in data.frame.columns])


def parts_at(instrument: Instrument, experiment: str) -> int:
    """Return the place among the questions of the first one that an arm changes; their number where none does."""
    questions = instrument.questions
    return next((place for place, one in enumerate(questions) if _depends(instrument, one, experiment)), len(questions))


def asked_before(data: Data) -> list[str]:
    """Return the language and the questions with one answer that are asked before the arms of any experiment part."""
    if data.instrument is None:
        return []
    first = min((parts_at(data.instrument, one.id) for one in data.instrument.experiments), default=0)
    before = (question.id for question in data.instrument.questions[:first] if question.kind is Kind.ONE)
    return [name for name in ("language", *before) if name in data.frame]


def sizes_p(counts: Sequence[int], expected: Floats) -> float:
    """Return the two-sided p of the sizes of the arms under the expected shares: of all tables as likely, or less.

    >>> round(sizes_p([10, 20], np.array([0.5, 0.5])), 4), round(sizes_p([3, 9, 6], np.array([1, 1, 1]) / 3), 4)
    (0.0987, 0.2428)
    """
    n = sum(counts)
    if n == 0 or len(counts) < 2:
        return float("nan")
    if len(counts) == 2:
        return float(stats.binomtest(counts[0], n, expected[0]).pvalue)
    if _tables(n, len(counts)) > ENUMERATED:
        return float(stats.chisquare(counts, n * expected).pvalue)
    logs = [_log_likelihood(table, expected) for table in _every(n, len(counts))]
    found = _log_likelihood(counts, expected) + log(_NOISE)
    return float(min(1.0, sum(np.exp(one) for one in logs if one <= found)))


def _depends(instrument: Instrument, question: Question, experiment: str) -> bool:
    section = next(section for section in instrument.sections if question in section.questions)
    conditions = [section.ask_if, question.ask_if, *(item.ask_if for item in question.items)]
    return any(arm.experiment == experiment for one in conditions for arm in arms_in(one))


def arms_of(data: Data, experiment: str) -> tuple[Value, ...]:
    """Return the arms of an experiment, in the questionnaire's order; without one those in the data."""
    stated = _stated(data.instrument, experiment)
    return variable(data, arm_column(data, experiment)).answers if stated is None else stated.arms


def _ratio(data: Data, experiment: str, arms: Sequence[Value], given: Sequence[float] | None) -> Floats:
    stated = _stated(data.instrument, experiment)
    found = list(given) if given is not None else [1] * len(arms) if stated is None else list(stated.ratio)
    if len(found) != len(arms) or any(part <= 0 for part in found):
        raise ArgumentError("A ratio is a number above 0 for each arm.", got=repr(found), remedy=f"The arms are {listed(arms)}.")
    return np.array(found, dtype=np.float64)


def _stated(instrument: Instrument | None, experiment: str) -> Experiment | None:
    found = () if instrument is None else instrument.experiments
    return next((one for one in found if experiment in (one.id, f"arm_{one.id}")), None)


def _balance(data: Data, names: Sequence[str], column: str, inside: Booleans) -> pd.DataFrame:
    rows = [row for name in names for row in _covariate(Data(data.frame[inside], data.instrument), name, column)]
    frame = pd.DataFrame(rows, columns=["variable", "p", "largest"])
    return frame.assign(p_adjusted=adjusted(frame["p"].to_numpy(dtype=np.float64)).p)[["variable", "p", "p_adjusted", "largest"]]


def counted(data: Data, rows: str, columns: str) -> Crosstab:
    """Return a table of counts with Pearson's test, or where a cell expects fewer than 5 with Fisher's.

    Of counts even where there is a design: that says how people were chosen, not how they were assigned to arms.
    """
    table = crosstab(data, rows, columns, design=Design(), test="pearson")
    counts = table.frame.pivot(index="row", columns="column", values="n").to_numpy(dtype=np.float64)
    expected = np.outer(counts.sum(axis=1), counts.sum(axis=0)) / max(counts.sum(), 1.0)
    smallest = expected[counts.sum(axis=1) > 0].min(initial=np.inf)
    return crosstab(data, rows, columns, design=Design(), test="fisher") if smallest < _SMALL else table


def _covariate(data: Data, name: str, column: str) -> Iterator[tuple[str, float, float]]:
    table = counted(data, name, column)
    if table.frame["column"].nunique() > 1:
        yield name, table.test.p, _largest(table.frame)


def _largest(frame: pd.DataFrame) -> float:
    shares = frame.pivot(index="row", columns="column", values="share").to_numpy(dtype=np.float64)
    spread = shares * (1 - shares)
    found = [0.0]
    for first in range(shares.shape[1]):
        for second in range(first + 1, shares.shape[1]):
            apart = np.abs(shares[:, first] - shares[:, second])
            scale = np.sqrt((spread[:, first] + spread[:, second]) / 2)
            found.append(float(np.divide(apart, scale, out=np.zeros_like(apart), where=scale > 0).max(initial=0.0)))
    return max(found)


def _tables(n: int, arms: int) -> float:
    found = 1.0
    for place in range(1, arms):
        found *= (n + place) / place
    return found


def _every(n: int, arms: int) -> Iterator[tuple[int, ...]]:
    if arms == 1:
        yield (n,)
        return
    for first in range(n + 1):
        yield from ((first, *rest) for rest in _every(n - first, arms - 1))


def _log_likelihood(counts: Sequence[int], expected: Floats) -> float:
    terms = (count * log(share) - lgamma(count + 1) for count, share in zip(counts, expected, strict=True))
    return lgamma(sum(counts) + 1) + sum(terms)
