"""The answers to one question in every row: each different combination of cells is read once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np

from analysis.arrays import Booleans, Integers
from analysis.readers.cells import Cells
from analysis.readers.folding import fold
from analysis.readers.layout import Layout, tick_columns
from analysis.readers.problems import Problem, shortened
from analysis.readers.reading import CellError, Reading
from analysis.readers.sheet import Sheet, combined, distinct, holders
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
    replaced  the values of `missing=` that stand in the columns, folded
    """

    question: Question
    readings: tuple[Reading, ...]
    cells: Integers
    replaced: frozenset[str] = frozenset()

    def where(self, codes: Iterable[NonAnswer]) -> Booleans:
        """Return which rows hold one of these missing codes."""
        wanted = set(codes)
        held = [reading.answer is not None and reading.answer.missing in wanted for reading in self.readings]
        return np.array(held, dtype=np.bool_)[self.cells]

    @property
    def unticked(self) -> Booleans:
        """Which rows hold every box of the question, and none ticked."""
        return np.array([reading.unticked for reading in self.readings], dtype=np.bool_)[self.cells]

    @property
    def given(self) -> tuple[Answer | None, ...]:
        """The answer of each reading that a respondent gave; None where cells are empty or hold what routing put in."""
        return tuple(
            None if reading.answer is None or reading.answer.missing in PUT_IN else reading.answer for reading in self.readings
        )


def answers(
    sheet: Sheet, layout: Layout, instrument: Instrument, question: Question, missing: Mapping[str, NonAnswer]
) -> tuple[Answers, list[Problem]]:
    """Return the answers to a question that the table holds, and what cannot be read; unreadable cells count as empty.

    Where a form branches by language, a question has a column a language, and a row fills one of them.
    """
    names = {name: layout.columns[name] for name in _names(layout, question)}
    found, problems = _read(sheet, layout, instrument, question, missing, names)
    first = names.get(question.id, 0)
    for index in layout.branches.get(question.id, ()):
        other, wrong = _read(sheet, layout, instrument, question, missing, {question.id: index})
        found, differing = _merged(sheet, _spoken(found, layout, first), _spoken(other, layout, index), (first, index))
        problems += [*wrong, *differing]
    return found, problems


def _read(
    sheet: Sheet,
    layout: Layout,
    instrument: Instrument,
    question: Question,
    missing: Mapping[str, NonAnswer],
    names: Mapping[str, int],
) -> tuple[Answers, list[Problem]]:
    found = [distinct(sheet.cells[index]) for index in names.values()]
    places, first = combined([column.cells for column in found])
    words = vocabulary(question, instrument.languages).with_missing(missing)
    read = Cells(question, tuple(names), words, missing, question.id in layout.by_text).reader(found[0].values)
    readings: list[Reading] = []
    wrong: dict[tuple[str, str], list[int]] = {}
    for index, row in enumerate(first):
        texts = {name: column.values[column.cells[row]] for name, column in zip(names, found, strict=True)}
        try:
            readings.append(read(texts))
        except CellError as error:
            readings.append(Reading(None, words.languages))
            wrong.setdefault((error.name, error.sentence), []).append(index)
    rows = holders(places, len(readings)) if wrong else []
    problems = [
        Problem(sheet.header[names[name]], sheet.numbers(np.concatenate([rows[index] for index in indices])), sentence)
        for (name, sentence), indices in wrong.items()
    ]
    replaced = frozenset(fold(value) for column in found for value in column.values) & missing.keys() if missing else frozenset()
    return Answers(question, tuple(readings), places, replaced), problems


def _merged(sheet: Sheet, one: Answers, other: Answers, columns: tuple[int, int]) -> tuple[Answers, list[Problem]]:
    """Return the answers of two columns of one question, and where both are filled and differ."""
    places, first = combined([one.cells, other.cells])
    readings: list[Reading] = []
    differing: list[int] = []
    for index, row in enumerate(first):
        here, there = one.readings[one.cells[row]], other.readings[other.cells[row]]
        if here.answer is not None and there.answer is not None:
            differing += [index] if here.answer != there.answer else []
            here = replace(here, languages=here.languages | there.languages)
        readings.append(there if here.answer is None else here)
    names = [sheet.header[index] for index in columns]
    sentence = f"holds another answer than the column {shortened(names[0])!r}; a response fills one of them. Empty the other."
    problems = [Problem(names[1], sheet.numbers(np.isin(places, differing)), sentence)] if differing else []
    return Answers(one.question, tuple(readings), places, one.replaced | other.replaced), problems


def _spoken(found: Answers, layout: Layout, index: int) -> Answers:
    """Return the answers, their languages narrowed to those of the column's header."""
    spoken = layout.spoken.get(index, frozenset())
    readings = [
        one if one.answer is None else replace(one, languages=one.languages & spoken or one.languages) for one in found.readings
    ]
    return replace(found, readings=tuple(readings))


def _names(layout: Layout, question: Question) -> Iterator[str]:
    yield from (question.id,) if question.id in layout.columns else tick_columns(question)
    yield from (
        column.name
        for column in kinds.columns(question)
        if column.role in ("missing", kinds.OTHER_TEXT) and column.name in layout.columns
    )
