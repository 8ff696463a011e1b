"""What a consent of a questionnaire's own has filled in: what the study file says, and how many questions there are."""

from __future__ import annotations

import re
from collections.abc import Iterator

from instruments.multilingual import Text

PLACES = ("contact", "minutes", "questions")
"""What may stand in braces: whom to write to, how many minutes it takes, how many questions one respondent is asked at most."""

_IN_BRACES = re.compile(r"\{([^{}]*)\}")


def filled(words: str, *, contact: str, minutes: object, questions: int) -> str:
    """Return a consent with its places filled in; other braces stay as they are.

    >>> filled("About {minutes} minutes, {questions} questions. {contact}", contact="Write to us.", minutes=5, questions=7)
    'About 5 minutes, 7 questions. Write to us.'
    """
    said = {"contact": contact, "minutes": str(minutes), "questions": str(questions)}
    return _IN_BRACES.sub(lambda found: said.get(found[1], found[0]), words)


def unknown_places(text: Text) -> Iterator[str]:
    """Yield, as warnings, what stands in braces and is none of the places: it stays there as it is."""
    names = dict.fromkeys(name for _, words in text for name in _IN_BRACES.findall(words))
    for name in names:
        if name not in PLACES:
            offered = ", ".join(f"{{{place}}}" for place in PLACES)
            yield f"the consent has {{{name}}}, which stays as it is; filled in are {offered}"
