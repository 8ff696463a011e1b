"""Single-use links: a study knows the hash of each, and whether it was used; nothing says by which response.

A link is used up in one transaction, and its interview begun in another: a database that numbers its transactions, as
PostgreSQL does, would else show both under one number. Between the two a claim keeps the link for the browser that pressed
the button, and for no other: a crash loses no link, and a second press begins no second interview.

Only those of a panel know their member, and stand in a table of their own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import sqlalchemy as sa

from survey.store import panels
from survey.store.direct import AnyConnection, reading_directly, statement
from survey.store.tables import panel_link, token
from survey.store.transactions import reading, writing


class LinkUsedError(Exception):
    """A link that was used already, or never was one."""


@dataclass(frozen=True)
class Link:
    """A link as it is used: its hash, and that of the browser that claims it."""

    hash: str
    claim: str


@dataclass(frozen=True)
class LinkCount:
    """How many links a study has, and how many of them were used."""

    made: int
    used: int


def add(connection: sa.Connection, slug: str, hashes: Iterable[str]) -> None:
    """Add links to a study; from the first one on, nobody begins without."""
    connection.execute(sa.insert(token), [{"token_hash": each, "slug": slug, "is_used": False} for each in hashes])


def remove(connection: sa.Connection, slug: str) -> LinkCount:
    """Remove the links of an anonymous study, so that everybody may begin it, and return how many there were."""
    removed = LinkCount(*connection.execute(_counted(token).where(token.c.slug == slug)).one())
    connection.execute(sa.delete(token).where(token.c.slug == slug))
    return removed


@contextmanager
def claimed(engine: sa.Engine, slug: str, link: Link | None, *, is_needed: bool) -> Iterator[None]:
    """Use a link up for one browser before an interview is begun, and give the claim up once it is.

    is_needed  whether the browser has yet to begin: a claim that a crash has left is given up in any case
    """
    if link is None:
        yield
        return
    if is_needed:
        with writing(engine) as connection:
            connection.execute(_CLAIM, {"link": link.hash, "by": link.claim, "of": slug})
    yield
    with writing(engine) as connection:
        connection.execute(_GIVE_UP, {"link": link.hash, "by": link.claim})


def use(connection: AnyConnection, slug: str, link: Link) -> str | None:
    """Make sure of a claimed link in the transaction that begins its interview; return the member of a panel whose it is.

    Of many at once one alone can: LinkUsedError otherwise. A panel's link is used up here: it knows its response anyway.
    """
    if _HELD.first(connection, link=link.hash, by=link.claim, of=slug):
        return None
    member = panels.use(connection, slug, link.hash)
    if member is None:
        raise LinkUsedError
    return member


def admits(engine: sa.Engine, slug: str, link: Link | None, *, is_panel: bool = False) -> bool:
    """Whether an interview may be begun: with a link that is free, or without one where an anonymous study has none."""
    if is_panel:
        return link is not None and bool(panels.unused(engine, slug, link.hash))
    with reading_directly(engine) as connection:
        if link is None:
            return _ANY.first(connection, of=slug) is None
        return _FREE.first(connection, of=slug, link=link.hash, by=link.claim) is not None


def count(engine: sa.Engine, slug: str) -> LinkCount:
    """Return how many links a study has."""
    with reading(engine) as connection:
        return counted(connection, slug)


def counted(connection: sa.Connection, slug: str) -> LinkCount:
    """Return how many links a study has, as a part of a transaction."""
    counts = [connection.execute(_counted(table).where(table.c.slug == slug)).one() for table in (token, panel_link)]
    return LinkCount(*(sum(each) for each in zip(*counts, strict=True)))


def _counted(table: sa.Table) -> sa.Select[int, int]:
    return sa.select(sa.func.count(), sa.func.coalesce(sa.func.sum(sa.case((table.c.is_used, 1), else_=0)), 0))


def _is_free(claim: sa.ColumnElement[str] | str) -> sa.ColumnElement[bool]:
    return sa.or_(sa.not_(token.c.is_used), token.c.claim == claim)


_LINK, _BY = sa.bindparam("link", type_=sa.String), sa.bindparam("by", type_=sa.String)
_OF_STUDY = sa.and_(token.c.token_hash == _LINK, token.c.slug == sa.bindparam("of"))
_CLAIM = sa.update(token).where(_OF_STUDY, _is_free(_BY)).values(is_used=True, claim=_BY)
_GIVE_UP = sa.update(token).where(token.c.token_hash == _LINK, token.c.claim == _BY).values(claim=None)

_ANY = statement(sa.select(token.c.token_hash).where(token.c.slug == sa.bindparam("of")).limit(sa.literal_column("1")))
_FREE = statement(sa.select(token.c.token_hash).where(_OF_STUDY, _is_free(_BY)))

# Not FOR UPDATE: that would write the number of this transaction beside the link.
_HELD = statement(sa.select(token.c.token_hash).where(_OF_STUDY, token.c.claim == _BY))
