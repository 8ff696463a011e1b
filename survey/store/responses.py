"""Stored responses as exports read them: in chunks, each one short transaction, never in their order of arrival."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from instruments.answers import Answer
from instruments.responses import Response, Screen, Status
from instruments.storage import panel_response, response
from survey.store.answers import read_answers
from survey.store.transactions import reading

CHUNK = 500


def each(engine: sa.Engine, instrument_hash: str, version: int, *, include_tests: bool) -> Iterator[Response]:
    """Yield the responses to one version of a questionnaire, by their random ids."""
    last = ""
    while chunk := _chunk(engine, instrument_hash, version, after=last, include_tests=include_tests):
        yield from chunk
        last = chunk[-1].id


def exist(engine: sa.Engine, instrument_hash: str, *, include_tests: bool) -> bool:
    """Whether one version of a questionnaire has responses."""
    with reading(engine) as connection:
        return connection.execute(_of(instrument_hash, include_tests=include_tests).limit(1)).first() is not None


def _of(instrument_hash: str, *, include_tests: bool) -> sa.Select[Any]:
    with_member = sa.select(response, panel_response.c.panel_id).outerjoin(panel_response)
    query = with_member.where(response.c.instrument_hash == instrument_hash)
    return query if include_tests else query.where(sa.not_(response.c.is_test))


def _chunk(engine: sa.Engine, instrument_hash: str, version: int, *, after: str, include_tests: bool) -> Sequence[Response]:
    query = _of(instrument_hash, include_tests=include_tests).where(response.c.id > after)
    with reading(engine) as connection:
        rows = connection.execute(query.order_by(response.c.id).limit(CHUNK)).all()
        if not rows:
            return ()
        first, last = rows[0].id, rows[-1].id
        given = read_answers(connection, first, last)
    return [_response(row, version, given.get(row.id, {})) for row in rows]


def _response(row: sa.Row[tuple[object, ...]], version: int, given: Mapping[str, tuple[Answer, int | None]]) -> Response:
    return Response(
        id=row.id,
        status=Status(row.status),
        language=row.language,
        mode=row.mode,
        version=version,
        answers={question: value for question, (value, _) in given.items()},
        arms=json.loads(row.arms),
        seconds={question: seconds for question, (_, seconds) in given.items() if seconds is not None},
        is_test=bool(row.is_test),
        back_moves=row.back_moves,
        layout=Screen(row.layout) if row.layout else None,
        panel_id=row.panel_id,
        interviewer=row.interviewer,
    )
