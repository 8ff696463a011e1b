"""The table that every format holds: a row a response, as `analysis.read` reads it."""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from instruments import kinds
from instruments.kinds import Cell, Column
from instruments.model import Instrument, NonAnswer, Question
from instruments.names import PARADATA_COLUMNS, TEST_COLUMN
from instruments.near import did_you_mean
from instruments.responses import arm_columns, data_columns, meta_columns, seconds_columns, wide_row
from survey.fielded import Fielded, Library
from survey.store import responses, studies


class ExportError(Exception):
    """An export that cannot be made; the message says what to do."""


@dataclass(frozen=True)
class Wanted:
    """What is to be exported.

    tests      whether test responses are, too
    own_words  whether the columns of what respondents wrote themselves are
    version    the only one whose responses are; None = all versions
    """

    slug: str
    tests: bool = False
    own_words: bool = True
    version: int | None = None


@dataclass(frozen=True)
class Table:
    """Responses as rows: a text is a str, a code or number an int or a float, nothing is None.

    hashes      the versions that are in it, oldest first
    with_texts  whether a column holds what respondents wrote themselves
    """

    fielded: Fielded
    hashes: Sequence[str]
    names: Sequence[str]
    rows: Iterator[list[Cell]]
    with_texts: bool


def table(engine: sa.Engine, wanted: Wanted) -> Table:
    """Return every response that is wanted, a row each, ordered by their random ids.

    The columns are those of every version that has responses: of the newest first, then what only older ones had.
    A version's responses hold -4 (not asked) where it did not have a question. Raises ExportError where the study, or the
    version, is unknown.
    """
    library = Library(engine)
    fielded = library.find(wanted.slug)
    if fielded is None:
        known = [row.slug for row in studies.every(engine)]
        there = f"Studies there: {', '.join(known) or 'none'}.{did_you_mean(wanted.slug, known)}"
        raise ExportError(f"No study {wanted.slug!r} in the database. {there}")
    versions = {known: library.instrument(known).version for known in studies.versions(engine, wanted.slug)}
    if wanted.version not in (None, *versions.values()):
        there = ", ".join(map(str, versions.values()))
        raise ExportError(f"{wanted.slug} has no version {wanted.version}. Versions there: {there}.")
    hashes = [
        known
        for known, version in versions.items()
        if wanted.version in (None, version) and responses.exist(engine, known, include_tests=wanted.tests)
    ]
    newest_first = [library.instrument(known) for known in reversed(hashes)] or [fielded.instrument]
    written_columns = own_words_columns(newest_first)
    every_name = (*_names(newest_first), *([TEST_COLUMN] if wanted.tests else []))
    names = [name for name in every_name if wanted.own_words or name not in written_columns]
    of_versions = [_rows(engine, library, known, include_tests=wanted.tests) for known in hashes]
    # Each version comes ordered by its random ids; so the whole does, and says nothing about the order of arrival.
    rows = heapq.merge(*of_versions, key=lambda row: str(row["response_id"]))
    blanks = _not_asked(newest_first)
    cells = ([row.get(name, blanks.get(name)) for name in names] for row in rows)
    return Table(fielded, hashes, names, cells, with_texts=wanted.own_words and bool(written_columns))


def details(written: str, wanted: Wanted) -> str:
    """Return what the audit log says of an export in a format.

    >>> details("csv", Wanted("my-survey", tests=True, version=2))
    'csv, version 2, tests, open answers'
    """
    version = "" if wanted.version is None else f"version {wanted.version}"
    parts = (written, version, "tests" if wanted.tests else "", "open answers" if wanted.own_words else "")
    return ", ".join(filter(None, parts))


def own_words_columns(instruments: Sequence[Instrument]) -> frozenset[str]:
    """Return the columns that hold what respondents wrote themselves."""
    return frozenset(
        column.name
        for each in instruments
        for column in data_columns(each)
        if column.role == kinds.OTHER_TEXT or (column.role == "value" and each.by_id[column.question].kind in kinds.TEXT_LENGTH)
    )


def _names(instruments: Sequence[Instrument]) -> tuple[str, ...]:
    """Every column of some versions, each once; of a single one, `column_names` in its order."""
    meta = (name for each in instruments for name in meta_columns(each))
    arms = (name for each in instruments for name in arm_columns(each))
    data = (column.name for each in instruments for column in data_columns(each))
    seconds = (name for each in instruments for name in seconds_columns(each))
    return tuple(dict.fromkeys((*meta, *arms, *data, *seconds, *PARADATA_COLUMNS)))


def _rows(engine: sa.Engine, library: Library, instrument_hash: str, *, include_tests: bool) -> Iterator[dict[str, Cell]]:
    instrument = library.instrument(instrument_hash)
    for response in responses.each(engine, instrument_hash, instrument.version, include_tests=include_tests):
        yield {**wide_row(instrument, response), TEST_COLUMN: int(response.is_test)}


def _not_asked(instruments: Sequence[Instrument]) -> Mapping[str, Cell]:
    """The cells of a question that a version did not have."""
    return {
        column.name: int(NonAnswer.NOT_ASKED)
        for instrument in instruments
        for question in instrument.variables
        for column in kinds.columns(question)
        if _holds_missing(question, column)
    }


def _holds_missing(question: Question, column: Column) -> bool:
    return column.role == "missing" or (not column.is_text and not kinds.has_missing_column(question))
