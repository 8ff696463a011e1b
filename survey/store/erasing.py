"""Erasing a study once the time is over for which its answers were to be kept."""

from __future__ import annotations

import sqlalchemy as sa

from instruments.counted import counted
from instruments.storage import counter, instrument, response, session, study
from survey.store import audit
from survey.store.audit import Action, Entry
from survey.store.errors import StoreError
from survey.store.studies import State, read_study
from survey.store.tables import arm_block, interviewer, look, panel_link, quota_count, token
from survey.store.transactions import purge, reading, writing

_OF_STUDY = (arm_block, counter, interviewer, look, panel_link, quota_count, token)
"""What is kept of a study beside its responses; whatever belongs to one response goes with it."""


def count(engine: sa.Engine, slug: str) -> int:
    """Return how many responses a study has, tests included."""
    with reading(engine) as connection:
        return connection.execute(sa.select(sa.func.count()).select_from(response).where(_is_of(slug))).scalar_one()


def erase(engine: sa.Engine, slug: str, account: str) -> int:
    """Delete all responses to a study and everything counted or made for it, and return how many there were.

    account  who is named in the audit log, in the same transaction

    Its questionnaires, its study file and the audit log stay. Raises StoreError, and deletes nothing, unless it is closed.
    """
    with writing(engine) as connection:
        # Nobody opens it meanwhile, on PostgreSQL.
        connection.execute(sa.select(study.c.slug).where(study.c.slug == slug).with_for_update())
        row = read_study(connection, slug)
        if row is None or row.state is not State.CLOSED:
            raise StoreError(f"{slug} is not closed; nothing was erased. Close it first: python -m survey close {slug}.")
        # First what a browser that answers has locked, then the responses: in this order nobody waits for each other.
        ours = sa.select(response.c.id).where(_is_of(slug))
        connection.execute(sa.select(session).where(session.c.response_id.in_(ours)).with_for_update())
        connection.execute(ours.order_by(response.c.id).with_for_update())
        erased = connection.execute(sa.delete(response).where(_is_of(slug))).rowcount
        for table in _OF_STUDY:
            connection.execute(sa.delete(table).where(table.c.slug == slug))
        audit.add(connection, Entry(account, Action.ERASE, slug, counted(erased, "response")))
    purge(engine)
    return erased


def _is_of(slug: str) -> sa.ColumnElement[bool]:
    return response.c.instrument_hash.in_(sa.select(instrument.c.hash).where(instrument.c.slug == slug))
