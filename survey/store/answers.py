"""Reading stored answers, as a part of a transaction."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import sqlalchemy as sa

from instruments.answers import Answer
from instruments.storage import StoredAnswer, answer, free_text, response, restored, session


@dataclass(frozen=True)
class RunningInterview:
    """What is stored of an interview that is not finished; `interviewer` is the code of who holds it, if anybody does."""

    instrument_hash: str
    arms: Mapping[str, str]
    answers: Mapping[str, Answer]
    seed: int
    interviewer: str | None = None


# Statements are made once: to make one takes longer than to run it.
_ANSWER = (answer.c.question, answer.c.value, answer.c.missing, answer.c.seconds, free_text.c.role, free_text.c.text)
_SAME = (free_text.c.response_id == answer.c.response_id) & (free_text.c.question == answer.c.question)
_INTERVIEW = sa.select(response.c.instrument_hash, response.c.arms, response.c.seed, response.c.interviewer, *_ANSWER)
_WITH_ANSWERS = response.outerjoin(answer).outerjoin(free_text, _SAME)
_BY_ID = _INTERVIEW.select_from(_WITH_ANSWERS).where(response.c.id == sa.bindparam("response_id"))
_OF_BROWSER = _INTERVIEW.select_from(_WITH_ANSWERS.join(session, session.c.response_id == response.c.id)).where(
    session.c.token_hash == sa.bindparam("token_hash")
)
_ANSWERS = (
    sa.select(answer.c.response_id, *_ANSWER)
    .select_from(answer.outerjoin(free_text, _SAME))
    .where(answer.c.response_id.between(sa.bindparam("first"), sa.bindparam("last")))
    .order_by(answer.c.response_id)
)


def read_interview(connection: sa.Connection, response_id: str) -> RunningInterview:
    """Return what is stored of one interview, which must be there."""
    return _interview(connection.execute(_BY_ID, {"response_id": response_id}).all())


def find_interview(connection: sa.Connection, token_hash: str) -> RunningInterview | None:
    """Return what is stored of a browser's unfinished interview, in one statement, for each page needs it."""
    rows = connection.execute(_OF_BROWSER, {"token_hash": token_hash}).all()
    return _interview(rows) if rows else None


def read_answers(connection: sa.Connection, first: str, last: str) -> dict[str, dict[str, tuple[Answer, int | None]]]:
    """Return, by response from a first to a last id and by question, the answers and the seconds their pages were open."""
    rows = connection.execute(_ANSWERS, {"first": first, "last": last}).all()
    return {response_id: _given(of_one) for response_id, of_one in groupby(rows, lambda row: row.response_id)}


def _interview(rows: Sequence[Any]) -> RunningInterview:
    answers = {question: value for question, (value, _) in _given(rows).items()}
    first = rows[0]
    return RunningInterview(first.instrument_hash, json.loads(first.arms), answers, first.seed, first.interviewer)


def _given(rows: Iterable[Any]) -> dict[str, tuple[Answer, int | None]]:
    """Return the answers of one response; a row without a question is that of a response without answers."""
    rows = list(rows)
    texts: dict[str, tuple[tuple[str, str], ...]] = {}
    for row in rows:
        if row.role is not None:
            texts[row.question] = (*texts.get(row.question, ()), (row.role, row.text))
    return {
        row.question: (restored(StoredAnswer(row.value, row.missing, texts.get(row.question, ()))), row.seconds)
        for row in rows
        if row.question is not None
    }
