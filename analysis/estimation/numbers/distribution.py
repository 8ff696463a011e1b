"""Weighted distributions of numbers, and the rules by which they are inverted.

[1] Hyndman, Fan (1996), The American Statistician 50, 361-365.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from analysis.arrays import Booleans, Floats
from analysis.errors import DesignError
from analysis.estimation.domain import Domain
from analysis.estimation.shares.share import estimated_shares
from analysis.estimation.variances.totals import ordered

TIE = 1e-12
"""A cumulated share this close to a probability is equal to it."""


def first_reaching(values: Floats, weights: Floats, prob: float) -> float:
    """The smallest value from which on the cumulated share reaches the probability: the inverse of the distribution."""
    reached, _ = _reached(weights, prob)
    return float(values[reached])


def midpoint(values: Floats, weights: Floats, prob: float) -> float:
    """As `first_reaching`, but halfway to the next value where the cumulated share equals the probability."""
    reached, tied = _reached(weights, prob)
    return float((values[reached] + values[min(reached + tied, len(values) - 1)]) / 2)


def interpolated(values: Floats, weights: Floats, prob: float) -> float:
    """Definition 7 of [1] with weights: value i stands at the share of the weight before it, the last one at 1.

    Equal values of different weights stand in the order of their rows, as in R. Raises DesignError for a weight below 0.
    """
    if weights.min() < 0:
        raise DesignError(
            "The rule 'hf7' needs weights from 0 up: it draws a line between cumulated shares, which must not fall.",
            got=f"{float(weights.min()):.6g}",
            remedy="Use the rule 'math' or 'school', or bounds when calibrating.",
        )
    before = np.concatenate([[0.0], np.cumsum(weights)[:-1]])
    return float(np.interp(prob, before / before[-1], values)) if before[-1] > 0 else float(values[0])


Rule = Callable[[Floats, Floats, float], float]

RULES: dict[str, Rule] = {
    "math": first_reaching,
    "school": midpoint,
    "hf1": first_reaching,
    "hf2": midpoint,
    "hf7": interpolated,
}
"""Each takes values in order, their weights (not 0, their sum above 0), and a probability in [0, 1]."""


@dataclass(frozen=True, eq=False)
class Distributions:
    """The answers to one question in each group of a domain.

    values   (rows,) NaN where there is no number
    known    (rows,) which rows hold one
    ordered  for each group, its values in order and their weights
    rule     how a distribution is inverted
    """

    within: Domain
    values: Floats
    known: Booleans
    ordered: list[tuple[Floats, Floats]]
    rule: Rule

    def at(self, probs: Floats) -> Floats:
        """Return the (groups,) values at the (groups,) probabilities, those outside [0, 1] counting as 0 and 1.

        NaN of nobody, and at NaN.
        """
        return np.array([inverted(self.rule, *one, prob) for one, prob in zip(self.ordered, probs, strict=True)])

    def shares_up_to(self, places: Floats, *, strictly: bool = False) -> tuple[Floats, Floats, Floats]:
        """Return the (groups,) shares of answers up to a value of each group, their standard errors, and the respondents.

        strictly  without those at the value
        """
        place = np.append(places, np.nan)[self.within.groups]
        below = self.values < place if strictly else self.values <= place
        found = estimated_shares(self.within, np.where(below, 0, 1), 1, self.known)
        return found.share[:, 0], found.se[:, 0], found.base_n.astype(np.float64)


def distributions(within: Domain, values: Floats, rule: Rule) -> Distributions:
    """Return the distributions of numbers in the groups of a domain; NaN is no answer."""
    known = ~np.isnan(values)
    cells = np.where(known, within.groups, -1)
    return Distributions(within, values, known, ordered(within.sample, values, cells, len(within.keys)), rule)


def inverted(rule: Rule, values: Floats, weights: Floats, prob: float) -> float:
    """Return the value at a probability; NaN at NaN, of nobody, and where the weights do not sum to a number above 0.

    A probability outside [0, 1] counts as 0 or 1.
    """
    if len(values) == 0 or np.isnan(prob) or not weights.sum() > 0:
        return float("nan")
    return rule(values, weights, min(max(prob, 0.0), 1.0))


def _reached(weights: Floats, prob: float) -> tuple[int, bool]:
    """Return the position from which on the cumulated share reaches the probability, and whether it equals it there.

    Where a weight below 0 makes the share fall below again, the last time counts, as in R.
    """
    cumulated = np.cumsum(weights) / weights.sum()
    from_the_end = (cumulated < prob - TIE)[::-1]
    position = len(weights) - int(from_the_end.argmax()) if from_the_end.any() else 0
    position = min(position, len(weights) - 1)
    return position, bool(abs(cumulated[position] - prob) <= TIE)
