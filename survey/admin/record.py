"""Writing down what an account did."""

from __future__ import annotations

from survey.admin.access import signed_in
from survey.runtime import runtime
from survey.store import audit
from survey.store.audit import Action, Entry


def line(action: Action, slug: str, detail: str = "") -> Entry:
    """Return a line of the audit log about what the signed-in account does; what changes the database writes it with the change.

    detail  never anything about a respondent: no receipt, no id, no answer
    """
    return Entry(signed_in().name, action, slug, detail)


def record(action: Action, slug: str, detail: str = "") -> None:
    """Append a line about what changes nothing in the database."""
    audit.append(runtime().engine, line(action, slug, detail))
