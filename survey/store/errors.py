"""What can go wrong with the database.

StoreError
├── StoreUnavailableError  locked, full, read-only or unreachable for now: nothing was stored, trying again may help
├── UnreadableError        a stored questionnaire or study file that this version cannot read: somebody must act
└── SchemaError            not a survey database, an older or a newer one, or a damaged one: somebody must act
"""

from __future__ import annotations


class StoreError(Exception):
    """Base of every error that the store raises; the message says what is wrong and what to do."""


class StoreUnavailableError(StoreError):
    """The database cannot be used right now; nothing of the transaction was stored.

    `reason` is the message without its remedy.
    """

    def __init__(self, reason: str, remedy: str) -> None:
        self.reason = reason
        super().__init__(f"{reason}. Nothing more was stored. {remedy}")


class UnreadableError(StoreError):
    """A text that was stored when a study was opened, and that this version of the program cannot read.

    what   whose text it is
    wrong  what the reader says
    """

    def __init__(self, what: str, wrong: object) -> None:
        super().__init__(
            f"This version of the program cannot read {what} in the database: {wrong}\n"
            f"All answers are there. Serve and export the study with the version of the program that opened it."
        )


class SchemaError(StoreError):
    """The database is not one that this version can use."""
