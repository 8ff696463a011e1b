"""Many questions against many others, their sums in one pass over the rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from itertools import product

import numpy as np
import pandas as pd

from analysis.data import Data
from analysis.design import Design
from analysis.errors import ArgumentError
from analysis.estimation.crosstabs.association import Association
from analysis.estimation.crosstabs.crossings import Crossing, crossings
from analysis.estimation.crosstabs.crosstab import AMBIGUOUS, PERCENTS, crosstab_in, with_itself
from analysis.estimation.crosstabs.stacked_independence import STACKED_TESTS
from analysis.estimation.domain import Domain, domain, grouping, named, outside
from analysis.estimation.intervals.interval import check_interval
from analysis.estimation.sampling.calibrated import Calibrated
from analysis.estimation.shares.share_table import estimates, notes_of, said_of
from analysis.estimation.shares.stacks import can_be_stacked
from analysis.estimation.table import tidy
from analysis.estimation.variances.totals import MOST
from analysis.values import Value
from analysis.variable import Variable, variable

Names = tuple[str, str]


@dataclass(frozen=True, eq=False)
class Crosstabs:
    """Tables of many questions by many others.

    frame  rows, columns, row, column, n, base_n, base_weight, share, se, low, high, df, deff: a row a cell of each table
    tests  rows, columns, statistic, df1, df2, p, method: the test of independence of each table
    """

    frame: pd.DataFrame
    tests: pd.DataFrame


def crosstabs(
    data: Data | pd.DataFrame,
    rows: str | Sequence[str],
    columns: str | Sequence[str],
    *,
    design: Design | Calibrated | None = None,
    percent: str = "columns",
    level: float = 0.95,
    interval: str | None = None,
    test: str = "rao-scott-f",
) -> Crosstabs:
    """Return the tables of each of some questions by each of some others, as `crosstab` gives them, without letters.

    A question that is named both for the rows and for the columns is not crossed with itself: `.frame.attrs["warnings"]`
    name it, and where no other table is left there is an ArgumentError, as of `crosstab`.

    Options and errors as in `crosstab`. Questions with several answers, designs of several stages, calibrated or with
    replicate weights, and tests other than Rao's and Scott's F and first-order chi-square are estimated one table after
    the other; all others together, in one pass over the rows.

    >>> answers = pd.DataFrame({"vote": ["yes", "no", "no", "yes"] * 9, "sex": ["f", "f", "m", "m", "m", "f"] * 6})
    >>> found = crosstabs(answers, "vote", ["sex"])
    >>> found.frame[["row", "column", "n"]].to_dict("records")[0], round(float(found.tests["p"][0]), 3)
    ({'row': 'no', 'column': 'f', 'n': 9}, 1.0)
    """
    whole = domain(data, design=design, level=level)
    method = check_interval(interval, simple=whole.sample.is_simple)
    down = {name: variable(whole.data, name) for name in named(rows)}
    across = {name: grouping(whole.data, name) for name in named(columns)}
    pairs = _pairs(list(down), list(across))
    stacked = percent in PERCENTS and test in STACKED_TESTS and can_be_stacked(whole.sample)
    together = [pair for pair in pairs if stacked and _is_plain(down[pair[0]], across[pair[1]])]
    tables = crossings(whole.sample, [(down[row], across[column]) for row, column in together], percent, test)
    alone = {
        pair: crosstab_in(whole, *pair, percent=percent, interval=interval, test=test)
        for pair in pairs
        if pair not in set(together)
    }
    tests = {table.names: table.test for table in tables} | {pair: found.test for pair, found in alone.items()}
    frames = [_frame(whole, tables, percent, method)] if tables else []
    frames += [found.frame.assign(rows=pair[0], columns=pair[1]) for pair, found in alone.items()]
    frame = _ordered(frames, pairs)
    left_out = [f"{name} is not crossed with itself." for name in down if name in across]
    frame.attrs["warnings"] = "\n".join(filter(None, [frame.attrs["warnings"], *left_out]))
    return Crosstabs(frame, _tests(tests, pairs))


def _pairs(rows: Sequence[str], columns: Sequence[str]) -> list[Names]:
    """Return the tables to make: all but those of a variable with itself."""
    if not rows or not columns:
        raise ArgumentError("There is no table to make.", remedy="Name a question for the rows and one for the columns.")
    pairs = [(row, column) for row, column in product(rows, columns) if row != column]
    if not pairs:
        raise with_itself(rows[0])
    return pairs


def _is_plain(of: Variable, by: Variable) -> bool:
    """Return whether a table is of single answers, and not so large that one alone is too much."""
    of.check_distinct(outside("answered"), AMBIGUOUS)
    return of.chosen is None and (len(of.categories) * len(by.categories)) ** 2 <= MOST


def _frame(whole: Domain, tables: Sequence[Crossing], percent: str, method: str) -> pd.DataFrame:
    cells = [_cells(table, percent) for table in tables]
    names: list[Names] = [table.names for table, own in zip(tables, cells, strict=True) for _ in own]
    columns = {
        "rows": [row for row, _ in names],
        "columns": [column for _, column in names],
        "row": np.array([row for own in cells for row, _ in own], dtype=object),
        "column": np.array([column for own in cells for _, column in own], dtype=object),
        **estimates(whole, [table.found for table in tables], method),
    }
    notes = [note for table in tables for note in _notes(whole, table, percent)]
    found = tidy(columns, whole, notes, missing=sum(table.missing for table in tables), **said_of(whole, method, "answered"))
    found.attrs.update(percent=percent, missing_by=sum(table.missing_by for table in tables))
    return found


def _cells(table: Crossing, percent: str) -> list[tuple[Value, Value]]:
    """Return the categories of each cell, base by base."""
    if percent == "columns":
        return [(row, column) for column in table.columns for row in table.rows]
    return list(product(table.rows, table.columns))


def _notes(whole: Domain, table: Crossing, percent: str) -> list[str]:
    base = {"columns": table.columns, "rows": table.rows, "total": []}[percent]
    of, by = table.names if percent == "columns" else table.names[::-1]
    within = replace(whole, names=(by,), keys=tuple((value,) for value in base)) if percent != "total" else whole
    notes = notes_of(within, of if percent != "total" else table.names[0], table.found)
    return [*notes, *([f"{of} by {by}: no test: {table.test.method}."] if np.isnan(table.test.p) else [])]


def _ordered(frames: Sequence[pd.DataFrame], pairs: Sequence[Names]) -> pd.DataFrame:
    """Return the frames one below the other, their tables in the order of the pairs."""
    if len(frames) == 1:
        return frames[0]
    joined = pd.concat([frame.astype({"row": object, "column": object}) for frame in frames], ignore_index=True)
    number = {pair: place for place, pair in enumerate(pairs)}
    places = [number[pair] for pair in zip(joined["rows"], joined["columns"], strict=True)]
    found = joined.iloc[np.argsort(places, kind="stable")].reset_index(drop=True)[list(frames[0])]
    found.attrs = {
        **frames[0].attrs,
        "missing": sum(frame.attrs["missing"] for frame in frames),
        "missing_by": sum(frame.attrs["missing_by"] for frame in frames),
        "warnings": "\n".join(dict.fromkeys(frame.attrs["warnings"] for frame in frames if frame.attrs["warnings"])),
    }
    return found


def _tests(found: Mapping[Names, Association], pairs: Sequence[Names]) -> pd.DataFrame:
    tests = [found[pair] for pair in pairs]
    columns = {"rows": [row for row, _ in pairs], "columns": [column for _, column in pairs]}
    return pd.DataFrame({**columns, **{field.name: [getattr(one, field.name) for one in tests] for field in fields(Association)}})
