"""Show cards: what an interviewer holds before the respondent, a large-type page a question, without the non-answers."""

from __future__ import annotations

from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, NextPageTemplate, PageBreak, Table

from instruments.doors.instructions import ON_CARDS
from instruments.doors.sheet import Block, Sheet
from instruments.doors.styles import CARD, MARGIN, PAGE, TEXT, WIDTH, paragraph

CARDS = "cards"
"""The name of their page template."""

_SIZES = range(22, 8, -1)
"""Type sizes in points, the largest that fits on the page is taken."""

_HEIGHT = PAGE[1] - 2 * MARGIN - 55 * mm


def cards(sheet: Sheet) -> list[Flowable]:
    """Return the cards of a questionnaire, each on a page of its own."""
    drawn = [flowable for block in sheet.blocks if block.question.kind in ON_CARDS for flowable in _card(block, sheet)]
    return [NextPageTemplate(CARDS), *drawn]


def _card(block: Block, sheet: Sheet) -> list[Flowable]:
    heading = paragraph(sheet.words("card_title", number=block.number), CARD, name=block.question.id)
    sized = (_answers(block, size) for size in _SIZES)
    fitting = next((table for table in sized if table.wrap(WIDTH, _HEIGHT)[1] <= _HEIGHT), _answers(block, _SIZES[-1]))
    return [PageBreak(), heading, fitting]


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
