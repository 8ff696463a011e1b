"""Panels: studies whose responses are linked over time, through ids that stand for their members.

A panel is not anonymous, and says so. Its own texts must not promise the contrary.
"""

from __future__ import annotations

import random
import re
import secrets
from collections.abc import Iterator

from instruments.model import Text

_ID = re.compile(r"p[0-9a-f]{16}")

# "not anonymous", "не анонимный" and "анонимді емес" are no promise.
_PROMISE = re.compile(r"(?<!\bnot )\banonym\w*|(?<!\bне )\bаноним\w*\b(?!\s+емес)", re.IGNORECASE)


def new_id() -> str:
    """Return a random id for a member: 64 bits in hexadecimal behind a letter, so that no spreadsheet takes it for a number."""
    return f"p{secrets.token_hex(8)}"


def made_up_ids(seed: int) -> Iterator[str]:
    """Yield ids of made-up members without end; a seed gives the same ones again.

    >>> next(made_up_ids(1)) == next(made_up_ids(1))
    True
    """
    chance = random.Random(f"panel {seed}")  # noqa: S311 - made-up members that can be repeated
    while True:
        yield f"p{chance.getrandbits(64):016x}"


def is_id(written: str) -> bool:
    """Whether a text is the id of a member.

    >>> is_id("p0123456789abcdef"), is_id("0123456789abcdef")
    (True, False)
    """
    return bool(_ID.fullmatch(written))


def promises(text: Text) -> tuple[str, ...]:
    """Return the languages in which a text calls itself anonymous, without a "not".

    >>> promises(Text((("en", "Answers are anonymous."), ("ru", "Опрос не анонимный."), ("kk", "Сауалнама анонимді емес."))))
    ('en',)
    """
    return tuple(language for language, words in text if _PROMISE.search(words))
