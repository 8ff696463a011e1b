"""Means, totals and ratios of numbers."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from analysis.arrays import Booleans, Floats, quotient
from analysis.data import Data
from analysis.design import Design
from analysis.estimation.domain import Domain, domain
from analysis.estimation.intervals.interval import mean_bounds
from analysis.estimation.sampling.calibrated import Calibrated
from analysis.estimation.table import (
    DEFF_RULE,
    by_columns,
    empty_notes,
    fixed_notes,
    group_names,
    replicate_notes,
    small_base_notes,
    tidy,
)
from analysis.estimation.variances.origins import is_fixed, origins, residuals, sizes
from analysis.estimation.variances.totals import Totals, cell_totals
from analysis.estimation.variances.variance import Estimate, standard_errors
from analysis.numeric import numeric


def means(
    data: Data | pd.DataFrame,
    question: str,
    *,
    by: str | Sequence[str] | None = None,
    where: ArrayLike | None = None,
    design: Design | Calibrated | None = None,
    level: float = 0.95,
) -> pd.DataFrame:
    """Return the mean of the answers to a question, with its t interval.

    Columns: question, [by…], mean, se, low, high, n, df, deff. Non-answers and missing values are left out, their PSUs
    are not. A group of nobody, or of weights that sum to zero, has no mean and one respondent no standard error: NaN, with
    a warning in `.attrs`.

    Raises ArgumentError for an unknown or non-numeric variable, DesignError for a wrong design.

    >>> means(pd.DataFrame({"years": [1, 2, 3, 4]}), "years")[["mean", "se"]].round(3).to_dict("records")
    [{'mean': 2.5, 'se': 0.645}]
    """
    return means_in(domain(data, by=by, where=where, design=design, level=level), question)


def means_in(within: Domain, question: str) -> pd.DataFrame:
    """Return the table of `means` for a domain that stands already."""
    (values,), known, left_out = _answered(within, question)
    cells, count = np.where(known, within.groups, -1), len(within.keys)
    origin = origins(within.sample, cells, count, values)
    rest = residuals(cells, origin, values)
    found = cell_totals(within.sample, cells, count, 1, (rest,))
    weight, n = found.weight, found.count
    offset = quotient(found.sums[1], weight)
    influence = np.stack([quotient(-offset, weight), quotient(np.ones(len(weight)), weight)])
    mean = offset + origin
    se, lost = _errors(question, within, found, influence, _mean_of, (n > 1) & (weight > 0))
    size = sizes(within.sample, cells, count, rest, values)
    noise = is_fixed(se, size)
    se[noise] = 0.0
    spread = np.where(size > 0, np.maximum(quotient(found.square[1], weight) - offset**2, 0.0), 0.0)
    columns = {
        **_heads(within, question=question),
        **_interval("mean", mean, se, within),
        "n": n,
        "df": within.sample.df,
        "deff": quotient(se**2, spread / np.maximum(n - 1, 1)),
    }
    notes = [*small_base_notes(question, within, n, weight), *lost, *fixed_notes(question, within, noise & (size > 0))]
    return tidy(
        columns, within, notes, method=f"mean, {within.sample.variance_rule}; t interval", deff_rule=DEFF_RULE, **left_out
    )


def totals(
    data: Data | pd.DataFrame,
    question: str,
    *,
    by: str | Sequence[str] | None = None,
    where: ArrayLike | None = None,
    design: Design | Calibrated | None = None,
    level: float = 0.95,
) -> pd.DataFrame:
    """Return the weighted total of the answers to a question, with its t interval.

    Columns: question, [by…], total, se, low, high. Missing values and errors as in `means`; the total of nobody is 0
    with a standard error of 0, and a warning.
    """
    within = domain(data, by=by, where=where, design=design, level=level)
    (values,), known, left_out = _answered(within, question)
    found = cell_totals(within.sample, np.where(known, within.groups, -1), len(within.keys), 1, (values,))
    total = found.sums[1]
    estimable = np.full(len(total), within.sample.df > 0)
    influence = np.stack([np.zeros(len(total)), np.ones(len(total))])
    se, _ = _errors(question, within, found, influence, _total_of, estimable)
    columns = {**_heads(within, question=question), **_interval("total", total, se, within)}
    notes = empty_notes(question, within, found.count, found.weight, "the total is 0")
    if len(within.sample.weight) == 1:
        notes.append(f"{question}: the sample is one respondent: no standard error can be estimated.")
    return tidy(columns, within, notes, method=f"total, {within.sample.variance_rule}; t interval", **left_out)


def ratios(
    data: Data | pd.DataFrame,
    numerator: str,
    denominator: str,
    *,
    by: str | Sequence[str] | None = None,
    where: ArrayLike | None = None,
    design: Design | Calibrated | None = None,
    level: float = 0.95,
) -> pd.DataFrame:
    """Return the ratio of two totals, with its t interval.

    Columns: numerator, denominator, [by…], ratio, se, low, high, n, df. Rows that lack one of the two are left out.
    A denominator that sums to zero gives NaN, with a warning; the rest as in `means`.

    R = Σwy/Σwx, whose influence is (y - Rx)/Σwx.
    """
    within = domain(data, by=by, where=where, design=design, level=level)
    (above, below), known, left_out = _answered(within, numerator, denominator)
    cells, count = np.where(known, within.groups, -1), len(within.keys)
    origin = origins(within.sample, cells, count, above, below)
    rest = residuals(cells, origin, above, below)
    found = cell_totals(within.sample, cells, count, 1, (rest, below))
    _, upper, lower = found.sums
    offset = quotient(upper, lower)
    ratio = offset + origin
    influence = np.stack([np.zeros(count), quotient(np.ones(count), lower), quotient(-offset, lower)])
    name = f"{numerator}/{denominator}"
    se, lost = _errors(name, within, found, influence, _ratio_of, (found.count > 1) & (lower != 0))
    base = np.abs(quotient(lower, found.weight))
    se[is_fixed(se * base, sizes(within.sample, cells, count, rest, above))] = 0.0
    columns = {
        **_heads(within, numerator=numerator, denominator=denominator),
        **_interval("ratio", ratio, se, within),
        "n": found.count,
        "df": within.sample.df,
    }
    notes = [*small_base_notes(name, within, found.count, found.weight), *lost]
    zero = (lower == 0) & (found.weight > 0)
    if zero.any():
        notes.append(f"{denominator}: sums to zero{group_names(within, zero)}: there is no ratio.")
    return tidy(columns, within, notes, method=f"ratio, {within.sample.variance_rule}; t interval", **left_out)


def _answered(within: Domain, *names: str) -> tuple[list[Floats], Booleans, dict[str, int]]:
    """Return the numbers of variables, which rows have them all, and how many rows of the domain do not, and why."""
    variables = [numeric(within.data, name) for name in names]
    values = [one.values for one in variables]
    empty = np.logical_or.reduce([one.missing for one in variables])
    known: Booleans = ~np.isnan(np.sum(values, axis=0))
    return values, known, within.left_out(known, empty)


def _errors(
    name: str, within: Domain, found: Totals, influence: Floats, estimate: Estimate, estimable: Booleans
) -> tuple[Floats, list[str]]:
    """Return the standard errors, NaN where the estimate has none, and a warning where replicates are left out of them."""
    errors = standard_errors(within.sample, found, np.nan_to_num(influence), estimate)
    lost = replicate_notes(name, within, np.where(estimable, errors.undefined, 0))
    return np.where(estimable, errors.se, np.nan), lost


def _mean_of(sums: Floats) -> Floats:
    return quotient(sums[..., 1, :], sums[..., 0, :])


def _total_of(sums: Floats) -> Floats:
    total: Floats = sums[..., 1, :]
    return total


def _ratio_of(sums: Floats) -> Floats:
    return quotient(sums[..., 1, :], sums[..., 2, :])


def _interval(name: str, estimate: Floats, se: Floats, within: Domain) -> dict[str, Floats]:
    low, high = mean_bounds(estimate, se, within.sample.df, within.level)
    return {name: estimate, "se": se, "low": low, "high": high}


def _heads(within: Domain, **names: str) -> dict[str, Sequence[object]]:
    return {**{column: [name] * len(within.keys) for column, name in names.items()}, **by_columns(within)}
