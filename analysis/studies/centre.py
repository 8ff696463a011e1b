"""How the mean and the median of a question differ between two independent samples.

Formulas and sources: `analysis.studies.difference`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import nan, sqrt

import numpy as np
import pandas as pd

from analysis.data import Data
from analysis.errors import ArgumentError
from analysis.estimation.intervals.interval import check_level, mean_bounds
from analysis.estimation.numbers.moment import means
from analysis.estimation.numbers.quantile import quantiles
from analysis.published.counts import tabulated
from analysis.published.model import Findings
from analysis.published.recovery import recovered
from analysis.studies.comparable import check_apart, compared_variable, is_published, question_of, sample_of
from analysis.studies.difference import difference_bounds, t_test, welch_df

COLUMNS = (
    "question", "statistic", "n_a", "value_a", "low_a", "high_a", "n_b", "value_b", "low_b", "high_b", "difference", "low",
    "high", "p",
)  # fmt: skip


@dataclass(frozen=True)
class _Statistic:
    """A mean or a median of one sample; NaN where it is not known.

    variance, df  of a mean
    """

    n: float
    value: float = nan
    low: float = nan
    high: float = nan
    variance: float = nan
    df: float = nan


def centre_difference(
    data_a: Data | pd.DataFrame | Findings, data_b: Data | pd.DataFrame | Findings, question: str, *, level: float = 0.95
) -> pd.DataFrame:
    """Return how the mean and the median of the answers to a question differ between two independent samples: B less A.

    data_a, data_b  responses, or what `analysis.published.findings.load` returns: counts alone have no mean

    Columns: question, statistic (mean, median), n_a, value_a, low_a, high_a, n_b, value_b, low_b, high_b, difference, low,
    high, p. The interval and the p of means are Welch's t; the interval of medians is the MOVER interval of Woodruff's
    two, and there is no p. A publication's mean has an interval only where its standard deviation was printed too, its
    median never: then those numbers are NaN, and `.attrs["warnings"]` says so. A statistic that was not printed is NaN.

    Raises errors as of `difference`, and ArgumentError for answers that are no numbers, and for published counts.
    """
    check_level(level)
    a, b = _sample(data_a), _sample(data_b)
    check_apart(a, b)
    variable = compared_variable(a, b, question)
    name = _source(a, b, variable)
    notes: list[str] = []
    sides = [
        _published(given, variable, level, mark, notes)
        if isinstance(given, Findings)
        else _estimated(sample, name, level, mark, notes)
        for given, sample, mark in ((data_a, a, "A"), (data_b, b, "B"))
    ]
    rows = [_row(name, statistic, one, other, level) for statistic, one, other in zip(("mean", "median"), *sides, strict=True)]
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    frame.attrs = {
        "method": "difference, B less A; of means Welch's t, of medians MOVER of Woodruff's intervals",
        "level": level,
        "warnings": "\n".join(notes),
    }
    return frame


def _sample(given: Data | pd.DataFrame | Findings) -> Data:
    if isinstance(given, Findings):
        return Data(tabulated(given), given.instrument, source_hash=given.source_hash)
    found = sample_of(given)
    if is_published(found):
        remedy = "Give the whole findings file: analysis.published.findings.load."
        raise ArgumentError("Published counts hold no mean and no median.", remedy=remedy)
    return found


def _source(a: Data, b: Data, variable: str) -> str:
    """Return the question whose numbers a derived variable groups."""
    asked = [question_of(data.instrument, variable) for data in (a, b) if data.instrument is not None]
    return next((question.id for question in asked if question is not None), variable)


def _estimated(data: Data, name: str, level: float, mark: str, notes: list[str]) -> Sequence[_Statistic]:
    """Return the mean and the median of a sample; what is to be said of them is added to the notes."""
    tables = means(data, name, level=level), quantiles(data, name, level=level)
    notes += dict.fromkeys(f"{mark}: {line}" for table in tables for line in table.attrs["warnings"].splitlines())
    mean, median = (table.iloc[0] for table in tables)
    n = float(mean["n"])
    return (
        _Statistic(n, float(mean["mean"]), float(mean["low"]), float(mean["high"]), float(mean["se"]) ** 2, float(mean["df"])),
        _Statistic(n, float(median["quantile"]), float(median["low"]), float(median["high"])),
    )


def _published(findings: Findings, variable: str, level: float, mark: str, notes: list[str]) -> Sequence[_Statistic]:
    """Return the printed statistics of a question; what they lack is added to the notes."""
    question = findings.question(variable)
    base = next(one.base for one in recovered(findings) if one.question.id == question.id)
    known = question.stated_base if base is None else base
    n = nan if known is None else float(known)
    printed = {one.name: float(one.printed) for one in question.statistics}
    mean = _Statistic(n, printed.get("mean", nan))
    if "sd" in printed and n > 1:
        variance = printed["sd"] ** 2 / n
        low, high = mean_bounds(np.array([mean.value]), np.array([sqrt(variance)]), n - 1, level)
        mean = _Statistic(n, mean.value, float(low[0]), float(high[0]), variance, n - 1)
    elif "mean" in printed:
        notes.append(f"{question.id}: {mark} printed a mean without its standard deviation: there is no interval.")
    if "median" in printed:
        notes.append(f"{question.id}: {mark} printed a median without the answers: there is no interval.")
    return mean, _Statistic(n, printed.get("median", nan))


def _row(name: str, statistic: str, a: _Statistic, b: _Statistic, level: float) -> tuple[object, ...]:
    found = b.value - a.value
    low, high, p = _welch(a, b, found, level) if statistic == "mean" else (*_mover(a, b), nan)
    return name, statistic, a.n, a.value, a.low, a.high, b.n, b.value, b.low, b.high, found, low, high, p


def _welch(a: _Statistic, b: _Statistic, found: float, level: float) -> tuple[float, float, float]:
    variance = np.array([a.variance + b.variance])
    df = welch_df(*(np.array([number]) for number in (a.variance, a.df, b.variance, b.df)))
    low, high = mean_bounds(np.array([found]), np.sqrt(variance), float(df[0]), level)
    return float(low[0]), float(high[0]), float(t_test(np.array([found]), variance, df)[0])


def _mover(a: _Statistic, b: _Statistic) -> tuple[float, float]:
    (value_a, low_a, high_a), (value_b, low_b, high_b) = (
        tuple(np.array([number]) for number in (side.value, side.low, side.high)) for side in (a, b)
    )
    low, high = difference_bounds(value_a, (low_a, high_a), value_b, (low_b, high_b))
    return float(low[0]), float(high[0])
