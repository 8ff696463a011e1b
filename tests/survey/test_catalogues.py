"""The form's words: every message in every language, each one used, plurals right."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from instruments import kinds
from survey import wording
from survey.wording import LANGUAGES, MESSAGES

SURVEY = Path(wording.__file__).parent
_PLACEHOLDER = re.compile(r"\{\w+\}")
SOURCES = "\n".join(
    path.read_text("utf-8")
    for path in [*SURVEY.rglob("*.py"), *SURVEY.rglob("*.html"), *(Path(str(kinds.__file__)).parent / "rules").glob("*.py")]
)


def messages(language: str) -> dict[str, tuple[str, ...]]:
    found = {}
    for message in MESSAGES.catalogue(language):
        if message.id:
            plural = isinstance(message.id, tuple | list)
            found[message.id[0] if plural else message.id] = tuple(message.string) if plural else (message.string,)
    return found


def test_kazakh_comes_first() -> None:
    assert LANGUAGES == ("kk", "en", "ru")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_is_there_and_says_something(language: str) -> None:
    assert messages(language).keys() == messages("en").keys()
    assert [key for key, forms in messages(language).items() if not all(form.strip() for form in forms)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_placeholders_are_the_same_in_each_language(language: str) -> None:
    for key, forms in messages(language).items():
        wanted = set(_PLACEHOLDER.findall(messages("en")[key][-1]))
        for form in forms:
            assert set(_PLACEHOLDER.findall(form)) == wanted, key


@pytest.mark.parametrize("language", LANGUAGES)
def test_plural_messages_have_every_form(language: str) -> None:
    count = MESSAGES.catalogue(language).num_plurals
    assert count == {"kk": 2, "en": 2, "ru": 3}[language]
    for key, forms in messages(language).items():
        assert len(forms) == (count if key.endswith("_n") else 1), key


def test_plural_forms_follow_the_number() -> None:
    assert MESSAGES.plural("ru", "questions_n", 1) == "1\u00a0вопрос"
    assert MESSAGES.plural("ru", "questions_n", 3) == "3\u00a0вопроса"
    assert MESSAGES.plural("ru", "questions_n", 11) == "11\u00a0вопросов"
    assert MESSAGES.plural("ru", "questions_n", 21) == "21\u00a0вопрос"
    assert MESSAGES.plural("kk", "questions_n", 7) == "7\u00a0сұрақ"
    assert MESSAGES.plural("en", "questions_n", 1) == "1 question"


def test_every_message_is_used() -> None:
    named = {"lang_kk", "lang_en", "lang_ru"}
    assert [key for key in messages("en") if key not in named and not re.search(rf"""["']{key}["']""", SOURCES)] == []


def test_every_message_that_is_used_is_there() -> None:
    used = set(re.findall(r"""\b(?:t|tn|say|say_number)\(\s*["'](\w+)["']""", SOURCES))
    used |= set(re.findall(r"""AnswerError\(["'](\w+)["']""", SOURCES))
    assert len(used) > 50
    assert used <= messages("en").keys() | {"lang_"}


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_translators_are_shown_the_english(language: str) -> None:
    for message in MESSAGES.catalogue(language):
        if message.id:
            key = message.id[0] if isinstance(message.id, tuple | list) else message.id
            assert " ".join(message.auto_comments) == messages("en")[key][-1]
