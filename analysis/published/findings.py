"""A findings file: the numbers a study printed, as strings, beside the counts they imply. Read strictly, with lines."""

from __future__ import annotations

import difflib
import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from analysis.errors import DataError, unknown
from instruments import load as questionnaires
from instruments.errors import InstrumentError
from instruments.model import Instrument, Kind, Question
from instruments.source import Located, Source

HOME = Path(__file__).resolve().parent.parent.parent / "data" / "published"
"""Where the findings files are."""


@dataclass(frozen=True)
class Printed:
    """A number as the publication prints it, with the passage it stands in and the count it implies."""

    printed: str
    quote: str
    count: int


@dataclass(frozen=True)
class PublishedCell:
    """How many gave one answer; `category` is a code, or the id of a derived category."""

    category: int | str
    number: Printed


@dataclass(frozen=True)
class Statistic:
    """A mean, median or the like, as printed: never a float, which would lose the digits that were printed."""

    name: str
    printed: str
    quote: str


@dataclass(frozen=True)
class PublishedQuestion:
    """What a study published about one question.

    variable       the question, or the derived variable whose categories were published
    stated_base    how many the publication says answered, as printed
    base           how many the printed numbers imply
    cells          the answers that were published with a number
    unnamed        answers that are neither named nor numbered; None for a multiple response, where none can be counted
    not_published  answers that are named without a number
    """

    question: str
    variable: str
    figure: str
    quote: str
    stated_base: str
    base: int
    cells: tuple[PublishedCell, ...]
    unnamed: int | None
    statistics: tuple[Statistic, ...] = ()
    not_published: tuple[int | str, ...] = ()


@dataclass(frozen=True)
class Published:
    """One publication: where it stands, its sample, its questions, and the SHA-256 of the findings file."""

    id: str
    instrument: Instrument
    source: str
    sample: Printed
    questions: tuple[PublishedQuestion, ...]
    source_hash: str

    def question(self, name: str) -> PublishedQuestion:
        """Return what was published about a question, by its id or its derived variable's."""
        for question in self.questions:
            if name in (question.question, question.variable):
                return question
        raise unknown("published question", name, [question.question for question in self.questions])


def shipped() -> tuple[str, ...]:
    """Return the studies whose published numbers come with the project."""
    return tuple(sorted(path.stem for path in HOME.glob("*.yaml")))


def load(name: str) -> Published:
    """Read a findings file, by the study's id or by its path.

    Raises DataError, listing every problem with its line, where the file is wrong or cannot be read.
    """
    path = HOME / f"{name}.yaml" if name in shipped() else Path(name)
    try:
        return load_text(path.read_bytes().decode("utf-8-sig"), path.name)
    except OSError as error:
        near = difflib.get_close_matches(name, shipped(), 1)
        hint = f"Did you mean {near[0]!r}? " if near else ""
        remedy = f"{hint}Give the path of a findings file, or one of {', '.join(shipped())}."
        raise DataError(f"cannot be read ({error.strerror}).", where=path.name, remedy=remedy) from error
    except UnicodeDecodeError as error:
        raise DataError("not UTF-8.", where=path.name, remedy="Save the file as UTF-8.") from error


def load_text(yaml_text: str, name: str) -> Published:
    """Read findings from the text of their file; `name` stands in the messages."""
    source = Source(yaml_text)
    published = (
        None
        if not source.readable
        else _published(source, hashlib.sha256(yaml_text.encode("utf-8", "surrogatepass")).hexdigest())
    )
    if source.problems or published is None:
        lines = "\n".join(f"  {problem}" for problem in sorted(source.problems))
        raise DataError(f"the published numbers cannot be used:\n{lines}", where=name)
    return published


def _published(source: Source, source_hash: str) -> Published | None:
    fields = source.mapping(source.root, "a findings file", ("id", "instrument", "source", "sample", "questions"))
    instrument = _instrument(source, fields.get("instrument"))
    if instrument is None or "sample" not in fields:
        return None
    sample = source.mapping(fields["sample"], "sample", ("printed", "quote", "count"))
    questions = [_question(source, instrument, node) for node in source.sequence(fields.get("questions"), "questions")]
    _check_once(source, "question", [question.question for question in questions if question is not None], source.root.line)
    return Published(
        id=source.string(fields.get("id"), "id") or "",
        instrument=instrument,
        source=source.string(fields.get("source"), "source") or "",
        sample=_printed(source, sample, "sample", ""),
        questions=tuple(question for question in questions if question is not None),
        source_hash=source_hash,
    )


def _instrument(source: Source, node: Located | None) -> Instrument | None:
    name = source.string(node, "instrument")
    if node is None or name is None:
        return None
    try:
        return questionnaires.load(questionnaires.find(name))
    except InstrumentError as error:
        source.problem(node.line, str(error))
        return None


def _question(source: Source, instrument: Instrument, node: Located) -> PublishedQuestion | None:
    required = ("question", "figure", "quote", "stated_base", "base", "cells")
    fields = source.mapping(node, "a published question", required, ("categories", "unnamed", "statistics", "not_published"))
    question_id = source.string(fields.get("question"), "question") or ""
    question = next((question for question in instrument.variables if question.id == question_id), None)
    if question is None or not set(required) <= set(fields):
        if question is None:
            source.problem(node.line, f"{question_id!r} is no question of {instrument.id}.")
        return None
    variable = source.string(fields.get("categories"), "categories") or question_id
    known = _categories(instrument, question, variable)
    if not known:
        source.problem(node.line, f"{variable!r} is no variable derived from {question_id!r}.")
    quote = source.string(fields["quote"], "quote") or ""
    not_published = source.sequence(fields.get("not_published"), "not_published")
    published = PublishedQuestion(
        question=question_id,
        variable=variable,
        figure=source.string(fields["figure"], "figure") or "",
        quote=quote,
        stated_base=source.string(fields["stated_base"], "stated_base") or "",
        base=source.integer(fields["base"], "base") or 0,
        cells=tuple(_cell(source, known, quote, item) for item in source.sequence(fields["cells"], "cells")),
        unnamed=source.integer(fields.get("unnamed"), "unnamed"),
        statistics=tuple(_statistic(source, item) for item in source.sequence(fields.get("statistics"), "statistics")),
        not_published=tuple(_category(source, known, item) for item in not_published),
    )
    _check_once(source, "category", [*(cell.category for cell in published.cells), *published.not_published], node.line)
    _check_sum(source, question, published, node.line)
    return published


def _check_once(source: Source, what: str, names: Sequence[int | str], line: int) -> None:
    for name, times in Counter(names).items():
        if times > 1 and name != "":
            source.problem(line, f"the {what} {name!r} stands here {times} times; each may stand once.")


def _categories(instrument: Instrument, question: Question, variable: str) -> tuple[int | str, ...]:
    derived = instrument.derived_variable(variable)
    if derived is not None and derived.source == question.id:
        return tuple(category for category, _ in derived.categories)
    return tuple(choice.code for choice in question.choices) if variable == question.id else ()


def _cell(source: Source, known: tuple[int | str, ...], quote: str, node: Located) -> PublishedCell:
    fields = source.mapping(node, "a cell", ("category", "printed", "count"), ("quote",))
    category = _category(source, known, fields["category"]) if "category" in fields else ""
    return PublishedCell(category, _printed(source, fields, "a cell", quote))


def _printed(source: Source, fields: dict[str, Located], what: str, quote: str) -> Printed:
    return Printed(
        printed=source.string(fields.get("printed"), f"printed of {what}") or "",
        quote=source.string(fields.get("quote"), f"quote of {what}") or quote,
        count=source.integer(fields.get("count"), f"count of {what}") or 0,
    )


def _statistic(source: Source, node: Located) -> Statistic:
    fields = source.mapping(node, "a statistic", ("statistic", "printed", "quote"))
    name, printed, quote = (source.string(fields.get(key), key) or "" for key in ("statistic", "printed", "quote"))
    return Statistic(name, printed, quote)


def _category(source: Source, known: tuple[int | str, ...], node: Located) -> int | str:
    if isinstance(node.value, int | str) and node.value in known:
        return node.value
    source.problem(node.line, f"{node.value!r} is none of the categories {', '.join(str(category) for category in known)}.")
    return ""


def _check_sum(source: Source, question: Question, published: PublishedQuestion, line: int) -> None:
    counts = [cell.number.count for cell in published.cells]
    if published.base < 1:
        source.problem(line, f"the base of {question.id!r} must be 1 or more, got {published.base}.")
    if question.kind is Kind.MANY:
        if published.unnamed is not None:
            source.problem(line, f"{question.id!r} allows several answers: unnamed answers cannot be counted.")
        if any(not 0 <= count <= published.base for count in counts):
            source.problem(line, f"a count of {question.id!r} lies outside 0 to the base {published.base}.")
    elif published.unnamed is None or min([*counts, published.unnamed]) < 0 or sum(counts) + published.unnamed != published.base:
        sum_of = f"the counts {counts} and the unnamed {published.unnamed}"
        source.problem(line, f"{question.id!r}: {sum_of} must be 0 or more and sum to {published.base}.")
