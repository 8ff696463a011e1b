"""Estimates of groups, categories and questions with their full covariance: what contrasts are made of.

Domains of one sample share its units, and so do the questions and categories of one respondent: their estimates vary
together [1].

[1] Korn, Graubard (1999), Analysis of Health Surveys, 5.4.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from analysis.arrays import Booleans, Floats, Integers, quotient
from analysis.data import Data
from analysis.design import Design
from analysis.errors import ArgumentError, unknown
from analysis.estimation.domain import Domain, check_groups, domain, named, outside
from analysis.estimation.intervals.interval import FIXED
from analysis.estimation.sampling.calibrated import Calibrated
from analysis.estimation.shares.members import members
from analysis.estimation.shares.share import kept_categories
from analysis.estimation.table import empty_notes, small_base_notes, tidy
from analysis.estimation.variances.origins import ROUNDING, is_fixed, origins, residuals, sizes
from analysis.estimation.variances.quotients import Quotients, covariance_of
from analysis.estimation.variances.totals import check_size
from analysis.numeric import numeric
from analysis.values import Value, codes
from analysis.variable import variable

Label = tuple[Value, ...]

COLUMNS = frozenset({"first", "second", "contrast", "estimate", "t", "p", "p_adjusted"})
"""The columns of the tables of estimates and contrasts, besides those of other tables."""


MOST_ESTIMATES = 1_000
"""The most estimates whose covariances with each other are worked out: time grows with their square."""


@dataclass(frozen=True, eq=False)
class JointEstimates:
    """Estimates that vary together.

    frame       question, [by…], [category], estimate, se, n, df: a row an estimate
    covariance  (rows, rows) of the estimates in the order of the frame; NaN where an estimate has no standard error
    names       the columns that tell the estimates apart: question, [by…], [category]
    df          degrees of freedom of the design
    level       confidence level of their contrasts
    origin      (rows,) a number near each mean and ratio, from which its answers were measured; 0 of shares and totals
    offset      (rows,) the estimate less its origin, with digits that their sum has lost
    size        (rows,) what a standard error is rounding noise beside
    """

    frame: pd.DataFrame
    covariance: Floats
    names: tuple[str, ...]
    df: float
    level: float
    origin: Floats
    offset: Floats
    size: Floats


@dataclass(frozen=True)
class _Asked:
    """What is to be estimated of a question."""

    category: Value | Sequence[Value] | None
    denominator: str | None
    base: str


@dataclass(frozen=True, eq=False)
class _Columns:
    """The estimates of one question, group by group.

    labels     category of each; empty tuples where there are none
    origin     (estimates,) what the numbers above were measured from: to be added to the estimates
    size       (estimates,) what a standard error is rounding noise beside; 0 of an estimate that nothing can vary
    n          (estimates,) respondents
    estimable  (estimates,) whether there is a standard error
    """

    labels: list[Label]
    quotients: Quotients
    origin: Floats
    size: Floats
    n: Integers
    estimable: Booleans
    notes: list[str]
    missing: int


def joint_estimates(
    data: Data | pd.DataFrame,
    question: str | Sequence[str],
    *,
    by: str | Sequence[str] | None = None,
    where: ArrayLike | None = None,
    design: Design | Calibrated | None = None,
    level: float = 0.95,
    statistic: str = "share",
    category: Value | Sequence[Value] | None = None,
    denominator: str | None = None,
    base: str = "answered",
) -> JointEstimates:
    """Return the estimates of all groups, categories and questions together, with their covariance.

    question     one or several
    statistic    share | mean | total | ratio
    category     of shares: one category, or several; None = every category of the base
    denominator  of ratios: the variable below
    base         of shares: asked | answered | opinion

    By linearisation the covariance is that of the sums of influences over the units; of replicate weights that of the
    estimates with each. Bases, missing values and errors as in `shares`, `means`, `totals` and `ratios`.

    >>> votes = pd.DataFrame({"vote": [1, 0, 1, 1, 0, 0], "town": [1, 1, 1, 2, 2, 2]})
    >>> joint_estimates(votes, "vote", by="town", category=1).frame[["town", "estimate", "se"]].round(3).to_dict("records")
    [{'town': 1, 'estimate': 0.667, 'se': 0.298}, {'town': 2, 'estimate': 0.333, 'se': 0.298}]
    """
    within = domain(data, by=by, where=where, design=design, level=level)
    columns = _of_questions(within, question, statistic, _Asked(category, denominator, base))
    offsets = [one.quotients.estimates(within.sample.weight) for one in columns]
    offset, origin = np.concatenate(offsets), np.concatenate([one.origin for one in columns])
    size = np.concatenate([one.size for one in columns])
    covariance, undefined = covariance_of(within.sample, _beside([one.quotients for one in columns]))
    known = np.concatenate([one.estimable for one in columns])
    noise = is_fixed(np.sqrt(np.diagonal(covariance)), size)
    covariance = np.where(np.outer(known, known), np.where(np.logical_or.outer(noise, noise), 0.0, covariance), np.nan)
    names = ("question", *within.names, *(["category"] if statistic == "share" else []))
    told = {
        **told_by(names, [label for one in columns for label in one.labels]),
        "estimate": offset + origin,
        "se": np.sqrt(np.diagonal(covariance)),
        "n": np.concatenate([one.n for one in columns]),
        "df": within.sample.df,
    }
    notes = [*(note for one in columns for note in one.notes), *_lost(np.where(known, undefined, 0))]
    said = {"base": base} if statistic == "share" else {}
    method = f"{statistic}, {within.sample.variance_rule}, covariance of all"
    missing = sum(one.missing for one in columns)
    frame = tidy(told, within, notes, missing=missing, method=method, statistic=statistic, **said)
    return JointEstimates(frame, covariance, names, within.sample.df, level, origin, offset, size)


def told_by(names: Sequence[str], labels: Sequence[Label]) -> dict[str, object]:
    """Return a column for each name from the labels of the rows."""
    return {name: codes([label[place] for label in labels]) for place, name in enumerate(names)}


def _lost(undefined: Integers) -> list[str]:
    if not undefined.any():
        return []
    return [f"In up to {undefined.max()} of the replicates an estimate has no base: they are left out of its covariances."]


def _of_questions(within: Domain, question: str | Sequence[str], statistic: str, asked: _Asked) -> list[_Columns]:
    if statistic not in STATISTICS:
        raise unknown("statistic", statistic, list(STATISTICS))
    check_groups(within.names, COLUMNS)
    for name, given, only in (("category", asked.category, "share"), ("denominator", asked.denominator, "ratio")):
        if given is not None and statistic != only:
            raise ArgumentError(
                f"A {statistic} has no {name}.", got=f"{name}={given!r}", remedy=f"Leave it out, or use statistic={only!r}."
            )
    questions = named(question)
    if not questions:
        raise ArgumentError("There is no question to estimate.", remedy="Name at least one.")
    found: list[_Columns] = []
    for name in questions:
        found.append(STATISTICS[statistic](within, name, asked))
        _check_count(sum(len(one.labels) for one in found))
    return found


def _check_count(count: int) -> None:
    if count > MOST_ESTIMATES:
        raise ArgumentError(
            f"{count:,} estimates of groups, categories and questions would vary together; {MOST_ESTIMATES:,} are the most.",
            remedy="Merge groups, or name fewer questions or categories.",
        )


def _beside(quotients: Sequence[Quotients]) -> Quotients:
    below = [one.below for one in quotients if one.below is not None]
    return Quotients(np.hstack([one.above for one in quotients]), np.hstack(below) if below else None)


def _inside(within: Domain, width: int, questions: str) -> Booleans:
    """Return (rows, groups) who is in each group; an ArgumentError where `width` estimates a group are too many."""
    groups = len(within.keys)
    check_size(len(within.groups) * groups * width, f"The influences of {groups * width:,} estimates of {questions!r} by row")
    member: Booleans = within.groups[:, np.newaxis] == np.arange(groups)
    return member


def _shares(within: Domain, name: str, asked: _Asked) -> _Columns:
    of = variable(within.data, name)
    kept = kept_categories(of, asked.base)
    offered = [of.categories[place] for place in kept]
    wanted = offered if asked.category is None else _listed(asked.category)
    _check_count(len(wanted) * len(within.keys))
    for value in wanted:
        if value not in offered:
            raise unknown(f"category of {name!r}", value, [repr(one) for one in offered])
    inside = _inside(within, max(len(wanted), 1), name) & of.rows_without(outside(asked.base))[:, np.newaxis]
    chosen = [members(of, kept[offered.index(value)])[:, np.newaxis] & inside for value in wanted]
    above = np.stack(chosen, axis=2) if chosen else np.empty((*inside.shape, 0))
    n, weight = inside.sum(axis=0), within.sample.weight @ inside
    below = np.repeat(inside, len(wanted), axis=1).astype(np.float64)
    quotients = Quotients(above.reshape(below.shape).astype(np.float64), below)
    return _Columns(
        [(name, *key, value) for key in within.keys for value in wanted],
        quotients,
        np.zeros(len(wanted) * len(within.keys)),
        _reach(within, quotients),
        np.repeat(n, len(wanted)),
        np.repeat((n > 1) & (weight > 0), len(wanted)),
        small_base_notes(name, within, n, weight),
        within.missing_from(of.missing),
    )


def _means(within: Domain, name: str, _asked: _Asked) -> _Columns:
    of = numeric(within.data, name)
    return _quotients(within, name, of.missing, of.values, np.ones(len(of.values)))


def _totals(within: Domain, name: str, _asked: _Asked) -> _Columns:
    of = numeric(within.data, name)
    inside = _inside(within, 1, name) & np.isfinite(of.values)[:, np.newaxis]
    n, weight = inside.sum(axis=0), within.sample.weight @ inside
    above = np.where(inside, of.values[:, np.newaxis], 0.0)
    rounded_alone = not within.sample.calibrations and within.sample.replicates is None
    return _Columns(
        [(name, *key) for key in within.keys],
        Quotients(above),
        np.zeros(len(n)),
        _reach(within, Quotients(above)) * (ROUNDING / FIXED if rounded_alone else 1.0),
        n,
        np.full(len(n), within.sample.df > 0),
        empty_notes(name, within, n, weight, "the total is 0"),
        within.missing_from(of.missing),
    )


def _ratios(within: Domain, name: str, asked: _Asked) -> _Columns:
    if asked.denominator is None:
        raise ArgumentError("A ratio needs a denominator.", remedy="Name it: denominator=…")
    above, below = numeric(within.data, name), numeric(within.data, asked.denominator)
    return _quotients(within, name, above.missing | below.missing, above.values, below.values)


def _quotients(within: Domain, name: str, missing: Booleans, values: Floats, divisor: Floats) -> _Columns:
    known = np.isfinite(values) & np.isfinite(divisor)
    inside = _inside(within, 1, name) & known[:, np.newaxis]
    cells, count = np.where(known, within.groups, -1), len(within.keys)
    origin = origins(within.sample, cells, count, values, divisor)
    rest = residuals(cells, origin, values, divisor)
    below = np.where(inside, divisor[:, np.newaxis], 0.0)
    n, weight, lower = inside.sum(axis=0), within.sample.weight @ inside, within.sample.weight @ below
    return _Columns(
        [(name, *key) for key in within.keys],
        Quotients(np.where(inside, rest[:, np.newaxis], 0.0), below),
        origin,
        np.nan_to_num(np.abs(quotient(weight * sizes(within.sample, cells, count, rest, values), lower))),
        n,
        (n > 1) & (lower != 0),
        small_base_notes(name, within, n, weight),
        within.missing_from(missing),
    )


def _reach(within: Domain, of: Quotients) -> Floats:
    """Return (estimates,) Σ|wa|/|Σwb|: what shares and totals were if all their terms had one sign."""
    weight = within.sample.weight
    total: Floats = np.abs(weight) @ np.abs(of.above)
    return total if of.below is None else np.nan_to_num(quotient(total, np.abs(weight @ of.below)))


def _listed(given: Value | Sequence[Value]) -> list[Value]:
    return [given] if isinstance(given, str | int | float) else list(given)


STATISTICS: dict[str, Callable[[Domain, str, _Asked], _Columns]] = {
    "share": _shares,
    "mean": _means,
    "total": _totals,
    "ratio": _ratios,
}
