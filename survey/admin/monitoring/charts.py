"""Figures as values: horizontal bars, each under its words, and columns by day. The templates draw them as SVG. Pure.

A figure says in words what it shows, so nothing depends on seeing it, or on its colours; its numbers stand in a table too.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

WIDTH = 360
"""Units of a figure: as wide as on a telephone, where a letter is as high as in the text."""

_LINE, _BAR, _GAP, _LETTERS = 18, 14, 12, 44
_LONGEST_LABEL = 66
_STOPS = ("?", "!", "…", ".", ":")
_COLUMNS = 120
_HEADROOM = 16


@dataclass(frozen=True)
class Value:
    """What is to be drawn.

    label   its words
    number  its number, in words; that of a value that is not shown says so
    share   the length of its bar, from 0 to 1; None = none is drawn
    range   the ends of its interval, from 0 to 1
    """

    label: str
    number: str
    share: float | None
    range: tuple[float, float] | None = None

    @property
    def words(self) -> str:
        """The value as a part of a sentence."""
        return f"{self.label}: {self.number}"


@dataclass(frozen=True)
class Bar:
    """A bar with its place; the lines of its words, a long label shortened, stand above it, each with the height of its foot.

    width  None = its value is not shown
    """

    lines: tuple[tuple[int, str], ...]
    y: int
    width: float | None
    whisker: tuple[float, float] | None

    @property
    def height(self) -> int:
        """How high every bar is."""
        return _BAR


@dataclass(frozen=True)
class Bars:
    """Horizontal bars below each other."""

    bars: tuple[Bar, ...]
    height: int
    words: str
    width: int = WIDTH


@dataclass(frozen=True)
class Column:
    """A column of a chart by day."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Columns:
    """A column a day, the highest as high as the chart; `labels` are places and words below."""

    columns: tuple[Column, ...]
    labels: tuple[tuple[float, str, str], ...]
    most: str
    words: str
    height: int = _COLUMNS + 2 * _HEADROOM + 8
    width: int = WIDTH
    foot: int = _COLUMNS + _HEADROOM


def bars(values: Sequence[Value], *, longest: int = _LONGEST_LABEL) -> Bars:
    """Return values as horizontal bars, in their order; a label is shortened to `longest` letters.

    >>> [(bar.y, bar.width) for bar in bars([Value("Yes", "50%", 0.5), Value("No", "not shown", None)]).bars]
    [(22, 180.0), (66, None)]
    """
    placed = []
    top = 0
    for value in values:
        label = textwrap.shorten(value.label, longest, placeholder=" …")
        joined = f"{label}{'' if label.endswith(_STOPS) else ':'} {value.number}"
        lines = textwrap.wrap(joined, _LETTERS, break_on_hyphens=False)
        feet = tuple((top + _LINE * place - 4, line) for place, line in enumerate(lines, start=1))
        y = top + _LINE * len(lines) + 4
        whisker = (value.range[0] * WIDTH, value.range[1] * WIDTH) if value.range else None
        width = None if value.share is None else WIDTH * min(1.0, value.share)
        placed.append(Bar(feet, y, width, whisker))
        top = y + _BAR + _GAP - 4
    return Bars(tuple(placed), top, "; ".join(value.words for value in values))


def columns(values: Sequence[Value], most: str) -> Columns:
    """Return values as columns, the first and the last with their words below; `most` are the words of the highest."""
    step = WIDTH / max(1, len(values))
    drawn = []
    for place, value in enumerate(values):
        height = _COLUMNS * (value.share or 0.0)
        drawn.append(Column(step * place + step * 0.1, _HEADROOM + _COLUMNS - height, step * 0.8, height))
    ends = [(0.0, "start", values[0].label), (float(WIDTH), "end", values[-1].label)][: min(2, len(values))] if values else []
    return Columns(tuple(drawn), tuple(ends), most, "; ".join(value.words for value in values))
