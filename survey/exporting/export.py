"""One export, into a file that is there whole or not at all."""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from survey.exporting.formats import FORMATS, Format
from survey.exporting.table import ExportError, Table, Wanted, table
from survey.store import responses, studies


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


def export(engine: sa.Engine, wanted: Wanted, out: Path, *, force: bool) -> Exported:
    """Write the responses in the format of the file's suffix.

    The file appears under its name only once it is complete. Raises ExportError where there is no such study, version or
    format, where the file exists and `force` is not given, and where it cannot be written.
    """
    chosen = FORMATS.get(out.suffix.removeprefix(".").lower())
    if chosen is None:
        *others, last = (f".{name}" for name in FORMATS)
        raise ExportError(
            f"--out {out}: no format is called {out.suffix!r}. Give a name that ends in {', '.join(others)} or {last}."
        )
    found = table(engine, wanted)
    if out.exists() and not force:
        raise ExportError(f"{out} exists already and was left as it is. Give another name, or --force.")
    written = _write(found, chosen, out)
    every = studies.versions(engine, wanted.slug)
    return Exported(
        written,
        with_texts=found.with_texts,
        with_members=found.fielded.is_panel,
        tests_alone=not written and any(responses.exist(engine, known, include_tests=True) for known in every),
    )


def _write(found: Table, chosen: Format, out: Path) -> int:
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(prefix=f".{out.name}.", suffix=".part", dir=out.parent)
        part = Path(name)
        try:
            count = chosen.write(part, found.names, found.rows)
            os.fsync(descriptor)
            part.replace(out)
        finally:
            os.close(descriptor)
            part.unlink(missing_ok=True)
    except OSError as error:
        remedy = "Check the folder and the disk; nothing was changed."
        raise ExportError(f"{out} cannot be written: {error.strerror or error}. {remedy}") from error
    return count
