"""Whole numbers as arguments: counts of people, bases, answers of a scale."""

from __future__ import annotations

from numbers import Integral

from analysis.errors import ArgumentError


def whole(number: object, what: str, least: int | None = None, most: int | None = None) -> int:
    """Return the number as an integer; an ArgumentError that names `what` for anything else, or outside of the limits.

    >>> whole(57, "n", 1)
    57
    """
    if isinstance(number, Integral) and not isinstance(number, bool):
        found = int(number)
        if (least is None or least <= found) and (most is None or found <= most):
            return found
    limits = " ".join(f"{word} {limit}" for word, limit in (("from", least), ("to", most)) if limit is not None)
    raise ArgumentError(f"{what} must be a whole number {limits}".rstrip() + ".", got=repr(number))
