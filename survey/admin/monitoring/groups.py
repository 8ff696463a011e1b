"""Groups of numbers, for figures that are looked at again and again. Pure.

The bounds are round, and stay: otherwise two looks could be taken from each other where their groups overlap. They are chosen
when there are 20 numbers, so that each group holds 5 or more; afterwards a group is only ever divided, into groups that hold 20
or more each. So no bound tells anything about anybody. A group is a cell of `suppression`, named by its bounds.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from survey.admin.monitoring.suppression import SMALL, Look

ENOUGH = 20
"""How many numbers there are before they are put into groups, and in a group that another is divided into."""

_MOST = 10
_FINEST = 1000


def names(bounds: Sequence[float]) -> tuple[str, ...]:
    """Return the cells of the groups that bounds make; each bound is the least number of the group above it.

    >>> names((30, 40)), names(())
    ((':30', '30:40', '40:'), (':',))
    """
    ends = ["", *(f"{bound:.15g}" for bound in bounds), ""]
    return tuple(f"{low}:{high}" for low, high in pairwise(ends))


WHOLE = names(())[0]
"""The cell of all numbers, as long as they are not in groups."""


def ends(name: str) -> tuple[float | None, float | None] | None:
    """Return the bounds of a group by its cell; None where the cell is none.

    >>> ends("30:40"), ends("40:"), ends("-1")
    ((30.0, 40.0), (40.0, None), None)
    """
    low, colon, high = name.partition(":")
    return (float(low) if low else None, float(high) if high else None) if colon else None


def bounds_of(cells: Iterable[str]) -> tuple[float, ...]:
    """Return the bounds of the groups among cells."""
    return tuple(sorted({end for cell in cells for end in ends(cell) or () if end is not None}))


def is_answer(cell: str) -> bool:
    """Whether a cell is a group or the code of an answer, and not that of a non-answer.

    >>> is_answer("-20:-10"), is_answer("3"), is_answer("-1")
    (True, True, False)
    """
    return ":" in cell or not cell.startswith("-")


def group(number: float, bounds: Sequence[float]) -> str:
    """Return the cell of the group that a number falls into."""
    return names(bounds)[bisect_right(bounds, number)]


def chosen_bounds(numbers: Sequence[float], steps: Iterable[float], had: Sequence[float] = ()) -> tuple[float, ...]:
    """Return bounds for numbers: multiples of the finest step that makes 10 groups or fewer, large enough; `had` where none does.

    steps  from fine to coarse; the lowest and the highest groups are open, and hold what lies thinly there
    had    the bounds so far, which stay among the new ones

    >>> chosen_bounds([18, 19, *range(20, 40), 41, 87], (1, 5, 10))
    (25, 30, 35)
    """
    if len(numbers) < ENOUGH:
        return tuple(had)
    least = ENOUGH if had else SMALL
    return next((bounds for step in steps if set(had) < set(bounds := _bounds(numbers, step, least))), tuple(had))


def _bounds(numbers: Sequence[float], step: float, least: int) -> tuple[float, ...]:
    places = Counter(int(number // step) for number in numbers)
    first, last = min(places), max(places)
    if last - first > _FINEST:
        return ()
    bounds = list(range(first + 1, last + 1))
    sizes = [places[place] for place in range(first, last + 1)]
    for end in (0, -1):
        while bounds and sizes[end] < least:
            bounds.pop(end)
            thin = sizes.pop(end)
            sizes[end] += thin
    return tuple(round(bound * step, 6) for bound in bounds) if len(sizes) <= _MOST and min(sizes) >= least else ()


def divided(before: Look, cells: Sequence[str]) -> Look:
    """Return a look at a table as if its groups had been divided by then: what a group held stands in its first part.

    Of divided groups only their sums are right in it: the rules ask for no more, as all parts were hidden, or none.
    """
    parts = {cell: [part for part in cells if _is_within(part, cell)] or [cell] for cell in before.counts}

    def spread(counts: Mapping[str, int]) -> dict[str, int]:
        return {part: n if place == 0 else 0 for cell, n in counts.items() for place, part in enumerate(parts[cell])}

    hidden = frozenset(part for cell in before.hidden for part in parts[cell])
    return Look(spread(before.counts), hidden, {cell: spread(then) for cell, then in before.when_small.items()})


def _is_within(part: str, cell: str) -> bool:
    inner, outer = ends(part), ends(cell)
    if not inner or not outer:
        return False
    above = outer[0] is None or (inner[0] is not None and inner[0] >= outer[0])
    return above and (outer[1] is None or (inner[1] is not None and inner[1] <= outer[1]))
