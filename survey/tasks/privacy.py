"""What the command for the privacy report does."""

from __future__ import annotations

import argparse
import sys

from survey.admin.monitoring import privacy
from survey.admin.monitoring.words import Words
from survey.fielded import Fielded, Library
from survey.store import accounts, inventory, studies
from survey.tasks.base import CommandError, current_settings, existing, slug_of, unknown_study


def privacy_command(chosen: argparse.Namespace) -> None:
    """Print what is stored: of one study, or of every one."""
    engine = existing(current_settings())
    library = Library(engine)
    slugs = [slug_of(chosen.slug)] if chosen.slug is not None else [row.slug for row in studies.every(engine)]
    for slug in slugs:
        fielded = library.find(slug)
        if fielded is None:
            raise unknown_study(engine, slug)
        words = Words(chosen.language, fielded.instrument.languages)
        questions = _questions(fielded, chosen.questions)
        found = privacy.anonymity(questions, inventory.group_sizes(engine, slug, questions))
        written = inventory.own_words_by_question(engine, slug)
        heading = words.say("privacy_title", study=words.of(fielded.instrument.title))
        parts = privacy.study_parts(fielded.instrument, fielded.study, written, found, words)
        sys.stdout.write(privacy.markdown(heading, parts) + "\n")
    words = Words(chosen.language, (chosen.language,))
    parts = privacy.general_parts(inventory.rows_by_table(engine), accounts.every(engine), words, system=engine.dialect.name)
    sys.stdout.write(privacy.markdown(words.say("privacy_of_database"), parts))


def _questions(fielded: Fielded, written: str | None) -> tuple[str, ...]:
    """Return the questions by which respondents are compared: those named, else those about the respondents themselves."""
    if written is None:
        return privacy.demographic(fielded.instrument)
    offered = privacy.choosable(fielded.instrument)
    names = tuple(name.strip() for name in written.split(",") if name.strip())
    unknown = [name for name in names if name not in offered]
    if unknown:
        raise CommandError(f"--questions {', '.join(unknown)}: {fielded.slug} has {', '.join(offered)}. Name some of them.")
    return names
