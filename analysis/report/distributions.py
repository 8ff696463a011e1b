"""One section a question: its wording, how the answers are distributed on each base, and their statistics."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from analysis.estimation.numbers.moment import means
from analysis.estimation.numbers.quantile import quantiles
from analysis.estimation.shares.share import shares
from analysis.output.document import Block, Drawing, Facts, Paragraph, Record, Section, Tone
from analysis.output.language import EMPTY, Language
from analysis.output.table import Role, Row, Table
from analysis.report.experiments.wordings import list_of
from analysis.report.groups import answers_by_arm, grouped, records_of
from analysis.report.scope import Estimate, Scope, bar, divided, drawing, estimates, records, shortened, star_note
from analysis.report.versions import older_wordings
from analysis.variable import variable
from instruments import kinds
from instruments.model import NOT_IN_BASE_ASKED, Kind, NonAnswer, Question, Wording
from instruments.piping import unpiped

BASES = ("answered", "asked", "opinion")
_TEXTS = (Kind.TEXT, Kind.LONGTEXT, Kind.DATE)
_NUMBERS = (Kind.INTEGER, Kind.DECIMAL)
_MANY_VALUES = 12
"""With more different numbers than this a distribution is no longer read but summed up."""


def sections(scope: Scope) -> tuple[tuple[Section, ...], tuple[Record, ...]]:
    """Return a section for each question, and their numbers as data."""
    found: list[Section] = []
    data: list[Record] = []
    for number, question in enumerate(scope.instrument.variables, start=1):
        blocks, rows = _question(scope, question)
        words = wording_notes(question, scope.language)
        before = (Paragraph(older, Tone.NOTE) for older in older_wordings(scope.data, question, scope.language))
        found.append(section(question, number, (*words, *before, *blocks), scope.language))
        data += rows
    return tuple(found), tuple(data)


def section(question: Question, number: int, blocks: Sequence[Block], language: Language) -> Section:
    """Return the section of a question under its exact wording."""
    wording = unpiped(question.text[language.code])
    return Section(question.id, f"{number}. {wording}", tuple(blocks), short=f"{number}. {shortened(wording)}")


def wording_notes(question: Question, language: Language) -> Iterator[Block]:
    """Yield what belongs to the wording: its hint, what the ends of a scale mean, and where the words come from."""
    if question.hint is not None:
        yield Paragraph(question.hint[language.code])
    if question.ends is not None:
        low, high = (end[language.code] for end in question.ends)
        yield Paragraph(language.text("scale_ends", low=question.low, low_label=low, high=question.high, high_label=high))
    if question.kind is Kind.MANY:
        yield Paragraph(language.text("multi_note"), Tone.NOTE)
    if question.kind is Kind.COUNT:
        yield Paragraph("; ".join(item.text[language.code].removesuffix(".") for item in question.items))
    if question.kind is Kind.RANK:
        yield Paragraph(language.text("rank_note"), Tone.NOTE)
    made = [part for part, source in question.source if source is Wording.RECONSTRUCTED]
    made += ["choices" for choice in question.choices if choice.source is Wording.RECONSTRUCTED]
    if made:
        parts = ", ".join(language.text(f"part_{part}") for part in dict.fromkeys(made))
        yield Paragraph(language.text("reconstructed", parts=parts), Tone.NOTE)


def base_note(n: int, language: Language) -> str:
    """Return how many people the percents are of."""
    return language.plural("base_people_n", n)


def _question(scope: Scope, question: Question) -> tuple[list[Block], list[Record]]:
    of = variable(scope.data, question.id)
    answered = of.rows_without(frozenset({*NOT_IN_BASE_ASKED, NonAnswer.SKIPPED}))
    blocks = list(_who_is_outside(scope, question))
    if not answered.any():
        return [*blocks, Paragraph(scope.language.text("no_answers"), Tone.WARNING), *_unanswered(scope, question)], []
    if question.kind in _TEXTS:
        return [*blocks, *_texts(scope, question)], []
    lists = list_of(scope.data, scope.instrument, question)
    if lists is not None:
        # A count of two lists together says nothing of either.
        by_arm = grouped(scope, question, question.id, f"arm_{lists.id}")
        note = Paragraph(scope.language.text("lists_apart"))
        return [*blocks, note, answers_by_arm(scope, by_arm)], list(records_of(scope, by_arm))
    rows: list[Record] = []
    # Where numbers may be negative, a category cannot be told from a missing code.
    if question.kind not in _NUMBERS or (len(of.answers) <= _MANY_VALUES and not kinds.has_missing_column(question)):
        figure, rows = _distribution(scope, question)
        blocks.append(figure)
    if question.kind in (Kind.SCALE, Kind.COUNT, *_NUMBERS):
        blocks += [_statistics(scope, question), *_groups(scope, question)]
    return [*blocks, *_own_words(scope, question)], rows


def _distribution(scope: Scope, question: Question) -> tuple[Drawing, list[Record]]:
    language, wording = scope.language, unpiped(question.text[scope.language.code])
    by_base = {base: estimates(shares(scope.data, question.id, base=base), question.id, scope.labels) for base in BASES}
    shown = _ordered(by_base["answered"], question)
    table = _table(scope, by_base, shown)
    bars = [bar(item, language) for item in shown]
    figure = drawing(bars, table, shown[0].base_n, language, name=question.id, shown=True, synthetic=scope.synthetic)
    return figure, [record for base in BASES for record in records(by_base[base], question.id, wording, base=base)]


def _ordered(items: list[Estimate], question: Question) -> list[Estimate]:
    """Return the answers of a multiple response by their frequency; those of other questions in the instrument's order."""
    if question.kind is not Kind.MANY:
        return items
    last = {choice.code for choice in question.choices if choice.other or choice.exclusive}
    return sorted(items, key=lambda item: (item.role is Role.NON_ANSWER, item.code in last, -item.n))


def _table(scope: Scope, by_base: dict[str, list[Estimate]], shown: list[Estimate]) -> Table:
    language = scope.language
    percents = {base: {item.code: language.percent(item.share) for item in items} for base, items in by_base.items()}
    outside = [item for item in by_base["asked"] if item.code not in percents["answered"]]
    rows = [
        Row(
            item.label,
            (
                language.count(item.n),
                percents["answered"].get(item.code, EMPTY),
                language.interval(item.low, item.high) if item.code in percents["answered"] else EMPTY,
                percents["asked"].get(item.code, EMPTY),
                percents["opinion"].get(item.code, EMPTY),
            ),
            item.role,
        )
        for item in [*shown, *outside]
    ]
    for base, items in by_base.items():
        base_n = language.count(items[0].base_n if items else 0)
        rows.append(Row(language.text(f"base_of_{base}"), (base_n, "", "", "", ""), Role.TOTAL))
    columns = (
        language.text("answer"), language.text("count"), language.text("percent_of_answered"), language.text("interval_95"),
        language.text("percent_of_asked"), language.text("percent_of_opinion"),
    )  # fmt: skip
    return Table(language.text("answers"), columns, tuple(rows), _notes(scope, shown))


def _notes(scope: Scope, shown: list[Estimate]) -> tuple[str, ...]:
    language = scope.language
    notes = [base_note(shown[0].base_n, language)]
    if shown[0].base_n < 30:
        notes.append(language.plural("small_base_n", 30))
    if scope.weighted:
        notes.append(language.text("weighted_note"))
    notes += star_note(shown, language)
    if any(item.n == 0 for item in shown):
        notes.append(language.text("zero_note"))
    return tuple(notes)


def _who_is_outside(scope: Scope, question: Question) -> Iterator[Block]:
    asked = shares(scope.data, question.id, base="asked")
    empty = int(asked.attrs["missing"])
    base = int(asked["base_n"].iloc[0]) if len(asked) else 0
    if empty:
        yield Paragraph(scope.language.plural("missing_n", empty), Tone.NOTE)
    not_shown = len(scope.data.frame) - base - empty
    if not_shown:
        yield Paragraph(scope.language.plural("not_shown_n", not_shown), Tone.NOTE)


def _unanswered(scope: Scope, question: Question) -> Iterator[Block]:
    """Yield how many were asked a question that nobody answered, and what they did instead."""
    language = scope.language
    of = variable(scope.data, question.id)
    asked = int((of.rows_without(NOT_IN_BASE_ASKED) & ~of.missing).sum())
    if asked:
        skipped = asked - int((of.rows_without(frozenset({*NOT_IN_BASE_ASKED, NonAnswer.SKIPPED})) & ~of.missing).sum())
        yield Facts(((language.text("asked"), language.count(asked)), (language.text("skipped"), language.count(skipped))))


def _statistics(scope: Scope, question: Question) -> Table:
    language = scope.language
    mean, median = means(scope.data, question.id).iloc[0], quantiles(scope.data, question.id, interval="woodruff").iloc[0]
    places = 0 if float(median["quantile"]).is_integer() else 1
    rows = (
        Row(
            language.text("median"),
            (language.number(median["quantile"], places), language.number_interval(median["low"], median["high"], places)),
        ),
        Row(language.text("mean"), (language.number(mean["mean"], 2), language.number_interval(mean["low"], mean["high"], 2))),
    )
    columns = (language.text("statistic"), language.text("value"), language.text("interval_95"))
    notes = [base_note(int(mean["n"]), language)]
    if question.kind is Kind.SCALE:
        notes.append(language.text("statistics_note"))
    return Table(language.text("median_and_mean"), columns, rows, tuple(notes))


def _groups(scope: Scope, question: Question) -> Iterator[Block]:
    """Yield each variable derived from the question, as a divided bar."""
    language = scope.language
    for derived in scope.instrument.derived:
        if derived.source != question.id:
            continue
        items = estimates(shares(scope.data, derived.id), derived.id, scope.labels)
        rows = tuple(
            Row(
                item.label,
                (language.count(item.n), language.percent(item.share), language.interval(item.low, item.high)),
                item.role,
            )
            for item in items
        )
        rows += (Row(language.text("base"), (language.count(items[0].base_n), "", ""), Role.TOTAL),)
        columns = (
            language.text("answer"), language.text("count"), language.text("percent_of_answered"),
            language.text("interval_95"),
        )  # fmt: skip
        table = Table(
            derived.label[language.code], columns, rows, (base_note(items[0].base_n, language), *star_note(items, language))
        )
        bars = [bar(item, language) for item in items]
        yield divided(bars, table, items[0].base_n, language, name=derived.id, synthetic=scope.synthetic)


def _texts(scope: Scope, question: Question) -> Iterator[Block]:
    written = variable(scope.data, question.id).rows_without(frozenset(NonAnswer))
    yield Paragraph(scope.language.plural("texts_n", int(written.sum())))
    yield Paragraph(scope.language.text("texts_not_printed"), Tone.NOTE)


def _own_words(scope: Scope, question: Question) -> Iterator[Block]:
    column = f"{question.id}__{kinds.OTHER_TEXT}"
    if question.other is not None and column in scope.data.frame:
        written = scope.data.frame[column].fillna("").astype(str).str.strip() != ""
        if written.any():
            yield Paragraph(scope.language.plural("other_texts_n", int(written.sum())), Tone.NOTE)
