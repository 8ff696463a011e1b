"""Making single-use links for the rows of a list, as a part of a transaction, and removing them."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from instruments import panels as panel_ids
from instruments.counted import counted
from instruments.names import PANEL_COLUMN
from survey.fielded import Fielded
from survey.invitations.people import People, PeopleError
from survey.keys.receipt import Keys
from survey.store import links, panels

COLUMN = "link"
"""The column of the links."""


@dataclass(frozen=True)
class Made:
    """Links that were just made: they stand here and nowhere else.

    columns, rows  the list, with a link in each row
    without        how many got none, for they left the panel
    """

    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    without: int


def made_for(number: int) -> People:
    """Return a list of so many people of whom nothing is known."""
    return People("", [], [[] for _ in range(number)])


def make(connection: sa.Connection, keys: Keys, fielded: Fielded, listed: People, base: str) -> Made:
    """Make a link for each row of a list; PeopleError where it cannot be that of a panel, and should be.

    base  where the survey is reached
    """
    slug = fielded.slug
    kept = _invited(connection, listed, fielded)
    tokens = [secrets.token_urlsafe(16) for _ in kept.rows]
    hashes = [keys.link_hash(slug, token) for token in tokens]
    if fielded.is_panel:
        panels.add(connection, slug, dict(zip(kept.values(PANEL_COLUMN), hashes, strict=True)))
    else:
        links.add(connection, slug, hashes)
    rows = [[*row, f"{base.rstrip('/')}/{slug}/t/{token}"] for row, token in zip(kept.rows, tokens, strict=True)]
    return Made([*kept.columns, COLUMN], rows, len(listed.rows) - len(rows))


def logged_as_made(made: Made) -> str:
    """Return what the audit log says of links that were made."""
    return counted(len(made.rows), "link")


def logged_as_removed(removed: links.LinkCount) -> str:
    """Return what the audit log says of links that were removed."""
    return f"removed: {counted(removed.made - removed.used, 'unused link')}, {removed.used} used"


def _invited(connection: sa.Connection, listed: People, fielded: Fielded) -> People:
    """Return the list without those who left the panel."""
    if not fielded.is_panel:
        return listed
    members = listed.values(PANEL_COLUMN)
    for place, member in enumerate(members, start=2):
        if not panel_ids.is_id(member) or member in members[: place - 2]:
            is_id = panel_ids.is_id(member)
            what = "stands in an earlier row, too" if is_id else "is no id that `members` made"
            raise PeopleError(
                "twice" if is_id else "no_member",
                f"{listed.name}, row {place}: {PANEL_COLUMN} {member!r} {what}. Restore the list as it was made.",
                row=place,
                column=PANEL_COLUMN,
            )
    twice = sorted(panels.linked(connection, fielded.slug).intersection(members))
    if twice:
        count = counted(len(twice), "member")
        raise PeopleError(
            "linked",
            f"{listed.name}: {count} have a link to {fielded.slug} already, such as {twice[0]}. List new ones alone.",
            n=len(twice),
        )
    left = panels.gone(connection)
    rows = [row for row, member in zip(listed.rows, members, strict=True) if member not in left]
    return People(listed.name, listed.columns, rows)
