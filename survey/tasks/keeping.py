"""What the commands for keeping a survey's answers do: backing them up, restoring them, erasing them."""

from __future__ import annotations

import argparse

from survey.settings import INSTANCE
from survey.store import backup, erasing, restoring, schema, studies
from survey.store import engine as engines
from survey.store.audit import COMMAND_LINE, Action
from survey.store.errors import SchemaError
from survey.store.studies import State
from survey.tasks.base import CommandError, connected, current_settings, existing, log, slug_of, unknown_study

_KEY = (
    f"The secret key is not in it: keep SURVEY_SECRET_KEY, or {INSTANCE}/secret_key where it is not set, apart from the copy. "
    "With another key no receipt, link or sign-in of this survey works."
)
_RESTORED = (
    "{database} is now the copy {backup}. What was answered since the copy was made is not in it; what was withdrawn or erased "
    "since is in it again, and has to be deleted again.{former} Receipts, links and sign-ins work only with the secret key "
    f"that belongs to the copy (SURVEY_SECRET_KEY, or {INSTANCE}/secret_key)."
)
_FORMER = " The former database is {former}: it holds answers, so delete it once you need it no more."


def backup_command(chosen: argparse.Namespace) -> None:
    """Copy the database."""
    engine = existing(current_settings())
    backup.write(engine, chosen.out)
    log(engine, Action.BACKUP)
    print(f"{chosen.out} holds a complete copy. It contains answers: keep it as carefully as the database. {_KEY}")


def restore_command(chosen: argparse.Namespace) -> None:
    """Put a copy in the place of the database."""
    engine = connected(current_settings())
    database = engines.database_file(engine)
    if database is None:
        raise CommandError(
            "This command restores SQLite databases. For PostgreSQL stop the survey, and use pg_restore with the file that "
            "pg_dump wrote: pg_restore --clean --if-exists --single-transaction --dbname=DATABASE FILE"
        )
    former = restoring.restore(chosen.file, database)
    kept = _FORMER.format(former=former) if former else ""
    print(_RESTORED.format(database=database, backup=chosen.file, former=kept), flush=True)
    try:
        schema.check(engine)
    except SchemaError as error:
        print(f"The copy cannot be used yet. {error}")
    else:
        log(engine, Action.RESTORE, detail=chosen.file.name)


def erase_command(chosen: argparse.Namespace) -> None:
    """Erase the responses to a study."""
    engine, slug = existing(current_settings()), slug_of(chosen.slug)
    row = studies.find(engine, slug)
    if row is None:
        raise unknown_study(engine, slug)
    found = erasing.count(engine, slug)
    # An open study is refused at once, without a question.
    if row.state is State.CLOSED and not chosen.yes and not _is_meant(slug, found):
        raise CommandError("Nothing was erased. Type the study's name where it is asked for, or give --yes.")
    erased = erasing.erase(engine, slug, COMMAND_LINE)
    print(
        f"{slug}: {erased} responses are erased, with the study's links, interviewers' codes and counts. Its questionnaire and "
        "the audit log stay. Backups, databases set aside by `restore`, and exports are not changed: delete them yourself."
    )


def _is_meant(slug: str, found: int) -> bool:
    print(f"{slug} has {found} responses, tests included. They cannot be brought back.", flush=True)
    try:
        return input(f"To erase them, type {slug}: ").strip() == slug
    except EOFError:
        return False
