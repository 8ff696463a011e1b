"""What is wrong in a table, collected cell by cell and raised once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NoReturn

from analysis.errors import DataError
from instruments.counted import counted

ROWS_NAMED = 10
LINES_PRINTED = 100
_WIDTH = 60


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong: the column as its header is written, the rows as a spreadsheet numbers them, and why.

    column  "" = the table as a whole
    rows    empty = the column as a whole
    """

    column: str
    rows: tuple[int, ...]
    sentence: str

    def __str__(self) -> str:
        where = [numbered(self.rows)] if self.rows else []
        where += [f"column {shortened(self.column)!r}"] if self.column else []
        return f"{', '.join(where)}: {self.sentence}" if where else self.sentence


def raise_problems(name: str, problems: Sequence[Problem]) -> NoReturn:
    """Raise one DataError that lists every problem of the file."""
    lines = [f"  {problem}" for problem in problems[:LINES_PRINTED]]
    lines += [f"  … and {len(problems) - LINES_PRINTED} more"] if len(problems) > LINES_PRINTED else []
    count = counted(len(problems), "problem")
    raise DataError("\n".join([f"{count}; nothing was read.", *lines]), where=name)


def numbered(rows: Iterable[int]) -> str:
    """Return row numbers as a phrase.

    >>> numbered([2, 5]), numbered([7])
    ('rows 2, 5', 'row 7')
    """
    every = list(rows)
    named = ", ".join(str(row) for row in every[:ROWS_NAMED])
    more = f" and {len(every) - ROWS_NAMED} more" if len(every) > ROWS_NAMED else ""
    return f"row{'s' if len(every) > 1 else ''} {named}{more}"


def shortened(text: str) -> str:
    """Return a text on one line, cut where a message would become unreadable.

    >>> shortened("a\\nb")
    'a b'
    """
    line = " ".join(text.split())
    return line if len(line) <= _WIDTH else f"{line[: _WIDTH - 1]}…"
