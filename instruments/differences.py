"""What changed between two versions of a questionnaire, and whether their answers can be put together. Pure values.

Answers are pooled only where codes agree: every variable of the older version is asked by the newer one with the same codes,
bounds, items and arms, and each code means the same: a choice with an id is known by it, one without an id by its label,
which may be corrected in some languages as long as it stays what it was in another.
What only the newer version asks is no obstacle: it was not asked of those who answered the older one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from instruments.dump import condition_text
from instruments.model import Choice, Condition, Experiment, Instrument, Kind, Question, Text


class Change(StrEnum):
    """The closed set of differences; the catalogues have `difference_…` for each."""

    QUESTION_ADDED = "question_added"
    QUESTION_REMOVED = "question_removed"
    QUESTION_MOVED = "question_moved"
    REWORDED = "reworded"
    KIND_CHANGED = "kind_changed"
    BOUNDS_CHANGED = "bounds_changed"
    ITEMS_CHANGED = "items_changed"
    CHOICE_ADDED = "choice_added"
    CHOICE_REMOVED = "choice_removed"
    CHOICE_RELABELLED = "choice_relabelled"
    CODE_REUSED = "code_reused"
    ROUTING_CHANGED = "routing_changed"
    LAYOUT_CHANGED = "layout_changed"
    EXPERIMENT_CHANGED = "experiment_changed"
    ALLOCATION_CHANGED = "allocation_changed"
    SCREENING_CHANGED = "screening_changed"
    QUOTA_CHANGED = "quota_changed"
    LANGUAGE_ADDED = "language_added"
    LANGUAGE_REMOVED = "language_removed"


_SEPARATING = frozenset(
    {
        Change.QUESTION_REMOVED, Change.KIND_CHANGED, Change.BOUNDS_CHANGED, Change.ITEMS_CHANGED, Change.CHOICE_ADDED,
        Change.CHOICE_REMOVED, Change.CODE_REUSED,
    }
)  # fmt: skip


@dataclass(frozen=True)
class Difference:
    """One difference between two versions.

    subject    the id of the question, item, experiment or section; of a language its code; "" = the whole questionnaire
    code       of a choice
    languages  in which the words changed
    before     the older words or values, in the first of these languages; "" = there were none
    after      the newer ones; "" = there are none
    separates  whether answers to the two versions can no longer be put together
    """

    change: Change
    subject: str = ""
    code: int | None = None
    languages: tuple[str, ...] = ()
    before: str = ""
    after: str = ""
    separates: bool = False


def differences(older: Instrument, newer: Instrument) -> tuple[Difference, ...]:
    """Return every difference between two versions: languages, layout, experiments, who is asked, then question by question.

    Texts are compared in the languages that both have, as they are written: a comma is a difference.
    """
    return tuple(_differences(older, newer))


def can_be_pooled(older: Instrument, newer: Instrument) -> bool:
    """Whether answers to two versions can be put together."""
    return not any(difference.separates for difference in _differences(older, newer))


def plain(words: str) -> str:
    """Return a label without what makes no difference to a choice that is known by it: letter case and spacing."""
    return " ".join(words.casefold().split())


def same_coding(older: Question, newer: Question, folded: Callable[[str], str] = plain) -> bool:
    """Whether every code of a question means the same in two versions.

    folded  what labels are compared by, of choices that have no id
    """
    bounds = [(each.kind, *_bounds(each), _items(each)) for each in (older, newer)]
    before, now = ({choice.code: choice for choice in each.choices} for each in (older, newer))
    alike = bounds[0] == bounds[1] and before.keys() == now.keys()
    return alike and all(same_choice(before[code], now[code], folded) for code in now)


def same_choice(older: Choice, newer: Choice, folded: Callable[[str], str] = plain) -> bool:
    """Whether two choices of one code are one answer: by the id that both have, whatever the labels say, else by the labels.

    Labels are one answer where they agree in a language: whoever corrects another language leaves that one as it is.
    """
    if (older.other, older.exclusive) != (newer.other, newer.exclusive):
        return False
    if older.id is not None and newer.id is not None:
        return older.id == newer.id
    labels = dict(newer.label)
    pairs = [(words, labels[language]) for language, words in older.label if language in labels]
    return not pairs or any(folded(was) == folded(now) for was, now in pairs)


def _differences(older: Instrument, newer: Instrument) -> Iterator[Difference]:
    yield from _languages(older, newer)
    yield from _layout(older, newer)
    yield from _experiments(older, newer)
    yield from _screening(older, newer)
    yield from _quotas(older, newer)
    yield from _sections(older, newer)
    before, now = ({question.id: question for question in each.questions} for each in (older, newer))
    yield from _moved(older, newer)
    for name, question in now.items():
        if name in before:
            yield from (_judged(found, question) for found in _question(before[name], question))
        else:
            yield Difference(Change.QUESTION_ADDED, name)
    for name, question in before.items():
        if name not in now:
            yield _judged(Difference(Change.QUESTION_REMOVED, name), question)


def _judged(found: Difference, question: Question) -> Difference:
    gives_data = question.kind not in (Kind.INFO, Kind.CONSENT)
    return replace(found, separates=gives_data and found.change in _SEPARATING)


def _moved(older: Instrument, newer: Instrument) -> Iterator[Difference]:
    """Yield the questions that stand in another section, or elsewhere among those that both versions have."""
    homes = [{question.id: section.id for section in each.sections for question in section.questions} for each in (older, newer)]
    orders = [[name for name in own if name in other] for own, other in (homes, homes[::-1])]
    for was, name in zip(orders[0], orders[1], strict=True):
        if was != name or homes[0][name] != homes[1][name]:
            yield Difference(Change.QUESTION_MOVED, name)


def _languages(older: Instrument, newer: Instrument) -> Iterator[Difference]:
    yield from (Difference(Change.LANGUAGE_ADDED, code) for code in newer.languages if code not in older.languages)
    yield from (Difference(Change.LANGUAGE_REMOVED, code) for code in older.languages if code not in newer.languages)


def _layout(older: Instrument, newer: Instrument) -> Iterator[Difference]:
    for before, after in ((older.layout, newer.layout), (_said(older.random_sections), _said(newer.random_sections))):
        if before != after:
            yield Difference(Change.LAYOUT_CHANGED, before=before, after=after)


def _sections(older: Instrument, newer: Instrument) -> Iterator[Difference]:
    before = {section.id: section for section in older.sections}
    for section in newer.sections:
        then = before.get(section.id)
        if then is None:
            continue
        if then.ask_if != section.ask_if:
            yield _routing(section.id, then.ask_if, section.ask_if)
        if then.random_order != section.random_order:
            yield Difference(Change.LAYOUT_CHANGED, section.id)
        yield from _words(Change.REWORDED, section.id, then.title, section.title)


def _routing(subject: str, older: Condition | None, newer: Condition | None) -> Difference:
    return Difference(Change.ROUTING_CHANGED, subject, before=condition_text(older), after=condition_text(newer))


def _experiments(older: Instrument, newer: Instrument) -> Iterator[Difference]:
    before, now = ({experiment.id: experiment for experiment in each.experiments} for each in (older, newer))
    for name in dict.fromkeys([*before, *now]):
        pair = before.get(name), now.get(name)
        arms = [_said(each.arms) if each else "" for each in pair]
        drawn = [_allocation(each) if each else "" for each in pair]
        if arms[0] != arms[1]:
            yield Difference(Change.EXPERIMENT_CHANGED, name, before=arms[0], after=arms[1], separates=name in before)
        elif drawn[0] != drawn[1]:
            yield Difference(Change.ALLOCATION_CHANGED, name, before=drawn[0], after=drawn[1])


def _allocation(experiment: Experiment) -> str:
    """The ratio of the arms, and what the blocks are formed by."""
    return ", ".join(filter(None, (" : ".join(map(str, experiment.ratio)), experiment.block_by)))


def _screening(older: Instrument, newer: Instrument) -> Iterator[Difference]:
    before, now = ({reason.id: reason for reason in each.screen_out} for each in (older, newer))
    for name in dict.fromkeys([*before, *now]):
        then, after = (condition_text(each[name].condition) if name in each else "" for each in (before, now))
        if then != after:
            yield Difference(Change.SCREENING_CHANGED, name, before=then, after=after)
        if name in before and name in now:
            yield from _words(Change.REWORDED, name, before[name].text, now[name].text)


def _quotas(older: Instrument, newer: Instrument) -> Iterator[Difference]:
    before, now = (
        {quota.id: f"{condition_text(quota.condition)} ≤ {quota.at_most}" for quota in each.quotas} for each in (older, newer)
    )
    for name in dict.fromkeys([*before, *now]):
        if before.get(name) != now.get(name):
            yield Difference(Change.QUOTA_CHANGED, name, before=before.get(name, ""), after=now.get(name, ""))


def _question(older: Question, newer: Question) -> Iterator[Difference]:
    name = newer.id
    if older.kind != newer.kind:
        yield Difference(Change.KIND_CHANGED, name, before=older.kind.value, after=newer.kind.value)
    if _bounds(older) != _bounds(newer):
        yield Difference(Change.BOUNDS_CHANGED, name, before=_span(older), after=_span(newer))
    if _items(older) != _items(newer):
        lists = [_said([item.id for item in each.items]) for each in (older, newer)]
        yield Difference(Change.ITEMS_CHANGED, name, before=lists[0], after=lists[1])
    yield from _battery(older, newer)
    yield from _choices(older, newer)
    yield from _wordings(older, newer)
    if older.ask_if != newer.ask_if:
        yield _routing(name, older.ask_if, newer.ask_if)
    if _shown(older) != _shown(newer):
        yield Difference(Change.LAYOUT_CHANGED, name)


def _bounds(question: Question) -> tuple[object, ...]:
    return (question.low, question.high, *question.limits)


def _span(question: Question) -> str:
    """The bounds in words; … where there is none."""
    pairs = zip((question.low, question.high), question.limits, strict=True)
    return " – ".join(str(next((each for each in pair if each is not None), "…")) for pair in pairs)


def _items(question: Question) -> list[object]:
    """The statements of a list experiment, which make its count; each line of a battery is a variable of its own."""
    return [] if question.kind is Kind.BATTERY else [(item.id, item.ask_if) for item in question.items]


def _shown(question: Question) -> tuple[object, ...]:
    return question.random_order, question.soft_check, question.at_most, question.places


def _battery(older: Question, newer: Question) -> Iterator[Difference]:
    if Kind.BATTERY in (older.kind, newer.kind):
        before, now = ([part.id for part in each.parts] for each in (older, newer))
        yield from (Difference(Change.QUESTION_ADDED, name) for name in now if name not in before)
        yield from (Difference(Change.QUESTION_REMOVED, name) for name in before if name not in now)


def _choices(older: Question, newer: Question) -> Iterator[Difference]:
    before, now = ({choice.code: choice for choice in each.choices} for each in (older, newer))
    for code, choice in now.items():
        if code not in before:
            yield Difference(Change.CHOICE_ADDED, newer.id, code, after=_first(choice.label))
        elif same_choice(before[code], choice):
            yield from _words(Change.CHOICE_RELABELLED, newer.id, before[code].label, choice.label, code)
        else:
            yield _reused(newer.id, before[code], choice)
    for code, choice in before.items():
        if code not in now:
            yield Difference(Change.CHOICE_REMOVED, newer.id, code, before=_first(choice.label))


def _reused(subject: str, older: Choice, newer: Choice) -> Difference:
    """A code that means something else: in other words, or by another id or use that its words do not show."""
    found = next(_words(Change.CODE_REUSED, subject, older.label, newer.label, newer.code), None)
    return found or Difference(Change.CODE_REUSED, subject, newer.code, (), _first(older.label), _first(newer.label))


def _wordings(older: Question, newer: Question) -> Iterator[Difference]:
    ends = [each.ends or (None, None) for each in (older, newer)]
    for before, after in ((older.text, newer.text), (older.hint, newer.hint), *zip(*ends, strict=True)):
        yield from _words(Change.REWORDED, newer.id, before, after)
    items = {item.id: item.text for item in older.items}
    for item in newer.items:
        if item.id in items:
            yield from _words(Change.REWORDED, f"{newer.id}__{item.id}", items[item.id], item.text)


def _words(change: Change, subject: str, older: Text | None, newer: Text | None, code: int | None = None) -> Iterator[Difference]:
    before, after = dict(older or ()), dict(newer or ())
    shared = [each for each in before if each in after] if before and after else list(before or after)
    changed = tuple(each for each in shared if before.get(each) != after.get(each))
    if changed:
        yield Difference(change, subject, code, changed, before.get(changed[0], ""), after.get(changed[0], ""))


def _first(text: Text) -> str:
    return next(words for _, words in text)


def _said(values: object) -> str:
    if isinstance(values, tuple | list):
        return ", ".join("–" if value is None else _said(value) for value in values)
    return str(values)
