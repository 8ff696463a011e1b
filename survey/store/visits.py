"""What every page of a study begins with: the study, and the interview of the browser that asks."""

from __future__ import annotations

import sqlalchemy as sa

from survey.store.answers import RunningInterview, find_interview
from survey.store.direct import reading_directly
from survey.store.studies import StudyRow, read_study


def find(engine: sa.Engine, slug: str, token_hash: str | None) -> tuple[StudyRow | None, RunningInterview | None]:
    """Return the study under an address, and the browser's unfinished interview in it; None for what is not there.

    token_hash  what the browser's interview is known by; None where it has never asked for a page
    """
    with reading_directly(engine) as connection:
        row = read_study(connection, slug)
        return row, find_interview(connection, token_hash) if row and token_hash else None
