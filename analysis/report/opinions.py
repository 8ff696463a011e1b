"""What those who could not answer leave open of the others' answers: three bases and the worst case, side by side."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from analysis.estimation.domain import BASES
from analysis.nonanswers.bases import answer_bases
from analysis.output import alt
from analysis.output.document import Block, Drawing, Paragraph, Section, Tone
from analysis.output.language import EMPTY, Language
from analysis.output.ranges import Range, ranges
from analysis.output.table import Role, Row, Table
from analysis.report.groups import tabulated
from analysis.report.scope import Scope


@dataclass(frozen=True)
class Opinion:
    """One answer: its share and the respondents on each base, and where its share among opinions could lie."""

    label: str
    shares: Mapping[str, float]
    base_n: Mapping[str, int]
    undecided_n: int
    range: tuple[float, float]
    interval: tuple[float, float]
    needed: float


def section(scope: Scope, questions: Sequence[str]) -> Iterator[Section]:
    """Yield the section on the questions to which some had an opinion and some could not answer, where there are any."""
    language = scope.language
    blocks: list[Block] = []
    for question in scope.instrument.variables:
        name = tabulated(scope.instrument, question) if question.id in questions else None
        if name is not None:
            blocks += _question(scope, name)
    if blocks:
        intro = (Paragraph(language.text("open_intro")), Paragraph(language.text("open_interval_note"), Tone.NOTE))
        yield Section("cannot-answer-open", language.text("open_title"), (*intro, *blocks))


def _question(scope: Scope, name: str) -> Iterator[Block]:
    """Yield the figure of a question with its table, and what would make its most frequent answer a majority."""
    language = scope.language
    opinions = _opinions(scope, name)
    if not opinions or not opinions[0].undecided_n or not opinions[0].base_n["opinion"]:
        return
    items = [Range(one.label, *one.range, language.interval(*one.range), outer=one.interval) for one in opinions]
    people = opinions[0].base_n["opinion"] + opinions[0].undecided_n
    words = f"{alt.range_chart(items, language)} {language.plural('base_people_n', people)}."
    draw = partial(ranges, items, language, name=f"{name}-open", alt=words, synthetic=scope.synthetic)
    yield Drawing(scope.labels.variable(name), draw, words, _table(scope, name, opinions))
    yield Paragraph(_majority(max(opinions, key=lambda one: one.range[0]), language))


def _opinions(scope: Scope, name: str) -> list[Opinion]:
    frame = answer_bases(scope.data, name)
    return [
        Opinion(
            scope.labels.category(name, line["category"]),
            {base: line[f"share_{base}"] for base in BASES},
            {base: int(line[f"base_n_{base}"]) for base in BASES},
            int(line["undecided_n"]),
            (line["least"], line["most"]),
            (line["low"], line["high"]),
            line["needed"],
        )
        for line in frame[frame["least"].notna()].to_dict("records")
    ]


def _table(scope: Scope, name: str, opinions: Sequence[Opinion]) -> Table:
    language = scope.language
    rows = [
        Row(
            one.label,
            (*map(language.percent, one.shares.values()), language.interval(*one.range), language.interval(*one.interval)),
        )
        for one in opinions
    ]
    first = opinions[0]
    bases = (*first.base_n.values(), first.base_n["opinion"] + first.undecided_n)
    rows.append(Row(language.text("base"), (*map(language.count, bases), EMPTY), Role.TOTAL))
    columns = (
        language.text("answer"), *(language.text(f"percent_of_{base}") for base in BASES), language.text("open_range"),
        language.text("interval_95"),
    )  # fmt: skip
    notes = (language.text("weighted_note"),) if scope.weighted else ()
    return Table(scope.labels.variable(name), columns, tuple(rows), notes)


def _majority(one: Opinion, language: Language) -> str:
    """Return what part of those who could not answer would make an answer more than half."""
    told = {"answer": language.quoted(one.label), "n": language.count(one.undecided_n)}
    least, most = one.range
    if least > 0.5:
        return language.text("open_majority_already", **told)
    if most <= 0.5:
        return language.text("open_majority_never", **told)
    return language.text("open_majority", **told, part=language.number(100 * one.needed, language.decimals))
