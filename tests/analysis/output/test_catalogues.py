"""The report's catalogues: every message in every language, with the same placeholders, and none that nothing uses."""

import re
from pathlib import Path

import pytest

import analysis
from analysis.output.language import MESSAGES
from instruments.messages import Messages
from instruments.texts import mixed_words

LANGUAGES = ("en", "kk", "ru")
HOME = Path(analysis.__file__).resolve().parent
_PLACEHOLDER = re.compile(r"\{(\w+)\}")


def forms(message):
    return message.string if isinstance(message.string, tuple | list) else (message.string,)


def keys(language):
    return {message.id[0] if isinstance(message.id, tuple | list) else message.id for message in MESSAGES.catalogue(language)} - {
        ""
    }


def test_the_languages():
    assert MESSAGES.languages == LANGUAGES


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_is_there_and_filled(language):
    assert keys(language) == keys("en")
    empty = [message.id for message in MESSAGES.catalogue(language) if message.id and not all(forms(message))]
    assert empty == []


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_placeholders_are_those_of_the_english(language):
    catalogue = MESSAGES.catalogue(language)
    for message in MESSAGES.catalogue("en"):
        if message.id:
            key = message.id[0] if isinstance(message.id, tuple | list) else message.id
            one, every = set(_PLACEHOLDER.findall(forms(message)[0])), set()
            every.update(*(_PLACEHOLDER.findall(form) for form in forms(message)))
            first, *others = (set(_PLACEHOLDER.findall(form)) for form in forms(catalogue[key]))
            assert first in (one, every), key  # as in English, one of a thing need not be counted
            assert all(other == every for other in others), key


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_translators_see_the_english(language):
    for message in MESSAGES.catalogue(language):
        assert not message.id or message.auto_comments


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_no_latin_letter_stands_in_a_cyrillic_word(language):
    allowed = {"by", "p", "A", "B"}  # A and B are what the command line calls two sources, in every language.
    for message in MESSAGES.catalogue(language):
        for form in forms(message):
            assert set(mixed_words(_PLACEHOLDER.sub(" ", form))) <= allowed, message.id


def test_the_form_the_codebook_and_the_report_call_a_native_speaker_the_same():
    keys_of = {"analysis": "unreviewed", "instruments": "unreviewed", "survey": "draft_translation"}
    for package, key in keys_of.items():
        said = Messages(HOME.parent / package / "translations").text("kk", key, name="қазақ тілі")
        assert "сөйлейтін адам әлі тексерген жоқ" in said


def test_no_message_is_unused():
    folders = (HOME / "report", HOME / "output")
    source = "\n".join(
        path.read_text("utf-8") for folder in folders for path in folder.rglob("*.*") if path.suffix in (".py", ".html")
    )
    words = set(re.findall(r"""["']([a-z_0-9]+)["']""", source))
    prefixes = tuple(re.findall(r'text\(f"([a-z_]+)\{', source))
    assert sorted(key for key in keys("en") if key not in words and not key.startswith(prefixes)) == []
