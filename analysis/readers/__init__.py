"""Sources of responses → `Data`: the survey database, and tables of codes or of labels in any language."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import numpy as np
import sqlalchemy as sa

from analysis.data import Data
from analysis.design import Design
from analysis.errors import ArgumentError, DataError, unknown
from analysis.readers.database import read_database
from analysis.readers.delimited import read_delimited
from analysis.readers.folding import fold
from analysis.readers.layout import TEST_COLUMN, headers
from analysis.readers.parquet import read_parquet
from analysis.readers.sheet import Sheet
from analysis.readers.tabular import Responses, responses
from analysis.readers.workbook import read_workbook
from instruments import load as questionnaires
from instruments.errors import InstrumentError
from instruments.model import Instrument, NonAnswer
from instruments.responses import Status

ENGINES = ("memory",)
MAXIMUM_BYTES = 2**30
"""A larger file is refused: it would not fit into memory several times over."""


class Format(StrEnum):
    """The closed set of sources."""

    DELIMITED = "delimited"
    WORKBOOK = "workbook"
    PARQUET = "parquet"
    DATABASE = "database"


SUFFIXES: Mapping[str, Format] = {
    ".csv": Format.DELIMITED,
    ".tsv": Format.DELIMITED,
    ".txt": Format.DELIMITED,
    ".xlsx": Format.WORKBOOK,
    ".xlsm": Format.WORKBOOK,
    ".parquet": Format.PARQUET,
    ".db": Format.DATABASE,
    ".sqlite": Format.DATABASE,
    ".sqlite3": Format.DATABASE,
}


@dataclass(frozen=True)
class Request:
    """What is to be read, and how."""

    source: str
    instrument: Instrument | str | None
    table: str | None
    missing: Mapping[str, NonAnswer]

    @property
    def name(self) -> str:
        """The source as messages name it: no folder, no password."""
        return _url(self.source).render_as_string() if "://" in self.source else Path(self.source).name


def read(
    source: str | Path,
    *,
    instrument: str | Path | Instrument | None = None,
    table: str | None = None,
    engine: str = "memory",
    partials: bool = False,
    include_tests: bool = False,
    missing: Mapping[str | int, int] | None = None,
) -> Data:
    """Return the responses of a source, every code checked.

    source         a CSV, TSV, Excel or Parquet file, a SQLite file, or the URL of a survey database
    instrument     slug, path or Instrument; a database holds its own, and there it only names the study
    table          the study in a database that holds several ("astana-2023", "astana-2023@2"), or the worksheet
    engine         where the rows are held: memory
    partials       keep responses that were not completed; those that were screened out are never kept
    include_tests  keep responses that were given as tests, marked 1 in a column `is_test`
    missing        values of the file that stand for a non-answer, {"Не знаю": -1, 99: -1}; they go before its codes

    The frame has the columns of `instruments.responses.wide_row`, in their order and with the types of
    `analysis.readers.frame`; seconds only where the source has them; at the end, as they are, columns that the
    instrument does not know (numbers where every cell is one). `frame.attrs` names what a reader should be told:
    `dropped_columns` (times and addresses, never kept), `other_columns`, `answers_not_asked` (answers to questions
    that routing leaves out). `excluded` counts responses by reason: test, screened, partial.

    Columns are found by their name in the export or by the question's text, in any language or in several ("Сұрақ /
    Question"). Answers are codes, or labels in any language or in several. Case, spacing, quotes, dashes, ё and
    Unicode composition do not matter. An empty cell is skipped (-5), or -3 or -4 where routing leaves the question out.

    Raises DataError listing every cell that cannot be read, with its row as a spreadsheet numbers it, its column, the
    nearest label and what to do; ArgumentError for a wrong option. Nothing is ever written.
    """
    if engine not in ENGINES:
        raise unknown("engine", engine, ENGINES)
    wanted = instrument if isinstance(instrument, Instrument) or instrument is None else str(instrument)
    request = Request(str(source), wanted, table, _missing(missing or {}))
    return _selected(READERS[_format(request)](request), request.name, partials=partials, include_tests=include_tests)


def _format(request: Request) -> Format:
    if "://" in request.source:
        return Format.DATABASE
    suffix = Path(request.source).suffix.lower()
    if suffix in SUFFIXES:
        return SUFFIXES[suffix]
    remedy = f"Save it as one of {', '.join(SUFFIXES)}."
    raise DataError(f"files ending in {suffix!r} cannot be read.", where=request.name, remedy=remedy)


def _url(source: str) -> sa.URL:
    try:
        return sa.make_url(source)
    except sa.exc.ArgumentError as error:
        remedy = "Write sqlite:///survey.db or postgresql://user@host/name."
        raise DataError("this is no database URL.", got=repr(source.partition("://")[0]), remedy=remedy) from error


def _missing(given: Mapping[str | int, int]) -> Mapping[str, NonAnswer]:
    codes = {int(code) for code in NonAnswer}
    wrong = [code for code in given.values() if code not in codes]
    if wrong:
        named = ", ".join(f"{code:d} {code.name.lower()}" for code in NonAnswer)
        raise ArgumentError("missing= maps values to missing codes.", got=repr(wrong[0]), remedy=f"They are {named}.")
    return {fold(str(value)): NonAnswer(code) for value, code in given.items()}


def _content(request: Request) -> bytes:
    path = Path(request.source)
    try:
        if path.stat().st_size > MAXIMUM_BYTES:
            raise DataError(f"is larger than {MAXIMUM_BYTES // 2**20} MB.", where=request.name, remedy="Split it.")
        content = path.read_bytes()
    except OSError as error:
        remedy = "Check the path and its permissions."
        raise DataError(f"cannot be read ({error.strerror}).", where=request.name, remedy=remedy) from error
    if not content.strip():
        raise DataError("the file is empty.", where=request.name, remedy="Export it again.")
    return content


def _instrument(request: Request) -> Instrument:
    if isinstance(request.instrument, Instrument):
        return request.instrument
    if request.instrument is None:
        remedy = f"Give instrument=: one of {', '.join(questionnaires.shipped())}, or the path of a .yaml file."
        raise ArgumentError(f"{request.name} does not say which questionnaire its columns belong to.", remedy=remedy)
    try:
        return questionnaires.load(questionnaires.find(request.instrument))
    except InstrumentError as error:
        raise ArgumentError(str(error)) from error


def _tabular(request: Request, sheet: Callable[[bytes, Instrument], Sheet]) -> Responses:
    instrument = _instrument(request)
    content = _content(request)
    return responses(sheet(content, instrument), instrument, hashlib.sha256(content).hexdigest(), request.missing)


def _delimited(request: Request) -> Responses:
    def sheet(content: bytes, instrument: Instrument) -> Sheet:
        known = headers(instrument)
        return read_delimited(content, request.name, lambda header: bool(known[header]))

    return _tabular(request, sheet)


def _workbook(request: Request) -> Responses:
    return _tabular(request, lambda content, _: read_workbook(content, request.name, request.table))


def _parquet(request: Request) -> Responses:
    return _tabular(request, lambda content, _: read_parquet(content, request.name))


def _database(request: Request) -> Responses:
    url = _url(request.source) if "://" in request.source else sa.URL.create("sqlite", database=request.source)
    study = request.table
    if study is None and request.instrument is not None:
        study = request.instrument.id if isinstance(request.instrument, Instrument) else _slug(request)
    return read_database(url, request.name, study)


def _slug(request: Request) -> str:
    """Return the study an instrument names; a slug need not be one of the shipped questionnaires."""
    name = str(request.instrument)
    return _instrument(request).id if Path(name).suffix in (".yaml", ".yml") else name


READERS: Mapping[Format, Callable[[Request], Responses]] = {
    Format.DELIMITED: _delimited,
    Format.WORKBOOK: _workbook,
    Format.PARQUET: _parquet,
    Format.DATABASE: _database,
}


def _selected(found: Responses, name: str, *, partials: bool, include_tests: bool) -> Data:
    status = found.frame["status"].to_numpy()
    test = found.is_test & (not include_tests)
    screened = ~test & (status == Status.SCREENED.value)
    partial = ~test & (status == Status.PARTIAL.value) & (not partials)
    kept = ~(test | screened | partial)
    excluded = {"test": int(test.sum()), "screened": int(screened.sum()), "partial": int(partial.sum())}
    if not kept.any():
        counts = ", ".join(f"{n} {reason}" for reason, n in excluded.items() if n)
        remedy = "Partial responses are read with partials=True, tests with include_tests=True."
        raise DataError("no complete response is left.", where=name, got=counts, remedy=remedy)
    frame = found.frame[kept].reset_index(drop=True)
    if include_tests:
        frame[TEST_COLUMN] = found.is_test[kept].astype(np.int16)
    frame.attrs = dict(found.notes)
    design = Design(basis=found.instrument.basis.value)
    return Data(frame, found.instrument, design, found.source_hash, excluded)
