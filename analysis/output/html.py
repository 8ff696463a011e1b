"""The report as one HTML file: its own style, its figures inside, nothing fetched, no script."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from analysis.output.document import WATERMARK, Document
from analysis.output.language import EMPTY

_TEMPLATES = Path(__file__).resolve().parent / "templates"


def html(report: Document) -> str:
    """Return the report as an HTML page. Every text is escaped; only the figures and the style are markup of our own."""
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["drawn"] = Markup
    return environment.get_template("report.html").render(
        report=report,
        style=(_TEMPLATES / "report.css").read_text(encoding="utf-8"),
        text=partial(report.language.text),
        kind_of=lambda item: type(item).__name__,
        role_of=lambda name: Markup(' role="{}"').format(name),
        no_role=lambda _: "",
        watermark=WATERMARK,
        empty=EMPTY,
    )
