"""Names that are taken: of questions, by columns of the data or of a result; of questionnaires, by addresses of the form."""

from __future__ import annotations

META_COLUMNS = ("response_id", "status", "language", "mode", "version")
"""The first columns of every export."""

PANEL_COLUMN = "panel_id"
"""Stands behind the first columns where a questionnaire is a wave of a panel: which member answered."""

TEST_COLUMN = "is_test"
"""Holds 1 for a test response, in files that hold tests at all."""

PARADATA_COLUMNS = ("back_moves", "layout", "interviewer")
"""The last columns of every export: how often the respondent went back, whether the screen was narrow or wide, and the code
that the study gave whoever held the interview."""

ADDRESSES = ("admin", "blank", "healthz", "readyz", "static")
"""The first words of addresses that the form on the web has itself; a questionnaire's id is one, too."""

FORM_FIELDS = frozenset({"action", "consent", "csrf_token", "gives_up", "leaving", "shown", "stood", "submit_key", "unanswered"})
"""The fields of the form on the web that stand beside those of questions, as far as no column has their name."""

RESERVED = frozenset({*META_COLUMNS, *PARADATA_COLUMNS, PANEL_COLUMN, TEST_COLUMN})
RESERVED_PREFIXES = ("arm_", "seconds_")

RESULTS = frozenset(
    {
        *("question", "numerator", "denominator", "category", "prob", "n", "base_n", "base_weight", "df", "deff"),
        *("share", "mean", "total", "ratio", "quantile", "se", "low", "high"),
    }
)
"""The columns of the tables of estimates, which a grouping variable of the same name would hide."""
