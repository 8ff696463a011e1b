"""What a database holds, against what respondents saw."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from survey.keys.receipt import Keys
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


def compare(path: Path, seen: Sequence[Seen]) -> Kept:
    """Compare a SQLite database with what respondents saw who all finished.

    Torn: complete without an answer that was acknowledged, or with another. Twice: complete responses beyond the receipts.
    """
    connection = sqlite3.connect(path)
    complete = dict(connection.execute("SELECT receipt_hash, response_id FROM submit_key JOIN response ON id = response_id"))
    statuses = Counter(status for (status,) in connection.execute("SELECT status FROM response"))
    answers: dict[str, dict[str, str]] = {}
    for response, question, value, missing in connection.execute("SELECT response_id, question, value, missing FROM answer"):
        answers.setdefault(response, {})[question] = _as_sent(value, missing)
    whole = connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection.close()
    keys = Keys(SECRET)
    thanked = [one for one in seen if one.receipt]
    hashes = [keys.receipt_hash(one.receipt.replace("-", "")) for one in thanked if one.receipt]
    held = [(one, complete[code]) for one, code in zip(thanked, hashes, strict=True) if code in complete]
    torn = sum(not one.acknowledged.items() <= answers.get(response, {}).items() for one, response in held)
    twice = statuses["complete"] - len(set(hashes) & set(complete))
    sent_back = sum(one.is_sent_back for one in seen)
    return Kept(len(thanked), len(thanked) - len(held), torn, twice, sent_back, whole)


def _as_sent(value: str | None, missing: int | None) -> str:
    if missing is not None:
        return str(missing)
    held = json.loads(value or "null")
    return str(held[0]) if isinstance(held, list) else str(held)
