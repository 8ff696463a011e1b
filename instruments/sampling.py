"""Whom an instrument compares, whom it does not ask, and how many it asks: frozen values."""

from __future__ import annotations

from dataclasses import dataclass

from instruments.conditions import Condition
from instruments.multilingual import Text

BY_LANGUAGE = "language"
"""What `block_by` says where the blocks are formed by the language of the interview."""


@dataclass(frozen=True)
class Experiment:
    """A randomised comparison: its arms, their ratio, and what the blocks are formed by: the language or a question.

    labels  what each arm is called in tables; of all arms, or of none
    """

    id: str
    arms: tuple[str, ...]
    ratio: tuple[int, ...]
    block_by: str | None = None
    labels: tuple[tuple[str, Text], ...] = ()

    def label(self, arm: str, language: str) -> str:
        """Return what an arm is called; its id where it has no label.

        >>> Experiment("card", ("off", "on"), (1, 1), None, (("off", Text((("en", "No card"),))),)).label("off", "en")
        'No card'
        """
        named = dict(self.labels).get(arm)
        return arm if named is None else named[language]

    def id_and_label(self, arm: str, language: str) -> str:
        """Return what the data hold for an arm and what it is called; its id alone where it has no label.

        >>> Experiment("card", ("off", "on"), (1, 1), None, (("off", Text((("en", "No card"),))),)).id_and_label("off", "en")
        'off (No card)'
        """
        label = self.label(arm, language)
        return arm if label == arm else f"{arm} ({label})"


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
