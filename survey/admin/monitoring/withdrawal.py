"""Withdrawing a response for somebody who brought the receipt: the same code, the same deletion as on the respondent's page."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from survey.admin.access import Role, requires
from survey.admin.blueprint import blueprint
from survey.admin.page import respond
from survey.admin.record import line
from survey.admin.study import asked_study, title
from survey.keys import receipt
from survey.runtime import runtime
from survey.store import interviews, studies
from survey.store.audit import Action


@blueprint.route("/<slug:slug>/withdraw", methods=["GET", "POST"])
@requires(Role.ANALYST)
def withdraw_page(slug: str) -> ResponseReturnValue:
    """Ask for the receipt; delete the response that it belongs to, and write down that one was deleted, never which."""
    asked_study(slug)
    if request.method != "POST":
        return _page(slug)
    known = receipt.normalised(request.form.get("receipt", ""))
    if known is None:
        return _page(slug, "withdraw_mistyped", 400)
    receipt_hash = runtime().keys.receipt_hash(known)
    theirs = studies.of_receipt(runtime().engine, receipt_hash)
    if theirs not in (None, slug):
        return _page(slug, "withdraw_other_study", 400)
    if theirs is None or not interviews.withdraw(runtime().engine, receipt_hash, entry=line(Action.WITHDRAW, slug)):
        # As on the respondent's page, only a wrong code is limited.
        is_over = runtime().wrong_codes.take() > 0
        return _page(slug, "withdraw_too_many" if is_over else "withdraw_not_found", 429 if is_over else 400)
    flash("done_withdraw")
    return redirect(url_for("admin.withdraw_page", slug=slug), 303)


def _page(slug: str, problem: str = "", status: int = 200) -> ResponseReturnValue:
    fielded = asked_study(slug)
    words = {"study": title(fielded), "panel": fielded.is_panel, "problem": problem, "written": request.form.get("receipt", "")}
    return respond("admin/withdraw.html", "withdraw_title", status=status, error=bool(problem), slug=slug, **words)
