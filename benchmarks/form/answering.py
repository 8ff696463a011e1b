"""A respondent without a browser: from a page to what its form sends."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

_INPUT = re.compile(r"<input\b[^>]*>")
_ATTRIBUTE = re.compile(r'\b(type|name|value)="([^"]*)"')
_KIND = re.compile(r'data-page="(\w+)"')
_RECEIPT = re.compile(r"<output[^>]*data-receipt[^>]*>\s*([0-9A-Z-]+)")

Pick = Callable[[Sequence[str]], str]
"""Which of the values of a question is chosen."""


def first(values: Sequence[str]) -> str:
    """Choose the first."""
    return values[0]


@dataclass(frozen=True)
class Page:
    """What a respondent needs of a page.

    kind     its `data-page`
    hidden   what its form sends in any case
    choices  the values of each question
    receipt  the code on the last page; None on any other
    """

    kind: str
    hidden: Mapping[str, str]
    choices: Mapping[str, tuple[str, ...]]
    receipt: str | None

    def answers(self, pick: Pick = first) -> dict[str, str]:
        """Return one value of each question; of the consent the one that agrees."""
        return {name: "1" if name == "consent" else pick(values) for name, values in self.choices.items()}

    def form(self, answers: Mapping[str, str] | None = None) -> bytes:
        """Return what the form sends with these answers, or the first of each question, and the button "next"."""
        return urlencode({**self.hidden, **(self.answers() if answers is None else answers), "action": "next"}).encode()


def read(text: str) -> Page:
    """Return what a respondent needs of a page's HTML."""
    hidden: dict[str, str] = {}
    choices: dict[str, tuple[str, ...]] = {}
    for found in _INPUT.findall(text):
        given = {name: html.unescape(value) for name, value in _ATTRIBUTE.findall(found)}
        name, value = given.get("name", ""), given.get("value", "")
        if given.get("type") == "hidden":
            hidden[name] = value
        elif given.get("type") in ("radio", "checkbox"):
            choices[name] = (*choices.get(name, ()), value)
    kind, receipt = _KIND.search(text), _RECEIPT.search(text)
    return Page(kind[1] if kind else "", hidden, choices, receipt[1] if receipt else None)
