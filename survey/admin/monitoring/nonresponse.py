"""The figures of what was not answered, question by question: how often it was skipped, and how many could not answer. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from instruments.model import Instrument, Question
from survey.admin.monitoring.charts import Value, bars
from survey.admin.monitoring.measures import Estimate
from survey.admin.monitoring.sections import LONGEST_LABEL, Figure
from survey.admin.monitoring.topline import ANSWERED, CANNOT_ANSWER, Answers, Topline
from survey.admin.monitoring.words import Words

Shown = Sequence[tuple[Question, Answers]]


def figures(instrument: Instrument, topline: Topline, words: Words) -> Iterator[Figure]:
    """Yield who skipped each question, of those who were asked, and who could not answer it, of those who did not skip it."""
    shown = [(question, topline.answers[question.id]) for question in instrument.variables if question.id in topline.answers]
    offered = [(question, found) for question, found in shown if CANNOT_ANSWER in found.outcomes.look.counts]
    if shown:
        yield _skipped(shown, words)
    if offered:
        yield _cannot_answer(offered, words)


def _skipped(shown: Shown, words: Words) -> Figure:
    values = [_value(question, found.skipped, found.skip_rate, words) for question, found in shown]
    rows = tuple(
        (value.label, str(found.asked), words.shown(found.outcomes.look.shown(ANSWERED)), value.number)
        for value, (_, found) in zip(values, shown, strict=True)
    )
    headings = tuple(map(words.say, ("question", "asked", "answered", "rate_skipped")))
    notes = (words.say("skipped_note"),)
    return Figure("skipped", words.say("figure_skipped"), headings, rows, bars(values, longest=LONGEST_LABEL), notes)


def _cannot_answer(shown: Shown, words: Words) -> Figure:
    told = ((each, of.outcomes.look.shown(CANNOT_ANSWER), of.outcomes.estimates.get(CANNOT_ANSWER)) for each, of in shown)
    values = [_value(each, n, estimate, words) for each, n, estimate in told]
    rows = tuple((value.label, str(found.base), value.number) for value, (_, found) in zip(values, shown, strict=True))
    headings = tuple(map(words.say, ("question", "not_skipped", "rate_cannot_answer")))
    notes = (words.say("cannot_answer_note"),)
    return Figure("cannot-answer", words.say("figure_cannot_answer"), headings, rows, bars(values, longest=LONGEST_LABEL), notes)


def _value(question: Question, n: int | None, estimate: Estimate | None, words: Words) -> Value:
    label = words.of(question.text)
    if n is None or estimate is None:
        return Value(label, words.shown(None), None)
    share, low, high = estimate
    return Value(label, words.estimate(n, share, low, high), share, (low, high))
