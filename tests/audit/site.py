"""The app that is looked at: the shipped questionnaires and those of the tests, with made-up responses and accounts."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa

from survey import create_app, opening
from survey.fielded import Library
from survey.keys.receipt import Keys
from survey.settings import Settings
from survey.simulation.simulate import Simulated, simulate
from survey.store.accounts import Role
from tests.survey.admin.officer import make_account
from tests.survey.conftest import HERE, SECRET
from tests.survey.serving import served
from tests.survey.test_browser import SLUG
from tests.survey.windows import Site

EXTENDED = "astana-extended"
OWN = ("every-kind", "every-form", "together", "sampled")
"""Questionnaires of the tests, which have what the shipped ones do not."""


@contextmanager
def serving() -> Iterator[Site]:
    """Serve the app in a thread, from a database of its own."""
    with tempfile.TemporaryDirectory(prefix="audit") as folder:
        app = create_app(Settings(secret_key=SECRET, database_url=f"sqlite:///{folder}/survey.db"))
        engine = app.extensions["survey"].engine
        opening.open_study(engine, EXTENDED)
        for name in OWN:
            opening.open_study(engine, str(HERE / f"{name}.yaml"), HERE / f"{name}-study.yaml")
        make_account(engine, "aliya", Role.OWNER)
        make_account(engine, "bolat", Role.VIEWER)
        answered(engine)
        with served(app) as address:
            yield Site(address, engine)


def answered(engine: sa.Engine) -> None:
    """Let sixty made-up people answer the first study."""
    fielded = Library(engine).find(SLUG)
    assert fielded is not None
    simulate(engine, Keys(SECRET), fielded.instrument, Simulated(), n=60, seed=1)
