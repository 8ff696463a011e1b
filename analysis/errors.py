"""What can be wrong with data, a design or an option.

AnalysisError
├── DataError      data that cannot be read, or hold what they must not (exit code 1)
├── DesignError    a sampling design that is wrong or that the data contradict (exit code 1)
└── ArgumentError  an option or a name that does not exist (exit code 2)
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from instruments.near import did_you_mean

LISTED = 5
"""How many rows or values a message names before it says "and … more"."""


class AnalysisError(Exception):
    """Base of every error that `analysis` raises.

    what    what is wrong, a sentence
    where   file, row, column
    got     what was found there
    remedy  what to do
    """

    exit_code: ClassVar[int] = 1

    def __init__(self, what: str, *, where: str = "", got: str = "", remedy: str = "") -> None:
        self.what, self.where, self.got, self.remedy = what, where, got, remedy
        head = f"{where}: {what}" if where else what
        end = "" if got.endswith((".", "?")) else "."
        super().__init__(" ".join(part for part in (head, f"Got {got}{end}" if got else "", remedy) if part))


class DataError(AnalysisError):
    """Data that cannot be read, or that hold something they must not."""


class DesignError(AnalysisError):
    """A sampling design that is wrong, or that the data contradict."""


class ArgumentError(AnalysisError):
    """An option's value or a name that does not exist."""

    exit_code = 2


def listed(items: Iterable[object]) -> str:
    """Return the items as one phrase, the first few by name.

    >>> listed(["a", "b"])
    "'a', 'b'"
    >>> listed(range(8))
    '0, 1, 2, 3, 4 and 3 more'
    """
    every = list(items)
    named = ", ".join(repr(item) for item in every[:LISTED])
    return f"{named} and {len(every) - LISTED} more" if len(every) > LISTED else named


def unknown(what: str, got: object, offered: Sequence[str]) -> ArgumentError:
    """Return the error for a name that is not one of those offered, with the nearest one.

    >>> str(unknown("interval", "wilsn", ["wald", "wilson"]))
    "There is no such interval. Got 'wilsn'. Did you mean 'wilson'? Offered: wald, wilson."
    """
    remedy = f"{did_you_mean(str(got), offered)} Offered: {', '.join(offered) or 'none'}.".strip()
    return ArgumentError(f"There is no such {what}.", got=repr(got), remedy=remedy)
