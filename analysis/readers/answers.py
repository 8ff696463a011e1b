"""The answers to one question in every row: each different combination of cells is read once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from analysis.arrays import Booleans, Integers
from analysis.readers.cells import CellError, Cells, Reading
from analysis.readers.layout import Layout, tick_columns
from analysis.readers.problems import Problem
from analysis.readers.sheet import Sheet, combined, distinct
from analysis.readers.vocabulary import vocabulary
from instruments import kinds
from instruments.answers import Answer
from instruments.model import Instrument, NonAnswer, Question

PUT_IN = frozenset({NonAnswer.NOT_APPLICABLE, NonAnswer.NOT_ASKED, NonAnswer.NOT_REACHED})
"""Missing codes that routing and export put in: no respondent's answer."""


@dataclass(frozen=True, eq=False)
class Answers:
    """What every row answers to one question.

    readings  the different ones
    cells     (rows,) index into `readings`
    """

    question: Question
    readings: tuple[Reading, ...]
    cells: Integers

    def where(self, codes: Iterable[NonAnswer]) -> Booleans:
        """Return which rows hold one of these missing codes."""
        wanted = set(codes)
        held = [reading.answer is not None and reading.answer.missing in wanted for reading in self.readings]
        return np.array(held, dtype=np.bool_)[self.cells]

    @property
    def given(self) -> tuple[Answer | None, ...]:
        """The answer of each reading that a respondent gave; None where cells are empty or hold what routing put in."""
        return tuple(
            None if reading.answer is None or reading.answer.missing in PUT_IN else reading.answer for reading in self.readings
        )


def answers(
    sheet: Sheet, layout: Layout, instrument: Instrument, question: Question, missing: Mapping[str, NonAnswer]
) -> tuple[Answers, list[Problem]]:
    """Return the answers to a question that the table holds, and what cannot be read; unreadable cells count as empty."""
    names = tuple(_names(layout, question))
    found = [distinct(sheet.cells[layout.columns[name]]) for name in names]
    places, first = combined([column.cells for column in found])
    words = vocabulary(question, instrument.languages)
    read = Cells(question, names, words, missing, question.id in layout.by_text).reader(found[0].values)
    readings: list[Reading] = []
    wrong: dict[tuple[str, str], list[int]] = {}
    for index, row in enumerate(first):
        texts = {name: column.values[column.cells[row]] for name, column in zip(names, found, strict=True)}
        try:
            readings.append(read(texts))
        except CellError as error:
            readings.append(Reading(None, words.languages))
            wrong.setdefault((error.name, error.sentence), []).append(index)
    problems = [
        Problem(sheet.header[layout.columns[name]], tuple(int(row) for row in sheet.rows[np.isin(places, indices)]), sentence)
        for (name, sentence), indices in wrong.items()
    ]
    return Answers(question, tuple(readings), places), problems


def _names(layout: Layout, question: Question) -> Iterator[str]:
    yield from (question.id,) if question.id in layout.columns else tick_columns(question)
    yield from (
        column.name
        for column in kinds.columns(question)
        if column.role in ("missing", kinds.OTHER_TEXT) and column.name in layout.columns
    )
