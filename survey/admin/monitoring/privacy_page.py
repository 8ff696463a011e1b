"""The privacy report as a page: of the database, and of one study with the questions that were chosen."""

from __future__ import annotations

from flask import request
from flask.typing import ResponseReturnValue

from survey.admin.access import Role, requires
from survey.admin.blueprint import blueprint
from survey.admin.monitoring import privacy
from survey.admin.monitoring.words import Words, question_label
from survey.admin.page import language, respond
from survey.admin.study import asked_study, title
from survey.runtime import runtime
from survey.store import accounts, inventory


@blueprint.get("/<slug:slug>/privacy")
@requires(Role.ANALYST)
def privacy_page(slug: str) -> ResponseReturnValue:
    """Show the report; `?question=…` chooses by which answers respondents are compared."""
    fielded, engine = asked_study(slug), runtime().engine
    instrument = fielded.instrument
    words = Words(language(), instrument.languages)
    offered = privacy.choosable(instrument)
    asked = [name for name in request.args.getlist("question") if name in offered]
    chosen = asked if "question" in request.args or "chosen" in request.args else list(privacy.demographic(instrument))
    found = privacy.anonymity(chosen, inventory.group_sizes(engine, slug, chosen))
    parts = (
        *privacy.study_parts(instrument, fielded.study, inventory.own_words_by_question(engine, slug), found, words),
        *privacy.general_parts(inventory.rows_by_table(engine), accounts.every(engine), words, system=engine.dialect.name),
    )
    questions = [(name, question_label(instrument, name, words), name in chosen) for name in offered]
    return respond("admin/privacy.html", "privacy_title", slug=slug, study=title(fielded), parts=parts, questions=questions)
