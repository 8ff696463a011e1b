"""The differences of two versions in words, in one language."""

from __future__ import annotations

from instruments.codebook import VOCABULARY
from instruments.differences import Change, Difference


def sentence(difference: Difference, language: str) -> str:
    """Return a difference as a line: what it is about, what changed, in which languages, and from what to what."""
    about = difference.subject if difference.code is None else f"{difference.subject} [{difference.code}]"
    what = VOCABULARY.text(language, f"difference_{difference.change}")
    where = f" ({', '.join(difference.languages)})" if difference.languages else ""
    values = [f"“{words}”" if words else "–" for words in (difference.before, difference.after)]
    change = f": {values[0]} → {values[1]}" if difference.before or difference.after else ""
    return f"{about}: {what}{where}{change}" if about else f"{what}{where}{change}"


def verdict(differences: tuple[Difference, ...], language: str) -> str:
    """Return whether the answers to two versions can be put together; where a code means something else, also what keeps them."""
    separates = any(difference.separates for difference in differences)
    key = "versions_separate" if separates else "versions_pool" if differences else "versions_same"
    reused = any(difference.separates and difference.change is Change.CODE_REUSED for difference in differences)
    keys = (key, "versions_id") if reused else (key,)
    return " ".join(VOCABULARY.text(language, each) for each in keys)
