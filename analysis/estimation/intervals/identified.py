"""The interval of a number that is only known to lie between two estimates, wherever it is there.

[1] Imbens, Manski (2004), Econometrica 72, 1845-1857, equations 6 and 7.
"""

from __future__ import annotations

import math

import numpy as np
from scipy import optimize, special

from analysis.arrays import Floats, Integers
from analysis.estimation.intervals.interval import share_bounds


def critical_value(width: float, spread: float, df: float | None, level: float) -> float:
    """Return how many standard errors to go below the lower and above the upper end [1].

    width   the upper estimate less the lower, ≥ 0
    spread  the larger of their standard errors; NaN where none can be estimated
    df      degrees of freedom; None = the normal distribution, as in [1]

    c solves F(c + width/spread) - F(-c) = level: the two-sided quantile where the two are one point (and where the spread
    is not known, which is the wider choice), the one-sided where they are far apart.

    >>> round(critical_value(0.0, 0.1, None, 0.95), 3), round(critical_value(0.5, 0.1, None, 0.95), 3)
    (1.96, 1.645)
    """

    def below(value: float) -> float:
        return float(special.ndtr(value) if df is None else special.stdtr(df, value))

    def upper(chance: float) -> float:
        return float(special.ndtri(chance) if df is None else special.stdtrit(df, chance))

    if df is not None and not df > 0:
        return math.nan
    if not spread > 0:
        return upper(level) if spread == 0 and width > 0 else upper((1 + level) / 2)
    distance = width / spread

    def excess(c: float) -> float:
        return below(c + distance) - below(-c) - level

    return float(optimize.brentq(excess, upper(level) - 1, upper((1 + level) / 2) + 1))


def shares_between(
    name: str,
    shares: Floats,
    se: Floats,
    n: Integers,
    df: float | None,
    level: float,
    *,
    logit_se: Floats | None = None,
) -> tuple[Floats, Floats]:
    """Return the interval of each share that lies between two.

    name      the kind of interval: the lower end is that of the lower share and the upper that of the upper one, each with
              the quantile of `critical_value` instead of the usual one; wald is [1] itself
    shares    (2, rows) the lower and the upper; NaN where the base is empty, and then the interval is all of [0, 1]
    se        (2, rows) the design's standard errors; not used where `df` is None
    n         (rows,) respondents in the base
    df        the design's degrees of freedom; None = no design
    logit_se  (2, rows) as of `share_bounds`
    """
    spread = np.sqrt(shares * (1 - shares) / np.maximum(n, 1)) if df is None else se
    found = np.empty(shares.shape)
    for row, (low, high) in enumerate(shares.T):
        c = critical_value(high - low, float(spread[:, row].max()), df, level)
        two_sided = 2 * float(special.ndtr(c) if df is None else special.stdtr(df, c)) - 1
        logits = None if logit_se is None else logit_se[:, row]
        lows, highs = share_bounds(name, shares[:, row], se[:, row], np.repeat(n[row], 2), df, two_sided, logit_se=logits)
        found[:, row] = lows[0], highs[1]
    return found[0], found[1]
