"""The answers of one page, saved as a whole: each page sent is one transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from instruments.answers import Answer
from instruments.kinds import TEXT_LENGTH
from instruments.model import Question
from instruments.responses import Screen
from instruments.storage import StoredAnswer, answer, free_text, response, session, stored
from survey.store.direct import Direct, Statement, statement, writing_directly
from survey.store.engine import insert_into


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


def save(engine: sa.Engine, token_hash: str, given: Sequence[tuple[Question, Answer]], noted: Noted) -> bool:
    """Store the answers of one page in place of any earlier ones; False where the interview is over or goes on elsewhere.

    given  the page's questions with their answers; after a battery, each of its items; none where only `noted` counts
    """
    kept = {question.id: stored(question, answered) for question, answered in given}
    written = [question.id for question, _ in given if question.kind in TEXT_LENGTH or question.other]
    with writing_directly(engine) as connection:
        held = _HELD.first(connection, token_hash=token_hash)
        if held is None:
            return False
        response_id = held[0]
        if kept:
            _upsert_answers(connection, response_id, kept, noted)
        if written:
            _replace_texts(connection, response_id, written, kept)
        _note(connection, held, noted)
    return True


def _note(connection: Direct, held: tuple[Any, ...], noted: Noted) -> None:
    """Keep what the whole response has of a page; without a change nothing is written."""
    response_id, *before = held
    _, layout, back_moves = before
    after = [noted.language, str(noted.layout or "") or layout, back_moves + noted.went_back]
    if after != before:
        row = dict(zip(("of", "language", "layout", "back_moves"), (response_id, *after), strict=True))
        _CHANGE.run(connection, row)


def _replace_texts(connection: Direct, response_id: str, questions: Sequence[str], kept: Mapping[str, StoredAnswer]) -> None:
    """Keep what was written on a page in place of what was written there before."""
    _FORGET.run(connection, *({"of": response_id, "about": question} for question in questions))
    texts = [
        {"response_id": response_id, "question": question, "role": role, "text": text}
        for question in questions
        for role, text in kept[question].texts
    ]
    _WRITE.run(connection, *texts)


def _upsert_answers(connection: Direct, response_id: str, kept: Mapping[str, StoredAnswer], noted: Noted) -> None:
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
    _KEEP.run(connection, *rows)


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


# FOR UPDATE: two posts of one browser follow each other on PostgreSQL; SQLite has one writer anyway.
_HELD = statement(
    sa.select(response.c.id, response.c.language, response.c.layout, response.c.back_moves)
    .join(session)
    .where(session.c.token_hash == sa.bindparam("token_hash"))
    .with_for_update()
)
_KEEP = Statement(_upsert)
_CHANGE = statement(sa.update(response).where(response.c.id == sa.bindparam("of")), "language", "layout", "back_moves")
_FORGET = statement(
    sa.delete(free_text).where(free_text.c.response_id == sa.bindparam("of"), free_text.c.question == sa.bindparam("about"))
)
_WRITE = statement(sa.insert(free_text))
