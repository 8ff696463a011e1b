"""The details of the audit log in each language; what was written by whoever acted stays as it is."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from survey.admin.log_details import in_words
from survey.store import audit
from survey.store.audit import Action, Entry
from tests.survey.admin.officer import Officer

TIMES = "from 2026-11-22 08:00 UTC until 2026-12-01 00:00 UTC"


@pytest.mark.parametrize(
    ("action", "detail", "said"),
    [
        (Action.TOKENS, "3 links", "жасалғаны: 3"),
        (Action.TOKENS, "removed: 2 unused links, 1 used", "өшірілген пайдаланылмағандары: 2; пайдаланылғандары: 1"),
        (Action.SIMULATE, "30 test responses", "жауаптар: 30"),
        (Action.ERASE, "1 response", "өшірілген жауаптар: 1"),
        (Action.OPEN, "version 2", "2-нұсқа"),
        (Action.OPEN, f"version 2 {TIMES}", "2-нұсқа, басталуы: 2026-11-22 08:00 UTC, аяқталуы: 2026-12-01 00:00 UTC"),
        (Action.OPEN, "until 2026-12-01 00:00 UTC", "аяқталуы: 2026-12-01 00:00 UTC"),
        (Action.OPEN, "", ""),
        (Action.EXPORT, "csv, version 2, tests, open answers", "csv, 2-нұсқа, сынақ жауаптарымен бірге, ашық жауаптармен бірге"),
        (Action.EXPORT, "parquet", "parquet"),
        (Action.ACCOUNT_ADD, "owner, owner, no codes", "owner, иесі, кодсыз"),
        (Action.ACCOUNT_DISABLE, "tests", "tests"),
        (Action.CODE_GIVE, "viewer", "viewer"),
        (Action.RESTORE, "3 links", "3 links"),
        (Action.TOKENS, "what nobody writes", "what nobody writes"),
    ],
)
def test_details_are_said_in_the_language_of_the_reader(action: Action, detail: str, said: str) -> None:
    assert in_words(Entry("aliya", action, "s", detail), "kk") == said


def test_the_page_says_them(owner: Officer, engine: sa.Engine) -> None:
    audit.append(engine, Entry("aliya", Action.TOKENS, "astana-2023", "removed: 2 unused links, 1 used"))
    assert "удалено неиспользованных: 2; использовано: 1" in owner.get("/admin/audit?lang=ru").text
    assert "removed unused: 2; used: 1" in owner.get("/admin/audit?lang=en").text
