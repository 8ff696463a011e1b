"""What every page of a study begins with: the study, and the interview of the browser that asks."""

from __future__ import annotations

import sqlalchemy as sa

from instruments.storage import response, session, study
from survey.store.answers import INTERVIEW, RunningInterview, interview_of, with_answers
from survey.store.direct import reading_directly, statement
from survey.store.studies import STUDY, StudyRow, study_of

# One statement, for each page needs it: a study without an interview is one row.
_OF_BROWSER = session.c.token_hash == sa.bindparam("token_hash")
_VISITED = study.outerjoin(session, _OF_BROWSER).outerjoin(response, response.c.id == session.c.response_id)
_VISIT = statement(sa.select(*STUDY, *INTERVIEW).select_from(with_answers(_VISITED)).where(study.c.slug == sa.bindparam("slug")))


def find(engine: sa.Engine, slug: str, token_hash: str | None) -> tuple[StudyRow | None, RunningInterview | None]:
    """Return the study under an address, and the browser's unfinished interview in it; None for what is not there.

    token_hash  what the browser's interview is known by; None where it has never asked for a page
    """
    with reading_directly(engine) as connection:
        rows = _VISIT.rows(connection, slug=slug, token_hash=token_hash)
    if not rows:
        return None, None
    of_study, interview = rows[0][: len(STUDY)], [row[len(STUDY) :] for row in rows]
    has_begun = interview[0][0] is not None
    return study_of(of_study), interview_of(interview) if has_begun else None
