"""Differences and other contrasts of estimates: between groups, categories or questions.

A contrast Σcθ has the variance c'Vc, V the covariance of the estimates; its t test and interval have the design's degrees
of freedom [1]. Of a ratio the contrast is taken of the logarithms, with the covariance V_ij/(θ_i θ_j) [2], and raised
again: the interval is exp(ln R ∓ t se), the standard error of R that of its logarithm times R.

[1] Korn, Graubard (1999), Analysis of Health Surveys, 5.4.
[2] Woodruff (1971), Journal of the American Statistical Association 66, 411-414.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from numbers import Real

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from analysis.arrays import Booleans, Floats
from analysis.data import Data
from analysis.design import Design
from analysis.errors import ArgumentError, listed, unknown
from analysis.estimation.contrasts.joint import JointEstimates, Label, joint_estimates, told_by
from analysis.estimation.intervals.interval import FIXED, mean_bounds
from analysis.estimation.intervals.multiplicity import adjusted
from analysis.estimation.sampling.calibrated import Calibrated
from analysis.estimation.variances.combination import Combinations, Combined, combined
from analysis.values import Value

Compared = str | Sequence[tuple[Value, Value]] | Mapping[str, Mapping[Value, float]]
"""Every pair ("all"), pairs, or coefficients by value for each named contrast."""

SCALES = ("difference", "ratio")

MOST_PAIRS = 250_000
"""The most pairs that are compared: more take half a minute, and no one reads them."""


def contrasts(
    data: Data | pd.DataFrame,
    question: str | Sequence[str],
    *,
    by: str | Sequence[str] | None = None,
    category: Value | Sequence[Value] | None = None,
    statistic: str = "share",
    compare: Compared = "all",
    where: ArrayLike | None = None,
    design: Design | Calibrated | None = None,
    level: float = 0.95,
    adjust: str | None = "holm",
) -> pd.DataFrame:
    """Return the differences of estimates between groups; without groups between questions, or categories of one question.

    question   one or several
    by         grouping variables; the differences are between the groups of the first, within those of the others
    category   of shares: one category, or several; None = each
    statistic  share | mean | total
    compare    all (every pair) | pairs, [("E", "H"), …]: the first less the second | {name: {value: coefficient}}
    adjust     holm | benjamini-hochberg | bonferroni | …, over all rows of the table; None = not at all

    `joint_estimates` and `contrasts_of` take the same steps with more to choose: ratios, other bases, what to compare
    between, the ratio instead of the difference, other degrees of freedom. Columns as there.

    >>> votes = pd.DataFrame({"vote": [1, 0, 1, 1, 0, 0] * 9, "town": ["Ақтау", "Орал"] * 27})
    >>> contrasts(votes, "vote", by="town", category=1)[["first", "second", "estimate", "se"]].round(3).to_dict("records")
    [{'first': 'Ақтау', 'second': 'Орал', 'estimate': 0.333, 'se': 0.13}]
    """
    given = joint_estimates(
        data, question, by=by, where=where, design=design, level=level, statistic=statistic, category=category
    )
    return contrasts_of(given, compare, adjust=adjust)


def contrasts_of(
    estimates: JointEstimates,
    compare: Compared = "all",
    *,
    between: str | None = None,
    scale: str = "difference",
    adjust: str | None = "holm",
    df: float | None = None,
) -> pd.DataFrame:
    """Return contrasts of estimates that vary together, with t tests and intervals.

    compare  all | pairs | {name: {value: coefficient}}; values are those of `between`
    between  question, category or a grouping variable; None = the first grouping variable, without one question where
             there are several, else category. The contrasts are made for each combination of the others
    scale    difference | ratio: of the pairs the ratio of the first to the second, and the test that it is 1
    adjust   as in `contrasts`; the family is all rows that have a test
    df       degrees of freedom; None = those of the design, infinite = the normal quantile

    Columns: those of question, [by…], [category] that are not compared, then first and second, or contrast, and estimate,
    se, low, high, t, df, p, p_adjusted. `.attrs` hold the adjustment and the number of tests. A contrast that the design
    fixes, or whose estimates have no variance, has a standard error of 0 and no test (NaN). A share of 0 or 1 counts as known
    beside another, and a warning says so; between such shares alone there is no standard error (NaN).

    Raises ArgumentError for an unknown name, a value that no estimate has, and more than `MOST_PAIRS` pairs.
    """
    place = _between(estimates, between)
    if scale not in SCALES:
        raise unknown("scale", scale, list(SCALES))
    df = estimates.df if df is None else _degrees(df)
    rows, of = _rows(estimates, place, _named(compare))
    found = (_of_logarithms if scale == "ratio" else _of_differences)(estimates, of, df)
    found = replace(found, se=np.where(_at_the_ends(estimates, of), np.nan, found.se))
    family = adjusted(found.p, "holm" if adjust is None else adjust)
    columns = {**_told(estimates, place, rows), **_interval(found, df, estimates.level, raised=scale == "ratio")}
    frame = pd.DataFrame(columns | {"t": found.t, "df": df, "p": found.p, "p_adjusted": found.p if adjust is None else family.p})
    frame.attrs = {**estimates.frame.attrs, "between": estimates.names[place], "scale": scale, "df_design": estimates.df}
    frame.attrs |= {"adjust": "none" if adjust is None else adjust, "tests": family.tests}
    notes = [estimates.frame.attrs["warnings"], *_notes(estimates, found, scale)]
    frame.attrs["warnings"] = "\n".join(filter(None, notes))
    return frame


def _between(estimates: JointEstimates, name: str | None) -> int:
    """Return which column of the labels the contrasts are between."""
    names = estimates.names
    if name is not None:
        if name not in names:
            raise unknown("column to compare between", name, list(names))
        return names.index(name)
    if names[1:] and names[1] != "category":
        return 1
    several = estimates.frame["question"].nunique() > 1
    return 0 if several or len(names) == 1 else 1


def _degrees(df: float) -> float:
    if not isinstance(df, Real) or not df > 0:
        raise ArgumentError("Degrees of freedom are a number above 0.", got=repr(df), remedy="Leave them out for the design's.")
    return float(df)


def _named(compare: Compared) -> Mapping[Label, Mapping[Value, float]] | None:
    """Return the coefficients by value of each contrast; None = every pair."""
    if isinstance(compare, str):
        if compare != "all":
            raise unknown("comparison", compare, ["all", "[(first, second), …]", "{name: {value: coefficient}}"])
        return None
    if isinstance(compare, Mapping):
        for name, coefficients in compare.items():
            if not coefficients or not all(isinstance(one, Real) and np.isfinite(one) for one in coefficients.values()):
                raise ArgumentError(
                    "A contrast needs a number for each value.",
                    where=f"contrast {name!r}",
                    got=repr(coefficients),
                    remedy="Correct it.",
                )
        return {(name,): coefficients for name, coefficients in compare.items()}
    pairs = list(compare)
    if not all(isinstance(pair, tuple | list) and len(pair) == 2 and pair[0] != pair[1] for pair in pairs):
        raise ArgumentError("A pair is two different values.", got=listed(pairs), remedy='Give [("E", "H"), …].')
    return {(first, second): {first: 1.0, second: -1.0} for first, second in pairs}


def _rows(
    estimates: JointEstimates, place: int, named: Mapping[Label, Mapping[Value, float]] | None
) -> tuple[list[tuple[Label, Label]], Combinations]:
    """Return for each contrast its place among the other columns and what it is called, and the combinations."""
    labels = list(zip(*(estimates.frame[name].tolist() for name in estimates.names), strict=True))
    strata: dict[Label, dict[Value, int]] = {}
    for position, label in enumerate(labels):
        strata.setdefault(label[:place] + label[place + 1 :], {})[label[place]] = position
    _check_values(estimates.names[place], {label[place] for label in labels}, named)
    if named is None:
        _check_pairs(sum(math.comb(len(where), 2) for where in strata.values()))
    rows, terms = [], []
    for stratum, where in strata.items():
        for called, coefficients in (_pairs(list(where)) if named is None else named).items():
            if all(value in where for value in coefficients):
                rows.append((stratum, called))
                terms.append([(where[value], coefficient) for value, coefficient in coefficients.items()])
    width = max((len(one) for one in terms), default=0)
    padded = np.array([one + [(0, 0.0)] * (width - len(one)) for one in terms]).reshape(len(terms), width, 2)
    return rows, Combinations(padded[:, :, 0].astype(np.intp), padded[:, :, 1])


def _pairs(values: Sequence[Value]) -> dict[Label, Mapping[Value, float]]:
    return {(one, other): {one: 1.0, other: -1.0} for place, one in enumerate(values) for other in values[place + 1 :]}


def _check_pairs(count: int) -> None:
    if count > MOST_PAIRS:
        raise ArgumentError(
            f"Every pair of these groups or categories makes {count:,} comparisons; {MOST_PAIRS:,} are the most.",
            remedy="Name the pairs with compare=[…], or merge groups.",
        )


def _check_values(name: str, known: set[Value], named: Mapping[Label, Mapping[Value, float]] | None) -> None:
    wanted = dict.fromkeys(value for coefficients in (named or {}).values() for value in coefficients)
    missing = [value for value in wanted if value not in known]
    if missing:
        raise ArgumentError(
            f"There is no estimate for a value of {name!r} that is to be compared.",
            got=listed(missing),
            remedy=f"There are {listed(sorted(known, key=str))}.",
        )


def _at_the_ends(estimates: JointEstimates, of: Combinations) -> Booleans:
    """Return (combinations,) whether all that is compared are shares of 0 or 1, which tell nothing of how they vary."""
    alone: Booleans = (_ends(estimates)[of.places] | (of.coefficients == 0)).all(axis=1)
    return alone


def _ends(estimates: JointEstimates) -> Booleans:
    """Return (estimates,) which are shares of 0 or 1."""
    share = estimates.frame["estimate"].to_numpy(dtype=np.float64)
    if estimates.frame.attrs["statistic"] != "share":
        return np.zeros(len(share), dtype=np.bool_)
    return np.asarray((share < FIXED) | (share > 1 - FIXED))


def _of_differences(estimates: JointEstimates, of: Combinations, df: float) -> Combined:
    """Return the contrasts; origins are summed apart from what was measured from them, for their difference is exact."""
    return combined(estimates.offset, estimates.covariance, of, df, origin=estimates.origin, size=estimates.size)


def _of_logarithms(estimates: JointEstimates, of: Combinations, df: float) -> Combined:
    """Return the contrasts of ln θ; NaN where θ is not above 0."""
    estimate = estimates.frame["estimate"].to_numpy(dtype=np.float64)
    positive = np.where(estimate > 0, estimate, np.nan)
    covariance = estimates.covariance / np.outer(positive, positive)
    # ln θ = ln m + ln(1 + (θ - m)/m), m the least: estimates that hardly differ keep their digits.
    least = float(np.nanmin(positive)) if (estimate > 0).any() else np.nan
    beyond = np.where(estimate > 0, (estimates.origin - least) + estimates.offset, np.nan)
    above = np.where(beyond < least, np.log1p(beyond / least), np.log(positive) - np.log(least))
    origin = np.full(len(above), np.log(least))
    return combined(above, covariance, of, df, origin=origin, size=estimates.size / positive)


def _told(estimates: JointEstimates, place: int, rows: Sequence[tuple[Label, Label]]) -> dict[str, object]:
    others = [name for position, name in enumerate(estimates.names) if position != place]
    called = ["contrast"] if rows and len(rows[0][1]) == 1 else ["first", "second"]
    return told_by([*others, *called], [(*stratum, *names) for stratum, names in rows])


def _interval(found: Combined, df: float, level: float, *, raised: bool) -> dict[str, Floats]:
    low, high = mean_bounds(found.estimate, found.se, df, level)
    if not raised:
        return {"estimate": found.estimate, "se": found.se, "low": low, "high": high}
    ratio = np.exp(found.estimate)
    return {"estimate": ratio, "se": ratio * found.se, "low": np.exp(low), "high": np.exp(high)}


def _notes(estimates: JointEstimates, found: Combined, scale: str) -> list[str]:
    notes = []
    if len(found.p) > 0 and _ends(estimates).any():
        notes.append("A share of 0 or 1 has no standard error of its own: contrasts with it take it as known.")
    if (found.se == 0).any():
        notes.append("Some contrasts have no variance in this sample, or too little to be told from rounding: they have no test.")
    if found.cancelled.any():
        notes.append(
            "Some estimates vary over 100,000 times more than their contrast, whose standard error has lost digits: make a "
            "column of the difference, and take its mean."
        )
    if scale == "ratio" and (estimates.frame["estimate"] <= 0).any():
        notes.append("An estimate that is not above 0 has no logarithm: its ratios are missing.")
    if len(found.p) == 0:
        notes.append("There is nothing to compare: fewer than two values.")
    return notes
