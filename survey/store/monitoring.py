"""What the pages of a running study are made from: counts, how far interviews came, and figures as they were last shown."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from instruments.responses import Status
from instruments.storage import answer, counter, instrument, response, session
from survey.store.tables import look
from survey.store.transactions import reading, writing
from survey.store.upsert import insert_into


@dataclass(frozen=True)
class Progress:
    """How far one interview came; what was answered is not in it.

    pages    by question the seconds its page was open, None where that is not known; one for every page that was sent
    is_open  whether its browser, or another, could still go on
    """

    instrument_hash: str
    status: Status
    language: str
    mode: str
    arms: Mapping[str, str]
    seed: int
    is_open: bool
    pages: Mapping[str, int | None]


@dataclass(frozen=True)
class Tally:
    """How many responses to one version there are, by how they ended; tests apart."""

    instrument_hash: str
    version: int
    real: Mapping[Status, int]
    tests: Mapping[Status, int]


@dataclass(frozen=True)
class Counted:
    """How often something happened on one day, in all languages."""

    day: str
    event: str
    n: int


def progress(engine: sa.Engine, slug: str, *, tests: bool) -> tuple[Progress, ...]:
    """Return how far every interview of a study came: of the real ones, or of the tests; in no order of arrival."""
    ours = _of(slug).where(response.c.is_test if tests else sa.not_(response.c.is_test))
    ids = ours.with_only_columns(response.c.id)
    running = sa.exists().where(session.c.response_id == response.c.id)
    with reading(engine) as connection:
        rows = connection.execute(ours.add_columns(running.label("is_open")).order_by(response.c.id)).all()
        sent = sa.select(answer.c.response_id, answer.c.question, answer.c.seconds).where(answer.c.response_id.in_(ids))
        pages: dict[str, dict[str, int | None]] = {}
        for response_id, question, seconds in connection.execute(sent):
            pages.setdefault(response_id, {})[question] = seconds
    return tuple(
        Progress(
            row.instrument_hash, Status(row.status), row.language, row.mode, json.loads(row.arms), row.seed,
            bool(row.is_open), pages.get(row.id, {}),
        )
        for row in rows
    )  # fmt: skip


def tallies(engine: sa.Engine, slug: str) -> tuple[Tally, ...]:
    """Return how many responses every version of a study has, those without any included, the oldest first."""
    n = sa.func.count(response.c.id)
    query = (
        sa.select(instrument.c.hash, instrument.c.version, response.c.status, response.c.is_test, n)
        .outerjoin(response, response.c.instrument_hash == instrument.c.hash)
        .where(instrument.c.slug == slug)
        .group_by(instrument.c.hash, instrument.c.version, response.c.status, response.c.is_test)
        .order_by(instrument.c.version, instrument.c.hash)
    )
    counts: dict[tuple[str, int], tuple[dict[Status, int], dict[Status, int]]] = {}
    with reading(engine) as connection:
        for found, version, status, is_test, number in connection.execute(query):
            by_kind = counts.setdefault((found, version), ({}, {}))
            if status is not None:
                by_kind[int(is_test)][Status(status)] = number
    return tuple(Tally(found, version, real, tests) for (found, version), (real, tests) in counts.items())


def events(engine: sa.Engine, slug: str) -> tuple[Counted, ...]:
    """Return what was counted of a study day by day, the first day first; what is tried out is not counted."""
    n = sa.func.sum(counter.c.n)
    query = sa.select(counter.c.day, counter.c.event, n).where(counter.c.slug == slug)
    grouped = query.group_by(counter.c.day, counter.c.event).order_by(counter.c.day, counter.c.event)
    with reading(engine) as connection:
        return tuple(Counted(day, event, int(number)) for day, event, number in connection.execute(grouped))


def last_look(engine: sa.Engine, slug: str, kind: str) -> str | None:
    """Return figures as they were last kept; None where they never were."""
    with reading(engine) as connection:
        return connection.execute(_look(slug, kind)).scalar()


def keep_look(engine: sa.Engine, slug: str, kind: str, before: str | None, after: str) -> str:
    """Keep figures in place of those before; return what is kept now, which is another's where somebody was faster."""
    with writing(engine) as connection:
        now = connection.execute(_look(slug, kind)).scalar()
        if now != before:
            return str(now)
        if now is None:
            # Two may come first at the same moment on PostgreSQL.
            values = {"slug": slug, "kind": kind, "content": after}
            connection.execute(insert_into(connection.dialect.name, look).on_conflict_do_nothing(), values)
        else:
            connection.execute(sa.update(look).where(look.c.slug == slug, look.c.kind == kind).values(content=after))
        return str(connection.execute(_look(slug, kind)).scalar_one())


def _look(slug: str, kind: str) -> sa.Select[Any]:
    return sa.select(look.c.content).where(look.c.slug == slug, look.c.kind == kind)


def _of(slug: str) -> sa.Select[Any]:
    columns = ("id", "instrument_hash", "status", "language", "mode", "arms", "seed")
    ours = sa.select(*(response.c[name] for name in columns)).join(instrument, instrument.c.hash == response.c.instrument_hash)
    return ours.where(instrument.c.slug == slug)
