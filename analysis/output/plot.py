"""Figures: bars with their intervals, and one divided bar for ordered groups. SVG as text, the same bytes every time."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import matplotlib as mpl
import seaborn as sns
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
    REST,
    SOFT,
    SPARE,
    WIDTH,
    Lane,
    Style,
    canvas,
    font,
    percent_grid,
    svg,
    width_of,
    wrapped,
)  # fmt: skip
from analysis.output.document import WATERMARK
from analysis.output.language import PERCENT, Language
from analysis.output.table import Role

_BAR, _PAD, _GAP, _BELOW = 13.0, 9.0, 12.0, 2.5
_NUMBER = 58.0
_SIDE, _BESIDE_PAD = 88.0, 4.0  # The widest label that still stands at the side, and the space between such rows.
_ROOM = 120.0
"""Where labels at the side would leave the bars less than this, they stand above."""

_OWN = (Role.ANSWER, Role.UNKNOWN)
"""Answers that a respondent could give of his own; others stand apart."""

_COLOURS = {Role.ANSWER: ANSWER, Role.NON_ANSWER: GREY, Role.REST: REST, Role.UNKNOWN: REST, Role.TOTAL: ANSWER}


@dataclass(frozen=True)
class Bar:
    """One bar: a share in [0, 1] with the ends of its interval, and the number printed at its side.

    role   of one whose share is not known (`Role.UNKNOWN`) the number is words, which stand in the place of the bar
    count  people in it, printed before the percent; empty where they are not
    """

    label: str
    share: float
    number: str
    low: float = math.nan
    high: float = math.nan
    role: Role = Role.ANSWER
    count: str = ""

    @property
    def counted(self) -> str:
        """The count, where there is one, and the percent without its sign."""
        return f"{self.count} · {self.number}" if self.count else self.number

    @property
    def beside(self) -> str:
        """What is printed at its side."""
        return f"{self.counted}{PERCENT}" if self.count else self.number


def bars(items: Sequence[Bar], language: Language, *, name: str, alt: str, synthetic: bool = False) -> str:
    """Return horizontal bars on a scale from 0 to 100 %, their labels above them, non-answers apart below.

    name  prefix of every id in the SVG: two figures of one page must not share any
    alt   what the figure says, for who does not see it
    """
    with Style():
        layout = _layout(items)
        figure, axes = canvas(layout.height)
        percent_grid(axes, layout.across, layout.height - AXIS, language, layout.lanes(items))
        _draw_bars(axes, items, layout)
        for item, lines, top, middle in zip(items, layout.labels, layout.tops, layout.middles, strict=True):
            axes.text(0, top + 2, "\n".join(lines), va="top", ha="left", fontsize=FONT, linespacing=LINE_SPACING)
            _write_number(axes, item, layout.left, middle)
        height = layout.height
        if synthetic:
            watermark(axes, height)
        axes.set(xticks=[], yticks=[])
        return svg(figure, name, alt)


def divided(items: Sequence[Bar], *, name: str, alt: str, synthetic: bool = False) -> str:
    """Return one bar divided in the order of the items, red to blue, the numbers in it; non-answers grey, after a gap."""
    with Style():
        answers = [item for item in items if item.role is Role.ANSWER]
        palette = dict(zip((item.label for item in answers), sns.color_palette("RdBu", len(answers)).as_hex(), strict=True))
        colours = [palette.get(item.label, GREY) for item in items]
        texts = [wrapped(f"{item.label}: {item.number}{PERCENT}", WIDTH - SPARE - 20) for item in items]
        height = 46.0 + sum(len(lines) * LINE + 3 for lines in texts)
        figure, axes = canvas(height)
        _draw_divided(axes, items, colours)
        top = 42.0
        for lines, colour in zip(texts, colours, strict=True):
            axes.barh(top + 8, 11, height=11, left=1, color=colour, edgecolor=INK, linewidth=0.5)
            axes.text(20, top, "\n".join(lines), va="top", ha="left", fontsize=FONT, linespacing=LINE_SPACING)
            top += len(lines) * LINE + 3
        if synthetic:
            watermark(axes, height)
        axes.set(xticks=[], yticks=[])
        return svg(figure, name, alt)


@dataclass(frozen=True)
class _Layout:
    """Where everything stands, in points from the top left.

    left     where the bars begin: 1 below their labels, more at the side of short ones
    numbers  what the numbers at the side of the bars take
    """

    labels: list[list[str]]
    tops: list[float]
    middles: list[float]
    left: float
    numbers: float
    height: float

    def across(self, share: float) -> float:
        """Return the place of a share on the scale from 0 to 100 %."""
        return self.left + share * (WIDTH - self.numbers - 1 - self.left)

    def lanes(self, items: Sequence[Bar]) -> list[Lane]:
        """Return where the bars stand: neither where their labels do, nor where words do in the place of a bar."""
        half = (_BAR + _BESIDE_PAD) / 2
        places = zip(items, self.middles, strict=True)
        return [(middle - half, middle + half) for item, middle in places if item.role is not Role.UNKNOWN]


def _layout(items: Sequence[Bar]) -> _Layout:
    """Return labels at the side of the bars where all are short, else above them: a telephone has no room for both."""
    labels = [wrapped(item.label, WIDTH - SPARE) for item in items]
    face = font()
    widest = max((width_of(line, face) for lines in labels for line in lines), default=0.0)
    number = max((width_of(item.beside, font(bold=True)) for item in items if item.role is not Role.UNKNOWN), default=0.0)
    numbers = max(number + SPARE, _NUMBER)
    beside = widest <= _SIDE and WIDTH - widest - SPARE - numbers >= _ROOM
    tops: list[float] = []
    middles: list[float] = []
    place = 0.0
    for index, (item, lines) in enumerate(zip(items, labels, strict=True)):
        apart = item.role not in _OWN and (index == 0 or items[index - 1].role in _OWN)
        place += _GAP if apart and index else 0.0
        tops.append(place)
        middles.append(place + (LINE / 2 + 1 if beside else len(lines) * LINE + _BELOW + _BAR / 2))
        place += LINE + _BESIDE_PAD if beside else len(lines) * LINE + _BELOW + _BAR + _PAD
    return _Layout(labels, tops, middles, widest + SPARE if beside else 1.0, numbers, place + AXIS)


def _draw_bars(axes: Axes, items: Sequence[Bar], layout: _Layout) -> None:
    middles = layout.middles
    spacing = min((after - before for before, after in pairwise(middles)), default=1.0)
    sns.barplot(
        x=[layout.across(item.share) - layout.left for item in items], y=middles, orient="h", native_scale=True, ax=axes,
        width=_BAR / spacing, color=ANSWER, saturation=1, errorbar=None, linewidth=0, zorder=2,
    )  # fmt: skip
    axes.set(xlabel="", ylabel="", xlim=(0, WIDTH))
    for patch, item in zip(axes.patches, items, strict=True):
        patch.set(facecolor=_COLOURS[item.role], x=layout.left)
        if item.role is Role.REST:
            patch.set_hatch("////")
    for item, middle in zip(items, middles, strict=True):
        if math.isfinite(item.low) and math.isfinite(item.high):
            ends = [layout.across(item.low), layout.across(item.high)]
            axes.hlines(middle, ends[0], ends[1], color=INK, linewidth=1.1, zorder=3)
            axes.vlines(ends, middle - 3, middle + 3, color=INK, linewidth=1.1, zorder=3)


def _write_number(axes: Axes, item: Bar, left: float, middle: float) -> None:
    if item.role is Role.UNKNOWN:
        axes.text(left + 2, middle, item.number, va="center_baseline", ha="left", fontsize=FONT, color=SOFT)
    else:
        axes.text(WIDTH - 1, middle, item.beside, va="center_baseline", ha="right", fontsize=FONT, fontweight="bold")


def _draw_divided(axes: Axes, items: Sequence[Bar], colours: Sequence[str]) -> None:
    apart = 5.0 if {item.role for item in items} > {Role.ANSWER} else 0.0
    scale = (WIDTH - 2 - apart) / max(sum(item.share for item in items), 1e-9)
    place, gap = 1.0, apart
    for item, colour in zip(items, colours, strict=True):
        if item.role is not Role.ANSWER:
            place, gap = place + gap, 0.0
        wide = item.share * scale
        axes.barh(18, wide, height=26, left=place, color=colour, edgecolor=INK, linewidth=0.5)
        if wide > 7 + 7 * len(item.number):
            axes.text(place + wide / 2, 18, item.number, va="center", ha="center", fontsize=FONT, color=_readable_on(colour))
        place += wide


def _readable_on(colour: str) -> str:
    """Return black or white, whichever has more contrast with a colour (WCAG 2.2, relative luminance)."""
    channels = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in mpl.colors.to_rgb(colour)]
    luminance = sum(weight * channel for weight, channel in zip((0.2126, 0.7152, 0.0722), channels, strict=True))
    return "#000000" if (luminance + 0.05) ** 2 > 0.05 * 1.05 else "#ffffff"


def watermark(axes: Axes, height: float) -> None:
    """Write across a figure that its data are synthetic; height is the figure's, in points."""
    axes.text(
        WIDTH / 2, height / 2, WATERMARK, ha="center", va="center", rotation=min(14.0, height / 10), rotation_mode="anchor",
        fontsize=min(40.0, height / 2.2), fontweight="bold", color=MARK, alpha=0.22, zorder=4,
    )  # fmt: skip
