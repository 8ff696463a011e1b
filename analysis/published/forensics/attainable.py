"""Which sums of squares whole numbers within limits can have, exactly: a set of states in the bits of one integer.

So many people are in each of several ranges of answers: the bins of a publication, cut at its median. With d = x - c, c a
whole number near the mean, a state is the pair (Σd, Σd²) of the people placed so far, and has one bit. One more person with
the answer c + d shifts all states alike, so that a shift and an "or" for each answer of a range place a person.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import isqrt

WORK = 10_000_000_000
"""More bits than this to be shifted, over all people and their answers, take more than about a third of a second."""


@dataclass(frozen=True)
class Part:
    """So many people whose answers are from low to high."""

    people: int
    low: int
    high: int


@dataclass(frozen=True)
class _Table:
    """Where the states stand: (Σd, Σd²) has the bit (Σd - least)·width + Σd².

    answers  of each part how many people it has, and their d
    largest  the largest Σd² that is wanted: it never falls, so that states beyond it are dropped
    """

    answers: tuple[tuple[int, range], ...]
    least: int
    rows: int
    largest: int
    width: int

    @property
    def work(self) -> int:
        """How many bits are shifted."""
        return self.rows * self.width * sum(people * (len(values) + 1) for people, values in self.answers)


def attained(every: Sequence[Sequence[Part]], wanted: Mapping[int, range]) -> bool | None:
    """Return whether answers in one of these ways have one of the wanted totals with one of its sums of squares.

    every   each way to place the people: the parts of one add up to all of them
    wanted  by total, sums of squares; None is returned where it would take too long to tell

    >>> ten = [[Part(10, 1, 5)]]
    >>> [squares for squares in range(135, 144) if attained(ten, {35: range(squares, squares + 1)})]
    [135, 137, 139, 141, 143]
    >>> attained([[Part(4, 1, 9)]], {20: range(140, 141)}), attained([[Part(4, 1, 9)]], {20: range(142, 143)})
    (True, False)
    """
    tables = [(_table(parts, centred), centred) for parts in every for centred in [_centred(parts, wanted)] if centred[1]]
    if sum(table.work for table, _ in tables) > WORK:
        return None
    return any(_reached(table, sums) for table, (_, sums) in tables)


def _centred(parts: Sequence[Part], wanted: Mapping[int, range]) -> tuple[int, dict[int, range]]:
    """Return c, and by Σd the wanted Σd² that are not too small or too large for any answers in these parts."""
    people = sum(part.people for part in parts)
    centre = round(min(wanted) / people) if wanted else 0
    ends = [(part.people, (part.low - centre) ** 2, (part.high - centre) ** 2, part) for part in parts]
    most = sum(n * max(low, high) for n, low, high, _ in ends)
    least = sum(n * min(low, high) for n, low, high, part in ends if not part.low <= centre <= part.high)
    found = {}
    for total, squares in wanted.items():
        moved = people * centre**2 - 2 * centre * total
        off = total - people * centre
        low, high = max(squares.start + moved, least, -(-(off**2) // people)), min(squares.stop + moved, most + 1)
        if low < high:
            found[off] = range(low, high)
    return centre, found


def _table(parts: Sequence[Part], centred: tuple[int, dict[int, range]]) -> _Table:
    centre, sums = centred
    people, largest = sum(part.people for part in parts), max(squares[-1] for squares in sums.values())
    # An answer alone has no larger square than all together, and (Σd)² ≤ n·Σd² (Cauchy and Schwarz).
    reach, furthest = isqrt(largest), isqrt(people * largest)
    answers = tuple(
        (part.people, range(max(part.low - centre, -reach), min(part.high - centre, reach) + 1)) for part in parts
    )  # fmt: skip
    if not all(values for _, values in answers):
        return _Table((), 0, 0, largest, 0)
    least, most = max(-furthest, min(_ends(answers, 0))), min(furthest, max(_ends(answers, -1)))
    width = largest + 1 + max(value**2 for _, values in answers for value in (values[0], values[-1]))
    return _Table(answers, least, most - least + 1, largest, width)


def _ends(answers: Sequence[tuple[int, range]], end: int) -> Iterator[int]:
    """Yield the sums of the first or the last answers of nobody, of the first part, of the first two parts, …"""
    total = 0
    yield total
    for people, values in answers:
        total += people * values[end]
        yield total


def _reached(table: _Table, sums: Mapping[int, range]) -> bool:
    if not table.answers:
        return False
    kept = _repeated((1 << table.largest + 1) - 1, table.width, table.rows)
    states = 1 << -table.least * table.width
    for people, values in table.answers:
        for _ in range(people):
            after = 0
            for value in values:
                by = value * table.width + value**2
                after |= states << by if by >= 0 else states >> -by
            states = after & kept
    for off, squares in sums.items():
        row = off - table.least
        if 0 <= row < table.rows and states >> row * table.width + squares.start & (1 << len(squares)) - 1:
            return True
    return False


def _repeated(bits: int, width: int, times: int) -> int:
    """Return the same bits in each of so many rows."""
    found, rows = bits, 1
    while rows < times:
        found |= found << min(rows, times - rows) * width
        rows = min(2 * rows, times)
    return found
