"""The tables of fieldwork beside the answers: arms, quotas, links, codes to go on with, accounts. Definitions only.

None of them ties an answer to a person: a link knows whether it was used and not by which response, a code to go on with
is known by its hash alone and goes with the end of its interview. Only a panel, which says that it is not anonymous, has
links that know their member, by an id that nothing here leads to a person from.
"""

from __future__ import annotations

import sqlalchemy as sa

from instruments.storage import metadata

__all__ = (
    "account",
    "account_session",
    "arm_block",
    "audit",
    "interviewer",
    "look",
    "metadata",
    "panel_left",
    "panel_link",
    "quota_count",
    "resume",
    "token",
)

arm_block = sa.Table(
    "arm_block",
    metadata,
    sa.Column("slug", sa.String(64), primary_key=True),
    sa.Column("experiment", sa.String(64), primary_key=True),
    sa.Column("block", sa.String(64), primary_key=True),
    sa.Column("remaining", sa.Text, nullable=False),
)
"""What is left of each block of arms, as JSON in the order it is given out: all that randomisation remembers."""

quota_count = sa.Table(
    "quota_count",
    metadata,
    sa.Column("slug", sa.String(64), primary_key=True),
    sa.Column("quota", sa.String(64), primary_key=True),
    sa.Column("n", sa.Integer, nullable=False),
)
"""How many complete responses each quota has."""

token = sa.Table(
    "token",
    metadata,
    sa.Column("token_hash", sa.String(64), primary_key=True),
    sa.Column("slug", sa.String(64), nullable=False, index=True),
    sa.Column("is_used", sa.Boolean, nullable=False),
    sa.Column("claim", sa.String(64)),
    sqlite_with_rowid=False,
)
"""Single-use links; no column leads to a response.

`claim` is a hash of the browser that is about to begin with the link, another one than `session` has; NULL once it has begun.
"""

panel_link = sa.Table(
    "panel_link",
    metadata,
    sa.Column("link_hash", sa.String(64), primary_key=True),
    sa.Column("slug", sa.String(64), nullable=False),
    sa.Column("panel_id", sa.String(32), nullable=False, index=True),
    sa.Column("is_used", sa.Boolean, nullable=False),
    sa.UniqueConstraint("slug", "panel_id"),
    sqlite_with_rowid=False,
)
"""Single-use links to the waves of panels, one a member and wave."""

panel_left = sa.Table(
    "panel_left",
    metadata,
    sa.Column("panel_id", sa.String(32), primary_key=True),
    sqlite_with_rowid=False,
)
"""Members who have left, so that the list, which still names them, gives them no more links."""

resume = sa.Table(
    "resume",
    metadata,
    sa.Column("code_hash", sa.String(64), primary_key=True),
    sa.Column("response_id", sa.String(32), sa.ForeignKey("response.id", ondelete="CASCADE"), nullable=False, index=True),
    sqlite_with_rowid=False,
)
"""Codes with which an unfinished interview goes on elsewhere; without a day, which would be a day of the response."""

account = sa.Table(
    "account",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("name", sa.String(64), nullable=False, unique=True),
    sa.Column("password_hash", sa.Text, nullable=False),
    sa.Column("totp_salt", sa.String(64)),
    sa.Column("totp_step", sa.Integer, nullable=False),
    sa.Column("role", sa.String(16), nullable=False),
    sa.Column("is_active", sa.Boolean, nullable=False),
    sa.Column("failures", sa.Integer, nullable=False),
    sa.Column("wait_until", sa.Integer, nullable=False),
)
"""Who may sign in; `totp_step` is the last time step whose code was used, `wait_until` in seconds since 1970.

The secret of the codes is not stored: it follows from the app's secret key and `totp_salt`; NULL = no codes.
"""

interviewer = sa.Table(
    "interviewer",
    metadata,
    sa.Column("slug", sa.String(64), primary_key=True),
    sa.Column("account_id", sa.Integer, sa.ForeignKey("account.id", ondelete="CASCADE"), primary_key=True, index=True),
    sa.Column("code", sa.String(32), nullable=False),
    sa.UniqueConstraint("slug", "code"),
)
"""The code under which an account holds interviews in a study: it stands in the responses, the account does not."""

account_session = sa.Table(
    "account_session",
    metadata,
    sa.Column("token_hash", sa.String(64), primary_key=True),
    sa.Column("account_id", sa.Integer, sa.ForeignKey("account.id", ondelete="CASCADE"), nullable=False, index=True),
    sa.Column("began", sa.Integer, nullable=False),
    sa.Column("seen", sa.Integer, nullable=False),
)

audit = sa.Table(
    "audit",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("at", sa.String(20), nullable=False),
    sa.Column("account", sa.String(64), nullable=False),
    sa.Column("action", sa.String(64), nullable=False),
    sa.Column("slug", sa.String(64), nullable=False),
    sa.Column("detail", sa.Text, nullable=False),
)
"""What accounts and commands did, never what a respondent did; rows are only added."""

look = sa.Table(
    "look",
    metadata,
    sa.Column("slug", sa.String(64), primary_key=True),
    sa.Column("kind", sa.String(32), primary_key=True),
    sa.Column("content", sa.Text, nullable=False),
)
"""The figures of the dashboard as they were last shown, as JSON: they move in steps, so that no single answer can be seen."""
