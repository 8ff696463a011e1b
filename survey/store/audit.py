"""The audit log: what accounts and commands did, never what a respondent did. The database refuses to change a line."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

import sqlalchemy as sa

from survey.store.tables import audit
from survey.store.transactions import reading, writing

COMMAND_LINE = "command line"
"""Who did what a command does."""


class Action(StrEnum):
    """Everything that is written down; the administration has a message `action_…` for each."""

    SIGN_IN = "sign_in"
    SIGN_IN_FAILED = "sign_in_failed"
    SIGN_OUT = "sign_out"
    OPEN = "open"
    PAUSE = "pause"
    CLOSE = "close"
    TOKENS = "tokens"
    EXPORT = "export"
    BACKUP = "backup"
    SIMULATE = "simulate"
    RESTORE = "restore"
    WITHDRAW = "withdraw"
    ERASE = "erase"
    LEAVE = "leave"
    CODE_GIVE = "code_give"
    CODE_TAKE = "code_take"
    ACCOUNT_ADD = "account_add"
    ACCOUNT_DISABLE = "account_disable"
    ACCOUNT_PASSWORD = "account_password"  # noqa: S105 - a word of the log
    ACCOUNT_TOTP = "account_totp"


@dataclass(frozen=True)
class Entry:
    """One line of the log.

    account  its name; "" where somebody failed to sign in under a name that no account has
    slug     the study; "" where it is about none
    """

    account: str
    action: Action
    slug: str = ""
    detail: str = ""


@dataclass(frozen=True)
class Logged:
    """A line as it stands in the log; `at` is UTC, as "2026-11-22T08:00:00Z"."""

    number: int
    at: str
    entry: Entry


def add(connection: sa.Connection, entry: Entry) -> None:
    """Add a line in a transaction that is under way."""
    at = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    values = {"at": at, "account": entry.account, "action": str(entry.action), "slug": entry.slug, "detail": entry.detail}
    connection.execute(sa.insert(audit).values(values))


def append(engine: sa.Engine, entry: Entry) -> None:
    """Add a line."""
    with writing(engine) as connection:
        add(connection, entry)


def newest(engine: sa.Engine, *, before: int | None, limit: int) -> tuple[Logged, ...]:
    """Return the newest lines first; `before` a number, where the first are known."""
    query = sa.select(audit).order_by(audit.c.number.desc()).limit(limit)
    if before is not None:
        query = query.where(audit.c.number < before)
    with reading(engine) as connection:
        rows = connection.execute(query).all()
    return tuple(Logged(row.number, row.at, Entry(row.account, Action(row.action), row.slug, row.detail)) for row in rows)
