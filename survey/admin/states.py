"""What an owner does with a study: open it, for a time if need be, pause it, close it."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from survey.admin.access import requires, signed_in
from survey.admin.blueprint import blueprint
from survey.admin.page import respond
from survey.admin.record import record
from survey.admin.study import asked_study, study_state, title
from survey.runtime import runtime
from survey.schedule import ScheduleError, described, schedule
from survey.store import studies
from survey.store.audit import Action


@blueprint.post("/<slug:slug>/open")
@requires()
def open_study(slug: str) -> ResponseReturnValue:
    """Open a study with the questionnaire it fielded last, at once and without an end or between two times."""
    fielded = asked_study(slug)
    written = request.form.get("opens", ""), request.form.get("closes", "")
    try:
        chosen = schedule(*written, fielded.study.timezone)
    except ScheduleError as error:
        return study_state(fielded, written, error.key)
    studies.reopen_study(runtime().engine, slug, chosen)
    return _done(Action.OPEN, slug, described(chosen, fielded.study.timezone))


@blueprint.post("/<slug:slug>/pause")
@requires()
def pause_study(slug: str) -> ResponseReturnValue:
    """Let nobody begin any more; who has begun can finish."""
    asked_study(slug)
    studies.pause_study(runtime().engine, slug)
    return _done(Action.PAUSE, slug)


@blueprint.route("/<slug:slug>/close", methods=["GET", "POST"])
@requires()
def close_study(slug: str) -> ResponseReturnValue:
    """Ask whether to close a study, for that cuts interviews short; then close it."""
    fielded = asked_study(slug)
    if request.method != "POST":
        return respond("admin/close.html", "close_title", slug=slug, study=title(fielded))
    studies.close_study(runtime().engine, slug)
    return _done(Action.CLOSE, slug)


def _done(action: Action, slug: str, detail: str = "") -> ResponseReturnValue:
    record(signed_in().name, action, slug, detail)
    flash("done_open_times" if action is Action.OPEN and detail else f"done_{action}")
    return redirect(url_for("admin.study_page", slug=slug), 303)
