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
from survey.store.direct import AnyConnection, statement


@dataclass(frozen=True)
class RunningInterview:
    """What is stored of an interview that is not finished.

    interviewer  the code of who holds it, if anybody does
    language     that of the page that was sent last
    layout       how wide the screen is, as last told
    is_test      whether it counts nowhere
    """

    instrument_hash: str
    arms: Mapping[str, str]
    answers: Mapping[str, Answer]
    seed: int
    interviewer: str | None = None
    language: str = ""
    layout: str | None = None
    is_test: bool = False


# Statements are made once: to make one takes longer than to run it.
_ANSWER = (answer.c.question, answer.c.value, answer.c.missing, answer.c.seconds, free_text.c.role, free_text.c.text)
_SAME = (free_text.c.response_id == answer.c.response_id) & (free_text.c.question == answer.c.question)
_RESPONSE = (
    response.c.instrument_hash,
    response.c.arms,
    response.c.seed,
    response.c.interviewer,
    response.c.language,
    response.c.layout,
    response.c.is_test,
)
INTERVIEW = (*_RESPONSE, *_ANSWER)


def with_answers(responses: sa.FromClause) -> sa.FromClause:
    """Return some responses with a row for each of their answers, and one for those that have none."""
    return responses.outerjoin(answer, answer.c.response_id == response.c.id).outerjoin(free_text, _SAME)


_BY_ID = statement(sa.select(*INTERVIEW).select_from(with_answers(response)).where(response.c.id == sa.bindparam("response_id")))
_OF_BROWSER = statement(
    sa.select(*INTERVIEW)
    .select_from(with_answers(session.join(response)))
    .where(session.c.token_hash == sa.bindparam("token_hash"))
)
_ANSWERS = (
    sa.select(answer.c.response_id, *_ANSWER)
    .select_from(answer.outerjoin(free_text, _SAME))
    .where(answer.c.response_id.between(sa.bindparam("first"), sa.bindparam("last")))
    .order_by(answer.c.response_id)
)


def read_interview(connection: AnyConnection, response_id: str) -> RunningInterview:
    """Return what is stored of one interview, which must be there."""
    return interview_of(_BY_ID.rows(connection, response_id=response_id))


def find_interview(connection: AnyConnection, token_hash: str) -> RunningInterview | None:
    """Return what is stored of a browser's unfinished interview."""
    rows = _OF_BROWSER.rows(connection, token_hash=token_hash)
    return interview_of(rows) if rows else None


def read_answers(connection: sa.Connection, first: str, last: str) -> dict[str, dict[str, tuple[Answer, int | None]]]:
    """Return, by response from a first to a last id and by question, the answers and the seconds their pages were open."""
    rows = connection.execute(_ANSWERS, {"first": first, "last": last}).all()
    return {response_id: _given(row[1:] for row in of_one) for response_id, of_one in groupby(rows, lambda row: row[0])}


def interview_of(rows: Sequence[tuple[Any, ...]]) -> RunningInterview:
    """Return an interview from its rows, at least one, of the columns `INTERVIEW`."""
    instrument_hash, arms, seed, interviewer, language, layout, is_test = rows[0][: len(_RESPONSE)]
    given = _given(row[len(_RESPONSE) :] for row in rows)
    answers = {name: value for name, (value, _) in given.items()}
    # SQLite has 0 and 1.
    return RunningInterview(instrument_hash, json.loads(arms), answers, seed, interviewer, language, layout, bool(is_test))


def _given(rows: Iterable[Sequence[Any]]) -> dict[str, tuple[Answer, int | None]]:
    """Return the answers of one response from rows as `_ANSWER` has them.

    A question with several texts has as many rows; a row without a question is that of a response without answers.
    """
    kept: dict[str, tuple[StoredAnswer, int | None]] = {}
    for question, value, missing, seconds, role, text in rows:
        if question is not None:
            former = kept[question][0].texts if question in kept else ()
            texts = former if role is None else (*former, (role, text))
            kept[question] = StoredAnswer(value, missing, texts), seconds
    return {question: (restored(one), seconds) for question, (one, seconds) in kept.items()}
