"""Somebody signed in, of any role."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask

from survey.store.accounts import Role
from tests.survey.admin.officer import Officer, make_account


@pytest.fixture
def officer(app: Flask, engine: sa.Engine) -> Callable[[Role], Officer]:
    """Return somebody signed in, once a role."""

    def signed_in(role: Role) -> Officer:
        make_account(engine, f"the-{role}", role)
        made = Officer(app)
        assert made.sign_in(f"the-{role}") == 303
        made.get("/admin/?lang=en")
        return made

    return signed_in


@pytest.fixture
def owner(officer: Callable[[Role], Officer]) -> Officer:
    """Somebody signed in who may do everything."""
    return officer(Role.OWNER)


@pytest.fixture
def stranger(app: Flask) -> Officer:
    """Somebody who is not signed in."""
    return Officer(app)
