"""The tables a survey is stored in, and how an answer stands in them. Definitions only: nothing here opens a database.

No table holds an address, a browser or a time. A response has no order (random key, no row number), days are
counted in `counter` only, and what a session or a receipt belongs to is found through hashes alone.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

import sqlalchemy as sa

from instruments.answers import Answer
from instruments.kinds import OTHER_TEXT
from instruments.model import Kind, NonAnswer, Question

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

_RESPONSE = "response.id"

instrument = sa.Table(
    "instrument",
    metadata,
    sa.Column("hash", sa.String(64), primary_key=True),
    sa.Column("slug", sa.String(64), nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("yaml", sa.Text, nullable=False),
)

study = sa.Table(
    "study",
    metadata,
    sa.Column("slug", sa.String(64), primary_key=True),
    sa.Column("instrument_hash", sa.String(64), sa.ForeignKey("instrument.hash"), nullable=False),
    sa.Column("is_open", sa.Boolean, nullable=False),
    sa.Column("details", sa.Text, nullable=False),
    sa.Column("is_paused", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("opens", sa.String(16)),
    sa.Column("closes", sa.String(16)),
)
"""What is fielded under an address; `details` is the study file as it stood when the study was opened.

`opens` and `closes` are minutes of UTC as "2026-11-22T08:00"; NULL = no schedule.
"""

# A table without row numbers gives no order of arrival away.
response = sa.Table(
    "response",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("instrument_hash", sa.String(64), sa.ForeignKey("instrument.hash"), nullable=False, index=True),
    sa.Column("status", sa.String(16), nullable=False),
    sa.Column("language", sa.String(8), nullable=False),
    sa.Column("mode", sa.String(16), nullable=False),
    sa.Column("arms", sa.Text, nullable=False),
    sa.Column("seed", sa.Integer, nullable=False),
    sa.Column("is_test", sa.Boolean, nullable=False),
    sa.Column("interviewer", sa.String(32)),
    sa.Column("layout", sa.String(8)),
    sa.Column("back_moves", sa.Integer, nullable=False, server_default="0"),
    sqlite_with_rowid=False,
)
"""One interview; `interviewer` is the code the study gave an interviewer, `layout` narrow or wide, as last seen."""

answer = sa.Table(
    "answer",
    metadata,
    sa.Column("response_id", sa.String(32), sa.ForeignKey(_RESPONSE, ondelete="CASCADE"), primary_key=True),
    sa.Column("question", sa.String(64), primary_key=True),
    sa.Column("value", sa.Text),
    sa.Column("missing", sa.Integer),
    sa.Column("seconds", sa.Integer),
    sa.Column("language", sa.String(8)),
    sqlite_with_rowid=False,
)
"""One answer; `language` is that of the page it was given on."""

free_text = sa.Table(
    "free_text",
    metadata,
    sa.Column("response_id", sa.String(32), sa.ForeignKey(_RESPONSE, ondelete="CASCADE"), primary_key=True),
    sa.Column("question", sa.String(64), primary_key=True),
    sa.Column("role", sa.String(16), primary_key=True),
    sa.Column("text", sa.Text, nullable=False),
    sqlite_with_rowid=False,
)
"""What respondents wrote themselves, apart from the coded answers, so that it can be left out and erased apart."""

session = sa.Table(
    "session",
    metadata,
    sa.Column("token_hash", sa.String(64), primary_key=True),
    sa.Column("response_id", sa.String(32), sa.ForeignKey(_RESPONSE, ondelete="CASCADE"), nullable=False, index=True),
    sqlite_with_rowid=False,
)
"""Unfinished interviews; a row goes when its interview is submitted or left."""

submit_key = sa.Table(
    "submit_key",
    metadata,
    sa.Column("key_hash", sa.String(64), primary_key=True),
    sa.Column("receipt_hash", sa.String(64), nullable=False, unique=True),
    sa.Column("response_id", sa.String(32), sa.ForeignKey(_RESPONSE, ondelete="CASCADE"), nullable=False, index=True),
    sqlite_with_rowid=False,
)
"""One row a response that is over: a retried submit finds its key, a receipt finds its response."""

counter = sa.Table(
    "counter",
    metadata,
    sa.Column("slug", sa.String(64), primary_key=True),
    sa.Column("day", sa.String(10), primary_key=True),
    sa.Column("event", sa.String(32), primary_key=True),
    sa.Column("language", sa.String(8), primary_key=True),
    sa.Column("n", sa.Integer, nullable=False),
)

panel_response = sa.Table(
    "panel_response",
    metadata,
    sa.Column("response_id", sa.String(32), sa.ForeignKey(_RESPONSE, ondelete="CASCADE"), primary_key=True),
    sa.Column("panel_id", sa.String(32), nullable=False, index=True),
    sqlite_with_rowid=False,
)
"""Which member of a panel gave a response. A response to an anonymous study has no row here, and no other place for one."""

SCHEMA_VERSION = "0002"
"""The newest migration these tables correspond to."""


@dataclass(frozen=True)
class StoredAnswer:
    """An answer as the tables hold it; `texts` by role: "value" for a text question, "other_text" beside a choice."""

    value: str | None
    missing: int | None
    texts: tuple[tuple[str, str], ...] = ()


def stored(question: Question, given: Answer) -> StoredAnswer:
    """Return an answer as the tables hold it: codes as JSON, what was written in the respondent's own words apart."""
    texts = ((OTHER_TEXT, given.other_text),) if given.other_text else ()
    if given.missing is not None:
        return StoredAnswer(None, int(given.missing))
    if question.kind in (Kind.TEXT, Kind.LONGTEXT):
        return StoredAnswer(None, None, (("value", str(given.value)),))
    return StoredAnswer(json.dumps(given.value, separators=(",", ":")), None, texts)


def restored(given: StoredAnswer) -> Answer:
    """Return the answer that `stored` was given; an erased text counts as skipped."""
    texts = dict(given.texts)
    if given.missing is not None:
        return Answer(missing=NonAnswer(given.missing))
    if given.value is None:
        return Answer(value=texts["value"]) if "value" in texts else Answer(missing=NonAnswer.SKIPPED)
    value = json.loads(given.value)
    return Answer(value=tuple(value) if isinstance(value, list) else value, other_text=texts.get(OTHER_TEXT))
