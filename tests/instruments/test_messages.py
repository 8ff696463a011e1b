"""Catalogues: complete in every language, and loud where they are not."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from instruments.errors import MessageError
from instruments.messages import HOME, Messages

HEADER = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'


def test_every_language_has_every_message_with_the_same_placeholders() -> None:
    catalogues = {language: Messages(HOME).catalogue(language) for language in Messages(HOME).languages}
    assert set(catalogues) == {"en", "kk", "ru"}
    english = {message.id: str(message.string) for message in catalogues["en"] if message.id}
    for catalogue in catalogues.values():
        texts = {message.id: str(message.string) for message in catalogue if message.id}
        assert set(texts) == set(english)
        for key, text in texts.items():
            assert text, key
            assert sorted(re.findall(r"\{\w+\}", text)) == sorted(re.findall(r"\{\w+\}", english[key])), key


@pytest.fixture
def messages(tmp_path: Path) -> Messages:
    plural = 'msgid "sent_n"\nmsgid_plural "sent_n"\nmsgstr[0] "{n} page"\nmsgstr[1] "{n} pages"\n\n'
    content = HEADER + plural + 'msgid "hello"\nmsgstr "Hello {name}"\n'
    (tmp_path / "en.po").write_text(content, encoding="utf-8")
    return Messages(tmp_path)


def test_placeholders_and_plurals_are_filled(messages: Messages) -> None:
    assert messages.text("en", "hello", name="Асан") == "Hello Асан"
    assert messages.text("en", "hello") == "Hello {name}"
    assert [messages.plural("en", "sent_n", n) for n in (1, 2)] == ["1 page", "2 pages"]


def test_what_is_missing_is_an_error_never_another_language(messages: Messages) -> None:
    with pytest.raises(MessageError, match=r"en.po lacks the message 'bye'"):
        messages.text("en", "bye")
    with pytest.raises(MessageError, match=r"en.po lacks the message 'bye_n'"):
        messages.plural("en", "bye_n", 2)
    with pytest.raises(MessageError, match=r"There is no catalogue .*uz.po; there are en"):
        messages.text("uz", "hello")
