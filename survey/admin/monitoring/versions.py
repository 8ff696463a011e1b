"""Every version of a questionnaire that was ever opened, and what changed between two of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import abort, request
from flask.typing import ResponseReturnValue

from instruments.difference_words import sentence, verdict
from instruments.differences import differences
from instruments.responses import Status
from survey.admin.access import Role, requires
from survey.admin.blueprint import blueprint
from survey.admin.page import language, respond
from survey.admin.study import asked_study, title
from survey.runtime import runtime
from survey.store import monitoring
from survey.store.monitoring import Tally


@dataclass(frozen=True)
class Line:
    """One difference as it is listed."""

    words: str
    separates: bool


@blueprint.get("/<slug:slug>/versions")
@requires(Role.VIEWER, Role.ANALYST)
def versions_page(slug: str) -> ResponseReturnValue:
    """List the versions with their responses, and compare two: those asked for, else the last two."""
    fielded = asked_study(slug)
    tallies = {str(each.version): each for each in monitoring.tallies(runtime().engine, slug)}
    old, new = _chosen(list(tallies))
    lines, said = _compared(tallies, old, new)
    return respond(
        "admin/versions.html",
        "versions_title",
        slug=slug,
        study=title(fielded),
        rows=[_row(each, is_fielded=each.version == fielded.instrument.version) for each in tallies.values()],
        old=old,
        new=new,
        lines=lines,
        verdict=said,
    )


def _chosen(known: Sequence[str]) -> tuple[str, str]:
    old, new = request.args.get("old", known[-2] if len(known) > 1 else known[-1]), request.args.get("new", known[-1])
    if old not in known or new not in known:
        abort(404)
    return old, new


def _compared(tallies: Mapping[str, Tally], old: str, new: str) -> tuple[list[Line], str]:
    if old == new:
        return [], ""
    instruments = [runtime().library.instrument(tallies[number].instrument_hash) for number in (old, new)]
    found = differences(*instruments)
    return [Line(sentence(each, language()), each.separates) for each in found], verdict(found, language())


def _row(tally: Tally, *, is_fielded: bool) -> tuple[str, bool, tuple[int, ...], int]:
    complete = tally.real.get(Status.COMPLETE, 0)
    # How many were ended early tells something about them; the dashboard shows it in steps.
    counts = (complete, sum(tally.real.values()) - complete)
    return str(tally.version), is_fielded, counts, sum(tally.tests.values())
