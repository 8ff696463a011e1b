"""Where each kind of question is answered on paper."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from babel.numbers import get_decimal_symbol
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, HRFlowable, Indenter, Spacer, Table

from instruments.doors.fonts import line_width
from instruments.doors.grid import grid
from instruments.doors.marks import Digits, Lines, Tick
from instruments.doors.rows import PLAIN, ticks
from instruments.doors.sheet import Block, Mode, Sheet
from instruments.doors.styles import BODY, CODE, GREY, INDENT, INTERVIEWER, SMALL, SMALL_RIGHT, TEXT, paragraph
from instruments.kinds import text_limit
from instruments.model import Kind
from instruments.rules.numbers import number_limits, places

_OPEN_DIGITS = 10
"""Boxes before the comma of a number without a bound: as many as the form on the web takes."""


def area(block: Block, sheet: Sheet) -> list[Flowable]:
    """Return what a question is answered in: its own boxes, then the non-answers it offers, below a line of their own."""
    drawn = AREAS[block.question.kind](block, sheet)
    if block.question.kind is Kind.BATTERY or not block.apart:
        return [Indenter(left=INDENT), *drawn, Indenter(left=-INDENT)] if drawn else []
    divider = HRFlowable(width=BODY * 0.45, thickness=0.6, color=GREY, dash=(2, 2), hAlign="LEFT", spaceBefore=3, spaceAfter=2)
    heading = [paragraph(sheet.words("do_not_read"), INTERVIEWER)] if sheet.mode is Mode.INTERVIEWER else []
    return [Indenter(left=INDENT), *drawn, divider, *heading, ticks(block.apart), Indenter(left=-INDENT)]


def _choices(block: Block, sheet: Sheet) -> list[Flowable]:
    return [ticks(block.rows)]


def _ranking(block: Block, sheet: Sheet) -> list[Flowable]:
    return [ticks(block.rows, size=6 * mm)]


def _points(block: Block, sheet: Sheet) -> list[Flowable]:
    low, high = block.question.low or 0, block.question.high or 0
    return _scale(range(low, high + 1), block.ends)


def _statements(block: Block, sheet: Sheet) -> list[Flowable]:
    said = [paragraph(f"•  {line.text}" + (f" ({line.only})" if line.only else ""), TEXT) for line in block.lines]
    return [*said, Spacer(0, 4), *_points(block, sheet)]


def _integer(block: Block, sheet: Sheet) -> list[Flowable]:
    return [Digits(_number(block.question.low, block.question.high, 0, ""))]


def _decimal(block: Block, sheet: Sheet) -> list[Flowable]:
    comma = get_decimal_symbol(sheet.language)
    return [Digits(_number(*number_limits(block.question), places(block.question), comma))]


def _date(block: Block, sheet: Sheet) -> list[Flowable]:
    parts = (("date_day", 2), ("date_month", 2), ("date_year", 4))
    return [Digits([(digits, sheet.words(key)) for key, digits in parts])]


def _short_text(block: Block, sheet: Sheet) -> list[Flowable]:
    return [Lines(min(1 + text_limit(block.question) // 80, 3))]


def _long_text(block: Block, sheet: Sheet) -> list[Flowable]:
    return [Lines(6)]


def _nothing(block: Block, sheet: Sheet) -> list[Flowable]:
    return []


def _scale(points: Sequence[int], ends: tuple[str, str]) -> list[Flowable]:
    """Return a row of boxes, each under its number, with the meanings of the two ends below them."""
    width = min(12 * mm, BODY / len(points))
    rows: list[list[object]] = [[paragraph(str(point), CODE) for point in points], [Tick() for _ in points]]
    style = [("ALIGN", (0, 0), (-1, -1), "CENTER"), ("LEFTPADDING", (0, 0), (-1, -1), 1), ("RIGHTPADDING", (0, 0), (-1, -1), 1),
             ("TOPPADDING", (0, 0), (-1, -1), 1), ("BOTTOMPADDING", (0, 0), (-1, -1), 2)]  # fmt: skip
    table = Table(rows, colWidths=[width] * len(points), hAlign="LEFT", style=style)
    return [table, *_ends(points, ends, width * len(points))]


def _ends(points: Sequence[int], ends: tuple[str, str], width: float) -> list[Flowable]:
    """Return the meanings of the two ends: each under its own half of the boxes, or in one line where they are too long."""
    if not any(ends):
        return []
    low, high = (f"{point}: {meaning}" for point, meaning in zip((points[0], points[-1]), ends, strict=True))
    if max(line_width(words, SMALL) for words in (low, high)) > width / 2 - 6:
        return [paragraph(f"{low};  {high}", SMALL)]
    halves = [paragraph(low, SMALL), paragraph(high, SMALL_RIGHT)]
    return [Table([halves], colWidths=[width / 2] * 2, hAlign="LEFT", style=PLAIN)]


def _number(low: float | None, high: float | None, decimals: int, comma: str) -> list[tuple[int, str] | str]:
    """Return the boxes of a number: a sign where it may be negative, its digits, and those after the comma."""
    boxes: list[tuple[int, str] | str] = [(1, "+ / -")] if low is None or low < 0 else []
    digits = [_OPEN_DIGITS if bound is None else len(str(int(abs(bound)))) for bound in (low, high)]
    boxes.append((max(digits), ""))
    boxes += [comma, (decimals, "")] if decimals else []
    return boxes


AREAS: Mapping[Kind, Callable[[Block, Sheet], list[Flowable]]] = {
    Kind.ONE: _choices,
    Kind.MANY: _choices,
    Kind.SCALE: _points,
    Kind.INTEGER: _integer,
    Kind.DECIMAL: _decimal,
    Kind.DATE: _date,
    Kind.TEXT: _short_text,
    Kind.LONGTEXT: _long_text,
    Kind.RANK: _ranking,
    Kind.BATTERY: grid,
    Kind.COUNT: _statements,
    Kind.INFO: _nothing,
    Kind.CONSENT: _choices,
}
