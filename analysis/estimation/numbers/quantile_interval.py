"""Intervals of a quantile.

Most are an interval of a share that the inverse of the distribution turns into values [1]; `score` holds the values that
a test of the share up to them does not reject [2]; `quantile` takes the spread of the quantile itself over replicate
weights [3].

[1] Woodruff (1952), Journal of the American Statistical Association 47, 635-646.
[2] Francisco, Fuller (1991), Annals of Statistics 19, 454-469.
[3] Shao, Wu (1992), Annals of Statistics 20, 1571-1593, for balanced half-samples; Rao, Wu, Yue (1992), Survey Methodology
    18, 209-217, for the bootstrap. The jackknife is not consistent for a quantile.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from analysis.arrays import Booleans, Floats, Integers
from analysis.errors import ArgumentError, unknown
from analysis.estimation.intervals.interval import INTERVALS, Bounds, mean_bounds, quantile, share_bounds
from analysis.estimation.numbers.distribution import Distributions, inverted
from analysis.estimation.sampling.replication import replicate_errors

R_NAMES = {"asin": "arcsine"}
"""What R's svyquantile calls an interval that has another name here."""


@dataclass(frozen=True, eq=False)
class Limits:
    """Intervals of one quantile, each (groups,).

    se   (high - low)/(2 t), or the standard error that the interval is made from
    cut  the data do not bound the quantile on both sides: the smallest or largest answer stands there
    """

    se: Floats
    low: Floats
    high: Floats
    cut: Booleans


def check_quantile_interval(name: str, *, replicated: bool) -> str:
    """Return the name of an interval of a quantile; an ArgumentError for an unknown one, or one that needs replicates."""
    if name not in (*OWN, *INTERVALS, *R_NAMES):
        raise unknown("interval", name, [*OWN, *INTERVALS])
    if name == "quantile" and not replicated:
        raise ArgumentError(
            "The interval 'quantile' is that of replicate weights, and the design has none.", remedy="Choose mean or woodruff."
        )
    return R_NAMES.get(name, name)


def quantile_limits(of: Distributions, found: Floats, prob: float, interval: str) -> Limits:
    """Return the intervals of the (groups,) quantiles found at a probability.

    interval  as `check_quantile_interval` returns it
    """
    if interval in OWN:
        return OWN[interval](of, found, prob)
    share, se, n = of.shares_up_to(found)
    return _inverted(of, share_bounds(interval, share, se, n, of.within.sample.interval_df, of.within.level))


def mean(of: Distributions, found: Floats, prob: float) -> Limits:
    """The share of answers up to the quantile ∓ t se."""
    share, se, _ = of.shares_up_to(found)
    return _inverted(of, _t_bounds(of, share, se))


def woodruff(of: Distributions, found: Floats, prob: float) -> Limits:
    """The probability ∓ t se [1]: the share estimates it, and where many give the same answer it does so badly.

    The standard error is that of the share up to the quantile; of the two shares between which such an answer holds the
    probability, before and up to it, the less certain one counts, or the largest answer would be certain.
    """
    _, se, _ = of.shares_up_to(found)
    _, before, _ = of.shares_up_to(found, strictly=True)
    return _inverted(of, _t_bounds(of, np.full(len(se), prob), np.maximum(se, before)))


def score(of: Distributions, found: Floats, prob: float) -> Limits:
    """The values q with |F(q) - prob| ≤ t se(F(q)), F(q) the share of answers up to q [2].

    F is a step function: the interval reaches from the first answer at which it is not too low to the first at which it is
    too high. Both are found by bisection; where se makes the test statistic fall between two answers a wider interval may
    be as right.
    """
    t = quantile(of.within.sample.df, of.within.level)
    steps = [np.unique(values) for values, _ in of.ordered]

    def first(wanted: Callable[[Floats], Booleans]) -> Floats:
        return _first(of, steps, prob, wanted)

    low, high = first(lambda statistic: statistic >= -t), first(lambda statistic: statistic > t)
    share, se, _ = of.shares_up_to(found)
    low, high = np.where(np.isnan(se), np.nan, low), np.where(np.isnan(se), np.nan, high)
    return Limits(_half_width(of, low, high), low, high, _passes(_t_bounds(of, share, se)))


def replicated(of: Distributions, found: Floats, prob: float) -> Limits:
    """The quantile ∓ t se, se from the quantiles with each of the replicate weights [3]."""
    replicates = of.within.sample.replicates
    assert replicates is not None  # noqa: S101 — `check_quantile_interval` has refused the others
    every = np.full((replicates.weights.shape[1], len(found)), np.nan)
    for group in range(len(found)):
        rows = np.flatnonzero(of.known & (of.within.groups == group))
        rows = rows[np.argsort(of.values[rows], kind="stable")]
        for index, weight in enumerate(replicates.weights[rows].T):
            held = weight != 0
            every[index, group] = inverted(of.rule, of.values[rows[held]], weight[held], prob)
    se = replicate_errors(every, found, replicates.factors, mse=replicates.mse)
    low, high = _t_bounds(of, found, se)
    return Limits(se, low, high, np.zeros(len(found), dtype=np.bool_))


OWN: dict[str, Callable[[Distributions, Floats, float], Limits]] = {
    "mean": mean,
    "woodruff": woodruff,
    "score": score,
    "quantile": replicated,
}
"""Intervals of a quantile that are not named after one of a share."""


def _first(of: Distributions, steps: list[Floats], prob: float, wanted: Callable[[Floats], Booleans]) -> Floats:
    """Return for each group its first answer whose test statistic is wanted, the last one where none is."""
    before: Integers = np.full(len(steps), -1, dtype=np.intp)
    reached: Integers = np.array([len(one) - 1 for one in steps], dtype=np.intp)
    while (reached - before > 1).any():
        middle = np.where(reached - before > 1, (before + reached) // 2, reached)
        share, se, _ = of.shares_up_to(_answers(steps, middle))
        distance = share - prob
        with np.errstate(divide="ignore", invalid="ignore"):
            statistic = np.where(distance == 0, 0.0, distance / se)
        holds = wanted(statistic)
        before = np.where(holds, before, np.minimum(middle, reached - 1))
        reached = np.where(holds, middle, reached)
    return _answers(steps, reached)


def _answers(steps: list[Floats], positions: Integers) -> Floats:
    pairs = zip(steps, positions, strict=True)
    return np.array([one[position] if len(one) > 0 else np.nan for one, position in pairs])


def _inverted(of: Distributions, shares: Bounds) -> Limits:
    """Return the interval of values to which an interval of the share belongs."""
    low, high = of.at(shares[0]), of.at(shares[1])
    return Limits(_half_width(of, low, high), low, high, _passes(shares))


def _half_width(of: Distributions, low: Floats, high: Floats) -> Floats:
    half: Floats = (high - low) / (2 * quantile(of.within.sample.df, of.within.level))
    return half


def _t_bounds(of: Distributions, middle: Floats, se: Floats) -> Bounds:
    return mean_bounds(middle, se, of.within.sample.df, of.within.level)


def _passes(shares: Bounds) -> Booleans:
    past: Booleans = (shares[0] < 0) | (shares[1] > 1)
    return past
