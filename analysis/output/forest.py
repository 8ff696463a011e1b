"""Forest plots: claims with their estimates and intervals, the line each has to pass, and the verdict as a word and a shape."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
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
    MARK,
    SPARE,
    WIDTH,
    Style,
    canvas,
    percent_grid,
    svg,
    wrapped,
)  # fmt: skip
from analysis.output.language import Language

_LANE, _PAD, _NUMBER, _INDENT, _SIZE = 16.0, 12.0, 62.0, 17.0, 8.0


class Shape(StrEnum):
    """What stands at an estimate: a shape for each verdict, so that none is known by its colour alone."""

    SUPPORTED = "supported"
    SAMPLE_ONLY = "sample-only"
    FALSE = "false-in-sample"
    NOT_SUPPORTED = "not-supported"
    NOT_VERIFIABLE = "not-verifiable"


_MARKERS: Mapping[Shape, tuple[str, str, bool]] = {
    Shape.SUPPORTED: ("o", ANSWER, True),
    Shape.SAMPLE_ONLY: ("o", INK, False),
    Shape.FALSE: ("X", MARK, True),
    Shape.NOT_SUPPORTED: ("D", INK, False),
    Shape.NOT_VERIFIABLE: ("s", GREY, False),
}
"""Marker, colour, whether it is filled."""


@dataclass(frozen=True)
class Judgement:
    """One row: a share in [0, 1] with the ends of its interval, and the line that the claim says it passes.

    verdict  the word printed for `shape`
    """

    label: str
    share: float
    number: str
    low: float
    high: float
    line: float
    verdict: str
    shape: Shape


def forest(items: Sequence[Judgement], language: Language, *, name: str, alt: str) -> str:
    """Return a forest plot on a scale from 0 to 100 %: the verdict and the claim above each estimate.

    name, alt  as of `analysis.output.plot.bars`
    """
    with Style():
        labels = [wrapped(item.label, WIDTH - SPARE) for item in items]
        verdicts = [wrapped(item.verdict, WIDTH - SPARE - _INDENT, bold=True) for item in items]
        rows = [(len(verdict) + len(label)) * LINE + _LANE + _PAD for verdict, label in zip(verdicts, labels, strict=True)]
        height = sum(rows) + AXIS
        figure, axes = canvas(height)
        lanes = [(bottom - _PAD - _LANE, bottom - _PAD) for bottom in accumulate(rows)]
        percent_grid(axes, _across, height - AXIS, language, lanes)
        top = 0.0
        for item, verdict, label, row in zip(items, verdicts, labels, rows, strict=True):
            _mark(axes, item.shape, 6.0, top + LINE / 2 + 1)
            _write(axes, _INDENT, top, verdict, "bold")
            _write(axes, 0, top + len(verdict) * LINE, label, "normal")
            _estimate(axes, item, top + row - _PAD - _LANE / 2)
            top += row
        axes.set(xticks=[], yticks=[])
        return svg(figure, name, alt)


def _across(share: float) -> float:
    return _SIZE + share * (WIDTH - _NUMBER - _SIZE)


def _write(axes: Axes, left: float, top: float, lines: Sequence[str], weight: str) -> None:
    axes.text(
        left, top + 2, "\n".join(lines), va="top", ha="left", fontsize=FONT, fontweight=weight, linespacing=LINE_SPACING
    )  # fmt: skip


def _mark(axes: Axes, shape: Shape, left: float, middle: float) -> None:
    marker, colour, filled = _MARKERS[shape]
    axes.plot(
        [left], [middle], marker=marker, markersize=_SIZE, markerfacecolor=colour if filled else "none",
        markeredgecolor=colour, markeredgewidth=1.4 if not filled else 0.4, linestyle="none", zorder=4,
    )  # fmt: skip


def _estimate(axes: Axes, item: Judgement, middle: float) -> None:
    line = _across(item.line)
    axes.vlines(line, middle - _LANE / 2, middle + _LANE / 2, color=INK, linewidth=1.2, linestyle=(0, (2.0, 1.5)), zorder=2)
    if math.isfinite(item.low) and math.isfinite(item.high):
        # The shape hides the line behind it, so that an open one stays open.
        ends = (_across(item.low), _across(item.high))
        inner = (_across(item.share) - _SIZE / 2, _across(item.share) + _SIZE / 2)
        parts = [(ends[0], min(inner[0], ends[1])), (max(inner[1], ends[0]), ends[1])]
        axes.hlines([middle] * 2, *zip(*parts, strict=True), color=INK, linewidth=1.3, zorder=3)
        axes.vlines(ends, middle - 3, middle + 3, color=INK, linewidth=1.3, zorder=3)
    _mark(axes, item.shape, _across(item.share), middle)
    axes.text(WIDTH - 1, middle, item.number, va="center_baseline", ha="right", fontsize=FONT, fontweight="bold")
