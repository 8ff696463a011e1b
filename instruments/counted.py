"""A number with what it counts, as messages say it."""

from __future__ import annotations


def counted(n: int, what: str) -> str:
    """Return a number with an English noun, in the plural unless it is one.

    >>> counted(1, "response"), counted(0, "response"), counted(12, "unused link")
    ('1 response', '0 responses', '12 unused links')
    """
    return f"{n} {what}" if n == 1 else f"{n} {what}s"
