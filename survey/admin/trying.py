"""Where the form is tried out: answered as respondents do, whether the study is open or not, and every answer is a test."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from survey.admin.access import Role, requires
from survey.admin.blueprint import blueprint
from survey.admin.interviewing import part_from_interview
from survey.admin.page import respond
from survey.admin.study import asked_study, title
from survey.cookies import visit


@blueprint.route("/<slug:slug>/try", methods=["GET", "POST"])
@requires(Role.ANALYST, Role.INTERVIEWER)
def try_page(slug: str) -> ResponseReturnValue:
    """Lead to the form, where what this browser answers is a test from now on; or end that."""
    spoken = asked_study(slug).instrument.languages
    if request.method != "POST":
        return _page(slug)
    if "end" in request.form:
        if visit.is_tried(slug):
            part_from_interview(slug)
            visit.let_go(slug)
        flash("done_try")
        return redirect(url_for("admin.try_page", slug=slug), 303)
    if request.form.get("spoken") not in spoken:
        return _page(slug, "try_choose")
    part_from_interview(slug)
    visit.try_out(slug)
    visit.choose_language(request.form["spoken"])
    return redirect(url_for("study.start", slug=slug), 303)


def _page(slug: str, problem: str = "") -> ResponseReturnValue:
    fielded = asked_study(slug)
    spoken = fielded.instrument.languages
    return respond(
        "admin/try.html",
        "try_title",
        status=400 if problem else 200,
        error=bool(problem),
        slug=slug,
        study=title(fielded),
        is_tried=visit.is_tried(slug),
        is_unfinished=visit.has_begun(slug) and not visit.is_tried(slug),
        spoken=spoken,
        chosen=visit.language(spoken),
        problem=problem,
    )
