"""Rao's and Scott's tests for many tables of one shape; formulas and sources as in `association`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy import special

from analysis.arrays import Booleans, Floats, Integers
from analysis.estimation.crosstabs.association import NOISE, Association, no_test, why_not

NEAR = 1e-9


@dataclass(frozen=True, eq=False)
class StackedCells:
    """Tables of one shape, some of whose rows and columns may be empty.

    counts    (tables, rows, columns) respondents
    share     (tables, rows, columns) of all; sums to 1
    variance  (tables, rows·columns, rows·columns) the covariances of the shares
    df        the design's degrees of freedom
    """

    counts: Integers
    share: Floats
    variance: Floats
    df: float


@dataclass(frozen=True, eq=False)
class Corrections:
    """What the generalised design effects of each table say: arrays (tables,).

    chi_square  Pearson's statistic of the shares at the number of respondents
    freedom     (rows - 1)(columns - 1) without empty ones
    effects     how many design effects there are
    first       their sum
    second      the sum of their squares
    """

    chi_square: Floats
    freedom: Integers
    effects: Integers
    first: Floats
    second: Floats


def stacked_independence(name: str, cells: StackedCells) -> list[Association]:
    """Return the test of each table; one without a statistic, saying why, where it or the design allows none."""
    held = _corrections(cells)
    small = held.freedom == 0
    lines = STACKED_TESTS[name](held, cells.df)
    varies = held.first > 0
    return [
        line if reason is None else no_test(reason)
        for line, reason in zip(
            lines,
            (why_not(name, small=bool(few), df=cells.df, varies=bool(some)) for few, some in zip(small, varies, strict=True)),
            strict=True,
        )
    ]


def _f(held: Corrections, df: float) -> list[Association]:
    with np.errstate(divide="ignore", invalid="ignore"):
        d = held.first**2 / held.second
        statistic = held.chi_square / held.first
    p = special.fdtrc(d, d * df, statistic)
    numbers = zip(statistic.tolist(), d.tolist(), (d * df).tolist(), p.tolist(), strict=True)
    return [Association(*line, "Rao-Scott F") for line in numbers]


def _chi2(held: Corrections, df: float) -> list[Association]:
    with np.errstate(divide="ignore", invalid="ignore"):
        p = special.chdtrc(held.freedom, held.chi_square / (held.first / held.effects))
    numbers = zip(held.chi_square.tolist(), held.freedom.tolist(), p.tolist(), strict=True)
    return [Association(statistic, d, np.nan, chance, "Rao-Scott chi-square, first order") for statistic, d, chance in numbers]


STACKED_TESTS: dict[str, Callable[[Corrections, float], list[Association]]] = {"rao-scott-f": _f, "rao-scott-chi2": _chi2}
"""The tests that need no more than sums of the design effects and of their squares, which are traces."""


def _corrections(cells: StackedCells) -> Corrections:
    """Return sums of the design effects: the traces of n Q'D^{-½}VD^{-½}Q and of its square, Q as in `association`."""
    tables, rows, columns = cells.share.shape
    share = cells.share.reshape(tables, -1)
    filled = share > 0
    root = np.sqrt(share)
    inverse = np.divide(1.0, root, out=np.zeros(root.shape), where=filled)
    across, down = cells.share.sum(axis=1, keepdims=True), cells.share.sum(axis=2, keepdims=True)
    expected = down * across
    possible = expected > 0
    n = np.where(possible, cells.counts, 0).sum(axis=(1, 2))
    scaled = n[:, np.newaxis, np.newaxis] * cells.variance * inverse[:, :, np.newaxis] * inverse[:, np.newaxis]
    outside = _main_effects(root, filled, possible.reshape(tables, -1), rows, columns)
    projected = scaled - outside @ (outside.transpose(0, 2, 1) @ scaled)
    projected -= (projected @ outside) @ outside.transpose(0, 2, 1)
    first = np.einsum("tcc->t", projected)
    distance = np.divide((cells.share - expected) ** 2, expected, out=np.zeros(expected.shape), where=possible)
    return Corrections(
        n * distance.sum(axis=(1, 2)),
        np.maximum((down > 0).sum(axis=(1, 2)) - 1, 0) * np.maximum((across > 0).sum(axis=(1, 2)) - 1, 0),
        filled.sum(axis=1) - np.rint((outside**2).sum(axis=(1, 2))).astype(np.intp),
        np.where(first > NOISE * (1 + np.einsum("tcc->t", scaled)), first, 0.0),
        np.einsum("tcd,tdc->t", projected, projected),
    )


def _main_effects(root: Floats, filled: Booleans, possible: Booleans, rows: int, columns: int) -> Floats:
    """Return (tables, cells, effects) orthonormal columns that span D^{½} times the main effects, then columns of zeros.

    Effects are zero in the empty cells of rows and columns that hold somebody (`possible`).
    """
    row, column = np.indices((rows, columns)).reshape(2, -1, 1)
    main = np.hstack([row == np.arange(rows), column == np.arange(columns)]).astype(np.float64)
    effects = np.broadcast_to(main, (len(root), *main.shape))
    empty = possible & ~filled
    if empty.any():
        held = empty[:, :, np.newaxis] * main
        values, vectors = np.linalg.eigh(held.transpose(0, 2, 1) @ held)
        most = np.maximum(values.max(axis=1, initial=0.0), 1.0)[:, np.newaxis]
        effects = main @ (vectors * (values < NEAR * most)[:, np.newaxis])
    basis, sizes, _ = np.linalg.svd(root[:, :, np.newaxis] * effects, full_matrices=False)
    kept: Floats = basis * (sizes > NEAR * root.max(axis=1, initial=0.0, keepdims=True))[:, np.newaxis]
    return kept
