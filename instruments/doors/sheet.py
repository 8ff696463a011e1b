"""What stands on a printed questionnaire, in one language, before anything is drawn: frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from pathlib import Path

from instruments.messages import Messages
from instruments.model import Question

WORDS = Messages(Path(__file__).resolve().parent / "translations")
"""The words of a printed questionnaire, in each language."""


class Mode(StrEnum):
    """Who fills a printed questionnaire in."""

    INTERVIEWER = "interviewer"
    SELF = "self"


@dataclass(frozen=True)
class Row:
    """One line that can be ticked, or given a place in a ranking.

    code     the code of the data
    column   the column that the tick goes to, where it is not the question's own
    writing  the column of what is written beside "other"; "" = nothing is written
    go_to    where the answer leads, in words; "" = to what follows
    last     whether it stays last where the others come in random order
    """

    code: int
    label: str
    column: str = ""
    writing: str = ""
    go_to: str = ""
    last: bool = False


@dataclass(frozen=True)
class Line:
    """One item of a battery, or one statement of a list experiment.

    column  of an item, its column
    only    which form has a statement; "" = every one
    """

    text: str
    column: str = ""
    only: str = ""


@dataclass(frozen=True)
class Block:
    """One question, or one text without a question.

    question      what it is made from, its statements narrowed to the arms of this form
    number        its number; "" of a text
    instructions  what the interviewer does; never read out
    routing       who is asked it, in words; "" = everybody
    notes         how to answer
    rows          the answers; of a battery the codes of its columns
    apart         the offered non-answers
    lines         items or statements
    ends          what the two ends of a scale mean; "" = not said
    ending        when the interview ends after it, a line each
    """

    question: Question
    number: str
    text: str
    hint: str = ""
    instructions: tuple[str, ...] = ()
    routing: str = ""
    notes: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    apart: tuple[Row, ...] = ()
    lines: tuple[Line, ...] = ()
    ends: tuple[str, str] = ("", "")
    ending: tuple[str, ...] = ()


@dataclass(frozen=True)
class Part:
    """The questions of one section.

    title         "" = none
    routing       for whom it is, in words; "" = for everybody
    instructions  what the interviewer does with the section as a whole
    """

    title: str
    routing: str
    instructions: tuple[str, ...]
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Form:
    """An experiment on the first page: the arm this form is for, or boxes for all of them.

    column  the column that holds the arm
    """

    experiment: str
    column: str
    arms: tuple[str, ...]


@dataclass(frozen=True)
class Sheet:
    """A printed questionnaire.

    stamp     which questionnaire this is: id, version, beginning of its hash, language, arms
    author    who conducts the study; "" = not known
    facts     who is asked, who asks, and what becomes of the answers
    fields    what is written on the first page: names of lines to fill in
    forms     the experiments, with the arms that this form may be for; a respondent is not shown them
    guidance  what is said once, on the first page
    consent   the block of the consent
    entry     how answers become data, a line each
    """

    language: str
    mode: Mode
    title: str
    stamp: str
    author: str
    facts: tuple[str, ...]
    fields: tuple[str, ...]
    forms: tuple[Form, ...]
    guidance: tuple[str, ...]
    consent: Block
    parts: tuple[Part, ...]
    entry: tuple[str, ...]

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """Every block in its order, without the consent."""
        return tuple(block for part in self.parts for block in part.blocks)

    def words(self, key: str, **parameters: object) -> str:
        """Return words of the catalogue in the sheet's language."""
        return WORDS.text(self.language, key, **parameters)
