"""Weights that meet margins of the population: raking, post-stratification, calibration.

Each takes a design, or what an earlier adjustment returned, and returns weights that `shares`, `means` and the rest take in
place of a design. Replicate weights are adjusted column by column, as R does.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from analysis.arrays import Floats
from analysis.data import Data
from analysis.design import Design
from analysis.errors import ArgumentError
from analysis.estimation.sampling.calibrated import Calibrated, Calibration, ReplicateWeights
from analysis.weighting import diagnostics
from analysis.weighting.auxiliary import Auxiliary, auxiliary
from analysis.weighting.before import Before, before
from analysis.weighting.distance import distance
from analysis.weighting.fitting import Fit, calibrated, raked
from analysis.weighting.projection import ClassMeans, Regression, earlier
from analysis.weighting.targets import Given, GivenTotals, Margin, Total, margins_of, targets_of

Fitting = Callable[[Auxiliary, Floats, str], Fit]
"""Columns of targets, (units,) weights, and whose they are → factors."""

Seen = Callable[[Auxiliary, Floats, Floats], Calibration]
"""Columns of targets, (rows,) weights before and after → what a variance takes out."""


def rake(data: Data | pd.DataFrame, margins: Given, *, design: Design | Calibrated | None = None) -> Calibrated:
    """Return weights that meet every margin, by raking (iterative proportional fitting).

    margins  counts of the population, {"sex": {"female": 52, "male": 48}, "region": {…}}; of several variables together
             {("sex", "age"): {("female", "18-29"): 10, …}}
    design   None = the design the data came with; of a bare frame weights of 1

    The weights sum to what the counts sum to; shares give weights that sum to 1. Margins whose sums differ by no more
    than one millionth are brought to that of the first. The weights before are multiplied by the ratio of count to sum,
    margin after margin, until every sum is met to 1e-12 [1]. A variance takes the means of the margins' classes from each
    linearised variable as R's `rake` does (`ClassMeans`); `calibrate(method="raking")` returns the same weights, with the
    residuals of a regression by the weights before [2].

    Raises DataError for a row without a category (named), a category that the data or the margin lack, a category whose
    weights are all zero, and margins that cannot be met, with the worst; ArgumentError for margins of different sums
    (both named) and counts that are no numbers above 0; DesignError for wrong weights, and those of other rows.

    [1] Deming, Stephan (1940), Annals of Mathematical Statistics 11, 427-444.
    [2] Deville, Särndal, Sautory (1993), Journal of the American Statistical Association 88, 1013-1020.

    >>> people = pd.DataFrame({"sex": ["f", "f", "f", "m"], "town": ["a", "b", "a", "b"]})
    >>> rake(people, {"sex": {"f": 52, "m": 48}, "town": {"a": 30, "b": 70}}).weights.round(2).tolist()
    [15.0, 22.0, 15.0, 48.0]
    """
    return _adjusted(before(data, design), margins_of(margins), "rake", raked, _by_class_means)


def poststratify(data: Data | pd.DataFrame, margin: Given, *, design: Design | Calibrated | None = None) -> Calibrated:
    """Return weights that meet one margin: in each class they are multiplied by the ratio of count to sum.

    margin  as one of those of `rake`; of several variables together where the classes are their combinations

    A variance takes from each linearised variable its weighted mean within the class. Errors as of `rake`.

    >>> poststratify(pd.DataFrame({"sex": ["f", "f", "m"]}), {"sex": {"f": 50, "m": 50}}).weights.tolist()
    [25.0, 25.0, 50.0]
    """
    margins = margins_of(margin)
    if len(margins) > 1:
        raise ArgumentError(
            "Post-stratification is on one margin.",
            got=", ".join(one.title for one in margins),
            remedy="Use rake for several, or give the counts of their combinations: {('sex', 'age'): {…}}.",
        )
    return _adjusted(before(data, design), margins, "poststratify", raked, _by_weights_after)


def calibrate(
    data: Data | pd.DataFrame,
    totals: GivenTotals,
    *,
    design: Design | Calibrated | None = None,
    method: str = "linear",
    bounds: tuple[float, float] | None = None,
) -> Calibrated:
    """Return weights near those before whose sums meet totals of numbers and counts of categories.

    totals  margins as of `rake`, and numbers: {"stype": {"E": 4421, …}, "income": 3914069}
    method  linear (GREG) | raking | logit
    bounds  lowest and highest factor by which a weight may change; 1 lies between them; logit needs them

    The categories of a variable say the size of the population, as an intercept would; where only totals of numbers are
    given it is left free unless {"(Intercept)": size} is among them, as in R's `~ x - 1` and `~ x`. A count for one
    category alone is the total of a column of zeros and ones. Weights are d F(x'λ) with the multipliers λ for which the
    sums are met [1]; linear weights without bounds may be negative, which `diagnostics["warnings"]` then says. A variance
    uses the residuals of a regression on the variables of the totals with the weights before.

    Raises as `rake`, and DataError for bounds within which the totals cannot be met, ArgumentError for an unknown method
    and bounds that do not lie about 1.

    [1] Deville, Särndal (1992), Journal of the American Statistical Association 87, 376-382.

    >>> people = pd.DataFrame({"sex": ["f", "f", "m", "m"], "years": [20, 40, 30, 50]})
    >>> calibrate(people, {"sex": {"f": 2, "m": 2}, "years": 144}).weights.round(3).tolist()
    [0.9, 1.1, 0.9, 1.1]
    """
    chosen = distance(method, bounds)

    def fitted(known: Auxiliary, weight: Floats, where: str) -> Fit:
        return calibrated(known, weight, chosen, where)

    return _adjusted(before(data, design), targets_of(totals), method, fitted, _by_weights_before)


def _by_class_means(known: Auxiliary, before: Floats, after: Floats) -> Calibration:
    return ClassMeans(known, before)


def _by_weights_after(known: Auxiliary, before: Floats, after: Floats) -> Calibration:
    return Regression(known, after)


def _by_weights_before(known: Auxiliary, before: Floats, after: Floats) -> Calibration:
    return Regression(known, before)


def _adjusted(start: Before, targets: tuple[Margin | Total, ...], name: str, fitting: Fitting, seen: Seen) -> Calibrated:
    """Return weights multiplied by the factors of a fit, and how a variance sees them."""
    known, sums, squares = auxiliary(start.data, targets, start.weight)
    fit = fitting(known, sums, "")
    weight = known.multiplied(start.weight, fit.factor)
    extremes = diagnostics.spread(weight, float((sums * fit.factor).sum()), float((squares * fit.factor**2).sum()))
    rescaled = [one.title for one in targets if isinstance(one, Margin) and abs(one.rescale - 1) > 1e-14]
    said: dict[str, Any] = {
        "method": name,
        "steps": [*start.steps, name],
        **extremes,
        **diagnostics.factors(fit.factor, sums),
        "trimmed": 0.0,
        "iterations": fit.iterations,
        "margins": diagnostics.met(known, sums, sums * fit.factor),
        **diagnostics.cautions(weight, extremes["min"], rescaled),
    }
    return Calibrated(
        start.design,
        pd.Series(weight, index=start.data.frame.index, name="weight", copy=False),
        said,
        (*earlier(start.calibrations, start.weight, weight), seen(known, start.weight, weight)),
        None if start.replicates is None else _replicates(start.replicates, known, fitting),
    )


def _replicates(given: ReplicateWeights, known: Auxiliary, fitting: Fitting) -> ReplicateWeights:
    """Return replicate weights of which each meets the targets."""
    columns = []
    for number, column in enumerate(given.weights.T, start=1):
        fit = fitting(known, known.sums(column), f"replicate {number}")
        columns.append(known.multiplied(column, fit.factor))
    return replace(given, weights=np.column_stack(columns))
