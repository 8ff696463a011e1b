"""What the commands for keeping a survey's answers do: backing them up, restoring them, erasing them."""

from __future__ import annotations

import argparse

import sqlalchemy as sa

from survey.settings import INSTANCE
from survey.store import backup, erasing, quotas, restoring, schema, studies
from survey.store.audit import COMMAND_LINE, Action
from survey.store.errors import SchemaError
from survey.store.files import database_file
from survey.store.studies import State
from survey.store.transactions import writing
from survey.tasks.base import CommandError, connected, current_settings, existing, log, slug_of, unknown_study

_KEY = (
    f"The secret key is not in it: keep SURVEY_SECRET_KEY, or {INSTANCE}/secret_key where it is not set, apart from the copy. "
    "With another key no receipt, link or sign-in of this survey works."
)
_RESTORED = (
    "{database} is now the copy {backup}. What was answered since the copy was made is not in it. {deleted}{former} Receipts, "
    f"links and sign-ins work only with the secret key that belongs to the copy (SURVEY_SECRET_KEY, or {INSTANCE}/secret_key)."
)
_DELETED = (
    "Responses that were withdrawn, left or erased since, stood in the copy and are deleted again: {n}. Accounts and the audit "
    "log stay as they are."
)
_COMES_BACK = (
    "WARNING: what was withdrawn or erased since is in it again, for no database was there that tells what it was. Respondents "
    "were promised that it is deleted: delete it again, with their receipts, or by `erase`. Accounts are "
    "those of the copy: disable again whoever was disabled since."
)
_FORMER = " The former database is {former}: it holds answers, so delete it once you need it no more."


def backup_command(chosen: argparse.Namespace) -> None:
    """Copy the database."""
    engine = existing(current_settings())
    backup.write(engine, chosen.out)
    log(engine, Action.BACKUP)
    copied = f"{chosen.out} holds a complete copy of {engine.url.render_as_string()}."
    print(f"{copied} It contains answers: keep it as carefully as the database. {_KEY}")


def restore_command(chosen: argparse.Namespace) -> None:
    """Put a copy in the place of the database."""
    engine = connected(current_settings())
    database = database_file(engine)
    if database is None:
        raise CommandError(
            "This command restores SQLite databases. For PostgreSQL stop the survey, and use pg_restore with the file that "
            "pg_dump wrote: pg_restore --clean --if-exists --single-transaction --dbname=DATABASE FILE"
        )
    done = restoring.restore(chosen.file, database, even_so=chosen.yes)
    kept = _FORMER.format(former=done.former) if done.former else ""
    deleted = _COMES_BACK if done.deleted is None else _DELETED.format(n=done.deleted)
    print(_RESTORED.format(database=database, backup=chosen.file, deleted=deleted, former=kept), flush=True)
    try:
        schema.check(engine)
    except SchemaError as error:
        print(f"The copy cannot be used yet. {error}")
    else:
        _count_quotas(engine)
        log(engine, Action.RESTORE, detail=chosen.file.name)


def _count_quotas(engine: sa.Engine) -> None:
    """Count the quotas of all studies anew: responses that are not in them any more may have been deleted from the copy."""
    for row in studies.every(engine):
        with writing(engine) as connection:
            quotas.recount(connection, row.slug)


def erase_command(chosen: argparse.Namespace) -> None:
    """Erase the responses to a study."""
    engine, slug = existing(current_settings()), slug_of(chosen.slug)
    row = studies.find(engine, slug)
    if row is None:
        raise unknown_study(engine, slug)
    found = erasing.count(engine, slug)
    # An open study is refused at once, without a question.
    if row.state is State.CLOSED and not chosen.yes and not _is_meant(engine, slug, found):
        raise CommandError("Nothing was erased. Type the study's name where it is asked for, or give --yes.")
    erased = erasing.erase(engine, slug, COMMAND_LINE)
    there = engine.url.render_as_string()
    print(
        f"Responses to {slug} erased from {there}: {erased}. The study's links, interviewers' codes and counts went with them. "
        "Its questionnaire and the audit log stay. Backups, databases set aside by `restore`, and exports are not changed: "
        "delete them yourself."
    )


def _is_meant(engine: sa.Engine, slug: str, found: int) -> bool:
    there = engine.url.render_as_string()
    print(f"Responses to {slug} in {there}, tests included: {found}. They cannot be brought back.", flush=True)
    try:
        return input(f"To erase them, type {slug}: ").strip() == slug
    except EOFError:
        return False
