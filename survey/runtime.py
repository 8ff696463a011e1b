"""What one running app holds: its settings, its database, the keys, the texts. Nothing about any visitor."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import cast

import sqlalchemy as sa
from flask import current_app

from survey import opening
from survey.fielded import Library
from survey.keys.limit import Limit
from survey.keys.receipt import Keys
from survey.settings import Settings
from survey.store import engine as engines


@dataclass(frozen=True)
class Runtime:
    """The parts that every view uses.

    wrong_codes     tries to withdraw answers
    resume_codes    tries to go on with an interview
    sign_ins        tries to sign in by browsers that have not signed in to the account before
    known_sign_ins  tries by those that have
    """

    settings: Settings
    engine: sa.Engine
    library: Library
    keys: Keys
    wrong_codes: Limit = field(default_factory=Limit)
    resume_codes: Limit = field(default_factory=Limit)
    sign_ins: Limit = field(default_factory=Limit)
    known_sign_ins: Limit = field(default_factory=Limit)

    @classmethod
    def start(cls, settings: Settings) -> Runtime:
        """Connect to the database, making it where there is none; SchemaError where it cannot be used."""
        engine = engines.connect(settings.database_url, settings.busy_timeout)
        opening.prepare(engine)
        limits = [Limit.shared_by(settings.processes) for _ in range(4)]
        return cls(settings, engine, Library(engine), Keys(settings.secret_key), *limits)


def runtime() -> Runtime:
    """Return the parts of the app that serves the present request."""
    return cast("Runtime", current_app.extensions["survey"])
