"""How many complete responses each quota has: changed in the transaction that completes a response, or deletes it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from instruments.model import Instrument
from instruments.responses import Status
from instruments.storage import instrument, response, study
from survey.sampling.endings import cells
from survey.store import questionnaires
from survey.store.answers import read_answers, read_interview
from survey.store.direct import AnyConnection, Statement, statement
from survey.store.tables import quota_count
from survey.store.transactions import reading
from survey.store.upsert import insert_into

_CHUNK = 500
_COUNTED = (response.c.status == str(Status.COMPLETE), sa.not_(response.c.is_test))

_FIELDED_OF = statement(
    sa.select(study.c.instrument_hash)
    .join(instrument, instrument.c.slug == study.c.slug)
    .join(response, response.c.instrument_hash == instrument.c.hash)
    .where(response.c.id == sa.bindparam("response_id"))
    # FOR SHARE: while a study gets other quotas, on PostgreSQL, nobody is counted in those it had.
    .with_for_update(read=True, of=study)
)


@dataclass(frozen=True)
class QuotaFill:
    """How full a quota is: `n` complete responses of `at_most`; it may be overfull by those who were on their way."""

    quota: str
    n: int
    at_most: int

    @property
    def is_full(self) -> bool:
        """Whether nobody else is taken into its cell."""
        return self.n >= self.at_most


def fill(engine: sa.Engine, fielded: Instrument) -> tuple[QuotaFill, ...]:
    """Return how full each quota of a questionnaire is, in its order; tests and deleted responses are not counted."""
    query = sa.select(quota_count.c.quota, quota_count.c.n).where(quota_count.c.slug == fielded.id)
    with reading(engine) as connection:
        counted: Mapping[str, int] = {row.quota: row.n for row in connection.execute(query)}
    return tuple(QuotaFill(quota.id, counted.get(quota.id, 0), quota.at_most) for quota in fielded.quotas)


def count(connection: AnyConnection, response_id: str, by: int = 1) -> None:
    """Count a response in the quotas it belongs to, as a part of the transaction that completes it.

    by  -1 where the response is about to be deleted

    The quotas are those of the questionnaire that is fielded now, whichever version was answered.
    """
    ((fielded_hash,),) = _FIELDED_OF.rows(connection, response_id=response_id)
    fielded = questionnaires.parsed(connection, fielded_hash)
    if fielded.quotas:
        interview = read_interview(connection, response_id)
        asked = questionnaires.parsed(connection, interview.instrument_hash)
        entered = cells(fielded.quotas, asked, interview.answers, interview.arms)
        _add(connection, fielded.id, Counter(dict.fromkeys(entered, by)))


def take_away(connection: sa.Connection, response_id: str) -> None:
    """Take a response that is about to be deleted from the quotas that count it, if any do."""
    if connection.execute(sa.select(response.c.id).where(response.c.id == response_id, *_COUNTED)).first():
        count(connection, response_id, -1)


def recount(connection: sa.Connection, slug: str) -> None:
    """Count all responses of a study in the quotas it has now, as a part of the transaction that changes them."""
    fielded_hash = connection.execute(sa.select(study.c.instrument_hash).where(study.c.slug == slug)).scalar_one()
    fielded = questionnaires.parsed(connection, fielded_hash)
    connection.execute(sa.delete(quota_count).where(quota_count.c.slug == slug))
    if not fielded.quotas:
        return
    query = sa.select(response.c.id, response.c.instrument_hash, response.c.arms).join(instrument)
    rows = connection.execute(query.where(instrument.c.slug == slug, *_COUNTED).order_by(response.c.id)).all()
    counted: Counter[str] = Counter()
    for start in range(0, len(rows), _CHUNK):
        chunk = rows[start : start + _CHUNK]
        first, last = chunk[0].id, chunk[-1].id
        given = read_answers(connection, first, last)
        for row in chunk:
            answers = {question: value for question, (value, _) in given.get(row.id, {}).items()}
            asked = questionnaires.parsed(connection, row.instrument_hash)
            counted.update(cells(fielded.quotas, asked, answers, json.loads(row.arms)))
    _add(connection, slug, counted)


def _add(connection: AnyConnection, slug: str, counted: Counter[str]) -> None:
    # In one order: two transactions never wait for each other.
    _ADD.run(connection, *({"slug": slug, "quota": quota, "n": counted[quota]} for quota in sorted(counted)))


def _add_to(dialect: str) -> Any:
    insert = insert_into(dialect, quota_count)
    return insert.on_conflict_do_update(index_elements=["slug", "quota"], set_={"n": quota_count.c.n + insert.excluded.n})


_ADD = Statement(_add_to)
