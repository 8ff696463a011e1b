"""Whom an instrument compares, whom it does not ask, and how many it asks: frozen values."""

from __future__ import annotations

from dataclasses import dataclass

from instruments.conditions import Condition
from instruments.multilingual import Text

BY_LANGUAGE = "language"
"""What `block_by` says where the blocks are formed by the language of the interview."""


@dataclass(frozen=True)
class Experiment:
    """A randomised comparison: its arms, their ratio, and what the blocks are formed by: the language or a question."""

    id: str
    arms: tuple[str, ...]
    ratio: tuple[int, ...]
    block_by: str | None = None


@dataclass(frozen=True)
class ScreenOut:
    """A reason to end an interview early: answers that say the survey is not meant for whoever gave them.

    text  what the last page says; None = the form's own words
    """

    id: str
    condition: Condition
    text: Text | None = None


@dataclass(frozen=True)
class Quota:
    """A cell of the sample, and how many complete responses it may have before nobody else is taken into it."""

    id: str
    condition: Condition
    at_most: int
