"""Shares of respondents: of one question, and of those who cannot answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy import special

from analysis.arrays import Booleans, Floats, Integers, quotient
from analysis.data import Data, as_data
from analysis.design import Design
from analysis.errors import ArgumentError
from analysis.estimation.domain import Domain, domain, named, outside
from analysis.estimation.intervals.interval import FIXED, check_interval
from analysis.estimation.intervals.simultaneous import check_simultaneous
from analysis.estimation.sampling.calibrated import Calibrated
from analysis.estimation.shares.share_table import Estimated, Shares, shares_table
from analysis.estimation.variances.totals import Totals, against_rest, cell_totals
from analysis.estimation.variances.variance import standard_errors
from analysis.variable import Variable, variable
from instruments.model import CANNOT_ANSWER_CODES, Instrument


def shares(
    data: Data | pd.DataFrame,
    question: str,
    *,
    by: str | Sequence[str] | None = None,
    where: ArrayLike | None = None,
    design: Design | Calibrated | None = None,
    level: float = 0.95,
    interval: str | None = None,
    base: str = "answered",
    simultaneous: str | None = None,
) -> pd.DataFrame:
    """Return the share of each category of a question, with its interval.

    question      a question, one choice's column, a derived variable or any other column
    by            grouping variables; where: (rows,) booleans. Rows outside keep their place in the design
    design        None = the design of the data; of a bare frame simple random sampling
    interval      None = wilson without a design, logit with one (korn-graubard where the share is 0 or 1)
    base          asked | answered (asked and not skipped) | opinion (answers only)
    simultaneous  goodman | sison-glaz | bonferroni: intervals that hold for all categories of a base at once

    Columns: question, [by…], category, n, base_n, base_weight, share, se, low, high, df, deff. A category that nobody
    chose and every typed non-answer of the base is a row; the shares of a multiple-response question are of the
    respondents in its base. Missing values are left out of the base and counted in `.attrs`. The standard error is
    that of Taylor linearisation: for simple random sampling √(p(1 - p)/n · N/(N - 1)) with n respondents in the base
    and N in the data, which is √(p(1 - p)/(n - 1)) where the base is everybody; where values are missing or there are
    groups the base is a domain, whose size is random. It is NaN, with a warning, where the base has fewer than two
    respondents or no weight; deff, against p(1 - p)/(n - 1), also where the share is 0 or 1.

    Raises ArgumentError for an unknown name or option, and where a number is both an answer and a non-answer of the base
    (an integer question that allows negative answers); DesignError for a wrong design, DataError for wrong codes.

    >>> votes = pd.DataFrame({"vote": ["yes"] * 25 + ["no"] * 32})
    >>> shares(votes, "vote")[["category", "n", "share", "low", "high"]].round(3).to_dict("records")[1]
    {'category': 'yes', 'n': 25, 'share': 0.439, 'low': 0.318, 'high': 0.567}
    """
    within = domain(data, by=by, where=where, design=design, level=level)
    if simultaneous is not None:
        check_simultaneous(simultaneous, interval)
    return shares_in(within, question, interval=interval, base=base, simultaneous=simultaneous)


def cannot_answer(
    data: Data | pd.DataFrame,
    questions: str | Sequence[str] | None = None,
    *,
    by: str | Sequence[str] | None = None,
    where: ArrayLike | None = None,
    design: Design | Calibrated | None = None,
    level: float = 0.95,
    interval: str | None = None,
) -> pd.DataFrame:
    """Return, a row a question and group, the share of those asked and not skipping who could not answer.

    questions  None = every question that offers "cannot answer", "no opinion" or "not informed"

    Columns: question, [by…], n, base_n, base_weight, share, se, low, high, df, deff. Intervals as in `shares`. Raises
    ArgumentError for a bare frame, which has no missing codes.
    """
    given = as_data(data)
    offered = offering(given.instrument)
    questions = offered if questions is None else questions
    within = domain(given, by=by, where=where, design=design, level=level)
    method = check_interval(interval, simple=within.sample.is_simple)
    return shares_table(within, [_cannot_answer(within, question) for question in named(questions)], method, "answered")


def offering(instrument: Instrument | None) -> list[str]:
    """Return the questions that offer "cannot answer" or one of its kinds; an ArgumentError where there is no instrument."""
    if instrument is None:
        raise ArgumentError(
            'A bare frame has no code for "cannot answer".', remedy="Read the data with their instrument: analysis.read."
        )
    return [one.id for one in instrument.variables if CANNOT_ANSWER_CODES & {choice.code for choice in one.non_answers}]


def shares_in(within: Domain, question: str, *, interval: str | None, base: str, simultaneous: str | None = None) -> pd.DataFrame:
    """Return the table of `shares` for a domain that stands already."""
    return shares_of(within, variable(within.data, question), interval=interval, base=base, simultaneous=simultaneous)


def shares_of(within: Domain, of: Variable, *, interval: str | None, base: str, simultaneous: str | None = None) -> pd.DataFrame:
    """Return the table of `shares` for a variable that stands already."""
    method = check_interval(interval, simple=within.sample.is_simple)
    return shares_table(within, [estimated(within, of, base)], method, base, simultaneous)


def estimated(within: Domain, of: Variable, base: str) -> Estimated:
    """Return the shares of a variable in its base."""
    kept = kept_categories(of, base)
    left_out = outside(base)
    parts = [estimated_shares(within, cells, count, of.rows_without(left_out)) for cells, count in _splits(of)]
    found = _joined(parts, kept)
    return Estimated(of.name, [of.categories[place] for place in kept], found, within.missing_from(of.missing))


def kept_categories(of: Variable, base: str) -> list[int]:
    """Return the places of the categories of a base; an ArgumentError where two of them are the same number."""
    left_out = outside(base)
    of.check_distinct(left_out, "Use base='opinion', which holds the answers alone, or means and quantiles.")
    return [place for place, value in enumerate(of.categories) if place < len(of.answers) or value not in left_out]


def estimated_shares(within: Domain, cells: Integers, count: int, in_base: Booleans) -> Shares:
    """Return the shares of `count` categories among the rows of each group that are in the base.

    cells    (rows,) 0 to count - 1, or count: in the base but in none of the categories
    in_base  (rows,)

    p_c = Σw 1[c]/Σw, whose influence is (1 - p_c)/Σw in its category and -p_c/Σw in the rest of the base.
    """
    groups, width = len(within.keys), count + 1
    placed = np.where(in_base & (within.groups >= 0), within.groups * width + cells, -1)
    totals = cell_totals(within.sample, placed, groups, width)
    n, weight = totals.count.reshape(groups, width), totals.weight.reshape(groups, width)
    base_n, base_weight = n.sum(axis=1), weight.sum(axis=1)
    divisor = np.where(base_weight > 0, base_weight, np.nan)[:, np.newaxis]
    share = weight / divisor
    influence = np.nan_to_num(np.stack([(1 - share) / divisor, -share / divisor]).reshape(2, -1))
    se, empty, logit_se = _errors(within, totals, influence)
    se[se <= FIXED * share] = 0.0
    se[(base_n < 2) | (base_weight == 0)] = np.nan
    logit_se = None if logit_se is None else logit_se[:, :count]
    return Shares(n[:, :count], base_n, base_weight, share[:, :count], se[:, :count], empty, logit_se)


def _errors(within: Domain, totals: Totals, influence: Floats) -> tuple[Floats, Integers, Floats | None]:
    """Return the errors of the shares, in how many replicates each base is empty, and of replicates the errors of the logits.

    The first and the last are (groups, width). The logit of a share that is 0 or 1 in a replicate has no error.
    """
    cells = (totals.groups, totals.width)
    if within.sample.replicates is None:
        found = standard_errors(within.sample, against_rest(totals), influence, _of_base)
        return found.se.reshape(cells), np.zeros(totals.groups, dtype=np.intp), None
    # One product of the rows and the replicates for both.
    both = standard_errors(within.sample, against_rest(totals), influence, _with_logits)
    (se, logits), (empty, undefined) = np.split(both.se, 2), np.split(both.undefined, 2)
    logit_se = np.where(undefined > empty, np.nan, logits).reshape(cells)
    return se.reshape(cells), empty.reshape(cells).max(axis=1, initial=0), logit_se


def _of_base(sums: Floats) -> Floats:
    """Return the shares from Σw in the cell and in the rest of the base; NaN where both are 0."""
    own, rest = sums[..., 0, :], sums[..., 1, :]
    return quotient(own, own + rest)


def _with_logits(sums: Floats) -> Floats:
    """Return the shares and after them their logits."""
    share = _of_base(sums)
    return np.concatenate([share, special.logit(share)], axis=-1)


def _splits(of: Variable) -> Iterator[tuple[Integers, int]]:
    """Yield the variable as sets of exclusive categories: one set, or one for each choice and one for non-answers."""
    if of.chosen is None:
        yield of.cells, len(of.categories)
        return
    for chosen in of.chosen.T:
        yield np.where(chosen, 0, 1), 1
    count, first = len(of.non_answers), len(of.answers)
    yield np.where(of.cells >= first, of.cells - first, count), count


def _joined(parts: Sequence[Shares], columns: Sequence[int]) -> Shares:
    """Return the parts side by side without the non-answers outside the base."""

    def beside(name: str) -> Floats:
        joined: Floats = np.concatenate([getattr(part, name) for part in parts], axis=1)[:, columns]
        return joined

    return Shares(
        beside("n").astype(np.intp),
        parts[0].base_n,
        parts[0].base_weight,
        beside("share"),
        beside("se"),
        parts[0].undefined,
        None if parts[0].logit_se is None else beside("logit_se"),
    )


def _cannot_answer(within: Domain, question: str) -> Estimated:
    of = variable(within.data, question)
    cells = np.where(of.rows_with(CANNOT_ANSWER_CODES), 0, 1)
    found = estimated_shares(within, cells, 1, of.rows_without(outside("answered")))
    return Estimated(of.name, None, found, within.missing_from(of.missing))
