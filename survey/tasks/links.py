"""What the command for single-use links does. The list it adds links to is read and copied, never stored."""

from __future__ import annotations

import argparse
import secrets
import sys
from collections.abc import Sequence

import sqlalchemy as sa

from instruments import panels as panel_ids
from instruments.counted import counted
from instruments.names import PANEL_COLUMN
from survey.fielded import Fielded, Library
from survey.keys.receipt import Keys
from survey.settings import only_here
from survey.store import audit, links, panels
from survey.store.audit import Action
from survey.store.transactions import writing
from survey.tasks import people
from survey.tasks.base import CommandError, current_settings, existing, line, slug_of, unknown_study
from survey.tasks.people import People

COLUMN = "link"
"""The column of the links."""


def tokens_command(chosen: argparse.Namespace) -> None:
    """Make links, and write them into a file: the database never holds them; or remove those that there are."""
    given = current_settings()
    engine, slug = existing(given), slug_of(chosen.slug)
    fielded = Library(engine).find(slug)
    if fielded is None:
        raise unknown_study(engine, slug)
    if chosen.none:
        _remove(engine, fielded)
    else:
        _make(chosen, engine, Keys(given.secret_key), fielded)


def _make(chosen: argparse.Namespace, engine: sa.Engine, keys: Keys, fielded: Fielded) -> None:
    slug = fielded.slug
    people.keep_other(chosen.out)
    listed = _listed(chosen, fielded)
    closes_it = not fielded.is_panel and not links.count(engine, slug).made
    with writing(engine) as connection:
        kept = _invited(connection, listed, fielded)
        tokens = [secrets.token_urlsafe(16) for _ in kept.rows]
        _add(connection, kept, fielded, [keys.link_hash(slug, token) for token in tokens])
        audit.add(connection, line(Action.TOKENS, slug, counted(len(tokens), "link")))
        # Before the commit: links that stand in no file would be of no use to anybody.
        base = chosen.base_url.rstrip("/")
        rows = ([*row, f"{base}/{slug}/t/{token}"] for row, token in zip(kept.rows, tokens, strict=True))
        people.write(chosen.out, [*kept.columns, COLUMN], rows)
    left = len(listed.rows) - len(tokens)
    without = f" {left} who left the panel got none." if left else ""
    made = f"{chosen.out}: {counted(len(tokens), 'link')}.{without}"
    print(f"{made} {slug} can now be begun with a link alone. Only that file says who has which.")
    if closes_it:
        print(
            f"Until now everybody could begin it at /{slug}/; from now on nobody can without a link. "
            f"To open it to everybody again: python -m survey tokens {slug} --none."
        )
    if only_here(base):
        print(
            f"warning: these links begin with {base}, which is this computer's own address: they work nowhere else. "
            f"To send links, make them with --base-url and the address of the survey, such as https://survey.example.org.",
            file=sys.stderr,
        )


def _remove(engine: sa.Engine, fielded: Fielded) -> None:
    slug = fielded.slug
    if fielded.is_panel:
        raise CommandError(f"{slug} is a wave of a panel: it can be begun with a member's link alone, so its links stay.")
    with writing(engine) as connection:
        removed = links.remove(connection, slug)
        if not removed.made:
            raise CommandError(f"{slug} has no links: nothing was removed. Everybody can begin it while it is open.")
        unused = removed.made - removed.used
        audit.add(connection, line(Action.TOKENS, slug, f"removed: {counted(unused, 'unused link')}, {removed.used} used"))
    print(
        f"{slug}: {counted(unused, 'unused link')} removed, to work no more; {removed.used} used, whose answers stay. "
        f"From now on everybody can begin it at /{slug}/ while it is open, those who have answered by a link included."
    )


def _listed(chosen: argparse.Namespace, fielded: Fielded) -> People:
    if chosen.people:
        return people.read(chosen.people, without=COLUMN)
    if fielded.is_panel:
        raise CommandError(
            f"{fielded.slug} is a wave of a panel: its links belong to members. Make their list once, "
            f"`python -m survey members --from FILE --out FILE`, then name it here with --from."
        )
    return People(chosen.out, [], [[] for _ in range(chosen.n)])


def _invited(connection: sa.Connection, listed: People, fielded: Fielded) -> People:
    """Return the list without those who left the panel; CommandError where it cannot be that of a panel, and should be."""
    if not fielded.is_panel:
        return listed
    members = listed.values(PANEL_COLUMN)
    for place, member in enumerate(members, start=2):
        if not panel_ids.is_id(member) or member in members[: place - 2]:
            what = "stands in an earlier row, too" if panel_ids.is_id(member) else "is no id that `members` made"
            raise CommandError(f"{listed.path}, row {place}: {PANEL_COLUMN} {member!r} {what}. Restore the list as it was made.")
    twice = sorted(panels.linked(connection, fielded.slug).intersection(members))
    if twice:
        count = counted(len(twice), "member")
        raise CommandError(
            f"{listed.path}: {count} have a link to {fielded.slug} already, such as {twice[0]}. List new ones alone."
        )
    left = panels.gone(connection)
    return People(
        listed.path, listed.columns, [row for row, member in zip(listed.rows, members, strict=True) if member not in left]
    )


def _add(connection: sa.Connection, kept: People, fielded: Fielded, hashes: Sequence[str]) -> None:
    if fielded.is_panel:
        panels.add(connection, fielded.slug, dict(zip(kept.values(PANEL_COLUMN), hashes, strict=True)))
    else:
        links.add(connection, fielded.slug, hashes)
