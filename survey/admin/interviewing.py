"""Where an interviewer begins an interview, or goes on with one, and where codes are given to interviewers.

Which account held which interview is written down nowhere: not in the responses, and not in the audit log.
"""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from survey.admin.access import Role, requires, signed_in
from survey.admin.blueprint import blueprint
from survey.admin.page import respond
from survey.admin.record import line
from survey.admin.study import asked_study, title
from survey.cookies import visit
from survey.runtime import runtime
from survey.store import accounts, interviewers, interviews
from survey.store.accounts import AccountError
from survey.store.audit import Action
from survey.store.interviewers import CodeError
from survey.views.interviewing import MODES


@blueprint.route("/<slug:slug>/interview", methods=["GET", "POST"])
@requires(Role.INTERVIEWER)
def interview_page(slug: str) -> ResponseReturnValue:
    """Ask how the respondent is spoken to and in which language; then lead to the study's start, or to its page for a code."""
    asked_study(slug)
    code = interviewers.code_of(runtime().engine, slug, signed_in().id)
    if request.method != "POST" or code is None:
        return _page(slug, code)
    if "resume" in request.form:
        # An interview that stands unfinished in this browser is parted from when a right code was entered, and not before.
        return redirect(url_for("resuming.resume", slug=slug, asked=visit.held(slug) or MODES[0]), 303)
    mode, spoken = request.form.get("mode"), request.form.get("spoken")
    if mode not in MODES or spoken not in asked_study(slug).instrument.languages:
        return _page(slug, code, "interview_choose")
    part_from_interview(slug)
    visit.hold(slug, mode)
    visit.choose_language(spoken)
    return redirect(url_for("study.start", slug=slug), 303)


@blueprint.route("/<slug:slug>/interviewers", methods=["GET", "POST"])
@requires(Role.ANALYST)
def interviewers_page(slug: str) -> ResponseReturnValue:
    """List who holds interviews in a study under which code; give codes, and take them away."""
    asked_study(slug)
    if request.method != "POST":
        return _codes(slug)
    engine, name = runtime().engine, request.form.get("name", "")
    try:
        action = Action.CODE_TAKE if "take" in request.form else Action.CODE_GIVE
        if action is Action.CODE_GIVE:
            interviewers.give(engine, slug, name, request.form.get("code", "").strip(), entry=line(action, slug, name))
        elif not interviewers.take(engine, slug, name, entry=line(action, slug, name)):
            return _codes(slug, "code_none")
    except AccountError as error:
        return _codes(slug, f"code_{error.key}" if isinstance(error, CodeError) else "code_nobody")
    flash(f"done_{action}")
    return redirect(url_for("admin.interviewers_page", slug=slug), 303)


def part_from_interview(slug: str) -> None:
    """Part this browser from the interview that it left unfinished, if there is one: it is kept as partial."""
    interviews.release(runtime().engine, runtime().keys.token_hash(visit.session_key(slug) or "", slug))


def _is_unfinished(slug: str, code: str | None) -> bool:
    """Whether an interview that was begun under a code stands unfinished in this browser."""
    key = visit.session_key(slug)
    found = interviews.find(runtime().engine, runtime().keys.token_hash(key, slug)) if key else None
    return found is not None and found.interviewer == code


def _page(slug: str, code: str | None, problem: str = "") -> ResponseReturnValue:
    fielded = asked_study(slug)
    spoken = fielded.instrument.languages
    return respond(
        "admin/interview.html",
        "interview_title",
        status=400 if problem else 200,
        error=bool(problem),
        slug=slug,
        study=title(fielded),
        code=code,
        row=fielded.row,
        is_unfinished=code is not None and _is_unfinished(slug, code),
        modes=MODES,
        mode=request.form.get("mode") or visit.held(slug),
        spoken=spoken,
        chosen=request.form.get("spoken") or visit.language(spoken),
        problem=problem,
    )


def _codes(slug: str, problem: str = "") -> ResponseReturnValue:
    able = [each.name for each in accounts.every(runtime().engine) if each.role in interviewers.ROLES and each.is_active]
    return respond(
        "admin/interviewers.html",
        "interviewers_title",
        status=400 if problem else 200,
        error=bool(problem),
        slug=slug,
        study=title(asked_study(slug)),
        interviewers=interviewers.every(runtime().engine, slug),
        names=able,
        chosen=request.form.get("name", ""),
        written=request.form.get("code", ""),
        problem=problem,
    )
