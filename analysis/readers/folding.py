"""When two spellings are the same text: what labels, headers and cells are compared by."""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Iterator, Mapping

_QUOTES = "«»„“”‟‹›‘’‚‛\"'`´′″ʹʺʼ"
_DASHES = "‐‑‒–—―−"
_SAME = str.maketrans(dict.fromkeys(_QUOTES, "'") | dict.fromkeys(_DASHES, "-"))
_AROUND = re.compile(r" ?([/|()]) ?")
_BEFORE = re.compile(r" ?([,;]) ?")
_NUMBER = re.compile(r"^\d{1,3} ?[.)] ?")
_JOINS = ("{}/{}", "{}|{}", "{} {}", "{} - {}", "{}({})")


def fold(text: str) -> str:
    """Return a text without the differences that typing makes: case, spacing, quotes, dashes, ё, Unicode composition.

    >>> fold("  «ИӘ» —  Yes ") == fold("'иә' - yes")
    True
    """
    composed = unicodedata.normalize("NFKC", text.translate(_SAME)).casefold().translate(_SAME).replace("ё", "е")
    visible = "".join(character for character in composed if character.isspace() or _is_visible(character))
    return respaced(unicodedata.normalize("NFC", visible))


def respaced(text: str) -> str:
    """Return a text with single spaces, none about / | ( ) and one after a comma.

    >>> respaced("a ,b / (c )")
    'a, b/(c)'
    """
    return _BEFORE.sub(r"\1 ", _AROUND.sub(r"\1", " ".join(text.split()))).strip()


def _is_visible(character: str) -> bool:
    return unicodedata.category(character) not in ("Cf", "Cc")


def fold_header(text: str) -> str:
    """Return a column's header folded, without the number before a question and the marks after it.

    >>> fold_header("3. Яшыңыз? *")
    'яшыңыз?'
    """
    return trimmed(fold(text))


def trimmed(folded: str) -> str:
    """Return a folded text without the number before it and the marks after it."""
    return _NUMBER.sub("", folded).rstrip(" *:")


def bilingual(folded: Mapping[str, str]) -> Iterator[tuple[str, frozenset[str]]]:
    """Yield every way to write a text in one, two or three languages, with the languages it speaks for.

    folded  the folded text by language

    A text in several languages speaks for all of them: «Иә / Yes» says nothing about its respondent's language.

    >>> dict(bilingual({"kk": "иә", "en": "yes"}))["иә/yes"] == {"kk", "en"}
    True
    """
    for language, text in folded.items():
        yield text, frozenset({language})
    for size in (2, 3):
        for languages in itertools.permutations(folded, size):
            for join in _JOINS:
                parts = [folded[language] for language in languages]
                written = parts[0]
                for part in parts[1:]:
                    written = join.format(written, part)
                yield respaced(written), frozenset(folded)
