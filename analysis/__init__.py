"""Responses → totals → estimates → tables → report. The public names are loaded when they are first used."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from analysis.data import Data
    from analysis.design import Design
    from analysis.errors import AnalysisError, ArgumentError, DataError, DesignError
    from analysis.estimation.crosstab import Crosstab, crosstab
    from analysis.estimation.moment import means, ratios, totals
    from analysis.estimation.quantile import quantiles
    from analysis.estimation.share import cannot_answer, shares, toplines
    from analysis.published.counts import published_shares
    from analysis.readers import read

_HOMES = {
    "AnalysisError": "analysis.errors",
    "ArgumentError": "analysis.errors",
    "Crosstab": "analysis.estimation.crosstab",
    "Data": "analysis.data",
    "DataError": "analysis.errors",
    "Design": "analysis.design",
    "DesignError": "analysis.errors",
    "cannot_answer": "analysis.estimation.share",
    "crosstab": "analysis.estimation.crosstab",
    "means": "analysis.estimation.moment",
    "published_shares": "analysis.published.counts",
    "quantiles": "analysis.estimation.quantile",
    "ratios": "analysis.estimation.moment",
    "read": "analysis.readers",
    "shares": "analysis.estimation.share",
    "toplines": "analysis.estimation.share",
    "totals": "analysis.estimation.moment",
}

__all__ = [
    "AnalysisError",
    "ArgumentError",
    "Crosstab",
    "Data",
    "DataError",
    "Design",
    "DesignError",
    "cannot_answer",
    "crosstab",
    "means",
    "published_shares",
    "quantiles",
    "ratios",
    "read",
    "shares",
    "toplines",
    "totals",
]


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'analysis' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return [*globals(), *_HOMES]
