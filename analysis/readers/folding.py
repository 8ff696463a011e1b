"""When two spellings are the same text: what labels, headers and cells are compared by."""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import lru_cache

_QUOTES = "«»„“”‟‹›‘’‚‛\"'`´′″ʹʺʼ"
_DASHES = "‐‑‒–—―−"
_SAME = str.maketrans(dict.fromkeys(_QUOTES, "") | dict.fromkeys(_DASHES, "-"))
_AROUND = re.compile(r" ?([/|()]) ?")
_BEFORE = re.compile(r" ?([,;]) ?")
_SEPARATORS = re.compile(r"[\s/\\|()\[\]{}•·=:;,.?!]|(?<=\w)-|-(?!\d)")
_MARKS = " .!"
_ITEM = re.compile(r"^(\d{1,3}|[^\W\d_]) ?[.)] ?")
_NUMBER = re.compile(r"^(((q|question|вопрос|сұрақ|№) ?)\d{1,3} ?[.):]? ?|\d{1,3} ?[.)] ?)")

_WORD = re.compile(r"[^\W\d_]+")
_LATIN, _CYRILLIC = "ABCEHIKMOPTXYƏaceiopxyhkə", "АВСЕНІКМОРТХУӘасеіорхуһкә"
_TO_CYRILLIC, _TO_LATIN = str.maketrans(_LATIN, _CYRILLIC), str.maketrans(_CYRILLIC, _LATIN)
_IS_LATIN, _IS_CYRILLIC = re.compile("[A-Za-zÀ-ɏə]"), re.compile("[Ѐ-ӿ]")


@lru_cache(maxsize=2**16)
def fold(text: str) -> str:
    """Return a text without the differences that typing makes: case, spacing, quotes, dashes, ё, full stops and exclamation
    marks at the end, Unicode composition, and letters of the other alphabet that look alike.

    >>> fold("  «ИӘ» —  Yes! ") == fold("иә - yes")
    True
    >>> fold("Экономик" + "a") == fold("Экономик" + "а")  # the first ends in a Latin letter
    True
    """
    composed = unicodedata.normalize("NFKC", text.translate(_SAME)).translate(_SAME)
    visible = composed if composed.isprintable() else "".join(filter(_is_visible, composed))
    lower = _WORD.sub(_of_one_alphabet, visible).casefold().replace("ё", "е")
    return respaced(unicodedata.normalize("NFC", lower)).rstrip(_MARKS)


def respaced(text: str) -> str:
    """Return a text with single spaces, none about / | ( ) and one after a comma.

    >>> respaced("a ,b / (c )")
    'a, b/(c)'
    """
    return _BEFORE.sub(r"\1 ", _AROUND.sub(r"\1", " ".join(text.split()))).strip()


def loosened(folded: str) -> str:
    """Return the words of a folded text: whatever separates them is one space; a text of separators stays as it is.

    >>> loosened("иә//yes"), loosened("10 (very strong)"), loosened("-5")
    ('иә yes', '10 very strong', '-5')
    """
    return " ".join(_SEPARATORS.sub(" ", folded).split()) or folded


def unnumbered(folded: str) -> str:
    """Return a folded option without the number or the letter that stands before it.

    >>> unnumbered("2. жоқ"), unnumbered("b)no")
    ('жоқ', 'no')
    """
    return _ITEM.sub("", folded)


def fold_header(text: str) -> str:
    """Return the words of a column's header folded, without the number before a question and the marks after it.

    >>> fold_header("Q3. Яшыңыз? *")
    'яшыңыз'
    """
    return loosened(_NUMBER.sub("", fold(text)).rstrip(" *"))


def bilingual(folded: Mapping[str, str]) -> Iterator[tuple[str, frozenset[str]]]:
    """Yield the words of every way to write a text in one, two or three languages, with the languages it speaks for.

    folded  the folded text by language

    A text in several languages speaks for all of them: «Иә / Yes» says nothing about its respondent's language.

    >>> dict(bilingual({"kk": "иә", "en": "yes"}))["иә yes"] == {"kk", "en"}
    True
    """
    words = {language: loosened(text) for language, text in folded.items()}
    for language, text in words.items():
        yield text, frozenset({language})
    for size in (2, 3):
        for languages in itertools.permutations(words, size):
            yield " ".join(words[language] for language in languages), frozenset(words)


def _is_visible(character: str) -> bool:
    return character.isspace() or unicodedata.category(character) not in ("Cf", "Cc")


def _of_one_alphabet(match: re.Match[str]) -> str:
    """Return a word of two alphabets in the one that its other letters are of; where all look alike, in Cyrillic."""
    word = match.group()
    if not (_IS_LATIN.search(word) and _IS_CYRILLIC.search(word)):
        return word
    cyrillic = word.translate(_TO_CYRILLIC)
    return word.translate(_TO_LATIN) if _IS_LATIN.search(cyrillic) else cyrillic
