"""The figures of a study as they are shown: kept in the database, for every process to show the same; they move in steps."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import asdict, dataclass, field, replace
from typing import Any, TypeVar

import sqlalchemy as sa

import analysis
from instruments.differences import can_be_pooled
from instruments.model import Instrument
from instruments.responses import Status
from survey.admin.monitoring.arms import Cohort, Spread
from survey.admin.monitoring.course import Course, course
from survey.admin.monitoring.measures import Middle
from survey.admin.monitoring.suppression import Look, is_due, look
from survey.admin.monitoring.topline import Answers, Table, Topline, topline
from survey.fielded import Library
from survey.store import integrity, monitoring
from survey.store.monitoring import Counted, Tally

Kept = TypeVar("Kept")


@dataclass(frozen=True)
class Pool:
    """The versions whose complete responses are shown together: the newest that has any, and those whose codes agree with it.

    versions  by hash their numbers, the oldest first
    left_out  likewise, those that have complete responses and are shown no more
    """

    versions: Mapping[str, int]
    instrument: Instrument
    complete: int
    left_out: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class History:
    """What was last shown of some versions, by hash: all that ever were shown together."""

    versions: tuple[str, ...]
    topline: Topline


@dataclass(frozen=True)
class Histories:
    """What was last shown of all versions, the last to move at the end; no version is in two of them."""

    histories: tuple[History, ...] = ()

    def of(self, found: Pool) -> tuple[History, ...]:
        """Return those that show any version of a pool."""
        return tuple(each for each in self.histories if found.versions.keys() & set(each.versions))


def pool(engine: sa.Engine, library: Library, slug: str, tallies: tuple[Tally, ...], *, tests: bool) -> Pool | None:
    """Return the versions that are shown together; None where nobody has completed any.

    Neither partial responses, nor tests among real ones, nor a version that nobody has completed make a difference. Versions that
    were shown apart stay apart: from the sum of both, and what was shown of each, the answers of single people could follow.
    """
    answered = {each.instrument_hash: each for each in tallies if _complete(each, tests=tests)}
    if not answered:
        return None
    last = list(answered)[-1]
    newest = library.instrument(last)
    fitting = {name for name in answered if name == last or can_be_pooled(library.instrument(name), newest)}
    kept = _histories(monitoring.last_look(engine, slug, _kind(tests=tests)))
    shown = fitting - _apart(last, fitting, answered.keys(), kept)
    numbers = {name: each.version for name, each in answered.items()}
    return Pool(
        {name: number for name, number in numbers.items() if name in shown},
        newest,
        sum(_complete(each, tests=tests) for name, each in answered.items() if name in shown),
        {name: number for name, number in numbers.items() if name not in shown},
    )


def _apart(newest: str, fitting: Set[str], answered: Set[str], kept: Histories) -> set[str]:
    """Return the versions that were shown in other histories than the one that goes on."""
    known = [set(each.versions) for each in reversed(kept.histories)]
    own = [each for each in known if newest in each] or [each for each in known if each & answered <= fitting]
    return set().union(*(each for each in known if each not in own[:1]))


def shown_topline(engine: sa.Engine, slug: str, found: Pool, *, tests: bool) -> Topline | None:
    """Return the answers as they are shown now: as before, unless 5 more responses are complete; None before the first 5."""

    def due(kept: Histories | None) -> bool:
        shown = kept.of(found) if kept else ()
        if len(shown) > 1 or any(found.left_out.keys() & set(each.versions) for each in shown):
            return False  # part of what was shown together cannot be taken from it
        return is_due(shown[0].topline.n if shown else None, found.complete)

    def make(kept: Histories | None) -> Histories:
        shown = kept.of(found) if kept else ()
        made = topline(_data(engine, slug, found, tests=tests), found.instrument, shown[0].topline if shown else None)
        versions = dict.fromkeys((*(shown[0].versions if shown else ()), *found.versions))
        others = (each for each in kept.histories if each not in shown) if kept else ()
        return Histories((*others, History(tuple(versions), made)))

    kept = _shown(engine, slug, _kind(tests=tests), due, make, _restored)
    shown = kept.of(found) if kept else ()
    return shown[-1].topline if shown else None


def _kind(*, tests: bool) -> str:
    return f"answers{'-tests' if tests else ''}"


def _data(engine: sa.Engine, slug: str, found: Pool, *, tests: bool) -> analysis.Data:
    table = f"{slug}@{','.join(map(str, found.versions.values()))}"
    try:
        data = analysis.read(engine.url.render_as_string(hide_password=False), table=table, include_tests=tests)
    except analysis.AnalysisError:
        integrity.check(engine)  # a damaged file is an error of the store, whose page says what to do
        raise
    if not tests:
        return data
    return replace(data, frame=data.frame[data.frame["is_test"] == 1].reset_index(drop=True))


def shown_course(engine: sa.Engine, library: Library, newest: Instrument, n: int, *, tests: bool) -> Course | None:
    """Return how interviews went, as it is shown now: as before, unless 5 more were begun; None before the first 5."""

    def due(before: Course | None) -> bool:
        return is_due(before.n if before else None, n)

    def make(before: Course | None) -> Course:
        return course(newest, library.instrument, monitoring.progress(engine, newest.id, tests=tests), before)

    return _shown(engine, newest.id, f"course{'-tests' if tests else ''}", due, make, _course)


def shown_ended(engine: sa.Engine, instrument: Instrument, events: Sequence[Counted]) -> Look | None:
    """Return how many interviews ended early for each reason, as it is shown now: as before, unless 5 more did; None before 5.

    Which reason it was tells something that was answered, so it is hidden as answers are.
    """
    counts = {name: sum(each.n for each in events if each.event == name) for name in ("screened", "full")}
    may_end = {"screened": bool(instrument.screen_out), "full": bool(instrument.quotas)}

    def make(before: Look | None) -> Look:
        known = before.counts if before else ()
        return look({name: n for name, n in counts.items() if n or may_end[name] or name in known}, before)

    return _shown(
        engine, instrument.id, "ended", lambda before: is_due(before.total if before else None, sum(counts.values())), make, _look
    )


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


def _middle(kept: Mapping[str, Any]) -> Middle:
    return Middle(kept["n"], tuple(kept["median"]), tuple(kept["mean"]) if kept["mean"] else None)


def _histories(kept: str | None) -> Histories:
    return _restored(json.loads(kept)) if kept else Histories()


def _restored(kept: Mapping[str, Any]) -> Histories:
    histories = kept["histories"]
    return Histories(tuple(History(tuple(each["versions"]), _topline(each["topline"])) for each in histories))


def _topline(kept: Mapping[str, Any]) -> Topline:
    answers = {
        question: Answers(
            of["asked"],
            of["skipped"],
            tuple(of["skip_rate"]),
            _table(of["outcomes"]),
            _table(of["cells"]) if of["cells"] else None,
            {code: _table(table) for code, table in of["choices"].items()},
            _middle(of["middle"]) if of["middle"] else None,
            {name: _look(look) for name, look in of.get("linked", {}).items()},
        )
        for question, of in kept["answers"].items()
    }
    return Topline(kept["n"], answers)


def _course(kept: Mapping[str, Any]) -> Course:
    stopped = {place: (over, still) for place, (over, still) in kept["stopped"].items()}
    arms = {name: {arm: (given, complete) for arm, (given, complete) in of.items()} for name, of in kept["arms"].items()}
    spreads = {name: {arm: Spread(**each) for arm, each in of.items()} for name, of in kept.get("spreads", {}).items()}
    cohorts = tuple(Cohort(**each) for each in kept.get("cohorts", ()))
    languages = _look(kept["languages"])
    return Course(**{**kept, "stopped": stopped, "languages": languages, "arms": arms, "spreads": spreads, "cohorts": cohorts})
