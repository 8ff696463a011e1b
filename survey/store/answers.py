"""Reading stored answers, as a part of a transaction."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from instruments.answers import Answer
from instruments.storage import StoredAnswer, answer, free_text, response, restored


@dataclass(frozen=True)
class RunningInterview:
    """What is stored of an interview that is not finished."""

    instrument_hash: str
    arms: Mapping[str, str]
    answers: Mapping[str, Answer]
    seed: int


# Statements are made once: to make one takes longer than to run it.
_INTERVIEW = sa.select(response.c.instrument_hash, response.c.arms, response.c.seed).where(
    response.c.id == sa.bindparam("response_id")
)
_SAME = (free_text.c.response_id == answer.c.response_id) & (free_text.c.question == answer.c.question)
_ANSWERS = (
    sa.select(answer, free_text.c.role, free_text.c.text)
    .outerjoin(free_text, _SAME)
    .where(answer.c.response_id.between(sa.bindparam("first"), sa.bindparam("last")))
)


def read_interview(connection: sa.Connection, response_id: str) -> RunningInterview:
    """Return what is stored of one interview."""
    row = connection.execute(_INTERVIEW, {"response_id": response_id}).one()
    given = read_answers(connection, response_id, response_id).get(response_id, {})
    answers = {question: value for question, (value, _) in given.items()}
    return RunningInterview(row.instrument_hash, json.loads(row.arms), answers, row.seed)


def read_answers(connection: sa.Connection, first: str, last: str) -> dict[str, dict[str, tuple[Answer, int | None]]]:
    """Return, by response from a first to a last id and by question, the answers and the seconds their pages were open."""
    texts: dict[tuple[str, str], tuple[tuple[str, str], ...]] = {}
    rows = connection.execute(_ANSWERS, {"first": first, "last": last}).all()
    for row in rows:
        if row.role is not None:
            key = (row.response_id, row.question)
            texts[key] = (*texts.get(key, ()), (row.role, row.text))
    answers: dict[str, dict[str, tuple[Answer, int | None]]] = {}
    for row in rows:
        kept = StoredAnswer(row.value, row.missing, texts.get((row.response_id, row.question), ()))
        answers.setdefault(row.response_id, {})[row.question] = (restored(kept), row.seconds)
    return answers
