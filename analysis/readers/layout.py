"""Which column of a table holds what: headers are column names of the export, or question texts in any language."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from analysis.readers.folding import fold_header, trimmed
from analysis.readers.problems import Problem, shortened
from analysis.readers.vocabulary import texts_of
from instruments import kinds
from instruments.model import Instrument, Kind, Question
from instruments.responses import META_COLUMNS, arm_columns, data_columns, seconds_columns

TEST_COLUMN = "is_test"

NEVER_KEPT = {
    "time": ("timestamp", "уақыт белгісі", "отметка времени"),
    "address": (
        "email address", "email", "username", "электрондық пошта мекенжайы", "электрондық пошта", "пайдаланушы аты",
        "адрес электронной почты", "электронная почта", "имя пользователя",
    ),
}  # fmt: skip
"""Columns that form services add and that say who answered or when: promised not to be kept, so not read."""


@dataclass(frozen=True)
class Layout:
    """Where everything stands in a table.

    columns  index of a table's column by the name of the export's column; a `many` in one column by its question's id
    by_text  the names that the header gives by the question's text: there, answers are expected to be labels
    dropped  headers of columns that are never kept
    kept     index by header of columns that the instrument does not know
    """

    columns: Mapping[str, int]
    by_text: frozenset[str]
    dropped: tuple[str, ...]
    kept: Mapping[str, int]

    def has(self, question: Question) -> bool:
        """Whether the table holds the answers to a question."""
        return question.id in self.columns or set(tick_columns(question)).issubset(self.columns)


def tick_columns(question: Question) -> tuple[str, ...]:
    """Return the names of the columns of a `many` that has one for each choice; (its id,) for any other kind."""
    ticks = tuple(column.name for column in kinds.columns(question) if column.role == "choice")
    return ticks or (question.id,)


@dataclass(frozen=True)
class Headers:
    """What a header can stand for: the exact name of a column of the export, or a question's text, folded."""

    names: frozenset[str]
    texts: Mapping[str, frozenset[str]]

    def __getitem__(self, header: str) -> frozenset[str]:
        """Return the names that a header may stand for; more than one = it is ambiguous."""
        # A column named as in the export is that column, whatever a question's text may be.
        return frozenset({header}) if header in self.names else self.texts.get(fold_header(header), frozenset())


def headers(instrument: Instrument) -> Headers:
    """Return what headers stand for in tables of an instrument."""
    every = frozenset(instrument.languages)
    known: dict[str, frozenset[str]] = {}
    for question in (*instrument.variables, *([instrument.consent] if instrument.consent else [])):
        for text, _ in texts_of(question.text, every):
            header = trimmed(text)
            known[header] = known.get(header, frozenset()) | {question.id}
    return Headers(frozenset(_names(instrument)), known)


def layout(instrument: Instrument, header: Sequence[str]) -> tuple[Layout, list[Problem]]:
    """Return where everything stands, and what is wrong: a header that fits two questions, a question twice or nowhere."""
    known = headers(instrument)
    never = {text for texts in NEVER_KEPT.values() for text in texts}
    columns: dict[str, int] = {}
    problems: list[Problem] = []
    kept: dict[str, int] = {}
    for index, text in enumerate(header):
        found = sorted(known[text])
        if len(found) > 1:
            problems.append(Problem(text, (1,), f"fits the questions {', '.join(found)}. Write the id of one as the header."))
        elif found and found[0] in columns:
            other = header[columns[found[0]]]
            problems.append(Problem(text, (1,), f"holds {found[0]}, as column {shortened(other)!r} does. Delete one of them."))
        elif found:
            columns[found[0]] = index
        elif fold_header(text) not in never:
            kept[text] = index
    dropped = tuple(text for index, text in enumerate(header) if fold_header(text) in never and index not in columns.values())
    by_text = frozenset(name for name, index in columns.items() if header[index] not in known.names)
    made = Layout(columns, by_text, dropped, kept)
    return made, [*problems, *_missing(instrument, made), *_twice(instrument, made)]


def _names(instrument: Instrument) -> Iterator[str]:
    yield from (*META_COLUMNS, TEST_COLUMN, *arm_columns(instrument), *seconds_columns(instrument))
    yield from (column.name for column in data_columns(instrument))
    yield from (question.id for question in instrument.questions if question.kind in (Kind.MANY, Kind.CONSENT))


def _missing(instrument: Instrument, made: Layout) -> Iterator[Problem]:
    for question in instrument.variables:
        if made.has(question):
            continue
        absent = [name for name in tick_columns(question) if name not in made.columns]
        texts = {fold_header(text): text for _, text in question.text}
        near = [text for text in made.kept if difflib.get_close_matches(fold_header(text), texts, 1, cutoff=0.7)]
        hint = f"Is it {shortened(near[0])!r}? " if near else ""
        name = ", ".join(absent) if len(absent) < len(tick_columns(question)) else question.id
        text = shortened(question.text[instrument.languages[0]])
        yield Problem("", (), f"no column holds {name} ({text}). {hint}Name a column so, or with the question's text.")
    for name in arm_columns(instrument):
        if name not in made.columns:
            yield Problem("", (), f"no column {name}: without the arm nobody can say who was asked what. Add it.")


def _twice(instrument: Instrument, made: Layout) -> Iterator[Problem]:
    for question in instrument.variables:
        ticks = [name for name in tick_columns(question) if name in made.columns]
        if question.kind is Kind.MANY and ticks and question.id in made.columns:
            yield Problem("", (), f"{question.id} stands in one column and in {', '.join(ticks)}. Delete one of the two.")
