"""Orders drawn for each respondent: of choices and items, of a section's questions, and of sections.

An order follows from the seed stored with the response alone, so that it can be worked out again: names are sorted by
the SHA-256 of "<seed> <owner> <name>".
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeVar

from instruments.model import Choice, Instrument, Question, Section

_Named = TypeVar("_Named")


def arranged(instrument: Instrument, seed: int) -> Instrument:
    """Return the instrument with its sections and questions in the order of one respondent."""
    if not instrument.random_sections and not any(section.random_order for section in instrument.sections):
        return instrument
    moving = [section for section in instrument.sections if section.id in instrument.random_sections]
    drawn = iter(_drawn(moving, seed, "sections", lambda section: section.id))
    placed = [next(drawn) if section.id in instrument.random_sections else section for section in instrument.sections]
    return replace(instrument, sections=tuple(_section(section, seed) for section in placed))


def shuffled(question: Question, seed: int) -> Question:
    """Return the question with its choices, or its items, in the order of one respondent; "other", then choices that
    exclude the others, then non-answers stay last."""
    if not question.random_order:
        return question
    if question.items:
        return replace(question, items=_drawn(question.items, seed, question.id, lambda item: item.id))
    choices = _drawn(question.choices, seed, question.id, lambda choice: str(choice.code))
    fixed = [choice for choice in question.choices if is_last(choice)]
    last = sorted(fixed, key=lambda choice: (choice.is_non_answer, choice.exclusive))
    return replace(question, choices=(*(choice for choice in choices if not is_last(choice)), *last))


def _section(section: Section, seed: int) -> Section:
    if not section.random_order:
        return section
    return replace(section, questions=_drawn(section.questions, seed, section.id, lambda question: question.id))


def _drawn(things: Sequence[_Named], seed: int, owner: str, name: Callable[[_Named], str]) -> tuple[_Named, ...]:
    return tuple(sorted(things, key=lambda thing: hashlib.sha256(f"{seed} {owner} {name(thing)}".encode()).digest()))


def is_last(choice: Choice) -> bool:
    """Whether a choice keeps its place after the others whatever their order."""
    return choice.is_non_answer or choice.other or choice.exclusive
