"""Text tables: commas, semicolons or tabs; UTF-8, or UTF-16 with a byte order mark. Nothing is guessed about the encoding."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Sequence
from itertools import islice

from analysis.errors import DataError
from analysis.readers.sheet import HEADER_ROWS, IsKnown, Sheet, sheet

_DELIMITERS = (",", ";", "\t")
_HEADER = 1_000_000
"""Characters within which the header ends."""

_NAMED = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)
"""Excel's first line that names the delimiter; Excel itself does not show or count it."""

_NO_TEXT = {
    b"PK\x03\x04": "a ZIP archive or an Excel workbook",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook or one with a password",
    b"\x89PNG": "a PNG picture",
    b"\xff\xd8\xff": "a JPEG picture",
    b"GIF8": "a GIF picture",
    b"%PDF": "a PDF document",
    b"PAR1": "a Parquet file",
    b"SQLite format 3": "a SQLite database",
    b"\x1f\x8b": "a gzip archive",
}
_SAVE_AS = "Save it as CSV UTF-8 (Excel: Save as, CSV UTF-8; Google Sheets: Download, Comma-separated values)."


def read_delimited(content: bytes, name: str, is_known: IsKnown) -> Sheet:
    """Return the table of a CSV or TSV file.

    is_known  whether a header stands for something; the delimiter is the one that gives most such headers
    Raises DataError for another kind of file, a wrong encoding, or rows of different length.
    """
    text = _decoded(content, name)
    named = _NAMED.match(text)
    if named:
        return sheet(name, _records(text[named.end() :], named[1], name), is_known)
    best = max(_DELIMITERS, key=lambda delimiter: _score(text[:_HEADER], delimiter, is_known))
    return sheet(name, _records(text, best, name), is_known)


def _decoded(content: bytes, name: str) -> str:
    for start, kind in _NO_TEXT.items():
        if content.startswith(start):
            remedy = f"Give the file its own ending, or: {_SAVE_AS}"
            raise DataError(f"is {kind}, not a text table.", where=name, remedy=remedy)
    encoding = "utf-16" if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        found = f"the byte 0x{content[error.start]:02X}"
        what = f"not {encoding.removesuffix('-sig').upper()}."
        raise DataError(what, where=f"{name}, line {line}", got=found, remedy=_SAVE_AS) from error
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise DataError("holds a NUL character, so it is no text table.", where=f"{name}, line {line}", remedy=_SAVE_AS)
    return text


def _score(text: str, delimiter: str, is_known: IsKnown) -> tuple[int, int]:
    try:
        first = list(islice(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), HEADER_ROWS))
    except csv.Error:
        return 0, 0
    return max(((sum(is_known(cell) for cell in row), len(row)) for row in first), default=(0, 0))


def _records(text: str, delimiter: str, name: str) -> list[Sequence[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        return list(reader)
    except csv.Error as error:
        where = f"{name}, line {reader.line_num}"
        raise DataError(f"cannot be read as a table ({error}).", where=where, remedy="Save it again, texts in quotes.") from error
