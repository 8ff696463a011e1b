"""What the database holds, counted: for the privacy report. No value is read but the codes of the questions it is asked about."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence

import sqlalchemy as sa

from instruments.responses import Status
from instruments.storage import answer, free_text, instrument, response
from survey.store.tables import metadata
from survey.store.transactions import reading


def rows_by_table(engine: sa.Engine) -> Mapping[str, int]:
    """Return how many rows each table holds, of all studies."""
    with reading(engine) as connection:
        return {
            name: connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
            for name, table in sorted(metadata.tables.items())
        }


def own_words_by_question(engine: sa.Engine, slug: str) -> Mapping[str, int]:
    """Return how many respondents wrote something themselves, by question; tests are not counted."""
    query = sa.select(free_text.c.question, sa.func.count().label("n")).select_from(free_text).join(response).join(instrument)
    ours = query.where(instrument.c.slug == slug, sa.not_(response.c.is_test)).group_by(free_text.c.question)
    with reading(engine) as connection:
        return {row.question: row.n for row in connection.execute(ours.order_by(free_text.c.question))}


def group_sizes(engine: sa.Engine, slug: str, questions: Sequence[str]) -> Mapping[tuple[str, ...], int]:
    """Return how many complete responses gave each combination of answers to some questions, and their language; no tests.

    A combination is the language, then an answer a question as it is stored: the JSON of codes, a missing code, or "".
    """
    ours = (
        sa.select(response.c.id, response.c.language)
        .join(instrument)
        .where(instrument.c.slug == slug, response.c.status == str(Status.COMPLETE), sa.not_(response.c.is_test))
    )
    given = sa.select(answer.c.response_id, answer.c.question, answer.c.value, answer.c.missing)
    named = given.where(answer.c.question.in_(questions), answer.c.response_id.in_(ours.with_only_columns(response.c.id)))
    with reading(engine) as connection:
        languages = {row.id: row.language for row in connection.execute(ours)}
        answers: dict[str, dict[str, str]] = {}
        for row in connection.execute(named):
            answers.setdefault(row.response_id, {})[row.question] = row.value if row.missing is None else json.dumps(row.missing)
    combinations = (
        (language, *(answers.get(name, {}).get(question) or "" for question in questions)) for name, language in languages.items()
    )
    return Counter(combinations)
