"""Single-use links from the page: made for a list that is sent back with them as a file, and stored nowhere; and removed."""

from __future__ import annotations

from flask import Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from instruments.names import PANEL_COLUMN
from survey.admin.access import requires
from survey.admin.blueprint import blueprint
from survey.admin.page import respond
from survey.admin.record import line
from survey.admin.study import asked_study, title
from survey.fielded import Fielded
from survey.invitations import links as invitations
from survey.invitations import people
from survey.invitations.people import People, PeopleError
from survey.runtime import runtime
from survey.settings import only_here
from survey.store import audit, links
from survey.store.audit import Action
from survey.store.transactions import one_at_a_time, writing

MOST = 10_000
"""Links that are made at once."""


@blueprint.route("/<slug:slug>/links", methods=["GET", "POST"])
@requires()
def links_page(slug: str) -> ResponseReturnValue:
    """Say how many links there are; make a number of them, or one for each row of a list; or remove them all."""
    fielded = asked_study(slug)
    if request.method != "POST":
        return _page(fielded)
    if "remove" in request.form:
        return _remove(fielded)
    try:
        return _make(fielded, _asked_for(fielded))
    except PeopleError as error:
        return _page(fielded, error)


def _asked_for(fielded: Fielded) -> People:
    """Return the list that links are asked for; PeopleError where it cannot be used."""
    if "people" in request.form:
        return people.listed("", request.form["people"], without=invitations.COLUMN)
    number = request.form.get("number", "").strip()
    is_number = number.isascii() and number.isdigit() and len(number) <= len(str(MOST))
    if fielded.is_panel or not (is_number and 1 <= int(number) <= MOST):
        raise PeopleError("number", f"{number!r} is no number from 1 to {MOST}.", n=MOST)
    return invitations.made_for(int(number))


def _make(fielded: Fielded, listed: People) -> ResponseReturnValue:
    engine, slug = runtime().engine, fielded.slug
    with writing(engine) as connection:
        one_at_a_time(connection, f"links {slug}")
        if request.form.get("before") != str(links.counted(connection, slug).made):
            # A second press of the button, or a page that was left open: its links may be in a file that is not looked for.
            raise PeopleError("before", "Links have been made since the page was opened.")
        made = invitations.make(connection, runtime().keys, fielded, listed, request.host_url)
        audit.add(connection, line(Action.TOKENS, slug, invitations.logged_as_made(made)))
    # Begun with the mark by which spreadsheets know UTF-8: they would show names in Kazakh as something else.
    response = Response(f"\ufeff{people.written(made.columns, made.rows)}", mimetype="text/csv")
    response.headers.set("Content-Disposition", "attachment", filename=f"{slug}-links.csv")
    return response


def _remove(fielded: Fielded) -> ResponseReturnValue:
    if fielded.is_panel or "sure" not in request.form:
        return _page(fielded, PeopleError("sure", "Removing links must be confirmed."))
    with writing(runtime().engine) as connection:
        removed = links.remove(connection, fielded.slug)
        if removed.made:
            audit.add(connection, line(Action.TOKENS, fielded.slug, invitations.logged_as_removed(removed)))
    flash("done_links_remove")
    return redirect(url_for("admin.links_page", slug=fielded.slug), 303)


def _page(fielded: Fielded, problem: PeopleError | None = None) -> ResponseReturnValue:
    key = problem.key if problem else ""
    return respond(
        "admin/links.html",
        "links_title",
        status=400 if problem else 200,
        error=problem is not None,
        slug=fielded.slug,
        study=title(fielded),
        links=links.count(runtime().engine, fielded.slug),
        panel=fielded.is_panel,
        panel_column=PANEL_COLUMN,
        most=MOST,
        only_here=only_here(request.host_url),
        problem=f"people_{key}" if key else "",
        parameters=problem.parameters if problem else {},
        faulty={"number": "number", "sure": "sure"}.get(key, "people"),
        written=request.form.get("people", ""),
        number=request.form.get("number", ""),
    )
