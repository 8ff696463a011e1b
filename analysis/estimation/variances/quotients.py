"""Several quotients of weighted sums at once, and how they vary together.

θ = Σwa/Σwb, whose influence is (a - θb)/Σwb [1]; without b the sum Σwa itself. Shares, means, totals and ratios of any
domains and questions are such quotients, so that one covariance holds them all.

[1] Särndal, Swensson, Wretman (1992), Model Assisted Survey Sampling, 5.6.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analysis.arrays import Floats, Integers, quotient
from analysis.estimation.sampling.calibrated import ReplicateWeights
from analysis.estimation.sampling.replication import replicate_covariance, replicate_errors, undefined_replicates
from analysis.estimation.sampling.sample import Sample
from analysis.estimation.variances.linear import row_covariance, row_errors


@dataclass(frozen=True, eq=False)
class Quotients:
    """What each row adds to the sums above and below.

    above  (rows, estimates) a; 0 for a row outside the estimate's domain
    below  (rows, estimates) b, likewise; None = sums
    """

    above: Floats
    below: Floats | None = None

    def estimates(self, weights: Floats) -> Floats:
        """Return (…, estimates) with (…, rows) weights; NaN where the sum below is 0."""
        above: Floats = weights @ self.above
        if self.below is None:
            return above
        return quotient(above, weights @ self.below)

    def influence(self, weight: Floats) -> Floats:
        """Return (rows, estimates) the derivative of each estimate by each row's weight; 0 where it has no value."""
        if self.below is None:
            return self.above
        divisor = weight @ self.below
        varies = divisor != 0
        rest = self.above - np.where(varies, self.estimates(weight), 0.0) * self.below
        return np.divide(rest, divisor, out=np.zeros(rest.shape), where=varies)


def covariance_of(sample: Sample, of: Quotients) -> tuple[Floats, Integers]:
    """Return the (estimates, estimates) covariance, and in how many replicates each estimate is undefined."""
    if sample.replicates is None:
        return row_covariance(sample, of.influence(sample.weight)), np.zeros(of.above.shape[1], dtype=np.intp)
    each, full, factors = _replicated(sample.replicates, sample, of)
    return replicate_covariance(each, full, factors, mse=sample.replicates.mse), undefined_replicates(each, factors)


def errors_of(sample: Sample, of: Quotients) -> tuple[Floats, Integers]:
    """Return the (estimates,) standard errors, the roots of the diagonal of `covariance_of`, and the same counts."""
    if sample.replicates is None:
        return row_errors(sample, of.influence(sample.weight)), np.zeros(of.above.shape[1], dtype=np.intp)
    each, full, factors = _replicated(sample.replicates, sample, of)
    return replicate_errors(each, full, factors, mse=sample.replicates.mse), undefined_replicates(each, factors)


def _replicated(known: ReplicateWeights, sample: Sample, of: Quotients) -> tuple[Floats, Floats, Floats]:
    """Return the estimates with each replicate weight and with the weight, and the factors of the replicates."""
    return of.estimates(known.weights.T), of.estimates(sample.weight), known.factors
