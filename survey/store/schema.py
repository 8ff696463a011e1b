"""Whether a database is one that this version can use, and bringing it there."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

from instruments.storage import SCHEMA_VERSION
from survey.store.errors import SchemaError, StoreUnavailableError
from survey.store.files import database_file, make_private_file
from survey.store.tables import metadata
from survey.store.transactions import reading

_MARK = "alembic_version"
MIGRATIONS = Path(__file__).resolve().parent.parent / "migrations"


def revision(engine: sa.Engine) -> str | None:
    """Return the migration a database stands at; None for an empty one.

    Raises SchemaError where the database is damaged, or holds tables of something else.
    """
    file = database_file(engine)
    if file and not file.exists():  # looking at it would make it
        return None
    try:
        with reading(engine) as connection:
            tables = set(sa.inspect(connection).get_table_names())
            if tables == {_MARK} or (_MARK in tables and tables & set(metadata.tables)):
                return connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar()
    except StoreUnavailableError as error:
        raise SchemaError(
            f"{error.reason}. Stop any other program that holds it, check its path and permissions, or restore a backup."
        ) from error
    if tables and not tables & set(metadata.tables):
        raise SchemaError(f"{_name(engine)} belongs to something else and was left as it is. Give another database.")
    if tables:
        raise SchemaError(f"{_name(engine)} holds survey tables but no version mark. Restore a backup, or give another database.")
    return None


def check(engine: sa.Engine) -> None:
    """Raise SchemaError unless the database stands at this version's schema; the message says what to do."""
    found = revision(engine)
    if found is None:
        raise SchemaError(
            f"{_name(engine)} holds no survey yet. If yours is in another one, name it in SURVEY_DATABASE_URL, as for `run`; "
            "otherwise start the app once: python -m survey run."
        )
    if found not in known_revisions():
        raise SchemaError(
            f"{_name(engine)} was written by a newer version (schema {found}, this one knows {SCHEMA_VERSION}). "
            "Update the program; nothing was changed."
        )
    if found != SCHEMA_VERSION:
        raise SchemaError(f"{_name(engine)} has the older schema {found}. Back it up, then run: python -m survey upgrade.")


def known_revisions() -> tuple[str, ...]:
    """Return the migrations that come with this version, by the names of their files."""
    return tuple(sorted(path.name.partition("_")[0] for path in (MIGRATIONS / "versions").glob("[0-9]*.py")))


def upgrade(engine: sa.Engine) -> None:
    """Bring a database, an empty one included, to this version's schema, in one transaction."""
    from alembic import command
    from alembic.config import Config

    found = revision(engine)
    if found is not None and found not in known_revisions():
        check(engine)
    file = database_file(engine)
    if file:
        make_private_file(file)
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    try:
        with engine.execution_options(writes=True).begin() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    except sa.exc.DBAPIError as error:
        raise SchemaError(
            f"{_name(engine)} could not be upgraded and is unchanged: {error.orig}. "
            "Stop the other program, free disk space or let the file be written, then try again."
        ) from error


def _name(engine: sa.Engine) -> str:
    return f"The database {engine.url.render_as_string()}"
