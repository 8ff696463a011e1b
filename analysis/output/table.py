"""A table as readers see it: every cell is text in one language, every row has a header."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

TELEPHONE = 42
"""More letters than these beside each other, with the space between columns, do not fit the screen of a telephone."""

_FIRST, _BETWEEN = 13, 2
"""Letters that the column of the row headers has at least, and those that the space between two columns takes."""


class Role(StrEnum):
    """What a row, or the bar that is drawn for it, stands for."""

    ANSWER = "answer"
    NON_ANSWER = "non-answer"
    REST = "rest"
    UNKNOWN = "unknown"
    TOTAL = "total"


@dataclass(frozen=True)
class Row:
    """One row: its header and its cells."""

    header: str
    cells: tuple[str, ...]
    role: Role = Role.ANSWER


@dataclass(frozen=True)
class Table:
    """One table.

    columns  headings: that of the row headers first, then one a cell
    worded   positions of the columns that hold words: they are set flush left, numbers flush right
    told     position of a column of whole sentences, which gets the width that the others leave; None = there is none
    notes    what a reader must know to read it: base, intervals, what is not shown
    """

    caption: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()
    worded: frozenset[int] = frozenset()
    told: int | None = None

    def __post_init__(self) -> None:
        for row in self.rows:
            if len(row.cells) != len(self.columns) - 1:
                raise ValueError(f"{self.caption!r}: {row.header!r} has {len(row.cells)} cells, {len(self.columns) - 1} headings")

    @property
    def stacked(self) -> bool:
        """Whether its cells stand below each other on a narrow screen: it holds words, or is too wide to be read there.

        Headings and row headers may break between words, a cell of numbers never does.
        """
        first = max(_FIRST, *(len(word) for text in self._texts(0) for word in text.split()))
        others = (
            max((len(cell) for cell in self._texts(place)[1:]), default=0) for place in range(1, len(self.columns))
        )  # fmt: skip
        headings = (max((len(word) for word in heading.split()), default=0) for heading in self.columns[1:])
        widths = (max(pair) + _BETWEEN for pair in zip(others, headings, strict=True))
        return bool(self.worded) or first + sum(widths) > TELEPHONE

    def _texts(self, place: int) -> list[str]:
        """Return the heading of a column and its cells."""
        return [self.columns[place], *(row.header if place == 0 else row.cells[place - 1] for row in self.rows)]

    def without(self, *headings: str) -> Table:
        """Return the table without the columns of these headings, none of which is the first.

        >>> Table("t", ("a", "b", "c"), (Row("x", ("1", "2")),), worded=frozenset({2})).without("b").columns
        ('a', 'c')
        """
        kept = [place for place, heading in enumerate(self.columns) if place == 0 or heading not in headings]
        return replace(
            self,
            columns=tuple(self.columns[place] for place in kept),
            rows=tuple(replace(row, cells=tuple(row.cells[place - 1] for place in kept[1:])) for row in self.rows),
            worded=frozenset(kept.index(place) for place in self.worded if place in kept),
            told=kept.index(self.told) if self.told in kept else None,
        )
