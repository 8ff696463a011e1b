"""Interviews while they run: begun, saved page by page, submitted, left or withdrawn. Each function is one transaction."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from instruments.answers import Answer
from instruments.model import Question
from instruments.responses import Status
from instruments.storage import StoredAnswer, answer, counter, free_text, response, restored, session, stored, submit_key
from survey.store.engine import purge, reading, writing

_INSERT: Mapping[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


@dataclass(frozen=True)
class Event:
    """Something that is counted by the day; nothing else in the database has a date."""

    slug: str
    day: str
    language: str


@dataclass(frozen=True)
class Beginning:
    """A response as it is begun."""

    instrument_hash: str
    language: str
    arms: Mapping[str, str]
    seed: int
    is_test: bool
    mode: str = "web"


@dataclass(frozen=True)
class RunningInterview:
    """What is stored of an interview that is not finished."""

    instrument_hash: str
    arms: Mapping[str, str]
    answers: Mapping[str, Answer]
    seed: int


def begin(engine: sa.Engine, token_hash: str, key_hash: str, beginning: Beginning, event: Event) -> bool:
    """Begin an interview for a browser, or find the one it has begun; False where it has submitted already."""
    with writing(engine) as connection:
        if _response_of(connection, token_hash):
            return True
        if _is_submitted(connection, key_hash):
            return False
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
        connection.execute(sa.insert(response), values)
        row = {"token_hash": token_hash, "response_id": response_id}
        insert = _insert(connection, session).on_conflict_do_nothing().returning(session.c.token_hash)
        if connection.execute(insert, row).first() is None:  # the same browser has begun at the same moment, on PostgreSQL
            connection.execute(sa.delete(response).where(response.c.id == response_id))
        elif not beginning.is_test:
            _count(connection, event, "started")
    return True


def find(engine: sa.Engine, token_hash: str) -> RunningInterview | None:
    """Return a browser's unfinished interview."""
    query = (
        sa.select(response.c.id, response.c.instrument_hash, response.c.arms, response.c.seed)
        .join(session, session.c.response_id == response.c.id)
        .where(session.c.token_hash == token_hash)
    )
    with reading(engine) as connection:
        row = connection.execute(query).one_or_none()
        if row is None:
            return None
        stored_answers = read_answers(connection, answer.c.response_id == row.id, free_text.c.response_id == row.id)
    answers = {question: given for question, (given, _) in stored_answers.get(row.id, {}).items()}
    return RunningInterview(row.instrument_hash, json.loads(row.arms), answers, row.seed)


def save(
    engine: sa.Engine, token_hash: str, given: Sequence[tuple[Question, Answer]], *, seconds: int | None, language: str
) -> bool:
    """Store the answers of one page in place of any earlier ones; False where the interview is over.

    given    the page's question with its answer; after a battery, each of its items
    seconds  how long the page was open, kept with the first of them; the longest of its visits counts
    """
    kept = {question.id: stored(question, answered) for question, answered in given}
    with writing(engine) as connection:
        response_id = _response_of(connection, token_hash)
        if response_id is None:
            return False
        _upsert_answers(connection, response_id, kept, seconds)
        written = sa.delete(free_text).where(free_text.c.response_id == response_id, free_text.c.question.in_(list(kept)))
        connection.execute(written)
        texts = [
            {"response_id": response_id, "question": question, "role": role, "text": text}
            for question, answered in kept.items()
            for role, text in answered.texts
        ]
        if texts:
            connection.execute(sa.insert(free_text), texts)
        connection.execute(
            sa.update(response).where(response.c.id == response_id, response.c.language != language).values(language=language)
        )
    return True


def submit(engine: sa.Engine, token_hash: str, key_hash: str, receipt_hash: str, event: Event) -> bool:
    """Complete an interview; a retry finds it complete. False where there is no such interview."""
    with writing(engine) as connection:
        response_id = _response_of(connection, token_hash)
        if response_id is None:
            return _is_submitted(connection, key_hash)
        row = {"key_hash": key_hash, "receipt_hash": receipt_hash, "response_id": response_id}
        connection.execute(sa.insert(submit_key), row)
        completed = sa.update(response).where(response.c.id == response_id)
        is_test = connection.execute(sa.select(response.c.is_test).where(response.c.id == response_id)).scalar()
        connection.execute(completed.values(status=str(Status.COMPLETE), language=event.language))
        connection.execute(sa.delete(session).where(session.c.token_hash == token_hash))
        if not is_test:
            _count(connection, event, "completed")
    return True


def is_submitted(engine: sa.Engine, key_hash: str) -> bool:
    """Whether the interview of a submit key was submitted, and not withdrawn since."""
    with reading(engine) as connection:
        return _is_submitted(connection, key_hash)


def discard(engine: sa.Engine, token_hash: str, event: Event | None) -> bool:
    """Delete an unfinished interview with all its answers; False where there is none."""
    with writing(engine) as connection:
        response_id = _response_of(connection, token_hash)
        if response_id is None:
            return False
        connection.execute(sa.delete(response).where(response.c.id == response_id))
        if event:
            _count(connection, event, "left")
    purge(engine)
    return True


def release(engine: sa.Engine, token_hash: str) -> None:
    """Close an interview to its browser, keeping its answers as a partial response."""
    with writing(engine) as connection:
        connection.execute(sa.delete(session).where(session.c.token_hash == token_hash))


def withdraw(engine: sa.Engine, receipt_hash: str) -> bool:
    """Delete the response of a receipt with everything that belongs to it; False where there is none."""
    query = sa.select(submit_key.c.response_id).where(submit_key.c.receipt_hash == receipt_hash)
    with writing(engine) as connection:
        response_id = connection.execute(query).scalar()
        if response_id is None:
            return False
        connection.execute(sa.delete(response).where(response.c.id == response_id))
    purge(engine)
    return True


def count(engine: sa.Engine, event: Event, name: str) -> None:
    """Count one event of the day."""
    with writing(engine) as connection:
        _count(connection, event, name)


def read_answers(
    connection: sa.Connection, of_answer: sa.ColumnElement[bool], of_text: sa.ColumnElement[bool]
) -> dict[str, dict[str, tuple[Answer, int | None]]]:
    """Return, by response and question, the answers and the seconds their pages were open."""
    texts: dict[tuple[str, str], tuple[tuple[str, str], ...]] = {}
    for row in connection.execute(sa.select(free_text).where(of_text)):
        key = (row.response_id, row.question)
        texts[key] = (*texts.get(key, ()), (row.role, row.text))
    answers: dict[str, dict[str, tuple[Answer, int | None]]] = {}
    for row in connection.execute(sa.select(answer).where(of_answer)):
        kept = StoredAnswer(row.value, row.missing, texts.get((row.response_id, row.question), ()))
        answers.setdefault(row.response_id, {})[row.question] = (restored(kept), row.seconds)
    return answers


def _upsert_answers(connection: sa.Connection, response_id: str, kept: Mapping[str, StoredAnswer], seconds: int | None) -> None:
    insert = _insert(connection, answer)
    rows = [
        {
            "response_id": response_id,
            "question": question,
            "value": one.value,
            "missing": one.missing,
            "seconds": seconds if place == 0 else None,
        }
        for place, (question, one) in enumerate(kept.items())
    ]
    longer = sa.case((answer.c.seconds >= insert.excluded.seconds, answer.c.seconds), else_=insert.excluded.seconds)
    changes = {
        "value": insert.excluded.value,
        "missing": insert.excluded.missing,
        "seconds": sa.func.coalesce(longer, answer.c.seconds),
    }
    connection.execute(insert.on_conflict_do_update(index_elements=["response_id", "question"], set_=changes), rows)


def _count(connection: sa.Connection, event: Event, name: str) -> None:
    row = {"slug": event.slug, "day": event.day, "event": name, "language": event.language, "n": 1}
    insert = _insert(connection, counter).on_conflict_do_update(
        index_elements=["slug", "day", "event", "language"], set_={"n": counter.c.n + 1}
    )
    connection.execute(insert, row)


def _response_of(connection: sa.Connection, token_hash: str) -> str | None:
    # FOR UPDATE: two posts of one browser follow each other on PostgreSQL; SQLite has one writer anyway.
    query = sa.select(session.c.response_id).where(session.c.token_hash == token_hash).with_for_update()
    return connection.execute(query).scalar()


def _is_submitted(connection: sa.Connection, key_hash: str) -> bool:
    return connection.execute(sa.select(submit_key.c.key_hash).where(submit_key.c.key_hash == key_hash)).first() is not None


def _insert(connection: sa.Connection, table: sa.Table) -> Any:
    return _INSERT[connection.dialect.name](table)
