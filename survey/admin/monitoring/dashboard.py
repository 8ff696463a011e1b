"""The dashboard of a study: how it goes, and what was answered so far."""

from __future__ import annotations

from collections.abc import Iterator

from flask import request
from flask.typing import ResponseReturnValue

from instruments.responses import Status
from survey.admin.access import Role, requires
from survey.admin.blueprint import blueprint
from survey.admin.monitoring import figures, sections
from survey.admin.monitoring.figures import Pool
from survey.admin.monitoring.sections import Figure
from survey.admin.monitoring.words import Words
from survey.admin.page import language, respond
from survey.admin.study import asked_study, title
from survey.fielded import Fielded
from survey.runtime import runtime
from survey.store import monitoring
from survey.store.monitoring import Tally


@blueprint.get("/<slug:slug>/dashboard")
@requires(Role.VIEWER, Role.ANALYST)
def dashboard_page(slug: str) -> ResponseReturnValue:
    """Show how a study goes: its real responses, or with `?of=tests` its tests, never both."""
    fielded = asked_study(slug)
    tests = request.args.get("of") == "tests"
    words = Words(language(), fielded.instrument.languages)
    tallies = monitoring.tallies(runtime().engine, slug)
    pool = figures.pool(runtime().engine, runtime().library, slug, tallies, tests=tests)
    return respond(
        "admin/dashboard.html",
        "dashboard_title",
        slug=slug,
        study=title(fielded),
        tests=tests,
        other=sum(_counts(tallies, tests=not tests).values()),
        numbers=sections.tally_words(_counts(tallies, tests=tests), words),
        left_out=list(pool.left_out.values()) if pool else [],
        course=list(_course(fielded, tallies, words, tests=tests)),
        answers=list(_answers(pool, slug, words, tests=tests)),
    )


def _counts(tallies: tuple[Tally, ...], *, tests: bool) -> dict[str, int]:
    found = [each.tests if tests else each.real for each in tallies]
    return {status.value: sum(counts.get(status, 0) for counts in found) for status in Status}


def _course(fielded: Fielded, tallies: tuple[Tally, ...], words: Words, *, tests: bool) -> Iterator[Figure]:
    engine, instrument = runtime().engine, fielded.instrument
    events = () if tests else monitoring.events(engine, fielded.slug)
    if daily := sections.by_day(events, words):
        yield daily
    n = sum(_counts(tallies, tests=tests).values())
    course = figures.shown_course(engine, runtime().library, instrument, n, tests=tests)
    if course is None:
        return
    ended = figures.shown_ended(engine, instrument, events)
    yield sections.funnel(instrument, course, events, ended, words)
    found = (sections.stopped(instrument, course, words), sections.seconds(instrument, course, words))
    yield from (each for each in found if each)
    yield from sections.shares_of(instrument, course, words)


def _answers(pool: Pool | None, slug: str, words: Words, *, tests: bool) -> Iterator[Figure]:
    topline = figures.shown_topline(runtime().engine, slug, pool, tests=tests) if pool else None
    if pool is None or topline is None:
        return
    if filled := sections.quotas(pool.instrument, topline, words):
        yield filled
    if rates := sections.items(pool.instrument, topline, words):
        yield rates
    yield from sections.answers(pool.instrument, topline, words)
