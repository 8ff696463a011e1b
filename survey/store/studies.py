"""Which questionnaires are fielded, each version kept as the text it was opened with."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from instruments.storage import instrument, response, study, submit_key
from survey.store import audit, quotas
from survey.store.audit import Entry
from survey.store.direct import AnyConnection, reading_directly, statement
from survey.store.errors import StoreError
from survey.store.transactions import reading, writing


class State(StrEnum):
    """How a study stands. Paused: nobody can begin, and who has begun can finish."""

    NOT_OPEN = "not_open"
    OPEN = "open"
    PAUSED = "paused"
    CLOSED = "closed"


@dataclass(frozen=True)
class Schedule:
    """From and until when a study is open: minutes of UTC as "2026-11-22T08:00"; None = no bound."""

    opens: str | None = None
    closes: str | None = None


ALWAYS = Schedule()


@dataclass(frozen=True)
class StudyRow:
    """One address: which questionnaire it fields, and when it is open."""

    slug: str
    instrument_hash: str
    is_open: bool
    is_paused: bool = False
    schedule: Schedule = ALWAYS

    @property
    def state(self) -> State:
        """How the study stands now."""
        now = current_minute()
        if not self.is_open or (self.schedule.closes is not None and now >= self.schedule.closes):
            return State.CLOSED
        if self.schedule.opens is not None and now < self.schedule.opens:
            return State.NOT_OPEN
        return State.PAUSED if self.is_paused else State.OPEN


def current_minute() -> str:
    """Return the present minute as a schedule holds it."""
    return time.strftime("%Y-%m-%dT%H:%M", time.gmtime())


class ChangedTextError(StoreError):
    """A questionnaire whose text changed but not its version number."""


STUDY = (study.c.slug, study.c.instrument_hash, study.c.is_open, study.c.is_paused, study.c.opens, study.c.closes)
_OF_SLUG = statement(sa.select(*STUDY).where(study.c.slug == sa.bindparam("slug")))
_DETAILS = statement(
    sa.select(study.c.details).where(
        study.c.slug == sa.bindparam("slug"), study.c.instrument_hash == sa.bindparam("instrument_hash")
    )
)


def find(engine: sa.Engine, slug: str) -> StudyRow | None:
    """Return what is fielded under an address, open or closed."""
    with reading_directly(engine) as connection:
        return read_study(connection, slug)


def read_study(connection: AnyConnection, slug: str) -> StudyRow | None:
    """Return what is fielded under an address, as a part of a transaction."""
    row = _OF_SLUG.first(connection, slug=slug)
    return study_of(row) if row else None


def details(engine: sa.Engine, row: StudyRow) -> str | None:
    """Return the study file as it stood when a study was opened; None where another questionnaire was opened since."""
    with reading_directly(engine) as connection:
        found = _DETAILS.first(connection, slug=row.slug, instrument_hash=row.instrument_hash)
    return None if found is None else str(found[0])


def every(engine: sa.Engine) -> tuple[StudyRow, ...]:
    """Return all studies in alphabetical order."""
    with reading(engine) as connection:
        return tuple(study_of(row) for row in connection.execute(sa.select(*STUDY).order_by(study.c.slug)))


def versions(engine: sa.Engine, slug: str) -> tuple[str, ...]:
    """Return the hashes of every questionnaire that was ever opened under an address, oldest version first."""
    query = sa.select(instrument.c.hash).where(instrument.c.slug == slug).order_by(instrument.c.version, instrument.c.hash)
    with reading(engine) as connection:
        return tuple(connection.execute(query).scalars())


def newest_version(engine: sa.Engine, slug: str) -> int | None:
    """Return the highest version number that was ever opened under an address."""
    with reading(engine) as connection:
        return connection.execute(sa.select(sa.func.max(instrument.c.version)).where(instrument.c.slug == slug)).scalar()


def open_study(
    engine: sa.Engine,
    *,
    slug: str,
    version: int,
    instrument_hash: str,
    yaml: str,
    details: str,
    schedule: Schedule = ALWAYS,
    entry: Entry | None = None,
) -> None:
    """Field a questionnaire under its address; interviews that have begun go on in the version they began with.

    entry  what is written into the audit log, in the same transaction
    Raises ChangedTextError where this version number was opened before with another text.
    """
    same_version = sa.select(instrument.c.hash).where(instrument.c.slug == slug, instrument.c.version == version)
    with writing(engine) as connection:
        known = connection.execute(same_version).scalars().all()
        if known and instrument_hash not in known:
            raise ChangedTextError(
                f"{slug} version {version} was opened before with a different text. "
                f"Responses must stay tied to the words they answered: write `version: {version + 1}` in the file."
            )
        if not known:
            values = {"hash": instrument_hash, "slug": slug, "version": version, "yaml": yaml}
            connection.execute(sa.insert(instrument).values(values))
        row = {"instrument_hash": instrument_hash, "details": details, **_opened(schedule)}
        former = connection.execute(sa.select(study.c.instrument_hash).where(study.c.slug == slug)).scalar()
        if former is None:
            connection.execute(sa.insert(study).values(slug=slug, **row))
        else:
            connection.execute(sa.update(study).where(study.c.slug == slug).values(row))
        if former not in (None, instrument_hash):
            quotas.recount(connection, slug)
        if entry:
            audit.add(connection, entry)


def of_receipt(engine: sa.Engine, receipt_hash: str) -> str | None:
    """Return the address of the study whose response a receipt belongs to; None where it belongs to none."""
    joined = sa.join(instrument, response).join(submit_key, submit_key.c.response_id == response.c.id)
    query = sa.select(instrument.c.slug).select_from(joined).where(submit_key.c.receipt_hash == receipt_hash)
    with reading(engine) as connection:
        return connection.execute(query).scalar()


def reopen_study(engine: sa.Engine, slug: str, schedule: Schedule = ALWAYS, *, entry: Entry | None = None) -> bool:
    """Accept answers again, with the questionnaire that was fielded last; False where there is no such study.

    entry  what is written into the audit log, in the same transaction
    """
    return _change(engine, slug, entry, **_opened(schedule))


def pause_study(engine: sa.Engine, slug: str, *, entry: Entry | None = None) -> bool:
    """Let nobody begin any more; who has begun can finish. False where there is no such study, or somebody has closed it."""
    return _change(engine, slug, entry, study.c.is_open, is_paused=True)


def close_study(engine: sa.Engine, slug: str, *, entry: Entry | None = None) -> bool:
    """Stop accepting answers; False where there is no such study."""
    return _change(engine, slug, entry, is_open=False)


def _opened(schedule: Schedule) -> dict[str, object]:
    return {"is_open": True, "is_paused": False, "opens": schedule.opens, "closes": schedule.closes}


def _change(engine: sa.Engine, slug: str, entry: Entry | None, *conditions: sa.ColumnElement[bool], **values: object) -> bool:
    change = sa.update(study).where(study.c.slug == slug, *conditions).values(values)
    with writing(engine) as connection:
        is_changed = connection.execute(change).rowcount > 0
        if is_changed and entry:
            audit.add(connection, entry)
    return is_changed


def study_of(row: Sequence[Any]) -> StudyRow:
    """Return a study from a row of the columns `STUDY`."""
    slug, instrument_hash, is_open, is_paused, opens, closes = row
    return StudyRow(slug, instrument_hash, bool(is_open), bool(is_paused), Schedule(opens, closes))
