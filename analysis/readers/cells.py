"""What the cells of one question in one row mean: an answer, or a sentence that says why they mean none."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from analysis.readers.doubts import doubt, misspelt
from analysis.readers.folding import fold
from analysis.readers.numerals import day, decimal, number
from analysis.readers.problems import shortened
from analysis.readers.ranking import no_ranking, ranked_codes
from analysis.readers.reading import CellError, Reading
from analysis.readers.refusals import refusal
from analysis.readers.segments import Segments, segments
from analysis.readers.vocabulary import Meaning, Vocabulary
from instruments import kinds
from instruments.answers import Answer
from instruments.errors import AnswerError
from instruments.model import Kind, NonAnswer, Question

_TICKS = {"true": 1, "false": 0}
_EMPTY_BOTH = "Empty one of the two."
_ALWAYS = frozenset({NonAnswer.NOT_APPLICABLE, NonAnswer.NOT_ASKED, NonAnswer.SKIPPED, NonAnswer.NOT_REACHED})
"""Missing codes that any question may hold, because routing and export put them in."""


@dataclass(frozen=True)
class Cells:
    """How the cells of one question are read.

    names    of the columns there are, in the export's words
    words    the question's labels, and the values that the file uses for a non-answer
    missing  these values, folded; they win over labels and codes
    by_text  the header is the question's text, so labels are expected
    """

    question: Question
    names: tuple[str, ...]
    words: Vocabulary
    missing: Mapping[str, NonAnswer]
    by_text: bool = False

    @property
    def main(self) -> str:
        """The column that a problem is reported in."""
        return self.names[0]

    def reader(self, values: Sequence[str]) -> Callable[[Mapping[str, str]], Reading]:
        """Return how to read a row's cells (by column name), given every different value of the main column.

        The reader raises CellError.
        """
        if self.question.kind is Kind.MANY:
            return self._labels if self.question.id in self.names else self._ticks
        if self.question.kind is Kind.RANK:
            return self._ranks
        if self.question.kind in (Kind.TEXT, Kind.LONGTEXT, Kind.DATE):
            return self._text
        return self._code if self._holds_codes([value for value in values if value]) else self._label

    def _holds_codes(self, values: Sequence[str]) -> bool:
        """Whether a column holds codes rather than labels; a column of numbers may be either."""
        given = [value for value in values if self._replaced(value) is None]
        labels = [self.words[value] is not None for value in given]
        if any(number(value) is None for value in given):
            return not self.by_text and not any(labels)
        codes = {choice.code for choice in self.question.choices} | set(NonAnswer)
        are_labels = self.question.kind is Kind.ONE and all(labels)
        return not are_labels or (not self.by_text and all(number(value) in codes for value in given))

    # --- one cell that holds a code, a number or a text --------------------------------------------------------------

    def _code(self, texts: Mapping[str, str]) -> Reading:
        written, why = texts[self.main], self._why(texts)
        if why is not None or not written:
            return self._empty(texts, why)
        plain = self._non_answer(written)
        if plain is not None:
            return self._reading(Answer(missing=plain))
        value = decimal(written) if self.question.kind is Kind.DECIMAL else number(written)
        if value is None:
            raise self._unknown(written)
        return self._with_other(self._checked(written, Answer(value=value)), texts)

    def _label(self, texts: Mapping[str, str]) -> Reading:
        written, other = texts[self.main], self.question.other
        meaning = self.words[written] if written and self._why(texts) is None else None
        if meaning is not None:
            return self._with_other(self._meant(written, meaning), texts, meaning.languages)
        if not written or self.question.kind is not Kind.ONE or self._non_answer(written) is not None:
            return self._code(texts)
        if other is None:
            raise self._unknown(written)
        self._trust(written, doubt(written, self.words))
        return self._reading(Answer(value=other.code, other_text=self._cleaned(written)), own_words=(written,))

    def _text(self, texts: Mapping[str, str]) -> Reading:
        written, why = texts[self.main], self._why(texts)
        if why is not None or not written:
            return self._empty(texts, why)
        # Beside a column of missing codes, a text that looks like a non-answer is what somebody wrote.
        meaning = self.words[written] if self._missing_name not in self.names else None
        if meaning is not None:
            return self._reading(self._meant(written, meaning), meaning.languages)
        plain = self._replaced(written)
        if plain is not None:
            return self._reading(Answer(missing=plain))
        if self.question.kind is Kind.DATE:
            return self._reading(self._checked(written, Answer(value=day(written))))
        cleaned = self._cleaned(written, kinds.text_limit(self.question))
        return self._reading(Answer(value=cleaned) if cleaned else None)

    # --- several answers ---------------------------------------------------------------------------------------------

    def _ticks(self, texts: Mapping[str, str]) -> Reading:
        ticks = {name: texts[name] for name in self.names if name != self._other_name}
        held = {self._tick(name, written) for name, written in ticks.items() if written}
        if held <= {0} and ("" not in ticks.values() or not held):
            return replace(self._empty(texts, None), unticked=held == {0})
        if "" in ticks.values() or not (held <= {0, 1} or (len(held) == 1 and held <= set(NonAnswer))):
            found = ", ".join(sorted({shortened(written) or "nothing" for written in ticks.values()}))
            remedy = "Write 0 and 1, or one missing code in all of them."
            raise CellError(self.main, f"the columns of {self.question.id} hold {found} in one row. {remedy}")
        if held <= set(NonAnswer):
            return self._reading(Answer(missing=NonAnswer(held.pop())))
        codes = {column.name: column.code for column in kinds.columns(self.question)}
        ticked = [codes[name] for name, written in ticks.items() if self._tick(name, written) == 1]
        chosen = tuple(code for code in ticked if code is not None)
        return self._with_other(self._checked(", ".join(map(str, chosen)), Answer(value=chosen)), texts)

    def _ranks(self, texts: Mapping[str, str]) -> Reading:
        written = {name: texts[name] for name in self.names if texts[name]}
        plain = {self._non_answer(value, name) for name, value in written.items()}
        if not written:
            return self._reading(None)
        if len(written) == len(self.names) and len(plain) == 1 and (only := plain.pop()) is not None:
            return self._reading(Answer(missing=only))
        order = ranked_codes(self.question, written)
        if order is None:
            raise CellError(self.main, no_ranking(self.question, written))
        return self._reading(self._checked(", ".join(written.values()), Answer(value=order)))

    def _labels(self, texts: Mapping[str, str]) -> Reading:
        written = texts[self.main]
        if not written:
            return self._empty(texts, None)
        plain = self._non_answer(written)
        if plain is not None:
            return self._reading(Answer(missing=plain))
        found = segments(written, self.words)
        if found.ambiguous:
            remedy = "Give each answer a column of its own, with 0 and 1."
            raise CellError(self.main, f"{shortened(written)!r} can be cut into answers in two ways. {remedy}")
        languages = self.words.languages.intersection(*(meaning.languages for meaning in found.meanings))
        return replace(self._with_other(self._chosen(written, found), texts, languages), own_words=found.rest)

    def _chosen(self, written: str, found: Segments) -> Answer:
        other = self.question.other
        meant = [self._meant(written, meaning) for meaning in found.meanings]
        codes = {code for answer in meant for code in answer.codes}
        if found.rest and other is None:
            raise CellError(self.main, " ".join(self._unknown(piece).sentence for piece in found.rest))
        for run in found.rest:
            pieces = (misspelt(piece, self.words) for piece in run.split(","))
            self._trust(run, doubt(run, self.words) or next(filter(None, pieces), None))
        codes |= {other.code} if found.rest and other is not None else set()
        if any(code < 0 for code in codes):
            if len(codes) > 1:
                raise CellError(self.main, f"{shortened(written)!r} holds a non-answer beside answers. Keep one of the two.")
            return meant[0]
        value = tuple(choice.code for choice in self.question.choices if choice.code in codes)
        return self._checked(written, Answer(value=value, other_text=self._cleaned(", ".join(found.rest)) or None))

    # --- parts -------------------------------------------------------------------------------------------------------

    @property
    def _missing_name(self) -> str:
        return f"{self.question.id}__missing"

    @property
    def _other_name(self) -> str:
        return f"{self.question.id}__{kinds.OTHER_TEXT}"

    def _reading(
        self, answer: Answer | None, languages: frozenset[str] | None = None, own_words: tuple[str, ...] = ()
    ) -> Reading:
        return Reading(answer, self.words.languages if languages is None else languages, own_words)

    def _trust(self, written: str, why: str | None) -> None:
        """Raise CellError where a text is hardly somebody's own words."""
        if why is not None:
            remedy = 'Correct it. If somebody wrote so, write the label of "other" here and the words into'
            what = f"{shortened(written)!r} is no label of {self.question.id}: it {why}."
            raise CellError(self.main, f"{what} {remedy} {self._other_name}; read(missing={{…}}) makes it a non-answer.")

    def _replaced(self, written: str) -> NonAnswer | None:
        """Return the non-answer that the file uses a value for."""
        return self.missing.get(fold(written))

    def _why(self, texts: Mapping[str, str]) -> NonAnswer | None:
        """Return the code of the column that says why the value is empty; 0 there means that it is not."""
        written = texts.get(self._missing_name, "")
        code = number(written) if written else 0
        if code == 0:
            return None
        if code not in set(NonAnswer):
            raise CellError(self._missing_name, f"{shortened(written)!r} is no missing code; they are -1 to -8.")
        return self._allowed(self._missing_name, NonAnswer(code))

    def _allowed(self, name: str, code: NonAnswer) -> NonAnswer:
        """Return a missing code that the question offers, that the file's values stand for, or that routing puts in."""
        offered = {choice.code for choice in self.question.non_answers}
        if code in offered | _ALWAYS | set(self.missing.values()):
            return code
        named = f"{code:d} ({code.name.lower()})"
        remedy = f"Correct it, or give read(missing={{{code:d}: {code:d}}}) if respondents could choose it."
        raise CellError(name, f"{self.question.id} does not offer the missing code {named}. {remedy}")

    def _empty(self, texts: Mapping[str, str], why: NonAnswer | None) -> Reading:
        """Return what is meant where the main cell holds no answer: a missing code, an "other" text, or nothing."""
        if why is not None:
            if texts[self.main]:
                named = shortened(texts[self.main])
                raise CellError(self.main, f"{named!r} stands beside the missing code {why:d}. {_EMPTY_BOTH}")
            return self._reading(Answer(missing=why))
        other, text = self.question.other, self._cleaned(texts.get(self._other_name, ""))
        if not text or other is None:
            return self._reading(None)
        return self._reading(Answer(value=(other.code,) if self.question.kind is Kind.MANY else other.code, other_text=text))

    def _with_other(self, answer: Answer, texts: Mapping[str, str], languages: frozenset[str] | None = None) -> Reading:
        """Return the answer with the text of the column beside it."""
        text, other = self._cleaned(texts.get(self._other_name, "")), self.question.other
        if not text:
            return self._reading(answer, languages)
        if other is None or other.code not in answer.codes:
            raise CellError(self._other_name, f'{shortened(text)!r} stands beside an answer that is not "other". {_EMPTY_BOTH}')
        return self._reading(replace(answer, other_text=text), languages)

    def _non_answer(self, written: str, name: str = "") -> NonAnswer | None:
        plain = self._replaced(written)
        if plain is not None or kinds.has_missing_column(self.question):
            return plain
        code = number(written)
        return self._allowed(name or self.main, NonAnswer(code)) if code in set(NonAnswer) else None

    def _tick(self, name: str, written: str) -> int:
        plain = self._non_answer(written, name)
        code = _TICKS.get(written.casefold(), number(written)) if plain is None else int(plain)
        if code is None or code not in {0, 1, *NonAnswer}:
            raise CellError(name, f"{shortened(written)!r} is neither 0 nor 1 nor a missing code (-1 to -8).")
        return code

    def _meant(self, written: str, meaning: Meaning) -> Answer:
        code = meaning.code
        if code is None:
            both = " and ".join(str(code) for code in sorted(meaning.codes))
            raise CellError(self.main, f"{shortened(written)!r} is the label of the codes {both}. Write the code.")
        if code < 0:
            return Answer(missing=NonAnswer(code))
        return Answer(value=(code,) if self.question.kind is Kind.MANY else code)

    def _unknown(self, written: str) -> CellError:
        kind = "code" if number(written) is not None else "label"
        remedy = "Correct it, or give read(missing={…}) if it stands for a non-answer."
        what = f"{shortened(written)!r} is no {kind} of {self.question.id}."
        return CellError(self.main, f"{what}{self.words.nearest(written)} {remedy}")

    def _checked(self, written: str, answer: Answer) -> Answer:
        codes = {choice.code for choice in self.question.choices}
        if self.question.kind in (Kind.ONE, Kind.CONSENT):
            if answer.value not in codes:
                raise self._unknown(written)
            return answer
        why = refusal(self.question, shortened(written), answer)
        if why is not None:
            raise CellError(self.main, f"{why} Correct it.")
        return answer

    def _cleaned(self, text: str, limit: int = kinds.OTHER_TEXT_LENGTH) -> str:
        try:
            return kinds.clean_text(text, limit)
        except AnswerError:
            what = f"{shortened(text)!r} has {len(text)} characters, at most {limit} are kept."
            raise CellError(self.main, f"{what} Shorten it.") from None
