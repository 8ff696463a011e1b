"""What a page that was stored decides: the arms that are due, and whether the interview ends here; and the page that says so."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, abort, redirect, url_for
from flask.typing import ResponseReturnValue

from instruments.model import ScreenOut
from survey.cookies import visit
from survey.interview import Interview
from survey.rendering import PageKind, respond
from survey.runtime import runtime
from survey.sampling.blocks import due
from survey.sampling.endings import SentPage, screened
from survey.store import interviews, quotas, sampling
from survey.store.answers import RunningInterview
from survey.views.request import Visitor, begin_alike, ended, leaves, switched, visitor

blueprint = Blueprint("ending", __name__)
begin_alike(blueprint)

UNDER_18 = "under_18"
"""The reason for which the form has words of its own."""


def with_arms(who: Visitor, running: Interview) -> Interview:
    """Return the interview with the arms that are due by now, given from their blocks."""
    to_give = due(running, who.language)
    if not to_give:
        return running
    arms = sampling.give_arms(runtime().engine, who.token_hash, who.slug, to_give)
    if arms is None:
        abort(redirect(url_for("interview.onward", slug=who.slug), 303))
    return replace(running, arms=arms)


def ending(who: Visitor, page: SentPage) -> ResponseReturnValue | None:
    """End the interview where a page that was just stored decides it; None where it goes on."""
    if page.screens:
        return _end(who, "screened")
    entered = {quota.id for quota in page.entered}
    if entered and any(cell.is_full for cell in quotas.fill(runtime().engine, page.after.instrument) if cell.quota in entered):
        return _end(who, "full")
    return None


def ending_at_review(who: Visitor, running: Interview) -> ResponseReturnValue | None:
    """End an interview that came to the review by another way than the button of the page that decides it.

    The pages that were left with answers but not sent are decided here, once.
    """
    if screened(running):
        return _end(who, "screened")
    unsent, held = visit.unsent(who.slug), visit.cells_before(who.slug) or ()
    for question_id in unsent:
        visit.forget_unsent(who.slug, question_id)
    pages = [page for question_id in unsent if (page := running.reached(question_id))]
    left = {part.id for page in pages for each in page for part in each.parts}
    return ending(who, SentPage(running, running, left, held)) if left else None


@blueprint.route("/<slug:slug>/ended", methods=["GET", "POST"])
def early(slug: str) -> ResponseReturnValue:
    """Say why the respondent is not asked further; their answers can be deleted from here."""
    who = visitor(slug)
    found = sampling.find_ended(runtime().engine, who.key_hash) if visit.has_submitted(slug) else None
    if found is None:
        return redirect(url_for("study.start", slug=slug), 303)
    if leaves():
        return _delete(who)
    interview = _as_it_stood(found)
    languages = interview.instrument.languages
    # Its own version of the questionnaire may speak other languages than the one that is fielded now.
    code = switched(languages) or visit.language(languages)
    said = replace(who, fielded=replace(who.fielded, instrument=interview.instrument), language=code)
    reason = screened(interview)
    kind = PageKind.SCREENED if reason else PageKind.FULL
    title, text = _reason_words(said, reason) if reason else (said.say("quota_title"), said.say("quota_text"))
    return respond(said.page(kind, "ended.html", title, text=text))


def _end(who: Visitor, name: str) -> ResponseReturnValue:
    sampling.end_early(runtime().engine, who.token_hash, who.key_hash, who.receipt_hash, who.event, name)
    return ended(who)


def _delete(who: Visitor) -> ResponseReturnValue:
    interviews.withdraw(runtime().engine, who.receipt_hash)
    visit.renew(who.slug)
    visit.confirm(who.slug, "left", "withdraw_done")
    return redirect(url_for("study.left", slug=who.slug), 303)


def _as_it_stood(found: RunningInterview) -> Interview:
    return Interview(runtime().library.instrument(found.instrument_hash), found.answers, found.arms, found.seed)


def _reason_words(who: Visitor, reason: ScreenOut) -> tuple[str, str]:
    """Title and text of a reason: its own text, or the form's."""
    if reason.text:
        return who.say("screened_title"), reason.text[who.language]
    if reason.id == UNDER_18:
        return who.say("under18_title"), who.say("under18_text")
    population = who.fielded.instrument.population[who.language]
    return who.say("screened_title"), who.say("screened_text", population=population)
