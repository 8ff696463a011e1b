"""Letters of columns that differ: t tests of every pair of column shares of a row."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.arrays import Booleans, Floats, quotient
from analysis.estimation.domain import Domain, outside
from analysis.estimation.intervals.multiplicity import Adjusted, adjusted
from analysis.estimation.shares.members import members
from analysis.estimation.variances.combination import Combined, combined, every_pair
from analysis.estimation.variances.totals import cell_totals, check_size
from analysis.estimation.variances.variance import covariance
from analysis.values import Value, codes
from analysis.variable import Variable

FAMILY = "pairs of columns in a row"
"""Over which tests p values are adjusted."""


@dataclass(frozen=True, eq=False)
class Letters:
    """Which columns differ.

    letters      row, column, letter, higher_than: a row a cell
    comparisons  row, first, second, difference, se, t, df, p, p_adjusted, tests: a row a pair of columns; p is NaN where
                 a column has no standard error, and `tests` how many of the row's family have one
    """

    letters: pd.DataFrame
    comparisons: pd.DataFrame


@dataclass(frozen=True, eq=False)
class _Row:
    """The comparisons of one row of the table."""

    row: Value
    found: Combined
    family: Adjusted


def letters(across: Domain, of: Variable, kept: list[int], adjust: str | None) -> Letters:
    """Return the letters of a table whose columns are the groups of a domain.

    kept    the places of the categories that are rows
    adjust  a method of `multiplicity`; None = p values as they are

    A column has the letters of those whose share in the row is lower with an adjusted p below 1 - level. Columns with a
    share of 0 or 1, with fewer than two respondents, and pairs whose difference the design fixes, have no test. `.attrs`
    hold the adjustment, its family and the number of tests.
    """
    columns = len(across.keys)
    check_size(columns**2 // 2 * max(len(kept), 1) * 10, f"The comparisons of {len(kept):,} rows and {columns:,} columns")
    in_base = of.rows_without(outside("answered"))
    rows = [_compared(across, of.categories[place], members(of, place), in_base, adjust) for place in kept]
    said = {"adjust": adjust or "none", "family": FAMILY, "tests": sum(row.family.tests for row in rows), "level": across.level}
    found = Letters(_marks(across, rows), _comparisons(across, rows))
    for frame in (found.letters, found.comparisons):
        frame.attrs.update(said)
    return found


def _compared(across: Domain, row: Value, answers: Booleans, in_base: Booleans, adjust: str | None) -> _Row:
    """Return the t tests of the pairs of column shares of those who gave an answer."""
    count = len(across.keys)
    placed = np.where(in_base & (across.groups >= 0), 2 * across.groups + ~answers, -1)
    totals = cell_totals(across.sample, placed, 1, 2 * count)
    weight, n = totals.weight.reshape(count, 2), totals.count.reshape(count, 2).sum(axis=1)
    base = weight.sum(axis=1)
    share = np.divide(weight[:, 0], base, out=np.zeros(count), where=base > 0)
    comparable = (n > 1) & (share > 0) & (share < 1)
    known = np.flatnonzero(comparable)
    influence = np.zeros((count, 2, count))
    influence[known, 0, known] = (1 - share[known]) / base[known]
    influence[known, 1, known] = -share[known] / base[known]
    spread = covariance(across.sample, totals, influence.reshape(2 * count, count), _column_shares)
    spread = np.where(np.outer(comparable, comparable), spread, np.nan)
    found = combined(share, spread, every_pair(count), across.sample.df)
    family = adjusted(found.p, "holm" if adjust is None else adjust)
    return _Row(row, found, Adjusted(found.p, family.tests, "none") if adjust is None else family)


def _column_shares(sums: Floats) -> Floats:
    """Return (…, columns) the shares of each column from its Σw in the row and outside it, in turn; NaN of no weight."""
    inside, outside = sums[..., 0, ::2], sums[..., 0, 1::2]
    return quotient(inside, inside + outside)


def _marks(across: Domain, rows: list[_Row]) -> pd.DataFrame:
    names = [_letter(position) for position in range(len(across.keys))]
    pairs = every_pair(len(names)).places
    lines = []
    for row in rows:
        lower: list[list[int]] = [[] for _ in names]
        differs = np.flatnonzero(row.family.p < 1 - across.level)
        for (first, second), difference in zip(pairs[differs].tolist(), row.found.estimate[differs], strict=True):
            high, low = (first, second) if difference > 0 else (second, first)
            lower[high].append(low)
        for column, key in enumerate(across.keys):
            lines.append((row.row, key[0], names[column], "".join(names[other] for other in sorted(lower[column]))))
    columns = zip(*lines, strict=True) if lines else [[]] * 4
    return pd.DataFrame({n: codes(list(one)) for n, one in zip(("row", "column", "letter", "higher_than"), columns, strict=True)})


def _comparisons(across: Domain, rows: list[_Row]) -> pd.DataFrame:
    pairs = every_pair(len(across.keys)).places
    columns = [key[0] for key in across.keys]
    sides = {name: [columns[place] for place in pairs[:, side]] * len(rows) for side, name in enumerate(("first", "second"))}

    def below(parts: list[Floats]) -> Floats:
        return np.concatenate([*parts, np.empty(0)])

    found = {
        "row": codes([row.row for row in rows for _ in pairs]),
        **{name: codes(values) for name, values in sides.items()},
        "difference": below([row.found.estimate for row in rows]),
        "se": below([row.found.se for row in rows]),
        "t": below([row.found.t for row in rows]),
        "df": across.sample.df,
        "p": below([row.found.p for row in rows]),
        "p_adjusted": below([row.family.p for row in rows]),
        "tests": np.repeat([row.family.tests for row in rows], len(pairs)).astype(np.intp),
    }
    return pd.DataFrame(found)


def _letter(position: int) -> str:
    """Return A to Z, then AA, AB…"""
    return (_letter(position // 26 - 1) if position >= 26 else "") + chr(ord("A") + position % 26)
