"""Texts in every language of an instrument, read strictly, and their look-alike letters."""

from __future__ import annotations

import re
from collections.abc import Sequence

from instruments.model import Text
from instruments.source import Located, Source, describe

_TWINS = {"latin": "ABCEHIKMOPTXYaceiopxy", "cyrillic": "АВСЕНІКМОРТХУасеіорху"}
_WORD = re.compile(r"[^\W\d_]+")
_SCRIPTS = {
    "latin": re.compile("[A-Za-zÀ-ɏ]"),
    "cyrillic": re.compile("[Ѐ-ӿ]"),
    "greek": re.compile("[Ͱ-Ͽ]"),
}


def text(source: Source, languages: Sequence[str], node: Located, what: str) -> Text:
    """Return a text in every language, noting each missing one and each word that mixes alphabets."""
    if isinstance(node.value, str) and languages:
        example = ", ".join(f'{language}: "…"' for language in languages)
        source.problem(node.line, f"{what} must be a mapping of {', '.join(languages)}, got {node.value!r}; write {{{example}}}.")
        return Text(())
    fields = source.mapping(node, what, languages)
    entries = [
        (language, source.string(fields[language], f"{what} ({language})")) for language in languages if language in fields
    ]
    for language, words in entries:
        for word in mixed_words(words or ""):
            source.problem(
                fields[language].line,
                f"{what} ({language}): {word!r} mixes letters of two alphabets that look alike; type the word again.",
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
            source.problem(
                fields[language].line,
                f"{what} ({language}): {word!r} mixes letters of two alphabets that look alike; type the word again.",
            )
        pairs.append((language, low, high))
    if len(pairs) < len(languages):
        return None
    return Text(tuple((language, low) for language, low, _ in pairs)), Text(
        tuple((language, high) for language, _, high in pairs)
    )


def mixed_words(words: str) -> list[str]:
    """Return the words that hold letters of two alphabets, or are one letter of the alphabet that the text is not in.

    >>> mixed_words("Қазақстaн мен YouTube")
    ['Қазақстaн']
    """
    found = _WORD.findall(words)
    letters = {script: sum(len(pattern.findall(word)) for word in found) for script, pattern in _SCRIPTS.items()}
    strange = "latin" if letters["cyrillic"] > letters["latin"] else "cyrillic"
    return [word for word in found if _is_mixed(word) or word in tuple(_TWINS[strange])]


def _is_mixed(word: str) -> bool:
    return sum(bool(pattern.search(word)) for pattern in _SCRIPTS.values()) > 1
