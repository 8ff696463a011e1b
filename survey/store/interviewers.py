"""The codes under which interviewers stand in the responses to a study. Only here a code and an account meet."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass

import sqlalchemy as sa

from instruments.responses import Status
from instruments.storage import instrument, response
from survey.keys.receipt import ALPHABET
from survey.store import accounts, audit
from survey.store.accounts import AccountError, Role
from survey.store.audit import Entry
from survey.store.tables import account, interviewer
from survey.store.transactions import reading, writing

ROLES = (Role.INTERVIEWER, Role.OWNER)
"""Who may hold interviews."""

_CODE = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,31}")
_LETTERS = "".join(symbol for symbol in ALPHABET if symbol.isalpha())
_STEP = 5


class CodeError(AccountError):
    """A code that cannot be given; `key` tells the administration why."""

    def __init__(self, key: str, words: str) -> None:
        super().__init__(words)
        self.key = key


@dataclass(frozen=True)
class Interviewer:
    """Who holds interviews in a study under which code.

    held  complete interviews that hold the code, tests left out, rounded down to a multiple of 5: a number that grows by
          one would tell whose the newest response is
    """

    name: str
    code: str
    held: int


def code_of(engine: sa.Engine, slug: str, account_id: int) -> str | None:
    """Return the code of an account in a study; None where it has none there."""
    query = sa.select(interviewer.c.code).where(interviewer.c.slug == slug, interviewer.c.account_id == account_id)
    with reading(engine) as connection:
        return connection.execute(query).scalar()


def studies_of(engine: sa.Engine, account_id: int) -> frozenset[str]:
    """Return the studies in which an account has a code."""
    query = sa.select(interviewer.c.slug).where(interviewer.c.account_id == account_id)
    with reading(engine) as connection:
        return frozenset(connection.execute(query).scalars())


def every(engine: sa.Engine, slug: str) -> tuple[Interviewer, ...]:
    """Return the interviewers of a study by their accounts' names."""
    ours = response.c.instrument_hash.in_(sa.select(instrument.c.hash).where(instrument.c.slug == slug))
    finished = response.c.status == str(Status.COMPLETE), sa.not_(response.c.is_test)
    held = sa.select(sa.func.count()).where(ours, *finished, response.c.interviewer == interviewer.c.code).scalar_subquery()
    query = sa.select(account.c.name, interviewer.c.code, held).join(interviewer).where(interviewer.c.slug == slug)
    with reading(engine) as connection:
        rows = connection.execute(query.order_by(account.c.name)).all()
    return tuple(Interviewer(name, code, n - n % _STEP) for name, code, n in rows)


def give(engine: sa.Engine, slug: str, name: str, code: str = "", *, entry: Entry | None = None) -> str:
    """Give an account a code in a study, in place of any earlier one, and return it; none chosen = a random one.

    entry  what is written into the audit log, in the same transaction
    Interviews that were held under an earlier code keep it.
    Raises AccountError where there is no such account, or CodeError where it holds no interviews or the code cannot be had.
    """
    found = accounts.named(engine, name)
    if found.role not in ROLES:
        raise CodeError("role", f"{name} is {found.role}: codes are for {' and '.join(ROLES)} accounts.")
    if code and not _CODE.fullmatch(code):
        form = "a Latin letter and up to 31 Latin letters, digits and hyphens, and no name"
        raise CodeError("form", f"{code!r}: a code is {form}.")
    if code.casefold() == name.casefold():
        raise CodeError("name", f"{code!r} is the account's name, and a code stands in the data. Give another one.")
    chosen = code or _random()
    mine = interviewer.c.slug == slug, interviewer.c.account_id == found.id
    try:
        with writing(engine) as connection:
            connection.execute(sa.delete(interviewer).where(*mine))
            connection.execute(sa.insert(interviewer).values(slug=slug, account_id=found.id, code=chosen))
            if entry:
                audit.add(connection, entry)
    except sa.exc.IntegrityError as error:
        raise CodeError("taken", f"Another interviewer of {slug} has the code {chosen!r}. Give another one.") from error
    return chosen


def take(engine: sa.Engine, slug: str, name: str, *, entry: Entry | None = None) -> bool:
    """Take an account's code in a study away; False where it had none. Interviews held under it keep it."""
    account_id = accounts.named(engine, name).id
    with writing(engine) as connection:
        mine = sa.delete(interviewer).where(interviewer.c.slug == slug, interviewer.c.account_id == account_id)
        is_taken = connection.execute(mine).rowcount > 0
        if is_taken and entry:
            audit.add(connection, entry)
    return is_taken


def _random() -> str:
    """Return a letter and three letters or digits; a letter first, so that no spreadsheet takes a code for a number."""
    return secrets.choice(_LETTERS) + "".join(secrets.choice(ALPHABET) for _ in range(3))
