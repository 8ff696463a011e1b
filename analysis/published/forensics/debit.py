"""DEBIT: whether a mean and a standard deviation of zeros and ones are possible with the stated n."""

from __future__ import annotations

from decimal import Decimal

from analysis.published.forensics.grimmer import check_sd
from analysis.published.forensics.means import MeanCheck
from analysis.published.forensics.rounding import DEFAULT


def debit(mean: str | Decimal, sd: str | Decimal, n: int, *, rounding: str = DEFAULT) -> MeanCheck:
    """Return whether some number of ones among n zeros and ones is printed as this mean (a share) and this SD.

    Consistent if and only if an integer k of 0..n exists with k/n in the interval that is printed as the mean and
    √(k(n - k)/(n(n - 1))) = √(n/(n - 1)·p(1 - p)) in that of the SD [1]. The published test takes the ends of the mean's
    interval for p and so passes some means that no k has: a mean of .11 and an SD of .31 with n = 40, where k = 4 is .10 and
    k = 5 is .12 or .13.

    Arguments and errors are those of `grimmer`, of which this is the case with answers from 0 to 1.

    [1] Heathers & Brown (2019), DEBIT: a simple consistency test for binary data, osf.io/5vb3u.

    >>> [bool(debit(mean, sd, 1683)) for mean, sd in ((".53", ".50"), (".19", ".35"))]
    [True, False]
    >>> debit("0.11", "0.31", 40).code.value
    'grim'
    """
    return check_sd("debit", mean, sd, n, items=1, low=0, high=1, rounding=rounding)
