"""A survey that thanks before it has stored, to show that killing it is found out: `python -m tests.faults.broken --port N`."""

from __future__ import annotations

import sys
import threading

import sqlalchemy as sa

from instruments.console import run
from instruments.responses import Status
from survey.store import interviews
from survey.store.interviews import Event

LATER = 0.3
"""Seconds after which what should have been stored at once is stored."""

_submit, _status_of = interviews.submit, interviews.status_of
_promised: set[str] = set()


def _submit_later(engine: sa.Engine, token_hash: str, key_hash: str, receipt_hash: str, event: Event) -> Status | None:
    _promised.add(key_hash)
    threading.Timer(LATER, _submit, (engine, token_hash, key_hash, receipt_hash, event)).start()
    return Status.COMPLETE


def _status_promised(engine: sa.Engine, key_hash: str) -> Status | None:
    return Status.COMPLETE if key_hash in _promised else _status_of(engine, key_hash)


if __name__ == "__main__":
    interviews.submit = _submit_later
    interviews.status_of = _status_promised
    # What is promised is known in this process alone.
    sys.argv[1:1] = ["run", "--processes", "1"]
    sys.exit(run("survey.commands", "python -m survey"))
