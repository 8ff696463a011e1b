"""The tables of the first release."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create every table; a table without row numbers gives no order of arrival away."""
    _studies()
    _responses()
    _sessions()
    op.create_table(
        "counter",
        sa.Column("slug", sa.String(64), nullable=False),
        sa.Column("day", sa.String(10), nullable=False),
        sa.Column("event", sa.String(32), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("n", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("slug", "day", "event", "language", name="pk_counter"),
    )


def _studies() -> None:
    op.create_table(
        "instrument",
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("slug", sa.String(64), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("yaml", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("hash", name="pk_instrument"),
    )
    op.create_table(
        "study",
        sa.Column("slug", sa.String(64), nullable=False),
        sa.Column("instrument_hash", sa.String(64), nullable=False),
        sa.Column("is_open", sa.Boolean, nullable=False),
        sa.Column("details", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("slug", name="pk_study"),
        sa.ForeignKeyConstraint(["instrument_hash"], ["instrument.hash"], name="fk_study_instrument_hash"),
    )


def _responses() -> None:
    op.create_table(
        "response",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("instrument_hash", sa.String(64), nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("mode", sa.String(16), nullable=False),
        sa.Column("arms", sa.Text, nullable=False),
        sa.Column("seed", sa.Integer, nullable=False),
        sa.Column("is_test", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_response"),
        sa.ForeignKeyConstraint(["instrument_hash"], ["instrument.hash"], name="fk_response_instrument_hash"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_response_instrument_hash", "response", ["instrument_hash"])
    op.create_table(
        "answer",
        sa.Column("response_id", sa.String(32), nullable=False),
        sa.Column("question", sa.String(64), nullable=False),
        sa.Column("value", sa.Text),
        sa.Column("missing", sa.Integer),
        sa.Column("seconds", sa.Integer),
        sa.PrimaryKeyConstraint("response_id", "question", name="pk_answer"),
        sa.ForeignKeyConstraint(["response_id"], ["response.id"], name="fk_answer_response_id", ondelete="CASCADE"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "free_text",
        sa.Column("response_id", sa.String(32), nullable=False),
        sa.Column("question", sa.String(64), nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("response_id", "question", "role", name="pk_free_text"),
        sa.ForeignKeyConstraint(["response_id"], ["response.id"], name="fk_free_text_response_id", ondelete="CASCADE"),
        sqlite_with_rowid=False,
    )


def _sessions() -> None:
    op.create_table(
        "session",
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("response_id", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name="pk_session"),
        sa.ForeignKeyConstraint(["response_id"], ["response.id"], name="fk_session_response_id", ondelete="CASCADE"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_session_response_id", "session", ["response_id"])
    op.create_table(
        "submit_key",
        sa.Column("key_hash", sa.String(64), nullable=False),
        sa.Column("receipt_hash", sa.String(64), nullable=False),
        sa.Column("response_id", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("key_hash", name="pk_submit_key"),
        sa.UniqueConstraint("receipt_hash", name="uq_submit_key_receipt_hash"),
        sa.ForeignKeyConstraint(["response_id"], ["response.id"], name="fk_submit_key_response_id", ondelete="CASCADE"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_submit_key_response_id", "submit_key", ["response_id"])
