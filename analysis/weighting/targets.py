"""What is known of the population, as it is given: counts by category, and totals of numbers."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from numbers import Real

import pandas as pd

from analysis.errors import ArgumentError
from analysis.values import FARTHEST

INTERCEPT = "(Intercept)"
"""The name under which the size of the population is given where no category adds up to it, as in R."""

TOLERANCE = 1e-6
"""Margins whose sums differ by no more than this part are brought to the sum of the first: rounding. More is an error."""


@dataclass(frozen=True)
class Margin:
    """Counts of the population by the categories of one variable, or of several together.

    names    the variables
    counts   by category; of several variables a category is a tuple of theirs
    rescale  what the counts are multiplied by to sum to the first margin: 1 but for rounding
    """

    names: tuple[str, ...]
    counts: Mapping[tuple[Hashable, ...], float]
    rescale: float = 1.0

    @property
    def sum(self) -> float:
        """The population that the counts add up to."""
        return math.fsum(self.counts.values())

    @property
    def title(self) -> str:
        """The variables, as a message names them."""
        return " × ".join(self.names)


@dataclass(frozen=True)
class Total:
    """The sum of one number over the population, or with the name `INTERCEPT` its size."""

    name: str
    value: float


Key = str | tuple[str, ...]
"""What a margin is about: the name of a variable, or the names of several together."""

Given = Mapping[Key, Mapping[Hashable, float]]
"""Margins, as {"sex": {"f": 52, "m": 48}, ("sex", "age"): {("f", "young"): 20, …}}."""

GivenTotals = Mapping[Key, Mapping[Hashable, float] | float]
"""The same, and numbers: the totals of variables that are numbers."""


def margins_of(given: Given) -> tuple[Margin, ...]:
    """Return margins that agree on the size of the population; errors as of `targets_of`."""
    margins = targets_of(given)
    for one in margins:
        if isinstance(one, Total):
            raise ArgumentError(
                f"The margin of {one.name!r} is one number.",
                remedy="Give a count for each category; analysis.calibrate takes totals of numbers.",
            )
    return tuple(one for one in margins if isinstance(one, Margin))


def targets_of(given: GivenTotals) -> tuple[Margin | Total, ...]:
    """Return what is given, checked; margins whose sums differ by rounding alone carry the factor that makes them agree.

    Raises ArgumentError where nothing is given, for a count that is not a number above 0 or a total that is not finite,
    and for margins that sum to different populations, naming both sums.
    """
    if not isinstance(given, Mapping) or not given:
        remedy = 'Give them as {"sex": {"female": 52, "male": 48}}.'
        raise ArgumentError("Margins are counts by variable and category.", got=repr(given), remedy=remedy)
    return _agreeing([_target(name, counts) for name, counts in given.items()])


def _target(name: Key, given: Mapping[Hashable, float] | float) -> Margin | Total:
    names = name if isinstance(name, tuple) else (name,)
    if not names or not all(isinstance(one, str) for one in names) or len(set(names)) < len(names):
        raise ArgumentError("A margin is of one variable, or of a tuple of several.", got=repr(name), remedy="Name each once.")
    if isinstance(given, Real) and len(names) == 1:
        value = float(given)
        if not abs(value) <= FARTHEST or (names[0] == INTERCEPT and value < 1 / FARTHEST):
            raise ArgumentError(f"The total of {names[0]!r} is no number to calibrate to.", got=repr(given), remedy="Correct it.")
        return Total(names[0], value)
    counts = given.to_dict() if isinstance(given, pd.Series) else given
    if not isinstance(counts, Mapping) or not counts:
        raise ArgumentError(
            f"The margin of {name!r} is not counts by category.", got=repr(given), remedy="Give {category: count}."
        )
    return Margin(names, {_category(names, key): _count(name, key, count) for key, count in counts.items()})


def _category(names: Sequence[str], key: Hashable) -> tuple[Hashable, ...]:
    if len(names) == 1:
        return (key,)
    if not isinstance(key, tuple) or len(key) != len(names):
        raise ArgumentError(
            f"A category of {' × '.join(names)} names one of each.", got=repr(key), remedy=f"Write a tuple of {len(names)}."
        )
    return key


def _count(name: Key, category: Hashable, given: object) -> float:
    count = float(given) if isinstance(given, Real) and not isinstance(given, bool) else math.nan
    if not 1 / FARTHEST <= count <= FARTHEST:
        within = "above 0" if not 0 < count < math.inf else f"between {1 / FARTHEST:g} and {FARTHEST:g}"
        raise ArgumentError(
            f"The margin of {name!r} needs a number {within} for each category.",
            got=f"{given!r} for {category!r}",
            remedy="Correct it, or leave out a category that the population does not have.",
        )
    return count


def _agreeing(targets: Sequence[Margin | Total]) -> tuple[Margin | Total, ...]:
    """Return the targets with every margin brought to the size of the population that the first one says."""
    sizes = {one.title: one.sum for one in targets if isinstance(one, Margin)}
    sizes |= {one.name: one.value for one in targets if isinstance(one, Total) and one.name == INTERCEPT}
    if not sizes:
        return tuple(targets)
    first, size = next(iter(sizes.items()))
    for name, other in sizes.items():
        if abs(other - size) > TOLERANCE * size:
            raise ArgumentError(
                "The margins are of populations of different size.",
                got=f"{size:.15g} for {first!r}, {other:.15g} for {name!r}",
                remedy="Bring them to one total, if they are of the same population; else use one of them.",
            )
    return tuple(Margin(one.names, one.counts, size / one.sum) if isinstance(one, Margin) else one for one in targets)
