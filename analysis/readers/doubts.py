"""Why a text beside the labels of a question is hardly an answer in somebody's own words."""

from __future__ import annotations

import re

from analysis.readers.folding import fold
from analysis.readers.vocabulary import Vocabulary

_ONE_NUMBER = r"[-+]?\d+([.,]\d+)?%?"
_NUMBERS = re.compile(f"{_ONE_NUMBER}(( ?[,;|/] ?| ){_ONE_NUMBER})*")
_EMPTY = frozenset({"n/a", "na", "n.a", "nan", "null", "none", "nil", "н/д", "#n/a", "#null", "#ref", "#value", "#name?", "#num"})
_TRUTH = frozenset({"true", "false", "истина", "ложь", "ақиқат", "жалған"})


def doubt(written: str, words: Vocabulary) -> str | None:
    """Return what a text that is no label seems to be, as the end of a sentence; None where it may be somebody's own words.

    A misspelt label, a code, or two labels in one cell would otherwise be counted as "other".
    """
    folded = fold(written)
    if folded in _EMPTY or not any(character.isalnum() for character in folded):
        return "seems to stand for an empty cell"
    if folded in _TRUTH:
        return "is a truth value among labels"
    if _NUMBERS.fullmatch(folded):
        return "is a number among labels"
    if words.is_several(written):
        return "is made of several labels"
    return misspelt(written, words)


def misspelt(written: str, words: Vocabulary) -> str | None:
    """Return which label a text nearly is, as the end of a sentence."""
    near = words.close(written)
    return None if near is None else f"is nearly the label {words.named(near)}"
