"""Which study a page is about, and the page of how it stands."""

from __future__ import annotations

from flask import abort
from flask.typing import ResponseReturnValue

from survey.admin.page import language, respond
from survey.fielded import Fielded
from survey.runtime import runtime
from survey.schedule import shown
from survey.store import links
from survey.store.studies import Schedule


def asked_study(slug: str) -> Fielded:
    """Return the study under an address; 404 where there is none."""
    fielded = runtime().library.find(slug)
    if fielded is None:
        abort(404)
    return fielded


def title(fielded: Fielded) -> str:
    """Return a study's title in the language of the present page, or in its own first one."""
    offered = fielded.instrument.languages
    shown = language()
    return fielded.instrument.title[shown if shown in offered else offered[0]]


def _bounds(schedule: Schedule) -> tuple[tuple[str, str | None], ...]:
    """Return from and until when a study is open, each with its message."""
    return ("opens", schedule.opens), ("closes", schedule.closes)


def study_state(fielded: Fielded, written: tuple[str, str], problem: str | None = None) -> ResponseReturnValue:
    """Return the page of how a study stands.

    written  what stands in the inputs of when it opens and closes
    problem  the message of what is wrong with them
    """
    return respond(
        "admin/study.html",
        "study_title",
        status=400 if problem else 200,
        error=problem is not None,
        slug=fielded.slug,
        study=title(fielded),
        row=fielded.row,
        zone=fielded.study.timezone,
        times=[(name, shown(minute, fielded.study.timezone)) for name, minute in _bounds(fielded.row.schedule) if minute],
        panel=fielded.instrument.panel,
        links=links.count(runtime().engine, fielded.slug),
        written=written,
        problem=problem,
    )
