"""Accounts: who may sign in to the administration. Made and changed on the command line alone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from instruments.near import did_you_mean
from survey.store import audit
from survey.store.audit import Entry
from survey.store.errors import StoreError
from survey.store.tables import account, account_session
from survey.store.transactions import reading, writing


class Role(StrEnum):
    """What an account may do; an owner may do everything."""

    VIEWER = "viewer"
    INTERVIEWER = "interviewer"
    ANALYST = "analyst"
    OWNER = "owner"


_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,63}")


class AccountError(StoreError):
    """An account that cannot be made or found; the message says what to do."""


class NameTakenError(AccountError):
    """A name that another account has."""

    def __init__(self, name: str) -> None:
        super().__init__(f"There is an account {name!r} already. Give another name, or change it: user password {name}.")


@dataclass(frozen=True)
class Account:
    """Somebody who may sign in.

    has_totp  whether a code of an app is asked for besides the password
    """

    id: int
    name: str
    role: Role
    is_active: bool
    has_totp: bool


_COLUMNS = (account.c.id, account.c.name, account.c.role, account.c.is_active)
ACCOUNT: sa.Select[Any] = sa.select(*_COLUMNS, account.c.totp_salt)
"""What an `Account` is made from, by `of`."""


def of(row: sa.Row[Any]) -> Account:
    """Return the account of a row of `ACCOUNT`."""
    return Account(row.id, row.name, Role(row.role), bool(row.is_active), row.totp_salt is not None)


def is_name(written: str) -> bool:
    """Whether an account can be named so: 2 to 64 small Latin letters and digits, and . _ - between them."""
    return _NAME.fullmatch(written) is not None


def every(engine: sa.Engine) -> tuple[Account, ...]:
    """Return all accounts in alphabetical order."""
    with reading(engine) as connection:
        return tuple(of(row) for row in connection.execute(ACCOUNT.order_by(account.c.name)))


def named(engine: sa.Engine, name: str) -> Account:
    """Return the account of a name; AccountError where there is none."""
    found = {account.name: account for account in every(engine)}
    if name not in found:
        raise AccountError(f"There is no account {name!r}. Accounts: {', '.join(found) or 'none'}.{did_you_mean(name, found)}")
    return found[name]


def add(
    engine: sa.Engine, name: str, role: Role, password_hash: str, *, totp_salt: str | None, entry: Entry | None = None
) -> None:
    """Make an account; AccountError where the name is taken.

    entry  here and below: what is written into the audit log, in the same transaction
    """
    values = {
        "name": name,
        "role": str(role),
        "password_hash": password_hash,
        "totp_salt": totp_salt,
        "totp_step": 0,
        "is_active": True,
        "failures": 0,
        "wait_until": 0,
    }
    try:
        with writing(engine) as connection:
            connection.execute(sa.insert(account).values(values))
            if entry:
                audit.add(connection, entry)
    except sa.exc.IntegrityError as error:
        raise NameTakenError(name) from error


def change_password(engine: sa.Engine, name: str, password_hash: str, *, entry: Entry | None = None) -> None:
    """Give an account another password, let it sign in again where it was disabled, and end its sessions."""
    _change(engine, name, entry, password_hash=password_hash, is_active=True, failures=0, wait_until=0)


def change_totp(engine: sa.Engine, name: str, totp_salt: str, *, entry: Entry | None = None) -> None:
    """Give an account another secret for its codes, and end its sessions."""
    _change(engine, name, entry, totp_salt=totp_salt, totp_step=0)


def disable(engine: sa.Engine, name: str, *, entry: Entry | None = None) -> None:
    """Keep an account from signing in, and end its sessions."""
    _change(engine, name, entry, is_active=False)


def _change(engine: sa.Engine, name: str, entry: Entry | None, **values: object) -> None:
    account_id = named(engine, name).id
    with writing(engine) as connection:
        connection.execute(sa.update(account).where(account.c.id == account_id).values(values))
        connection.execute(sa.delete(account_session).where(account_session.c.account_id == account_id))
        if entry:
            audit.add(connection, entry)
