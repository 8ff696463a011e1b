"""Responses → totals → estimates → tables → report. The public names are loaded when they are first used."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from analysis.data import Data
    from analysis.design import Design, Replicates
    from analysis.errors import AnalysisError, ArgumentError, DataError, DesignError
    from analysis.estimation.contrasts.contrast import contrasts, contrasts_of
    from analysis.estimation.contrasts.joint import JointEstimates, joint_estimates
    from analysis.estimation.crosstabs.crosstab import Crosstab, crosstab
    from analysis.estimation.crosstabs.crosstabs import Crosstabs, crosstabs
    from analysis.estimation.intervals.simultaneous import simultaneous_intervals
    from analysis.estimation.numbers.moment import means, ratios, totals
    from analysis.estimation.numbers.population_variance import variances
    from analysis.estimation.numbers.quantile import quantiles
    from analysis.estimation.sampling.calibrated import Calibrated
    from analysis.estimation.shares.batteries import Battery, battery
    from analysis.estimation.shares.multiple import multiple_response, overlaps
    from analysis.estimation.shares.share import cannot_answer, shares
    from analysis.estimation.shares.toplines import toplines
    from analysis.models.regression import Regression, regression
    from analysis.models.reliability import cronbach_alpha
    from analysis.nonanswers.bases import answer_bases
    from analysis.nonanswers.model import WhoCannotAnswer, who_cannot_answer
    from analysis.nonanswers.respondents import ByRespondent, cannot_answer_by_respondent
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
    from analysis.studies.list_experiment import ListExperiment, list_experiment
    from analysis.studies.randomisation import Randomisation, randomisation
    from analysis.studies.split_ballot import SplitBallot, split_ballot
    from analysis.weighting.adjusting import calibrate, poststratify, rake
    from analysis.weighting.replication.making import replicate_weights
    from analysis.weighting.trimming import trim

_HOMES = {
    "AnalysisError": "analysis.errors",
    "ArgumentError": "analysis.errors",
    "Battery": "analysis.estimation.shares.batteries",
    "ByRespondent": "analysis.nonanswers.respondents",
    "Calibrated": "analysis.estimation.sampling.calibrated",
    "Crosstab": "analysis.estimation.crosstabs.crosstab",
    "Crosstabs": "analysis.estimation.crosstabs.crosstabs",
    "Data": "analysis.data",
    "DataError": "analysis.errors",
    "Design": "analysis.design",
    "DesignError": "analysis.errors",
    "JointEstimates": "analysis.estimation.contrasts.joint",
    "ListExperiment": "analysis.studies.list_experiment",
    "Randomisation": "analysis.studies.randomisation",
    "Regression": "analysis.models.regression",
    "Replicates": "analysis.design",
    "SplitBallot": "analysis.studies.split_ballot",
    "WhoCannotAnswer": "analysis.nonanswers.model",
    "accidental_fits": "analysis.published.forensics.power",
    "answer_bases": "analysis.nonanswers.bases",
    "battery": "analysis.estimation.shares.batteries",
    "calibrate": "analysis.weighting.adjusting",
    "cannot_answer": "analysis.estimation.shares.share",
    "cannot_answer_by_respondent": "analysis.nonanswers.respondents",
    "centre_difference": "analysis.studies.centre",
    "contrasts": "analysis.estimation.contrasts.contrast",
    "contrasts_of": "analysis.estimation.contrasts.contrast",
    "cronbach_alpha": "analysis.models.reliability",
    "crosstab": "analysis.estimation.crosstabs.crosstab",
    "crosstabs": "analysis.estimation.crosstabs.crosstabs",
    "debit": "analysis.published.forensics.debit",
    "difference": "analysis.studies.difference",
    "distributions": "analysis.published.forensics.distributions",
    "either": "analysis.published.forensics.bounds",
    "fitting_bases": "analysis.published.forensics.percents",
    "frechet": "analysis.published.forensics.bounds",
    "grim": "analysis.published.forensics.grim",
    "grimmer": "analysis.published.forensics.grimmer",
    "imbens_manski": "analysis.published.forensics.bounds",
    "joint_estimates": "analysis.estimation.contrasts.joint",
    "manski": "analysis.published.forensics.bounds",
    "list_experiment": "analysis.studies.list_experiment",
    "means": "analysis.estimation.numbers.moment",
    "mixture_bound": "analysis.published.forensics.subgroups",
    "multiple_response": "analysis.estimation.shares.multiple",
    "overlaps": "analysis.estimation.shares.multiple",
    "paired_test": "analysis.published.forensics.pairs",
    "percent_counts": "analysis.published.forensics.percents",
    "poststratify": "analysis.weighting.adjusting",
    "published_shares": "analysis.published.counts",
    "quantiles": "analysis.estimation.numbers.quantile",
    "rake": "analysis.weighting.adjusting",
    "randomisation": "analysis.studies.randomisation",
    "ratios": "analysis.estimation.numbers.moment",
    "read": "analysis.readers",
    "regression": "analysis.models.regression",
    "replicate_weights": "analysis.weighting.replication.making",
    "shares": "analysis.estimation.shares.share",
    "simultaneous_intervals": "analysis.estimation.intervals.simultaneous",
    "split_ballot": "analysis.studies.split_ballot",
    "splits": "analysis.published.forensics.splits",
    "subgroup_sizes": "analysis.published.forensics.subgroups",
    "tipping_point": "analysis.published.forensics.bounds",
    "toplines": "analysis.estimation.shares.toplines",
    "totals": "analysis.estimation.numbers.moment",
    "trim": "analysis.weighting.trimming",
    "variances": "analysis.estimation.numbers.population_variance",
    "who_cannot_answer": "analysis.nonanswers.model",
}

__all__ = [
    "AnalysisError",
    "ArgumentError",
    "Battery",
    "ByRespondent",
    "Calibrated",
    "Crosstab",
    "Crosstabs",
    "Data",
    "DataError",
    "Design",
    "DesignError",
    "JointEstimates",
    "ListExperiment",
    "Randomisation",
    "Regression",
    "Replicates",
    "SplitBallot",
    "WhoCannotAnswer",
    "accidental_fits",
    "answer_bases",
    "battery",
    "calibrate",
    "cannot_answer",
    "cannot_answer_by_respondent",
    "centre_difference",
    "contrasts",
    "contrasts_of",
    "cronbach_alpha",
    "crosstab",
    "crosstabs",
    "debit",
    "difference",
    "distributions",
    "either",
    "fitting_bases",
    "frechet",
    "grim",
    "grimmer",
    "imbens_manski",
    "joint_estimates",
    "list_experiment",
    "manski",
    "means",
    "mixture_bound",
    "multiple_response",
    "overlaps",
    "paired_test",
    "percent_counts",
    "poststratify",
    "published_shares",
    "quantiles",
    "rake",
    "randomisation",
    "ratios",
    "read",
    "regression",
    "replicate_weights",
    "shares",
    "simultaneous_intervals",
    "split_ballot",
    "splits",
    "subgroup_sizes",
    "tipping_point",
    "toplines",
    "totals",
    "trim",
    "variances",
    "who_cannot_answer",
]


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'analysis' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return [*globals(), *_HOMES]
