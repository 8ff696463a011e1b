"""The list of open studies, and the answers to a proxy that asks whether the app is well."""

from __future__ import annotations

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from survey.cookies import visit
from survey.rendering import Page, PageKind, respond
from survey.runtime import runtime
from survey.store import schema
from survey.views.request import switched
from survey.wording import LANGUAGES, MESSAGES

blueprint = Blueprint("listing", __name__)


@blueprint.route("/", methods=["GET", "POST"])
def index() -> ResponseReturnValue:
    """List the open studies; a single one is gone to."""
    studies = runtime().library.open_studies()
    if len(studies) == 1:
        return redirect(url_for("study.start", slug=studies[0].slug, lang=request.args.get("lang")))
    language = switched(LANGUAGES) or visit.language(LANGUAGES)
    listed = [
        (study.slug, study.instrument.title[shown], shown)
        for study in studies
        for shown in [language if language in study.instrument.languages else study.instrument.languages[0]]
    ]
    heading = MESSAGES.text(language, "open_surveys")
    page = Page(PageKind.LIST, "list.html", heading, language, LANGUAGES, words={"studies": listed})
    return respond(page)


@blueprint.get("/blank")
def blank() -> ResponseReturnValue:
    """Show nothing: where "exit this page" leads, unless the operator has named a page."""
    language = request.accept_languages.best_match(LANGUAGES) or LANGUAGES[0]
    title = MESSAGES.text(language, "blank_page").capitalize()
    return respond(Page(PageKind.BLANK, "blank.html", title, language, (), posts=False))


@blueprint.get("/healthz")
def healthz() -> ResponseReturnValue:
    """Say that the process answers."""
    return "ok\n", 200, {"Content-Type": "text/plain"}


@blueprint.get("/readyz")
def readyz() -> ResponseReturnValue:
    """Say that the database answers too; 503 otherwise."""
    schema.check(runtime().engine)
    return "ok\n", 200, {"Content-Type": "text/plain"}
