"""Arms in blocks, quotas, links, panels, codes to go on with, accounts; what is known of how an interview went."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Create the tables of fieldwork, and add columns to those of answers."""
    _columns()
    _sampling()
    _panels()
    _accounts()
    _monitoring()


def _columns() -> None:
    op.add_column("study", sa.Column("is_paused", sa.Boolean, nullable=False, server_default=sa.false()))
    op.add_column("study", sa.Column("opens", sa.String(16)))
    op.add_column("study", sa.Column("closes", sa.String(16)))
    op.add_column("response", sa.Column("interviewer", sa.String(32)))
    op.add_column("response", sa.Column("layout", sa.String(8)))
    op.add_column("response", sa.Column("back_moves", sa.Integer, nullable=False, server_default="0"))
    op.add_column("answer", sa.Column("language", sa.String(8)))


def _sampling() -> None:
    op.create_table(
        "arm_block",
        sa.Column("slug", sa.String(64), nullable=False),
        sa.Column("experiment", sa.String(64), nullable=False),
        sa.Column("block", sa.String(64), nullable=False),
        sa.Column("remaining", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("slug", "experiment", "block", name="pk_arm_block"),
    )
    op.create_table(
        "quota_count",
        sa.Column("slug", sa.String(64), nullable=False),
        sa.Column("quota", sa.String(64), nullable=False),
        sa.Column("n", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("slug", "quota", name="pk_quota_count"),
    )
    op.create_table(
        "token",
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("slug", sa.String(64), nullable=False),
        sa.Column("is_used", sa.Boolean, nullable=False),
        sa.Column("claim", sa.String(64)),
        sa.PrimaryKeyConstraint("token_hash", name="pk_token"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_token_slug", "token", ["slug"])
    op.create_table(
        "resume",
        sa.Column("code_hash", sa.String(64), nullable=False),
        sa.Column("response_id", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("code_hash", name="pk_resume"),
        sa.ForeignKeyConstraint(["response_id"], ["response.id"], name="fk_resume_response_id", ondelete="CASCADE"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_resume_response_id", "resume", ["response_id"])


def _panels() -> None:
    op.create_table(
        "panel_response",
        sa.Column("response_id", sa.String(32), nullable=False),
        sa.Column("panel_id", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("response_id", name="pk_panel_response"),
        sa.ForeignKeyConstraint(["response_id"], ["response.id"], name="fk_panel_response_response_id", ondelete="CASCADE"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_panel_response_panel_id", "panel_response", ["panel_id"])
    op.create_table(
        "panel_link",
        sa.Column("link_hash", sa.String(64), nullable=False),
        sa.Column("slug", sa.String(64), nullable=False),
        sa.Column("panel_id", sa.String(32), nullable=False),
        sa.Column("is_used", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("link_hash", name="pk_panel_link"),
        sa.UniqueConstraint("slug", "panel_id", name="uq_panel_link_slug"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_panel_link_panel_id", "panel_link", ["panel_id"])
    op.create_table(
        "panel_left",
        sa.Column("panel_id", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("panel_id", name="pk_panel_left"),
        sqlite_with_rowid=False,
    )


def _accounts() -> None:
    op.create_table(
        "account",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("password_hash", sa.Text, nullable=False),
        sa.Column("totp_salt", sa.String(64)),
        sa.Column("totp_step", sa.Integer, nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("is_active", sa.Boolean, nullable=False),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("wait_until", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_account"),
        sa.UniqueConstraint("name", name="uq_account_name"),
    )
    op.create_table(
        "interviewer",
        sa.Column("slug", sa.String(64), nullable=False),
        sa.Column("account_id", sa.Integer, nullable=False),
        sa.Column("code", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("slug", "account_id", name="pk_interviewer"),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_interviewer_account_id", ondelete="CASCADE"),
        sa.UniqueConstraint("slug", "code", name="uq_interviewer_slug"),
    )
    op.create_index("ix_interviewer_account_id", "interviewer", ["account_id"])
    op.create_table(
        "account_session",
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("account_id", sa.Integer, nullable=False),
        sa.Column("began", sa.Integer, nullable=False),
        sa.Column("seen", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name="pk_account_session"),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_account_session_account_id", ondelete="CASCADE"),
    )
    op.create_index("ix_account_session_account_id", "account_session", ["account_id"])
    op.create_table(
        "audit",
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("at", sa.String(20), nullable=False),
        sa.Column("account", sa.String(64), nullable=False),
        sa.Column("action", sa.String(64), nullable=False),
        sa.Column("slug", sa.String(64), nullable=False),
        sa.Column("detail", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_audit"),
    )
    for statement in _APPEND_ONLY[op.get_bind().dialect.name]:
        op.execute(statement)


_REFUSED = "the audit log is only added to"
_APPEND_ONLY = {
    "sqlite": (
        f"CREATE TRIGGER audit_update BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, '{_REFUSED}'); END",
        f"CREATE TRIGGER audit_delete BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, '{_REFUSED}'); END",
        # INSERT OR REPLACE would delete a row without asking the trigger above.
        "CREATE TRIGGER audit_replace BEFORE INSERT ON audit WHEN EXISTS (SELECT 1 FROM audit WHERE number = NEW.number) "
        f"BEGIN SELECT RAISE(ABORT, '{_REFUSED}'); END",
    ),
    "postgresql": (
        f"CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '{_REFUSED}'; END $$",
        "CREATE TRIGGER audit_change BEFORE UPDATE OR DELETE ON audit FOR EACH ROW EXECUTE FUNCTION audit_refuse()",
        "CREATE TRIGGER audit_truncate BEFORE TRUNCATE ON audit FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()",
    ),
}
"""What makes the database itself refuse to change a line of the log."""


def _monitoring() -> None:
    op.create_table(
        "look",
        sa.Column("slug", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("content", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("slug", "kind", name="pk_look"),
    )
