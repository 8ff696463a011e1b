"""The rows of a comparison as values: an answer's share on either side, the difference, and what is hidden of them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from analysis.report.comparison.compared import Compared
from analysis.values import Value


@dataclass(frozen=True)
class Share:
    """An answer's share on one side; NaN where it has no number for it.

    hidden  whether it must not be shown
    """

    n: float
    base_n: float
    share: float
    low: float
    high: float
    hidden: bool

    @property
    def is_shown(self) -> bool:
        """Whether there is a share, and it may be shown."""
        return not self.hidden and not math.isnan(self.share)


@dataclass(frozen=True)
class Line:
    """One answer on both sides, and how much higher B's share is."""

    category: Value
    a: Share
    b: Share
    difference: float
    low: float
    high: float
    p: float
    p_adjusted: float

    @property
    def is_hidden(self) -> bool:
        """Whether the difference must not be shown: from it and the one share the other could be worked out."""
        return self.a.hidden or self.b.hidden

    @property
    def is_shown(self) -> bool:
        """Whether there is a difference, and it may be shown."""
        return self.a.is_shown and self.b.is_shown


def lines(one: Compared) -> tuple[Line, ...]:
    """Return the rows of a question, in their order."""
    frame = one.frame
    sides = [_shares(frame, mark, one.hidden[:, column].tolist()) for column, mark in enumerate("ab")]
    changes = [frame[name].tolist() for name in ("difference", "low", "high", "p", "p_adjusted")]
    return tuple(Line(*values) for values in zip(frame["category"].tolist(), *sides, *changes, strict=True))


def _shares(frame: pd.DataFrame, mark: str, hidden: Sequence[bool]) -> list[Share]:
    numbers = [frame[f"{name}_{mark}"].tolist() for name in ("n", "base_n", "share", "low", "high")]
    return [Share(*values) for values in zip(*numbers, hidden, strict=True)]
