"""Words and numbers of the monitoring pages in one language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from babel.dates import format_date
from babel.numbers import get_decimal_symbol

from instruments.codebook import missing_labels
from instruments.model import Instrument, Question, Text
from instruments.piping import unpiped
from survey.admin.wording import MESSAGES

PERCENT = "\N{NO-BREAK SPACE}%"


@dataclass(frozen=True)
class Words:
    """A language of the administration, and the languages that a questionnaire has words in."""

    language: str
    offered: tuple[str, ...]

    def say(self, key: str, **parameters: object) -> str:
        """Return a message."""
        return MESSAGES.text(self.language, key, **parameters)

    def count(self, key: str, n: int, **parameters: object) -> str:
        """Return a message in the form that a number asks for."""
        return MESSAGES.plural(self.language, key, n, **parameters)

    def of(self, text: Text) -> str:
        """Return a text of the questionnaire in this language, or where it lacks it in the questionnaire's first."""
        return unpiped(text[self.language if self.language in self.offered else self.offered[0]])

    def percent(self, share: float) -> str:
        """Return a share as a percentage with one decimal.

        >>> Words("kk", ("kk",)).percent(0.4667)
        '46,7\\xa0%'
        """
        return f"{self._points(share)}{PERCENT}"

    def estimate(self, n: int, share: float, low: float, high: float) -> str:
        """Return a share with its count and the ends of its interval."""
        return f"{self.percent(share)} ({self._points(low)}–{self._points(high)}; n\N{NO-BREAK SPACE}=\N{NO-BREAK SPACE}{n})"

    def shown(self, n: int | None) -> str:
        """Return a count, or that it is not shown."""
        return self.say("not_shown") if n is None else str(n)

    def day(self, day: str) -> str:
        """Return a day, given as ISO text, as it is written shortly."""
        return format_date(date.fromisoformat(day), "d MMM", self.language)

    def _points(self, share: float) -> str:
        return f"{100 * share:.1f}".replace(".", get_decimal_symbol(self.language))


def answer_label(question: Question, code: str, words: Words) -> str:
    """Return what an answer of a code means: its label, the point of a scale, or the non-answer."""
    label = next((words.of(choice.label) for choice in question.choices if str(choice.code) == code), None)
    if label is not None:
        return label
    if int(code) < 0:
        return missing_labels(words.language)[int(code)]
    if question.ends and int(code) in (question.low, question.high):
        end = question.ends[0] if int(code) == question.low else question.ends[1]
        return f"{code} ({words.of(end)})"
    return code


def question_label(instrument: Instrument, name: str, words: Words) -> str:
    """Return a question's text; of what is no question, its id."""
    return words.of(instrument.by_id[name].text) if name in instrument.by_id else name
