"""The words of the form and of the administration: every message in every language, each one used, plurals right."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pytest

from instruments import kinds
from instruments.codebook import VOCABULARY
from instruments.messages import Messages
from survey import admin, wording
from survey.admin import wording as admin_wording
from survey.wording import LANGUAGES, MESSAGES

SURVEY = Path(wording.__file__).parent
ADMIN = Path(str(admin.__file__)).parent
_PLACEHOLDER = re.compile(r"\{\w+\}")


def _text(paths: Iterable[Path]) -> str:
    return "\n".join(path.read_text("utf-8") for path in paths)


@dataclass(frozen=True)
class Words:
    """Some catalogues, and the sources that use them."""

    messages: Messages
    sources: str

    def of(self, language: str) -> dict[str, tuple[str, ...]]:
        found = {}
        for message in self.messages.catalogue(language):
            if message.id:
                plural = isinstance(message.id, tuple | list)
                found[message.id[0] if plural else message.id] = tuple(message.string) if plural else (message.string,)
        return found

    def use(self, key: str) -> bool:
        """Whether the sources name a message, or put its name together from a beginning or an end of it and something else."""
        beginnings = re.findall(r"""["'](\w+_)["'] ~|\bf["'](\w+_)\{""", self.sources)
        ends = re.findall(r"""\}(_\w+)["']""", self.sources)
        composed = key.startswith(tuple(one or other for one, other in beginnings)) or key.endswith(tuple(ends))
        return composed or key in self._quoted

    @cached_property
    def _quoted(self) -> set[str]:
        return set(re.findall(r"""["'](\w+)["']""", self.sources))


_PYTHON = {path: path.read_text("utf-8") for path in SURVEY.rglob("*.py")}
_OF_ADMIN = {
    *ADMIN.rglob("*.py"),
    *(SURVEY / "templates" / "admin").rglob("*.html"),
    *(path for path, text in _PYTHON.items() if "from survey.admin" in text),
    SURVEY / "schedule.py",
}
_OF_FORM = {*SURVEY.rglob("*.py"), *SURVEY.rglob("*.html"), *(Path(str(kinds.__file__)).parent / "rules").glob("*.py")}
EVERY = {
    "form": Words(MESSAGES, _text(_OF_FORM - _OF_ADMIN)),
    "administration": Words(admin_wording.MESSAGES, _text(_OF_ADMIN)),
}
words = pytest.mark.parametrize("words", EVERY.values(), ids=EVERY.keys())


def test_kazakh_comes_first() -> None:
    assert LANGUAGES == ("kk", "en", "ru")


def test_the_form_speaks_the_languages_that_checking_a_questionnaire_says_it_does() -> None:
    assert set(LANGUAGES) == set(VOCABULARY.languages)


@words
def test_both_have_the_same_languages(words: Words) -> None:
    assert words.messages.languages == ("en", "kk", "ru")


@words
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_is_there_and_says_something(words: Words, language: str) -> None:
    assert words.of(language).keys() == words.of("en").keys()
    assert [key for key, forms in words.of(language).items() if not all(form.strip() for form in forms)] == []


@words
@pytest.mark.parametrize("language", LANGUAGES)
def test_placeholders_are_the_same_in_each_language(words: Words, language: str) -> None:
    for key, forms in words.of(language).items():
        wanted = set(_PLACEHOLDER.findall(words.of("en")[key][-1]))
        for form in forms:
            assert set(_PLACEHOLDER.findall(form)) == wanted, key


@words
@pytest.mark.parametrize("language", LANGUAGES)
def test_plural_messages_have_every_form(words: Words, language: str) -> None:
    count = words.messages.catalogue(language).num_plurals
    assert count == {"kk": 2, "en": 2, "ru": 3}[language]
    for key, forms in words.of(language).items():
        assert len(forms) == (count if key.endswith("_n") else 1), key


def test_plural_forms_follow_the_number() -> None:
    assert MESSAGES.plural("ru", "questions_n", 1) == "1\u00a0вопрос"
    assert MESSAGES.plural("ru", "questions_n", 3) == "3\u00a0вопроса"
    assert MESSAGES.plural("ru", "questions_n", 11) == "11\u00a0вопросов"
    assert MESSAGES.plural("ru", "questions_n", 21) == "21\u00a0вопрос"
    assert MESSAGES.plural("kk", "questions_n", 7) == "7\u00a0сұрақ"
    assert MESSAGES.plural("en", "questions_n", 1) == "1 question"


@words
def test_every_message_is_used(words: Words) -> None:
    shared = {"error_prefix", "error_summary_title"}
    assert [key for key in words.of("en") if key not in shared and not words.use(key)] == []


@words
def test_every_message_that_is_used_is_there(words: Words) -> None:
    used = set(re.findall(r"""\b(?:t|tn|say|say_number)\(\s*["'](\w+)["']""", words.sources))
    used |= set(re.findall(r"""AnswerError\(["'](\w+)["']""", words.sources))
    assert len(used) > 20
    assert {key for key in used if not key.endswith("_")} <= words.of("en").keys()


@words
@pytest.mark.parametrize("language", ["kk", "ru"])
def test_translators_are_shown_the_english(words: Words, language: str) -> None:
    for message in words.messages.catalogue(language):
        if message.id:
            key = message.id[0] if isinstance(message.id, tuple | list) else message.id
            assert " ".join(message.auto_comments) == words.of("en")[key][-1]


@words
@pytest.mark.parametrize("language", LANGUAGES)
def test_messages_stand_in_order(words: Words, language: str) -> None:
    keys = list(words.of(language))
    assert keys == sorted(keys)
