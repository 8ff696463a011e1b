"""Texts in every language of an instrument, read strictly, and their look-alike letters."""

from __future__ import annotations

import re
from collections.abc import Sequence

from instruments.model import Text
from instruments.source import Located, Source, describe

_LATIN_TWINS = "ABCEHIKMOPTXYaceiopxy"
_WORD = re.compile(r"[^\W\d_]+")
_LATIN = re.compile(r"[A-Za-zÀ-ɏ]")
_CYRILLIC = re.compile(r"[Ѐ-ӿ]")


def text(source: Source, languages: Sequence[str], node: Located, what: str) -> Text:
    """Return a text in every language, noting each missing one and each word that mixes alphabets."""
    fields = source.mapping(node, what, languages)
    entries = [
        (language, source.string(fields[language], f"{what} ({language})")) for language in languages if language in fields
    ]
    for language, words in entries:
        for word in mixed_words(words or ""):
            source.problem(
                fields[language].line,
                f"{what} ({language}): {word!r} mixes Latin letters that look like Cyrillic ones; type the word again.",
            )
    return Text(tuple((language, words or "") for language, words in entries))


def text_pair(source: Source, languages: Sequence[str], node: Located, what: str) -> tuple[Text, Text] | None:
    """Return the meanings of the two ends of a scale, written as a list of two in each language."""
    fields = source.mapping(node, what, languages)
    pairs: list[tuple[str, str, str]] = []
    for language in languages:
        if language not in fields:
            continue
        pair = fields[language].value
        if not isinstance(pair, list) or len(pair) != 2:
            source.problem(fields[language].line, f"{what} ({language}) must be a list of two texts, got {describe(pair)}.")
            continue
        low, high = (source.string(item, f"{what} ({language})") or "" for item in pair)
        for word in mixed_words(f"{low} {high}"):
            source.problem(fields[language].line, f"{what} ({language}): {word!r} mixes Latin and Cyrillic letters.")
        pairs.append((language, low, high))
    if len(pairs) < len(languages):
        return None
    return Text(tuple((language, low) for language, low, _ in pairs)), Text(
        tuple((language, high) for language, _, high in pairs)
    )


def mixed_words(words: str) -> list[str]:
    """Return the words of a Cyrillic text that hold Latin letters among Cyrillic ones, or are one Latin twin letter.

    >>> mixed_words("Қазақстaн мен YouTube")
    ['Қазақстaн']
    """
    if not _CYRILLIC.search(words):
        return []
    return [word for word in _WORD.findall(words) if _is_mixed(word)]


def _is_mixed(word: str) -> bool:
    if not _LATIN.search(word):
        return False
    return bool(_CYRILLIC.search(word)) or word in tuple(_LATIN_TWINS)
