"""Which column of a table holds what: headers are column names of the export, or question texts in any language."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from analysis.errors import listed
from analysis.readers.folding import fold_header
from analysis.readers.personal import is_personal
from analysis.readers.problems import Problem, shortened
from analysis.readers.sheet import Sheet
from analysis.readers.vocabulary import texts_of
from instruments import kinds
from instruments.model import Instrument, Kind, Question
from instruments.names import PARADATA_COLUMNS, TEST_COLUMN
from instruments.responses import arm_columns, data_columns, meta_columns, seconds_columns

_ALIKE = 0.6
"""A header less like a question's text is not taken for it."""


@dataclass(frozen=True)
class Layout:
    """Where everything stands in a table.

    columns   index of a table's column by the name of the export's column; a `many` in one column by its question's id
    branches  by a question's id, its further columns: a form that branches by language has one a language
    by_text   the names that the header gives by the question's text: there, answers are expected to be labels
    spoken    by the index of a column, the languages of the question's text in its header
    dropped   headers of columns that are never kept
    kept      index by header of columns that the instrument does not know
    """

    columns: Mapping[str, int]
    branches: Mapping[str, tuple[int, ...]]
    by_text: frozenset[str]
    spoken: Mapping[int, frozenset[str]]
    dropped: tuple[str, ...]
    kept: Mapping[str, int]

    def has(self, question: Question) -> bool:
        """Whether the table holds the answers to a question."""
        return question.id in self.columns or set(tick_columns(question)).issubset(self.columns)

    def column_of(self, question: Question) -> int:
        """Return the index of a question's column, of a `many` in several columns the first."""
        return self.columns[question.id if question.id in self.columns else tick_columns(question)[0]]


def tick_columns(question: Question) -> tuple[str, ...]:
    """Return the names of the columns of a `many` or `rank`, one for each choice; (its id,) for any other kind."""
    ticks = tuple(column.name for column in kinds.columns(question) if column.code is not None)
    return ticks or (question.id,)


@dataclass(frozen=True)
class Headers:
    """What a header can stand for: the exact name of a column of the export, or a question's text, folded.

    names      of every column of the export
    questions  those that hold answers
    texts      by the words of a header, the ids of the questions asked so, each with the languages of the text
    """

    names: frozenset[str]
    questions: frozenset[str]
    texts: Mapping[str, Mapping[str, frozenset[str]]]

    def __getitem__(self, header: str) -> frozenset[str]:
        """Return the names that a header may stand for; more than one = it is ambiguous."""
        # A column named as in the export is that column, whatever a question's text may be.
        return frozenset({header}) if header in self.names else frozenset(self.texts.get(fold_header(header), ()))

    def asks(self, header: str) -> bool:
        """Return whether a header may stand for a column of answers to a question."""
        return bool(self[header] & self.questions)

    def spoken(self, header: str, question_id: str) -> frozenset[str]:
        """Return the languages in which a header asks a question."""
        return self.texts.get(fold_header(header), {}).get(question_id, frozenset())


def headers(instrument: Instrument) -> Headers:
    """Return what headers stand for in tables of an instrument."""
    every = frozenset(instrument.languages)
    known: dict[str, dict[str, frozenset[str]]] = {}
    for question in (*instrument.variables, *([instrument.consent] if instrument.consent else [])):
        for text, spoken in texts_of(question.text, every):
            asked = known.setdefault(fold_header(text), {})
            asked[question.id] = asked.get(question.id, frozenset()) | spoken
    answers = (column.name for question in instrument.variables for column in kinds.columns(question))
    questions = frozenset([*answers, *(question.id for question in instrument.variables)])
    return Headers(frozenset(_names(instrument)), questions, known)


def layout(instrument: Instrument, sheet: Sheet) -> tuple[Layout, list[Problem]]:
    """Return where everything stands, and what is wrong: a header that fits two questions, a column twice or nowhere."""
    known = headers(instrument)
    exact = _exact(instrument, sheet, known)
    places: dict[str, list[int]] = {}
    problems: list[Problem] = []
    kept: dict[str, int] = {}
    dropped: list[str] = []
    for index, text in enumerate(sheet.header):
        found = sorted(known[text] - (exact if text not in known.names else frozenset()))
        if len(found) > 1:
            problems.append(Problem(text, (1,), f"fits the questions {', '.join(found)}. Write the id of one as the header."))
        elif found:
            problems += _second(sheet, known, places.setdefault(found[0], []), index)
        elif is_personal(text, sheet.cells[index]):
            dropped.append(text)
        elif text in kept:
            problems.append(_same_header(sheet, kept[text], index))
        else:
            kept[text] = index
    columns = {name: indices[0] for name, indices in places.items()}
    branches = {name: tuple(indices[1:]) for name, indices in places.items() if len(indices) > 1}
    by_text = frozenset(name for name, index in columns.items() if sheet.header[index] not in known.names)
    spoken = {index: known.spoken(sheet.header[index], name) for name, indices in places.items() for index in indices}
    made = Layout(columns, branches, by_text, spoken, tuple(dropped), kept)
    return made, [*problems, *_missing(instrument, made), *_twice(instrument, made)]


def _exact(instrument: Instrument, sheet: Sheet, known: Headers) -> frozenset[str]:
    """Return the questions that a column holds by its exact name: one with their text is then another column."""
    named = set(sheet.header) & known.names
    return frozenset(
        {*named, *(question.id for question in instrument.variables if not named.isdisjoint(tick_columns(question)))}
    )


def _second(sheet: Sheet, known: Headers, places: list[int], index: int) -> list[Problem]:
    """Put a column beside those of the same question; only question texts may stand in several headers."""
    places.append(index)
    return [] if len(places) == 1 or sheet.header[index] not in known.names else [_same_header(sheet, places[0], index)]


def _same_header(sheet: Sheet, first: int, second: int) -> Problem:
    both = f"columns {sheet.columns[first]} and {sheet.columns[second]}"
    return Problem(sheet.header[first], (1,), f"stands in the header twice ({both}). Rename or delete one.")


def _names(instrument: Instrument) -> Iterator[str]:
    yield from (*meta_columns(instrument), *PARADATA_COLUMNS, TEST_COLUMN, *arm_columns(instrument), *seconds_columns(instrument))
    yield from (column.name for column in data_columns(instrument))
    yield from (question.id for question in instrument.questions if question.kind in (Kind.MANY, Kind.CONSENT))


def _missing(instrument: Instrument, made: Layout) -> Iterator[Problem]:
    lacking = [question for question in instrument.variables if not made.has(question)]
    if len(lacking) == len(instrument.variables):
        names = ", ".join(question.id for question in lacking)
        yield Problem("", (), f"no column holds a question of {instrument.id}: not {names}, and none has a question's text.")
    else:
        yield from (_absent(question, instrument, made) for question in lacking)
    if lacking:
        unused = listed([shortened(text) for text in made.kept]) or "none"
        other = f"Read as the questionnaire {instrument.id}; name another one with instrument=."
        yield Problem("", (), f"columns that no question took: {unused}. {other}")
    for name in arm_columns(instrument):
        if name not in made.columns:
            yield Problem("", (), f"no column {name}: without the arm nobody can say who was asked what. Add it.")


def _absent(question: Question, instrument: Instrument, made: Layout) -> Problem:
    absent = [name for name in tick_columns(question) if name not in made.columns]
    likeness = {header: _likeness(header, question) for header in made.kept}
    near = max(likeness, key=lambda header: likeness[header], default="")
    hint = f"Is it {shortened(near)!r}? " if likeness.get(near, 0) > _ALIKE else ""
    name = ", ".join(absent) if len(absent) < len(tick_columns(question)) else question.id
    text = shortened(question.text[instrument.languages[0]])
    return Problem("", (), f"no column holds {name} ({text}). {hint}Name a column so, or with the question's text.")


def _likeness(header: str, question: Question) -> float:
    """Return how much a header is like a question's text, from 0 to 1: all of it, where the text stands in more words."""
    folded = fold_header(header)
    texts = [fold_header(text) for _, text in question.text]
    return max(1.0 if text in folded else difflib.SequenceMatcher(None, folded, text).ratio() for text in texts)


def _twice(instrument: Instrument, made: Layout) -> Iterator[Problem]:
    for question in instrument.variables:
        ticks = [name for name in tick_columns(question) if name in made.columns]
        if question.kind is Kind.MANY and ticks and question.id in made.columns:
            yield Problem("", (), f"{question.id} stands in one column and in {', '.join(ticks)}. Rename what is not to be read.")
