"""The figures of a study as they are shown: kept in the database, for every process to show the same; they move in steps."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, TypeVar

import sqlalchemy as sa

import analysis
from instruments.differences import can_be_pooled
from instruments.model import Instrument
from instruments.responses import Status
from survey.admin.monitoring.course import Course, course
from survey.admin.monitoring.suppression import Look, is_due
from survey.admin.monitoring.topline import Answers, Table, Topline, topline
from survey.fielded import Library
from survey.store import monitoring, quotas
from survey.store.monitoring import Tally

Kept = TypeVar("Kept")


@dataclass(frozen=True)
class Pool:
    """The versions whose complete responses are shown together: all that have any, or where codes disagree the newest alone.

    name     what `analysis.read` calls them
    left_out numbers of older versions that have complete responses and other codes
    """

    name: str
    instrument: Instrument
    complete: int
    left_out: tuple[int, ...] = ()


def pool(library: Library, slug: str, tallies: tuple[Tally, ...], *, tests: bool) -> Pool | None:
    """Return the versions that are shown together; None where nobody has completed any."""
    answered = [each for each in tallies if _complete(each, tests=tests)]
    if not answered:
        return None
    newest = library.instrument(answered[-1].instrument_hash)
    # Readers put together every version that has responses, partial ones and tests included.
    touched = [library.instrument(each.instrument_hash) for each in tallies if each.real or each.tests]
    if newest is touched[-1] and all(can_be_pooled(older, newest) for older in touched[:-1]):
        return Pool(slug, newest, sum(_complete(each, tests=tests) for each in answered))
    left_out = tuple(each.version for each in answered[:-1])
    return Pool(f"{slug}@{newest.version}", newest, _complete(answered[-1], tests=tests), left_out)


def shown_topline(engine: sa.Engine, slug: str, found: Pool, *, tests: bool) -> Topline | None:
    """Return the answers as they are shown now: as before, unless 5 more responses are complete; None before the first 5."""

    def due(before: Topline | None) -> bool:
        return is_due(before.n if before else None, found.complete)

    def make(before: Topline | None) -> Topline:
        data = analysis.read(engine.url.render_as_string(hide_password=False), table=found.name, include_tests=tests)
        if tests:
            frame = data.frame[data.frame["is_test"] == 1].reset_index(drop=True)
            data = analysis.Data(frame, data.instrument, data.design, data.source_hash, data.excluded, data.older)
        filled = {} if tests else {each.quota: each.n for each in quotas.fill(engine, found.instrument)}
        return topline(data, found.instrument, before, filled)

    kind = f"answers{'' if found.name == slug else found.instrument.version}{'-tests' if tests else ''}"
    return _shown(engine, slug, kind, due, make, _topline)


def shown_course(engine: sa.Engine, library: Library, newest: Instrument, n: int, *, tests: bool) -> Course | None:
    """Return how interviews went, as it is shown now: as before, unless 5 more were begun; None before the first 5."""

    def due(before: Course | None) -> bool:
        return is_due(before.n if before else None, n)

    def make(before: Course | None) -> Course:
        return course(newest, library.instrument, monitoring.progress(engine, newest.id, tests=tests), before)

    return _shown(engine, newest.id, f"course{'-tests' if tests else ''}", due, make, _course)


def _shown(
    engine: sa.Engine,
    slug: str,
    kind: str,
    due: Callable[[Kept | None], bool],
    make: Callable[[Kept | None], Kept],
    restored: Callable[[Mapping[str, Any]], Kept],
) -> Kept | None:
    kept = monitoring.last_look(engine, slug, kind)
    before = restored(json.loads(kept)) if kept else None
    if not due(before):
        return before
    content = json.dumps(asdict(make(before)), default=sorted)  # type: ignore[call-overload]
    return restored(json.loads(monitoring.keep_look(engine, slug, kind, kept, content)))


def _complete(tally: Tally, *, tests: bool) -> int:
    return (tally.tests if tests else tally.real).get(Status.COMPLETE, 0)


def _look(kept: Mapping[str, Any]) -> Look:
    return Look(kept["counts"], frozenset(kept["hidden"]), kept["when_small"])


def _table(kept: Mapping[str, Any]) -> Table:
    return Table(_look(kept["look"]), {cell: (share, low, high) for cell, (share, low, high) in kept["estimates"].items()})


def _topline(kept: Mapping[str, Any]) -> Topline:
    answers = {
        question: Answers(
            of["asked"],
            of["skipped"],
            tuple(of["skip_rate"]),
            _table(of["outcomes"]),
            _table(of["cells"]) if of["cells"] else None,
            {code: _table(table) for code, table in of["choices"].items()},
        )
        for question, of in kept["answers"].items()
    }
    return Topline(kept["n"], answers, {quota: _look(places) for quota, places in kept["quotas"].items()})


def _course(kept: Mapping[str, Any]) -> Course:
    stopped = {place: (over, still) for place, (over, still) in kept["stopped"].items()}
    return Course(**{**kept, "stopped": stopped, "languages": _look(kept["languages"])})
