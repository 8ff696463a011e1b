"""A PDF as poppler reads it: the words of each page and where they stand."""

from __future__ import annotations

import re
import subprocess
from dataclasses import dataclass
from html import unescape
from pathlib import Path

from tests.tools import program

_WORD = re.compile(r'<word xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.-]+)" yMax="([\d.-]+)">(.*?)</word>')


@dataclass(frozen=True)
class Word:
    """One word of a page, its edges in points from the upper left corner."""

    left: float
    top: float
    right: float
    bottom: float
    text: str

    def covers(self, other: Word) -> bool:
        """Whether the word is printed over another one."""
        across = min(self.right, other.right) - max(self.left, other.left)
        down = min(self.bottom, other.bottom) - max(self.top, other.top)
        return across > 1 and down > min(self.bottom - self.top, other.bottom - other.top) / 2


def text(document: Path) -> str:
    """Return the text of a PDF in the order in which it was written, without any white space."""
    return "".join(_read("-raw", document).split())


def pages(document: Path) -> list[list[Word]]:
    """Return the words of each page."""
    return [
        [Word(*map(float, found[:4]), unescape(found[4])) for found in _WORD.findall(page)]
        for page in _read("-bbox", document).split("<page ")[1:]
    ]


def facts(document: Path) -> dict[str, str]:
    """Return what `pdfinfo` says about a PDF."""
    said = subprocess.run([program("pdfinfo", "poppler-utils"), document], capture_output=True, text=True, check=True).stdout
    return {key: value.strip() for key, _, value in (line.partition(":") for line in said.splitlines())}


def _read(option: str, document: Path) -> str:
    command = [program("pdftotext", "poppler-utils"), option, document, "-"]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=True).stdout
