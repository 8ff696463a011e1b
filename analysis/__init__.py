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
    from analysis.published.forensics.bounds import either, frechet, imbens_manski, manski, tipping_point
    from analysis.published.forensics.debit import debit
    from analysis.published.forensics.distributions import distributions
    from analysis.published.forensics.grim import grim
    from analysis.published.forensics.grimmer import grimmer
    from analysis.published.forensics.pairs import paired_test
    from analysis.published.forensics.percents import fitting_bases, percent_counts
    from analysis.published.forensics.power import accidental_fits
    from analysis.published.forensics.splits import splits
    from analysis.published.forensics.subgroups import mixture_bound, subgroup_sizes
    from analysis.readers import read
    from analysis.studies.centre import centre_difference
    from analysis.studies.difference import difference

_HOMES = {
    "AnalysisError": "analysis.errors",
    "ArgumentError": "analysis.errors",
    "Crosstab": "analysis.estimation.crosstab",
    "Data": "analysis.data",
    "DataError": "analysis.errors",
    "Design": "analysis.design",
    "DesignError": "analysis.errors",
    "accidental_fits": "analysis.published.forensics.power",
    "cannot_answer": "analysis.estimation.share",
    "centre_difference": "analysis.studies.centre",
    "crosstab": "analysis.estimation.crosstab",
    "debit": "analysis.published.forensics.debit",
    "difference": "analysis.studies.difference",
    "distributions": "analysis.published.forensics.distributions",
    "either": "analysis.published.forensics.bounds",
    "fitting_bases": "analysis.published.forensics.percents",
    "frechet": "analysis.published.forensics.bounds",
    "grim": "analysis.published.forensics.grim",
    "grimmer": "analysis.published.forensics.grimmer",
    "imbens_manski": "analysis.published.forensics.bounds",
    "manski": "analysis.published.forensics.bounds",
    "means": "analysis.estimation.moment",
    "mixture_bound": "analysis.published.forensics.subgroups",
    "paired_test": "analysis.published.forensics.pairs",
    "percent_counts": "analysis.published.forensics.percents",
    "published_shares": "analysis.published.counts",
    "quantiles": "analysis.estimation.quantile",
    "ratios": "analysis.estimation.moment",
    "read": "analysis.readers",
    "shares": "analysis.estimation.share",
    "splits": "analysis.published.forensics.splits",
    "subgroup_sizes": "analysis.published.forensics.subgroups",
    "tipping_point": "analysis.published.forensics.bounds",
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
    "accidental_fits",
    "cannot_answer",
    "centre_difference",
    "crosstab",
    "debit",
    "difference",
    "distributions",
    "either",
    "fitting_bases",
    "frechet",
    "grim",
    "grimmer",
    "imbens_manski",
    "manski",
    "means",
    "mixture_bound",
    "paired_test",
    "percent_counts",
    "published_shares",
    "quantiles",
    "ratios",
    "read",
    "shares",
    "splits",
    "subgroup_sizes",
    "tipping_point",
    "toplines",
    "totals",
]


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'analysis' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return [*globals(), *_HOMES]
