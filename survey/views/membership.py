"""Leaving a panel: by the personal link to one of its waves, or by the receipt of one."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, url_for
from flask.typing import ResponseReturnValue

from survey.cookies import visit
from survey.rendering import PageKind, respond
from survey.runtime import runtime
from survey.store import panels
from survey.views.request import Visitor, action, begin_alike, in_language, notice, switched, visitor

blueprint = Blueprint("membership", __name__)
begin_alike(blueprint)


@blueprint.route("/<slug:slug>/t/<link:token>/leave", methods=["GET", "POST"])
def leave(slug: str, token: str) -> ResponseReturnValue:
    """Ask whether the member of a link means to leave; then delete all answers of theirs. Looking at the page deletes nothing."""
    who = visitor(slug)
    if not who.fielded.is_panel:
        abort(404)
    member = panels.member_of_link(runtime().engine, slug, runtime().keys.link_hash(slug, token))
    if member is None:
        return notice(who, PageKind.CLOSED, "link_title", "link_used")
    code = switched(who.fielded.instrument.languages)
    if not code and action() == "leave-panel":
        return take_out(who, member)
    who = in_language(who, code) if code else who
    return respond(who.page(PageKind.WITHDRAW, "leave_panel.html", who.say("panel_leave_title")))


def take_out(who: Visitor, member: str) -> ResponseReturnValue:
    """Delete everything of a member, in every wave, and say so."""
    panels.leave(runtime().engine, member)
    visit.renew(who.slug)
    visit.confirm(who.slug, "withdrawn", "panel_left")
    return redirect(url_for("study.withdrawn", slug=who.slug), 303)
