"""Several tests at once."""

from __future__ import annotations

import numpy as np

from analysis.arrays import Floats


def holm(p: Floats) -> Floats:
    """Return Holm's adjusted p values [1]: the largest of (m - rank + 1) p up to each, at most 1.

    p  of the m tests of one family, in any order; the adjusted values come in the same order

    [1] Holm (1979), Scandinavian Journal of Statistics 6, 65-70.

    >>> holm(np.array([0.01, 0.04, 0.03])).round(3).tolist()
    [0.03, 0.06, 0.06]
    """
    order = np.argsort(p)
    stepped = np.maximum.accumulate((len(p) - np.arange(len(p))) * p[order])
    adjusted = np.empty(len(p))
    adjusted[order] = np.minimum(stepped, 1.0)
    return adjusted
