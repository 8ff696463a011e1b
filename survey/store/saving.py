"""The answers of one page, saved as a whole: each page sent is one transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from instruments.answers import Answer
from instruments.kinds import TEXT_LENGTH
from instruments.model import Question
from instruments.responses import Screen
from instruments.storage import StoredAnswer, answer, free_text, response, session, stored
from survey.store.answers import RunningInterview
from survey.store.direct import Statement, statement, writing_directly
from survey.store.kept import Direct
from survey.store.upsert import insert_into


@dataclass(frozen=True)
class Noted:
    """What is noted of a page beside its answers.

    seconds    how long it was open, kept with the first answer; the longest of its visits counts
    language   that of the page; the last one is the response's
    layout     how wide the screen is, where the browser told
    went_back  whether the respondent went back from it
    """

    language: str
    seconds: int | None = None
    layout: Screen | None = None
    went_back: bool = False

    def tells_more_than(self, former: RunningInterview) -> bool:
        """Whether the whole response changes by it."""
        return self.went_back or self.language != former.language or self.layout not in (None, former.layout)


def save(
    engine: sa.Engine,
    token_hash: str,
    given: Sequence[tuple[Question, Answer]],
    noted: Noted,
    former: RunningInterview | None = None,
) -> bool:
    """Store the answers of one page in place of any earlier ones; False where the interview is over or goes on elsewhere.

    given   the page's questions with their answers; after a battery, each of its items; none where only `noted` counts
    former  the interview as it was when the page was sent: what it says already is not noted again (of two pages that are
            sent in one moment in different languages, either may be the last)
    """
    kept = {question.id: stored(question, answered) for question, answered in given}
    written = [question.id for question, _ in given if question.kind in TEXT_LENGTH or question.other]
    is_news = former is None or not kept or noted.tells_more_than(former)
    with writing_directly(engine, alone=len(kept) + len(written) + is_news == 1) as connection:
        if kept:
            response_id = _upsert_answers(connection, token_hash, kept, noted)
            if response_id is None:
                return False
            if written:
                _replace_texts(connection, response_id, written, kept)
        return not is_news or _note(connection, token_hash, noted)


def _note(connection: Direct, token_hash: str, noted: Noted) -> bool:
    """Keep what the whole response has of a page; False where there is none."""
    row = {"language": noted.language, "layout": noted.layout and str(noted.layout), "more": int(noted.went_back)}
    return _CHANGE.first(connection, of_browser=token_hash, **row) is not None


def _replace_texts(connection: Direct, response_id: str, questions: Sequence[str], kept: Mapping[str, StoredAnswer]) -> None:
    """Keep what was written on a page in place of what was written there before."""
    _FORGET.run(connection, *({"of": response_id, "about": question} for question in questions))
    texts = [
        {"response_id": response_id, "question": question, "role": role, "text": text}
        for question in questions
        for role, text in kept[question].texts
    ]
    _WRITE.run(connection, *texts)


def _upsert_answers(connection: Direct, token_hash: str, kept: Mapping[str, StoredAnswer], noted: Noted) -> str | None:
    """Keep answers in place of earlier ones; the response they belong to, None where there is none."""
    found = None
    for place, (question, one) in enumerate(kept.items()):
        seconds = noted.seconds if place == 0 else None
        row = {"question": question, "value": one.value, "missing": one.missing, "seconds": seconds, "language": noted.language}
        found = _KEEP.first(connection, of_browser=token_hash, **row)
        if found is None:
            return None
    return None if found is None else found[0]


def _upsert(dialect: str) -> Any:
    given = {name: sa.bindparam(name, type_=answer.c[name].type) for name in _GIVEN}
    insert = insert_into(dialect, answer).from_select(["response_id", *given], _HELD.add_columns(*given.values()))
    longer = sa.case((answer.c.seconds >= insert.excluded.seconds, answer.c.seconds), else_=insert.excluded.seconds)
    changes = {
        "value": insert.excluded.value,
        "missing": insert.excluded.missing,
        "seconds": sa.func.coalesce(longer, answer.c.seconds),
        "language": insert.excluded.language,
    }
    return insert.on_conflict_do_update(index_elements=["response_id", "question"], set_=changes).returning(answer.c.response_id)


# Each statement finds the response by its browser: so one that is all there is to write needs no transaction around it.
# FOR UPDATE: two posts of one browser follow each other on PostgreSQL; SQLite has one writer anyway. The session is locked
# before its response, as everywhere: so nobody waits for each other.
_HELD = sa.select(session.c.response_id).where(session.c.token_hash == sa.bindparam("of_browser")).with_for_update()
_GIVEN = ("question", "value", "missing", "seconds", "language")
_KEEP = Statement(_upsert)
_CHANGE = statement(
    sa.update(response)
    .where(response.c.id == _HELD.scalar_subquery())
    .values(
        language=sa.bindparam("language"),
        layout=sa.func.coalesce(sa.bindparam("layout", type_=sa.String), response.c.layout),
        back_moves=response.c.back_moves + sa.bindparam("more", type_=sa.Integer),
    )
    .returning(response.c.id)
)
_FORGET = statement(
    sa.delete(free_text).where(free_text.c.response_id == sa.bindparam("of"), free_text.c.question == sa.bindparam("about"))
)
_WRITE = statement(sa.insert(free_text))
