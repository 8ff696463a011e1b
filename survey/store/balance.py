"""How evenly arms were given, counted from the responses themselves."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from instruments.model import Experiment
from instruments.responses import Status
from instruments.sampling import BY_LANGUAGE
from instruments.storage import answer, instrument, response
from survey.sampling.blocks import NOT_ASKED
from survey.store.engine import reading


@dataclass(frozen=True)
class ArmCount:
    """How many respondents of a block were given an arm, and how many of them are complete.

    block  a language, a code of the question that forms the blocks, or "" for everybody
    """

    block: str
    arm: str
    n: int
    complete: int


def arm_balance(engine: sa.Engine, slug: str, experiment: Experiment) -> tuple[ArmCount, ...]:
    """Return how many were given each arm in each block, tests left out: blocks in alphabetical order, arms in theirs.

    The block is worked out from what is stored now: somebody who switched the language, or changed the answer, after the
    arm was given is counted under the later one. Blocks formed by an answer tell how many gave it: show no small ones.
    """
    block = _block(experiment.block_by)
    query = (
        sa.select(block.label("block"), response.c.arms, response.c.status, sa.func.count().label("n"))
        .join(instrument, instrument.c.hash == response.c.instrument_hash)
        .outerjoin(answer, sa.and_(answer.c.response_id == response.c.id, answer.c.question == experiment.block_by))
        .where(instrument.c.slug == slug, sa.not_(response.c.is_test))
        .group_by("block", response.c.arms, response.c.status)
    )
    counts: dict[tuple[str, str], list[int]] = {}
    with reading(engine) as connection:
        for row in connection.execute(query):
            given = json.loads(row.arms).get(experiment.id)
            if given is not None:
                count = counts.setdefault((row.block, given), [0, 0])
                count[0] += row.n
                count[1] += row.n * (row.status == Status.COMPLETE)
    blocks = sorted({block for block, _ in counts})
    return tuple(ArmCount(each, arm, *counts.get((each, arm), (0, 0))) for each in blocks for arm in experiment.arms)


def _block(block_by: str | None) -> sa.ColumnElement[Any]:
    if block_by is None:
        return sa.literal_column("''")
    if block_by == BY_LANGUAGE:
        return response.c.language
    return sa.func.coalesce(answer.c.value, sa.cast(answer.c.missing, sa.String), NOT_ASKED)
