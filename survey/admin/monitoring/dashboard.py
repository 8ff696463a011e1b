"""The dashboard of a study: how it goes, and what was answered so far."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from flask import request
from flask.typing import ResponseReturnValue

from instruments.model import Instrument
from instruments.responses import Status
from survey.admin.access import Role, requires
from survey.admin.blueprint import blueprint
from survey.admin.monitoring import arm_figures, figures, nonresponse, sections
from survey.admin.monitoring.figures import Pool
from survey.admin.monitoring.sections import Figure
from survey.admin.monitoring.suppression import Look
from survey.admin.monitoring.words import Words
from survey.admin.page import language, respond
from survey.admin.study import asked_study, title
from survey.fielded import Fielded
from survey.runtime import runtime
from survey.store import monitoring
from survey.store.monitoring import Counted, Tally


@blueprint.get("/<slug:slug>/dashboard")
@requires(Role.VIEWER, Role.ANALYST)
def dashboard_page(slug: str) -> ResponseReturnValue:
    """Show how a study goes: its real responses, or with `?of=tests` its tests, never both."""
    fielded = asked_study(slug)
    tests = request.args.get("of") == "tests"
    words = Words(language(), fielded.instrument.languages)
    tallies = monitoring.tallies(runtime().engine, slug)
    pool = figures.pool(runtime().engine, runtime().library, slug, tallies, tests=tests)
    events = () if tests else monitoring.events(runtime().engine, slug)
    ended = figures.shown_ended(runtime().engine, fielded.instrument, events)
    course = list(_course(fielded, tallies, events, ended, words, tests=tests))
    rates, answers = _answers(pool, slug, words, tests=tests)
    shown = [*rates, *(each for each in answers if not each.is_empty)]
    return respond(
        "admin/dashboard.html",
        "dashboard_title",
        slug=slug,
        study=title(fielded),
        tests=tests,
        other=sum(_counts(tallies, tests=not tests).values()),
        numbers=sections.tally_words(_shown(_counts(tallies, tests=tests), fielded.instrument, tests=tests), words),
        left_out=list(pool.left_out.values()) if pool else [],
        contents=[*course, *shown],
        course=course,
        answers=shown,
        not_shown=[each.caption for each in answers if each.is_empty],
    )


def _counts(tallies: tuple[Tally, ...], *, tests: bool) -> dict[str, int]:
    found = [each.tests if tests else each.real for each in tallies]
    return {status.value: sum(counts.get(status, 0) for counts in found) for status in Status}


def _shown(counts: dict[str, int], instrument: Instrument, *, tests: bool) -> dict[str, int]:
    """Return the counts as they are shown.

    How many were not let so far tells something about them, and the funnel shows it in steps; so here they stand with those who
    have not finished, unless nobody can be ended early. Tests tell nothing about anybody.
    """
    if tests or not _ends_early(counts, instrument):
        return counts
    complete = counts[Status.COMPLETE.value]
    return {Status.COMPLETE.value: complete, "unfinished": sum(counts.values()) - complete}


def _ends_early(counts: dict[str, int], instrument: Instrument) -> bool:
    """Whether interviews may be ended early, or were in an earlier version."""
    return bool(counts[Status.SCREENED.value] or instrument.screen_out or instrument.quotas)


def _course(
    fielded: Fielded, tallies: tuple[Tally, ...], events: Sequence[Counted], ended: Look | None, words: Words, *, tests: bool
) -> Iterator[Figure]:
    engine, instrument = runtime().engine, fielded.instrument
    if daily := sections.by_day(events, words):
        yield daily
    counts = _counts(tallies, tests=tests)
    course = figures.shown_course(engine, runtime().library, instrument, sum(counts.values()), tests=tests)
    if course is None:
        return
    yield sections.funnel(instrument, course, events, ended, words)
    yield from arm_figures.funnels(instrument, course, words)
    left = sections.stopped(instrument, course, words, ends_early=not tests and _ends_early(counts, instrument))
    yield from (each for each in (left, sections.seconds(instrument, course, words)) if each)
    yield from sections.shares_of(course, words)
    yield from arm_figures.balance(instrument, course, words)


def _answers(pool: Pool | None, slug: str, words: Words, *, tests: bool) -> tuple[list[Figure], list[Figure]]:
    """Return the quotas and what was not answered; and the answers to each question."""
    topline = figures.shown_topline(runtime().engine, slug, pool, tests=tests) if pool else None
    if pool is None or topline is None:
        return [], []
    quotas = sections.quotas(pool.instrument, topline, words)
    rates = [*([quotas] if quotas else []), *nonresponse.figures(pool.instrument, topline, words)]
    return rates, list(sections.answers(pool.instrument, topline, words))
