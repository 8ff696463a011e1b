"""Questions with several answers: shares of respondents or of answers, and choices made together."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from analysis.arrays import Booleans
from analysis.data import Data
from analysis.design import Design
from analysis.errors import ArgumentError, DataError, listed, unknown
from analysis.estimation.domain import Domain, domain, outside
from analysis.estimation.intervals.interval import FIXED, check_interval, share_bounds
from analysis.estimation.sampling.calibrated import Calibrated
from analysis.estimation.shares.share import estimated, estimated_shares
from analysis.estimation.shares.share_table import Estimated, Shares, shares_table
from analysis.estimation.table import group_names
from analysis.estimation.variances.quotients import Quotients, errors_of
from analysis.estimation.variances.totals import check_size
from analysis.values import MISSING, Value
from analysis.variable import CHOSE, Variable, variable


def multiple_response(
    data: Data | pd.DataFrame,
    question: str | Sequence[str],
    *,
    by: str | Sequence[str] | None = None,
    where: ArrayLike | None = None,
    design: Design | Calibrated | None = None,
    level: float = 0.95,
    interval: str | None = None,
    base: str = "answered",
    share_of: str = "respondents",
) -> pd.DataFrame:
    """Return the shares of the choices of a question with several answers.

    question  one that allows several answers, or its columns of a frame: 1 where chosen, 0 where not, missing where not asked
    share_of  respondents: of those in the base, so that the shares may sum to more than 1, with the typed non-answers |
              answers: of all answers given, so that they sum to 1
    base      of respondents: asked | answered | opinion

    Columns and errors as in `shares`; the categories of columns are their names. Of answers, base_n and base_weight count
    answers. p_c = Σw x_c/Σw m, m being how many answers a respondent gave, is a ratio, whose influence is
    (x_c - p_c m)/Σw m [1]: the answers of one respondent count as a cluster. Its interval always has the design's degrees
    of freedom, by default a logit one.

    [1] Särndal, Swensson, Wretman (1992), Model Assisted Survey Sampling, 5.6.

    >>> chosen = pd.DataFrame({"баспасөз": [1, 1, 0, 1], "радио": [1, 0, 0, 0]})
    >>> multiple_response(chosen, ["баспасөз", "радио"], share_of="answers")[["category", "n", "share"]].to_dict("records")
    [{'category': 'баспасөз', 'n': 3, 'share': 0.75}, {'category': 'радио', 'n': 1, 'share': 0.25}]
    """
    if share_of not in ("respondents", "answers"):
        raise unknown("base of shares", share_of, ["respondents", "answers"])
    within = domain(data, by=by, where=where, design=design, level=level)
    of, chosen = _several(within.data, question)
    if share_of == "answers":
        frame = _of_answers(within, of, chosen, check_interval(interval, simple=False))
    else:
        method = check_interval(interval, simple=within.sample.is_simple)
        frame = shares_table(within, [estimated(within, of, base)], method, base)
    frame.attrs["share_of"] = share_of
    return frame


def overlaps(
    data: Data | pd.DataFrame,
    question: str | Sequence[str],
    *,
    by: str | Sequence[str] | None = None,
    where: ArrayLike | None = None,
    design: Design | Calibrated | None = None,
    level: float = 0.95,
    interval: str | None = None,
    share_of: str = "respondents",
) -> pd.DataFrame:
    """Return how often two choices of a question with several answers were made together.

    share_of  respondents: of those who answered or could not, a row a pair | first: of those who made the first choice,
              a row for each order

    Columns: question, [by…], first, second, and those of `shares`; the question and errors as in `multiple_response`.

    >>> chosen = pd.DataFrame({"press": [1, 1, 0, 1], "radio": [1, 0, 0, 0]})
    >>> overlaps(chosen, ["press", "radio"], share_of="first")[["first", "second", "n", "base_n"]].to_dict("records")[0]
    {'first': 'press', 'second': 'radio', 'n': 1, 'base_n': 3}
    """
    if share_of not in ("respondents", "first"):
        raise unknown("base of shares", share_of, ["respondents", "first"])
    within = domain(data, by=by, where=where, design=design, level=level)
    of, chosen = _several(within.data, question)
    count, conditional = len(of.answers), share_of == "first"
    pairs = [(one, two) for one in range(count) for two in range(count) if (one != two if conditional else one < two)]
    if not pairs:
        raise ArgumentError("Choices made together need two choices.", got=listed(of.answers), remedy="Use multiple_response.")
    in_base = of.rows_without(outside("answered"))
    missing = within.missing_from(of.missing)
    parts = []
    for place, (one, two) in enumerate(pairs):
        base = in_base & chosen[:, one] if conditional else in_base
        found = estimated_shares(within, np.where(chosen[:, one] & chosen[:, two], 0, 1), 1, base)
        parts.append(Estimated(of.name, [place], found, missing if place == 0 else 0))
    frame = shares_table(within, parts, check_interval(interval, simple=within.sample.is_simple), "answered")
    at = list(frame.columns).index("category")
    told = [pairs[place] for place in frame.pop("category")]
    for side, name in enumerate(("first", "second")):
        frame.insert(at + side, name, [of.answers[pair[side]] for pair in told])
    frame.attrs["share_of"] = share_of
    return frame


def _several(data: Data, question: str | Sequence[str]) -> tuple[Variable, Booleans]:
    """Return a variable of several answers, and (rows, answers) what was chosen."""
    of = variable(data, question) if isinstance(question, str) else _set(data, list(question))
    if of.chosen is None:
        raise ArgumentError(
            f"{of.name!r} has one answer for a respondent.", remedy="Use shares, or name the columns of the choices in a list."
        )
    return of, of.chosen


def _set(data: Data, names: list[str]) -> Variable:
    """Return columns of 0 and 1 as one variable; a row that lacks one of them is missing."""
    if not names or len(set(names)) < len(names):
        raise ArgumentError(
            "A set of choices has columns of different names.", got=listed(names), remedy="Name each column once."
        )
    columns = [variable(data, name) for name in names]
    for one in columns:
        wrong = [value for value in one.answers if value not in (0, 1)]
        if wrong:
            raise DataError(
                "A column of a choice holds 1 where it was chosen and 0 where not.",
                where=f"column {one.name!r}",
                got=listed(wrong),
                remedy="Name columns of zeros and ones.",
            )
    values = np.column_stack([one.numbers() for one in columns])
    answers: tuple[Value, ...] = tuple(names)
    cells = np.where(np.isnan(values).any(axis=1), MISSING, CHOSE)
    return Variable(", ".join(names), answers, (), cells, chosen=values == 1)


def _of_answers(within: Domain, of: Variable, chosen: Booleans, method: str) -> pd.DataFrame:
    """Return the table of shares of answers."""
    given = (of.cells == CHOSE)[:, np.newaxis] & chosen
    groups, count = len(within.keys), len(of.answers)
    check_size(len(given) * count, f"The influences of {count:,} choices of {of.name!r} by row")
    inside = [within.groups == group for group in range(groups)]
    parts = [_answers_of(within, given & member[:, np.newaxis]) for member in inside]

    def by_group(pick: Callable[[Shares], ArrayLike]) -> np.ndarray:
        return np.concatenate([pick(part) for part in parts]) if parts else np.empty((0, count))

    found = Shares(
        by_group(lambda part: part.n).astype(np.intp),
        by_group(lambda part: part.base_n).reshape(-1).astype(np.intp),
        by_group(lambda part: part.base_weight).reshape(-1),
        by_group(lambda part: part.share),
        by_group(lambda part: part.se),
        by_group(lambda part: part.undefined).reshape(-1).astype(np.intp),
    )
    frame = shares_table(within, [Estimated(of.name, of.answers, found, within.missing_from(of.missing))], method, "answers")
    respondents = np.array([int((given.any(axis=1) & member).sum()) for member in inside], dtype=np.intp)
    frame["low"], frame["high"] = share_bounds(
        method, found.share.ravel(), found.se.ravel(), np.repeat(respondents, count), within.sample.df, within.level
    )
    single = group_names(within, respondents == 1)
    if (respondents == 1).any() and (found.base_n > 1).any():
        said = f"{of.name}: one respondent gave the answers{single}: no standard error can be estimated."
        frame.attrs["warnings"] = "\n".join(filter(None, [frame.attrs["warnings"], said]))
    return frame


def _answers_of(within: Domain, given: Booleans) -> Shares:
    """Return the shares of the answers of one group."""
    each, all_of = given.astype(np.float64), given.sum(axis=1).astype(np.float64)
    quotients = Quotients(each, np.broadcast_to(all_of[:, np.newaxis], each.shape))
    share = quotients.estimates(within.sample.weight)
    se, undefined = errors_of(within.sample, quotients)
    se = np.where(se <= FIXED * share, 0.0, se)
    weight = within.sample.weight @ all_of
    se[(np.count_nonzero(all_of) < 2) | (weight == 0)] = np.nan
    base_n = np.array([int(all_of.sum())])
    return Shares(
        given.sum(axis=0)[np.newaxis],
        base_n,
        np.array([weight]),
        share[np.newaxis],
        se[np.newaxis],
        undefined.max(initial=0, keepdims=True),
    )
