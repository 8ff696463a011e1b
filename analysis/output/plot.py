"""Figures: bars with their intervals, and one divided bar for ordered groups. SVG as text, the same bytes every time."""

from __future__ import annotations

import io
import math
import re
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise

import matplotlib as mpl
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path

from analysis.output.language import PERCENT, Language
from analysis.output.table import Role

WIDTH = 300.0
"""Points. The narrowest telephone, 320 pixels wide, shows this in 288: no letter gets smaller than 11 pixels."""

WATERMARK = "SYNTHETIC"

_FONT, _SMALL, _LINE, _BAR, _PAD, _GAP = 12.0, 11.5, 15.5, 13.0, 9.0, 12.0
_NUMBER = 58.0
_SPARE = 10.0  # Hinting makes a drawn line up to some points wider than the outlines that are measured.
_AXIS = 20.0
_SIDE, _BESIDE_PAD = 88.0, 4.0  # The widest label that still stands at the side, and the space between such rows.

# Drawn in these colours, then named: the page gives each name a colour for light and for dark.
_INK, _RULE, _ANSWER, _GREY, _REST, _MARK = "#1b1b1b", "#d9d9d8", "#4a90c8", "#8c8c8c", "#b3b3b2", "#c0392b"
_THEMED = {_INK: "--ink", _RULE: "--rule", _ANSWER: "--bar", _GREY: "--bar-none", _REST: "--bar-rest", _MARK: "--mark"}
_COLOURS = {Role.ANSWER: _ANSWER, Role.NON_ANSWER: _GREY, Role.REST: _REST, Role.UNKNOWN: _REST, Role.TOTAL: _ANSWER}


@dataclass(frozen=True)
class Bar:
    """One bar: a share in [0, 1] with the ends of its interval, and the number printed at its side."""

    label: str
    share: float
    number: str
    low: float = math.nan
    high: float = math.nan
    role: Role = Role.ANSWER


def bars(items: Sequence[Bar], language: Language, *, name: str, alt: str, synthetic: bool = False) -> str:
    """Return horizontal bars on a scale from 0 to 100 %, their labels above them, non-answers apart below.

    name  prefix of every id in the SVG: two figures of one page must not share any
    alt   what the figure says, for who does not see it
    """
    with _style():
        layout = _layout(items)
        figure, axes = _canvas(layout.height)
        _percent_grid(axes, layout, language)
        _draw_bars(axes, items, layout)
        for item, lines, top, middle in zip(items, layout.labels, layout.tops, layout.middles, strict=True):
            axes.text(0, top + 2, "\n".join(lines), va="top", ha="left", fontsize=_FONT, linespacing=1.18)
            axes.text(WIDTH - 1, middle, item.number, va="center_baseline", ha="right", fontsize=_FONT, fontweight="bold")
        height = layout.height
        if synthetic:
            _watermark(axes, height)
        axes.set(xticks=[], yticks=[])
        return _svg(figure, name, alt)


def divided(items: Sequence[Bar], *, name: str, alt: str, synthetic: bool = False) -> str:
    """Return one bar divided in the order of the items, red to blue, the numbers in it; non-answers grey, after a gap."""
    with _style():
        answers = [item for item in items if item.role is Role.ANSWER]
        palette = dict(zip((item.label for item in answers), sns.color_palette("RdBu", len(answers)).as_hex(), strict=True))
        colours = [palette.get(item.label, _GREY) for item in items]
        wrapped = [_wrapped(f"{item.label}: {item.number}{PERCENT}", WIDTH - _SPARE - 20) for item in items]
        height = 46.0 + sum(len(lines) * _LINE + 3 for lines in wrapped)
        figure, axes = _canvas(height)
        _draw_divided(axes, items, colours)
        top = 42.0
        for lines, colour in zip(wrapped, colours, strict=True):
            axes.barh(top + 8, 11, height=11, left=1, color=colour, edgecolor=_INK, linewidth=0.5)
            axes.text(20, top, "\n".join(lines), va="top", ha="left", fontsize=_FONT, linespacing=1.18)
            top += len(lines) * _LINE + 3
        if synthetic:
            _watermark(axes, height)
        axes.set(xticks=[], yticks=[])
        return _svg(figure, name, alt)


class _Style:
    """The settings of every figure, put back afterwards: seaborn's theme and matplotlib's settings are global."""

    def __enter__(self) -> None:
        self._warnings = warnings.catch_warnings()
        self._warnings.__enter__()
        # A label may hold signs that the font lacks, an emoji for one; the table beside the figure has them.
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        self._settings = mpl.rc_context()
        self._settings.__enter__()
        sns.set_theme(style="white")
        # The theme puts Arial first, which would make the figure depend on the machine; DejaVu Sans comes with matplotlib.
        # Letters become paths: a reader's substitute for the font could be wider than the place measured for the words.
        mpl.rcParams.update(
            {
                "font.family": "DejaVu Sans", "svg.fonttype": "path", "svg.hashsalt": "saualnama", "text.parse_math": False,
                "text.color": _INK, "hatch.color": _INK, "hatch.linewidth": 0.5,
            }
        )  # fmt: skip

    def __exit__(self, *error: object) -> None:
        self._settings.__exit__(None, None, None)
        self._warnings.__exit__(None, None, None)


_style = _Style


def _canvas(height: float) -> tuple[Figure, Axes]:
    """Return a figure whose axes are the whole page, in points, the origin at the top left."""
    figure = Figure(figsize=(WIDTH / 72, height / 72), dpi=72, facecolor="none")
    axes = figure.add_axes((0.0, 0.0, 1.0, 1.0), facecolor="none")
    axes.set(xlim=(0, WIDTH), ylim=(height, 0))
    axes.set_axis_off()
    return figure, axes


@dataclass(frozen=True)
class _Layout:
    """Where everything stands, in points from the top left.

    left  where the bars begin: 1 below their labels, more at the side of short ones
    """

    labels: list[list[str]]
    tops: list[float]
    middles: list[float]
    left: float
    height: float

    def across(self, share: float) -> float:
        """Return the place of a share on the scale from 0 to 100 %."""
        return self.left + share * (WIDTH - _NUMBER - 1 - self.left)


def _layout(items: Sequence[Bar]) -> _Layout:
    """Return labels at the side of the bars where all are short, else above them: a telephone has no room for both."""
    labels = [_wrapped(item.label, WIDTH - _SPARE) for item in items]
    font = FontProperties(family="DejaVu Sans", size=_FONT)
    widest = max((_width(line, font) for lines in labels for line in lines), default=0.0)
    beside = widest <= _SIDE
    tops: list[float] = []
    middles: list[float] = []
    place = 0.0
    for index, (item, lines) in enumerate(zip(items, labels, strict=True)):
        apart = item.role is not Role.ANSWER and (index == 0 or items[index - 1].role is Role.ANSWER)
        place += _GAP if apart and index else 0.0
        tops.append(place)
        middles.append(place + (_LINE / 2 + 1 if beside else len(lines) * _LINE + _BAR / 2))
        place += _LINE + _BESIDE_PAD if beside else len(lines) * _LINE + _BAR + _PAD
    return _Layout(labels, tops, middles, widest + _SPARE if beside else 1.0, place + _AXIS)


def _draw_bars(axes: Axes, items: Sequence[Bar], layout: _Layout) -> None:
    middles = layout.middles
    spacing = min((after - before for before, after in pairwise(middles)), default=1.0)
    sns.barplot(
        x=[layout.across(item.share) - layout.left for item in items], y=middles, orient="h", native_scale=True, ax=axes,
        width=_BAR / spacing, color=_ANSWER, saturation=1, errorbar=None, linewidth=0, zorder=2,
    )  # fmt: skip
    axes.set(xlabel="", ylabel="", xlim=(0, WIDTH))
    for patch, item in zip(axes.patches, items, strict=True):
        patch.set(facecolor=_COLOURS[item.role], x=layout.left)
        if item.role is Role.REST:
            patch.set_hatch("////")
    for item, middle in zip(items, middles, strict=True):
        if math.isfinite(item.low) and math.isfinite(item.high):
            ends = [layout.across(item.low), layout.across(item.high)]
            axes.hlines(middle, ends[0], ends[1], color=_INK, linewidth=1.1, zorder=3)
            axes.vlines(ends, middle - 3, middle + 3, color=_INK, linewidth=1.1, zorder=3)


def _percent_grid(axes: Axes, layout: _Layout, language: Language) -> None:
    bottom = layout.height - _AXIS
    for percent in (0, 25, 50, 75, 100):
        place = layout.across(percent / 100)
        axes.vlines(place, 0, bottom, color=_RULE, linewidth=0.6 if percent else 1.0, zorder=0)
        words = f"{percent}{PERCENT}" if percent == 100 else language.count(percent)
        axes.text(place, bottom + 3, words, va="top", ha="center" if percent else "left", fontsize=_SMALL)


def _draw_divided(axes: Axes, items: Sequence[Bar], colours: Sequence[str]) -> None:
    apart = 5.0 if {item.role for item in items} > {Role.ANSWER} else 0.0
    scale = (WIDTH - 2 - apart) / max(sum(item.share for item in items), 1e-9)
    place, gap = 1.0, apart
    for item, colour in zip(items, colours, strict=True):
        if item.role is not Role.ANSWER:
            place, gap = place + gap, 0.0
        wide = item.share * scale
        axes.barh(18, wide, height=26, left=place, color=colour, edgecolor=_INK, linewidth=0.5)
        if wide > 7 + 7 * len(item.number):
            axes.text(place + wide / 2, 18, item.number, va="center", ha="center", fontsize=_FONT, color=_readable_on(colour))
        place += wide


def _readable_on(colour: str) -> str:
    """Return black or white, whichever has more contrast with a colour (WCAG 2.2, relative luminance)."""
    channels = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in mpl.colors.to_rgb(colour)]
    luminance = sum(weight * channel for weight, channel in zip((0.2126, 0.7152, 0.0722), channels, strict=True))
    return "#000000" if (luminance + 0.05) ** 2 > 0.05 * 1.05 else "#ffffff"


def _watermark(axes: Axes, height: float) -> None:
    axes.text(
        WIDTH / 2, height / 2, WATERMARK, ha="center", va="center", rotation=min(14.0, height / 10), rotation_mode="anchor",
        fontsize=min(40.0, height / 2.2), fontweight="bold", color=_MARK, alpha=0.22, zorder=4,
    )  # fmt: skip


def _wrapped(words: str, width: float) -> list[str]:
    """Return the lines of a text none of which is wider than `width` points; a longer word is cut."""
    font = FontProperties(family="DejaVu Sans", size=_FONT)
    lines: list[str] = []
    line = ""
    for word in words.split():
        longer = f"{line} {word}".strip()
        if _width(longer, font) <= width:
            line = longer
            continue
        lines += [line] if line else []
        while _width(word, font) > width:
            fits = next(cut for cut in range(len(word) - 1, 0, -1) if _width(word[:cut], font) <= width)
            lines.append(word[:fits])
            word = word[fits:]  # noqa: PLW2901
        line = word
    return [*lines, line] if line else lines or [""]


def _width(words: str, font: FontProperties) -> float:
    width: float = text_to_path.get_text_width_height_descent(words, font, ismath=False)[0]
    return width


def _svg(figure: Figure, name: str, alt: str) -> str:
    """Return the figure as an inline SVG element: ids of its own, colours by name, its alternative text."""
    file = io.StringIO()
    figure.savefig(file, format="svg", transparent=True, metadata={"Date": None, "Creator": None, "Format": None, "Type": None})
    drawn = file.getvalue()
    drawn = drawn[drawn.index("<svg") :]
    drawn = re.sub(r"<metadata>.*?</metadata>\s*", "", drawn, flags=re.DOTALL)
    drawn = re.sub(r'\bid="', f'id="{name}-', drawn)
    drawn = re.sub(r'(xlink:href="|url\()#', rf"\1#{name}-", drawn)
    for colour, variable in _THEMED.items():
        drawn = drawn.replace(colour, f"var({variable}, {colour})")
    size = re.search(r'viewBox="[^"]*"', drawn)
    head = f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" {size.group() if size else ""}'
    return re.sub(r"<svg[^>]*>", lambda _: f'{head} role="img" aria-label="{escape(alt)}">', drawn, count=1).strip()
