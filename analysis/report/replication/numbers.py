"""The number-by-number table: what was printed, the count it implies, the verdict and the reason for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby

from analysis.output.document import Block, Paragraph, Section, Tone
from analysis.output.language import EMPTY, PERCENT, Language
from analysis.output.table import Role, Row, Table
from analysis.published.model import Findings
from analysis.published.recovery import Verdict
from analysis.published.results import LISTED, Audit, Kind, Number, QuestionPower
from analysis.report.replication import labels, verdicts
from analysis.report.replication.words import as_printed, sentence, sentence_case
from analysis.report.scope import shortened
from instruments.model import Text

NAMED = 6
"""More wrong digits than these that would pass unnoticed are counted, not named."""

_STATISTICS = (Kind.MEAN, Kind.MEDIAN, Kind.SD)


def chapter(audit: Audit, language: Language) -> Section:
    """Return a table for each figure of the publication."""
    blocks: list[Block] = [Paragraph(language.text("numbers_intro")), Paragraph(language.text("numbers_power"), Tone.NOTE)]
    untold = {one.question: one for one in audit.power}
    for figure, numbers in groupby(_by_figure(audit), key=lambda number: number.figure):
        found = tuple(numbers)
        asked = dict.fromkeys(number.question for number in found)
        power = tuple(_power(untold.pop(name), audit.findings, language) for name in asked if name in untold)
        blocks.append(_table(figure, found, power, language))
    return Section("numbers", language.text("numbers_title"), tuple(blocks))


def _power(one: QuestionPower, findings: Findings, language: Language) -> str:
    """Return how many bases fit the numbers of a question, and how many percents its base reaches at all."""
    words = _fitting(one, shortened(labels.words(findings.question(one.question).text, language)), language)
    if one.density is None:
        return words
    density = f"{language.number(100 * one.density, 1)}{PERCENT}"
    return f"{words} {language.text('base_density', density=density, base=language.count(one.base))}"


def _fitting(one: QuestionPower, question: str, language: Language) -> str:
    told = {"question": question, "low": language.count(one.low), "high": language.count(one.high)}
    if not one.bases_fitting:
        return language.text("bases_fitting_none", **told)
    bases = ", ".join(map(language.count, one.bases_fitting[:LISTED]))
    key = "bases_fitting_n" if one.adding_up else "bases_fitting_unplaced_n"
    more = ", …" if len(one.bases_fitting) > LISTED else ""
    return language.plural(key, len(one.bases_fitting), **told, bases=f"{bases}{more}")


def tally(audit: Audit, language: Language) -> str:
    """Return how many of the printed numbers have which verdict."""
    counted = [number for number in audit.numbers if number.kind is not Kind.REST]
    return "; ".join(
        f"{verdicts.verdict(verdict, language)}: {language.count(times)}"
        for verdict in Verdict
        if (times := sum(number.verdict is verdict for number in counted))
    )


def _by_figure(audit: Audit) -> list[Number]:
    """Return the numbers, those of one figure together, the figures in the order in which they first stand."""
    places = {figure: place for place, figure in reversed(list(enumerate(number.figure for number in audit.numbers)))}
    return sorted(audit.numbers, key=lambda number: places[number.figure])


def _table(figure: Text, numbers: tuple[Number, ...], power: tuple[str, ...], language: Language) -> Table:
    """Return the numbers of one figure; below it, once, each reason that several of them share, and how much a fit says."""
    columns = (
        language.text("number"), language.text("printed"), language.text("count"), language.text("base"),
        language.text("exact_value"), language.text("interval_95"), language.text("slips_noticed"),
        language.text("verdict_and_reason"),
    )  # fmt: skip
    said = Counter(sentence for number in numbers for sentence in _reasons(number, language))
    shared = tuple(sentence for sentence, times in said.items() if times > 1)
    rows = tuple(_row(number, shared, language) for number in numbers)
    notes = (*_shared(shared, numbers, language), *power)
    # A sample that is stated outside of all figures is in a table of its own.
    in_figure = any(number.question for number in numbers)
    title = labels.numbers_in(figure, language) if in_figure else language.text("sample_size")
    table = Table(title, columns, rows, notes, worded=frozenset({7}), told=7)
    if not all(number.census for number in numbers):
        return table
    return replace(table.without(language.text("interval_95")), notes=(*notes, language.text("census_note")))


def _shared(reasons: tuple[str, ...], numbers: tuple[Number, ...], language: Language) -> Iterator[str]:
    """Yield the reasons after the numbers that they are of; those of the same numbers stand together."""
    said: dict[str, list[str]] = {}
    for reason in reasons:
        of = [language.quoted(labels.of_number(number, language)) for number in numbers if reason in _reasons(number, language)]
        said.setdefault(", ".join(of), []).append(reason)
    for named, found in said.items():
        yield language.text("shared_reason", numbers=named, sentence=" ".join(found))


def _reasons(number: Number, language: Language) -> tuple[str, ...]:
    return tuple(sentence(reason, language) for reason in number.reasons)


def _row(number: Number, shared: tuple[str, ...], language: Language) -> Row:
    own = [words for words in _reasons(number, language) if words not in shared]
    verdict = sentence_case(verdicts.verdict(number.verdict, language))
    cells = (
        EMPTY if number.reported is None else as_printed(number.reported, language),
        language.count(number.count),
        language.count(number.base),
        _exact(number, language),
        language.interval(number.low, number.high),
        _noticed(number, language),
        " ".join([f"{verdict}.", *own, *_unnoticed(number, language)]),
    )
    return Row(labels.of_number(number, language), cells, Role.REST if number.kind is Kind.REST else Role.ANSWER)


def _exact(number: Number, language: Language) -> str:
    if number.exact is None:
        return EMPTY
    return language.number(number.exact, 5) if number.kind in _STATISTICS else language.number(number.exact * 100, 2)


def _noticed(number: Number, language: Language) -> str:
    if not number.wrong:
        return EMPTY
    noticed = len(number.wrong) - len(number.unnoticed)
    return language.text("part_of", part=language.count(noticed), whole=language.count(len(number.wrong)))


def _unnoticed(number: Number, language: Language) -> Iterator[str]:
    """Yield the wrong digits that would pass, where they are few enough to be named."""
    if 0 < len(number.unnoticed) <= NAMED:
        passed = ", ".join(as_printed(each, language) for each in number.unnoticed)
        yield language.text("slips_unnoticed", numbers=passed)
