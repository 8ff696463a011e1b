"""Exports from the page: the responses as a file, made in a folder that is gone before the answer is sent."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from flask import abort, request, send_file
from flask.typing import ResponseReturnValue

from survey.admin.access import Role, requires
from survey.admin.blueprint import blueprint
from survey.admin.page import respond
from survey.admin.record import record
from survey.admin.study import asked_study, title
from survey.exporting.formats import FORMATS
from survey.exporting.table import Wanted, details, table
from survey.runtime import runtime
from survey.store import integrity, monitoring
from survey.store.audit import Action


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
        found = table(runtime().engine, wanted)
        chosen.write(path, found.names, found.rows)
        file = path.open("rb")
    record(Action.EXPORT, slug, details(chosen.suffix, wanted))
    return send_file(file, mimetype=chosen.mimetype, as_attachment=True, download_name=name)


def _page(slug: str, problem: str = "") -> ResponseReturnValue:
    fielded = asked_study(slug)
    return respond(
        "admin/export.html",
        "export_title",
        status=400 if problem else 200,
        error=bool(problem),
        slug=slug,
        problem=problem,
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
