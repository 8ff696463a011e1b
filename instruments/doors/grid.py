"""A battery on paper: a line an item, a column a code, the head repeated on each page."""

from __future__ import annotations

from collections.abc import Sequence

from reportlab.lib.colors import Color
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Paragraph, Spacer, Table, TableStyle

from instruments.doors.fonts import widest_word
from instruments.doors.marks import Tick
from instruments.doors.rows import ticks
from instruments.doors.sheet import Block, Line, Mode, Row, Sheet
from instruments.doors.styles import BODY, BOX, CODE, GREY, HEAD, INTERVIEWER, SMALL, TEXT, paragraph

_ITEM = 52 * mm
"""The narrowest column of items."""

_WIDEST = 26 * mm
"""The widest column of a code."""

_NARROW = 12 * mm
"""The widest column of a code whose label stands above the grid."""

_PADDING = 3.0
_SHADE = Color(0.93, 0.93, 0.93)


def grid(block: Block, sheet: Sheet) -> list[Flowable]:
    """Return a battery's grid; where a label's longest word is wider than its column, all labels stand in a list above it.

    More codes than a grid has room for are a list below each item.
    """
    answers = block.rows or tuple(Row(code, "") for code in range(block.question.low or 0, (block.question.high or 0) + 1))
    columns = (*answers, *block.apart)
    width = min((BODY - _ITEM) / len(columns), _WIDEST)
    if width < BOX + 2 * _PADDING:
        return [flowable for line in block.lines for flowable in _apart(line, columns)]
    fits = all(widest_word(row.label, HEAD) <= width - 2 * _PADDING for row in columns)
    width = width if fits else min(width, _NARROW)
    rows = [[paragraph("", HEAD), *(_head(row, in_full=fits) for row in columns)]]
    rows += [[paragraph(line.text, TEXT, name=line.column), *(Tick() for _ in columns)] for line in block.lines]
    table = Table(
        rows,
        colWidths=[BODY - width * len(columns), *[width] * len(columns)],
        repeatRows=1,
        hAlign="LEFT",
        style=_style(len(block.apart)),
    )
    return [*_legend(block, sheet, columns, in_full=fits), table]


def _apart(line: Line, columns: Sequence[Row]) -> list[Flowable]:
    """Return one item of a battery whose codes are too many for a grid: a list of its own."""
    return [paragraph(line.text, TEXT, name=line.column), ticks(columns), Spacer(0, 6)]


def _head(row: Row, *, in_full: bool) -> list[Paragraph]:
    label = [paragraph(row.label, HEAD)] if in_full and row.label else []
    return [*label, paragraph(str(row.code), CODE)]


def _legend(block: Block, sheet: Sheet, columns: Sequence[Row], *, in_full: bool) -> list[Flowable]:
    ends = zip((block.question.low, block.question.high), block.ends, strict=True)
    entries = [(number, label) for number, label in ends if number is not None and label]
    entries += [] if in_full else [(row.code, row.label) for row in columns if row.label]
    said = [paragraph(sheet.words("scale_end", number=number, label=label), SMALL) for number, label in entries]
    if block.apart and sheet.mode is Mode.INTERVIEWER:
        codes = ", ".join(str(row.code) for row in block.apart)
        said.append(paragraph(f"{codes}: {sheet.words('do_not_read')}", INTERVIEWER))
    return [*said, Spacer(0, 3)] if said else []


def _style(apart: int) -> TableStyle:
    lines = [("LINEBEFORE", (-apart, 0), (-apart, -1), 0.8, GREY, None, (2, 2))] if apart else []
    return TableStyle([
        ("LEFTPADDING", (0, 0), (-1, -1), _PADDING), ("RIGHTPADDING", (0, 0), (-1, -1), _PADDING),
        ("TOPPADDING", (0, 0), (-1, -1), 2.5), ("BOTTOMPADDING", (0, 0), (-1, -1), 2.5),
        ("ALIGN", (1, 0), (-1, -1), "CENTER"), ("VALIGN", (0, 0), (-1, 0), "BOTTOM"), ("VALIGN", (0, 1), (-1, -1), "MIDDLE"),
        ("BACKGROUND", (0, 0), (-1, 0), _SHADE), ("LINEBELOW", (0, 0), (-1, -1), 0.4, GREY), *lines,
    ])  # fmt: skip
