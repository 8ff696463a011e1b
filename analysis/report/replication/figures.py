"""Each figure of the publication redrawn from its counts, with intervals; what was not told is hatched or said to be unknown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from analysis.output import alt, plot
from analysis.output.document import Block, Drawing, Paragraph, Quote, Record, Section
from analysis.output.language import EMPTY, Language
from analysis.output.plot import Bar
from analysis.output.table import Role, Row, Table
from analysis.published.forensics.rounding import parse
from analysis.published.model import Counted, PublishedAnswer, PublishedQuestion, Unit
from analysis.published.results import Audit, Kind, Number
from analysis.report import distributions, scope
from analysis.report.replication import labels, scales
from analysis.report.replication.words import as_printed
from analysis.report.scope import Estimate


@dataclass(frozen=True)
class Figure:
    """One question with the numbers of the audit, by the ids of its answers.

    rest  the people whose answer is not told; None where nobody is, or it cannot be known
    """

    question: PublishedQuestion
    answers: Mapping[str, Number]
    rest: Number | None
    statistics: tuple[Number, ...]

    @property
    def base(self) -> int | None:
        """The base of the counts; None where none is known."""
        return next((number.base for number in (*self.answers.values(), *self.statistics)), None)

    @property
    def counted(self) -> bool:
        """Whether every printed number stands for one count."""
        printed = [number for number in self.answers.values() if number.reported is not None]
        return bool(printed) and self.base is not None and all(number.count is not None for number in printed)

    @property
    def leader_is_known(self) -> bool:
        """Whether no answer that is unnamed, or named without a number, can be more frequent than the first."""
        numbers = self.answers.values()
        if self.question.counted is not Counted.ONE or not self.counted or any(one.reported is None for one in numbers):
            return False
        counts = sorted((one.count or 0 for one in numbers), reverse=True)
        hidden = 0 if self.rest is None else self.rest.count or 0
        rival = counts[1] if self.rest is not None and self.rest.unplaced and len(counts) > 1 else 0
        return counts[0] > rival + hidden


def figures(audit: Audit) -> tuple[Figure, ...]:
    """Return the questions of an audit with their numbers, in the order of the findings file."""
    found = []
    for question in audit.findings.questions:
        own = [number for number in audit.numbers if number.question == question.id]
        answers = {number.id: number for number in own if number.kind is Kind.ANSWER}
        rest = next((number for number in own if number.kind is Kind.REST), None)
        statistics = tuple(number for number in own if number.kind in (Kind.MEAN, Kind.MEDIAN, Kind.SD))
        found.append(Figure(question, answers, rest, statistics))
    return tuple(found)


def chapter(audit: Audit, language: Language) -> tuple[Section, tuple[Record, ...]]:
    """Return a section for each figure, and its numbers as data."""
    every = figures(audit)
    sections = tuple(_section(figure, number, audit, language) for number, figure in enumerate(every, start=1))
    records = tuple(record for figure in every for record in _records(figure, language))
    return Section("topline", language.text("figures_title"), (), sections), records


def estimates(figure: Figure, language: Language) -> list[Estimate]:
    """Return the answers whose count is known, with the people whose answer is not told last."""
    found = []
    for answer in figure.question.answers:
        number = figure.answers[answer.id]
        if number.count is not None:
            found.append(_estimate(number, answer.category, _role(answer), language))
    if figure.rest is not None:
        found.append(_estimate(figure.rest, "", Role.REST, language))
    return found


def _estimate(number: Number, code: int | str, role: Role, language: Language) -> Estimate:
    share, low, high = (float("nan") if value is None else value for value in (number.exact, number.low, number.high))
    return Estimate(code, labels.of_number(number, language), role, number.count or 0, number.base or 0, share, low, high)


def _section(figure: Figure, number: int, audit: Audit, language: Language) -> Section:
    asked, findings = figure.question, audit.findings
    instrument = findings.instrument
    wording = labels.words(asked.text, language)
    blocks: list[Block] = []
    if instrument is not None:
        blocks += distributions.wording_notes(instrument, instrument.question(asked.id), language)
    if asked.quote:
        blocks.append(Quote(asked.quote, findings.written_in, labels.printed_in(asked.figure, language)))
    if asked.answers:
        blocks += _counted(figure, language) if figure.counted else _as_printed(figure, language)
    stated = asked.stated_base
    if figure.base is not None and stated is not None and figure.base != stated:
        told = {"stated": language.count(stated), "base": language.count(figure.base)}
        blocks.append(Paragraph(language.plural("base_differs_n", abs(stated - figure.base), **told)))
    if asked.groups:
        blocks.append(_groups(asked, language))
    if figure.statistics:
        blocks.append(_statistics(figure, audit, language))
        if not any(_interval(number, audit, language) for number in figure.statistics):
            blocks.append(Paragraph(language.text("published_no_interval")))
    return Section(asked.id, f"{number}. {wording}", tuple(blocks), short=f"{number}. {scope.shortened(wording)}")


# --- figures whose counts are known ------------------------------------------------------------------------------------


def _counted(figure: Figure, language: Language) -> Iterator[Block]:
    items = estimates(figure, language)
    if figure.question.counted is Counted.MANY:
        items = sorted(items, key=lambda item: (item.role is not Role.ANSWER, -item.n))
    base = items[0].base_n
    rows = [
        Row(item.label, (language.count(item.n), language.percent(item.share), language.interval(item.low, item.high)), item.role)
        for item in items
    ]
    rows += _without_number(figure, 3, language)
    rows.append(Row(language.text("base"), (language.count(base), "", ""), Role.TOTAL))
    columns = (
        language.text("answer"), language.text("count"), language.text("percent_of_answered"),
        language.text("interval_95"),
    )  # fmt: skip
    notes = (distributions.base_note(base, language), *_notes(figure, items, language))
    table = Table(language.text("answers"), columns, tuple(rows), notes)
    bars = [scope.bar(item, language) for item in items]
    yield scope.drawing(
        bars, table, base, language, name=figure.question.id, shown=True, ranked=figure.leader_is_known
    )  # fmt: skip


def _notes(figure: Figure, items: Sequence[Estimate], language: Language) -> Iterator[str]:
    if any(item.n == 0 for item in items):
        yield language.text("zero_note")
    if figure.rest is not None:
        yield language.text("unplaced_note" if figure.rest.unplaced else "unnamed_note")
    if figure.question.counted is Counted.MANY and not figure.question.complete:
        yield language.text("multi_unnamed_note")


def _without_number(figure: Figure, cells: int, language: Language) -> Iterator[Row]:
    unknown = language.text("not_published")
    for answer in figure.question.answers:
        if answer.printed is None:
            yield Row(labels.words(answer.label, language), (*[unknown] * (cells - 1), EMPTY), Role.UNKNOWN)


# --- figures of which only the printed numbers are known ---------------------------------------------------------------


def _as_printed(figure: Figure, language: Language) -> Iterator[Block]:
    """Yield the printed numbers as bars without intervals: their counts are not known, or have no base in common."""
    asked = figure.question
    printed = [answer for answer in asked.answers if answer.printed is not None]
    if asked.counted is Counted.MANY:
        printed.sort(key=lambda answer: (answer.cannot_answer, -_share(answer, figure.base)))
    rows = [
        Row(
            labels.words(answer.label, language),
            (_number(answer, language), _count(figure.answers[answer.id], language)),
            _role(answer),
        )
        for answer in printed
    ]
    rows += _without_number(figure, 2, language)
    base = language.text("unknown") if figure.base is None else language.count(figure.base)
    rows.append(Row(language.text("base"), ("", base), Role.TOTAL))
    columns = (language.text("answer"), language.text("printed"), language.text("possible_counts"))
    notes = (language.text("trend_note" if asked.counted is Counted.TREND else "no_counts_note"),)
    table = Table(language.text("answers"), columns, tuple(rows), notes)
    bars = [_bar(answer, figure.base, language) for answer in printed]
    known = [bar for bar in bars if bar is not None]
    if known:
        words = alt.printed_chart(known, language)
        svg = plot.bars(known, language, name=asked.id, alt=words)
        yield Drawing(table.caption, svg, words, table, shown=True)
    else:
        yield table


def _bar(answer: PublishedAnswer, base: int | None, language: Language) -> Bar | None:
    """Return the bar of a printed number; None where it is a count of an unknown base, or no share at all."""
    share = _share(answer, base)
    if not 0 <= share <= 1:
        return None
    return Bar(labels.words(answer.label, language), float(share), _number(answer, language), role=_role(answer))


def _share(answer: PublishedAnswer, base: int | None) -> Fraction:
    """Return a printed number as a share; -1 for a count of an unknown base."""
    printed = answer.printed or "0"
    if answer.unit is Unit.PERCENT:
        return parse(printed).value / 100
    if answer.unit is Unit.FRACTION:
        return Fraction(printed)
    return Fraction(int(printed), base) if base else Fraction(-1)


def _number(answer: PublishedAnswer, language: Language) -> str:
    printed = answer.printed or ""
    return language.count(int(printed)) if answer.unit is Unit.COUNT else as_printed(printed, language)


def _count(number: Number, language: Language) -> str:
    """Return the counts that are printed so, where there are some."""
    if number.count is not None:
        return language.count(number.count)
    several = next((reason.told for reason in number.reasons if reason.key == "number_several_counts"), None)
    if several is None:
        return EMPTY
    return "–".join(language.count(end) for end in (several["low"], several["high"]) if isinstance(end, int))


# --- what both have ----------------------------------------------------------------------------------------------------


def _role(answer: PublishedAnswer) -> Role:
    return Role.NON_ANSWER if answer.cannot_answer else Role.ANSWER


def _groups(asked: PublishedQuestion, language: Language) -> Table:
    """Return the percents of each group as printed; what they imply stands among the numbers."""
    rows = tuple(
        Row(labels.words(group.label, language), tuple(as_printed(printed, language) for printed in group.printed))
        for group in asked.groups
    )
    columns = (language.text("group"), *(labels.words(answer.label, language) for answer in asked.answers))
    return Table(language.text("groups_as_printed"), columns, rows)


def _statistics(figure: Figure, audit: Audit, language: Language) -> Table:
    rows = tuple(
        Row(
            labels.of_number(number, language),
            (
                as_printed(number.reported or "", language),
                _interval(number, audit, language) or language.text("not_published"),
            ),
        )
        for number in figure.statistics
    )
    columns = (language.text("statistic"), language.text("reported_value"), language.text("interval_95"))
    notes = () if figure.base is None else (distributions.base_note(figure.base, language),)
    return Table(language.text("statistics_title"), columns, rows, notes)


def _interval(number: Number, audit: Audit, language: Language) -> str | None:
    """Return the interval of a mean whose standard deviation was printed, too."""
    found = scales.mean_interval(audit, number.question) if number.kind is Kind.MEAN else None
    return None if found is None else language.number_interval(*found, 2)


def _records(figure: Figure, language: Language) -> list[Record]:
    items = estimates(figure, language)
    wording = labels.words(figure.question.text, language)
    notes = ["unnamed" if item.role is Role.REST else "" for item in items]
    return scope.records(items, figure.question.variable, wording, base="answered", notes=notes)
