"""Members of panels: their links, which responses are theirs, and leaving. Who they are stands in a list that is not here."""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa

from instruments.storage import panel_response, response, session, submit_key
from survey.store import audit, quotas
from survey.store.audit import Entry
from survey.store.direct import AnyConnection, statement
from survey.store.tables import panel_left, panel_link
from survey.store.transactions import purge, reading, writing
from survey.store.upsert import insert_into


def add(connection: sa.Connection, slug: str, members: Mapping[str, str]) -> None:
    """Add links to a wave, the hash of each by its member; IntegrityError where a member has one."""
    rows = [{"link_hash": link, "slug": slug, "panel_id": member, "is_used": False} for member, link in members.items()]
    if rows:
        connection.execute(sa.insert(panel_link), rows)


def linked(connection: sa.Connection, slug: str) -> frozenset[str]:
    """Return the members who have a link to a wave."""
    return frozenset(connection.execute(sa.select(panel_link.c.panel_id).where(panel_link.c.slug == slug)).scalars())


def gone(connection: sa.Connection) -> frozenset[str]:
    """Return everybody who has left a panel."""
    return frozenset(connection.execute(sa.select(panel_left.c.panel_id)).scalars())


def unused(engine: sa.Engine, slug: str, link_hash: str | None = None) -> frozenset[str]:
    """Return the hashes of the links to a wave that nobody has begun with; of one link alone, where one is asked for."""
    query = sa.select(panel_link.c.link_hash).where(panel_link.c.slug == slug, sa.not_(panel_link.c.is_used))
    asked = query if link_hash is None else query.where(panel_link.c.link_hash == link_hash)
    with reading(engine) as connection:
        return frozenset(connection.execute(asked).scalars())


def use(connection: AnyConnection, slug: str, link_hash: str) -> str | None:
    """Use a link up, and return its member; None where it is none, or used. Of many at once one alone can."""
    found = _USE.first(connection, link=link_hash, of=slug)
    return None if found is None else str(found[0])


def take_part(connection: AnyConnection, response_id: str, panel_id: str) -> None:
    """Note whose response this is, in the transaction that begins it."""
    _TAKE_PART.run(connection, {"response_id": response_id, "panel_id": panel_id})


def member_of_link(engine: sa.Engine, slug: str, link_hash: str) -> str | None:
    """Return the member whom a link was made for, used or not; None where it was never made, or the member has left."""
    query = sa.select(panel_link.c.panel_id).where(panel_link.c.link_hash == link_hash, panel_link.c.slug == slug)
    with reading(engine) as connection:
        return connection.execute(query).scalar()


def member_of_receipt(engine: sa.Engine, receipt_hash: str) -> str | None:
    """Return the member whose response a receipt belongs to; None where there is none."""
    query = sa.select(panel_response.c.panel_id).join(submit_key, submit_key.c.response_id == panel_response.c.response_id)
    with reading(engine) as connection:
        return connection.execute(query.where(submit_key.c.receipt_hash == receipt_hash)).scalar()


def is_known(engine: sa.Engine, panel_id: str) -> bool:
    """Whether a member has a link to a wave, or a response."""
    with reading(engine) as connection:
        return any(
            connection.execute(sa.select(table.c.panel_id).where(table.c.panel_id == panel_id).limit(1)).first()
            for table in (panel_link, panel_response)
        )


def leave(engine: sa.Engine, panel_id: str, *, entry: Entry | None = None) -> None:
    """Delete everything of a member in every wave, finished or not, links included, and remember that no more are made.

    entry  what is written into the audit log, in the same transaction
    """
    with writing(engine) as connection:
        # The links first: who is about to begin with one has begun before, or finds none.
        connection.execute(sa.delete(panel_link).where(panel_link.c.panel_id == panel_id))
        theirs = sa.select(panel_response.c.response_id).where(panel_response.c.panel_id == panel_id)
        # Then what a browser that answers has locked, and the responses: in this order nobody waits for each other.
        connection.execute(sa.select(session).where(session.c.response_id.in_(theirs)).with_for_update())
        locked = sa.select(response.c.id).where(response.c.id.in_(theirs)).order_by(response.c.id).with_for_update()
        for response_id in connection.execute(locked).scalars().all():
            quotas.take_away(connection, response_id)
            connection.execute(sa.delete(response).where(response.c.id == response_id))
        left = insert_into(connection.dialect.name, panel_left).on_conflict_do_nothing()
        connection.execute(left, {"panel_id": panel_id})
        if entry:
            audit.add(connection, entry)
    purge(engine)


_UNUSED = panel_link.c.link_hash == sa.bindparam("link"), panel_link.c.slug == sa.bindparam("of"), sa.not_(panel_link.c.is_used)
_USE = statement(sa.update(panel_link).where(*_UNUSED).values(is_used=True).returning(panel_link.c.panel_id))
_TAKE_PART = statement(sa.insert(panel_response))
