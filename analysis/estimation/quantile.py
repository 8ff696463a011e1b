"""Quantiles of numbers, with intervals that are those of a share carried through the inverse of the distribution.

[1] Woodruff (1952), Journal of the American Statistical Association 47, 635-646.
[2] Hyndman, Fan (1996), The American Statistician 50, 361-365.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from numbers import Real

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from analysis.arrays import Booleans, Floats
from analysis.data import Data, variable
from analysis.design import Design
from analysis.errors import ArgumentError, listed, unknown
from analysis.estimation.domain import Domain, domain
from analysis.estimation.interval import INTERVALS, Bounds, mean_bounds, quantile, share_bounds
from analysis.estimation.share import estimated_shares
from analysis.estimation.table import by_columns, group_names, small_base_notes, tidy
from analysis.estimation.totals import cell_weights, ordered

TIE = 1e-12
"""A cumulated share this close to a probability is equal to it."""


def first_reaching(values: Floats, weights: Floats, prob: float) -> float:
    """The smallest value at which the cumulated share reaches the probability: the inverse of the distribution."""
    reached, _ = _reached(weights, prob)
    return float(values[reached])


def midpoint(values: Floats, weights: Floats, prob: float) -> float:
    """As `first_reaching`, but halfway to the next value where the cumulated share equals the probability."""
    reached, tied = _reached(weights, prob)
    return float((values[reached] + values[min(reached + tied, len(values) - 1)]) / 2)


def interpolated(values: Floats, weights: Floats, prob: float) -> float:
    """Definition 7 of [2] with weights: value i stands at the share of the weight before it, the last one at 1.

    Equal values of different weights stand in the order of their rows, as in R.
    """
    before = np.concatenate([[0.0], np.cumsum(weights)[:-1]])
    return float(np.interp(prob, before / before[-1], values)) if before[-1] > 0 else float(values[0])


Rule = Callable[[Floats, Floats, float], float]

RULES: dict[str, Rule] = {
    "math": first_reaching,
    "school": midpoint,
    "hf1": first_reaching,
    "hf2": midpoint,
    "hf7": interpolated,
}
"""Each takes values in order, their weights (> 0), and a probability in [0, 1]."""

OWN_INTERVALS = ("mean", "woodruff")
"""Intervals of a quantile that are not named after one of a share."""


def quantiles(
    data: Data | pd.DataFrame,
    question: str,
    probs: float | Iterable[float] = (0.5,),
    *,
    by: str | Sequence[str] | None = None,
    where: ArrayLike | None = None,
    design: Design | None = None,
    level: float = 0.95,
    rule: str = "math",
    interval: str = "mean",
) -> pd.DataFrame:
    """Return quantiles of the answers to a question, with their intervals.

    probs     one or more, each in [0, 1]; 0.5 is the median
    rule      math, hf1 (inverse of the distribution) | school, hf2 (midpoint at a tie) | hf7 (interpolated)
    interval  of the share, which the rule turns into values: mean (the share of answers up to the quantile ∓ t se, as
              R), any interval of that share, or woodruff (the probability ∓ t se [1]): the one for scales of few points,
              where that share may lie far above the probability

    Columns: question, [by…], prob, quantile, se, low, high, n, df; se = (high - low)/(2 t). Where the share's interval
    passes 0 or 1 the data do not bound the quantile on that side: the smallest or largest answer stands there, with a
    warning. Missing values and errors as in `means`.

    >>> quantiles(pd.DataFrame({"years": [1, 2, 3, 9]}), "years", rule="school")["quantile"].tolist()
    [2.5]
    """
    wanted = _probabilities(probs)
    _check_options(rule, interval)
    within = domain(data, by=by, where=where, design=design, level=level)
    of = variable(within.data, question)
    values = of.numbers()
    known = ~np.isnan(values)
    n, weight = cell_weights(within.sample, np.where(known, within.groups, -1), len(within.keys))
    columns, unbounded = _columns(within, values, known, wanted, RULES[rule], interval)
    notes = [*small_base_notes(question, within, n, weight), *_unbounded_notes(question, within, unbounded)]
    heads = {"question": [question] * (len(n) * len(wanted)), **by_columns(within, len(wanted)), "prob": wanted * len(n)}
    sizes = {"n": np.repeat(n, len(wanted)), "df": within.sample.df}
    counts = {"missing": within.missing_from(of.missing), "non_answers": within.missing_from(~known & ~of.missing)}
    return tidy({**heads, **columns, **sizes}, within, notes, method=f"quantile, rule {rule}; interval {interval}", **counts)


def _check_options(rule: str, interval: str) -> None:
    if rule not in RULES:
        raise unknown("quantile rule", rule, list(RULES))
    if interval not in (*OWN_INTERVALS, *INTERVALS):
        raise unknown("interval", interval, [*OWN_INTERVALS, *INTERVALS])


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


def _columns(
    within: Domain, values: Floats, known: Booleans, probs: Sequence[float], rule: Rule, interval: str
) -> tuple[dict[str, Floats], Booleans]:
    """Return quantile, se, low, high, each by group and then probability, and the groups whose interval is cut."""
    distributions = ordered(within.sample, values, np.where(known, within.groups, -1), len(within.keys))
    shape = (len(within.keys), len(probs))
    found, low, high = np.full(shape, np.nan), np.full(shape, np.nan), np.full(shape, np.nan)
    cut = np.zeros(len(within.keys), dtype=np.bool_)
    for column, prob in enumerate(probs):
        found[:, column] = [_at(rule, one, prob) for one in distributions]
        below, above = _share_interval(within, values, known, found[:, column], prob, interval)
        low[:, column] = [_at(rule, *one) for one in zip(distributions, below, strict=True)]
        high[:, column] = [_at(rule, *one) for one in zip(distributions, above, strict=True)]
        cut |= (below < 0) | (above > 1)
    se = (high - low) / (2 * quantile(within.sample.df, within.level))
    return {"quantile": found.ravel(), "se": se.ravel(), "low": low.ravel(), "high": high.ravel()}, cut


def _share_interval(within: Domain, values: Floats, known: Booleans, found: Floats, prob: float, interval: str) -> Bounds:
    """Return the interval, by group, of the share of answers up to the quantile that was found.

    Woodruff's is prob ∓ t se: the share estimates the probability, and where many give the same answer it does so badly.
    His standard error is that of the share up to the quantile; of the two shares between which such an answer holds the
    probability, before and up to it, the less certain one counts, or the largest answer would be certain.
    """
    place = np.append(found, np.nan)[within.groups]
    reached = estimated_shares(within, np.where(values <= place, 0, 1), 1, known)
    share, se = reached.share[:, 0], reached.se[:, 0]
    if interval == "woodruff":
        before = estimated_shares(within, np.where(values < place, 0, 1), 1, known)
        return mean_bounds(np.full(len(se), prob), np.maximum(se, before.se[:, 0]), within.sample.df, within.level)
    if interval == "mean":
        return mean_bounds(share, se, within.sample.df, within.level)
    simple = within.sample.design.is_simple
    return share_bounds(interval, share, se, reached.base_n, None if simple else within.sample.df, within.level)


def _at(rule: Rule, distribution: tuple[Floats, Floats], prob: float) -> float:
    """Return the quantile, NaN of an empty distribution or at NaN; a probability outside [0, 1] counts as 0 or 1."""
    values, weights = distribution
    return float("nan") if len(values) == 0 or np.isnan(prob) else rule(values, weights, min(max(prob, 0.0), 1.0))


def _reached(weights: Floats, prob: float) -> tuple[int, bool]:
    """Return the first position at which the cumulated share reaches the probability, and whether it equals it."""
    cumulated = np.cumsum(weights) / weights.sum()
    position = min(int(np.searchsorted(cumulated, prob - TIE)), len(weights) - 1)
    return position, bool(abs(cumulated[position] - prob) <= TIE)
