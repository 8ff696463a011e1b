"""The words of printed questionnaires: the same in every language, in order, and none that nothing prints."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from instruments.doors.sheet import WORDS

CODE = "".join(
    path.read_text(encoding="utf-8") for path in (Path(__file__).resolve().parents[3] / "instruments/doors").glob("*.py")
)
BUILT = {
    "entry_many",
    "entry_rank",
    *(f"{what}_{end}" for what in ("number", "date") for end in ("from_to", "from", "to", "open")),
}


def forms(language: str) -> dict[str, list[str]]:
    """Return every message of a language with its plural forms."""
    return {
        str(message.id[0] if isinstance(message.id, tuple | list) else message.id): [
            str(form) for form in (message.string if isinstance(message.string, tuple | list) else (message.string,))
        ]
        for message in WORDS.catalogue(language)
        if message.id
    }


def test_the_languages_are_those_of_the_form() -> None:
    assert WORDS.languages == ("en", "kk", "ru")


@pytest.mark.parametrize("language", ["en", "kk", "ru"])
def test_every_language_has_every_message_with_the_same_placeholders(language: str) -> None:
    english, here = forms("en"), forms(language)
    assert list(here) == sorted(english)
    for key, texts in here.items():
        for text in texts:
            assert text, key
            assert sorted(re.findall(r"\{\w+\}", text)) == sorted(re.findall(r"\{\w+\}", english[key][-1])), key


def test_every_message_is_printed_somewhere() -> None:
    assert [key for key in forms("en") if key not in BUILT and f'"{key}"' not in CODE] == []
