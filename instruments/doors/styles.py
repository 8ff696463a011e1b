"""Measures and text styles of printed pages, and how words become paragraphs."""

from __future__ import annotations

from html import escape

from reportlab.lib.colors import Color
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import Paragraph

from instruments.doors.fonts import BOLD, BOLD_SLANTED, REGULAR, SLANTED

PAGE = A4
MARGIN = 18 * mm
WIDTH = PAGE[0] - 2 * MARGIN
INDENT = 9 * mm
BODY = WIDTH - INDENT
"""Width of everything under a question's number."""

BOX = 4.2 * mm
DIGIT = (6 * mm, 7.5 * mm)
LINE = 8.5 * mm
"""Height of a line to write on by hand."""

INK = Color(0, 0, 0)
GREY = Color(0.35, 0.35, 0.35)
"""Dark enough for a copy of a copy: a contrast of 7 to 1 on white."""

TEXT = ParagraphStyle("text", fontName=REGULAR, fontSize=10, leading=13.5, textColor=INK, splitLongWords=1)
TITLE = ParagraphStyle("title", TEXT, fontName=BOLD, fontSize=17, leading=21, spaceAfter=2 * mm)
SECTION = ParagraphStyle("section", TEXT, fontName=BOLD, fontSize=12.5, leading=16, spaceBefore=2 * mm, spaceAfter=1.5 * mm)
QUESTION = ParagraphStyle("question", TEXT, fontName=BOLD, fontSize=10.5, leading=14, leftIndent=INDENT, bulletFontName=BOLD,
                          bulletFontSize=10.5)  # fmt: skip
PASSAGE = ParagraphStyle("passage", TEXT, leftIndent=INDENT)
NOTE = ParagraphStyle("note", TEXT, fontSize=9, leading=12, textColor=GREY)
ROUTE = ParagraphStyle("route", TEXT, fontName=BOLD, fontSize=9, leading=12)
ROUTED = ParagraphStyle("routed", ROUTE, fontName=BOLD_SLANTED)
INTERVIEWER = ParagraphStyle("interviewer", TEXT, fontName=SLANTED, fontSize=9, leading=12)
SMALL = ParagraphStyle("small", TEXT, fontSize=8, leading=10.5)
SMALL_RIGHT = ParagraphStyle("small right", SMALL, alignment=2)
CODE = ParagraphStyle("code", TEXT, fontSize=8.5, leading=12, alignment=1)
HEAD = ParagraphStyle("head", TEXT, fontSize=7.5, leading=9.5, alignment=1)
CARD = ParagraphStyle("card", TEXT, fontName=BOLD, fontSize=20, leading=26, spaceAfter=10 * mm)


def paragraph(words: str, style: ParagraphStyle, *, name: str = "", after: str = "", number: str | None = None) -> Paragraph:
    """Return words as a paragraph.

    name    the name of a column, in small type after the words
    after   bold words after them: where an answer leads
    number  stands to the left of the paragraph
    """
    parts = [escape(words, quote=False).replace("\n", "<br/>")]
    parts += [f"<b>{escape(after, quote=False)}</b>"] if after else []
    parts += [f'<font name="{REGULAR}" size="6.5" color="#595959">{name}</font>'] if name else []
    return Paragraph(" ".join(parts), style, bulletText=number)
