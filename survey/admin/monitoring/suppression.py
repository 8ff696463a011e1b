"""Which counts of a table that is looked at again and again are not shown, so that nobody can be found in the differences.

The rule, for a table whose cells add up to a number that everybody knows:

1. a count below 5 is not shown, nor what is made from it; a zero neither, or the first respondent in a cell would be seen
   coming [1];
2. hidden cells are at least two, and 5 respondents or more stand in them, or one could be worked out from the total [1];
3. a table is looked at again only when its total has moved by 5 or more: what lies between two looks is a group;
4. a cell that becomes large enough is shown once the other hidden cells have grown by as many respondents as it held
   when it was last small: then it could have held nobody at that time, whatever is shown before and after;
5. a number that is a sum of cells of a table (a quota, those who were asked a question that an answer leads to) is shown only
   where it follows from what is shown of that table at the same look: then nothing follows from it that did not before;
6. a cell that stands in several tables is hidden in all of them, or in none.

Respondents only come; where some withdraw, less can be worked out than this supposes.

[1] Hundepool et al. (2012), Statistical Disclosure Control, Wiley, chapter 4 (primary and secondary suppression).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field

SMALL = 5
"""The first count that is shown."""

STEP = 5
"""By how many respondents a total moves between two looks."""


@dataclass(frozen=True)
class Look:
    """A table as it stood when it was last looked at.

    counts      respondents by cell
    hidden      the cells that are not shown
    when_small  by hidden cell the counts of all cells at the last look at which it held 1 to 4
    """

    counts: Mapping[str, int]
    hidden: frozenset[str]
    when_small: Mapping[str, Mapping[str, int]] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """How many respondents stand in the table."""
        return sum(self.counts.values())

    def shown(self, cell: str) -> int | None:
        """Return a count as it is shown; None where it is not.

        >>> look({"yes": 20, "no": 9, "refused": 2}).shown("yes")
        20
        >>> look({"yes": 20, "no": 9, "refused": 2}).shown("no") is None  # else 31 - 20 - 9 would tell the third
        True
        """
        return None if cell in self.hidden else self.counts[cell]


def is_due(before: int | None, now: int) -> bool:
    """Whether a table is looked at again: at first with 5 respondents, then whenever its total has moved by 5."""
    return now >= STEP if before is None else abs(now - before) >= STEP


def look(
    counts: Mapping[str, int], before: Look | None = None, *, also: Set[str] = frozenset(), first: Sequence[str] = ()
) -> Look:
    """Return a table with its hidden cells.

    counts  respondents by cell; a respondent stands in one
    before  the table as it was looked at before; a cell that it did not have was hidden in it
    also    cells that another table hides
    first   cells that are hidden rather than others, where one must be; otherwise the smallest is
    """
    were_hidden = counts.keys() - (before.counts.keys() - before.hidden if before else ())
    kept = {cell for cell in were_hidden if before and not _can_be_shown(cell, counts, were_hidden, before)}
    hidden = {cell for cell, n in counts.items() if n < SMALL or cell in kept or cell in also}
    # Cells that were hidden stay so rather than that others are hidden, whose numbers were seen.
    ranks = {cell: rank for rank, cell in enumerate(first)}
    others = sorted(
        counts.keys() - hidden, key=lambda cell: (cell not in were_hidden, ranks.get(cell, len(ranks)), counts[cell], cell)
    )
    while others and not _is_safe(hidden, counts):
        hidden.add(others.pop(0))
    return Look(counts, frozenset(hidden), dict(_when_small(hidden, counts, before)))


def linked_looks(
    tables: Mapping[str, Mapping[str, int]],
    before: Mapping[str, Look],
    name: Callable[[str, str], str],
    *,
    first: Sequence[str] = (),
) -> dict[str, Look]:
    """Return tables that share cells: a cell which is hidden in one of them is hidden in all.

    before  the tables as they were looked at before
    name    what a cell of a table is called in all of them
    first   as in `look`

    >>> found = linked_looks({"a": {"x": 9, "y": 2}, "b": {"x": 9, "z": 7, "u": 8}}, {}, lambda table, cell: cell)
    >>> {table: sorted(each.hidden) for table, each in found.items()}
    {'a': ['x', 'y'], 'b': ['x', 'z']}
    """
    hidden: set[str] = set()
    while True:
        also = {table: {cell for cell in counts if name(table, cell) in hidden} for table, counts in tables.items()}
        found = {table: look(counts, before.get(table), also=also[table], first=first) for table, counts in tables.items()}
        now = {name(table, cell) for table, each in found.items() for cell in each.hidden}
        if now <= hidden:
            return found
        hidden |= now


def sum_told(table: Look, within: Callable[[str], bool | None]) -> int | None:
    """Return how many stand in some cells of a table, if what is shown of it tells; otherwise None.

    within  whether a cell is one of them; None = a part of it may be

    >>> sexes = look({"woman": 20, "man": 9, "refused": 2})
    >>> [sum_told(sexes, lambda cell: cell in cells) for cells in (("woman",), ("man", "refused"), ("man",))]
    [20, 11, None]
    """
    sides = {cell: within(cell) for cell in table.counts}
    if None in sides.values() or len({sides[cell] for cell in table.hidden}) > 1:
        return None
    return sum(n for cell, n in table.counts.items() if sides[cell])


def _can_be_shown(cell: str, counts: Mapping[str, int], hidden: Iterable[str], before: Look) -> bool:
    """Whether the other hidden cells have grown by as many as this one held when it was last small."""
    then = before.when_small.get(cell)
    if then is None:
        return True
    return sum(counts[other] - then.get(other, 0) for other in hidden if other != cell) >= then[cell]


def _is_safe(hidden: set[str], counts: Mapping[str, int]) -> bool:
    return not hidden or (len(hidden) > 1 and sum(counts[cell] for cell in hidden) >= SMALL)


def _when_small(hidden: set[str], counts: Mapping[str, int], before: Look | None) -> Iterable[tuple[str, Mapping[str, int]]]:
    for cell in sorted(hidden):
        if 0 < counts[cell] < SMALL:
            yield cell, counts
        elif before and cell in before.when_small:
            yield cell, before.when_small[cell]
