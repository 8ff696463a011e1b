"""Which tables are summed together, as one table that crosses the columns of all."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from analysis.estimation.kernel.sums import Rows, Table


@dataclass(frozen=True)
class Crossing:
    """Tables that are summed together: the columns to cross, the place of each table, and its axes in the crossing."""

    columns: Table
    tables: tuple[tuple[int, Table], ...]


def crossed(rows: Rows, tables: Sequence[Table], most: int) -> Iterator[Crossing]:
    """Yield crossings that hold all tables, each of at most so many cells unless one table has more.

    A table is its first column by the others. Firsts with the same others are put together: the others into bins of no
    more cells than the root of `most`, then to each bin as many firsts as there is room for.
    """
    places: defaultdict[Table, list[int]] = defaultdict(list)
    others: defaultdict[int, set[Table]] = defaultdict(set)
    for place, table in enumerate(tables):
        places[table].append(place)
        others[table[0]].add(table[1:])
    alike: defaultdict[frozenset[Table], list[Table]] = defaultdict(list)
    for first, known in others.items():
        alike[frozenset(known)].append((first,))
    for partners, firsts in alike.items():
        for beside in _bins(rows, sorted(partners), math.isqrt(most)):
            room = most // math.prod(rows.cells(one) for one in beside)
            for members in _bins(rows, firsts, room):
                yield _crossing(members, beside, places)


def _crossing(firsts: Sequence[Table], others: Sequence[Table], places: Mapping[Table, Sequence[int]]) -> Crossing:
    columns = tuple(chain.from_iterable((*firsts, *others)))
    tables = []
    start = len(firsts)
    for other in others:
        axes = tuple(range(start, start + len(other)))
        tables += [(place, (axis, *axes)) for axis, first in enumerate(firsts) for place in places[first + other]]
        start += len(other)
    return Crossing(columns, tuple(tables))


def _bins(rows: Rows, tables: Sequence[Table], most: int) -> list[list[Table]]:
    """Return the tables in bins whose cells multiplied are at most so many, the largest first, each where there is room."""
    bins: list[list[Table]] = []
    room: list[int] = []
    for table in sorted(tables, key=rows.cells, reverse=True):
        cells = rows.cells(table)
        place = next((number for number, left in enumerate(room) if left >= cells), len(bins))
        if place == len(bins):
            bins.append([])
            room.append(max(most, cells))
        bins[place].append(table)
        room[place] //= cells
    return bins
