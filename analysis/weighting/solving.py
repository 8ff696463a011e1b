"""Symmetric equations whose columns may repeat one another: the categories of two margins sum to the same."""

from __future__ import annotations

import numpy as np
from scipy import linalg

from analysis.arrays import Floats

RANK = 1e-11
"""A pivot below this part of its column's own square is what rounding leaves of a column that others determine."""


def solved(gram: Floats, right: Floats) -> Floats:
    """Return a solution b of gram · b = right, as near as there is one.

    gram   (k, k) symmetric, positive semi-definite
    right  (k,) or (k, m)

    Columns are brought to one length first, so that numbers in millions stand beside zeros and ones; a column that others
    determine gets 0.
    """
    diagonal = np.diagonal(gram)
    scale = np.where(diagonal > 0, np.sqrt(np.where(diagonal > 0, diagonal, 1.0)), 1.0)
    scaled = gram / scale / scale[:, np.newaxis]
    factor, order, rank, _ = linalg.lapack.dpstrf(scaled, lower=1, tol=RANK)
    chosen = order[:rank] - 1
    lower = np.tril(factor[:rank, :rank])
    found = np.zeros_like(right)
    wanted = (right.T / scale).T[chosen]
    found[chosen] = linalg.cho_solve((lower, True), wanted)
    return np.asarray((found.T / scale).T)
