"""What the command for single-use links does. The list it adds links to is read and copied, never stored."""

from __future__ import annotations

import argparse
import sys

import sqlalchemy as sa

from instruments import files
from instruments.counted import counted
from survey.fielded import Fielded, Library
from survey.invitations import links as invitations
from survey.invitations import people
from survey.invitations.people import People
from survey.keys.receipt import Keys
from survey.settings import only_here
from survey.store import audit, links
from survey.store.audit import Action
from survey.store.transactions import writing
from survey.tasks.base import CommandError, current_settings, existing, keep_other, line, slug_of, unknown_study


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
    slug, base = fielded.slug, chosen.base_url.rstrip("/")
    keep_other(chosen.out)
    listed = _listed(chosen, fielded)
    closes_it = not fielded.is_panel and not links.count(engine, slug).made
    with writing(engine) as connection:
        made = invitations.make(connection, keys, fielded, listed, base)
        audit.add(connection, line(Action.TOKENS, slug, invitations.logged_as_made(made)))
        # Before the commit: links that stand in no file would be of no use to anybody.
        files.write(chosen.out, people.written(made.columns, made.rows))
    without = f" {made.without} who left the panel got none." if made.without else ""
    said = f"{chosen.out}: {counted(len(made.rows), 'link')}.{without}"
    print(f"{said} {slug} can now be begun with a link alone. Only that file says who has which.")
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
        audit.add(connection, line(Action.TOKENS, slug, invitations.logged_as_removed(removed)))
    unused = counted(removed.made - removed.used, "unused link")
    print(
        f"{slug}: {unused} removed, to work no more; {removed.used} used, whose answers stay. "
        f"From now on everybody can begin it at /{slug}/ while it is open, those who have answered by a link included."
    )


def _listed(chosen: argparse.Namespace, fielded: Fielded) -> People:
    if chosen.people:
        return people.read(chosen.people, without=invitations.COLUMN)
    if fielded.is_panel:
        raise CommandError(
            f"{fielded.slug} is a wave of a panel: its links belong to members. Make their list once, "
            f"`python -m survey members --from FILE --out FILE`, then name it here with --from."
        )
    return invitations.made_for(chosen.n)
