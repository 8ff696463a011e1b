"""What the command for single-use links does. The list it adds links to is read and copied, never stored."""

from __future__ import annotations

import argparse
import csv
import io
import secrets
from collections.abc import Sequence
from pathlib import Path

from instruments import files
from survey.command_base import CommandError, current_settings, existing, log, slug_of, unknown_study
from survey.receipt import Keys
from survey.store import links, studies
from survey.store.audit import Action
from survey.store.engine import writing

COLUMN = "link"
"""The column of the links."""

_DELIMITERS = ",;\t"


def tokens_command(chosen: argparse.Namespace) -> None:
    """Make links, and write them into a file: the database never holds them."""
    given = current_settings()
    engine, slug = existing(given), slug_of(chosen.slug)
    if studies.find(engine, slug) is None:
        raise unknown_study(engine, slug)
    if chosen.out.exists():
        raise CommandError(f"{chosen.out} exists already and was left as it is. Give another name.")
    columns, *people = _people(chosen.people) if chosen.people else [[], *([] for _ in range(chosen.n))]
    tokens = [secrets.token_urlsafe(16) for _ in people]
    addresses = (f"{chosen.base_url.rstrip('/')}/{slug}/t/{token}" for token in tokens)
    rows = [[*columns, COLUMN], *([*row, address] for row, address in zip(people, addresses, strict=True))]
    keys = Keys(given.secret_key)
    with writing(engine) as connection:
        links.add(connection, slug, (keys.link_hash(slug, token) for token in tokens))
        # Before the commit: links that stand in no file would be of no use to anybody.
        files.write(chosen.out, _csv(rows))
    log(engine, Action.TOKENS, slug, f"{len(tokens)} links")
    print(f"{chosen.out}: {len(tokens)} links. {slug} can now be begun with a link alone. Only that file says who has which.")


def _people(path: Path) -> list[list[str]]:
    """Return the rows of a list, the first of which names its columns; CommandError where it cannot be read."""
    try:
        text = files.read(path)
    except UnicodeDecodeError as error:
        raise CommandError(f"{path} is not UTF-8. Save it as CSV in UTF-8.") from error
    first = text.partition("\n")[0]
    delimiter = max(_DELIMITERS, key=first.count)
    rows = [row for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter) if row]
    if len(rows) < 2:
        raise CommandError(f"{path} has no rows below its first line, which names the columns.")
    if COLUMN in rows[0]:
        raise CommandError(f"{path} has a column {COLUMN!r} already. Rename it.")
    ragged = next((place for place, row in enumerate(rows, start=1) if len(row) != len(rows[0])), None)
    if ragged:
        raise CommandError(f"{path}, row {ragged}: {len(rows[ragged - 1])} cells, the first row has {len(rows[0])}.")
    return rows


def _csv(rows: Sequence[Sequence[str]]) -> str:
    written = io.StringIO(newline="")
    csv.writer(written).writerows(rows)
    return written.getvalue()
