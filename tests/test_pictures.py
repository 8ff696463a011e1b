"""The pictures of the documentation: one of each kind of page and of question, each described in words, all of them small."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from instruments.model import Kind
from survey.rendering import PageKind

DOCS = Path(__file__).resolve().parent.parent / "docs"
PICTURES = sorted(DOCS.glob("pictures/*.png"))
PAGES = [(DOCS / f"reference/{name}.md").read_text(encoding="utf-8") for name in ("pages", "dashboard")]
SHOWN = {name: words for page in PAGES for words, name in re.findall(r"!\[([^]]*)\]\(\.\./pictures/([^)]+)\)", page)}
WITHOUT = {PageKind.QUESTION, PageKind.BLANK}
"""Questions have a picture a kind; there is nothing to see on an empty page."""


@pytest.mark.parametrize("kind", sorted(set(PageKind) - WITHOUT))
def test_every_kind_of_page_is_pictured(kind: str) -> None:
    assert f"page-{kind}.png" in SHOWN


@pytest.mark.parametrize("kind", sorted(set(Kind) - {Kind.CONSENT}))
def test_every_kind_of_question_is_pictured(kind: str) -> None:
    assert f"question-{kind}.png" in SHOWN, "consent stands on the first page"


@pytest.mark.parametrize(
    "name",
    ["question-sensitive", "question-asked-again", "page-ending-soon", "interviewer-start", "interviewer-question"],
)
def test_what_is_shown_at_times_alone_is_pictured(name: str) -> None:
    assert f"{name}.png" in SHOWN


def test_every_picture_is_shown_with_words_of_its_own_and_all_are_small() -> None:
    assert {picture.name for picture in PICTURES} == set(SHOWN)
    assert len(set(SHOWN.values())) == len(SHOWN)
    assert all(len(words) > 20 for words in SHOWN.values())
    assert sum(picture.stat().st_size for picture in PICTURES) < 2_000_000
