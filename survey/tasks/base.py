"""What the commands share: the settings, the database, and the errors that end them."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

from instruments import load
from instruments.near import did_you_mean
from survey import settings
from survey.settings import Settings
from survey.store import audit, schema, studies
from survey.store import engine as engines
from survey.store.audit import COMMAND_LINE, Action, Entry


class CommandError(Exception):
    """A command that cannot do what it was asked; the message says what to do."""


def current_settings() -> Settings:
    """Return the settings that the environment gives."""
    return settings.from_environment()


def connected(given: Settings) -> sa.Engine:
    """Return the engine of the database, which may be empty."""
    return engines.connect(given.database_url, given.busy_timeout)


def existing(given: Settings) -> sa.Engine:
    """Return the engine of a database that holds this version's tables; SchemaError otherwise."""
    engine = connected(given)
    schema.check(engine)
    return engine


def keep_other(out: Path) -> None:
    """Refuse to write over a file: CommandError."""
    if out.exists():
        raise CommandError(f"{out} exists already and was left as it is. Give another name.")


def slug_of(name: str) -> str:
    """Return the study that is meant: by its address, or by the file of its questionnaire."""
    return load.load(load.find(name)).id if name.endswith((".yaml", ".yml")) else name


def unknown_study(engine: sa.Engine, slug: str) -> CommandError:
    """Return the error of a study that is not in the database."""
    known = [row.slug for row in studies.every(engine)]
    name = slug if slug in load.shipped() else "FILE, the path of its questionnaire"
    there = f"Studies there: {', '.join(known) or 'none'}.{did_you_mean(slug, known)}"
    return CommandError(f"No study {slug!r} in the database. {there} Open it first: python -m survey open {name}.")


def line(action: Action, slug: str = "", detail: str = "") -> Entry:
    """Return what the audit log says of a command; it is written in the transaction that does it."""
    return Entry(COMMAND_LINE, action, slug, detail)


def log(engine: sa.Engine, action: Action, slug: str = "", detail: str = "") -> None:
    """Write into the audit log what a command did outside the database's tables, or in many transactions."""
    audit.append(engine, line(action, slug, detail))
