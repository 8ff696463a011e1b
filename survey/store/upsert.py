"""INSERT as each database has it, which SQLAlchemy leaves to them: for a row that may be there already."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

_INSERT: Mapping[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


def insert_into(dialect: str, table: sa.Table) -> Any:
    """Return a database's own INSERT, which can be told what to do about a row that is there; by the name of its dialect."""
    return _INSERT[dialect](table)
