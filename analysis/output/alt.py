"""What a figure says, in words made from its numbers, for readers who do not see it."""

from __future__ import annotations

import math
from collections.abc import Sequence

from analysis.output.dumbbell import Pair, Point
from analysis.output.forest import Judgement
from analysis.output.language import PERCENT, Language
from analysis.output.plot import Bar
from analysis.output.ranges import Range
from analysis.output.table import Role


def bar_chart(items: Sequence[Bar], base: int, language: Language) -> str:
    """Return the most frequent answer (all of them where several are) with its percent, the base, and every other bar."""
    named = [item for item in items if item.role in (Role.ANSWER, Role.NON_ANSWER)]
    highest = max((item.share for item in named), default=0.0)
    if not named or not highest > 0:
        return language.text("chart_alt_empty", n=language.count(base))
    first = [item for item in named if item.share == highest]
    if len(first) > 1:
        options = ", ".join(language.quoted(item.label) for item in first)
        head = language.text("chart_alt_tie", options=options, pct=first[0].counted, n=language.count(base))
    else:
        head = language.text("chart_alt", option=first[0].label, pct=first[0].counted, n=language.count(base))
    rest = "; ".join(_bar(item) for item in items if item not in first)
    return f"{head} {language.text('chart_alt_rest', answers=rest)}" if rest else head


def plain_chart(items: Sequence[Bar], bases: tuple[int, int], language: Language) -> str:
    """Return the bars in their order, none of them called the most frequent: for bars that are not answers to one question.

    bases  the smallest and the largest base of a bar
    """
    base = "–".join(language.count(n) for n in dict.fromkeys(bases))
    return language.text("chart_alt_plain", answers="; ".join(map(_bar, items)), n=base)


def _bar(item: Bar) -> str:
    """Return a bar in words; of one that is not known, that it is not."""
    said = item.number if item.role is Role.UNKNOWN else f"{item.counted}{PERCENT}"
    return f"{item.label}: {said}"


def line_of_bars(items: Sequence[Bar], base: int, language: Language) -> str:
    """Return the parts of a divided bar in their order."""
    parts = "; ".join(f"{item.label}: {item.number}{PERCENT}" for item in items)
    return language.text("divided_alt", answers=parts, n=language.count(base))


def forest_plot(items: Sequence[Judgement], language: Language) -> str:
    """Return every claim of a forest plot with its percent, its interval and its verdict."""
    parts = "; ".join(
        language.text(
            "forest_alt_row", claim=item.label, pct=item.number, interval=language.interval(item.low, item.high),
            verdict=item.verdict,
        )
        for item in items
    )  # fmt: skip
    return language.text("forest_alt", rows=parts)


def range_chart(items: Sequence[Range], language: Language) -> str:
    """Return every range of a figure with its ends."""
    return language.text("ranges_alt", rows="; ".join(f"{item.label}: {item.number}" for item in items))


def dumbbells(items: Sequence[Pair], language: Language) -> str:
    """Return every answer of a dumbbell figure: its share in A and in B and their difference, each with its interval."""
    rows = [
        language.text(
            "compared_alt_row", answer=item.label, first=_share(item.a, language), second=_share(item.b, language),
            change=_change(item.change, language),
        )
        for item in items
    ]  # fmt: skip
    return language.text("compared_alt", rows="; ".join(rows))


def _share(point: Point, language: Language) -> str:
    known = math.isfinite(point.value)
    return f"{point.number}{PERCENT} ({language.interval(point.low, point.high)})" if known else point.number


def _change(point: Point, language: Language) -> str:
    return f"{point.number} ({language.change_interval(point.low, point.high)})" if math.isfinite(point.value) else point.number


def printed_chart(items: Sequence[Bar], language: Language) -> str:
    """Return the bars of a figure whose base is not known."""
    return language.text("printed_alt", answers="; ".join(f"{item.label}: {item.number}" for item in items))
