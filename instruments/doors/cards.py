"""Show cards: what an interviewer holds before the respondent, in large type, without the non-answers.

Two that fit stand on one page, to be cut along a line; any other has a page of its own.
"""

from __future__ import annotations

from collections.abc import Iterator

from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, HRFlowable, NextPageTemplate, PageBreak, Spacer, Table

from instruments.doors.instructions import has_card
from instruments.doors.sheet import Block, Sheet
from instruments.doors.styles import CARD, GREY, MARGIN, PAGE, TEXT, WIDTH, paragraph

CARDS = "cards"
"""The name of their page template."""

_SIZES = range(22, 8, -1)
"""Type sizes in points, the largest that fits on the page is taken."""

_HEIGHT = PAGE[1] - 2 * MARGIN - 55 * mm

_HALF = PAGE[1] / 2 - MARGIN - 8 * mm
"""From the top of the page to where it is cut."""


def cards(sheet: Sheet) -> Iterator[Flowable]:
    """Yield the cards of a questionnaire, two a page where both fit."""
    yield NextPageTemplate(CARDS)
    room = 0.0
    for card in (_card(block, sheet) for block in sheet.blocks if has_card(block.question)):
        height = sum(_height(part) for part in card)
        if height <= _HALF and room:
            yield from _cut(room)
            room = 0.0
        else:
            yield PageBreak()
            room = max(_HALF - height, 0.0)
        yield from card


def _cut(room: float) -> list[Flowable]:
    """Return the line to cut along, at half the page's height."""
    return [Spacer(0, room), HRFlowable(width=WIDTH, thickness=0.6, color=GREY, dash=(4, 4), spaceBefore=0, spaceAfter=8 * mm)]


def _height(part: Flowable) -> float:
    return float(part.wrap(WIDTH, PAGE[1])[1] + part.getSpaceAfter())


def _card(block: Block, sheet: Sheet) -> list[Flowable]:
    heading = paragraph(sheet.words("card_title", number=block.number), CARD, name=block.question.id)
    sized = (_answers(block, size) for size in _SIZES)
    fitting = next((table for table in sized if table.wrap(WIDTH, _HEIGHT)[1] <= _HEIGHT), _answers(block, _SIZES[-1]))
    return [heading, fitting]


def _answers(block: Block, size: int) -> Table:
    style = ParagraphStyle("answer", TEXT, fontSize=size, leading=size * 1.35)
    entries = [(str(row.code), row.label) for row in block.rows] or _points(block)
    code = ParagraphStyle("number", style, alignment=2)
    cells = [[paragraph(number, code), paragraph(label, style)] for number, label in entries]
    padding = [(side, (0, 0), (-1, -1), size * 0.2) for side in ("TOPPADDING", "BOTTOMPADDING")]
    style_of_table = [*padding, ("VALIGN", (0, 0), (-1, -1), "TOP")]
    return Table(cells, colWidths=[22 * mm, WIDTH - 22 * mm], hAlign="LEFT", style=style_of_table)


def _points(block: Block) -> list[tuple[str, str]]:
    low, high = block.question.low or 0, block.question.high or 0
    meanings = {low: block.ends[0], high: block.ends[1]}
    return [(str(point), meanings.get(point, "")) for point in range(low, high + 1)]
