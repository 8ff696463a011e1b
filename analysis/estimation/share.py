"""Shares of respondents: of one question, of many, and of those who cannot answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from analysis.arrays import Booleans, Floats, Integers
from analysis.data import Data, Value, Variable, as_data, variable
from analysis.design import Design
from analysis.errors import ArgumentError
from analysis.estimation.domain import Domain, domain, outside
from analysis.estimation.interval import FIXED, check_interval, share_bounds
from analysis.estimation.table import DEFF_RULE, by_columns, small_base_notes, tidy
from analysis.estimation.totals import against_rest, cell_totals
from analysis.estimation.variance import standard_errors
from instruments.model import CANNOT_ANSWER_CODES


@dataclass(frozen=True, eq=False)
class Shares:
    """Shares of a base, by group and category.

    n            (groups, categories) respondents
    base_n       (groups,) respondents in the base
    base_weight  (groups,) their weight
    share, se    (groups, categories) NaN where the base is empty; se also where it is one respondent
    """

    n: Integers
    base_n: Integers
    base_weight: Floats
    share: Floats
    se: Floats


def shares(
    data: Data | pd.DataFrame,
    question: str,
    *,
    by: str | Sequence[str] | None = None,
    where: ArrayLike | None = None,
    design: Design | None = None,
    level: float = 0.95,
    interval: str | None = None,
    base: str = "answered",
) -> pd.DataFrame:
    """Return the share of each category of a question, with its interval.

    question  a question, one choice's column, a derived variable or any other column
    by        grouping variables; where: (rows,) booleans. Rows outside keep their place in the design
    design    None = the design of the data; of a bare frame simple random sampling
    interval  None = wilson without a design, logit with one (korn-graubard where the share is 0 or 1)
    base      asked | answered (asked and not skipped) | opinion (answers only)

    Columns: question, [by…], category, n, base_n, base_weight, share, se, low, high, df, deff. A category that nobody
    chose and every typed non-answer of the base is a row; the shares of a multiple-response question are of the
    respondents in its base. Missing values are left out of the base and counted in `.attrs`. The standard error is
    that of Taylor linearisation: for simple random sampling √(p(1 - p)/n · N/(N - 1)) with n respondents in the base
    and N in the data, which is √(p(1 - p)/(n - 1)) where the base is everybody; where values are missing or there are
    groups the base is a domain, whose size is random. It is NaN, with a warning, where the base has fewer than two
    respondents or no weight; deff, against p(1 - p)/(n - 1), also where the share is 0 or 1.

    Raises ArgumentError for an unknown name or option, and where a number is both an answer and a non-answer of the base
    (an integer question that allows negative answers); DesignError for a wrong design, DataError for wrong codes.

    >>> votes = pd.DataFrame({"vote": ["yes"] * 25 + ["no"] * 32})
    >>> shares(votes, "vote")[["category", "n", "share", "low", "high"]].round(3).to_dict("records")[1]
    {'category': 'yes', 'n': 25, 'share': 0.439, 'low': 0.318, 'high': 0.567}
    """
    return shares_in(domain(data, by=by, where=where, design=design, level=level), question, interval=interval, base=base)


def toplines(
    data: Data | pd.DataFrame,
    questions: Sequence[str],
    *,
    design: Design | None = None,
    level: float = 0.95,
    interval: str | None = None,
    base: str = "answered",
) -> pd.DataFrame:
    """Return the shares of many questions, one below the other, as `shares` gives them."""
    within = domain(data, design=design, level=level)
    return _stacked([shares_in(within, question, interval=interval, base=base) for question in _named(questions)], within)


def cannot_answer(
    data: Data | pd.DataFrame,
    questions: str | Sequence[str] | None = None,
    *,
    by: str | Sequence[str] | None = None,
    where: ArrayLike | None = None,
    design: Design | None = None,
    level: float = 0.95,
    interval: str | None = None,
) -> pd.DataFrame:
    """Return, a row a question and group, the share of those asked and not skipping who could not answer.

    questions  None = every question that offers "cannot answer", "no opinion" or "not informed"

    Columns: question, [by…], n, base_n, base_weight, share, se, low, high, df, deff. Intervals as in `shares`. Raises
    ArgumentError for a bare frame, which has no missing codes.
    """
    given = as_data(data)
    if given.instrument is None:
        raise ArgumentError(
            'A bare frame has no code for "cannot answer".', remedy="Read the data with their instrument: analysis.read."
        )
    if questions is None:
        offering = [one for one in given.instrument.variables if CANNOT_ANSWER_CODES & {c.code for c in one.non_answers}]
        questions = [one.id for one in offering]
    within = domain(given, by=by, where=where, design=design, level=level)
    method = check_interval(interval, simple=within.sample.design.is_simple)
    return _stacked([_cannot_answer(within, question, method) for question in _named(questions)], within)


def shares_in(within: Domain, question: str, *, interval: str | None, base: str) -> pd.DataFrame:
    """Return the table of `shares` for a domain that stands already."""
    return shares_of(within, variable(within.data, question), interval=interval, base=base)


def shares_of(within: Domain, of: Variable, *, interval: str | None, base: str) -> pd.DataFrame:
    """Return the table of `shares` for a variable that stands already."""
    method = check_interval(interval, simple=within.sample.design.is_simple)
    left_out = outside(base)
    of.check_distinct(left_out, "Use base='opinion', which holds the answers alone, or means and quantiles.")
    parts = [estimated_shares(within, cells, count, of.rows_without(left_out)) for cells, count in _splits(of)]
    kept = [*of.answers] + [int(code) for code in of.non_answers if code not in left_out]
    found = _joined(parts, [code not in left_out for code in of.non_answers], of)
    return _table(within, of, found, kept, method, base)


def estimated_shares(within: Domain, cells: Integers, count: int, in_base: Booleans) -> Shares:
    """Return the shares of `count` categories among the rows of each group that are in the base.

    cells    (rows,) 0 to count - 1, or count: in the base but in none of the categories
    in_base  (rows,)

    p_c = Σw 1[c]/Σw, whose influence is (1 - p_c)/Σw in its category and -p_c/Σw in the rest of the base.
    """
    groups, width = len(within.keys), count + 1
    placed = np.where(in_base & (within.groups >= 0), within.groups * width + cells, -1)
    totals = cell_totals(within.sample, placed, groups, width)
    n, weight = totals.count.reshape(groups, width), totals.weight.reshape(groups, width)
    base_n, base_weight = n.sum(axis=1), weight.sum(axis=1)
    divisor = np.where(base_weight > 0, base_weight, np.nan)[:, np.newaxis]
    share = weight / divisor
    influence = np.nan_to_num(np.stack([(1 - share) / divisor, -share / divisor]).reshape(2, -1))
    se = standard_errors(within.sample, against_rest(totals), influence).reshape(groups, width)
    se[se <= FIXED * share] = 0.0
    se[(base_n < 2) | (base_weight == 0)] = np.nan
    return Shares(n[:, :count], base_n, base_weight, share[:, :count], se[:, :count])


def _splits(of: Variable) -> Iterator[tuple[Integers, int]]:
    """Yield the variable as sets of exclusive categories: one set, or one for each choice and one for non-answers."""
    if of.chosen is None:
        yield of.cells, len(of.categories)
        return
    for chosen in of.chosen.T:
        yield np.where(chosen, 0, 1), 1
    count, first = len(of.non_answers), len(of.answers)
    yield np.where(of.cells >= first, of.cells - first, count), count


def _joined(parts: Sequence[Shares], kept: Sequence[bool], of: Variable) -> Shares:
    """Return the parts side by side without the non-answers outside the base."""
    columns = np.array([True] * len(of.answers) + list(kept), dtype=np.bool_)

    def beside(name: str) -> Floats:
        joined: Floats = np.concatenate([getattr(part, name) for part in parts], axis=1)[:, columns]
        return joined

    return Shares(beside("n").astype(np.intp), parts[0].base_n, parts[0].base_weight, beside("share"), beside("se"))


def _table(
    within: Domain, of: Variable, found: Shares, categories: Sequence[Value] | None, method: str, base: str
) -> pd.DataFrame:
    """Return shares as the tidy table, without the column of categories where there are none to tell apart."""
    groups, count = found.share.shape
    simple = within.sample.design.is_simple
    base_n = np.repeat(found.base_n, count)
    share, se = found.share.ravel(), found.se.ravel()
    low, high = share_bounds(method, share, se, base_n, None if simple else within.sample.df, within.level)
    columns = {
        "question": [of.name] * (groups * count),
        **by_columns(within, count),
        **({} if categories is None else {"category": [*categories] * groups}),
        "n": found.n.ravel(),
        "base_n": base_n,
        "base_weight": np.repeat(found.base_weight, count),
        "share": share,
        "se": se,
        "low": low,
        "high": high,
        "df": within.sample.df,
        "deff": _design_effects(share, se, base_n),
    }
    notes = small_base_notes(of.name, within, found.base_n, found.base_weight)
    said = {"method": f"share, Taylor linearisation; interval {method}", "base": base, "deff_rule": DEFF_RULE}
    return tidy(columns, within, notes, missing=within.missing_from(of.missing), **said)


def _design_effects(share: Floats, se: Floats, n: Integers) -> Floats:
    """Return se² over p(1 - p)/(n - 1)."""
    simple = share * (1 - share) / np.maximum(n - 1, 1)
    effects: Floats = np.divide(se**2, simple, out=np.full(share.shape, np.nan), where=simple > 0)
    return effects


def _cannot_answer(within: Domain, question: str, method: str) -> pd.DataFrame:
    of = variable(within.data, question)
    codes = [index for index, value in enumerate(of.categories) if index >= len(of.answers) and value in CANNOT_ANSWER_CODES]
    cells = np.where(np.isin(of.cells, codes), 0, 1)
    found = estimated_shares(within, cells, 1, of.rows_without(outside("answered")))
    return _table(within, of, found, None, method, "answered")


def _named(questions: str | Sequence[str]) -> list[str]:
    return [questions] if isinstance(questions, str) else list(questions)


def _stacked(tables: Sequence[pd.DataFrame], within: Domain) -> pd.DataFrame:
    if not tables:
        raise ArgumentError("There is no question to estimate.", remedy="Name at least one.")
    stacked = pd.concat([table.astype({"category": object}) if "category" in table else table for table in tables])
    notes = [table.attrs["warnings"] for table in tables if table.attrs["warnings"]]
    said = {name: tables[0].attrs[name] for name in ("method", "base", "deff_rule")}
    missing = sum(table.attrs["missing"] for table in tables)
    return tidy({str(name): stacked[name].to_numpy() for name in stacked}, within, notes, missing=missing, **said)
