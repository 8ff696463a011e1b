"""Intervals of all the shares of one question that hold together with the stated confidence.

goodman     Wilson's interval at the level 1 - α/k, k categories [1]
bonferroni  any interval at that level [2]; goodman is the one over Wilson's
sison-glaz  one width for all the shares, as wide as the counts' joint distribution asks for [3], [4]

The first two hold for any design, on the effective sample sizes that the design gives; Sison and Glaz's is that of a
multinomial: a simple random sample and categories that exclude one another.

[1] Goodman (1965), Technometrics 7, 247-254.
[2] Dunn (1961), Journal of the American Statistical Association 56, 52-64.
[3] Sison, Glaz (1995), Journal of the American Statistical Association 90, 366-369.
[4] Levin (1981), Annals of Statistics 9, 1123-1126.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from numbers import Integral

import numpy as np
import pandas as pd
from scipy import special

from analysis.arrays import Floats, Integers
from analysis.errors import ArgumentError, unknown
from analysis.estimation.intervals.interval import Bounds, check_interval, check_level, share_bounds
from analysis.estimation.variances.totals import check_size
from analysis.values import Value, codes

METHODS = ("goodman", "sison-glaz", "bonferroni")


def simultaneous_intervals(
    counts: Mapping[Value, int] | Sequence[int], level: float = 0.95, method: str = "goodman", *, interval: str | None = None
) -> pd.DataFrame:
    """Return the shares of the categories of one question, with intervals that hold all at once.

    counts    respondents by category, those that nobody chose included: each makes the others' intervals wider. A
              sequence is numbered from 0
    method    goodman | sison-glaz | bonferroni
    interval  of a single share, for bonferroni alone; None = wilson

    Columns: category, n, base_n, share, low, high. Of nobody the share is NaN and the interval all of [0, 1].

    Raises ArgumentError for an unknown name, and for counts that are not whole numbers from 0 up.

    >>> found = simultaneous_intervals({"yes": 42, "no": 10, "hard to say": 5})
    >>> found[["category", "low", "high"]].round(3).to_dict("records")[0]
    {'category': 'yes', 'low': 0.58, 'high': 0.85}
    """
    categories = list(counts) if isinstance(counts, Mapping) else list(range(len(counts)))
    numbers = list(counts.values()) if isinstance(counts, Mapping) else list(counts)
    if not numbers or not all(isinstance(one, Integral) and one >= 0 for one in numbers):
        raise ArgumentError(
            "Counts are whole numbers from 0 up, one a category.", got=repr(numbers), remedy="Give {'yes': 42, 'no': 15}."
        )
    n = np.array(numbers, dtype=np.intp)
    base = int(n.sum())
    share = n / base if base > 0 else np.full(len(n), np.nan)
    low, high = simultaneous_bounds(
        method, share[np.newaxis], np.full((1, len(n)), np.nan), np.array([base]), None, level, interval=interval
    )
    frame = pd.DataFrame({"category": codes(categories), "n": n, "base_n": base, "share": share, "low": low[0], "high": high[0]})
    warnings = "" if base > 0 else "nobody is in the base: there is no estimate."
    frame.attrs.update(method=f"simultaneous interval {method}", level=level, categories=len(n), warnings=warnings)
    return frame


def simultaneous_bounds(
    method: str, share: Floats, se: Floats, n: Integers, df: float | None, level: float, *, interval: str | None = None
) -> Bounds:
    """Return the intervals of shares of the same bases, simultaneous within each base.

    share, se  (bases, categories) NaN where the base is empty; se is not used where `df` is None
    n          (bases,) respondents
    df         the design's degrees of freedom; None = no design
    interval   for bonferroni alone; None = the default of `shares`

    Raises ArgumentError for an unknown name, and for sison-glaz with a design or of categories that overlap.
    """
    check_simultaneous(method, interval)
    check_level(level)
    if method == "sison-glaz":
        return _multinomial_bounds(share, n, df, level)
    single = "wilson" if method == "goodman" else check_interval(interval, simple=df is None)
    bases = np.broadcast_to(np.asarray(n, dtype=np.float64)[:, np.newaxis], share.shape)
    return share_bounds(single, share, se, bases, df, 1 - (1 - level) / max(share.shape[1], 1))


def check_simultaneous(method: str, interval: str | None) -> None:
    """Raise an ArgumentError for an unknown name, and for an interval to make one of that is made of no other."""
    if method not in METHODS:
        raise unknown("simultaneous interval", method, list(METHODS))
    if interval is not None and method != "bonferroni":
        raise ArgumentError(
            f"The simultaneous interval {method} is made of no other.", got=f"interval={interval!r}", remedy="Choose bonferroni."
        )


def _multinomial_bounds(share: Floats, n: Integers, df: float | None, level: float) -> Bounds:
    """Return Sison and Glaz's intervals, (bases, categories)."""
    known = np.nan_to_num(share)
    overlapping = (np.abs(known.sum(axis=1) - 1) > 1e-9) & (np.asarray(n) > 0)
    if df is not None or (overlapping & ~np.isnan(share).any(axis=1)).any():
        raise ArgumentError(
            "The simultaneous interval sison-glaz is that of a simple random sample and of categories that exclude one another.",
            remedy="Choose goodman or bonferroni.",
        )
    counts = np.rint(known * np.asarray(n)[:, np.newaxis])
    low, high = np.zeros(share.shape), np.ones(share.shape)
    for base in np.flatnonzero(counts.sum(axis=1) > 0):
        low[base], high[base] = sison_glaz(counts[base], level)
    return low, high


def sison_glaz(counts: Floats, level: float) -> Bounds:
    """Return the intervals of the shares of one base [3].

    counts  (categories,) whole numbers, not all 0

    p ∓ c/n, the upper end moved on by 2γ/n, where c is the largest number for which P(c), the probability that no count of
    another such sample is further than c from its expectation np, is at most the level, and γ = (level - P(c))/(P(c + 1) -
    P(c)). Where one category holds everybody the estimated distribution has no spread: Goodman's interval stands there.
    """
    n = counts.sum()
    if counts.max() == n:
        unused, bases = np.full(len(counts), np.nan), np.full(len(counts), n)
        return share_bounds("wilson", counts / n, unused, bases, None, 1 - (1 - level) / len(counts))
    # A count's standard deviation is √n/2 at most: further than ten of them is as good as n, and takes less memory.
    below, beyond = 0, min(int(n), math.ceil(5 * math.sqrt(n)) + 1)
    check_size(len(counts) * beyond, f"The counts about the expectations of {len(counts):,} categories")
    while beyond - below > 1:
        middle = (below + beyond) // 2
        below, beyond = (middle, beyond) if chance_within(counts, middle) <= level else (below, middle)
    found, following = chance_within(counts, below), chance_within(counts, below + 1)
    part = min(max((level - found) / (following - found), 0.0), 1.0) if following > found else 1.0
    return np.maximum(counts - below, 0) / n, np.minimum(counts + below + 2 * part, n) / n


def chance_within(counts: Floats, distance: int) -> float:
    """Return the probability that no multinomial count is further than `distance` from its expectation.

    counts  (categories,) the expectations, whole numbers

    Multinomial counts are independent Poisson counts X given their sum: P = Π P(X_i within) · P(ΣY = n)/P(X = n), where
    Y_i is X_i cut to its range and X has the expectation n [4]; P(ΣY = n) by Edgeworth's expansion, as in [3].
    """
    n = counts.sum()
    values = counts[:, np.newaxis] + np.arange(-distance, distance + 1)
    inside = (values >= 0) & (values <= n)
    chance = np.where(inside, _poisson(np.maximum(values, 0), counts[:, np.newaxis]), 0.0)
    within = chance.sum(axis=1)
    chance /= within[:, np.newaxis]
    mean = (chance * values).sum(axis=1)
    deviation = values - mean[:, np.newaxis]
    second, third, fourth = ((chance * deviation**power).sum(axis=1) for power in (2, 3, 4))
    return float(within.prod() * _density(n - mean.sum(), second, third, fourth) / _poisson(n, n))


def _density(distance: float, second: Floats, third: Floats, fourth: Floats) -> float:
    """Return Edgeworth's density, at a distance from the mean, of a sum whose terms have these central moments."""
    variance = second.sum()
    if variance == 0:
        return 1.0
    x = distance / np.sqrt(variance)
    skewness = third.sum() / variance**1.5
    excess = (fourth - 3 * second**2).sum() / variance**2
    third_term = skewness * (x**3 - 3 * x) / 6
    fourth_term = excess * (x**4 - 6 * x**2 + 3) / 24 + skewness**2 * (x**6 - 15 * x**4 + 45 * x**2 - 15) / 72
    return float(np.exp(-(x**2) / 2) / np.sqrt(2 * np.pi * variance) * (1 + third_term + fourth_term))


def _poisson(value: Floats | float, mean: Floats | float) -> Floats:
    return np.asarray(np.exp(special.xlogy(value, mean) - mean - special.gammaln(np.asarray(value) + 1.0)))
