"""A printed questionnaire as a PDF: A4, fonts inside, the same bytes whenever it is made."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping, Sequence

from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, Indenter, KeepTogether, PageBreak, PageTemplate, Spacer, Table
from reportlab.platypus.doctemplate import LayoutError

from instruments.doors import fonts
from instruments.doors.areas import area
from instruments.doors.cards import CARDS, cards
from instruments.doors.contents import sheet
from instruments.doors.marks import Lines, Tick
from instruments.doors.rows import PLAIN
from instruments.doors.sheet import Block, Form, Mode, Part, Sheet
from instruments.doors.styles import (
    BODY,
    GREY,
    INDENT,
    INTERVIEWER,
    MARGIN,
    NOTE,
    PAGE,
    PASSAGE,
    QUESTION,
    ROUTE,
    ROUTED,
    SECTION,
    SMALL,
    TEXT,
    TITLE,
    WIDTH,
    paragraph,
)  # fmt: skip
from instruments.errors import InstrumentError
from instruments.model import Instrument, Kind
from instruments.study import Study


def as_pdf(instrument: Instrument, study: Study | None, language: str, mode: Mode, arms: Mapping[str, str]) -> bytes:
    """Return a questionnaire on paper; the arguments are those of `contents.sheet`.

    Raises InstrumentError where a text has letters that the fonts lack or is too long for a page, MessageError for a
    language without a catalogue.
    """
    page = sheet(instrument, study, language, mode, arms)
    fonts.check(_texts(page), f"{instrument.id} ({language})")
    try:
        # The number of pages stands on each of them: the first pass counts them, the second writes it.
        _, pages = _drawn(page, 0)
        return _drawn(page, pages)[0]
    except LayoutError as error:
        raise InstrumentError(
            f"{instrument.id} ({language}): an answer, an item or an instruction is longer than a page. Shorten it to print it."
        ) from error


def _drawn(page: Sheet, pages: int) -> tuple[bytes, int]:
    """Return the document and how many pages of questions it has; `pages` is what they say."""
    content = io.BytesIO()
    document = BaseDocTemplate(
        content, pagesize=PAGE, title=page.title, author=page.author or None, subject=page.stamp, creator="Saualnama",
        lang=page.language, displayDocTitle=1, invariant=1, pageCompression=1,
    )  # fmt: skip
    counted = []

    def questions(canvas: Canvas, made: BaseDocTemplate) -> None:
        counted.append(made.page)
        _stamp(canvas, page)
        _number(canvas, page, made.page, pages)

    def card(canvas: Canvas, made: BaseDocTemplate) -> None:
        _stamp(canvas, page)

    document.addPageTemplates([_template("questions", questions), _template(CARDS, card)])
    document.build(list(_story(page)))
    return content.getvalue(), len(counted)


def _template(name: str, margins: Callable[[Canvas, BaseDocTemplate], None]) -> PageTemplate:
    frame = Frame(MARGIN, MARGIN + 6 * mm, WIDTH, PAGE[1] - 2 * MARGIN - 10 * mm, 0, 0, 0, 0)
    return PageTemplate(name, [frame], onPage=margins)


def _stamp(canvas: Canvas, page: Sheet) -> None:
    """Write below a page which questionnaire it belongs to."""
    canvas.setFont(fonts.REGULAR, 7.5)
    canvas.setFillColor(GREY)
    canvas.drawString(MARGIN, MARGIN - 2 * mm, page.stamp)


def _number(canvas: Canvas, page: Sheet, number: int, pages: int) -> None:
    """Write a page's number below it, and above it the line that tells the loose pages of two respondents apart."""
    canvas.drawRightString(PAGE[0] - MARGIN, MARGIN - 2 * mm, page.words("page_of", page=number, pages=pages))
    if number > 1:
        canvas.drawRightString(PAGE[0] - MARGIN, PAGE[1] - MARGIN, f"{page.words('serial')}: {'_' * 14}")


def _story(page: Sheet) -> Iterator[Flowable]:
    yield from _first(page)
    for part in page.parts:
        yield from _part(part, page)
    yield Spacer(0, 4 * mm)
    yield paragraph(page.words("end"), SECTION)
    if page.mode is Mode.SELF:
        yield PageBreak()  # to be kept, not handed out
    yield KeepTogether(list(_entry(page)))
    if page.mode is Mode.INTERVIEWER:
        yield from cards(page)


def _first(page: Sheet) -> Iterator[Flowable]:
    yield paragraph(page.title, TITLE)
    yield Table([[paragraph(name, SMALL), Lines()] for name in page.fields], colWidths=[60 * mm, 70 * mm], hAlign="LEFT",
                style=[("LEFTPADDING", (0, 0), (0, -1), 0), ("VALIGN", (0, 0), (-1, -1), "BOTTOM")])  # fmt: skip
    yield from (_form(form, page) for form in page.forms)
    yield Spacer(0, 3 * mm)
    yield from (paragraph(fact, SMALL) for fact in page.facts)
    yield Spacer(0, 3 * mm)
    yield from _aside(page.guidance, page)
    consent = page.consent
    passages = [paragraph(text, TEXT) for text in consent.text.split("\n") if text.strip()]
    yield KeepTogether([paragraph(page.words("consent_title"), SECTION), *passages, Spacer(0, 4), *area(consent, page)])
    yield Spacer(0, 4 * mm)


def _form(form: Form, page: Sheet) -> Table:
    """Return an experiment with a box for each arm, or with the one arm that this form is for."""
    name = paragraph(page.words("form", experiment=form.experiment), TEXT, name=form.column)
    rows = [[Tick() if len(form.arms) > 1 else "", paragraph(arm, TEXT)] for arm in form.arms]
    cells = [[name if index == 0 else "", *row] for index, row in enumerate(rows)]
    return Table(cells, colWidths=[60 * mm, 6 * mm, WIDTH - 66 * mm], hAlign="LEFT", style=PLAIN)


def _part(part: Part, page: Sheet) -> Iterator[Flowable]:
    """Yield a section, each question in one piece, the first together with what stands above it."""
    above: list[Flowable] = [paragraph(part.title, SECTION)] if part.title else []
    above += [*_aside(part.instructions, page, routing=part.routing), Spacer(0, 4)]
    for block in part.blocks:
        yield KeepTogether([*above, *_block(block, page)])
        above = []


def _block(block: Block, page: Sheet) -> Iterator[Flowable]:
    yield Indenter(left=INDENT)
    yield from _aside(block.instructions, page, routing=block.routing, width=BODY)
    yield Indenter(left=-INDENT)
    passage = block.question.kind is Kind.INFO
    number = None if passage else f"{block.number}."
    yield paragraph(block.text, PASSAGE if passage else QUESTION, name=block.question.id, number=number)
    yield Indenter(left=INDENT)
    yield from (paragraph(words, TEXT) for words in (block.hint,) if words)
    yield from _aside(block.notes, page, width=BODY)
    yield Indenter(left=-INDENT)
    yield Spacer(0, 3)
    yield from area(block, page)
    yield Indenter(left=INDENT)
    yield from (flowable for words in block.ending for flowable in _aside((), page, routing=words, width=BODY))
    yield Indenter(left=-INDENT)
    yield Spacer(0, 5 * mm)


def _aside(words: Sequence[str], page: Sheet, *, routing: str = "", width: float = WIDTH) -> Iterator[Flowable]:
    """Yield what is not part of the questionnaire's wording: for an interviewer slanted, with a bar at its left.

    routing  in bold above the other words; "" = none
    """
    style = INTERVIEWER if page.mode is Mode.INTERVIEWER else NOTE
    rows = [[paragraph(routing, ROUTED if page.mode is Mode.INTERVIEWER else ROUTE)]] if routing else []
    rows += [[paragraph(sentence, style)] for sentence in words]
    bar = (
        [("LINEBEFORE", (0, 0), (0, -1), 1.5, GREY)] if page.mode is Mode.INTERVIEWER else [("LEFTPADDING", (0, 0), (-1, -1), 0)]
    )
    if rows:
        yield Table(rows, colWidths=[width], hAlign="LEFT", style=[*bar, ("TOPPADDING", (0, 0), (-1, -1), 0.5),
                    ("BOTTOMPADDING", (0, 0), (-1, -1), 1.5)])  # fmt: skip


def _entry(page: Sheet) -> Iterator[Flowable]:
    yield paragraph(page.words("entry_title"), SMALL)
    yield from (paragraph(line, SMALL) for line in page.entry)


def _texts(page: Sheet) -> Iterator[str]:
    """Yield everything that is printed from the questionnaire and the study file."""
    yield from (page.title, page.author, *page.facts, *page.entry)
    for part in page.parts:
        yield from (part.title, part.routing, *part.instructions)
    for block in (page.consent, *page.blocks):
        yield from (block.text, block.hint, block.routing, *block.notes, *block.ends, *block.ending)
        yield from (row.label for row in (*block.rows, *block.apart))
        yield from (f"{line.text} {line.only}" for line in block.lines)
