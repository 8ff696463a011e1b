"""Dumbbell figures: each answer's share in two samples with their intervals, and below the differences with theirs."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate

from matplotlib.axes import Axes

from analysis.output.canvas import (
    ANSWER,
    AXIS,
    FONT,
    GREY,
    INK,
    LINE,
    LINE_SPACING,
    SMALL,
    SPARE,
    WIDTH,
    Lane,
    Style,
    canvas,
    grid_lines,
    percent_grid,
    svg,
    wrapped,
)
from analysis.output.language import MINUS, Language
from analysis.output.plot import watermark

_LANE, _PAD, _GAP, _NUMBER, _INDENT, _SIZE, _MARGIN = 15.0, 9.0, 12.0, 64.0, 17.0, 8.0, 20.0
_REACHES = (0.1, 0.2, 0.4, 0.6, 0.8, 1.0)
"""How far a scale of differences may go on either side."""


@dataclass(frozen=True)
class Point:
    """A share, or a difference of shares, with the ends of its interval and the number printed at its side.

    value  NaN where there is none to draw
    """

    value: float
    low: float
    high: float
    number: str


@dataclass(frozen=True)
class Pair:
    """One answer: its share in A and in B, and by how much B's is higher."""

    label: str
    a: Point
    b: Point
    change: Point


@dataclass(frozen=True)
class _Mark:
    marker: str
    colour: str
    filled: bool


_A, _B, _CHANGE = _Mark("o", INK, False), _Mark("o", ANSWER, True), _Mark("D", INK, True)
Across = Callable[[float], float]


def dumbbells(
    items: Sequence[Pair],
    names: tuple[str, str],
    heading: str,
    language: Language,
    *,
    name: str,
    alt: str,
    synthetic: bool = False,
) -> str:
    """Return the shares of A and B on one scale from 0 to 100 %, and below them the differences on a scale about zero.

    names      what A and B are called
    heading    what stands above the differences; they are left out where there is none
    name, alt  as of `analysis.output.plot.bars`
    """
    with Style():
        legend = [wrapped(words, WIDTH - SPARE - _INDENT) for words in names]
        changes = [item for item in items if math.isfinite(item.change.value)]
        title = wrapped(heading, WIDTH - SPARE, bold=True) if changes else []
        shares_top = sum(len(lines) for lines in legend) * LINE + _GAP
        shares_end = shares_top + _height(items, 2 * _LANE)
        changes_top = shares_end + AXIS + _GAP + len(title) * LINE
        height = changes_top + _height(changes, _LANE) + AXIS if changes else shares_end + AXIS
        figure, axes = canvas(height)
        _draw_legend(axes, legend)
        percent_grid(axes, _share_place, shares_end, language, _lanes(items, 2 * _LANE, shares_top))
        _draw_shares(axes, items, shares_top)
        if changes:
            _write(axes, 0, changes_top - len(title) * LINE, title, "bold")
            _draw_changes(axes, changes, changes_top, height - AXIS)
        if synthetic:
            watermark(axes, height)
        axes.set(xticks=[], yticks=[])
        return svg(figure, name, alt)


def _height(items: Sequence[Pair], lanes: float) -> float:
    return sum(len(wrapped(item.label, WIDTH - SPARE)) * LINE + lanes + _PAD for item in items)


def _lanes(items: Sequence[Pair], lanes: float, top: float) -> list[Lane]:
    """Return where the marks of each answer stand, below its words."""
    bottoms = accumulate(_height([item], lanes) for item in items)
    return [(top + bottom - _PAD - lanes, top + bottom - _PAD) for bottom in bottoms]


def _share_place(share: float) -> float:
    return _SIZE + share * (WIDTH - _NUMBER - _SIZE)


def _draw_legend(axes: Axes, legend: Sequence[Sequence[str]]) -> None:
    top = 0.0
    for mark, lines in zip((_A, _B), legend, strict=True):
        _draw_mark(axes, mark, 6.0, top + LINE / 2 + 1)
        _write(axes, _INDENT, top, lines, "normal")
        top += len(lines) * LINE


def _draw_shares(axes: Axes, items: Sequence[Pair], top: float) -> None:
    for item in items:
        lines = wrapped(item.label, WIDTH - SPARE)
        _write(axes, 0, top, lines, "normal")
        top += len(lines) * LINE
        middle_a, middle_b = top + _LANE / 2, top + 1.5 * _LANE
        if math.isfinite(item.a.value) and math.isfinite(item.b.value):
            ends = [_share_place(item.a.value), _share_place(item.b.value)]
            axes.plot(ends, [middle_a, middle_b], color=GREY, linewidth=1.6, zorder=1)
        _draw_point(axes, item.a, _A, _share_place, middle_a)
        _draw_point(axes, item.b, _B, _share_place, middle_b)
        top += 2 * _LANE + _PAD


def _draw_changes(axes: Axes, items: Sequence[Pair], top: float, bottom: float) -> None:
    farthest = max(abs(end) for item in items for end in (item.change.low, item.change.high, item.change.value))
    reach = next((one for one in _REACHES if one >= farthest), 1.0)

    def place(change: float) -> float:
        # Farther from the edge than half of the widest number below, "−100".
        return _MARGIN + (change + reach) / (2 * reach) * (WIDTH - _NUMBER - 2 * _MARGIN)

    lanes = _lanes(items, _LANE, top)
    for part in (-1.0, -0.5, 0.0, 0.5, 1.0):
        across = place(part * reach)
        grid_lines(axes, across, lanes)
        words = f"{round(abs(part) * reach * 100)}"
        sign = "" if not part else "+" if part > 0 else MINUS
        axes.text(across, bottom + 3, sign + words, va="top", ha="center", fontsize=SMALL)
    for item in items:
        lines = wrapped(item.label, WIDTH - SPARE)
        _write(axes, 0, top, lines, "normal")
        top += len(lines) * LINE
        # Not through the words above it.
        axes.vlines(place(0.0), top, top + _LANE, color=INK, linewidth=1.0, zorder=1)
        _draw_point(axes, item.change, _CHANGE, place, top + _LANE / 2)
        top += _LANE + _PAD


def _draw_point(axes: Axes, point: Point, mark: _Mark, place: Across, middle: float) -> None:
    axes.text(WIDTH - 1, middle, point.number, va="center_baseline", ha="right", fontsize=FONT, fontweight="bold")
    if not math.isfinite(point.value):
        return
    at = place(point.value)
    if math.isfinite(point.low) and math.isfinite(point.high):
        # The mark hides the line behind it, so that an open one stays open.
        ends = (place(point.low), place(point.high))
        parts = [(ends[0], min(at - _SIZE / 2, ends[1])), (max(at + _SIZE / 2, ends[0]), ends[1])]
        for left, right in (part for part in parts if part[0] < part[1]):
            axes.hlines(middle, left, right, color=INK, linewidth=1.2, zorder=3)
        axes.vlines(ends, middle - 3, middle + 3, color=INK, linewidth=1.2, zorder=3)
    _draw_mark(axes, mark, at, middle)


def _draw_mark(axes: Axes, mark: _Mark, across: float, middle: float) -> None:
    axes.plot(
        [across], [middle], marker=mark.marker, markersize=_SIZE, markerfacecolor=mark.colour if mark.filled else "none",
        markeredgecolor=INK, markeredgewidth=0.4 if mark.filled else 1.4, linestyle="none", zorder=4,
    )  # fmt: skip


def _write(axes: Axes, left: float, top: float, lines: Sequence[str], weight: str) -> None:
    axes.text(
        left, top + 2, "\n".join(lines), va="top", ha="left", fontsize=FONT, fontweight=weight, linespacing=LINE_SPACING
    )  # fmt: skip
