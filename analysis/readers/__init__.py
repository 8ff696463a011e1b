"""Sources → `Data`: the survey database, tables of codes or of labels in any language, and published counts.

In a table, columns are found by their name in the export or by the question's text, in any language or in several
("Сұрақ / Question"); where a form branches by language, a question may have a column a language. Answers are codes, or
labels in any language or in several. Case, spacing, quotes, dashes, ё, the full stop at the end, letters of the other
alphabet that look alike, and Unicode composition do not matter. An empty cell is skipped (-5), or -3 or -4 where routing
leaves the question out. Other missing codes are read only where the question offers them or `missing` names them, -8 only
in responses that are not complete. Where a question offers "other", a text that is no label counts as it, unless it is
nearly a label, several labels, a number or a truth value, is in many rows, or no cell holds a label.

Published counts have no respondents, so the frame of a findings file is what `published.counts.tabulated` returns, a row
a category; `published_shares` gives their shares, and every estimator of responses refuses them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import numpy as np

from analysis.data import Data
from analysis.design import Design
from analysis.errors import ArgumentError, DataError, listed, unknown
from analysis.published.counts import tabulated
from analysis.published.findings import load as findings
from analysis.readers.archive import unpacked
from analysis.readers.bare import bare
from analysis.readers.delimited import read_delimited
from analysis.readers.folding import fold
from analysis.readers.layout import headers
from analysis.readers.parquet import read_parquet
from analysis.readers.recognition import fits, recognised
from analysis.readers.sheet import IsKnown, Sheet
from analysis.readers.tabular import Responses, responses
from instruments import load as questionnaires
from instruments.errors import InstrumentError, UnknownInstrumentError
from instruments.model import Basis, Instrument, NonAnswer
from instruments.names import TEST_COLUMN
from instruments.responses import Status
from instruments.study import Study

ENGINES = ("memory",)
MAXIMUM_BYTES = 2**30
"""A larger file is refused: it would not fit into memory several times over."""


class Format(StrEnum):
    """The closed set of sources."""

    DELIMITED = "delimited"
    WORKBOOK = "workbook"
    PARQUET = "parquet"
    DATABASE = "database"
    ARCHIVE = "archive"
    FINDINGS = "findings"


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
    ".zip": Format.ARCHIVE,
    ".yaml": Format.FINDINGS,
    ".yml": Format.FINDINGS,
}


_CODED = frozenset({Format.DATABASE, Format.FINDINGS})
"""Sources whose values cannot stand for anything else."""

_SEVERAL = frozenset({Format.DATABASE, Format.WORKBOOK})
"""Sources that may hold several tables."""


@dataclass(frozen=True)
class Request:
    """What is to be read, and how."""

    source: str
    instrument: Instrument | str | Sequence[str] | None
    table: str | None
    missing: Mapping[str, NonAnswer]
    partials: bool
    include_tests: bool
    or_bare: bool

    @property
    def name(self) -> str:
        """The source as messages name it."""
        return _name(self.source)


def read(
    source: str | Path,
    *,
    instrument: str | Path | Instrument | Sequence[str] | None = None,
    table: str | None = None,
    engine: str = "memory",
    partials: bool = False,
    include_tests: bool = False,
    missing: Mapping[str | int, int] | None = None,
    or_bare: bool = False,
) -> Data:
    """Return the responses of a source, every code checked; or the counts of a publication.

    source         a CSV, TSV, Excel or Parquet file, a ZIP of one CSV, a SQLite file, the URL of a survey database,
                   or a findings file (.yaml)
    instrument     slug, path or Instrument; a database holds its own, and there it only names the study. Of several slugs
                   that one most of whose questions have a column
    table          the study in a database that holds several ("astana-2023", "astana-2023@2"), or the worksheet
    engine         where the rows are held: memory
    partials       keep responses that were not completed; those that were screened out are never kept
    include_tests  keep responses that were given as tests, marked 1 in a column `is_test`
    missing        values of a table that stand for a non-answer, {"Не знаю": -1, 99: -1}; they win over codes and labels
    or_bare        read a table in which no column holds a question of the instrument without it, as `readers.bare` does

    The frame has the columns of `instruments.responses.wide_row`, in their order and with the types of
    `analysis.readers.frame`; seconds only where the source has them; at the end, as they are, columns that the
    instrument does not know (numbers where every cell is one). `frame.attrs` names what a reader should be told:
    `dropped_columns` (names, addresses and times, never kept), `other_columns`, `read_as_other` (texts that are no
    label and count as "other", a line a question, with their rows), `missing_not_found` (keys of `missing` that occur
    nowhere), `answers_not_asked` (answers to questions that routing leaves out), `answers_to_unknown_questions`,
    `nothing_ticked` (how often all columns of a question with several answers are 0, which is read as skipped).
    `excluded` counts responses by reason: test, screened, partial.

    Raises DataError listing every cell that cannot be read, with its row as a spreadsheet numbers it, its column, the
    nearest label and what to do; ArgumentError for a wrong option. Nothing is ever written.
    """
    if engine not in ENGINES:
        raise unknown("engine", engine, ENGINES)
    wanted = str(instrument) if isinstance(instrument, Path) else instrument
    request = Request(str(source), wanted, table, _missing(missing or {}), partials, include_tests, or_bare)
    kind = _format(request)
    if request.missing and kind in _CODED:
        raise ArgumentError(f"{request.name} holds codes, and its missing ones are known.", remedy="Leave missing= out.")
    if request.table is not None and kind not in _SEVERAL:
        remedy = "Leave table= out; instrument= names the questionnaire."
        raise ArgumentError(f"{request.name} holds one table.", got=f"table={request.table!r}", remedy=remedy)
    return READERS[kind](request)


def stored_study(source: str, slug: str) -> Study | None:
    """Return the study file that a study in a survey database was opened with, if it was; errors as of `read`."""
    from analysis.readers.connection import database_url
    from analysis.readers.database import read_study

    return read_study(database_url(source), _name(source), slug)


def _format(request: Request) -> Format:
    if not request.source:
        raise DataError("the name is empty.", where="SOURCE", remedy="Name a file or a database.")
    if "://" in request.source:
        return Format.DATABASE
    suffix = Path(request.source).suffix.lower()
    if suffix in SUFFIXES:
        return SUFFIXES[suffix]
    remedy = f"Save it as one of {', '.join(SUFFIXES)}."
    if Path(request.source).is_dir():
        raise DataError("is a folder.", where=request.name, remedy="Name a file in it.")
    what = f"files ending in {suffix!r} cannot be read." if suffix else "files without an ending cannot be read."
    raise DataError(what, where=request.name, remedy=remedy)


def _name(source: str) -> str:
    """Return what a source is called in messages: no folder, no password."""
    if "://" not in source:
        return Path(source).name
    from analysis.readers.connection import database_url

    return database_url(source).render_as_string()


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
        what, remedy = f"cannot be read ({error.strerror}).", "Check the path, the folder you are in, and the permissions."
        raise DataError(what, where=request.name, got=repr(request.source), remedy=remedy) from error
    if not content.strip():
        raise DataError("the file is empty.", where=request.name, remedy="Export it again.")
    return content


def _instruments(request: Request) -> tuple[Instrument, ...]:
    """Return the questionnaires that the source may be answers to."""
    if isinstance(request.instrument, Instrument):
        return (request.instrument,)
    if request.instrument is None:
        remedy = f"Give instrument=: one of {', '.join(questionnaires.shipped())}, or the path of a .yaml file."
        raise ArgumentError(f"{request.name} does not say which questionnaire its columns belong to.", remedy=remedy)
    named = (request.instrument,) if isinstance(request.instrument, str) else request.instrument
    try:
        return tuple(questionnaires.load(questionnaires.find(name)) for name in named)
    except UnknownInstrumentError as error:
        raise ArgumentError(str(error)) from error
    except InstrumentError as error:
        raise DataError(str(error)) from error


def _tabular(request: Request, content: bytes, sheet: Callable[[bytes, IsKnown], Sheet]) -> Data:
    """Return the responses of a table; `content` is the file's, and its hash the source's, even of an archive."""
    possible = () if request.or_bare and request.instrument is None else _instruments(request)
    known = [headers(instrument) for instrument in possible]
    asks: IsKnown = lambda header: any(one.asks(header) for one in known)  # noqa: E731
    found, source_hash = sheet(content, asks), hashlib.sha256(content).hexdigest()
    if not possible or (request.or_bare and not any(map(asks, found.header))):
        return bare(found, source_hash, request.missing)
    instrument = recognised(found.header, possible)
    if len(possible) > 1 and not fits(found.header, instrument):
        if request.or_bare:
            return bare(found, source_hash, request.missing)
        raise DataError(
            f"most columns belong to no questionnaire that is known; the nearest is {instrument.id}.",
            where=request.name,
            got=listed(found.header),
            remedy="Name it with instrument=: its id, or the path of its .yaml file.",
        )
    return _selected(request, responses(found, instrument, source_hash, request.missing))


def _delimited(request: Request) -> Data:
    return _tabular(request, _content(request), lambda content, known: read_delimited(content, request.name, known))


def _archive(request: Request) -> Data:
    def sheet(content: bytes, known: IsKnown) -> Sheet:
        return read_delimited(unpacked(content, request.name, MAXIMUM_BYTES), request.name, known)

    return _tabular(request, _content(request), sheet)


def _workbook(request: Request) -> Data:
    from analysis.readers.workbook import read_workbook

    def sheet(content: bytes, known: IsKnown) -> Sheet:
        return read_workbook(content, request.name, request.table, known)

    return _tabular(request, _content(request), sheet)


def _parquet(request: Request) -> Data:
    return _tabular(request, _content(request), lambda content, _: read_parquet(content, request.name))


def _findings(request: Request) -> Data:
    published = findings(request.source)
    basis = Basis.CONVENIENCE if published.instrument is None else published.instrument.basis
    design = Design(basis=basis.value)
    return Data(tabulated(published), published.instrument, design, published.source_hash)


def _database(request: Request) -> Data:
    from analysis.readers.connection import database_url
    from analysis.readers.database import read_database

    url = database_url(request.source)
    study = request.table
    if study is None and request.instrument is not None:
        study = request.instrument.id if isinstance(request.instrument, Instrument) else _slug(request)
    return _selected(request, read_database(url, request.name, study))


def _slug(request: Request) -> str:
    """Return the study an instrument names; a slug need not be one of the shipped questionnaires."""
    name = str(request.instrument)
    return _instruments(request)[0].id if Path(name).suffix in (".yaml", ".yml") else name


READERS: Mapping[Format, Callable[[Request], Data]] = {
    Format.DELIMITED: _delimited,
    Format.WORKBOOK: _workbook,
    Format.PARQUET: _parquet,
    Format.DATABASE: _database,
    Format.ARCHIVE: _archive,
    Format.FINDINGS: _findings,
}


def _selected(request: Request, found: Responses) -> Data:
    status = found.frame["status"].to_numpy()
    test = found.is_test & (not request.include_tests)
    screened = ~test & (status == Status.SCREENED.value)
    partial = ~test & (status == Status.PARTIAL.value) & (not request.partials)
    kept = ~(test | screened | partial)
    excluded = {"test": int(test.sum()), "screened": int(screened.sum()), "partial": int(partial.sum())}
    if not kept.any():
        counts = ", ".join(f"{n} {reason}" for reason, n in excluded.items() if n)
        remedy = "Partial responses are read with partials=True, tests with include_tests=True."
        raise DataError("no complete response is left.", where=request.name, got=counts, remedy=remedy)
    frame = found.frame[kept].reset_index(drop=True)
    if request.include_tests:
        frame[TEST_COLUMN] = found.is_test[kept].astype(np.int16)
    frame.attrs = dict(found.notes)
    design = Design(basis=found.instrument.basis.value)
    answered = set(frame["version"])
    older = tuple(version for version in found.older if version.version in answered)
    return Data(frame, found.instrument, design, found.source_hash, excluded, older)
