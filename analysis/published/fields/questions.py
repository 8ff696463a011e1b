"""The questions of a findings file: their answers, statistics and groups, each with its number as printed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from analysis.published.fields.printed import decimal, full_count, identifier, once, people, place, whole
from analysis.published.model import Counted, PublishedAnswer, PublishedGroup, PublishedQuestion, PublishedStatistic, Unit
from instruments.model import CANNOT_ANSWER_CODES, Derived, Instrument, Kind, Question, Text
from instruments.source import Located, Source
from instruments.texts import text

_OPTIONAL = (
    "figure", "answers", "quote", "text", "counted", "categories", "stated_base", "complete", "statistics", "groups", "scale",
    "census", "topic",
)  # fmt: skip
_ANSWER = ("label", "printed", "unit", "quote", "printed_count", "values", "cannot_answer", "place", "exclusive")
STATISTICS = ("mean", "median", "sd")
_RESERVED = (*STATISTICS, "rest", "base")
"""Names that stand beside the answers of a question in an audit, and so can be none of them."""


@dataclass(frozen=True)
class Survey:
    """What the file says of all its questions, where they do not say otherwise.

    n         how many people answered; None where it is not said
    weighted  whether the figures are weighted
    census    whether the numbers are a full count
    """

    n: int | None
    weighted: bool = False
    census: bool = False


@dataclass(frozen=True)
class _Asked:
    """What the questionnaire knows about a question; nothing where there is no questionnaire."""

    question: Question | None
    derived: Derived | None
    languages: tuple[str, ...]

    def excludes(self, category: int | str) -> bool:
        """Return whether an answer excludes all others, by the questionnaire."""
        choices = () if self.question is None else self.question.choices
        return any(choice.code == category and choice.exclusive for choice in choices)

    def labels(self) -> Mapping[int | str, Text]:
        """Return the label of each category."""
        if self.derived is not None:
            return dict(self.derived.category_labels)
        return {} if self.question is None else {choice.code: choice.label for choice in self.question.choices}

    def values(self, category: int | str) -> tuple[int, int] | None:
        """Return the lowest and the highest value of a bin of a scale."""
        if self.derived is None:
            return None
        found = sorted(code for name, codes in self.derived.categories if name == category for code in codes)
        return (found[0], found[-1]) if found and found[-1] - found[0] == len(found) - 1 else None


def questions(
    source: Source, node: Located | None, instrument: Instrument | None, languages: tuple[str, ...], survey: Survey
) -> tuple[PublishedQuestion, ...]:
    """Return the questions."""
    items = source.sequence(node, "questions")
    read = [_question(source, item, instrument, languages, survey) for item in items]
    once(source, "question", [(asked.id, item) for asked, item in zip(read, items, strict=True) if asked is not None])
    found = tuple(question for question in read if question is not None)
    if node is not None and node.value == []:
        source.problem(node.line, "questions must list one question or more.")
    return found


def _question(
    source: Source, node: Located, instrument: Instrument | None, languages: tuple[str, ...], survey: Survey
) -> PublishedQuestion | None:
    fields = source.mapping(node, "a published question", ("question",), _OPTIONAL)
    name = identifier(source, fields.get("question"), "question")
    if not name:
        return None
    asked = _asked(source, node, name, fields.get("categories"), instrument, languages)
    if asked is None:
        return None
    if "answers" not in fields and "statistics" not in fields:
        source.problem(node.line, "a published question lacks the key 'answers'; only one with 'statistics' may.")
    quote = source.string(fields.get("quote"), "quote") or ""
    counted = _counted(source, fields.get("counted"), asked.question)
    items = source.sequence(fields.get("answers"), "answers")
    answers = tuple(_answer(source, item, name, asked, quote, counted) for item in items)
    given, rows = (source.sequence(fields.get(key), key) for key in ("statistics", "groups"))
    wording = _wording(source, node, fields.get("text"), asked)
    found = PublishedQuestion(
        id=name,
        variable=asked.derived.id if asked.derived is not None else name,
        figure=place(source, fields["figure"], languages, "figure") if "figure" in fields else wording,
        text=wording,
        quote=quote,
        counted=counted,
        stated_base=people(source, fields["stated_base"], "stated_base") if "stated_base" in fields else survey.n,
        complete=source.boolean(fields.get("complete"), "complete"),
        answers=answers,
        statistics=tuple(_statistic(source, item, name, quote) for item in given),
        groups=tuple(_group(source, item, len(answers), languages) for item in rows),
        scale=_scale(source, fields.get("scale"), asked.question),
        census=full_count(source, fields.get("census"), weighted=survey.weighted, otherwise=survey.census),
        topic=text(source, languages, fields["topic"], "topic") if "topic" in fields else None,
    )
    once(source, "category", zip((str(answer.category) for answer in found.answers), items, strict=True))
    once(source, "statistic", zip((statistic.name for statistic in found.statistics), given, strict=True))
    once(source, "group", zip((group.id for group in found.groups), rows, strict=True))
    return _checked(source, found, node.line)


def _asked(
    source: Source,
    node: Located,
    name: str,
    categories: Located | None,
    instrument: Instrument | None,
    languages: tuple[str, ...],
) -> _Asked | None:
    if instrument is None:
        if categories is not None:
            source.problem(categories.line, "categories name a derived variable, which only a questionnaire has.")
        return _Asked(None, None, languages)
    question = next((question for question in instrument.variables if question.id == name), None)
    if question is None:
        source.problem(node.line, f"{name!r} is no question of {instrument.id}.")
        return None
    variable = source.string(categories, "categories")
    derived = None if variable is None else instrument.derived_variable(variable)
    if variable is not None and (derived is None or derived.source != name):
        source.problem(node.line, f"{variable!r} is no variable derived from {name!r}.")
        return None
    return _Asked(question, derived, languages)


def _wording(source: Source, node: Located, written: Located | None, asked: _Asked) -> Text:
    if written is not None:
        return text(source, asked.languages, written, "text")
    if asked.question is None:
        source.problem(node.line, "a published question that is in no questionnaire lacks the key 'text'.")
        return Text(())
    return asked.question.text


def _counted(source: Source, node: Located | None, question: Question | None) -> Counted:
    known = [counted.value for counted in Counted]
    named = source.string(node, "counted")
    if named is None:
        return Counted.MANY if question is not None and question.kind is Kind.MANY else Counted.ONE
    if named in known:
        return Counted(named)
    source.problem(source.root.line if node is None else node.line, f"counted must be one of {', '.join(known)}, got {named!r}.")
    return Counted.ONE


def _answer(source: Source, node: Located, question: str, asked: _Asked, quote: str, counted: Counted) -> PublishedAnswer:
    fields = source.mapping(node, "an answer", ("category",), _ANSWER)
    category = _category(source, fields.get("category"), asked)
    unit = _unit(source, fields.get("unit"))
    printed = _number(source, fields.get("printed"), "an answer", unit)
    values = source.integers(fields.get("values"), "values") if "values" in fields else asked.values(category)
    if values is not None and (len(values) != 2 or values[0] > values[1]):
        source.problem(node.line, f"values must be the lowest and the highest value of the answer, got {list(values)}.")
        values = None
    beside = whole(source, fields.get("printed_count"), "printed_count")
    if beside is not None and (printed is None or unit is not Unit.PERCENT):
        source.problem(
            node.line, "printed_count is a count beside a percent; a count alone is written as printed, with unit: count."
        )
    cannot = isinstance(category, int) and category in CANNOT_ANSWER_CODES
    return PublishedAnswer(
        id=f"{question}.{category}",
        category=category,
        label=_label(source, node, fields.get("label"), category, asked),
        printed=printed,
        unit=unit,
        quote=source.string(fields.get("quote"), "quote of an answer") or quote,
        printed_count=None if beside is None else str(beside),
        values=None if values is None else (values[0], values[1]),
        cannot_answer=cannot or source.boolean(fields.get("cannot_answer"), "cannot_answer"),
        place=place(source, fields["place"], asked.languages, "place") if "place" in fields else None,
        exclusive=_exclusive(source, fields.get("exclusive"), asked, category, counted),
    )


def _exclusive(source: Source, node: Located | None, asked: _Asked, category: int | str, counted: Counted) -> bool:
    known = asked.excludes(category)
    if node is None:
        return known
    found = source.boolean(node, "exclusive")
    if found and counted is not Counted.MANY:
        source.problem(
            node.line, "exclusive is for answers to a question with several answers: leave it out, or write counted: many."
        )
    if asked.question is not None and found != known:
        said = "excludes" if known else "does not exclude"
        source.problem(node.line, f"in the questionnaire the answer {category!r} {said} the others: leave exclusive out.")
    return found


def _category(source: Source, node: Located | None, asked: _Asked) -> int | str:
    if node is None:
        return ""
    known = asked.labels()
    named = node.value if isinstance(node.value, int | str) and not isinstance(node.value, bool) else None
    if named in _RESERVED:
        source.problem(node.line, f"a category cannot be called {', '.join(_RESERVED)}, got {named!r}.")
        return ""
    if asked.question is None:
        return named if isinstance(named, int) else identifier(source, node, "category")
    if named is None or named not in known:
        source.problem(node.line, f"{node.value!r} is none of the categories {', '.join(str(category) for category in known)}.")
        return ""
    return named


def _label(source: Source, node: Located, written: Located | None, category: int | str, asked: _Asked) -> Text:
    if written is not None:
        return text(source, asked.languages, written, "label")
    known = asked.labels()
    if asked.question is None:
        source.problem(node.line, f"the answer {category!r} is in no questionnaire and lacks the key 'label'.")
    return known.get(category, Text(()))


def _unit(source: Source, node: Located | None) -> Unit:
    named = source.string(node, "unit")
    units = [unit.value for unit in Unit]
    if node is None or named is None:
        return Unit.PERCENT
    if named not in units:
        source.problem(node.line, f"unit must be one of {', '.join(units)}, got {named!r}.")
        return Unit.PERCENT
    return Unit(named)


def _number(source: Source, node: Located | None, of: str, unit: Unit) -> str | None:
    """Return a number of its unit as printed, a count without its thousands apart; one that cannot be true is for the audit."""
    what = f"printed {unit.value} of {of}"
    if unit is Unit.PERCENT:
        return decimal(source, node, what)
    if unit is Unit.COUNT:
        count = whole(source, node, what)
        return None if count is None else str(count)
    written = source.string(node, what)
    if node is not None and written is not None and not re.fullmatch(r"[0-9]{1,6}/[1-9][0-9]{0,5}", written):
        source.problem(node.line, f'{what} is written as "1/3", got {written!r}.')
    return written


def _statistic(source: Source, node: Located, question: str, quote: str) -> PublishedStatistic:
    fields = source.mapping(node, "a statistic", ("statistic", "printed"), ("quote",))
    name = source.string(fields.get("statistic"), "statistic") or ""
    if name and name not in STATISTICS:
        source.problem(node.line, f"statistic must be one of {', '.join(STATISTICS)}, got {name!r}.")
    printed = decimal(source, fields.get("printed"), f"printed {name or 'statistic'}") or ""
    quote = source.string(fields.get("quote"), "quote of a statistic") or quote
    if name == "sd" and printed.strip().startswith(("-", "−", "–")):
        source.problem(fields["printed"].line, f"a standard deviation is never negative, got {printed!r}.")
    return PublishedStatistic(f"{question}.{name}", name, printed, quote)


def _group(source: Source, node: Located, answers: int, languages: tuple[str, ...]) -> PublishedGroup:
    fields = source.mapping(node, "a group", ("group", "label", "printed"))
    items = source.sequence(fields.get("printed"), "printed of a group")
    printed = tuple(_number(source, item, "a group", Unit.PERCENT) or "" for item in items)
    if len(printed) != answers:
        source.problem(node.line, f"a group needs a percent for each of the {answers} answers, got {len(printed)}.")
    label = text(source, languages, fields["label"], "label") if "label" in fields else Text(())
    return PublishedGroup(identifier(source, fields.get("group"), "group"), label, printed)


def _scale(source: Source, node: Located | None, question: Question | None) -> tuple[int, int] | None:
    if node is None:
        ends = (None, None) if question is None else (question.low, question.high)
        return (ends[0], ends[1]) if ends[0] is not None and ends[1] is not None else None
    found = source.integers(node, "scale")
    if len(found) != 2 or found[0] >= found[1]:
        source.problem(node.line, "scale must be its lowest and its highest answer, such as [1, 10].")
        return None
    return found[0], found[1]


def _checked(source: Source, question: PublishedQuestion, line: int) -> PublishedQuestion:
    if question.complete and question.counted is Counted.TREND:
        source.problem(line, f"{question.id!r} cannot be complete: its figures are of several samples; leave the key out.")
    return question
