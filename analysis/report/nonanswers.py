"""Who cannot answer: by question, by respondent, by group."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from analysis.estimation.shares.share import cannot_answer, offering
from analysis.nonanswers.respondents import NUMBER, ByRespondent, cannot_answer_by_respondent
from analysis.output.document import Block, Drawing, Facts, Paragraph, Section, Tone
from analysis.output.labels import Labels
from analysis.output.language import EMPTY, PERCENT, Language
from analysis.output.table import Role, Row, Table
from analysis.report import opinions, who
from analysis.report.groups import HIDDEN, SMALL, Grouped, by_title, group_notes, ungrouped
from analysis.report.scope import Estimate, Scope, bar, drawing, estimates, shortened, star_note
from analysis.values import Value
from instruments.model import CANNOT_ANSWER_CODES

_CODES = frozenset(int(code) for code in CANNOT_ANSWER_CODES)


def chapter(scope: Scope, tables: Sequence[Grouped]) -> Section:
    """Return the chapter on those who cannot answer.

    tables  the cross-tabulations, whose hidden cells are hidden here too
    """
    language = scope.language
    questions = offering(scope.instrument)
    if not questions or scope.data.frame.empty:
        words = "no_answers" if questions else "cannot_answer_not_offered"
        return Section("cannot-answer", language.text("cannot_answer_title"), (Paragraph(language.text(words)),))
    items = rates(scope, questions)
    overall = rate_drawing(items, language, name="cannot-answer", synthetic=scope.synthetic)
    by_question = Section("cannot-answer-questions", language.text("by_question"), (overall,))
    by_respondent = Section("cannot-answer-respondents", language.text("by_respondent"), tuple(_by_respondent(scope, questions)))
    by_group = [
        Section(
            f"cannot-answer-by-{by}",
            by_title(scope, by),
            (*ungrouped(scope, by), _by_group(scope, by, items, tables)),
            short=shortened(by_title(scope, by)),
        )
        # A variable that is itself the only question to offer "cannot answer" splits none.
        for by in dict.fromkeys(table.by for table in tables if table.question.id in questions)
    ]
    intro = (Paragraph(language.text("cannot_answer_intro")),)
    inner = (by_question, by_respondent, *opinions.section(scope, questions), *by_group, *who.section(scope, questions, tables))
    return Section("cannot-answer", language.text("cannot_answer_title"), intro, inner)


def rates(scope: Scope, questions: Sequence[str]) -> list[Estimate]:
    """Return the share of those who could not answer, a row a question."""
    frame = cannot_answer(scope.data, questions)
    columns = [frame[name].tolist() for name in ("question", "n", "base_n", "share", "low", "high")]
    return [
        Estimate(name, scope.labels.variable(name), Role.NON_ANSWER, int(n), int(base_n), share, low, high)
        for name, n, base_n, share, low, high in zip(*columns, strict=True)
    ]


def rate_drawing(items: Sequence[Estimate], language: Language, *, name: str, synthetic: bool = False) -> Drawing:
    """Return the rates as a figure with its table; the bars do not add up, so each has its own base."""
    rows = tuple(
        Row(
            item.label,
            (
                language.count(item.n),
                language.count(item.base_n),
                language.percent(item.share),
                language.interval(item.low, item.high),
            ),
        )
        for item in items
    )
    columns = (
        language.text("question"), language.text("cannot_answer"), language.text("base"), language.text("percent_of_answered"),
        language.text("interval_95"),
    )  # fmt: skip
    table = Table(language.text("cannot_answer_rates"), columns, rows, (language.text("rate_note"), *star_note(items, language)))
    bars = [bar(item, language) for item in items]
    bases = [item.base_n for item in items]
    return drawing(
        bars, table, max(bases), language, name=name, shown=True, ranked=False, synthetic=synthetic, smallest_base=min(bases)
    )


def _by_respondent(scope: Scope, questions: Sequence[str]) -> Iterator[Block]:
    language = scope.language
    found = cannot_answer_by_respondent(scope.data, questions)
    occurring = found.distribution[found.distribution["n"] > 0]
    yield Paragraph(language.plural("questions_offer_n", len(questions)))
    if occurring.empty:
        yield Paragraph(language.text("no_answers"))
        return
    items = [
        replace(item, label=language.plural("questions_n", int(item.code)), role=Role.NON_ANSWER if item.code else Role.ANSWER)
        for item in estimates(occurring, NUMBER, Labels(None, language))
    ]
    rows = tuple(
        Row(item.label, (language.count(item.n), language.percent(item.share), language.interval(item.low, item.high)))
        for item in items
    )
    columns = (
        language.text("cannot_answer_count"), language.text("count"), language.text("percent_of_respondents"),
        language.text("interval_95"),
    )  # fmt: skip
    base = items[0].base_n
    notes = (language.plural("base_people_n", base), *star_note(items, language))
    table = Table(language.text("cannot_answer_by_respondent"), columns, rows, notes)
    bars = [bar(item, language) for item in items]
    yield drawing(bars, table, base, language, name="cannot-answer-count", synthetic=scope.synthetic)
    facts = tuple(_summed_up(found, language))
    yield Facts(facts)
    yield Paragraph(language.text("cannot_answer_summary_note"), Tone.NOTE)
    if any(words.startswith("*") for _, words in facts):
        yield Paragraph(language.text("less_than_half"), Tone.NOTE)
    if scope.weighted:
        yield Paragraph(language.text("weighted_note"), Tone.NOTE)


def _summed_up(found: ByRespondent, language: Language) -> Iterator[tuple[str, str]]:
    """Yield what the distribution comes to, with intervals in brackets."""
    measures = {line["measure"]: line for line in found.measures.to_dict("records")}
    number, part, every = (measures[name] for name in ("number", "rate", "all"))
    ends = language.number_interval(number["low"], number["high"], 1)
    yield language.text("measure_number"), f"{language.number(number['estimate'], 1)} ({ends})"
    for key, line in (("measure_rate", part), ("measure_all", every)):
        words = f"{language.percent(line['estimate'])}{PERCENT} ({language.interval(line['low'], line['high'])})"
        yield language.text(key), words


def _by_group(scope: Scope, by: str, items: Sequence[Estimate], tables: Sequence[Grouped]) -> Table:
    language = scope.language
    of_this = {table.question.id: table for table in tables if table.by == by}
    groups = list(dict.fromkeys(group for table in of_this.values() for group in table.groups))
    frame = cannot_answer(scope.data, [str(item.code) for item in items if item.code in of_this], by=by)
    found = {
        (row[0], row[1]): row[2:] for row in frame[["question", by, "share", "low", "high", "base_n"]].itertuples(index=False)
    }
    rows = [
        Row(
            item.label,
            (
                *(_cell(of_this[str(item.code)], group, found.get((item.code, group)), language) for group in groups),
                f"{language.percent(item.share)}; {language.count(item.base_n)}",
            ),
        )
        for item in items
        if item.code in of_this
    ]
    heads = [f"{scope.labels.category(by, group)}, %; n" for group in groups]
    columns = (language.text("question"), *heads, f"{language.text('all_respondents')}, %; n")
    notes = group_notes("".join(cell for row in rows for cell in row.cells), language)
    caption = language.text("question_by", question=language.text("cannot_answer_rates"), variable=scope.labels.variable(by))
    return Table(caption, columns, tuple(rows), notes)


def _cell(table: Grouped, group: Value, found: tuple[float, float, float, int] | None, language: Language) -> str:
    """Return a group's rate and base; hidden where any count it is made of is hidden in the cross-tabulation."""
    if found is None or group not in table.groups or found[3] == 0:
        return EMPTY
    place = table.groups.index(group)
    codes = [line for line, item in enumerate(table.total) if item.code in _CODES and item.role is Role.NON_ANSWER]
    if table.hidden[codes, place].any():
        return HIDDEN
    share, low, high, base = found
    small = f" {SMALL}" if base < 30 else ""
    return f"{language.percent(share)} ({language.interval(low, high)}); {language.count(base)}{small}"
