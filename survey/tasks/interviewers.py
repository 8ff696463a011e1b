"""What the commands for interviewers' codes do. The audit log says whose code was changed, never to which."""

from __future__ import annotations

import argparse

import sqlalchemy as sa

from survey.store import interviewers, studies
from survey.store.audit import Action
from survey.tasks.base import CommandError, current_settings, existing, line, slug_of, unknown_study


def give_command(chosen: argparse.Namespace) -> None:
    """Give an account a code in a study."""
    engine, slug = _study(chosen)
    entry = line(Action.CODE_GIVE, slug, chosen.name)
    code = interviewers.give(engine, slug, chosen.name, chosen.code or "", entry=entry)
    print(f"{chosen.name} holds interviews of {slug} as {code}, at /admin/{slug}/interview.")


def take_command(chosen: argparse.Namespace) -> None:
    """Take an account's code in a study away."""
    engine, slug = _study(chosen)
    if not interviewers.take(engine, slug, chosen.name, entry=line(Action.CODE_TAKE, slug, chosen.name)):
        raise CommandError(f"{chosen.name} has no code in {slug}.")
    print(f"{chosen.name} holds no more interviews of {slug}. Those held so far keep their code.")


def list_command(chosen: argparse.Namespace) -> None:
    """List the codes of a study."""
    engine, slug = _study(chosen)
    every = interviewers.every(engine, slug)
    for each in every:
        print(f"{each.name}: {each.code}, {f'{each.held} or more' if each.held else 'fewer than 5'} complete interviews")
    if not every:
        print(f"{slug} has no interviewers. Give somebody a code: python -m survey interviewer give {slug} NAME.")


def _study(chosen: argparse.Namespace) -> tuple[sa.Engine, str]:
    engine, slug = existing(current_settings()), slug_of(chosen.slug)
    if studies.find(engine, slug) is None:
        raise unknown_study(engine, slug)
    return engine, slug
