"""Single-use links: a study knows the hash of each, and whether it was used; nothing says by which response."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa

from survey.store.engine import reading
from survey.store.tables import token


class LinkUsedError(Exception):
    """A link that was used already, or never was one."""


@dataclass(frozen=True)
class LinkCount:
    """How many links a study has, and how many of them were used."""

    made: int
    used: int


def add(connection: sa.Connection, slug: str, hashes: Iterable[str]) -> None:
    """Add links to a study; from the first one on, nobody begins without."""
    connection.execute(sa.insert(token), [{"token_hash": each, "slug": slug, "is_used": False} for each in hashes])


def use(connection: sa.Connection, slug: str, link_hash: str) -> None:
    """Use a link up, in the transaction that begins its interview; of many at once one alone can. LinkUsedError otherwise."""
    unused = token.c.token_hash == link_hash, token.c.slug == slug, sa.not_(token.c.is_used)
    if connection.execute(sa.update(token).where(*unused).values(is_used=True)).rowcount != 1:
        raise LinkUsedError


def admits(engine: sa.Engine, slug: str, link_hash: str | None) -> bool:
    """Whether an interview may be begun: with a link that is unused, or without one where the study has none."""
    of_study = sa.select(token.c.token_hash).where(token.c.slug == slug)
    query = of_study if link_hash is None else of_study.where(token.c.token_hash == link_hash, sa.not_(token.c.is_used))
    with reading(engine) as connection:
        found = connection.execute(query.limit(1)).first() is not None
    return found is (link_hash is not None)


def count(engine: sa.Engine, slug: str) -> LinkCount:
    """Return how many links a study has."""
    used = sa.func.coalesce(sa.func.sum(sa.case((token.c.is_used, 1), else_=0)), 0)
    with reading(engine) as connection:
        return LinkCount(*connection.execute(sa.select(sa.func.count(), used).where(token.c.slug == slug)).one())
