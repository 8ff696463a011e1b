"""Figures of what is known only to lie between two ends: solid up to the least it can be, hatched up to the most."""

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
    INK,
    LINE,
    LINE_SPACING,
    REST,
    SMALL,
    SPARE,
    WIDTH,
    Lane,
    Style,
    canvas,
    font,
    grid_lines,
    percent_grid,
    svg,
    width_of,
    wrapped,
)  # fmt: skip
from analysis.output.language import Language
from analysis.output.plot import watermark

_BAR, _PAD, _GAP, _LEAST = 13.0, 9.0, 3.0, 2.0


@dataclass(frozen=True)
class Range:
    """One row: the ends of a range, on the scale of the figure, and the numbers printed at its side.

    filled        whether all below the range is certain, as with "at least so many"
    outer         the ends of an interval around the range, if these were a random sample
    """

    label: str
    low: float
    high: float
    number: str
    filled: bool = True
    outer: tuple[float, float] | None = None


def ranges(
    items: Sequence[Range],
    language: Language,
    *,
    name: str,
    alt: str,
    scale: tuple[int, int] | None = None,
    synthetic: bool = False,
) -> str:
    """Return one bar a range, its label above it.

    scale      the lowest and the highest whole number of the axis; None = shares, from 0 to 100 %
    name, alt, synthetic  as of `analysis.output.plot.bars`
    """
    with Style():
        labels = [wrapped(item.label, WIDTH - SPARE) for item in items]
        beside = max((width_of(item.number, font(bold=True)) for item in items), default=0.0) + SPARE
        first, last = (0.0, 1.0) if scale is None else scale

        def across(value: float) -> float:
            return 1 + (value - first) / (last - first) * (WIDTH - beside - 12)

        rows = [len(lines) * LINE + _GAP + _BAR + _PAD for lines in labels]
        height = sum(rows) + AXIS
        lanes = [(bottom - _PAD - _BAR - _GAP / 2, bottom - _PAD + _GAP / 2) for bottom in accumulate(rows)]
        figure, axes = canvas(height)
        if scale is None:
            percent_grid(axes, across, height - AXIS, language, lanes)
        else:
            _number_grid(axes, across, height - AXIS, scale, lanes)
        top = 0.0
        for item, lines in zip(items, labels, strict=True):
            axes.text(0, top + 2, "\n".join(lines), va="top", ha="left", fontsize=FONT, linespacing=LINE_SPACING)
            _draw(axes, item, across, top + len(lines) * LINE + _GAP + _BAR / 2)
            top += len(lines) * LINE + _GAP + _BAR + _PAD
        if synthetic:
            watermark(axes, height)
        axes.set(xticks=[], yticks=[])
        return svg(figure, name, alt)


def _draw(axes: Axes, item: Range, across: Callable[[float], float], middle: float) -> None:
    left, right = across(item.low), across(item.high)
    if item.filled and left > across(0):
        axes.barh(middle, left - across(0), height=_BAR, left=across(0), color=ANSWER, linewidth=0, zorder=2)
    axes.barh(
        middle, max(right - left, _LEAST), height=_BAR, left=left, facecolor=REST, edgecolor=INK, linewidth=0.6, hatch="////",
        zorder=2,
    )  # fmt: skip
    if item.outer is not None and all(map(math.isfinite, item.outer)):
        ends = [across(end) for end in item.outer]
        axes.hlines(middle, ends[0], ends[1], color=INK, linewidth=1.2, zorder=3)
        axes.vlines(ends, middle - 4, middle + 4, color=INK, linewidth=1.2, zorder=3)
    axes.text(WIDTH - 1, middle, item.number, va="center_baseline", ha="right", fontsize=FONT, fontweight="bold")


def _number_grid(
    axes: Axes, across: Callable[[float], float], bottom: float, scale: tuple[int, int], lanes: Sequence[Lane]
) -> None:
    for value in range(scale[0], scale[1] + 1):
        grid_lines(axes, across(value), lanes)
        axes.text(across(value), bottom + 3, str(value), va="top", ha="left" if value == scale[0] else "center", fontsize=SMALL)
