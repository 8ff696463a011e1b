"""Writing down what an account did."""

from __future__ import annotations

from survey.runtime import runtime
from survey.store import audit
from survey.store.audit import Action, Entry


def record(account_name: str, action: Action, slug: str = "", detail: str = "") -> None:
    """Append a line to the audit log.

    detail  never anything about a respondent: no receipt, no id, no answer
    """
    audit.append(runtime().engine, Entry(account_name, action, slug, detail))
