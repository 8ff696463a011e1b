"""Confidence intervals of a share.

Each is a function of the share p, the effective sample size m = p(1 - p)/se², the number of respondents n and the
degrees of freedom. Without a design m is n and the quantile is the normal one, so that every name is its textbook
interval on k of n. With a design, intervals built on a quantile of the mean use Student's t [1]; those built on a
quantile of the beta distribution use m (t_{n-1}/t_df)² instead [2]: the correction enters once.

At 0 and 1, where the design gives no variance, m is n, and logit and xlogit, which have no value there, give
korn-graubard. Intervals are cut at 0 and 1 and hold their share; the end at a share of 0 or 1 is that share. Wald is a
point there: choose another one.

[1] Franco, Little, Louis, Slud (2019), Journal of Survey Statistics and Methodology 7, 334-364.
[2] Korn, Graubard (1998), Survey Methodology 24, 193-201.
[3] Newcombe (1998), Statistics in Medicine 17, 857-872.
[4] Brown, Cai, DasGupta (2001), Statistical Science 16, 101-133.
[5] Parker et al. (2017), Vital and Health Statistics 2(175).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from numbers import Real

import numpy as np
from scipy import special

from analysis.arrays import Floats, Integers
from analysis.errors import ArgumentError, unknown

Bounds = tuple[Floats, Floats]

FIXED = 1e-9
"""A standard error below this part of its estimate is rounding noise: the design or a calibration fixes the estimate."""


@dataclass(frozen=True, eq=False)
class Proportions:
    """Shares and how much is known about them; arrays of one shape.

    share     in [0, 1]
    size      effective sample size, > 0
    n         respondents in the base, ≥ 1
    df        the design's degrees of freedom; infinite = the normal quantile
    logit_se  standard error of ln(p/(1 - p)) where it is known otherwise; NaN, or None for all = 1/√(m p(1 - p))
    """

    share: Floats
    size: Floats
    n: Floats
    df: float
    logit_se: Floats | None = None


def quantile(df: float | Floats, level: float) -> Floats:
    """Return the upper quantile of Student's t that leaves (1 - level)/2 above it; NaN where df is 0."""
    with np.errstate(invalid="ignore"):
        found: Floats = np.where(np.asarray(df) > 0, special.stdtrit(df, (1 + level) / 2), np.nan)
    return found


def mean_bounds(estimate: Floats, se: Floats, df: float, level: float) -> Bounds:
    """Return estimate ∓ t(df) se; NaN where the standard error is."""
    margin = quantile(df, level) * se
    return estimate - margin, estimate + margin


def share_bounds(
    name: str,
    share: Floats,
    se: Floats,
    n: Floats | Integers,
    df: float | None,
    level: float,
    *,
    logit_se: Floats | None = None,
) -> Bounds:
    """Return the interval of each share by its method.

    share     NaN where the base is empty: the interval is then all of [0, 1]
    se        the design's standard errors; not used where `df` is None
    n         respondents in the base
    df        the design's degrees of freedom; None = no design
    logit_se  for `logit`: the standard errors of ln(p/(1 - p)) over replicate weights; NaN where a replicate has none

    A share that the design fixes (between 0 and 1, without a variance) has that point as its interval. Of a design without
    degrees of freedom it is all of [0, 1].

    >>> low, high = share_bounds("wilson", np.array([25 / 57]), np.array([0.0]), np.array([57.0]), None, 0.95)
    >>> round(low[0], 3), round(high[0], 3)
    (np.float64(0.318), np.float64(0.567))
    """
    n = np.asarray(n, dtype=np.float64)
    empty = np.isnan(share) | (n < 1)
    at_end = (share == 0) | (share == 1)
    fixed = ~at_end & (se <= FIXED * share) if df is not None else np.zeros(share.shape, dtype=np.bool_)
    known = np.where(empty, 0.5, share)
    size = np.where(empty, 1.0, n)
    if df is not None:
        estimated = ~(empty | at_end | fixed | np.isnan(se))
        size = np.divide(known * (1 - known), se**2, out=np.array(size), where=estimated)
    of = Proportions(known, size, np.maximum(n, 1.0), math.inf if df is None else df, logit_se)
    low, high = INTERVALS[name](of, level)
    # Few effective respondents can push both ends to one side of a share that no whole number of them gives.
    low = np.where(share == 0, 0.0, np.clip(low, 0, known))
    high = np.where(share == 1, 1.0, np.clip(high, known, 1))
    low, high = np.where(fixed, share, low), np.where(fixed, share, high)
    unknown_spread = empty | (df is not None and df <= 0)
    return np.where(unknown_spread, 0.0, low), np.where(unknown_spread, 1.0, high)


def check_interval(name: str | None, *, simple: bool) -> str:
    """Return the interval's name, the default of the design for None; an ArgumentError for an unknown one."""
    if name is None:
        return "wilson" if simple else "logit"
    if name not in INTERVALS:
        raise unknown("interval", name, list(INTERVALS))
    return name


HIGHEST_LEVEL = 1 - 1e-9
"""A level nearer to 1 has quantiles that are infinite once it is shared out among many categories."""


def check_level(level: float) -> float:
    """Return the confidence level; an ArgumentError where it is not between 0 and 1."""
    if isinstance(level, Real) and HIGHEST_LEVEL < level < 1:
        raise ArgumentError(f"The confidence level is at most {HIGHEST_LEVEL}.", got=repr(level), remedy="Give 0.95 for 95 %.")
    if not isinstance(level, Real) or not 0 < level < 1:
        raise ArgumentError("The confidence level is a number between 0 and 1.", got=repr(level), remedy="Give 0.95 for 95 %.")
    return level


def _critical(of: Proportions, level: float) -> Floats:
    return quantile(of.df, level)


def _beta_size(of: Proportions, level: float) -> Floats:
    """Return m (t_{n-1}/t_df)²; m where there is no design, and at 0 and 1, where m is n."""
    if math.isinf(of.df):
        return of.size
    factor = (quantile(np.maximum(of.n - 1, 1.0), level) / quantile(of.df, level)) ** 2
    adjusted: Floats = of.size * np.where((of.share == 0) | (of.share == 1), 1.0, factor)
    return adjusted


def _beta_bounds(below: Bounds, above: Bounds, level: float) -> Bounds:
    tail = (1 - level) / 2
    with np.errstate(invalid="ignore"):
        low, high = special.betaincinv(*below, tail), special.betaincinv(*above, 1 - tail)
    return np.asarray(low, dtype=np.float64), np.asarray(high, dtype=np.float64)


def _exact(share: Floats, size: Floats, level: float) -> Bounds:
    """Clopper-Pearson on `size` trials, which need not be a whole number."""
    chosen = share * size
    low, high = _beta_bounds((chosen, size - chosen + 1), (chosen + 1, size - chosen), level)
    return np.where(share == 0, 0.0, low), np.where(share == 1, 1.0, high)


def wald(of: Proportions, level: float) -> Bounds:
    """p ∓ t √(p(1 - p)/m)."""
    return mean_bounds(of.share, np.sqrt(of.share * (1 - of.share) / of.size), of.df, level)


def logit(of: Proportions, level: float) -> Bounds:
    """Wald's interval of ln(p/(1 - p)), whose standard error is 1/√(m p(1 - p)) if not known; korn-graubard at 0 and 1."""
    at_end = (of.share == 0) | (of.share == 1)
    inner = np.where(at_end, 0.5, of.share)
    se = 1 / np.sqrt(of.size * inner * (1 - inner))
    if of.logit_se is not None:
        se = np.where(np.isnan(of.logit_se), se, of.logit_se)
    low, high = (np.asarray(special.expit(bound)) for bound in mean_bounds(special.logit(inner), se, of.df, level))
    if at_end.any():
        ends = replace(of, share=of.share[at_end], size=of.size[at_end], n=of.n[at_end])
        low[at_end], high[at_end] = korn_graubard(ends, level)
    return low, high


def xlogit(of: Proportions, level: float) -> Bounds:
    """As `logit`, its standard error always from that of the share."""
    return logit(replace(of, logit_se=None), level)


def arcsine(of: Proportions, level: float) -> Bounds:
    """Wald's interval of arcsin √p, whose standard error is 1/(2√m)."""
    low, high = mean_bounds(np.arcsin(np.sqrt(of.share)), 0.5 / np.sqrt(of.size), of.df, level)
    return np.sin(np.clip(low, 0, np.pi / 2)) ** 2, np.sin(np.clip(high, 0, np.pi / 2)) ** 2


def wilson(of: Proportions, level: float) -> Bounds:
    """The score interval [3], method 3."""
    t = _critical(of, level)
    spread = t * np.sqrt(of.share * (1 - of.share) / of.size + t**2 / (4 * of.size**2))
    middle, divisor = of.share + t**2 / (2 * of.size), 1 + t**2 / of.size
    return (middle - spread) / divisor, (middle + spread) / divisor


def wilson_cc(of: Proportions, level: float) -> Bounds:
    """The score interval with continuity correction [3], method 4."""
    t, m, p = _critical(of, level), of.size, of.share
    middle, divisor = 2 * m * p + t**2, 2 * (m + t**2)
    below = 1 + t * np.sqrt(np.maximum(t**2 - 2 - 1 / m + 4 * p * (m * (1 - p) + 1), 0))
    above = 1 + t * np.sqrt(np.maximum(t**2 + 2 - 1 / m + 4 * p * (m * (1 - p) - 1), 0))
    return (middle - below) / divisor, (middle + above) / divisor


def agresti_coull(of: Proportions, level: float) -> Bounds:
    """Wald's interval about the midpoint of Wilson's, with t² added to the sample [4]."""
    t = _critical(of, level)
    size = of.size + t**2
    middle = (of.share * of.size + t**2 / 2) / size
    return mean_bounds(middle, np.sqrt(middle * (1 - middle) / size), of.df, level)


def jeffreys(of: Proportions, level: float) -> Bounds:
    """Quantiles of Beta(x + ½, m - x + ½); the end at a share of 0 or 1 is that share [4]."""
    size = _beta_size(of, level)
    both = (of.share * size + 0.5, size - of.share * size + 0.5)
    return _beta_bounds(both, both, level)


def clopper_pearson(of: Proportions, level: float) -> Bounds:
    """The exact binomial interval on the effective sample; with a design R's "beta" [2]."""
    return _exact(of.share, _beta_size(of, level), level)


def korn_graubard(of: Proportions, level: float) -> Bounds:
    """Clopper-Pearson with the effective sample no larger than the sample itself [2], [5]."""
    return _exact(of.share, np.minimum(_beta_size(of, level), of.n), level)


Interval = Callable[[Proportions, float], Bounds]

INTERVALS: dict[str, Interval] = {
    "logit": logit,
    "xlogit": xlogit,
    "wilson": wilson,
    "wilson-cc": wilson_cc,
    "clopper-pearson": clopper_pearson,
    "agresti-coull": agresti_coull,
    "jeffreys": jeffreys,
    "beta": clopper_pearson,
    "korn-graubard": korn_graubard,
    "arcsine": arcsine,
    "wald": wald,
}
