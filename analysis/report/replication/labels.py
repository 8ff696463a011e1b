"""What the answers, margins and figures of a publication are called, from its findings file: no questionnaire is needed."""

from __future__ import annotations

from analysis.output.language import Language
from analysis.published.model import Findings, PublishedQuestion
from analysis.published.results import Kind, Number
from analysis.report.scope import shortened
from instruments.model import Text

QUESTION = 48
"""Letters of a question's wording beside an answer, enough to know it by."""

ANSWER = 30
"""Letters of an answer that stands beside another one."""

_STATISTICS = {
    Kind.MEAN: "mean",
    Kind.MEDIAN: "median",
    Kind.SD: "standard_deviation",
    Kind.SAMPLE: "sample_size",
    Kind.BASE: "base",
}


def words(text: Text, language: Language) -> str:
    """Return a text of the findings file in the report's language."""
    return text[language.code]


def of_number(number: Number, language: Language) -> str:
    """Return what a number of the audit is of."""
    if number.label is not None:
        return words(number.label, language)
    if number.kind is Kind.REST:
        return language.text("unplaced_answers" if number.unplaced else "unnamed_answers")
    return language.text(_STATISTICS[number.kind])


def of_answer(name: str, findings: Findings, language: Language) -> str:
    """Return the label of an answer or a margin with its question: many questions have a "yes"."""
    question = _question(findings.members(name)[0], findings)
    label = _label(name, findings, question)
    return f"{language.quoted(words(label, language))} – {topic(question, language)}"


def topic(question: PublishedQuestion, language: Language) -> str:
    """Return what a question is about in a few words; where the findings file does not say, the beginning of its wording."""
    if question.topic is not None:
        return words(question.topic, language)
    return shortened(words(question.text, language), QUESTION)


def of_pair(names: tuple[str, ...], findings: Findings, language: Language) -> str:
    """Return the labels of answers taken together, short enough for a figure."""
    return " + ".join(_in_short(name, findings, language) for name in names)


def title(question: PublishedQuestion, base: int | None, language: Language) -> str:
    """Return the title of a figure: what it is about and of how many people, where that is known."""
    about = topic(question, language)
    return about if base is None else language.plural("figure_title_n", base, topic=about)


def _in_short(name: str, findings: Findings, language: Language) -> str:
    question = _question(findings.members(name)[0], findings)
    quoted = language.quoted(shortened(words(_label(name, findings, question), language), ANSWER))
    return f"{quoted} ({topic(question, language)})"


def printed_in(place: Text | None, language: Language) -> str:
    """Return where a number or a quote stands: in a figure with a number, or in a place that has a name."""
    figure = "" if place is None else words(place, language)
    if figure.isdecimal():
        return language.text("printed_in_figure", figure=figure)
    return language.text("printed_in_place", place=figure) if figure else language.text("printed_words")


def numbers_in(place: Text, language: Language) -> str:
    """Return the title of the numbers of one figure or place."""
    figure = words(place, language)
    if figure.isdecimal():
        return language.text("numbers_in_figure", figure=figure)
    return language.text("numbers_in_place", place=figure)


def _label(name: str, findings: Findings, question: PublishedQuestion) -> Text:
    """Return the label of an answer of a question, or of a margin."""
    margin = next((margin.label for margin in findings.margins if margin.id == name), None)
    return margin if margin is not None else next(answer.label for answer in question.answers if answer.id == name)


def _question(answer: str, findings: Findings) -> PublishedQuestion:
    return next(question for question, found in findings.answers() if found.id == answer)
