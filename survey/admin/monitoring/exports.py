"""Exports from the page: the responses as a file, made in a folder that is gone before the answer is sent."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from flask import request, send_file
from flask.typing import ResponseReturnValue

import analysis
from instruments.spreadsheet import formula_safe
from survey.admin.access import Role, requires, signed_in
from survey.admin.blueprint import blueprint
from survey.admin.page import respond
from survey.admin.record import record
from survey.admin.study import asked_study, title
from survey.export import export, own_words_columns
from survey.runtime import runtime
from survey.store.audit import Action


@dataclass(frozen=True)
class Wanted:
    """What is to be exported: tests and what respondents wrote themselves only where they were asked for."""

    slug: str
    tests: bool
    own_words: bool


@dataclass(frozen=True)
class Format:
    """One format: how a file of it is written, and what it is."""

    suffix: str
    mimetype: str
    write: Callable[[Wanted, Path], None]


@blueprint.route("/<slug:slug>/export", methods=["GET", "POST"])
@requires(Role.ANALYST)
def export_page(slug: str) -> ResponseReturnValue:
    """Offer the formats; send the responses in the one that was chosen, and write down that they were."""
    fielded = asked_study(slug)
    chosen = FORMATS.get(request.form.get("format", ""))
    if request.method != "POST":
        return respond("admin/export.html", "export_title", slug=slug, study=title(fielded), formats=list(FORMATS))
    if chosen is None:
        return _refused(slug, "export_choose")
    wanted = Wanted(slug, "tests" in request.form, "own_words" in request.form)
    name = f"{slug}.{chosen.suffix}"
    with TemporaryDirectory() as folder:
        path = Path(folder, name)
        try:
            chosen.write(wanted, path)
        except analysis.AnalysisError as error:
            return _refused(slug, "export_impossible", str(error))
        file = path.open("rb")
    details = (chosen.suffix, "tests" if wanted.tests else "", "open answers" if wanted.own_words else "")
    record(signed_in().name, Action.EXPORT, slug, ", ".join(filter(None, details)))
    return send_file(file, mimetype=chosen.mimetype, as_attachment=True, download_name=name)


def _refused(slug: str, problem: str, reason: str = "") -> ResponseReturnValue:
    words = {"problem": problem, "reason": reason, "study": title(asked_study(slug)), "formats": list(FORMATS)}
    return respond("admin/export.html", "export_title", status=400, error=True, slug=slug, **words)


def _csv(wanted: Wanted, out: Path) -> None:
    """Write what the command `export` writes: every version, partial and screened responses included."""
    export(runtime().engine, wanted.slug, out, include_tests=wanted.tests, force=False, own_words=wanted.own_words)


def _xlsx(wanted: Wanted, out: Path) -> None:
    """Write the same as a sheet: numbers as numbers, and no text that Excel could take for a formula."""
    from openpyxl import Workbook  # only who asks for a sheet waits for it

    table = out.with_suffix(".csv")
    _csv(wanted, table)
    book = Workbook(write_only=True)
    sheet = book.create_sheet("responses")
    with table.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.reader(file):
            sheet.append([_cell(cell) for cell in row])
    book.save(out)


def _cell(written: str) -> str | int | float | None:
    if not written:
        return None
    try:
        return int(written) if written.lstrip("-").isdigit() else float(written)
    except ValueError:
        return formula_safe(written)


def _parquet(wanted: Wanted, out: Path) -> None:
    """Write the responses as `analysis.read` gives them, partial ones included; an AnalysisError where it cannot."""
    url = runtime().engine.url.render_as_string(hide_password=False)
    data = analysis.read(url, table=wanted.slug, partials=True, include_tests=wanted.tests)
    asked = [data.instrument] if data.instrument else []
    left_out = frozenset() if wanted.own_words else own_words_columns(asked)
    frame = data.frame[[name for name in data.frame.columns if name not in left_out]]
    frame.attrs.clear()
    frame.to_parquet(out, index=False)


FORMATS: Mapping[str, Format] = {
    "csv": Format("csv", "text/csv", _csv),
    "xlsx": Format("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", _xlsx),
    "parquet": Format("parquet", "application/vnd.apache.parquet", _parquet),
}
"""A format is added here, as one function that writes a file; the catalogues have `format_…` for each."""
