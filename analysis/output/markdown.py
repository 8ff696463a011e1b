"""The report as Markdown with pipe tables, and one table for a screen."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from analysis.output.document import WATERMARK, Block, Document, Drawing, Facts, Paragraph, Points, Quote, Section, Tone
from analysis.output.table import Table

_SPECIAL = re.compile(r"([\\`*_\[\]<>|#])")


def markdown(report: Document) -> str:
    """Return the report as Markdown; a figure is its alternative text and its table."""
    lines = [f"# {_text(report.title)}", "", _text(report.subtitle), ""]
    lines += [f"> **{WATERMARK}** {_text(report.banner)}", ""] if report.banner else []
    for block in report.blocks:
        lines += [*_block(block), ""]
    for section in report.sections:
        lines += _section(section, 2)
    return "\n".join(lines).rstrip() + "\n"


def table_text(table: Table) -> str:
    """Return one table with its caption above and its notes below, for a screen: only what would end a cell is marked."""
    return "\n".join(_table(table, _cell)) + "\n"


def _section(section: Section, level: int) -> Iterator[str]:
    yield from (f"{'#' * level} {_text(section.title)}", "")
    for block in section.blocks:
        yield from (*_block(block), "")
    for inner in section.sections:
        yield from _section(inner, level + 1)


def _block(block: Block) -> Iterator[str]:
    match block:
        case Paragraph():
            yield f"> {_text(block.text)}" if block.tone is Tone.WARNING else _text(block.text)
        case Quote():
            yield from (f"> {_text(block.text)}", ">", f"> {_text(block.source)}")
        case Points():
            yield from (f"- {_text(item)}" for item in block.items)
        case Facts():
            yield from (f"- **{_text(term)}**: {_text(words)}" for term, words in block.items)
        case Table():
            yield from _table(block, _text)
        case Drawing():
            yield from (f"**{_text(block.caption)}**", "", *((_text(block.note), "") if block.note else ()))
            yield from (f"*{_text(block.alt)}*", "", *_table(block.table, _text))


def _table(table: Table, written: Callable[[str], str]) -> Iterator[str]:
    yield from (f"**{written(table.caption)}**", "")
    yield _line(map(written, table.columns))
    yield _line("---" if place == 0 or place in table.worded else "---:" for place in range(len(table.columns)))
    for row in table.rows:
        yield _line((written(row.header), *map(written, row.cells)))
    for note in table.notes:
        yield from ("", written(note))


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _text(words: str) -> str:
    """Return a text on one line whose characters mean nothing in Markdown or HTML."""
    return _SPECIAL.sub(r"\\\1", _one_line(words))


def _cell(words: str) -> str:
    return _one_line(words).replace("|", "\\|")


def _one_line(words: str) -> str:
    return re.sub(r"[ \t\r\n]+", " ", words.strip())
