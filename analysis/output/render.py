"""The formats a report can be written in, and how its files come to stand on a disk."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping
from pathlib import Path

from analysis.errors import DataError
from analysis.output.document import Document
from analysis.output.html import html
from analysis.output.markdown import markdown
from analysis.output.records import csv_text

FORMATS: Mapping[str, Callable[[Document], str]] = {"html": html, "md": markdown, "csv": csv_text}
"""A format is added here, as one function from a document to the text of its file."""


def write(text: str, path: Path) -> None:
    """Write a text to a file, whole or not at all: an older file stays as it was where something fails.

    Raises DataError where the folder or the file cannot be written.
    """
    draft = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        draft.write_bytes(text.encode("utf-8"))
        draft.replace(path)
    except OSError as error:
        with contextlib.suppress(OSError):
            draft.unlink()
        raise DataError(
            f"cannot be written ({error.strerror}).",
            where=str(path),
            remedy="Free some space or name another folder with --out. Nothing was overwritten.",
        ) from error
