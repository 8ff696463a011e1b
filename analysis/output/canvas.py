"""What every figure is drawn on: a page in points, one font, named colours, letters as outlines, the same bytes every time."""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Callable, Iterable
from html import escape

import matplotlib as mpl
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path

from analysis.output.language import PERCENT, Language

WIDTH = 300.0
"""Points. The narrowest telephone, 320 pixels wide, shows this in 288: no letter gets smaller than 11 pixels."""

FONT, SMALL, LINE, LINE_SPACING, AXIS = 12.0, 11.5, 15.5, 1.18, 20.0
SPARE = 10.0
"""Hinting makes a drawn line up to some points wider than the outlines that are measured."""

# Drawn in these colours, then named: the page gives each name a colour for light and for dark.
INK, RULE, ANSWER, GREY, REST, MARK = "#1b1b1b", "#d9d9d8", "#4a90c8", "#8c8c8c", "#b3b3b2", "#c0392b"
SOFT = "#50565c"
"""Of words that stand in the place of what is not known."""

_THEMED = {
    INK: "--ink", RULE: "--rule", ANSWER: "--bar", GREY: "--bar-none", REST: "--bar-rest", MARK: "--mark", SOFT: "--soft",
}  # fmt: skip
Lane = tuple[float, float]
"""Top and bottom of a strip of a figure."""


class Style:
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
                "text.color": INK, "hatch.color": INK, "hatch.linewidth": 0.5,
            }
        )  # fmt: skip

    def __exit__(self, *error: object) -> None:
        self._settings.__exit__(None, None, None)
        self._warnings.__exit__(None, None, None)


def canvas(height: float) -> tuple[Figure, Axes]:
    """Return a figure whose axes are the whole page, in points, the origin at the top left."""
    figure = Figure(figsize=(WIDTH / 72, height / 72), dpi=72, facecolor="none")
    axes = figure.add_axes((0.0, 0.0, 1.0, 1.0), facecolor="none")
    axes.set(xlim=(0, WIDTH), ylim=(height, 0))
    axes.set_axis_off()
    return figure, axes


def grid_lines(axes: Axes, place: float, lanes: Iterable[Lane], *, width: float = 0.6) -> None:
    """Draw one line of a grid in the lanes alone, so that it runs through no words between them."""
    for top, bottom in lanes:
        axes.vlines(place, top, bottom, color=RULE, linewidth=width, zorder=0)


def percent_grid(axes: Axes, across: Callable[[float], float], bottom: float, language: Language, lanes: Iterable[Lane]) -> None:
    """Draw the scale from 0 to 100 %, its numbers below `bottom`.

    across  gives the place of a share in points
    lanes   where bars are drawn: the words between them stay free of lines
    """
    strips = tuple(lanes)
    for percent in (0, 25, 50, 75, 100):
        place = across(percent / 100)
        grid_lines(axes, place, strips, width=0.6 if percent else 1.0)
        words = f"{percent}{PERCENT}" if percent == 100 else language.count(percent)
        axes.text(place, bottom + 3, words, va="top", ha="center" if percent else "left", fontsize=SMALL)


def font(*, bold: bool = False) -> FontProperties:
    """Return the one font of every figure, which comes with matplotlib."""
    return FontProperties(family="DejaVu Sans", size=FONT, weight="bold" if bold else "normal")


def wrapped(words: str, width: float, *, bold: bool = False) -> list[str]:
    """Return the lines of a text none of which is wider than `width` points; a longer word is cut."""
    face = font(bold=bold)
    lines: list[str] = []
    line = ""
    for word in words.split():
        longer = f"{line} {word}".strip()
        if width_of(longer, face) <= width:
            line = longer
            continue
        lines += [line] if line else []
        while width_of(word, face) > width:
            fits = next(cut for cut in range(len(word) - 1, 0, -1) if width_of(word[:cut], face) <= width)
            lines.append(word[:fits])
            word = word[fits:]  # noqa: PLW2901
        line = word
    return [*lines, line] if line else lines or [""]


def width_of(words: str, face: FontProperties) -> float:
    """Return the width of a line in points."""
    width: float = text_to_path.get_text_width_height_descent(words, face, ismath=False)[0]
    return width


def svg(figure: Figure, name: str, alt: str) -> str:
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
