"""Signing in and out: one transaction decides on a try, so that many at once are no better than one after another."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from survey.store import audit
from survey.store.accounts import ACCOUNT, Account, is_name, of
from survey.store.audit import Action, Entry
from survey.store.tables import account, account_session
from survey.store.transactions import reading, writing

IDLE_LIMIT = 30 * 60
"""Seconds after which a session that nothing was heard of has ended."""

LONGEST = 12 * 60 * 60
"""Seconds after which any session has ended."""

FREE_FAILURES = 3
"""Mistakes in a row that nobody has to wait after."""

LONGEST_WAIT = 30
"""Seconds to wait after many mistakes: short enough that nobody is locked out, long enough that guessing is hopeless."""

_SEEN_EVERY = 60


@dataclass(frozen=True)
class Secrets:
    """What a try is compared with."""

    account: Account
    password_hash: str
    totp_salt: str | None


@dataclass(frozen=True)
class Try:
    """A try to sign in, as it was compared outside of the transaction.

    found      what it was compared with; None where there is no such account, or a disabled one
    is_right   whether the password is
    totp_step  the time step of the code; None where the code is wrong
    is_known   whether the browser has signed in to this account before, so that nobody else's mistakes make it wait
    new_hash   the password hashed anew, where it was hashed in an older way
    """

    found: Secrets | None
    is_right: bool
    totp_step: int | None
    is_known: bool = False
    new_hash: str | None = None


def wait_after(failures: int) -> int:
    """Return the seconds to wait after so many mistakes in a row.

    >>> [wait_after(failures) for failures in (1, 3, 4, 5, 8, 9, 1000)]
    [0, 0, 1, 2, 16, 30, 30]
    """
    return min(2 ** min(failures - FREE_FAILURES - 1, 10), LONGEST_WAIT) if failures > FREE_FAILURES else 0


def secrets_of(engine: sa.Engine, name: str) -> Secrets | None:
    """Return what a try to sign in is compared with; None where no account of this name may sign in."""
    if not is_name(name):
        return None
    query = ACCOUNT.add_columns(account.c.password_hash).where(account.c.name == name, account.c.is_active)
    with reading(engine) as connection:
        row = connection.execute(query).one_or_none()
    return Secrets(of(row), row.password_hash, row.totp_salt) if row else None


def sign_in(engine: sa.Engine, tried: Try, token_hash: str, now: int) -> bool:
    """Begin a session where a try is right, and log it either way; False where it is wrong or comes too early.

    A code counts once: its time step, and every earlier one, is used up by signing in.
    """
    with writing(engine) as connection:
        accepted = _is_accepted(connection, tried, now)
        name = tried.found.account.name if tried.found else ""
        audit.add(connection, Entry(name, Action.SIGN_IN if accepted else Action.SIGN_IN_FAILED))
        if accepted and tried.found:
            ended = account_session.c.seen < now - IDLE_LIMIT, account_session.c.began < now - LONGEST
            connection.execute(sa.delete(account_session).where(sa.or_(*ended)))
            row = {"token_hash": token_hash, "account_id": tried.found.account.id, "began": now, "seen": now}
            connection.execute(sa.insert(account_session).values(row))
    return accepted


def find(engine: sa.Engine, token_hash: str, now: int) -> Account | None:
    """Return whose session it is, and note that it is in use; None where there is none, or it has ended."""
    query = (
        ACCOUNT.add_columns(account_session.c.seen)
        .join(account_session, account_session.c.account_id == account.c.id)
        .where(
            account_session.c.token_hash == token_hash,
            account_session.c.seen >= now - IDLE_LIMIT,
            account_session.c.began >= now - LONGEST,
            account.c.is_active,
        )
    )
    with reading(engine) as connection:
        row = connection.execute(query).one_or_none()
    if row is None:
        return None
    if now - row.seen >= _SEEN_EVERY:
        with writing(engine) as connection:
            seen = sa.update(account_session).where(account_session.c.token_hash == token_hash).values(seen=now)
            connection.execute(seen)
    return of(row)


def end(engine: sa.Engine, token_hash: str, account_name: str) -> None:
    """End a session."""
    with writing(engine) as connection:
        connection.execute(sa.delete(account_session).where(account_session.c.token_hash == token_hash))
        audit.add(connection, Entry(account_name, Action.SIGN_OUT))


def _is_accepted(connection: sa.Connection, tried: Try, now: int) -> bool:
    if tried.found is None:
        return False
    of_account = account.c.id == tried.found.account.id
    # FOR UPDATE: tries follow each other on PostgreSQL; SQLite has one writer anyway.
    row = connection.execute(sa.select(account).where(of_account).with_for_update()).one()
    if now < row.wait_until and not tried.is_known:
        return False
    same = row.is_active and (row.password_hash, row.totp_salt) == (tried.found.password_hash, tried.found.totp_salt)
    has_code = row.totp_salt is None or (tried.totp_step is not None and tried.totp_step > row.totp_step)
    if not (same and tried.is_right and has_code):
        if not tried.is_known:
            failures = row.failures + 1
            waiting = {"failures": failures, "wait_until": now + wait_after(failures)}
            connection.execute(sa.update(account).where(of_account).values(waiting))
        return False
    values = {
        "failures": 0,
        "wait_until": 0,
        "totp_step": tried.totp_step if row.totp_salt is not None else row.totp_step,
        "password_hash": tried.new_hash or row.password_hash,
    }
    connection.execute(sa.update(account).where(of_account).values(values))
    return True
