"""Tests of independence of two classifications, from the cells of their table.

[1] Rao, Scott (1984), Annals of Statistics 12, 46-60.
[2] Thomas, Rao (1987), Journal of the American Statistical Association 82, 630-636.
[3] Kuonen (1999), Biometrika 86, 929-935.
[4] Freeman, Halton (1951), Biometrika 38, 141-149.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from math import nan
from typing import Protocol

import numpy as np
from scipy import optimize, special, stats

from analysis.arrays import Floats, Integers

TABLES = 99_999
"""Tables drawn for Fisher's test of a table larger than 2 by 2."""

NOISE = 1e-12
"""Design effects whose sum is below this, or this part of what they are projected from, are rounding noise: there is none."""

SEED = 20_231_107
"""So that a second run gives the same p."""


@dataclass(frozen=True)
class Association:
    """A test of independence; `statistic` and `p` are NaN where the table allows none, and `method` says why."""

    statistic: float
    df1: float
    df2: float
    p: float
    method: str


class Spread(Protocol):
    """The covariance of estimates of a table, from their derivatives."""

    def __call__(self, influence: Floats, *, held: bool = False) -> Floats:
        """Return (estimates, estimates). `held` makes a difference to replicate weights alone."""


@dataclass(frozen=True, eq=False)
class Cells:
    """A table of two classifications, without empty rows and columns.

    counts  (rows, columns) respondents
    share   (rows, columns) of all; sums to 1
    spread  from the (rows·columns, estimates) derivatives of estimates by the cells' weights, row by row and times the
            weight of all, to the (estimates, estimates) covariance of shares; `held`: of totals over the weight of all
    df      the design's degrees of freedom
    """

    counts: Integers
    share: Floats
    spread: Spread
    df: float

    @property
    def freedom(self) -> int:
        """(rows - 1)(columns - 1)."""
        rows, columns = self.share.shape
        return int((rows - 1) * (columns - 1))

    @property
    def expected(self) -> Floats:
        """(rows, columns) shares under independence."""
        independent: Floats = np.outer(self.share.sum(axis=1), self.share.sum(axis=0))
        return independent

    @property
    def chi_square(self) -> float:
        """Pearson's statistic of the shares at the number of respondents."""
        return float(self.counts.sum() * ((self.share - self.expected) ** 2 / self.expected).sum())

    @cached_property
    def design_effects(self) -> Floats:
        """The generalised design effects of independence, smallest first: eigenvalues of

        (C'D⁻¹C/n)⁻¹ C'D⁻¹VD⁻¹C      [1], eq. 2.8

        with D the diagonal of the cell shares, V their covariance, and C contrasts of interaction. A cell with nobody in
        it adds nothing. They are those of n Q'D^{-½}VD^{-½}Q, the columns of Q an orthonormal basis of D^{-½}C; what
        is orthogonal to it is D^{½}M, M main effects of rows and columns that are zero in the empty cells.
        """
        share = self.share.ravel()
        filled = share > 0
        root = np.sqrt(share[filled])
        variance = self.spread(np.eye(len(share)) - share)[np.ix_(filled, filled)]
        scaled = self.counts.sum() * variance / np.outer(root, root)
        rows, columns = np.indices(self.share.shape).reshape(2, -1, 1)
        main = np.hstack([rows == np.arange(len(self.share)), columns == np.arange(self.share.shape[1])]).astype(np.float64)
        basis, sizes, _ = np.linalg.svd(root[:, np.newaxis] * (main[filled] @ _annihilated(main[~filled])), full_matrices=False)
        # Measured against the cells, not the largest size: where no main effect is left, every size is rounding noise.
        outside = basis[:, sizes > root.max(initial=0.0) * 1e-9]
        projected = scaled - outside @ (outside.T @ scaled)
        projected -= (projected @ outside) @ outside.T
        effects: Floats = np.maximum(np.linalg.eigvalsh(projected)[outside.shape[1] :], 0.0)
        return effects if effects.sum() > NOISE * (1 + np.trace(scaled)) else np.zeros(len(effects))


def without_empty(cells: Cells) -> Cells:
    """Return the table without the rows and columns in which there is nobody."""
    rows, columns = cells.share.sum(axis=1) > 0, cells.share.sum(axis=0) > 0
    kept = np.flatnonzero(np.outer(rows, columns))

    def spread(influence: Floats, *, held: bool = False) -> Floats:
        every = np.zeros((cells.share.size, influence.shape[1]))
        every[kept] = influence
        return cells.spread(every, held=held)

    return Cells(cells.counts[np.ix_(rows, columns)], cells.share[np.ix_(rows, columns)], spread, cells.df)


def rao_scott_f(cells: Cells) -> Association:
    """X²/Σδ on Σδ²-matched degrees of freedom d and d·df (second-order correction) [1], [2]."""
    effects = cells.design_effects
    d = _matched_freedom(effects)
    statistic = cells.chi_square / float(effects.sum())
    return Association(statistic, d, d * cells.df, float(special.fdtrc(d, d * cells.df, statistic)), "Rao-Scott F")


def rao_scott_chi2(cells: Cells) -> Association:
    """X² over the mean design effect, as χ² (first-order correction) [1]; the statistic given is X²."""
    p = float(special.chdtrc(cells.freedom, cells.chi_square / float(cells.design_effects.mean())))
    return Association(cells.chi_square, cells.freedom, nan, p, "Rao-Scott chi-square, first order")


def linear_combination(cells: Cells) -> Association:
    """P(Σδ_i χ²_i > X² χ²(f)/f), f = d·df as in the F test, by the saddlepoint approximation [3]."""
    effects = cells.design_effects
    f = _matched_freedom(effects) * cells.df
    p = tail_above_zero(np.append(effects, -cells.chi_square / f), np.append(np.ones(len(effects)), f))
    return Association(cells.chi_square, nan, nan, p, "Pearson chi-square, linear combination by saddlepoint")


def wald(cells: Cells) -> Association:
    """Wald's statistic of the cells' distance from independence over its degrees of freedom, as F on those and df [2]."""
    statistic = _wald_statistic(cells) / cells.freedom
    return Association(statistic, cells.freedom, cells.df, float(special.fdtrc(cells.freedom, cells.df, statistic)), "Wald F")


def adjusted_wald(cells: Cells) -> Association:
    """Wald's statistic times (df - d + 1)/(df d), as F on d and df - d + 1 [2]."""
    remaining = cells.df - cells.freedom + 1
    if remaining <= 0:
        return no_test("adjusted Wald F: the design has too few degrees of freedom for this table")
    statistic = _wald_statistic(cells) * remaining / (cells.df * cells.freedom)
    p = float(special.fdtrc(cells.freedom, remaining, statistic))
    return Association(statistic, cells.freedom, remaining, p, "adjusted Wald F")


def pearson(cells: Cells) -> Association:
    """Pearson's χ² of the counts, without continuity correction."""
    p = float(special.chdtrc(cells.freedom, cells.chi_square))
    return Association(cells.chi_square, cells.freedom, nan, p, "Pearson chi-square")


def fisher(cells: Cells) -> Association:
    """Fisher's exact test, in larger tables Freeman's and Halton's [4] over tables drawn with a fixed seed.

    The statistic is the probability of the table given its margins.
    """
    if cells.counts.shape == (2, 2):
        p = float(stats.fisher_exact(cells.counts).pvalue)
        first, row, column = cells.counts[0, 0], cells.counts[0].sum(), cells.counts[:, 0].sum()
        return Association(float(stats.hypergeom.pmf(first, cells.counts.sum(), row, column)), nan, nan, p, "Fisher, exact")
    drawing = stats.MonteCarloMethod(n_resamples=TABLES, rng=np.random.default_rng(SEED))
    found = stats.fisher_exact(cells.counts, method=drawing)
    statistic, p = np.asarray(found.statistic).item(), np.asarray(found.pvalue).item()  # of shape (1,) in some tables
    return Association(statistic, nan, nan, p, f"Fisher-Freeman-Halton, {TABLES} tables drawn")


TESTS: dict[str, Callable[[Cells], Association]] = {
    "rao-scott-f": rao_scott_f,
    "rao-scott-chi2": rao_scott_chi2,
    "wald": wald,
    "adjusted-wald": adjusted_wald,
    "linear-combination": linear_combination,
    "pearson": pearson,
    "fisher": fisher,
}

ON_COUNTS = frozenset({"pearson", "fisher"})
"""Tests of counts: right for simple random sampling only."""


def no_test(why: str) -> Association:
    """Return the result that stands for a test that cannot be made."""
    return Association(nan, nan, nan, nan, why)


def independence(name: str, cells: Cells) -> Association:
    """Return the test of independence; one without a statistic, saying why, where the table or the design allows none."""
    filled = without_empty(cells)
    small = min(filled.share.shape) < 2
    varies = small or filled.df <= 0 or name in ON_COUNTS or bool((filled.design_effects > 0).any())
    reason = why_not(name, small=small, df=filled.df, varies=varies)
    return TESTS[name](filled) if reason is None else no_test(reason)


def why_not(name: str, *, small: bool, df: float, varies: bool) -> str | None:
    """Return why there is no test; None = there is one.

    small   the table has fewer than two rows or columns that hold somebody
    varies  the design leaves the table a variance
    """
    if small:
        return f"{name}: a test needs two rows and two columns that hold somebody"
    if df <= 0:
        return f"{name}: the design has no degrees of freedom"
    return None if varies else f"{name}: the design leaves the table no variance"


def tail_above_zero(coefficients: Floats, freedom: Floats) -> float:
    """Return P(Σ a_i χ²(f_i) > 0), coefficients of both signs, by Lugannani's and Rice's saddlepoint formula [3].

    With K(t) = -½ Σ f ln(1 - 2 a t), K'(t̂) = 0, w = sign(t̂) √(-2K(t̂)), v = t̂ √K''(t̂):  1 - Φ(w + ln(v/w)/w).
    """
    scaled = coefficients / np.abs(coefficients).max()
    used = scaled != 0
    a, f = scaled[used], freedom[used]
    if (a > 0).all() or (a < 0).all():
        return float((a > 0).all())

    def slope(t: float) -> float:
        return float((f * a / (1 - 2 * a * t)).sum())

    lowest, highest = 1 / (2 * a.min()), 1 / (2 * a.max())
    t = float(optimize.brentq(slope, lowest * (1 - 1e-12), highest * (1 - 1e-12), xtol=1e-15, rtol=1e-14))
    curvature = 2 * float((f * a**2 / (1 - 2 * a * t) ** 2).sum())
    generating = -float((f * np.log1p(-2 * a * t)).sum()) / 2
    w, v = np.sign(t) * np.sqrt(max(-2 * generating, 0.0)), t * np.sqrt(curvature)
    if abs(w) < 1e-5:
        skewness = 8 * float((f * a**3 / (1 - 2 * a * t) ** 3).sum()) / curvature**1.5
        return float(0.5 - skewness / (6 * np.sqrt(2 * np.pi)))
    return float(special.ndtr(-(w + np.log(v / w) / w)))


def _annihilated(matrix: Floats) -> Floats:
    """Return columns that span what a matrix of zeros and ones takes to zero."""
    values, vectors = np.linalg.eigh(matrix.T @ matrix)
    return vectors[:, values < 1e-9 * max(values.max(), 1.0)]


def _wald_statistic(cells: Cells) -> float:
    """Return Y'V⁻¹Y for Y = p_rc - p_r p_c without the last row and column, which the others determine."""
    rows, columns = cells.share.sum(axis=1), cells.share.sum(axis=0)
    distance = (cells.share - cells.expected)[:-1, :-1].ravel()
    # Σw (1[r] - p_r)(1[c] - p_c)/Σw with its p and Σw held.
    influence = np.kron((np.eye(len(rows)) - rows)[:, :-1], (np.eye(len(columns)) - columns)[:, :-1])
    return float(distance @ np.linalg.pinv(cells.spread(influence, held=True), hermitian=True) @ distance)


def _matched_freedom(effects: Floats) -> float:
    """Return (Σδ)²/Σδ²."""
    return float(effects.sum() ** 2 / (effects**2).sum())
