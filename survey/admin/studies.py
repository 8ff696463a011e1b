"""The studies, and the page of one: how it stands, and for an owner the buttons that change that."""

from __future__ import annotations

from flask.typing import ResponseReturnValue

from survey.admin.access import Role, requires, signed_in
from survey.admin.blueprint import blueprint
from survey.admin.page import respond
from survey.admin.study import asked_study, study_state, title
from survey.fielded import Fielded
from survey.runtime import runtime
from survey.schedule import written
from survey.store import interviewers
from survey.store.studies import ALWAYS, State


@blueprint.get("/")
@requires(*Role)
def studies_page() -> ResponseReturnValue:
    """List the studies; an interviewer's lead to where interviews begin."""
    listed = [
        (row.slug, title(found), f"state_{row.state}") if isinstance(found, Fielded) else (row.slug, row.slug, "study_unreadable")
        for row, found in runtime().library.every()
    ]
    interviewed = interviewers.studies_of(runtime().engine, signed_in().id)
    return respond("admin/studies.html", "menu_studies_page", studies=listed, interviewed=interviewed)


@blueprint.get("/<slug:slug>/")
@requires(Role.VIEWER, Role.ANALYST)
def study_page(slug: str) -> ResponseReturnValue:
    """Show how a study stands."""
    fielded = asked_study(slug)
    # Of a closed study the times are over and would only stand in the way of opening it.
    bounds = ALWAYS if fielded.row.state is State.CLOSED else fielded.row.schedule
    timezone = fielded.study.timezone
    return study_state(fielded, (written(bounds.opens, timezone), written(bounds.closes, timezone)))
