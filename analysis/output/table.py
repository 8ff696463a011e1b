"""A table as readers see it: every cell is text in one language, every row has a header."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


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
