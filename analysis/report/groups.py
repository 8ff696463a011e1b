"""Cross-tabulations: every question by every grouping variable, small cells hidden, one test each, adjusted together."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from analysis.arrays import Booleans, Integers
from analysis.estimation.crosstabs.crosstab import crosstab
from analysis.estimation.domain import domain
from analysis.estimation.intervals.multiplicity import holm
from analysis.estimation.numbers.moment import means
from analysis.estimation.shares.share import shares
from analysis.output.disclosure import SMALL_BASE, hidden, hidden_means, with_rest
from analysis.output.document import Block, Paragraph, Record, Section, Tone
from analysis.output.language import EMPTY, Language
from analysis.output.table import Role, Row, Table
from analysis.report import tested as tested_words
from analysis.report.scope import Estimate, Scope, estimates, records, share_with_interval, shortened, star_note
from analysis.report.tested import Tested
from analysis.values import Value
from instruments import kinds
from instruments.model import Basis, Instrument, Kind, Question

HIDDEN = "×"
SMALL = "†"
"""Marks of a number that is not shown, and of a small base."""


@dataclass(frozen=True, eq=False)
class Grouped:
    """One question by one grouping variable.

    variable  what is tabulated: the question, or the groups its numbers were derived into
    groups    categories of the grouping variable, those that occur
    cells     (categories)(groups)
    total     (categories) all respondents, also those in no group
    hidden    (categories, groups) what must not be shown
    """

    by: str
    question: Question
    variable: str
    groups: tuple[Value, ...]
    cells: tuple[tuple[Estimate, ...], ...]
    total: tuple[Estimate, ...]
    hidden: Booleans

    @property
    def bases(self) -> tuple[int, ...]:
        """The base of each group."""
        return tuple(cell.base_n for cell in self.cells[0]) if self.cells else ()

    @property
    def counts(self) -> Integers:
        """(categories, groups) respondents."""
        return np.array([[cell.n for cell in line] for line in self.cells], dtype=np.intp)


def groupings(scope: Scope) -> tuple[Grouped, ...]:
    """Return every question by every grouping variable that forms two groups or more."""
    tables = []
    for by in scope.by:
        if len(domain(scope.data, by=by).keys) < 2:
            continue
        for question in scope.instrument.variables:
            name = tabulated(scope.instrument, question)
            if name is not None and by not in (question.id, name):
                tables.append(grouped(scope, question, name, by))
    return tuple(table for table in tables if table.groups)


def tests(scope: Scope, tables: Sequence[Grouped]) -> tuple[Tested, ...]:
    """Return a test for each table, one for each choice of a multiple response, adjusted together [Holm 1979]."""
    found = [one for table in tables for one in _tests(scope, table)]
    run = [place for place, one in enumerate(found) if not math.isnan(one.p)]
    adjusted = dict(zip(run, holm(np.array([found[place].p for place in run])).tolist() if run else [], strict=True))
    return tuple(replace(one, adjusted=adjusted.get(place, math.nan)) for place, one in enumerate(found))


def chapter(scope: Scope, tables: Sequence[Grouped], tested: Sequence[Tested]) -> tuple[Section, tuple[Record, ...]]:
    """Return the chapter of cross-tabulations and their numbers as data."""
    language = scope.language
    inner: list[Section] = []
    for by in scope.by:
        of_this = [table for table in tables if table.by == by]
        title = by_title(scope, by)
        blocks: list[Block] = [*ungrouped(scope, by), *(_table(scope, table, tested) for table in of_this)]
        if of_this:
            blocks += _test_table(scope, [one for one in tested if one.by == by], title)
        else:
            blocks.append(Paragraph(language.text("one_group")))
        inner.append(Section(f"by-{by}", title, tuple(blocks), short=shortened(title)))
    run = sum(not math.isnan(one.p) for one in tested)
    opening = [Paragraph(language.text("crosstab_intro")) if inner else _no_groups(scope)]
    if run:
        opening.append(Paragraph(language.plural("tests_run_n", run), Tone.NOTE))
    data = tuple(record for table in tables for record in records_of(scope, table))
    return Section("crosstabs", language.text("crosstabs"), tuple(opening), tuple(inner)), data


def by_title(scope: Scope, by: str) -> str:
    """Return the heading of everything that is split by a variable."""
    return scope.language.text("by_variable", variable=scope.labels.variable(by))


def ungrouped(scope: Scope, by: str) -> Iterator[Block]:
    """Yield how many respondents a variable puts in no group."""
    n = domain(scope.data, by=by).missing
    if n:
        yield Paragraph(scope.language.plural("ungrouped_n", n), Tone.NOTE)


def group_notes(marks: str, language: Language) -> tuple[str, ...]:
    """Return what the marks in a table of groups mean."""
    notes = [language.text("interval_in_brackets")]
    if HIDDEN in marks:
        notes.append(f"{HIDDEN} {language.text('suppressed')}")
    if SMALL in marks:
        notes.append(f"{SMALL} {language.plural('small_base_n', SMALL_BASE)}")
    return tuple(notes)


def tabulated(instrument: Instrument, question: Question) -> str | None:
    """Return what of a question is tabulated: the groups derived from its numbers, else itself; None for words and numbers."""
    derived = next((one.id for one in instrument.derived if one.source == question.id), None)
    if derived is not None or question.kind in (Kind.ONE, Kind.MANY, Kind.SCALE, Kind.RANK):
        return derived or question.id
    return None


def _no_groups(scope: Scope) -> Paragraph:
    """Return why nothing is compared where no grouping variable was named."""
    known = scope.data.frame["language"].notna().all()
    return Paragraph(scope.language.text("crosstab_none" if known else "crosstab_language_unknown"))


def grouped(scope: Scope, question: Question, name: str, by: str) -> Grouped:
    """Return what is tabulated of one question, by one grouping variable, with what must not be shown."""
    frame = shares(scope.data, name, by=by)
    groups = tuple(dict.fromkeys(frame[by].tolist()))
    by_group = [estimates(frame[frame[by] == group], name, scope.labels) for group in groups]
    cells = tuple(zip(*by_group, strict=True))
    total = estimates(shares(scope.data, name), name, scope.labels)
    table = Grouped(by, question, name, groups, cells, tuple(total), np.zeros((len(cells), len(groups)), dtype=np.bool_))
    if not cells:
        return table
    counts = with_rest(table.counts, np.array([item.n for item in total], dtype=np.intp))
    bases = with_rest(np.array(table.bases, dtype=np.intp), np.array(total[0].base_n, dtype=np.intp))
    mask = hidden(counts, bases, exclusive=question.kind is not Kind.MANY)
    return replace(table, hidden=mask[:, : len(groups)])


def answers_by_arm(scope: Scope, table: Grouped) -> Table:
    """Return the answers of each arm of an experiment, and none of all together."""
    language, labels = scope.language, scope.labels
    lines = zip(table.cells, table.hidden, strict=True)
    rows = [
        Row(
            line[0].label,
            tuple(HIDDEN if hide else share_with_interval(cell, language) for cell, hide in zip(line, mask, strict=True)),
            line[0].role,
        )
        for line, mask in lines
    ]
    rows.append(Row(language.text("base"), tuple(base_cell(n, language) for n in table.bases), Role.TOTAL))
    columns = (language.text("answer"), *(f"{labels.category(table.by, arm)}, %" for arm in table.groups))
    notes = group_notes("".join(cell for row in rows for cell in row.cells), language)
    return Table(language.text("answers"), columns, tuple(rows), notes)


def _table(scope: Scope, table: Grouped, tested: Sequence[Tested]) -> Table:
    language, labels = scope.language, scope.labels
    rows = [
        Row(
            whole.label,
            (
                *(HIDDEN if hide else share_with_interval(cell, language) for cell, hide in zip(line, mask, strict=True)),
                language.percent(whole.share),
            ),
            whole.role,
        )
        for line, mask, whole in zip(table.cells, table.hidden, table.total, strict=True)
    ]
    if table.question.kind is Kind.SCALE:
        rows.append(_means(scope, table))
    rows.append(
        Row(
            language.text("base"),
            (*(base_cell(n, language) for n in table.bases), language.count(table.total[0].base_n)),
            Role.TOTAL,
        )
    )
    heads = [labels.category(table.by, group) for group in table.groups]
    columns = (language.text("answer"), *(f"{head}, %" for head in heads), f"{language.text('all_respondents')}, %")
    notes = [*group_notes("".join(cell for row in rows for cell in row.cells), language), *_test_notes(scope, table, tested)]
    if table.question.kind is Kind.MANY:
        notes.append(language.text("multi_note"))
    notes += star_note([cell for line in table.cells for cell in line], language)
    caption = language.text("question_by", question=labels.variable(table.variable), variable=labels.variable(table.by))
    return Table(caption, columns, tuple(rows), tuple(notes))


def base_cell(n: int, language: Language) -> str:
    """Return the base of a group: marked where it is small."""
    return f"{language.count(n)} {SMALL}" if n < SMALL_BASE else language.count(n)


def _means(scope: Scope, table: Grouped) -> Row:
    language = scope.language
    frame = means(scope.data, table.question.id, by=table.by).set_index(table.by).reindex(table.groups)
    whole = means(scope.data, table.question.id).iloc[0]
    n = with_rest(frame["n"].fillna(0).to_numpy(dtype=np.intp), np.array(whole["n"], dtype=np.intp))
    by_point = table.variable == table.question.id
    hidden_counts = np.append(table.hidden.sum(axis=0) if by_point else np.zeros(len(table.groups), dtype=np.intp), 0)
    cells = [
        EMPTY if math.isnan(mean) else f"{language.number(mean, 2)} ({language.number_interval(low, high, 2)})"
        for mean, low, high in zip(frame["mean"], frame["low"], frame["high"], strict=True)
    ]
    # The rest's mean is never shown, so its mark has no cell.
    shown = [HIDDEN if hide else cell for cell, hide in zip(cells, hidden_means(n, hidden_counts), strict=False)]
    return Row(language.text("mean"), (*shown, language.number(whole["mean"], 2)), Role.TOTAL)


def _tests(scope: Scope, table: Grouped) -> Iterator[Tested]:
    if table.question.kind is not Kind.MANY:
        yield _test(scope, table, table.variable, table.counts)
        return
    bases = np.array(table.bases, dtype=np.intp)
    for column, counts in zip((c for c in kinds.columns(table.question) if c.role == "choice"), table.counts, strict=False):
        if column.name != table.by:  # crossed with itself it says nothing
            yield _test(scope, table, column.name, np.vstack([counts, bases - counts]))


def _test(scope: Scope, table: Grouped, rows: str, counts: Integers) -> Tested:
    name = "rao-scott-f" if not scope.data.design.is_simple else "fisher" if _is_sparse(counts) else "pearson"
    found = crosstab(scope.data, rows, table.by, test=name).test
    label, is_open = scope.labels.variable(rows), not table.hidden.any()
    return Tested(table.by, table.question.id, label, name, found.statistic, found.df1, found.df2, found.p, is_open)


def _is_sparse(counts: Integers) -> bool:
    """Return whether the chi-square distribution is a bad guide: an expected count below 5."""
    filled = counts[counts.sum(axis=1) > 0][:, counts.sum(axis=0) > 0]
    if filled.size == 0:
        return False
    return bool((np.outer(filled.sum(axis=1), filled.sum(axis=0)) / filled.sum()).min() < 5)


def _test_notes(scope: Scope, table: Grouped, tested: Sequence[Tested]) -> list[str]:
    language = scope.language
    if table.question.kind is Kind.MANY:
        return [language.text("tested_by_choice")]
    one = next(one for one in tested if (one.by, one.question) == (table.by, table.question.id))
    if math.isnan(one.p):
        return [language.text("no_test")]
    found = tested_words.sentence(one, language)
    notes = [found, *_as_if(scope.instrument, language)]
    return notes if one.adjusted < 0.05 else [*notes, language.text("no_change_shown")]


def _test_table(scope: Scope, tested: Sequence[Tested], title: str) -> Iterator[Block]:
    language = scope.language
    rows = tuple(
        Row(
            one.label,
            (
                tested_words.name(one.name, language),
                tested_words.statistic(one.name, one.statistic, language) if one.is_open else EMPTY,
                tested_words.freedom(one.df1, one.df2, language) if one.is_open else EMPTY,
                language.p_value(one.p),
                language.p_value(one.adjusted),
            ),
        )
        for one in tested
    )
    columns = (
        language.text("question"), language.text("test"), language.text("statistic"), language.text("degrees_of_freedom"),
        language.text("p_value"), language.text("adjusted_p"),
    )  # fmt: skip
    notes = [language.text("tests_note"), *_as_if(scope.instrument, language)]
    if not all(one.is_open for one in tested):
        notes.append(language.text("statistic_not_shown"))
    yield Table(language.text("tests_of", title=title), columns, rows, tuple(notes), frozenset({1}))


def _as_if(instrument: Instrument, language: Language) -> list[str]:
    """Return what a test supposes of respondents who are no probability sample."""
    return [] if instrument.basis is Basis.PROBABILITY else [language.text("if_random_sample")]


def records_of(scope: Scope, table: Grouped) -> Iterator[Record]:
    """Yield the numbers of a table as data; what must not be shown is left empty."""
    wording = scope.labels.variable(table.variable)
    for place, group in enumerate(table.groups):
        column = [line[place] for line in table.cells]
        small = "small base" if 0 < table.bases[place] < SMALL_BASE else ""
        notes = ["suppressed" if hide else small for hide in table.hidden[:, place]]
        group_label = scope.labels.category(table.by, group)
        yield from records(column, table.variable, wording, base="answered", by=table.by, group=group_label, notes=notes)
