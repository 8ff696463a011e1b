"""A text in every language of its instrument."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Text:
    """One text in every language of its instrument.

    >>> Text((("kk", "Иә"), ("en", "Yes")))["en"]
    'Yes'
    """

    entries: tuple[tuple[str, str], ...]

    def __getitem__(self, language: str) -> str:
        return dict(self.entries)[language]

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(self.entries)
