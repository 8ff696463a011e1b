"""What a database holds, against what respondents saw."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from instruments.storage import answer, response, submit_key
from survey.keys.receipt import Keys
from survey.store import engine as engines
from tests.faults.crowd import Seen
from tests.faults.serving import SECRET


@dataclass(frozen=True)
class Kept:
    """How many interviews were thanked for; of these, how many are lost, torn or stored twice; and whether the file is whole.

    sent_back  how many that were begun were sent to the start again
    """

    thanked: int
    lost: int
    torn: int
    twice: int
    sent_back: int
    whole: bool

    @property
    def holds(self) -> bool:
        """Whether all is as it was promised."""
        return self.whole and self.lost == self.torn == self.twice == self.sent_back == 0


def compare(url: str, seen: Sequence[Seen]) -> Kept:
    """Compare a database with what respondents saw who all finished.

    Torn: complete without an answer that was acknowledged, or with another. Twice: complete responses beyond the receipts.
    """
    engine = engines.connect(url, 5)
    answers: dict[str, dict[str, str]] = {}
    with engine.connect() as connection:
        found = connection.execute(sa.select(submit_key.c.receipt_hash, submit_key.c.response_id))
        complete = {row.receipt_hash: row.response_id for row in found}
        statuses = Counter(connection.execute(sa.select(response.c.status)).scalars())
        rows = connection.execute(sa.select(answer.c.response_id, answer.c.question, answer.c.value, answer.c.missing))
        for of, question, value, missing in rows:
            answers.setdefault(of, {})[question] = _as_sent(value, missing)
        whole = engine.dialect.name != "sqlite" or connection.exec_driver_sql("PRAGMA integrity_check").scalars().all() == ["ok"]
    engine.dispose()
    keys = Keys(SECRET)
    thanked = [one for one in seen if one.receipt]
    hashes = [keys.receipt_hash(one.receipt.replace("-", "")) for one in thanked if one.receipt]
    held = [(one, complete[code]) for one, code in zip(thanked, hashes, strict=True) if code in complete]
    torn = sum(not one.acknowledged.items() <= answers.get(of, {}).items() for one, of in held)
    twice = statuses["complete"] - len(set(hashes) & set(complete))
    sent_back = sum(one.is_sent_back for one in seen)
    return Kept(len(thanked), len(thanked) - len(held), torn, twice, sent_back, whole)


def _as_sent(value: str | None, missing: int | None) -> str:
    if missing is not None:
        return str(missing)
    held = json.loads(value or "null")
    return str(held[0]) if isinstance(held, list) else str(held)
