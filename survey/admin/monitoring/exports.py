"""Exports from the page: the responses as a file, made in a folder that is gone before the answer is sent."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from flask import abort, current_app, request, send_file
from flask.typing import ResponseReturnValue

import analysis
from instruments.difference_words import sentence
from instruments.differences import differences
from survey.admin.access import Role, requires
from survey.admin.blueprint import blueprint
from survey.admin.monitoring import workbook
from survey.admin.page import language, respond
from survey.admin.record import record
from survey.admin.study import asked_study, title
from survey.export import export, own_words_columns, table
from survey.runtime import runtime
from survey.store import integrity, monitoring
from survey.store.audit import Action


@dataclass(frozen=True)
class Wanted:
    """What is to be exported: tests and what respondents wrote themselves only where they were asked for.

    version  the only one that was chosen; None = all of them
    """

    slug: str
    tests: bool
    own_words: bool
    version: int | None = None


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
    asked_study(slug)
    if request.method != "POST":
        return _page(slug)
    chosen = FORMATS.get(request.form.get("format", ""))
    if chosen is None:
        return _page(slug, "export_choose")
    integrity.check(runtime().engine)
    wanted = Wanted(slug, "tests" in request.form, "own_words" in request.form, _version(slug))
    name = f"{slug}.{chosen.suffix}"
    with TemporaryDirectory() as folder:
        path = Path(folder, name)
        try:
            chosen.write(wanted, path)
        except analysis.AnalysisError:
            problem, reasons = _why_not(wanted)
            if problem == "export_impossible":
                # Only a damaged database is left: its owner needs to know where.
                current_app.logger.exception("An export failed")
            return _page(slug, problem, reasons)
        file = path.open("rb")
    record(Action.EXPORT, slug, _details(chosen, wanted))
    return send_file(file, mimetype=chosen.mimetype, as_attachment=True, download_name=name)


def _details(chosen: Format, wanted: Wanted) -> str:
    version = "" if wanted.version is None else f"version {wanted.version}"
    return ", ".join(
        filter(None, (chosen.suffix, version, "tests" if wanted.tests else "", "open answers" if wanted.own_words else ""))
    )


def _page(slug: str, problem: str = "", reasons: Sequence[str] = ()) -> ResponseReturnValue:
    fielded = asked_study(slug)
    return respond(
        "admin/export.html",
        "export_title",
        status=400 if problem else 200,
        error=bool(problem),
        slug=slug,
        problem=problem,
        reasons=reasons,
        study=title(fielded),
        panel=fielded.is_panel,
        formats=list(FORMATS),
        versions=_versions(slug),
        chosen={"format": next(iter(FORMATS)), **request.form.to_dict()},
    )


def _versions(slug: str) -> tuple[int, ...]:
    return tuple(each.version for each in monitoring.tallies(runtime().engine, slug))


def _version(slug: str) -> int | None:
    """Return the version that was chosen; None where all were, 404 where there is no such one."""
    written = request.form.get("version", "")
    if written and written not in map(str, _versions(slug)):
        abort(404)
    return int(written) if written else None


def _why_not(wanted: Wanted) -> tuple[str, Sequence[str]]:
    """Return the message of why nothing was written, and each reason in words."""
    every = monitoring.tallies(runtime().engine, wanted.slug)
    answered = [each for each in every if each.real or (wanted.tests and each.tests)]
    if not [each for each in answered if wanted.version in (None, each.version)]:
        return "export_nobody", ()
    *older, newest = [(each.version, runtime().library.instrument(each.instrument_hash)) for each in answered]
    reasons = [
        f"{number} → {newest[0]}: {sentence(difference, language())}"
        for number, instrument in older
        for difference in differences(instrument, newest[1])
        if difference.separates
    ]
    return ("export_versions_differ", reasons) if reasons and wanted.version is None else ("export_impossible", ())


def _csv(wanted: Wanted, out: Path) -> None:
    """Write what the command `export` writes: every version, partial and screened responses included."""
    export(
        runtime().engine,
        wanted.slug,
        out,
        include_tests=wanted.tests,
        force=False,
        own_words=wanted.own_words,
        version=wanted.version,
    )


def _xlsx(wanted: Wanted, out: Path) -> None:
    """Write the same as a sheet, in which each cell keeps its type."""
    found = table(runtime().engine, wanted.slug, include_tests=wanted.tests, own_words=wanted.own_words, version=wanted.version)
    workbook.write(out, found.names, found.rows)


def _parquet(wanted: Wanted, out: Path) -> None:
    """Write the responses as `analysis.read` gives them, partial ones included; an AnalysisError where it cannot."""
    url = runtime().engine.url.render_as_string(hide_password=False)
    named = wanted.slug if wanted.version is None else f"{wanted.slug}@{wanted.version}"
    data = analysis.read(url, table=named, partials=True, include_tests=wanted.tests)
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
