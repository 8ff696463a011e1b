"""What a written answer means: the labels of a question in every language, folded, and the codes they stand for."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from analysis.readers.folding import bilingual, fold, loosened, unnumbered
from instruments.model import Kind, NonAnswer, Question, Text

CLOSE = 0.8
"""From this similarity on (difflib's ratio), a text is taken for a misspelt label."""

_COMPARED = 200
_MOST_WORDS = 60
_ENDS = ("{0}", "{1} {0}", "{0} {1}")
_BETWEEN = frozenset({"and", "or", "и", "или", "және", "мен", "пен", "бен", "немесе", "&", "+"})


@dataclass(frozen=True)
class Meaning:
    """What a text stands for.

    codes      more than one = it stands for several answers, so for none
    languages  whose respondents write it so; every language where it says nothing
    """

    codes: frozenset[int]
    languages: frozenset[str]

    @property
    def code(self) -> int | None:
        """The code; None where the text is ambiguous."""
        return next(iter(self.codes)) if len(self.codes) == 1 else None


@dataclass(frozen=True)
class Vocabulary:
    """The labels of one question.

    exact        by folded text: the labels in one language
    loose        by their words: labels in one language, and in several at once, however they are joined
    languages    of the instrument
    most_pieces  into how many pieces commas, semicolons and the line breaks between languages can cut one label
    numbered     whether options may have a number or letter before them
    """

    exact: Mapping[str, Meaning]
    loose: Mapping[str, Meaning]
    languages: frozenset[str]
    most_pieces: int
    numbered: bool

    def __getitem__(self, text: str) -> Meaning | None:
        """Return what a text means; None for an unknown one."""
        folded = fold(text)
        found = self.exact.get(folded) or self.loose.get(loosened(folded))
        return self.loose.get(loosened(unnumbered(folded))) if found is None and self.numbered else found

    def with_missing(self, missing: Mapping[str, NonAnswer]) -> Vocabulary:
        """Return the vocabulary in which these folded texts are non-answers, whatever they were before."""
        said = {text: Meaning(frozenset({int(code)}), self.languages) for text, code in missing.items()}
        loose = {loosened(text): meaning for text, meaning in said.items()}
        return replace(self, exact={**self.exact, **said}, loose={**self.loose, **loose})

    def close(self, text: str) -> str | None:
        """Return the label that a text is nearly, or None."""
        return next(iter(difflib.get_close_matches(self._compared(text), self.loose, 1, CLOSE)), None)

    def nearest(self, text: str) -> str:
        """Return a hint with the most similar label, or nothing where none is similar."""
        near = difflib.get_close_matches(self._compared(text), self.loose, 1)
        return f" Did you mean {self.named(near[0])}?" if near else ""

    def named(self, words: str) -> str:
        """Return the words of a label with its code, for a message."""
        codes = " or ".join(str(code) for code in sorted(self.loose[words].codes))
        return f"{words!r} (code {codes})"

    def is_several(self, text: str) -> bool:
        """Whether a text that is no label is nothing but labels, with or without an "and" between them."""
        words = loosened(fold(text)).split()
        if len(words) > _MOST_WORDS:
            return False
        labels: dict[int, int] = {0: 0}
        for end in range(1, len(words) + 1):
            found = [labels[start] + 1 for start in labels if " ".join(words[start:end]) in self.loose]
            found += [labels[end - 1]] if words[end - 1] in _BETWEEN and end - 1 in labels else []
            if found:
                labels[end] = max(found)
        return labels.get(len(words), 0) > 0

    def _compared(self, text: str) -> str:
        return loosened(fold(text))[:_COMPARED]


def vocabulary(question: Question, languages: Iterable[str]) -> Vocabulary:
    """Return every text that means an answer of a question: labels in each language and in several at once, and of a scale
    its numbers, with or without what its ends mean."""
    every = frozenset(languages)
    exact: dict[str, Meaning] = {}
    loose: dict[str, Meaning] = {}
    for choice in question.choices:
        for language, words in _spoken(choice.label, every):
            _add(exact, fold(words), choice.code, frozenset({language}))
        for text, spoken in texts_of(choice.label, every):
            _add(loose, text, choice.code, spoken)
    for code, text, spoken in _ends(question, every):
        _add(loose, text, code, spoken)
    most = max((_commas(choice.label, every) for choice in question.choices), default=0) + len(every)
    return Vocabulary(exact, loose, every, most, question.kind in (Kind.ONE, Kind.MANY))


def texts_of(text: Text, every: frozenset[str]) -> Iterator[tuple[str, frozenset[str]]]:
    """Yield the words of every way to write a text, with the languages it speaks for."""
    yield from bilingual({language: fold(words) for language, words in _spoken(text, every)})


def _spoken(text: Text, every: frozenset[str]) -> list[tuple[str, str]]:
    return [(language, words) for language, words in text if language in every]


def _commas(label: Text, every: frozenset[str]) -> int:
    return sum(words.count(",") + words.count(";") for _, words in _spoken(label, every))


def _add(meanings: dict[str, Meaning], text: str, code: int, spoken: frozenset[str]) -> None:
    known = meanings.get(text, Meaning(frozenset(), frozenset()))
    meanings[text] = Meaning(known.codes | {code}, known.languages | spoken)


def _ends(question: Question, every: frozenset[str]) -> Iterator[tuple[int, str, frozenset[str]]]:
    if question.kind is not Kind.SCALE or question.low is None or question.high is None:
        return
    yield from ((number, str(number), every) for number in range(question.low, question.high + 1))
    for number, end in zip((question.low, question.high), question.ends or (), strict=False):
        for text, spoken in texts_of(end, every):
            yield from ((number, form.format(text, number), spoken) for form in _ENDS)
