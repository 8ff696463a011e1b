"""How many of the questions that a respondent was asked the respondent could not answer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from analysis.arrays import Booleans, Floats, Integers, quotient
from analysis.data import Data, as_data
from analysis.design import Design
from analysis.errors import ArgumentError
from analysis.estimation.domain import Domain, check_groups, domain, named
from analysis.estimation.intervals.interval import FIXED, check_interval, share_bounds
from analysis.estimation.sampling.calibrated import Calibrated
from analysis.estimation.shares.share import estimated, estimated_shares, offering
from analysis.estimation.shares.share_table import estimates, shares_table
from analysis.estimation.table import by_columns
from analysis.estimation.variances.totals import cell_totals
from analysis.estimation.variances.variance import standard_errors
from analysis.values import MISSING
from analysis.variable import Variable, variable
from instruments.model import CANNOT_ANSWER_CODES, NOT_IN_BASE_ASKED, NonAnswer

NUMBER = "cannot_answer_number"
_COLUMNS = ("measure", "estimate")
"""The columns that other tables of estimates do not have."""


@dataclass(frozen=True, eq=False)
class ByRespondent:
    """How many of the questions respondents could not answer.

    questions     those that count
    distribution  a row a number from 0 to all of the questions: [by…], category (the number), n, base_n, base_weight,
                  share, se, low, high, df, deff
    measures      [by…], measure, estimate, se, low, high, n, df; a row for each of
                  number   mean number of questions that a respondent could not answer
                  rate     mean, over respondents, of the part of the questions asked and not skipped that this is
                  any      share who could not answer at least one
                  all      share who could answer none of those asked and not skipped
                  refused  mean number refused
                  skipped  mean number skipped
                  asked    mean number asked
    """

    questions: tuple[str, ...]
    distribution: pd.DataFrame
    measures: pd.DataFrame


@dataclass(frozen=True, eq=False)
class Counts:
    """(rows,) how many of some questions each respondent was asked, and how many ended in each kind of non-answer."""

    asked: Integers
    cannot_answer: Integers
    refused: Integers
    skipped: Integers

    @property
    def answered(self) -> Integers:
        """(rows,) asked and not skipped."""
        return self.asked - self.skipped


def cannot_answer_by_respondent(
    data: Data | pd.DataFrame,
    questions: str | Sequence[str] | None = None,
    *,
    by: str | Sequence[str] | None = None,
    where: ArrayLike | None = None,
    design: Design | Calibrated | None = None,
    level: float = 0.95,
) -> ByRespondent:
    """Return how many of the questions respondents could not answer: the distribution, and what it comes to.

    questions  None = every question that offers "cannot answer", "no opinion" or "not informed"

    A question that routing or an experiment kept from somebody, that was not reached, or that holds nothing does not
    count for them. The distribution and the first four measures are of those who were asked a question and did not skip
    it; the last three of those who were asked one. Respondents outside the first are counted in `.attrs["missing"]`.

    Intervals of shares as in `shares`; those of numbers and of the rate are the logit interval of the number over the
    most it can be, with its effective sample size m = p(1 - p)/se²: they stay within the possible, and at 0 are no point.
    Raises ArgumentError for a bare frame and where there is no question; the rest as `shares`.
    """
    given = as_data(data)
    offered = offering(given.instrument)
    names = tuple(dict.fromkeys(offered if questions is None else named(questions)))
    if not names:
        raise ArgumentError("There is no question whose non-answers could be counted.", remedy="Name at least one.")
    within = domain(given, by=by, where=where, design=design, level=level)
    check_groups(within.names, _COLUMNS)
    counts = counts_by_respondent(given, names)
    method = check_interval(None, simple=within.sample.is_simple)
    number = Variable(NUMBER, tuple(range(len(names) + 1)), (), np.where(counts.answered > 0, counts.cannot_answer, MISSING))
    distribution = shares_table(within, [estimated(within, number, "answered")], method, "answered").drop(columns="question")
    measures = _in_order(within, _measures(within, counts, len(names), method))
    for table in (distribution, measures):
        table.attrs = {**distribution.attrs, "questions": len(names)}
    return ByRespondent(names, distribution, measures)


def counts_by_respondent(data: Data, questions: Sequence[str]) -> Counts:
    """Return what became of the questions for each respondent."""
    variables = [variable(data, name) for name in questions]
    rows = len(data.frame)

    def total(held: Callable[[Variable], Booleans]) -> Integers:
        found: Integers = sum((held(of).astype(np.intp) for of in variables), start=np.zeros(rows, dtype=np.intp))
        return found

    def saying(codes: frozenset[NonAnswer]) -> Integers:
        return total(lambda of: of.rows_with(codes))

    return Counts(
        total(lambda of: of.rows_without(NOT_IN_BASE_ASKED)),
        saying(CANNOT_ANSWER_CODES),
        saying(frozenset({NonAnswer.REFUSED})),
        saying(frozenset({NonAnswer.SKIPPED})),
    )


def _measures(within: Domain, counts: Counts, most: int, method: str) -> Iterator[dict[str, object]]:
    """Yield the columns of each measure, a row a group.

    most  how many questions there are
    """
    asked, answered = counts.asked > 0, counts.answered > 0
    rate = counts.cannot_answer / np.maximum(counts.answered, 1)
    yield {"measure": "number", **_mean(within, counts.cannot_answer, answered, most)}
    yield {"measure": "rate", **_mean(within, rate, answered, 1)}
    yield {"measure": "any", **_part(within, counts.cannot_answer > 0, answered, method)}
    yield {"measure": "all", **_part(within, counts.cannot_answer == counts.answered, answered, method)}
    for name in ("refused", "skipped", "asked"):
        yield {"measure": name, **_mean(within, getattr(counts, name), asked, most)}


def _in_order(within: Domain, measures: Iterable[dict[str, object]]) -> pd.DataFrame:
    """Return the measures group by group."""
    tables = [pd.DataFrame({**by_columns(within), **columns}, index=range(len(within.keys))) for columns in measures]
    return pd.concat(tables).sort_index(kind="stable").reset_index(drop=True)


def _part(within: Domain, held: Booleans, in_base: Booleans, method: str) -> dict[str, object]:
    """Return the share of those in the base of whom something holds."""
    columns = estimates(within, [estimated_shares(within, np.where(held, 0, 1), 1, in_base)], method)
    wanted = {"estimate": "share", "se": "se", "low": "low", "high": "high", "n": "base_n", "df": "df"}
    return {name: columns[other] for name, other in wanted.items()}


def _mean(within: Domain, values: Integers | Floats, in_base: Booleans, most: int) -> dict[str, object]:
    """Return the mean of numbers between 0 and `most` in the base: m = Σwy/Σw, whose influence is (y - m)/Σw."""
    cells = np.where(in_base, within.groups, -1)
    totals = cell_totals(within.sample, cells, len(within.keys), 1, [values / most])
    weight, n = np.where(totals.weight > 0, totals.weight, np.nan), totals.count
    mean = totals.sums[1] / weight
    influence = np.nan_to_num(np.stack([-mean / weight, 1 / weight]))
    se = standard_errors(within.sample, totals, influence, _of_sums).se
    se[se <= FIXED * mean] = 0.0
    se[(n < 2) | np.isnan(weight)] = np.nan
    low, high = share_bounds("logit", mean, se, n, within.sample.df, within.level)
    numbers = {"estimate": most * mean, "se": most * se, "low": most * low, "high": most * high}
    return {**numbers, "n": n, "df": within.sample.df}


def _of_sums(sums: Floats) -> Floats:
    """Return the means from Σw and Σwy; NaN where there is no weight."""
    return quotient(sums[..., 1, :], sums[..., 0, :])
