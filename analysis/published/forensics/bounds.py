"""What published margins say of numbers that were not published: bounds, never guesses.

[1] Fréchet (1951), Annales de l'Université de Lyon A 14, 53-77.
[2] Manski (1989), Journal of Human Resources 24, 343-360.
[3] Imbens, Manski (2004), Econometrica 72, 1845-1857.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analysis.errors import ArgumentError
from analysis.estimation.intervals.identified import shares_between
from analysis.estimation.intervals.interval import check_interval, check_level
from analysis.published.forensics.whole import whole


@dataclass(frozen=True)
class Bounds:
    """The fewest and the most people of a base who can have answered so; each number between them is possible too."""

    low: int
    high: int
    base: int

    @property
    def low_share(self) -> float:
        """The fewest as a share of the base."""
        return self.low / self.base

    @property
    def high_share(self) -> float:
        """The most as a share of the base."""
        return self.high / self.base


@dataclass(frozen=True)
class TippingPoint:
    """How many of the undecided make yes more than half of the base.

    needed  the fewest of them who would have to say yes: 0 where yes is more than half without them, more than
            `undecided` where they are too few
    """

    yes: int
    undecided: int
    base: int
    needed: int

    @property
    def reachable(self) -> bool:
        """Yes is more than half for some answers of the undecided."""
        return self.needed <= self.undecided

    @property
    def identified(self) -> bool:
        """Whether yes is more than half is known whatever the undecided would say."""
        return self.needed == 0 or not self.reachable

    @property
    def needed_share(self) -> float | None:
        """What share of the undecided is needed, above 1 where they are too few; None where nobody is undecided."""
        return self.needed / self.undecided if self.undecided else None


def frechet(a: int, b: int, base: int) -> Bounds:
    """Return how many can have given both answers when a and b of one base gave each [1].

    max(0, a + b - n) to min(a, b). People who skipped a question did not give the answer: count them in the base of both.

    >>> frechet(42, 21, 57)
    Bounds(low=6, high=21, base=57)
    """
    a, b, base = _margins(a, b, base)
    return Bounds(max(0, a + b - base), min(a, b), base)


def either(a: int, b: int, base: int) -> Bounds:
    """Return how many can have given at least one of two answers: max(a, b) to min(n, a + b) [1].

    >>> either(21, 23, 57)
    Bounds(low=23, high=44, base=57)
    """
    a, b, base = _margins(a, b, base)
    return Bounds(max(a, b), min(base, a + b), base)


def manski(yes: int, no: int, base: int) -> Bounds:
    """Return how many would say yes if everybody of the base had to choose [2]: from yes to n - no.

    The others of the base did not answer, cannot answer, or gave a third answer; nothing is assumed of them.

    >>> manski(21, 10, 57)
    Bounds(low=21, high=47, base=57)
    """
    yes, no, base = _answers(yes, no, base)
    return Bounds(yes, base - no, base)


def missing_at_random(yes: int, no: int) -> float:
    """Return the share of yes that would hold in the whole base if the undecided were like those who chose.

    It is an assumption to compare the bounds of `manski` with, no estimate.

    >>> round(missing_at_random(21, 10), 3)
    0.677
    """
    yes, no = whole(yes, "yes", 0), whole(no, "no", 0)
    if yes + no == 0:
        raise ArgumentError("Nobody chose: no share can be assumed.")
    return yes / (yes + no)


def imbens_manski(
    low_share: float, high_share: float, n: int, *, level: float = 0.95, interval: str = "wald"
) -> tuple[float, float]:
    """Return the interval that covers a share known to lie between two, wherever it is there, as if n were a random sample.

    low_share   the least the share can be in the sample, in [0, 1]; `high_share` the greatest
    n           the base of both, at least 1
    interval    a name of `INTERVALS`: the lower end is that of low_share, the upper that of high_share, each with the
                quantile c instead of the usual one. wald is [3]: l - c s_l/√n to u + c s_u/√n, s = √(p(1 - p)), cut at
                0 and 1

    c solves Φ(c + √n (u - l)/max(s_l, s_u)) - Φ(-c) = level [3]: the two-sided quantile where the bounds are one point,
    the one-sided where they are far apart.

    >>> [round(end, 3) for end in imbens_manski(21 / 57, 47 / 57, 57)]
    [0.263, 0.907]
    """
    if not 0 <= low_share <= high_share <= 1:
        raise ArgumentError("Bounds of a share are in order and between 0 and 1.", got=f"{low_share} and {high_share}")
    n, name = whole(n, "n", 1), check_interval(interval, simple=True)
    shares = np.array([[low_share], [high_share]])
    low, high = shares_between(name, shares, np.zeros((2, 1)), np.array([n]), None, check_level(level))
    return float(low[0]), float(high[0])


def tipping_point(yes: int, undecided: int, base: int) -> TippingPoint:
    """Return how many of the undecided have to say yes for yes to be more than half of the base.

    undecided  everybody of the base who said neither yes nor no

    >>> tipping_point(21, 26, 57).needed
    8
    """
    yes, undecided, base = _answers(yes, undecided, base, "undecided")
    return TippingPoint(yes, undecided, base, max(0, base // 2 + 1 - yes))


def _margins(a: int, b: int, base: int) -> tuple[int, int, int]:
    base = whole(base, "The base", 1)
    return whole(a, "The first count", 0, base), whole(b, "The second count", 0, base), base


def _answers(yes: int, other: int, base: int, name: str = "no") -> tuple[int, int, int]:
    base = whole(base, "The base", 1)
    yes = whole(yes, "yes", 0, base)
    return yes, whole(other, name, 0, base - yes), base
