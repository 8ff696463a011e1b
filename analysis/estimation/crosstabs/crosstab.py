"""Two questions against each other: shares, a test of independence, and letters of columns that differ."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.arrays import Floats, Integers
from analysis.data import Data
from analysis.design import Design
from analysis.errors import ArgumentError, unknown
from analysis.estimation.crosstabs.association import ON_COUNTS, TESTS, Association, Cells, independence, no_test
from analysis.estimation.crosstabs.letters import letters
from analysis.estimation.domain import Domain, domain, domain_of, outside
from analysis.estimation.sampling.calibrated import Calibrated
from analysis.estimation.shares.share import kept_categories, shares_in, shares_of
from analysis.estimation.variances.totals import cell_totals, check_size
from analysis.estimation.variances.variance import covariance
from analysis.variable import Variable, check_name, variable

PERCENTS = ("columns", "rows", "total")

AMBIGUOUS = "Use means(by=…) or shares with base='opinion', which hold the answers alone."
"""What to do about rows in which an answer and a non-answer are the same number."""


@dataclass(frozen=True, eq=False)
class Crosstab:
    """A table of two questions.

    frame    row, column, n, base_n, base_weight, share, se, low, high, df, deff: a row a cell
    test     of independence: statistic, df1, df2, p, method
    letters  row, column, letter, higher_than: the letters of the columns whose column share in this row is lower, by t
             tests of the differences with p values adjusted over the pairs of columns in the row; `.attrs` say how,
             and how many tests there were
    comparisons  the tests behind the letters: row, first, second, difference, se, t, df, p, p_adjusted, tests
    """

    frame: pd.DataFrame
    test: Association
    letters: pd.DataFrame
    comparisons: pd.DataFrame


def crosstab(
    data: Data | pd.DataFrame,
    rows: str,
    columns: str,
    *,
    design: Design | Calibrated | None = None,
    percent: str = "columns",
    level: float = 0.95,
    interval: str | None = None,
    test: str = "rao-scott-f",
    adjust: str | None = "holm",
) -> Crosstab:
    """Return the table of two questions among those asked and not skipping both.

    rows     any variable; of a multiple-response question each choice is a row, and there is no test
    columns  a variable with one answer; columns that nobody chose are left out
             (with row shares: rows)
    percent  columns (each column's shares sum to 1) | rows | total
    test     rao-scott-f | rao-scott-chi2 | wald | adjusted-wald | linear-combination | pearson | fisher; the last two
             are of counts and an ArgumentError with a design
    adjust   of the p values behind the letters: holm | benjamini-hochberg | bonferroni | …; None = none. Over several
             tables the caller adjusts

    Typed non-answers are rows and columns like the answers, in the shares and in the test. Intervals, missing values
    and errors as in `shares`. The test takes memory of the square of the cells and time of their cube: a table of more
    than 5 000 cells is an ArgumentError.
    """
    if rows == columns:
        raise with_itself(rows)
    whole = domain(data, design=design, level=level)
    return crosstab_in(whole, rows, columns, percent=percent, interval=interval, test=test, adjust=adjust)


def with_itself(name: str) -> ArgumentError:
    """Return the error of a variable that is to be crossed with itself."""
    return ArgumentError(
        "A variable crossed with itself says nothing.", got=repr(name), remedy="Name two, or use shares for one alone."
    )


def crosstab_in(
    whole: Domain, rows: str, columns: str, *, percent: str, interval: str | None, test: str, adjust: str | None = "holm"
) -> Crosstab:
    """Return the table of `crosstab` for a domain of everybody that stands already."""
    if percent not in PERCENTS:
        raise unknown("percent", percent, list(PERCENTS))
    check_name(columns)
    across = domain_of(whole.data, whole.sample, by=columns, level=whole.level)
    of = variable(across.data, rows)
    _check_test(test, across, of, percent)
    _check_size(across, of)
    frame = _frame(across, rows, columns, percent, interval)
    several = of.chosen is not None
    tested = no_test(f"{test}: not of several answers a respondent") if several else independence(test, _table_cells(across, of))
    if np.isnan(tested.p):
        frame.attrs["warnings"] = "\n".join(filter(None, [frame.attrs["warnings"], f"No test: {tested.method}."]))
    marked = letters(across, of, kept_categories(of, "answered"), adjust)
    return Crosstab(frame, tested, marked.letters, marked.comparisons)


def _check_test(test: str, across: Domain, of: Variable, percent: str) -> None:
    if test not in TESTS:
        raise unknown("test", test, list(TESTS))
    if test in ON_COUNTS and not across.sample.is_simple:
        raise ArgumentError(
            f"The test {test!r} is of counts from a simple random sample; this is a design with {across.sample.design.columns}.",
            remedy="Use rao-scott-f, or design=Design() to test the counts of these respondents.",
        )
    if of.chosen is not None and percent != "columns":
        raise ArgumentError(
            f"{of.name!r} holds several answers for one respondent: its choices are shares of columns only.",
            got=f"percent={percent!r}",
            remedy="Use percent='columns'.",
        )


def _check_size(across: Domain, of: Variable) -> None:
    of.check_distinct(outside("answered"), AMBIGUOUS)
    rows, columns = len(kept_categories(of, "answered")), len(across.keys)
    cells = 2 * columns if of.chosen is not None else max(rows, 2) * columns
    check_size(cells**2, f"The covariances of a table of {rows:,} rows and {columns:,} columns")


def _frame(across: Domain, rows: str, columns: str, percent: str, interval: str | None) -> pd.DataFrame:
    if percent == "columns":
        found = shares_in(across, rows, interval=interval, base="answered")
        named = found.rename(columns={columns: "column", "category": "row"})
    elif percent == "rows":
        down = domain_of(across.data, across.sample, by=rows, level=across.level)
        found = shares_in(down, columns, interval=interval, base="answered")
        named = found.rename(columns={rows: "row", "category": "column"})
    else:
        found = _total_shares(across, variable(across.data, rows), interval)
        named = found
    ordered = ["row", "column", *(name for name in named if name not in ("question", "row", "column"))]
    table = named[ordered]
    table.attrs = {**found.attrs, "percent": percent}
    return table


def _total_shares(across: Domain, of: Variable, interval: str | None) -> pd.DataFrame:
    """Return the shares of all cells in all respondents of the table: a variable with a category for each cell."""
    kept = kept_categories(of, "answered")
    places = _cells(across, of, kept)
    pairs = [(of.categories[row], key[0]) for row in kept for key in across.keys]
    joint = Variable(of.name, tuple(range(len(pairs))), (), places)
    whole = domain_of(across.data, across.sample, level=across.level)
    found = shares_of(whole, joint, interval=interval, base="answered")
    found["row"], found["column"] = (np.array([pair[side] for pair in pairs], dtype=object) for side in (0, 1))
    return found.drop(columns="category").infer_objects()


def _cells(across: Domain, of: Variable, kept: list[int]) -> Integers:
    """Return each row's cell, row by row of the table, -1 outside."""
    position = np.full(len(of.categories) + 1, -1, dtype=np.intp)
    position[kept] = np.arange(len(kept))
    row = position[of.cells]
    cells: Integers = np.where((row >= 0) & (across.groups >= 0), row * len(across.keys) + across.groups, -1)
    return cells


def _table_cells(across: Domain, of: Variable) -> Cells:
    """Return the cells of the table and how they vary together."""
    kept = kept_categories(of, "answered")
    shape = (len(kept), len(across.keys))
    size = shape[0] * shape[1]
    totals = cell_totals(across.sample, _cells(across, of, kept), 1, size)
    whole = totals.weight.sum() or 1.0

    def spread(influence: Floats, *, held: bool = False) -> Floats:
        def estimate(sums: Floats) -> Floats:
            weights = sums[..., 0, :]
            estimates: Floats = (weights / (whole if held else weights.sum(axis=-1, keepdims=True))) @ influence
            return estimates

        return covariance(across.sample, totals, influence / whole, estimate)

    return Cells(totals.count.reshape(shape), (totals.weight / whole).reshape(shape), spread, across.sample.df)
