"""A report → its files, and what is said of them on the terminal."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from analysis.errors import DataError
from analysis.output.document import Document
from analysis.output.render import FORMATS
from instruments.errors import InstrumentError
from instruments.files import write


def write_report(report: Document, name: str, formats: Sequence[str], folder: str) -> list[str]:
    """Write a report as `<name>-<language>.<format>` and return a line for each file.

    Raises DataError where the folder cannot be written to.
    """
    written = []
    for kind in formats:
        progress(f"writing {kind} …")
        path = Path(folder) / f"{name}-{report.language.code}.{kind}"
        verb = "Replaced" if path.exists() else "Wrote"
        try:
            write(path, FORMATS[kind](report))
        except InstrumentError as error:
            raise DataError(str(error), remedy="Or name a folder you may write to with --out DIR.") from error
        written.append(f"{verb} {path}")
    progress("")
    return written


def progress(words: str) -> None:
    """Say on a terminal what is being done; nothing clears the line."""
    if sys.stderr.isatty():
        print(f"\r{words}\033[K", end="" if words else "\r", file=sys.stderr, flush=True)
