"""Reliability of a scale: Cronbach's alpha.

α = k/(k - 1) · (1 - Σ_j s_jj/s²), where s_jj is the weighted variance of item j and s² that of the sum of the k
items [1]. With m_j the weighted means, D = Σw Σ_j (x_j - m_j)² and T = Σw (Σ_j (x_j - m_j))² it is
k/(k - 1) · (1 - D/T), whose influence is -k/(k - 1) · (d - t D/T)/T for a respondent that adds d to D and t to T: D and T
do not change with the means, at which they are least.

[1] Cronbach (1951), Psychometrika 16, 297-334.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from analysis.arrays import Booleans, Floats
from analysis.data import Data
from analysis.design import Design
from analysis.errors import ArgumentError, listed
from analysis.estimation.domain import Domain, domain, named
from analysis.estimation.intervals.interval import FIXED, mean_bounds
from analysis.estimation.sampling.calibrated import Calibrated
from analysis.estimation.sampling.replication import replicate_errors, undefined_replicates
from analysis.estimation.table import by_columns, group_names, replicate_notes, small_base_notes, tidy
from analysis.estimation.variances.linear import row_errors
from analysis.variable import check_name, variable

CONSTANT = 1e-13
"""A variance of the sum below this part of its square is rounding: the sum is the same for all."""


def cronbach_alpha(
    data: Data | pd.DataFrame,
    items: Sequence[str],
    *,
    by: str | Sequence[str] | None = None,
    where: ArrayLike | None = None,
    design: Design | Calibrated | None = None,
    level: float = 0.95,
) -> pd.DataFrame:
    """Return Cronbach's alpha of a battery of numeric items, with its t interval.

    items  two or more numeric variables, all pointing the same way; a warning names those that go against the others

    Columns: [by…], items (how many), alpha, se, low, high, n, df. Respondents without an answer to an item are left out and
    counted, and keep their place in the design. The error is linearised, or from replicates. The high end is cut
    at 1. A sum of items that is the same for all has no alpha, and one respondent none either: NaN, with a warning.

    Raises ArgumentError for fewer than two items, and as `analysis.means`.

    >>> battery = pd.DataFrame({"a": [1, 2, 3, 4], "b": [1, 3, 3, 4], "c": [2, 2, 4, 5]})
    >>> cronbach_alpha(battery, ["a", "b", "c"])[["items", "alpha", "n"]].round(3).to_dict("records")
    [{'items': 3, 'alpha': 0.95, 'n': 4}]
    """
    within = domain(data, by=by, where=where, design=design, level=level)
    names = _checked(items)
    variables = [variable(within.data, name) for name in names]
    x = np.column_stack([one.numbers() for one in variables])
    known: Booleans = np.logical_not(np.isnan(x).any(axis=1))
    empty: Booleans = np.logical_or.reduce([one.missing for one in variables])
    groups = [known & (within.groups == group) for group in range(len(within.keys))]
    n = np.array([int(group.sum()) for group in groups], dtype=np.intp)
    weights = np.array([within.sample.weight[group].sum() for group in groups], dtype=np.float64)
    pairs = [_alpha(within, x, group) for group in groups]
    alpha, se = (np.array([pair[place] for pair in pairs], dtype=np.float64) for place in (0, 1))
    se[se <= FIXED] = 0.0
    low, high = mean_bounds(alpha, se, within.sample.df, level)
    columns = {**by_columns(within), "items": len(names), "alpha": alpha, "se": se, "low": low, "high": np.minimum(high, 1.0)}
    lost = np.array([pair[2] for pair in pairs], dtype=np.intp)
    notes = small_base_notes("alpha", within, n, weights)
    notes += replicate_notes("alpha", within, lost, "the sum of the items does not vary")
    if (constant := np.isnan(alpha) & (n > 1) & (weights > 0)).any():
        notes.append(f"alpha: the sum of the items is the same for all{group_names(within, constant)}: there is no estimate.")
    every = known & (within.groups >= 0)
    notes += _against(names, x[every], within.sample.weight[every])
    method = f"Cronbach's alpha, {within.sample.variance_rule}; t interval"
    return tidy({**columns, "n": n, "df": within.sample.df}, within, notes, method=method, **within.left_out(known, empty))


def _checked(items: Sequence[str]) -> list[str]:
    names = named(items)
    for name in names:
        check_name(name)
    if len(names) < 2 or len(set(names)) < len(names):
        raise ArgumentError(
            "Alpha needs two items or more, each named once.", got=listed(names), remedy="Name the battery's items."
        )
    return names


def _alpha(within: Domain, x: Floats, group: Booleans) -> tuple[float, float, int]:
    """Return alpha among the rows of a group, its standard error, and in how many replicates there is none."""
    sample, own = within.sample, x[group]
    found, influence = _estimate(own, sample.weight[group])
    if not np.isfinite(found):
        return np.nan, np.nan, 0
    if sample.replicates is None:
        adds = np.zeros((len(sample.weight), 1))
        adds[group, 0] = influence
        return found, float(row_errors(sample, adds)[0]), 0
    weights, factors = sample.replicates.weights[group], sample.replicates.factors
    each = np.array([[_estimate(own, weight)[0]] for weight in weights.T])
    errors = replicate_errors(each, np.array([found]), factors, mse=sample.replicates.mse)
    return found, float(errors[0]), int(undefined_replicates(each, factors)[0])


def _estimate(x: Floats, weight: Floats) -> tuple[float, Floats]:
    """Return alpha, NaN where the sum does not vary, and what each row adds to it."""
    total = weight.sum()
    if total <= 0 or len(x) < 2:
        return np.nan, np.zeros(len(x))
    deviation = x - weight @ x / total
    each, together = (deviation**2).sum(axis=1), deviation.sum(axis=1) ** 2
    above, below = float(weight @ each), float(weight @ together)
    if below <= CONSTANT * max(float(weight @ (np.abs(x).sum(axis=1) ** 2)), above):
        return np.nan, np.zeros(len(x))
    factor = x.shape[1] / (x.shape[1] - 1)
    return factor * (1 - above / below), -factor * (each - together * above / below) / below


def _against(names: Sequence[str], x: Floats, weight: Floats) -> list[str]:
    """Return a warning for the items that fall while the sum of the others rises."""
    if len(x) < 2 or weight.sum() <= 0:
        return []
    deviation = x - weight @ x / weight.sum()
    rest = deviation.sum(axis=1, keepdims=True) - deviation
    turned = [name for name, moved in zip(names, weight @ (deviation * rest), strict=True) if moved < 0]
    return [f"alpha: {listed(turned)} goes against the sum of the others: turn it round, or leave it out."] if turned else []
