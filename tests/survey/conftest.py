"""An app with a database of its own, and somebody who answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from survey import create_app, opening
from survey.settings import Settings
from tests.survey.respondent import Respondent

SECRET = "a key that is only used in tests, 40 characters"
HERE = Path(__file__).resolve().parent


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(secret_key=SECRET, database_url=f"sqlite:///{tmp_path}/data/survey.db", busy_timeout=0.05)


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    app = create_app(settings)
    app.testing = True
    yield app
    app.extensions["survey"].engine.dispose()


@pytest.fixture
def engine(app: Flask) -> sa.Engine:
    engine: sa.Engine = app.extensions["survey"].engine
    return engine


@pytest.fixture
def respondent(app: Flask) -> Respondent:
    return Respondent(app)


@pytest.fixture
def every_kind(app: Flask, engine: sa.Engine) -> str:
    """The questionnaire with every kind, open; its address."""
    opening.open_study(engine, str(HERE / "every-kind.yaml"), HERE / "every-kind-study.yaml")
    return "every-kind"


@pytest.fixture
def every_form(app: Flask, engine: sa.Engine) -> str:
    """The questionnaire with everything a question can ask of the form, in three languages, open; its address."""
    opening.open_study(engine, str(HERE / "every-form.yaml"), HERE / "every-form-study.yaml")
    return "every-form"


@pytest.fixture
def rows(engine: sa.Engine) -> Callable[[str], list[tuple[object, ...]]]:
    """Everything a query finds."""

    def fetch(query: str) -> list[tuple[object, ...]]:
        with engine.connect() as connection:
            return [tuple(row) for row in connection.execute(sa.text(query))]

    return fetch
