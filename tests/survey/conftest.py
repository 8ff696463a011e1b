"""An app with a database of its own, and somebody who answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from survey import create_app, opening
from survey.settings import Settings
from survey.store import engine as engines
from tests.postgresql import postgresql_server
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
def together(app: Flask, engine: sa.Engine) -> str:
    """The questionnaire with several questions on a page, the last of them sensitive, open; its address."""
    opening.open_study(engine, str(HERE / "together.yaml"), HERE / "together-study.yaml")
    return "together"


@pytest.fixture
def rows(engine: sa.Engine) -> Callable[[str], list[tuple[object, ...]]]:
    """Everything a query finds."""

    def fetch(query: str) -> list[tuple[object, ...]]:
        with engine.connect() as connection:
            return [tuple(row) for row in connection.execute(sa.text(query))]

    return fetch


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """A PostgreSQL server of our own; its URL."""
    with postgresql_server() as server:
        yield server.get_uri()


@pytest.fixture
def store_on_sqlite(tmp_path: Path) -> Iterator[sa.Engine]:
    """A new database with the first study open."""
    engine = engines.connect(f"sqlite:///{tmp_path}/survey.db", 2)
    opening.prepare(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def store_on_postgresql(postgresql: str) -> Iterator[sa.Engine]:
    """An emptied database with the first study open."""
    engine = engines.connect(postgresql, 2)
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP SCHEMA public CASCADE")
        connection.exec_driver_sql("CREATE SCHEMA public")
    opening.prepare(engine)
    yield engine
    engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest) -> sa.Engine:
    """An empty database with the first study open, on either system."""
    engine: sa.Engine = request.getfixturevalue(f"store_on_{request.param}")
    return engine
