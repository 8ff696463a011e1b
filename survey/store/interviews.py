"""Interviews while they run: begun, saved page by page, submitted, left or withdrawn. Each function is one transaction."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import sqlalchemy as sa

from instruments.answers import Answer
from instruments.kinds import TEXT_LENGTH
from instruments.model import Question
from instruments.responses import Screen, Status
from instruments.storage import StoredAnswer, answer, counter, free_text, response, session, stored, submit_key
from survey.store import links, quotas
from survey.store.answers import RunningInterview, find_interview
from survey.store.engine import insert_into, purge, reading, writing
from survey.store.tables import resume


@dataclass(frozen=True)
class Event:
    """Something that is counted by the day; nothing else in the database has a date."""

    slug: str
    day: str
    language: str


@dataclass(frozen=True)
class Beginning:
    """A response as it is begun; `link_hash` is that of the single-use link it is begun with, and is not stored with it."""

    instrument_hash: str
    language: str
    arms: Mapping[str, str]
    seed: int
    is_test: bool
    mode: str = "web"
    link_hash: str | None = None


@dataclass(frozen=True)
class Noted:
    """What is noted of a page beside its answers.

    seconds    how long it was open, kept with the first answer; the longest of its visits counts
    language   that of the page; the last one is the response's
    layout     how wide the screen is, where the browser told
    went_back  whether the respondent went back from it
    """

    language: str
    seconds: int | None = None
    layout: Screen | None = None
    went_back: bool = False


def begin(engine: sa.Engine, token_hash: str, key_hash: str, beginning: Beginning, event: Event) -> bool:
    """Begin an interview for a browser, or find the one it has begun; False where it has submitted already.

    Raises LinkUsedError, and begins nothing, where its link was used.
    """
    with writing(engine) as connection:
        if response_of(connection, token_hash):
            return True
        if _is_submitted(connection, key_hash):
            return False
        if beginning.link_hash is not None:
            links.use(connection, event.slug, beginning.link_hash)
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
        }
        connection.execute(_BEGIN, values)
        row = {"token_hash": token_hash, "response_id": response_id}
        if connection.execute(_lead_to(connection.dialect.name), row).first() is None:
            # The same browser has begun at the same moment, on PostgreSQL.
            connection.execute(sa.delete(response).where(response.c.id == response_id))
        elif not beginning.is_test:
            count_event(connection, event, "started")
    return True


def find(engine: sa.Engine, token_hash: str) -> RunningInterview | None:
    """Return a browser's unfinished interview."""
    with reading(engine) as connection:
        return find_interview(connection, token_hash)


def save(engine: sa.Engine, token_hash: str, given: Sequence[tuple[Question, Answer]], noted: Noted) -> bool:
    """Store the answers of one page in place of any earlier ones; False where the interview is over or goes on elsewhere.

    given  the page's questions with their answers; after a battery, each of its items; none where only `noted` counts
    """
    kept = {question.id: stored(question, answered) for question, answered in given}
    written = [question.id for question, _ in given if question.kind in TEXT_LENGTH or question.other]
    with writing(engine) as connection:
        held = connection.execute(_HELD, {"token_hash": token_hash}).one_or_none()
        if held is None:
            return False
        if kept:
            _upsert_answers(connection, held.id, kept, noted)
        if written:
            _replace_texts(connection, held.id, written, kept)
        _note(connection, held, noted)
    return True


def submit(engine: sa.Engine, token_hash: str, key_hash: str, receipt_hash: str, event: Event) -> bool:
    """Complete an interview; a retry finds it complete. False where there is no such interview."""
    with writing(engine) as connection:
        response_id = response_of(connection, token_hash)
        if response_id is None:
            return _is_submitted(connection, key_hash)
        row = {"key_hash": key_hash, "receipt_hash": receipt_hash, "response_id": response_id}
        connection.execute(KEEP_KEY, row)
        changes = {"ended_id": response_id, "status": str(Status.COMPLETE), "language": event.language}
        is_test = connection.execute(END, changes).scalar_one()
        close(connection, response_id)
        if not is_test:
            count_event(connection, event, "completed")
            quotas.count(connection, response_id)
    return True


def close(connection: sa.Connection, response_id: str) -> None:
    """Close a response to every browser and code, whatever its status is now."""
    connection.execute(_LEAVE_BROWSERS, {"of": response_id})
    connection.execute(_LEAVE_CODES, {"of": response_id})


def status_of(engine: sa.Engine, key_hash: str) -> Status | None:
    """Return how the interview of a submit key ended; None where it has not ended, or was withdrawn since."""
    query = sa.select(response.c.status).join(submit_key).where(submit_key.c.key_hash == key_hash)
    with reading(engine) as connection:
        found = connection.execute(query).scalar()
    return None if found is None else Status(found)


def is_submitted(engine: sa.Engine, key_hash: str) -> bool:
    """Whether the interview of a submit key is over, and was not withdrawn since."""
    with reading(engine) as connection:
        return _is_submitted(connection, key_hash)


def discard(engine: sa.Engine, token_hash: str, event: Event | None) -> bool:
    """Delete an unfinished interview with all its answers; False where there is none."""
    with writing(engine) as connection:
        response_id = response_of(connection, token_hash)
        if response_id is None:
            return False
        connection.execute(sa.delete(response).where(response.c.id == response_id))
        if event:
            count_event(connection, event, "left")
    purge(engine)
    return True


def release(engine: sa.Engine, token_hash: str) -> None:
    """Close an interview to its browser, keeping its answers as a partial response."""
    with writing(engine) as connection:
        connection.execute(sa.delete(session).where(session.c.token_hash == token_hash))


def withdraw(engine: sa.Engine, receipt_hash: str) -> bool:
    """Delete the response of a receipt with everything that belongs to it; False where there is none."""
    # FOR UPDATE: of two that withdraw the same response, on PostgreSQL, the second finds none.
    query = sa.select(submit_key.c.response_id).where(submit_key.c.receipt_hash == receipt_hash).with_for_update()
    with writing(engine) as connection:
        response_id = connection.execute(query).scalar()
        if response_id is None:
            return False
        quotas.take_away(connection, response_id)
        connection.execute(sa.delete(response).where(response.c.id == response_id))
    purge(engine)
    return True


def count(engine: sa.Engine, event: Event, name: str) -> None:
    """Count one event of the day."""
    with writing(engine) as connection:
        count_event(connection, event, name)


def _note(connection: sa.Connection, held: sa.Row[Any, Any, Any, Any], noted: Noted) -> None:
    """Keep what the whole response has of a page; without a change nothing is written."""
    changes: dict[str, Any] = {}
    if held.language != noted.language:
        changes["language"] = noted.language
    if noted.layout and held.layout != str(noted.layout):
        changes["layout"] = str(noted.layout)
    if noted.went_back:
        changes["back_moves"] = held.back_moves + 1
    if changes:
        connection.execute(sa.update(response).where(response.c.id == held.id).values(changes))


def _replace_texts(
    connection: sa.Connection, response_id: str, questions: Sequence[str], kept: Mapping[str, StoredAnswer]
) -> None:
    """Keep what was written on a page in place of what was written there before."""
    connection.execute(sa.delete(free_text).where(free_text.c.response_id == response_id, free_text.c.question.in_(questions)))
    texts = [
        {"response_id": response_id, "question": question, "role": role, "text": text}
        for question in questions
        for role, text in kept[question].texts
    ]
    if texts:
        connection.execute(sa.insert(free_text), texts)


def _upsert_answers(connection: sa.Connection, response_id: str, kept: Mapping[str, StoredAnswer], noted: Noted) -> None:
    rows = [
        {
            "response_id": response_id,
            "question": question,
            "value": one.value,
            "missing": one.missing,
            "seconds": noted.seconds if place == 0 else None,
            "language": noted.language,
        }
        for place, (question, one) in enumerate(kept.items())
    ]
    connection.execute(_upsert(connection.dialect.name), rows)


# Statements are made once: to make one takes longer than to run it.


@cache
def _upsert(dialect: str) -> Any:
    insert = insert_into(dialect, answer)
    longer = sa.case((answer.c.seconds >= insert.excluded.seconds, answer.c.seconds), else_=insert.excluded.seconds)
    changes = {
        "value": insert.excluded.value,
        "missing": insert.excluded.missing,
        "seconds": sa.func.coalesce(longer, answer.c.seconds),
        "language": insert.excluded.language,
    }
    return insert.on_conflict_do_update(index_elements=["response_id", "question"], set_=changes)


@cache
def _count_one(dialect: str) -> Any:
    return insert_into(dialect, counter).on_conflict_do_update(
        index_elements=["slug", "day", "event", "language"], set_={"n": counter.c.n + 1}
    )


@cache
def _lead_to(dialect: str) -> Any:
    return insert_into(dialect, session).on_conflict_do_nothing().returning(session.c.token_hash)


_BEGIN = sa.insert(response)
KEEP_KEY = sa.insert(submit_key)
END = sa.update(response).where(response.c.id == sa.bindparam("ended_id")).returning(response.c.is_test)
_LEAVE_BROWSERS = sa.delete(session).where(session.c.response_id == sa.bindparam("of"))
_LEAVE_CODES = sa.delete(resume).where(resume.c.response_id == sa.bindparam("of"))

# FOR UPDATE: two posts of one browser follow each other on PostgreSQL; SQLite has one writer anyway.
_OF_WRITER = sa.select(session.c.response_id).where(session.c.token_hash == sa.bindparam("token_hash")).with_for_update()
_HELD = (
    sa.select(response.c.id, response.c.language, response.c.layout, response.c.back_moves)
    .join(session)
    .where(session.c.token_hash == sa.bindparam("token_hash"))
    .with_for_update()
)
_KEY = sa.select(submit_key.c.key_hash).where(submit_key.c.key_hash == sa.bindparam("key_hash"))


def count_event(connection: sa.Connection, event: Event, name: str) -> None:
    """Count one event of the day, as a part of a transaction."""
    row = {"slug": event.slug, "day": event.day, "event": name, "language": event.language, "n": 1}
    connection.execute(_count_one(connection.dialect.name), row)


def response_of(connection: sa.Connection, token_hash: str) -> str | None:
    """Return the unfinished response of a browser, which nobody else can change before the transaction ends."""
    return connection.execute(_OF_WRITER, {"token_hash": token_hash}).scalar()


def _is_submitted(connection: sa.Connection, key_hash: str) -> bool:
    return connection.execute(_KEY, {"key_hash": key_hash}).first() is not None
