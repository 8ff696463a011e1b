"""What a written answer means: the labels of a question in every language, folded, and the codes they stand for."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from analysis.readers.folding import bilingual, fold
from instruments.model import Kind, Question, Text

_ENDS = ("{0}", "{1} {0}", "{1}({0})", "{1} - {0}", "{1}-{0}", "{1}. {0}", "{1} = {0}", "{1}={0}", "{1}: {0}", "{1}, {0}")


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

    meanings   by folded text
    languages  of the instrument
    """

    meanings: Mapping[str, Meaning]
    languages: frozenset[str]

    def __getitem__(self, text: str) -> Meaning | None:
        """Return what a text means; None for an unknown one."""
        return self.meanings.get(fold(text))

    @cached_property
    def most_pieces(self) -> int:
        """Into how many pieces commas, semicolons and the line breaks between languages can cut one label."""
        return max((label.count(",") + label.count(";") for label in self.meanings), default=0) + len(self.languages)

    def nearest(self, text: str) -> str:
        """Return a hint with the most similar label, or nothing where none is similar."""
        near = difflib.get_close_matches(fold(text)[:200], self.meanings, 1)
        if not near:
            return ""
        codes = " or ".join(str(code) for code in sorted(self.meanings[near[0]].codes))
        return f" Did you mean {near[0]!r} (code {codes})?"


def vocabulary(question: Question, languages: Iterable[str]) -> Vocabulary:
    """Return every text that means an answer of a question: labels in each language and in several at once, and of a scale
    its numbers, with or without what its ends mean."""
    every = frozenset(languages)
    meanings: dict[str, Meaning] = {}
    for code, text, spoken in _written(question, every):
        known = meanings.get(text, Meaning(frozenset(), frozenset()))
        meanings[text] = Meaning(known.codes | {code}, known.languages | spoken)
    return Vocabulary(meanings, every)


def texts_of(text: Text, every: frozenset[str]) -> Iterator[tuple[str, frozenset[str]]]:
    """Yield every folded way to write a text, with the languages it speaks for."""
    yield from bilingual({language: fold(words) for language, words in text if language in every})


def _written(question: Question, every: frozenset[str]) -> Iterator[tuple[int, str, frozenset[str]]]:
    for choice in question.choices:
        yield from ((choice.code, text, spoken) for text, spoken in texts_of(choice.label, every))
    if question.kind is Kind.SCALE and question.low is not None and question.high is not None:
        yield from ((number, str(number), every) for number in range(question.low, question.high + 1))
        for number, end in zip((question.low, question.high), question.ends or (), strict=False):
            for text, spoken in texts_of(end, every):
                yield from ((number, fold(form.format(text, number)), spoken) for form in _ENDS)
