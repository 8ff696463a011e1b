"""The variance of the answers in the population."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from analysis.arrays import Floats, Integers, quotient
from analysis.data import Data
from analysis.design import Design
from analysis.estimation.domain import Domain, domain
from analysis.estimation.intervals.interval import mean_bounds
from analysis.estimation.sampling.calibrated import Calibrated
from analysis.estimation.table import by_columns, replicate_notes, small_base_notes, tidy
from analysis.estimation.variances.origins import origins, residuals
from analysis.estimation.variances.totals import cell_totals
from analysis.estimation.variances.variance import standard_errors
from analysis.numeric import Numeric, numeric

ROUNDING = 1e-14
"""A spread below the square of this part of the mean is rounding noise: the answers are all the same."""


def variances(
    data: Data | pd.DataFrame,
    question: str,
    *,
    by: str | Sequence[str] | None = None,
    where: ArrayLike | None = None,
    design: Design | Calibrated | None = None,
    level: float = 0.95,
) -> pd.DataFrame:
    """Return the variance of the answers in the population, with its t interval.

    Columns: question, [by…], variance, se, low, high, n, df. S² = n/(n - 1) Σw(y - ȳ)²/Σw with the n answers of a weight
    other than 0; its influence is n/(n - 1) ((y - ȳ)² - Σw(y - ȳ)²/Σw)/Σw [1], in which ȳ counts as known: to the first order
    nothing depends on it. With replicate weights ȳ is that of each replicate. Non-answers, missing values and errors as in
    `means`; fewer than two answers have no variance (NaN, with a warning). The interval may begin
    below 0, and weights below 0 may bring the variance there.

    [1] Särndal, Swensson, Wretman (1992), Model Assisted Survey Sampling, 5.9.

    >>> variances(pd.DataFrame({"years": [1, 2, 3, 4]}), "years")["variance"].round(3).tolist()
    [1.667]
    """
    within = domain(data, by=by, where=where, design=design, level=level)
    of = numeric(within.data, question)
    distance, mean, cells = _from_the_mean(within, of)
    found = cell_totals(within.sample, cells, len(within.keys), 1, (distance, distance**2))
    n = np.bincount(cells[(cells >= 0) & (within.sample.weight != 0)], minlength=len(within.keys))
    factor = quotient(n.astype(np.float64), np.maximum(n - 1.0, 0.0))
    spread = _spread(found.sums)
    spread[np.abs(spread) <= (ROUNDING * mean) ** 2] = 0.0
    influence = np.stack([-spread, np.zeros(len(n)), np.ones(len(n))]) * quotient(factor, found.weight)
    errors = standard_errors(within.sample, found, np.nan_to_num(influence), lambda sums: factor * _spread(sums))
    se = np.where((n > 1) & (spread != 0), errors.se, np.where(n > 1, 0.0, np.nan))
    low, high = mean_bounds(factor * spread, se, within.sample.df, level)
    columns = {
        "question": [question] * len(n),
        **by_columns(within),
        "variance": factor * spread,
        "se": se,
        "low": low,
        "high": high,
        "n": found.count,
        "df": within.sample.df,
    }
    notes = small_base_notes(question, within, found.count, found.weight)
    notes += replicate_notes(question, within, np.where(n > 1, errors.undefined, 0))
    left_out = within.left_out(~np.isnan(of.values), of.missing)
    return tidy(columns, within, notes, method=f"variance, {within.sample.variance_rule}; t interval", **left_out)


def _from_the_mean(within: Domain, of: Numeric) -> tuple[Floats, Floats, Integers]:
    """Return each answer's distance from the mean of its group, the means, and the cell of each row (-1: no answer)."""
    values = of.values
    cells = np.where(np.isfinite(values), within.groups, -1)
    origin = origins(within.sample, cells, len(within.keys), values)
    rest = residuals(cells, origin, values)
    offset = origins(within.sample, cells, len(within.keys), rest)
    return residuals(cells, offset, rest), offset + origin, cells


def _spread(sums: Floats) -> Floats:
    """Return Σw(d - d̄)²/Σw from (…, measures, cells) sums of 1, d and d²."""
    weight, first, second = (sums[..., place, :] for place in range(3))
    return np.asarray(quotient(second, weight) - quotient(first, weight) ** 2)
