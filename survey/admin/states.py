"""What an owner does with a study: open it, for a time if need be, pause it, close it."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from survey.admin.access import requires
from survey.admin.blueprint import blueprint
from survey.admin.page import respond
from survey.admin.record import line
from survey.admin.study import asked_study, study_state, title
from survey.runtime import runtime
from survey.schedule import ScheduleError, described, schedule
from survey.store import studies
from survey.store.audit import Action
from survey.store.studies import State, current_minute


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
    times = described(chosen, fielded.study.timezone)
    studies.reopen_study(runtime().engine, slug, chosen, entry=line(Action.OPEN, slug, times))
    is_later = chosen.opens is not None and chosen.opens > current_minute()
    return _done("done_open_later" if is_later else "done_open_times" if times else "done_open", slug)


@blueprint.post("/<slug:slug>/pause")
@requires()
def pause_study(slug: str) -> ResponseReturnValue:
    """Let nobody begin any more; who has begun can finish. A study that somebody else has closed meanwhile stays as it is."""
    is_over = asked_study(slug).row.state is State.CLOSED
    is_paused = not is_over and studies.pause_study(runtime().engine, slug, entry=line(Action.PAUSE, slug))
    return _done("done_pause" if is_paused else "pause_closed", slug)


@blueprint.route("/<slug:slug>/close", methods=["GET", "POST"])
@requires()
def close_study(slug: str) -> ResponseReturnValue:
    """Ask whether to close a study, for that cuts interviews short; then close it."""
    fielded = asked_study(slug)
    if request.method != "POST":
        return respond("admin/close.html", "close_title", slug=slug, study=title(fielded))
    studies.close_study(runtime().engine, slug, entry=line(Action.CLOSE, slug))
    return _done("done_close", slug)


def _done(message: str, slug: str) -> ResponseReturnValue:
    flash(message)
    return redirect(url_for("admin.study_page", slug=slug), 303)
