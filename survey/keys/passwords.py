"""Passwords: which are taken, and how they are kept.

Length counts, not a mixture of characters; what is known to be common, or follows from the name, is refused [1]. Kept as
argon2id with 19 MiB and 2 passes [2].

[1] NIST SP 800-63B-4 (2025), 3.1.1.
[2] OWASP Password Storage Cheat Sheet, Argon2id.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST = 12
"""Characters."""

LONGEST = 1024
"""Bytes: what is longer would only keep the server busy."""

_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1, type=Type.ID)
_ROWS = (
    *("abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "asdfghjkl", "zxcvbnm"),
    *("йцукенгшщзхъ", "фывапролджэ", "ячсмитьбю", "01234567890"),
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_COMMON = (
    *("password", "пароль", "құпиясөз", "parol", "letmein", "welcome", "changeme", "secret", "default", "login", "trustno"),
    *("admin", "administrator", "master", "superman", "iloveyou", "monkey", "dragon", "football", "sunshine", "princess"),
    *("kazakhstan", "qazaqstan", "қазақстан", "казахстан", "astana", "астана", "almaty", "алматы"),
    *("survey", "saualnama", "сауалнама", "correcthorsebatterystaple"),
)


class PasswordError(ValueError):
    """A password that is not taken; the message says why."""


def check(password: str, name: str) -> None:
    """Raise PasswordError where a new password for an account of this name is too easy to guess, or cannot be kept.

    >>> check("temir-qazan-7-tulpar", "aliya")
    >>> check("Password2026!", "aliya")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    survey.keys.passwords.PasswordError: The password is a common one with little added...
    """
    if len(password) < SHORTEST:
        raise PasswordError(f"The password has {len(password)} characters; {SHORTEST} are needed.")
    if len(password.encode(errors="surrogatepass")) > LONGEST:
        raise PasswordError(f"The password is longer than {LONGEST} bytes.")
    if not password.isprintable():
        raise PasswordError("The password has a character that cannot be typed, such as a tab.")
    if _own_part(password.casefold(), name) < SHORTEST // 2:
        raise PasswordError(
            "The password is a common one with little added. Take several words that belong together for you alone."
        )


def hashed(password: str) -> str:
    """Return what the database keeps of a password."""
    return _HASHER.hash(normalised(password))


def fits(password: str, kept: str | None) -> bool:
    """Whether a password is the one that was kept; None, for an account that is not there, takes as long and is False."""
    try:
        is_right = len(password.encode(errors="surrogatepass")) <= LONGEST and _HASHER.verify(
            kept or _nobodys(), normalised(password)
        )
    except (VerificationError, InvalidHashError):
        return False
    return is_right and kept is not None


def is_outdated(kept: str) -> bool:
    """Whether a password was hashed in an older way than now."""
    return _HASHER.check_needs_rehash(kept)


def normalised(password: str) -> str:
    """Return a password as it is hashed: the same letters whatever keyboard wrote them."""
    return unicodedata.normalize("NFKC", password)


@cache
def _nobodys() -> str:
    return _HASHER.hash("the password of no account")


def _own_part(password: str, name: str) -> int:
    """Count the characters that are left when years, common words, the name, and runs of a row or of a part are gone."""
    left = _YEAR.sub("", password)
    for word in sorted((*_COMMON, name.casefold()), key=len, reverse=True):
        if len(word) > 2:
            left = left.replace(word, "")
    left = "".join(
        character
        for place, character in enumerate(left)
        if place == 0 or not any(_are_neighbours(left[place - 1], character, row) for row in _ROWS)
    )
    return len(_without_repeats(left))


def _are_neighbours(first: str, second: str, row: str) -> bool:
    return first == second or f"{first}{second}" in row or f"{second}{first}" in row


def _without_repeats(text: str) -> str:
    """Return the part that a text repeats, or the text itself."""
    for length in range(1, len(text) // 2 + 1):
        part = text[:length]
        if (part * (len(text) // length + 1)).startswith(text):
            return part
    return text
