"""Arms given from blocks, and interviews that end early. Each function is one transaction."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping, Sequence

import sqlalchemy as sa

from instruments.responses import Status
from instruments.storage import response, submit_key
from survey.sampling.blocks import DueArm, taken
from survey.store.answers import RunningInterview, read_interview
from survey.store.interviews import Event, count_event, end, response_of
from survey.store.tables import arm_block
from survey.store.transactions import reading, writing
from survey.store.upsert import insert_into

_CHANCE = secrets.SystemRandom()
TEST_BLOCKS = "test"
"""What the blocks of test responses are called, so that trying out uses up no real place."""


def give_arms(engine: sa.Engine, token_hash: str, slug: str, due: Sequence[DueArm]) -> Mapping[str, str] | None:
    """Give the respondent the arms that are due, and return all arms by experiment; None where the interview is over.

    The place in the block is taken in the transaction that stores the arm: no two respondents share one, none is lost.
    """
    with writing(engine) as connection:
        response_id = response_of(connection, token_hash)
        if response_id is None:
            return None
        this = response.c.id == response_id
        row = connection.execute(sa.select(response.c.arms, response.c.is_test).where(this)).one()
        arms: dict[str, str] = json.loads(row.arms)
        # In one order, and after the response: two transactions never wait for each other.
        for each in sorted(due, key=lambda one: (one.experiment.id, one.place)):
            if each.experiment.id not in arms:
                place = f"{TEST_BLOCKS} {each.place}" if row.is_test else each.place
                arms[each.experiment.id] = _next_arm(connection, (slug, each.experiment.id, place), each)
        connection.execute(sa.update(response).where(this).values(arms=json.dumps(arms, sort_keys=True)))
    return arms


def end_early(engine: sa.Engine, token_hash: str, key_hash: str, receipt_hash: str, event: Event, name: str) -> bool:
    """End an interview whose respondent is not asked further, keeping the answers; False where there is no such interview.

    name  what it is counted as: screened or full
    """
    with writing(engine) as connection:
        response_id = response_of(connection, token_hash)
        if response_id is None:
            return False
        if not end(connection, response_id, Status.SCREENED, (key_hash, receipt_hash), event):
            count_event(connection, event, name)
    return True


def find_ended(engine: sa.Engine, key_hash: str) -> RunningInterview | None:
    """Return the interview of a submit key that ended early, as it stood then."""
    of_key = submit_key.c.key_hash == key_hash
    query = sa.select(submit_key.c.response_id).join(response).where(of_key, response.c.status == str(Status.SCREENED))
    with reading(engine) as connection:
        response_id = connection.execute(query).scalar()
        return None if response_id is None else read_interview(connection, response_id)


def _next_arm(connection: sa.Connection, key: tuple[str, str, str], due: DueArm) -> str:
    this = sa.and_(*(column == value for column, value in zip(arm_block.primary_key, key, strict=True)))
    # FOR UPDATE: on PostgreSQL the next respondent waits here; on SQLite there is one writer anyway.
    query = sa.select(arm_block.c.remaining).where(this).with_for_update()
    remaining = connection.execute(query).scalar()
    if remaining is None:
        row = dict(zip(("slug", "experiment", "block", "remaining"), (*key, "[]"), strict=True))
        connection.execute(insert_into(connection.dialect.name, arm_block).on_conflict_do_nothing(), row)
        remaining = connection.execute(query).scalar_one()
    arm, left = taken(due.experiment, json.loads(remaining), _CHANCE)
    connection.execute(sa.update(arm_block).where(this).values(remaining=json.dumps(left)))
    return arm
