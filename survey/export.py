"""Responses as a CSV file that spreadsheets open safely and `analysis.read` reads."""

from __future__ import annotations

import csv
import heapq
import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from instruments import kinds
from instruments.kinds import Cell, Column
from instruments.model import Instrument, NonAnswer, Question
from instruments.names import PARADATA_COLUMNS, TEST_COLUMN
from instruments.near import did_you_mean
from instruments.responses import arm_columns, data_columns, meta_columns, seconds_columns, wide_row
from instruments.spreadsheet import formula_safe
from survey.fielded import Fielded, Library
from survey.store import responses, studies


class ExportError(Exception):
    """An export that cannot be made; the message says what to do."""


@dataclass(frozen=True)
class Exported:
    """How many responses were written.

    with_texts   whether a column holds what respondents wrote themselves
    with_members whether a column says which member of a panel answered
    tests_alone  whether nothing was written because all there is are tests
    """

    rows: int
    with_texts: bool
    with_members: bool
    tests_alone: bool


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


def export(
    engine: sa.Engine,
    slug: str,
    out: Path,
    *,
    include_tests: bool,
    force: bool,
    own_words: bool = True,
    version: int | None = None,
) -> Exported:
    """Write a `table` into a CSV file, its texts so that no spreadsheet runs one.

    The file appears under its name only once it is complete. Raises ExportError where the study is unknown or the
    file exists and `force` is not given.
    """
    found = table(engine, slug, include_tests=include_tests, own_words=own_words, version=version)
    if out.exists() and not force:
        raise ExportError(f"{out} exists already and was left as it is. Give another name, or --force.")
    written = _write(out, found.names, found.rows)
    every = studies.versions(engine, slug)
    return Exported(
        written,
        with_texts=found.with_texts,
        with_members=found.fielded.is_panel,
        tests_alone=not written and any(responses.exist(engine, known, include_tests=True) for known in every),
    )


def table(engine: sa.Engine, slug: str, *, include_tests: bool, own_words: bool = True, version: int | None = None) -> Table:
    """Return every response to a study, a row each, ordered by their random ids.

    own_words  whether the columns of what respondents wrote themselves are there too
    version    the only one whose responses are wanted; None = all versions

    The columns are those of every version that has responses: of the newest first, then what only older ones had.
    A version's responses hold -4 (not asked) where it did not have a question. Raises ExportError where the study is unknown.
    """
    library = Library(engine)
    fielded = library.find(slug)
    if fielded is None:
        known = [row.slug for row in studies.every(engine)]
        there = f"Studies there: {', '.join(known) or 'none'}.{did_you_mean(slug, known)}"
        raise ExportError(f"No study {slug!r} in the database. {there}")
    every = [known for known in studies.versions(engine, slug) if version in (None, library.instrument(known).version)]
    hashes = [known for known in every if responses.exist(engine, known, include_tests=include_tests)]
    newest_first = [library.instrument(known) for known in reversed(hashes)] or [fielded.instrument]
    written_columns = own_words_columns(newest_first)
    every_name = (*_names(newest_first), *([TEST_COLUMN] if include_tests else []))
    names = [name for name in every_name if own_words or name not in written_columns]
    versions = [_rows(engine, library, known, include_tests=include_tests) for known in hashes]
    # Each version comes ordered by its random ids; so the whole does, and says nothing about the order of arrival.
    rows = heapq.merge(*versions, key=lambda row: str(row["response_id"]))
    blanks = _not_asked(newest_first)
    cells = ([row.get(name, blanks.get(name)) for name in names] for row in rows)
    return Table(fielded, hashes, names, cells, with_texts=own_words and bool(written_columns))


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


def _write(out: Path, names: Iterable[str], rows: Iterable[Iterable[Cell]]) -> int:
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(prefix=f".{out.name}.", suffix=".part", dir=out.parent)
        part = Path(name)
        try:
            count = _fill(descriptor, names, rows)
            part.replace(out)
        finally:
            part.unlink(missing_ok=True)
    except OSError as error:
        remedy = "Check the folder and the disk; nothing was changed."
        raise ExportError(f"{out} cannot be written: {error.strerror}. {remedy}") from error
    return count


def _fill(descriptor: int, names: Iterable[str], rows: Iterable[Iterable[Cell]]) -> int:
    count = 0
    # The mark at the beginning tells Excel that the file is UTF-8.
    with os.fdopen(descriptor, "w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow([formula_safe(name) for name in names])
        for row in rows:
            writer.writerow([formula_safe(cell) if isinstance(cell, str) else cell for cell in row])
            count += 1
        file.flush()
        os.fsync(file.fileno())
    return count
