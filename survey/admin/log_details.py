"""What a line of the audit log says besides, in the reader's language.

It is stored as commands and pages write it, in English; names of files and accounts, and what is not known here, stay as stored.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from survey.admin.wording import MESSAGES
from survey.store.accounts import Role
from survey.store.audit import Action, Entry

_TIMES = r"from (?P<from_>.+?)(?= until |$)|until (?P<until>.+)"

_WHOLE: Mapping[Action, Mapping[str, str]] = {
    Action.TOKENS: {
        r"(?P<n>\d+) links?": "log_links",
        r"removed: (?P<unused>\d+) unused links?, (?P<used>\d+) used": "log_links_removed",
    },
    Action.SIMULATE: {r"(?P<n>\d+) test responses?": "log_test_responses"},
    Action.ERASE: {r"(?P<n>\d+) responses?": "log_erased"},
}
"""By action: what may stand there, and the message that says it."""

_PARTS = {
    "tests": "log_with_tests",
    "open answers": "log_with_open_answers",
    "no codes": "log_without_codes",
    **{str(role): f"account_role_{role}" for role in Role},
}
_VERSION = re.compile(r"version (?P<version>\d+)")


def in_words(entry: Entry, language: str) -> str:
    """Return the detail of a line in a language of the administration."""
    for pattern, key in _WHOLE.get(entry.action, {}).items():
        found = re.fullmatch(pattern, entry.detail)
        if found:
            return MESSAGES.text(language, key, **found.groupdict())
    if entry.action is Action.OPEN:
        return ", ".join(_opened(entry.detail, language)) or entry.detail
    if entry.action is Action.ACCOUNT_ADD:
        name, _, others = entry.detail.partition(", ")
        return ", ".join(filter(None, (name, _listed(others, language))))
    return _listed(entry.detail, language) if entry.action is Action.EXPORT else entry.detail


def _opened(detail: str, language: str) -> Iterator[str]:
    """Yield the version that was opened, and from and until when it is open."""
    version = _VERSION.match(detail)
    if version:
        yield MESSAGES.text(language, "log_version", version=version["version"])
    for found in re.finditer(_TIMES, detail):
        key = "log_from" if found["from_"] else "log_until"
        yield MESSAGES.text(language, key, time=found["from_"] or found["until"])


def _listed(detail: str, language: str) -> str:
    """Return each of some words between commas in its own message."""
    return ", ".join(_part(part, language) for part in detail.split(", "))


def _part(part: str, language: str) -> str:
    version = _VERSION.fullmatch(part)
    if version:
        return MESSAGES.text(language, "log_version", version=version["version"])
    return MESSAGES.text(language, _PARTS[part]) if part in _PARTS else part
