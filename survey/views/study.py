"""A study's own pages: the start with consent and language, the privacy notice, and the withdrawal of answers."""

from __future__ import annotations

import secrets

from flask import Blueprint, abort, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from instruments.consent import filled
from instruments.kinds import TEXT_LENGTH
from instruments.model import Instrument
from instruments.panels import new_id
from instruments.route import is_certain, most_asked
from instruments.study import TEXTS
from survey.cookies import visit
from survey.interview import Interview
from survey.keys import receipt
from survey.rendering import PageKind, respond
from survey.runtime import runtime
from survey.schedule import in_words
from survey.store import interviews, panels, studies
from survey.store.interviews import Beginning
from survey.store.links import LinkUsedError
from survey.store.studies import State
from survey.views.admission import is_admitted, link_of, may_be_another, not_admitted, of_another, parted
from survey.views.ending import with_arms
from survey.views.interviewing import ends_with_account, interviewer_code, missing
from survey.views.membership import take_out
from survey.views.request import (
    Visitor,
    action,
    begin_alike,
    count,
    ended,
    in_language,
    leaves,
    notice,
    switched,
    visitor,
)
from survey.views.running import forward, leave

blueprint = Blueprint("study", __name__)
begin_alike(blueprint)


@blueprint.route("/<slug:slug>/", methods=["GET", "POST"])
def start(slug: str) -> ResponseReturnValue:
    """Ask for consent; with it, begin the interview."""
    return _start(visitor(slug), None)


@blueprint.route("/<slug:slug>/t/<link:token>", methods=["GET", "POST"])
def start_by_link(slug: str, token: str) -> ResponseReturnValue:
    """Do the same for a single-use link. Looking at the page does not use it up: programs that check mail look at links, too."""
    return _start(visitor(slug), runtime().keys.link_hash(slug, token))


def _start(who: Visitor, link_hash: str | None) -> ResponseReturnValue:
    if leaves():
        return leave(who)
    if ends_with_account(who):
        visit.let_go(who.slug)
        return redirect(request.full_path.rstrip("?"), 303)
    if not (who.fielded.is_open or who.is_tried or (who.fielded.is_running and who.stored)):
        return _not_open(who)
    return _let_in(who, link_hash)


def _let_in(who: Visitor, link_hash: str | None) -> ResponseReturnValue:
    slug = who.slug
    if may_be_another(who, link_hash):
        who = of_another(who, link_hash)
    refused = missing(who)
    if refused:
        return refused
    if not (is_admitted(who, link_hash) or who.stored):
        return not_admitted(who, link_hash)
    if request.method != "POST":
        if visit.has_submitted(slug):
            visit.renew(slug)
        visit.forget_confirmation(slug)
        if visit.session_key(slug) is None and request.method == "GET":
            count(who, "viewed")
        return _start_page(who, ())
    chosen = tuple(request.form.getlist("consent"))
    code = switched(who.fielded.instrument.languages)
    if code:
        return _start_page(in_language(who, code), chosen)
    return _start_posted(who, chosen, link_hash)


def _not_open(who: Visitor) -> ResponseReturnValue:
    row = who.fielded.row
    if row.state is State.NOT_OPEN:
        opens = in_words(row.schedule.opens or "", who.fielded.study.timezone, who.language)
        return notice(who, PageKind.CLOSED, "not_open_title", "not_open_text", date=opens)
    if row.state is State.PAUSED:
        return notice(who, PageKind.CLOSED, "paused_title", "paused_text")
    return notice(who, PageKind.CLOSED, "closed_title", "closed_text", is_end=True)


def _start_posted(who: Visitor, chosen: tuple[str, ...], link_hash: str | None) -> ResponseReturnValue:
    pressed = action()
    if pressed == "anew":
        parted(who)
        return redirect(url_for("study.start", slug=who.slug), 303)
    if pressed != "next":
        abort(400)
    if not chosen and who.stored:
        return redirect(url_for("interview.onward", slug=who.slug), 303)
    if may_be_another(who, link_hash):
        who = parted(who)
    if chosen == ("1",):
        return _begin(who, link_hash)
    if chosen == ("0",):
        return _refuse(who)
    return _start_page(who, chosen, error=who.say("consent_missing"))


@blueprint.route("/<slug:slug>/refused", methods=["GET", "POST"])
def refused(slug: str) -> ResponseReturnValue:
    """Confirm that nothing is stored of somebody who does not agree."""
    return _confirmation(slug, "refused", PageKind.REFUSED, "declined_title")


@blueprint.route("/<slug:slug>/left", methods=["GET", "POST"])
def left(slug: str) -> ResponseReturnValue:
    """Confirm that the answers of somebody who left are deleted."""
    return _confirmation(slug, "left", PageKind.REFUSED, "left_title")


@blueprint.route("/<slug:slug>/privacy", methods=["GET", "POST"])
def privacy(slug: str) -> ResponseReturnValue:
    """Tell who asks, what is stored, where and for how long."""
    who = visitor(slug)
    code = switched(who.fielded.instrument.languages)
    who = in_language(who, code) if code else who
    study = who.fielded.study
    told = {key: getattr(study, key)[who.language] for key in TEXTS}
    writes = _asks_to_write(who.fielded.instrument)
    page = who.page(PageKind.PRIVACY, "privacy.html", who.say("privacy_title"), study=told, writes=writes)
    return respond(page)


@blueprint.route("/<slug:slug>/withdraw", methods=["GET", "POST"])
def withdraw(slug: str) -> ResponseReturnValue:
    """Delete the answers that a receipt code belongs to, be it of this study or another: whoever has the code means those."""
    who = visitor(slug)
    written = request.form.get("receipt", "")
    code = switched(who.fielded.instrument.languages)
    if code:
        return _withdraw_page(in_language(who, code), written)
    if request.method != "POST":
        return _withdraw_page(who, "")
    known = receipt.normalised(written)
    if known is None:
        return _withdraw_page(who, written, error=who.say("withdraw_mistyped" if written.strip() else "withdraw_enter"))
    receipt_hash = runtime().keys.receipt_hash(known)
    member = panels.member_of_receipt(runtime().engine, receipt_hash)
    if member and action() == "leave-panel":
        return take_out(who, member)
    # Looked up first, and limited only where it is wrong: nobody's guesses keep a respondent from withdrawing.
    if studies.of_receipt(runtime().engine, receipt_hash) and interviews.withdraw(runtime().engine, receipt_hash):
        visit.confirm(slug, "withdrawn", "withdraw_done")
        return redirect(url_for("study.withdrawn", slug=slug), 303)
    wait = runtime().wrong_codes.take()
    return _too_many_codes(who, written, wait) if wait else _withdraw_page(who, written, error=who.say("withdraw_not_found"))


@blueprint.route("/<slug:slug>/withdrawn", methods=["GET", "POST"])
def withdrawn(slug: str) -> ResponseReturnValue:
    """Confirm a withdrawal."""
    return _confirmation(slug, "withdrawn", PageKind.WITHDRAW, "withdraw_title")


def _confirmation(slug: str, what: str, kind: PageKind, title_key: str) -> ResponseReturnValue:
    """Say what has just been done; where nothing was, lead to the start."""
    who = visitor(slug)
    text_key = visit.confirmed(slug, what)
    return notice(who, kind, title_key, text_key) if text_key else redirect(url_for("study.start", slug=slug), 303)


def _begin(who: Visitor, link_hash: str | None) -> ResponseReturnValue:
    instrument, is_test = who.fielded.instrument, who.is_test
    beginning = Beginning(
        instrument_hash=instrument.source_hash,
        language=who.language,
        arms={},
        seed=secrets.randbelow(2**31),
        is_test=is_test,
        mode=visit.held(who.slug) or "web",
        link=link_of(who.slug, link_hash, visit.ensured_key(who.slug)),
        panel_id=new_id() if is_test and who.fielded.is_panel else None,
        interviewer=interviewer_code(who.slug) if who.is_asked else None,
    )
    try:
        if not interviews.begin(runtime().engine, who.token_hash, who.key_hash, beginning, who.event):
            return ended(who)
    except LinkUsedError:
        # A second press of the button finds the interview of the first, which may have begun meanwhile.
        has_begun = interviews.find(runtime().engine, who.token_hash) is not None
        return redirect(url_for("interview.onward", slug=who.slug), 303) if has_begun else not_admitted(who, link_hash)
    visit.begin_clock(who.slug)
    if link_hash is not None:
        visit.note_link(who.slug, link_hash)
    if who.stored:
        return redirect(url_for("interview.onward", slug=who.slug), 303)
    begun = with_arms(who, Interview(instrument, {}, beginning.arms, beginning.seed))
    return redirect(forward(who, begun.first_missing), 303)


def _refuse(who: Visitor) -> ResponseReturnValue:
    interviews.discard(runtime().engine, who.token_hash, None)
    count(who, "refused")
    visit.renew(who.slug)
    visit.confirm(who.slug, "refused", "declined_text")
    return redirect(url_for("study.refused", slug=who.slug), 303)


def _start_page(who: Visitor, chosen: tuple[str, ...], error: str | None = None) -> ResponseReturnValue:
    instrument = who.fielded.instrument
    begun = error is None and who.stored is not None
    page = who.page(
        PageKind.START,
        "start.html",
        instrument.title[who.language],
        error=error is not None,
        problem=error,
        chosen=chosen,
        begun=begun,
        another=who.another,
        may_begin_anew=begun and is_admitted(who, None),
        intro=_introduction(who),
        choices=_consent_choices(who),
        contact=who.fielded.study.contact[who.language],
        own_intro=instrument.consent is not None,
        questions=most_asked(instrument),
        certain=is_certain(instrument),
        minutes=who.fielded.study.minutes,
        population=instrument.population[who.language],
    )
    return respond(page, 400 if error else 200)


def _introduction(who: Visitor) -> str | None:
    instrument, study = who.fielded.instrument, who.fielded.study
    if instrument.consent is None:
        return None
    contact, questions = study.contact[who.language], most_asked(instrument)
    return filled(instrument.consent.text[who.language], contact=contact, minutes=study.minutes, questions=questions)


def _consent_choices(who: Visitor) -> tuple[tuple[str, str], ...]:
    consent = who.fielded.instrument.consent
    if consent is None:
        return ("1", who.say("consent_agree")), ("0", who.say("consent_decline"))
    return tuple((str(choice.code), choice.label[who.language]) for choice in consent.choices)


def _withdraw_page(who: Visitor, written: str, error: str | None = None, status: int = 400) -> ResponseReturnValue:
    page = who.page(
        PageKind.WITHDRAW, "withdraw.html", who.say("withdraw_title"), error=error is not None, problem=error, written=written
    )
    return respond(page, status if error else 200)


def _too_many_codes(who: Visitor, written: str, wait: int) -> ResponseReturnValue:
    """Ask to wait, with the code still on the page."""
    response = make_response(_withdraw_page(who, written, error=who.say("withdraw_too_many"), status=429))
    response.headers["Retry-After"] = str(wait)
    return response


def _asks_to_write(instrument: Instrument) -> bool:
    return any(question.kind in TEXT_LENGTH or question.other for question in instrument.variables)
