"""What a report is before it is a file: sections of paragraphs, lists, tables and figures, all words in one language."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property

from analysis.output.language import Language
from analysis.output.table import Table
from analysis.values import Value

WATERMARK = "SYNTHETIC"
"""What stands on everything that is made from test responses."""


class Tone(StrEnum):
    """How a paragraph is to be read."""

    PLAIN = "plain"
    LEAD = "lead"
    NOTE = "note"
    WARNING = "warning"


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of plain text."""

    text: str
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True)
class Quote:
    """Words of somebody else, in their language, and where they stand."""

    text: str
    language: str
    source: str


@dataclass(frozen=True)
class Points:
    """A list of short texts."""

    items: tuple[str, ...]


@dataclass(frozen=True)
class Facts:
    """Terms and what stands for each of them."""

    items: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Drawing:
    """A figure with the table of the same numbers.

    draw   returns one inline SVG element, made by `analysis.output.plot`: the only markup in a document. It is called by the
           formats that show figures
    alt    what the figure says, for who does not see it
    shown  whether the table stands open on the page
    note   how to read it, below its title; empty where nothing is to be said
    """

    caption: str
    draw: Callable[[], str]
    alt: str
    table: Table
    shown: bool = False
    note: str = ""

    @cached_property
    def svg(self) -> str:
        """The figure, drawn when it is first asked for."""
        return self.draw()


Block = Paragraph | Quote | Points | Facts | Table | Drawing


@dataclass(frozen=True)
class Section:
    """A part of a report; `id` is its address within the page, `short` its title in the contents.

    listed  whether it stands in the contents
    """

    id: str
    title: str
    blocks: tuple[Block, ...] = ()
    sections: tuple[Section, ...] = ()
    short: str = ""
    listed: bool = True


@dataclass(frozen=True)
class Record:
    """One number of a report as data: codes, labels and shares in [0, 1], unrounded; None where it is not shown.

    base   asked | answered | opinion
    by     the grouping variable and `group` its category; empty for all respondents
    note   suppressed | small base | unnamed; empty otherwise
    """

    question: str
    wording: str
    base: str
    by: str
    group: str
    code: Value
    label: str
    n: int | None = None
    base_n: int | None = None
    share: float | None = None
    low: float | None = None
    high: float | None = None
    note: str = ""


@dataclass(frozen=True)
class DifferenceRecord:
    """One answer in two samples as data, as `Record`: shares, and how much higher B's is; None where it is not known or shown.

    note  suppressed | small base; empty otherwise
    """

    question: str
    wording: str
    base: str
    code: Value
    label: str
    n_a: int | None = None
    base_n_a: int | None = None
    share_a: float | None = None
    low_a: float | None = None
    high_a: float | None = None
    n_b: int | None = None
    base_n_b: int | None = None
    share_b: float | None = None
    low_b: float | None = None
    high_b: float | None = None
    difference: float | None = None
    low: float | None = None
    high: float | None = None
    p: float | None = None
    p_adjusted: float | None = None
    note: str = ""


@dataclass(frozen=True)
class Document:
    """A whole report.

    banner   said on every page and figure of a report on test responses; empty otherwise
    records  the same numbers as data, for the CSV file: all of one kind
    """

    language: Language
    title: str
    subtitle: str
    blocks: tuple[Block, ...]
    sections: tuple[Section, ...]
    records: tuple[Record, ...] | tuple[DifferenceRecord, ...] = ()
    banner: str = ""

    def numbered(self) -> Document:
        """Return the report with its tables and figures numbered, each kind by itself, in reading order."""
        numbers = _Numbers(self.language)
        blocks = tuple(numbers.block(block) for block in self.blocks)
        return replace(self, blocks=blocks, sections=tuple(numbers.section(section) for section in self.sections))


class _Numbers:
    def __init__(self, language: Language) -> None:
        self._language = language
        self._next = {"table_number": 1, "figure_number": 1}

    def section(self, section: Section) -> Section:
        blocks = tuple(self.block(block) for block in section.blocks)
        return replace(section, blocks=blocks, sections=tuple(self.section(inner) for inner in section.sections))

    def block(self, block: Block) -> Block:
        if isinstance(block, Table):
            return replace(block, caption=self._numbered("table_number", block.caption))
        if isinstance(block, Drawing):
            caption, data = self._numbered("figure_number", block.caption), self._language.text("data")
            table = replace(block.table, caption=f"{caption.partition('. ')[0]}. {data}")
            return replace(block, caption=caption, table=table)
        return block

    def _numbered(self, key: str, caption: str) -> str:
        number = self._next[key]
        self._next[key] = number + 1
        return f"{self._language.text(key, i=number)}. {caption}"


def walk(sections: tuple[Section, ...]) -> Iterator[Section]:
    """Yield every section and the sections in it, in reading order."""
    for section in sections:
        yield section
        yield from walk(section.sections)
