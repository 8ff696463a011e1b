"""Words and numbers of the monitoring pages in one language."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from babel.dates import format_date, format_skeleton
from babel.numbers import get_decimal_symbol

from instruments.codebook import VOCABULARY, missing_labels
from instruments.condition_words import Naming, in_words
from instruments.model import Combination, Condition, Group, Instrument, Kind, Question, Text
from instruments.piping import grouped, unpiped
from instruments.rules.dates import date_in_words
from instruments.rules.numbers import places
from survey.admin.monitoring.groups import ends
from survey.admin.monitoring.links import routing_of
from survey.admin.monitoring.measures import Middle
from survey.admin.wording import MESSAGES

_PLAIN = re.compile(r"[0-9.,]+")
_LONGEST_QUESTION = 60
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

    def range(self, low: float, high: float) -> str:
        """Return the ends of an interval of a share.

        >>> Words("en", ("en",)).range(0.353, 0.6)
        '35.3–60.0\\xa0%'
        """
        return f"{self._points(low)}–{self._points(high)}{PERCENT}"

    def estimate(self, n: int, share: float, low: float, high: float) -> str:
        """Return a share with its count and the ends of its interval."""
        return f"{self.percent(share)} ({self._points(low)}–{self._points(high)}; n\N{NO-BREAK SPACE}=\N{NO-BREAK SPACE}{n})"

    def shown(self, n: int | None) -> str:
        """Return a count, or that it is not shown."""
        return self.say("not_shown") if n is None else str(n)

    def day(self, day: str) -> str:
        """Return a day, given as ISO text, as it is written shortly."""
        return format_date(date.fromisoformat(day), "d MMM", self.language)

    def full_day(self, day: str) -> str:
        """Return a day, given as ISO text, as it is written out."""
        return date_in_words(date.fromisoformat(day), self.language)

    def month(self, months: float) -> str:
        """Return a month, counted from the year 0, with its year.

        >>> Words("en", ("en",)).month(1991 * 12 + 2)
        'March 1991'
        """
        year, month = divmod(int(months), 12)
        return str(format_skeleton("yMMMM", date(year, month + 1, 1), locale=self.language))

    def mean(self, number: float) -> str:
        """Return a mean with two decimals."""
        return f"{number:.2f}".replace(".", get_decimal_symbol(self.language))

    def _points(self, share: float) -> str:
        return f"{100 * share:.1f}".replace(".", get_decimal_symbol(self.language))


def answer_label(question: Question, code: str, words: Words) -> str:
    """Return what an answer of a code means: its label, a group of numbers, the point of a scale, or the non-answer."""
    label = next((words.of(choice.label) for choice in question.choices if str(choice.code) == code), None)
    if label is not None:
        return label
    if group := ends(code):
        return _group_label(question, *group, words)
    if int(code) < 0:
        return missing_labels(words.language)[int(code)]
    if question.ends and int(code) in (question.low, question.high):
        end = question.ends[0] if int(code) == question.low else question.ends[1]
        return f"{code} ({words.of(end)})"
    return code


def _group_label(question: Question, low: float | None, high: float | None, words: Words) -> str:
    """Return a group of numbers or dates: both its ends belong to it."""
    key = "date" if question.kind is Kind.DATE else "number"
    first, last = _ends(question, low, high, words)
    if first is None or last is None:
        return words.say(f"group_{key}_to" if first is None else f"group_{key}_from", end=last or first)
    dash = "–" if _PLAIN.fullmatch(first) else " – "
    return first if first == last else f"{first}{dash}{last}"


def _ends(question: Question, low: float | None, high: float | None, words: Words) -> tuple[str | None, str | None]:
    """Return the first and the last of a group in words: of months, whole years as years."""
    in_years = question.kind is Kind.DATE and not any(bound % 12 for bound in (low, high) if bound is not None)
    step = 10.0 ** -places(question) if question.kind is Kind.DECIMAL else 12.0 if in_years else 1.0

    def said(end: float) -> str:
        return grouped(end // 12, words.language) if in_years else _end(question, end, words)

    return None if low is None else said(low), None if high is None else said(high - step)


def _end(question: Question, end: float, words: Words) -> str:
    return words.month(end) if question.kind is Kind.DATE else grouped(end, words.language)


def middle_words(question: Question, found: Middle, words: Words) -> tuple[str, ...]:
    """Return in sentences where the middle of numbers lies, with intervals."""
    median, low, high = (_end(question, each, words) for each in found.median)
    sentences = [words.say("median_is", median=median, low=low, high=high)]
    if found.mean:
        mean, low, high = map(words.mean, found.mean)
        sentences.append(words.say("mean_is", mean=mean, low=low, high=high))
    return tuple(sentences)


def condition_label(condition: Condition, instrument: Instrument, words: Words) -> str:
    """Return who meets a condition, by the questions, their answers and the arms it is on; a long question is shortened."""
    experiments = {each.id: each for each in instrument.experiments}
    language = words.language if words.language in words.offered else words.offered[0]
    naming = Naming(
        question=lambda name: textwrap.shorten(question_label(instrument, name, words), _LONGEST_QUESTION, placeholder=" …"),
        code=lambda name, code: answer_label(instrument.by_id[name], str(code), words),
        arm=lambda arm: experiments[arm.experiment].label(arm.arm, language),
    )
    parts: tuple[Condition, ...] = (condition,)
    if isinstance(condition, Group) and condition.combination is Combination.ALL:
        parts = condition.conditions
    return in_words(parts, VOCABULARY, words.language, naming)


def question_label(instrument: Instrument, name: str, words: Words) -> str:
    """Return a question's text; of what is no question, its id."""
    return words.of(instrument.by_id[name].text) if name in instrument.by_id else name


def page_label(instrument: Instrument, name: str, words: Words) -> str:
    """Return a question's text; before one that not everybody is asked, who is: a chart cuts what is too long at its end."""
    label, routing = question_label(instrument, name, words), routing_of(instrument, name) if name in instrument.by_id else None
    return f"{routing_label(routing, instrument, words)}: {label}" if routing else label


def routing_label(routing: Iterable[Condition], instrument: Instrument, words: Words) -> str:
    """Return who meets all of some conditions."""
    return condition_label(Group(Combination.ALL, tuple(sorted(routing, key=repr))), instrument, words)
