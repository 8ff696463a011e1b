"""Count vectors of one question: how many people gave each answer of a scale, walked through value by value.

A vector is built from the lowest value up. What is known after a value is a table for each number of people placed so
far, and, inside a bin, for each number that stood before the bin: by the sum of their answers, how many ways lead there,
or the least that a cost can be. One step per value and one table per number of people replace the enumeration of vectors.

Values are offsets from the lowest one; sums are sums of offsets.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import comb
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from analysis.published.forensics.bins import Bins, held

Table = TypeVar("Table")
States = dict[tuple[int, int], Table]
"""By (people placed before the open bin, 0 outside of bins; people placed)."""

Place = Callable[[dict[int, Table], int, int], dict[int, Table]]
"""From the tables by people placed, a value, and the most that may then be placed, to the tables with that value's people."""


@dataclass(frozen=True)
class Step:
    """One value, and how many people may have answered it or less.

    room    people of the bin that holds the value; None outside of bins
    opens   the value is the first of its bin
    closes  the value is the last of its bin
    """

    value: int
    room: int | None
    opens: bool
    closes: bool
    fewest: int
    most: int


Steps = tuple[Step, ...]


def step_sequences(n: int, span: int, median: Fraction | None, bins: Bins) -> Iterator[Steps]:
    """Yield the values 0 to `span` as steps, once for each pair of middle answers that has the median.

    The middle answers of an odd n are one person's. Of an even n they are two people's, whose mean is the median: each
    pair is a case of its own, and no vector belongs to two cases.
    """
    if median is None:
        yield _steps(n, span, [0] * span + [n], [n] * (span + 1), bins)
        return
    first, second = (n + 1) // 2, n // 2 + 1
    for lower in range(int(median) + 1):
        upper = 2 * median - lower
        if upper.denominator == 1 and upper <= span and (lower == upper or first < second):
            fewest = [second if value >= upper else first if value >= lower else 0 for value in range(span)]
            most = [first - 1 if value < lower else second - 1 if value < upper else n for value in range(span)]
            yield _steps(n, span, [*fewest, n], [*most, n], bins)


def _steps(n: int, span: int, fewest: list[int], most: list[int], bins: Bins) -> Steps:
    rooms = {value: people for first, last, people in bins for value in range(first, last + 1)}
    opening, closing = {first for first, _, _ in bins}, {last for _, last, _ in bins}
    later = [held(tuple(bin_ for bin_ in bins if bin_.first > value)) for value in range(span + 1)]
    return tuple(
        Step(value, rooms.get(value), value in opening, value in closing, fewest[value], min(most[value], n - later[value]))
        for value in range(span + 1)
    )


def walk(states: States[Table], step: Step, place: Place[Table]) -> States[Table]:
    """Return the tables after one more value."""
    chains: dict[int, dict[int, Table]] = {}
    for (before_bin, placed), table in states.items():
        chains.setdefault(placed if step.opens else before_bin, {})[placed] = table
    found: States[Table] = {}
    for before_bin, chain in chains.items():
        full = step.most if step.room is None else before_bin + step.room
        fewest = max(step.fewest, full) if step.closes else step.fewest
        for placed, table in place(chain, step.value, min(step.most, full)).items():
            if placed >= fewest:
                found[0 if step.closes else before_bin, placed] = table
    return found


class Ways:
    """How many vectors have a total: tables are polynomials in the sum, held in one integer each.

    The coefficient of a sum stands in its own run of bits, wide enough for every vector of n people, so that adding and
    shifting integers adds and shifts whole tables, exactly.
    """

    def __init__(self, n: int, total: int, span: int) -> None:
        self.n, self.total = n, total
        self._bits = comb(n + span, span).bit_length()
        self._all = (1 << self._bits * (total + 1)) - 1

    def count(self, steps: Steps) -> int:
        """Return the number of vectors."""
        states = {(0, 0): 1}
        for step in steps:
            states = walk(states, step, self._between(0, self.n))
        return self._found(states)

    def count_having(self, steps: Steps, people: range, others: int) -> dict[int, int]:
        """Return, for each value, the number of vectors in which it has so many people and no other has more than `others`."""
        having_so_many, at_most = self._between(people[0], people[-1]), self._between(0, others)
        without = {(0, 0): 1}
        having: dict[int, States[int]] = {}
        for step in steps:
            having = {value: walk(states, step, at_most) for value, states in having.items()}
            having[step.value] = walk(without, step, having_so_many)
            without = walk(without, step, at_most)
        return {value: self._found(states) for value, states in having.items()}

    def _found(self, states: States[int]) -> int:
        return states.get((0, self.n), 0) >> self._bits * self.total

    def _between(self, fewest: int, most: int) -> Place[int]:
        def shifted(table: int, sum_: int) -> int:
            return table << self._bits * sum_ & self._all if table else 0

        def place(chain: dict[int, int], value: int, limit: int) -> dict[int, int]:
            found: dict[int, int] = {}
            here = 0
            for placed in range(min(chain) + fewest, limit + 1):
                # One person more than before at this value, and the window of `fewest` to `most` people moves on by one.
                here = shifted(here, value) + shifted(chain.get(placed - fewest, 0), fewest * value)
                here -= shifted(chain.get(placed - most - 1, 0), (most + 1) * value)
                if here:
                    found[placed] = here
            return found

        return place


Costs = NDArray[np.int64]

ABSENT = 1 << 60
"""Above every cost: no vector has this sum."""


@dataclass(frozen=True)
class Extremes:
    """The least and the greatest sum of squared offsets, and a vector that has each."""

    squares: tuple[int, int]
    vectors: tuple[tuple[int, ...], tuple[int, ...]]


def extremes(steps: Steps, n: int, total: int) -> Extremes | None:
    """Return the extreme sums of squares over all vectors of n people with the total; None where there is no vector."""
    layers = list(_cheapest(steps, total, np.arange(len(steps))[None, :] ** 2))
    last = layers[-1].get((0, n))
    if last is None or last[0, total] >= ABSENT // 2:
        return None
    least, greatest = last[:, total].tolist()
    return Extremes((least, -greatest), (_vector(layers, steps, (0, n), total, 0), _vector(layers, steps, (0, n), total, 1)))


def people_ranges(steps: Steps, n: int, total: int) -> list[tuple[int, int]]:
    """Return the fewest and the most people of each value over all vectors, of which there is at least one."""
    (last,) = deque(_cheapest(steps, total, np.eye(len(steps), dtype=np.int64)), maxlen=1)
    fewest, most = np.split(last[0, n][:, total], 2)
    return list(zip(fewest.tolist(), (-most).tolist(), strict=True))


def _cheapest(steps: Steps, total: int, costs: Costs) -> Iterator[States[Costs]]:
    """Yield the least costs before the first value and after each.

    costs  (rows, values) of one person; each row is followed through the vectors on its own

    The tables have those rows, then those of the opposite costs, whose least is minus the greatest.
    """
    both = np.vstack([costs, -costs])
    start = np.full((len(both), total + 1), ABSENT)
    start[:, 0] = 0
    states = {(0, 0): start}
    yield states
    for step in steps:
        states = walk(states, step, _adding(both))
        yield states


def _adding(costs: Costs) -> Place[Costs]:
    def place(chain: dict[int, Costs], value: int, limit: int) -> dict[int, Costs]:
        found: dict[int, Costs] = {}
        nobody = np.full_like(next(iter(chain.values())), ABSENT)
        width = max(nobody.shape[1] - value, 0)
        here = nobody
        for placed in range(min(chain), limit + 1):
            one_more = nobody.copy()
            one_more[:, value:] = here[:, :width] + costs[:, value, None]
            here = np.minimum(chain.get(placed, nobody), one_more)
            found[placed] = here
        return found

    return place


def _vector(layers: list[States[Costs]], steps: Steps, key: tuple[int, int], total: int, row: int) -> tuple[int, ...]:
    """Return a vector of the least cost in one row, read backwards: of each value the fewest people that explain the cost."""
    sign = -1 if row else 1
    found = []
    for step, before, after in zip(reversed(steps), reversed(layers[:-1]), reversed(layers[1:]), strict=True):
        cost = after[key][row, total]
        people, key = next(
            (people, source)
            for people, source in _sources(step, key)
            if source in before
            and people * step.value <= total
            and before[source][row, total - people * step.value] + sign * people * step.value**2 == cost
        )
        total -= people * step.value
        found.append(people)
    return tuple(reversed(found))


def _sources(step: Step, key: tuple[int, int]) -> list[tuple[int, tuple[int, int]]]:
    """Return each number of people that may have given the step's value, with the state before them."""
    before_bin, placed = key
    if step.room is not None and step.closes:
        before_bin = placed - step.room
    if step.opens:
        return [(placed - before_bin, (0, before_bin))]
    return [(people, (before_bin, placed - people)) for people in range(placed - before_bin + 1)]
