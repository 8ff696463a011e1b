"""What is summed, and what comes of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod

from analysis.arrays import Codes, Floats, Integers

OUTSIDE = "A code or a unit is outside the size that was given for it."

Table = tuple[int, ...]
"""The columns that a table crosses, by their place."""


@dataclass(frozen=True, eq=False)
class Rows:
    """The rows of some data as the kernel reads them.

    columns  each (rows,) codes from 0 up, or -1 for nothing
    sizes    how many codes each column has
    weight   (rows,)
    unit     (rows,) from 0 up: what sums are kept apart by
    units    how many there are
    """

    columns: Sequence[Codes]
    sizes: Sequence[int]
    weight: Floats
    unit: Codes
    units: int

    def shape(self, table: Table) -> tuple[int, ...]:
        """Return the shape of a table: its columns' codes with nothing before them."""
        return tuple(self.sizes[column] + 1 for column in table)

    def cells(self, table: Table) -> int:
        """Return how many cells a table has."""
        return prod(self.shape(table))


@dataclass(frozen=True, eq=False)
class Sums:
    """The sums of one table; along each axis of it nothing comes first, then the codes in order.

    count   (*table,) Σ1
    weight  (*table, units) Σw
    square  (*table, units) Σw²; None = not asked for
    """

    count: Integers
    weight: Floats
    square: Floats | None

    def shaped(self, shape: tuple[int, ...]) -> Sums:
        """Return the sums of a table whose cells stood in one row."""
        square = None if self.square is None else self.square.reshape(*shape, -1)
        return Sums(self.count.reshape(shape), self.weight.reshape(*shape, -1), square)
