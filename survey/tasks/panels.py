"""What the commands for panels do: the list of members, the reminders, and taking a member out."""

from __future__ import annotations

import argparse

from instruments import files
from instruments import panels as panel_ids
from instruments.counted import counted
from instruments.names import PANEL_COLUMN
from survey.fielded import Library
from survey.invitations import people
from survey.invitations.links import COLUMN
from survey.keys.receipt import Keys
from survey.store import links, panels
from survey.store.audit import Action
from survey.tasks.base import CommandError, current_settings, existing, keep_other, line, slug_of, unknown_study


def members_command(chosen: argparse.Namespace) -> None:
    """Give everybody on a list an id: once, for all waves. No database is opened."""
    keep_other(chosen.out)
    listed = people.read(chosen.people, without=PANEL_COLUMN)
    rows = ([*row, panel_ids.new_id()] for row in listed.rows)
    files.write(chosen.out, people.written([*listed.columns, PANEL_COLUMN], rows))
    print(
        f"{chosen.out}: {counted(len(listed.rows), 'member')}. Only this file says whose {PANEL_COLUMN} is whose: "
        f"keep it apart from the answers, and use it for every wave."
    )


def reminders_command(chosen: argparse.Namespace) -> None:
    """Write the rows of a file of links whose links nobody has begun with."""
    given = current_settings()
    engine, slug = existing(given), slug_of(chosen.slug)
    fielded = Library(engine).find(slug)
    if fielded is None:
        raise unknown_study(engine, slug)
    if not fielded.is_panel:
        count = links.count(engine, slug)
        raise CommandError(
            f"{slug} is anonymous: who has answered is not told, only that {count.used} of {count.made} links are used. "
            f"Remind everybody, and thank those who have answered."
        )
    keep_other(chosen.out)
    listed = people.read(chosen.people)
    keys, unused = Keys(given.secret_key), panels.unused(engine, slug)
    hashes = [keys.link_hash(slug, address.rpartition("/")[2]) for address in listed.values(COLUMN)]
    rows = [row for row, link in zip(listed.rows, hashes, strict=True) if link in unused]
    files.write(chosen.out, people.written(listed.columns, rows))
    print(f"{chosen.out}: {len(rows)} of {len(listed.rows)} links to {slug} are unused.")


def leave_command(chosen: argparse.Namespace) -> None:
    """Take a member out of a panel."""
    engine = existing(current_settings())
    if not panels.is_known(engine, chosen.member):
        raise CommandError(
            f"No member {chosen.member!r} has a link or a response. Copy the {PANEL_COLUMN} from the list of members."
        )
    panels.leave(engine, chosen.member, entry=line(Action.LEAVE))
    print("The member has left the panel: all responses and links are deleted. Backups and earlier exports are not changed.")
