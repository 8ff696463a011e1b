"""Interviews while they run: begun, saved page by page, submitted, left or withdrawn. Each function is one transaction."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from instruments.responses import Status
from instruments.storage import counter, response, session, submit_key
from survey.store import audit, links, panels, quotas
from survey.store.answers import RunningInterview, find_interview
from survey.store.audit import Entry
from survey.store.direct import AnyConnection, Statement, reading_directly, statement, writing_directly
from survey.store.links import Link
from survey.store.tables import resume
from survey.store.transactions import purge, writing
from survey.store.upsert import insert_into


@dataclass(frozen=True)
class Event:
    """Something that is counted by the day; nothing else in the database has a date."""

    slug: str
    day: str
    language: str


@dataclass(frozen=True)
class Beginning:
    """A response as it is begun.

    link         the single-use link it is begun with; it is not stored with it, and a test leaves it unused
    panel_id     the made-up member of a panel; that of a respondent comes with the link
    interviewer  the study's code of who holds it; None where the respondent answers alone
    """

    instrument_hash: str
    language: str
    arms: Mapping[str, str]
    seed: int
    is_test: bool
    mode: str = "web"
    link: Link | None = None
    panel_id: str | None = None
    interviewer: str | None = None


def begin(engine: sa.Engine, token_hash: str, key_hash: str, beginning: Beginning, event: Event) -> bool:
    """Begin an interview for a browser, or find the one it has begun; False where it has submitted already.

    Raises LinkUsedError, and begins nothing, where its link was used.
    """
    link = None if beginning.is_test else beginning.link
    is_new = link is not None and not (find(engine, token_hash) or is_submitted(engine, key_hash))
    with links.claimed(engine, event.slug, link, is_needed=is_new), writing_directly(engine) as connection:
        ((running, ended),) = _KNOWN.rows(connection, token_hash=token_hash, key_hash=key_hash)
        if running or ended:
            return running is not None
        member = beginning.panel_id if link is None else links.use(connection, event.slug, link)
        response_id = secrets.token_hex(16)
        values = {
            "id": response_id,
            "instrument_hash": beginning.instrument_hash,
            "status": str(Status.PARTIAL),
            "language": beginning.language,
            "mode": beginning.mode,
            "arms": json.dumps(dict(beginning.arms), sort_keys=True),
            "seed": beginning.seed,
            "is_test": beginning.is_test,
            "interviewer": beginning.interviewer,
        }
        _BEGIN.run(connection, values)
        if member is not None:
            panels.take_part(connection, response_id, member)
        row = {"token_hash": token_hash, "response_id": response_id}
        if _LEAD.first(connection, **row) is None:
            # The same browser has begun at the same moment, on PostgreSQL.
            _DELETE.run(connection, {"of": response_id})
        elif not beginning.is_test:
            count_event(connection, event, "started")
    return True


def find(engine: sa.Engine, token_hash: str) -> RunningInterview | None:
    """Return a browser's unfinished interview."""
    with reading_directly(engine) as connection:
        return find_interview(connection, token_hash)


def submit(engine: sa.Engine, token_hash: str, key_hash: str, receipt_hash: str, event: Event) -> Status | None:
    """Complete an interview, and return how it ended: a retry finds it over. None where there is no such interview."""
    with writing_directly(engine) as connection:
        response_id = response_of(connection, token_hash)
        if response_id is None:
            return _status_of(connection, key_hash)
        if not end(connection, response_id, Status.COMPLETE, (key_hash, receipt_hash), event):
            count_event(connection, event, "completed")
            quotas.count(connection, response_id)
    return Status.COMPLETE


def end(connection: AnyConnection, response_id: str, status: Status, keys: tuple[str, str], event: Event) -> bool:
    """Give a running response its last status, and close it to every browser and code; return whether it is a test.

    keys  the hashes of the submit key and of the receipt that it can be found by from now on
    """
    _KEEP_KEY.run(connection, dict(zip(("key_hash", "receipt_hash", "response_id"), (*keys, response_id), strict=True)))
    ended = _END.first(connection, of=response_id, status=str(status), language=event.language)
    close(connection, response_id)
    return ended is not None and bool(ended[0])


def close(connection: AnyConnection, response_id: str) -> None:
    """Close a response to every browser and code, whatever its status is now."""
    _LEAVE_BROWSERS.run(connection, {"of": response_id})
    _LEAVE_CODES.run(connection, {"of": response_id})


def status_of(engine: sa.Engine, key_hash: str) -> Status | None:
    """Return how the interview of a submit key ended; None where it has not ended, or was withdrawn since."""
    with reading_directly(engine) as connection:
        return _status_of(connection, key_hash)


def is_submitted(engine: sa.Engine, key_hash: str) -> bool:
    """Whether the interview of a submit key is over, and was not withdrawn since."""
    return status_of(engine, key_hash) is not None


def discard(engine: sa.Engine, token_hash: str, event: Event | None) -> bool:
    """Delete an unfinished interview with all its answers; False where there is none."""
    with writing(engine) as connection:
        response_id = response_of(connection, token_hash)
        if response_id is None:
            return False
        _DELETE.run(connection, {"of": response_id})
        if event:
            count_event(connection, event, "left")
    purge(engine)
    return True


def release(engine: sa.Engine, token_hash: str) -> None:
    """Close an interview to its browser, keeping its answers as a partial response."""
    with writing(engine) as connection:
        connection.execute(sa.delete(session).where(session.c.token_hash == token_hash))


def withdraw(engine: sa.Engine, receipt_hash: str, *, entry: Entry | None = None) -> bool:
    """Delete the response of a receipt with everything that belongs to it; False where there is none.

    entry  what is written into the audit log, in the same transaction
    """
    # FOR UPDATE: of two that withdraw the same response, on PostgreSQL, the second finds none. The response is locked before
    # its quotas, as everywhere, and has no session any more: so nobody waits for each other.
    of_receipt = sa.select(submit_key.c.response_id).join(response).where(submit_key.c.receipt_hash == receipt_hash)
    query = of_receipt.with_for_update(of=response)
    with writing(engine) as connection:
        response_id = connection.execute(query).scalar()
        if response_id is None:
            return False
        quotas.take_away(connection, response_id)
        _DELETE.run(connection, {"of": response_id})
        if entry:
            audit.add(connection, entry)
    purge(engine)
    return True


def count(engine: sa.Engine, event: Event, name: str) -> None:
    """Count one event of the day."""
    with writing_directly(engine, alone=True) as connection:
        count_event(connection, event, name)


def count_event(connection: AnyConnection, event: Event, name: str) -> None:
    """Count one event of the day, as a part of a transaction."""
    row = {"slug": event.slug, "day": event.day, "event": name, "language": event.language, "n": 1}
    _COUNT.run(connection, row)


def response_of(connection: AnyConnection, token_hash: str) -> str | None:
    """Return the unfinished response of a browser, which nobody else can change before the transaction ends."""
    found = _OF_WRITER.first(connection, token_hash=token_hash)
    return found[0] if found else None


def _status_of(connection: AnyConnection, key_hash: str) -> Status | None:
    found = _STATUS.first(connection, key_hash=key_hash)
    return None if found is None else Status(found[0])


def _count_one(dialect: str) -> Any:
    return insert_into(dialect, counter).on_conflict_do_update(
        index_elements=["slug", "day", "event", "language"], set_={"n": counter.c.n + 1}
    )


def _lead_to(dialect: str) -> Any:
    return insert_into(dialect, session).on_conflict_do_nothing().returning(session.c.token_hash)


_OF: sa.BindParameter[str] = sa.bindparam("of")
_COUNT = Statement(_count_one)
_LEAD = Statement(_lead_to)
_BEGIN = statement(
    sa.insert(response), "id", "instrument_hash", "status", "language", "mode", "arms", "seed", "is_test", "interviewer"
)
_KEEP_KEY = statement(sa.insert(submit_key))
_END = statement(sa.update(response).where(response.c.id == _OF).returning(response.c.is_test), "status", "language")
_DELETE = statement(sa.delete(response).where(response.c.id == _OF))
_LEAVE_BROWSERS = statement(sa.delete(session).where(session.c.response_id == _OF))
_LEAVE_CODES = statement(sa.delete(resume).where(resume.c.response_id == _OF))
_ENDED = sa.select(response.c.status).join(submit_key).where(submit_key.c.key_hash == sa.bindparam("key_hash"))
_STATUS = statement(_ENDED)
_RUNNING = sa.select(session.c.response_id).where(session.c.token_hash == sa.bindparam("token_hash"))
_KNOWN = statement(sa.select(_RUNNING.scalar_subquery(), _ENDED.scalar_subquery()))

# FOR UPDATE: two posts of one browser follow each other on PostgreSQL; SQLite has one writer anyway.
_OF_WRITER = statement(_RUNNING.with_for_update())
