"""What must hold within one question: which keys its kind uses, its bounds, its choices and items."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from instruments.errors import FileProblem
from instruments.identifiers import LONGEST_ID
from instruments.kinds import INTEGER_LIMIT
from instruments.model import OFFERED, Choice, Kind, Question, Text
from instruments.names import FORM_FIELDS, RESERVED, RESERVED_PREFIXES, RESULTS

MAXIMUM_CODE = 999_999
_CHOICE_KINDS = (Kind.ONE, Kind.MANY, Kind.RANK, Kind.CONSENT)
_COLUMN_KINDS = (Kind.MANY, Kind.RANK)
_MAXIMUM_SCALE = 11
_MAXIMUM_PLACES = 6
_MAXIMUM_ITEMS = {Kind.BATTERY: 40, Kind.COUNT: _MAXIMUM_SCALE - 1}


def choice_place(question_id: str, code: int) -> str:
    """Return the name under which the line of a choice is kept."""
    return f"choice {question_id} {code}"


def item_place(question_id: str, item_id: str) -> str:
    """Return the name under which the line of an item is kept."""
    return f"item {question_id} {item_id}"


def question_problems(question: Question, lines: Mapping[str, int]) -> Iterator[FileProblem]:
    """Yield everything that is wrong within one question.

    lines  the line of its id, of each choice (`choice_place`) and of each item (`item_place`)
    """
    yield from (FileProblem(lines.get(question.id, 1), sentence) for sentence in _question(question))
    yield from _choices(question, lines)
    yield from _items(question, lines)


def form_problems(question: Question, lines: Mapping[str, int]) -> Iterator[FileProblem]:
    """Yield that a question has the name of a field of the form; one that was fielded in former times may have it."""
    if question.id in FORM_FIELDS and question.kind is not Kind.CONSENT:
        words = f"the id {question.id!r} is reserved for the form; choose another one."
        yield FileProblem(lines.get(question.id, 1), words)


def _question(question: Question) -> Iterator[str]:
    name = f"the question {question.id!r}"
    if question.id in RESERVED or question.id.startswith(RESERVED_PREFIXES):
        yield f"the id {question.id!r} is reserved for a column of the export; choose another one."
    if question.id in RESULTS:
        yield f"the id {question.id!r} is a column of the tables of estimates; choose another one."
    yield from _allowed_keys(question, name)
    rules = _OF_KIND.get(question.kind)
    if rules is not None:
        yield from rules(question, name)
    if question.kind in _CHOICE_KINDS and not question.substantive:
        yield f"{name} has no choices."
    if question.kind is Kind.RANK and len(question.substantive) == 1:
        yield f"{name} has only one choice: there is nothing to rank."
    yield from _sizes(question, name)


def _sizes(question: Question, name: str) -> Iterator[str]:
    choices = len(question.substantive)
    if question.max_length is not None and not 1 <= question.max_length <= 20_000:
        yield f"max_length of {name} must be from 1 to 20000, got {question.max_length}."
    if question.at_most is not None and not 1 <= question.at_most <= max(1, choices):
        yield f"at_most of {name} must be from 1 to the number of its choices ({choices}), got {question.at_most}."
    if question.places is not None and not 1 <= question.places <= _MAXIMUM_PLACES:
        yield f"places of {name} must be from 1 to {_MAXIMUM_PLACES}, got {question.places}."


def _allowed_keys(question: Question, name: str) -> Iterator[str]:
    kind = question.kind
    bounded = kind in (Kind.SCALE, Kind.INTEGER, Kind.COUNT, Kind.BATTERY)
    misplaced = {
        "low": question.low is not None and not bounded,
        "high": question.high is not None and not bounded,
        "ends": question.ends is not None and kind not in (Kind.SCALE, Kind.BATTERY),
        "places": question.places is not None and kind is not Kind.DECIMAL,
        "at_most": question.at_most is not None and kind not in _COLUMN_KINDS,
        "items": bool(question.items) and kind not in (Kind.BATTERY, Kind.COUNT),
        "max_length": question.max_length is not None and kind not in (Kind.TEXT, Kind.LONGTEXT),
        "random_order": question.random_order and kind not in (*_CHOICE_KINDS[:3], Kind.BATTERY, Kind.COUNT),
        "soft_check": question.soft_check and kind in (Kind.INFO, Kind.CONSENT),
        "choices": bool(question.choices) and kind is Kind.INFO,
    }
    for key, wrong in misplaced.items():
        if wrong:
            yield f"{name} has {key}, which the kind {kind} does not use."
    if question.substantive and kind not in (*_CHOICE_KINDS, Kind.BATTERY):
        yield f"{name} is of kind {kind}: its choices can only be non-answers, with negative codes."


def _number(question: Question, name: str) -> Iterator[str]:
    low, high = question.low, question.high
    if low is not None and high is not None and low >= high:
        yield f"{name}: low {low} must be below high {high}."
    if any(abs(bound) > INTEGER_LIMIT for bound in (low or 0, high or 0)):
        yield f"{name}: bounds must lie within ±{INTEGER_LIMIT}."
    if question.kind is Kind.SCALE:
        yield from _scale(question, name)
    elif question.non_answers and (low is None or low < 0):
        yield _negative(name)


def _scale(question: Question, name: str) -> Iterator[str]:
    low, high = question.low, question.high
    if low is None or high is None:
        yield f"{name} is a scale: give low and high."
    elif low < 0:
        yield f"{name}: a scale must not reach below 0, where the non-answers' codes are."
    elif high - low + 1 > _MAXIMUM_SCALE:
        yield f"{name}: a scale has at most {_MAXIMUM_SCALE} points; use integer."


def _limits(question: Question, name: str) -> Iterator[str]:
    low, high = question.limits
    if low is not None and high is not None and str(low) != str(high) and not _below(low, high):
        yield f"{name}: low {low} must be below high {high}."
    if question.kind is Kind.DATE:
        return
    if any(isinstance(limit, float) and not abs(limit) <= INTEGER_LIMIT for limit in (low, high)):
        yield f"{name}: bounds must lie within ±{INTEGER_LIMIT}."
    if question.non_answers and not (isinstance(low, float) and low >= 0):
        yield _negative(name)


def _negative(name: str) -> str:
    return f"{name}: a number that may be negative cannot offer non-answers with negative codes; set low to 0 or more."


def _below(low: object, high: object) -> bool:
    return (isinstance(low, float) and isinstance(high, float) and low < high) or (
        not isinstance(low, float) and str(low) < str(high)
    )


def _battery(question: Question, name: str) -> Iterator[str]:
    if question.substantive and (question.low is not None or question.high is not None):
        yield f"{name} is a battery: give either choices, or low and high, for all its items."
    elif question.low is not None or question.high is not None:
        if question.low is not None and question.high is not None and question.low >= question.high:
            yield f"{name}: low {question.low} must be below high {question.high}."
        yield from _scale(question, name)
    elif not question.substantive:
        yield f"{name} is a battery: give choices, or low and high, for all its items."
    if question.other is not None:
        yield f"{name} is a battery: its choices cannot be other: true; ask that apart."


_OF_KIND = {
    Kind.SCALE: _number,
    Kind.INTEGER: _number,
    Kind.DECIMAL: _limits,
    Kind.DATE: _limits,
    Kind.BATTERY: _battery,
}


def _choices(question: Question, lines: Mapping[str, int]) -> Iterator[FileProblem]:
    codes: set[int] = set()
    ids: set[str | None] = {None}
    for choice in question.choices:
        line = lines.get(choice_place(question.id, choice.code), lines.get(question.id, 1))
        if choice.code in codes:
            yield FileProblem(line, f"the code {choice.code} is used twice in {question.id!r}; codes are never reused.")
        if choice.id in ids and choice.id is not None:
            yield FileProblem(line, f"the choice id {choice.id!r} is used twice in {question.id!r}.")
        codes.add(choice.code)
        ids.add(choice.id)
        rules = _non_answer_choice if choice.is_non_answer else _substantive_choice
        yield from (FileProblem(line, sentence) for sentence in rules(question, choice))
    labels = [(choice.label, lines.get(choice_place(question.id, choice.code), 1)) for choice in question.choices]
    yield from _same_words(question, labels, "label")
    if sum(choice.other for choice in question.choices) > 1:
        yield FileProblem(lines.get(question.id, 1), f"{question.id!r} has more than one choice with other: true.")


def _same_words(question: Question, texts: Sequence[tuple[Text, int]], what: str) -> Iterator[FileProblem]:
    """Two choices with one label look the same to a respondent, and cannot be told apart in a file of labels."""
    seen: set[tuple[str, str]] = set()
    for text, line in texts:
        for language, words in text:
            if words and (language, words.strip().casefold()) in seen:
                yield FileProblem(line, f"the {what} {words!r} ({language}) stands twice in {question.id!r}.")
            seen.add((language, words.strip().casefold()))


def _items(question: Question, lines: Mapping[str, int]) -> Iterator[FileProblem]:
    if question.kind not in _MAXIMUM_ITEMS:
        return
    most = _MAXIMUM_ITEMS[question.kind]
    if not 2 <= len(question.items) <= most:
        sentence = f"the question {question.id!r} needs from 2 to {most} items, got {len(question.items)}."
        yield FileProblem(lines.get(question.id, 1), sentence)
    seen: set[str] = set()
    for item in question.items:
        line = lines.get(item_place(question.id, item.id), 1)
        if item.id in seen:
            yield FileProblem(line, f"the item id {item.id!r} is used twice in {question.id!r}.")
        seen.add(item.id)
        if item.id in {"other_text", "missing"}:
            yield FileProblem(line, f"the item id {item.id!r} is reserved for a column of the export.")
        if question.kind is Kind.BATTERY and len(question.id) + len(item.id) + 2 > LONGEST_ID:
            yield FileProblem(line, f"the ids {question.id!r} and {item.id!r} are together too long for a column; shorten one.")
        if question.kind is Kind.BATTERY and item.ask_if is not None:
            yield FileProblem(line, f"the item {item.id!r} of a battery has no ask_if; give the battery one, or make two.")
    yield from _same_words(question, [(i.text, lines.get(item_place(question.id, i.id), 1)) for i in question.items], "item")


def _non_answer_choice(question: Question, choice: Choice) -> Iterator[str]:
    if choice.code not in OFFERED:
        offered = ", ".join(f"{code.value} {code.name.lower()}" for code in sorted(OFFERED, reverse=True))
        yield f"the negative code {choice.code} cannot be offered; non-answers are {offered}."
    if choice.other or choice.exclusive:
        yield f"the non-answer {choice.code} of {question.id!r} needs neither other nor exclusive."


def _substantive_choice(question: Question, choice: Choice) -> Iterator[str]:
    if question.kind in _COLUMN_KINDS and choice.id is None:
        yield f"the choice {choice.code} of {question.id!r} needs an id: it becomes a column name."
    if choice.code > MAXIMUM_CODE:
        yield f"the code {choice.code} of {question.id!r} is too large; codes go up to {MAXIMUM_CODE}."
    if choice.id in {"other_text", "missing"}:
        yield f"the choice id {choice.id!r} is reserved for a column of the export."
    if choice.exclusive and question.kind is not Kind.MANY:
        yield f"exclusive has a meaning only in many, {question.id!r} is {question.kind}."
    if choice.other and question.kind is Kind.RANK:
        yield f"the choice {choice.code} of {question.id!r} cannot be other: true; what is ranked is known beforehand."
