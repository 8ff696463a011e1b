"""Going on with an interview on another device: a code leads to it, and one browser at a time writes."""

from __future__ import annotations

import sqlalchemy as sa

from instruments.responses import Status
from instruments.storage import response, session
from survey.store.interviews import response_of
from survey.store.tables import resume
from survey.store.transactions import one_at_a_time, reading, writing


def keep(engine: sa.Engine, token_hash: str, code_hash: str) -> bool:
    """Let a code lead to a browser's interview, in place of any earlier one; False where the interview is not there."""
    with writing(engine) as connection:
        response_id = response_of(connection, token_hash)
        if response_id is None:
            return False
        connection.execute(sa.delete(resume).where(resume.c.response_id == response_id))
        connection.execute(sa.insert(resume).values(code_hash=code_hash, response_id=response_id))
    return True


def leads_to(engine: sa.Engine, token_hash: str) -> bool:
    """Whether a code was made for a browser's interview."""
    query = (
        sa.select(resume.c.response_id)
        .join(session, session.c.response_id == resume.c.response_id)
        .where(session.c.token_hash == token_hash)
    )
    with reading(engine) as connection:
        return connection.execute(query).first() is not None


def move(engine: sa.Engine, code_hash: str, token_hash: str, former_hash: str, interviewer: str | None = None) -> bool:
    """Give the interview of a code to a browser, and take it from any other; False where no interview is left to go on with.

    token_hash   the browser's, made for this interview
    former_hash  what the same browser was known by: an interview of its own stays as it is, partial
    interviewer  the code of who is signed in there: an interview is gone on with by who began it, or else by the respondent
    """
    asked = sa.select(resume.c.response_id).where(resume.c.code_hash == code_hash)
    with reading(engine) as connection:
        if connection.execute(asked).first() is None:
            return False  # a guess makes no writer wait
    with writing(engine) as connection:
        response_id = connection.execute(asked).scalar()
        if response_id is None:
            return False
        # Two who move it would each hold what the other waits for: the session that was there, and the one that is new.
        one_at_a_time(connection, response_id)
        # A post of the other browser locks its session first, then the code: in this order nobody waits for each other.
        connection.execute(sa.select(session).where(session.c.response_id == response_id).with_for_update())
        if connection.execute(asked.with_for_update()).scalar() is None or not _is_open_to(connection, response_id, interviewer):
            return False
        mine = session.c.token_hash == former_hash
        connection.execute(sa.delete(session).where(sa.or_(session.c.response_id == response_id, mine)))
        connection.execute(sa.insert(session).values(token_hash=token_hash, response_id=response_id))
    return True


def _is_open_to(connection: sa.Connection, response_id: str, interviewer: str | None) -> bool:
    found = connection.execute(sa.select(response.c.status, response.c.interviewer).where(response.c.id == response_id)).one()
    return (found.status, found.interviewer) == (str(Status.PARTIAL), interviewer)
