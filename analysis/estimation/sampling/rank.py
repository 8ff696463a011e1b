"""The degrees of freedom of replicate weights: how many of them say something of their own.

The rank is that of the products of the replicates with each other, by Cholesky's factorisation with the largest pivot
first [1]: each pivot is the square of what a replicate adds to those before it.

[1] Higham (2002), Accuracy and Stability of Numerical Algorithms, 2nd ed., 10.3.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.arrays import Floats, Integers

TOLERANCE = 1e-5
"""What part of a row, or of a replicate, may be rounding: as in R, and files hold weights to six digits or more."""

PROBES = 4
"""In so many random directions rows are compared; in one alone two different rows among many might look the same."""

PROBE_DIGITS = 9
"""Rows that agree in this many decimals of each direction, at length 1, are the same row."""

CHUNK_ROWS = 4096
"""How many rows are looked at at once."""

SMALL = 200
"""Up to so many replicates a loop in numpy is as fast as what would have to be loaded first."""

FEW_PRODUCTS = 20_000_000
"""To share fewer among processors costs more than it saves, most of all on a busy machine."""


def replicate_df(weights: Floats) -> float:
    """Return the degrees of freedom of (rows, R) replicate analysis weights: their rank less one.

    Rows are taken at length 1, so that a large weight does not hide the others, and those that are the same but for their
    weight, as all of a PSU are, are looked at once. Of more than a chunk of them the first are, then those that leave their
    span: a row is tried by random directions across the span, which it is orthogonal to where it adds nothing.

    >>> replicate_df(np.array([[0.0, 2.0], [0.0, 4.0], [2.0, 0.0]]))
    1.0
    """
    count = weights.shape[1]
    lengths = np.sqrt(np.einsum("ij,ij->i", weights, weights))
    left, times = _distinct(weights, lengths)
    products, rank = np.zeros((count, count)), 0
    while len(left) and rank < count:
        chunk, left = left[:CHUNK_ROWS], left[CHUNK_ROWS:]
        products += _products(weights[chunk] * (np.sqrt(times[chunk]) / lengths[chunk])[:, np.newaxis])
        rank = _rank(products)
        if len(left) and rank < count:
            across = np.linalg.eigh(products).eigenvectors[:, : count - rank] @ _probes(count - rank)
            left = left[np.abs(weights @ across).max(axis=1)[left] > TOLERANCE * lengths[left]]
    return float(max(rank - 1, 0))


def _distinct(weights: Floats, lengths: Floats) -> tuple[Integers, Integers]:
    """Return the first of each set of rows that are the same at length 1, and (rows,) how many these are.

    Rows without weight are left out.
    """
    held = np.flatnonzero(lengths > 0)
    seen = pd.DataFrame((weights @ _probes(weights.shape[1]))[held] / lengths[held, np.newaxis]).round(PROBE_DIGITS)
    same = seen.groupby(list(seen.columns), sort=False).ngroup().to_numpy(dtype=np.intp)
    _, first, counts = np.unique(same, return_index=True, return_counts=True)
    times = np.zeros(len(weights), dtype=np.intp)
    times[held[first]] = counts
    return held[first], times


def _probes(count: int) -> Floats:
    """Return (count, PROBES) random directions, the same ones each time."""
    return np.random.default_rng(0).standard_normal((count, PROBES))


def _products(rows: Floats) -> Floats:
    """Return (R, R) the product of each replicate with each."""
    if rows.size * rows.shape[1] <= FEW_PRODUCTS:
        return np.asarray(np.einsum("ki,kj->ij", rows, rows))
    return np.asarray(rows.T @ rows)


def _rank(products: Floats) -> int:
    """Return how many replicates are no combination of others; at length 1, what is left of one must exceed rounding."""
    lengths = np.sqrt(products.diagonal())
    scale = np.divide(1.0, lengths, out=np.zeros_like(lengths), where=lengths > 0)
    scaled = products * scale * scale[:, np.newaxis]
    if len(scaled) <= SMALL:
        return _small_rank(scaled)
    # Loaded here and nowhere else, so that small data never load it.
    from scipy.linalg import lapack

    _, _, rank, _ = lapack.dpstrf(scaled, lower=1, tol=TOLERANCE**2)
    return int(rank)


def _small_rank(products: Floats) -> int:
    left, factor = products.diagonal().copy(), np.zeros_like(products)
    for rank in range(len(left)):
        pivot = int(left.argmax())
        if left[pivot] <= TOLERANCE**2:
            return rank
        known = np.einsum("ki,k->i", factor[:rank], factor[:rank, pivot])
        factor[rank] = (products[pivot] - known) / np.sqrt(left[pivot])
        left -= factor[rank] ** 2
        left[pivot] = -np.inf
    return len(left)
