"""The commands `shares`, `means` and `quantiles`: one table of estimates for each question."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping

import pandas as pd
from pandas.api.types import is_numeric_dtype

from analysis.data import Data
from analysis.errors import ArgumentError
from analysis.estimation.numbers.moment import means
from analysis.estimation.numbers.quantile import quantiles
from analysis.estimation.shares.share import shares
from analysis.report import one_table
from instruments.model import Kind

_MANY_NUMBERS = 100
"""With more different numbers than this, shares of each are hardly what was wanted."""


def run(options: argparse.Namespace) -> int:
    """Print the tables, or one JSON document; errors as of the estimates."""
    data = one_table.responses(options)
    estimate = _ESTIMATES[options.command]
    return one_table.show(
        data, [one_table.of(estimate(data, question, options), question) for question in options.questions], options
    )


def _shares(data: Data, question: str, options: argparse.Namespace) -> pd.DataFrame:
    frame = shares(data, question, by=options.by or None, level=options.level, interval=options.interval, base=options.base)
    numbers = frame["category"].nunique() if is_numeric_dtype(frame["category"]) else 0
    if numbers > _MANY_NUMBERS:
        print(f"{question!r} holds {numbers:,} different numbers: did you mean means {question}, or quantiles?", file=sys.stderr)
    return frame


def _means(data: Data, question: str, options: argparse.Namespace) -> pd.DataFrame:
    asked = None if data.instrument is None else data.instrument.by_id.get(question)
    if asked is not None and asked.kind is Kind.ONE:
        raise ArgumentError(
            f"The codes of {question!r} are names of answers, not numbers: they have no mean.", remedy=f"Use shares {question}."
        )
    return means(data, question, by=options.by or None, level=options.level)


def _quantiles(data: Data, question: str, options: argparse.Namespace) -> pd.DataFrame:
    given = {"by": options.by or None, "level": options.level, "interval": options.interval or "mean"}
    return quantiles(data, question, options.probs, **given)


_ESTIMATES: Mapping[str, Callable[[Data, str, argparse.Namespace], pd.DataFrame]] = {
    "shares": _shares,
    "means": _means,
    "quantiles": _quantiles,
}
