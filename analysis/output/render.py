"""The formats a report can be written in."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from analysis.output.document import Document
from analysis.output.html import html
from analysis.output.markdown import markdown
from analysis.output.records import csv_text

FORMATS: Mapping[str, Callable[[Document], str]] = {"html": html, "md": markdown, "csv": csv_text}
"""A format is added here, as one function from a document to the text of its file."""
