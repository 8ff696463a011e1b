"""Quantiles of numbers, with their intervals."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from numbers import Real

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from analysis.arrays import Booleans, Floats
from analysis.data import Data
from analysis.design import Design
from analysis.errors import ArgumentError, listed, unknown
from analysis.estimation.domain import Domain, domain
from analysis.estimation.numbers.distribution import RULES, Distributions, distributions
from analysis.estimation.numbers.quantile_interval import check_quantile_interval, quantile_limits
from analysis.estimation.sampling.calibrated import Calibrated
from analysis.estimation.table import by_columns, group_names, small_base_notes, tidy
from analysis.estimation.variances.totals import cell_weights
from analysis.numeric import numeric


def quantiles(
    data: Data | pd.DataFrame,
    question: str,
    probs: float | Iterable[float] = (0.5,),
    *,
    by: str | Sequence[str] | None = None,
    where: ArrayLike | None = None,
    design: Design | Calibrated | None = None,
    level: float = 0.95,
    rule: str = "math",
    interval: str = "mean",
) -> pd.DataFrame:
    """Return quantiles of the answers to a question, with their intervals.

    probs     one or more, each in [0, 1]; 0.5 is the median
    rule      math, hf1 (inverse of the distribution) | school, hf2 (midpoint at a tie) | hf7 (interpolated)
    interval  of the share of answers up to the quantile, which the rule turns into values: mean (∓ t se, as R), any
              interval of that share (asin is arcsine), or woodruff (the probability ∓ t se): the one for scales of few
              points, where that share may lie far above the probability. score: the values that a test of the share up
              to them does not reject. quantile: the quantile ∓ t se over replicate weights

    Columns: question, [by…], prob, quantile, se, low, high, n, df; se = (high - low)/(2 t). Where the share's interval
    passes 0 or 1 the data do not bound the quantile on that side: the smallest or largest answer stands there, with a
    warning. Missing values and errors as in `means`.

    >>> quantiles(pd.DataFrame({"years": [1, 2, 3, 9]}), "years", rule="school")["quantile"].tolist()
    [2.5]
    """
    wanted = _probabilities(probs)
    if rule not in RULES:
        raise unknown("quantile rule", rule, list(RULES))
    within = domain(data, by=by, where=where, design=design, level=level)
    method = check_quantile_interval(interval, replicated=within.sample.replicates is not None)
    of = numeric(within.data, question)
    answers = distributions(within, of.values, RULES[rule])
    n, weight = cell_weights(within.sample, np.where(answers.known, within.groups, -1), len(within.keys))
    columns, unbounded = _columns(answers, wanted, method)
    notes = [*small_base_notes(question, within, n, weight), *_unbounded_notes(question, within, unbounded)]
    heads = {"question": [question] * (len(n) * len(wanted)), **by_columns(within, len(wanted)), "prob": wanted * len(n)}
    sizes = {"n": np.repeat(n, len(wanted)), "df": within.sample.df}
    counts = within.left_out(answers.known, of.missing)
    return tidy({**heads, **columns, **sizes}, within, notes, method=f"quantile, rule {rule}; interval {method}", **counts)


def _unbounded_notes(question: str, within: Domain, unbounded: Booleans) -> Iterator[str]:
    if unbounded.any():
        yield f"{question}: too few answers{group_names(within, unbounded)} to bound each quantile on both sides."


def _probabilities(probs: float | Iterable[float]) -> list[float]:
    given = [probs] if isinstance(probs, str) or not isinstance(probs, Iterable) else list(probs)
    if not given or not all(isinstance(prob, Real) and 0 <= prob <= 1 for prob in given):
        raise ArgumentError(
            "A probability is a number between 0 and 1.", got=listed(given) or "none", remedy="Give 0.5 for the median."
        )
    return [float(prob) for prob in given]


def _columns(of: Distributions, probs: Sequence[float], interval: str) -> tuple[dict[str, Floats], Booleans]:
    """Return quantile, se, low, high, each by group and then probability, and the groups whose interval is cut."""
    groups = len(of.ordered)
    found = np.full((4, groups, len(probs)), np.nan)
    cut = np.zeros(groups, dtype=np.bool_)
    for column, prob in enumerate(probs):
        at = of.at(np.full(groups, prob))
        limits = quantile_limits(of, at, prob, interval)
        found[:, :, column] = at, limits.se, limits.low, limits.high
        cut |= limits.cut
    return dict(zip(("quantile", "se", "low", "high"), found.reshape(4, -1), strict=True)), cut
