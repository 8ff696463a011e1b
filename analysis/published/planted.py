"""How much an audit can notice: every printed number with one wrong digit, audited again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import TypeVar

from analysis.published.model import Findings, PublishedQuestion, Sample

Facts = frozenset[tuple[str, str]]
"""What an audit holds against a publication: (kind, what it is about)."""

Put = Callable[[str], PublishedQuestion]
"""A question as a function of one of the numbers printed of it."""

Item = TypeVar("Item")


def unnoticed(findings: Findings, name: str, facts: Callable[[Findings], Facts]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the numbers that differ in one digit from a printed one, and those of them that would not be noticed.

    name   "sample", or of one question its "question.base", an answer, whose count may be printed too, a statistic
           ("question.mean") or an answer in a group ("question.group.answer")
    facts  what the audit holds against some findings; a wrong digit is noticed where that has something new

    >>> from analysis.published.findings import load
    >>> from analysis.published.audit import held_against
    >>> wrong, passed = unnoticed(load("astana-2023"), "q3_spheres.3", held_against)
    >>> len(wrong), passed
    (26, ('49.1',))
    """
    before = facts(findings) - {("contradicted", name)}
    people = name == "sample" or name.endswith(".base")
    found = [
        (number, put(number)) for printed, put in _places(findings, name) for number in one_digit_off(printed, people=people)
    ]
    passed = tuple(number for number, planted in found if not facts(planted) - before)
    return tuple(number for number, _ in found), passed


def one_digit_off(printed: str, *, people: bool = False) -> Iterator[str]:
    """Yield a printed number with each of its digits replaced by each other one; none with a needless zero in front.

    people  the number is of people who took part: none is none of them

    >>> list(one_digit_off("1/3"))[:3], len(list(one_digit_off("41.8")))
    (['0/3', '2/3', '3/3'], 26)
    """
    for place, digit in enumerate(printed):
        if not digit.isdigit():
            continue
        _, slash, part = printed[:place].rpartition("/")
        first = not any(sign.isdigit() for sign in part)
        needed = not first or not (slash or people or printed[place + 1 : place + 2].isdigit())
        for other in "0123456789":
            if other != digit and (needed or other != "0"):
                yield printed[:place] + other + printed[place + 1 :]


def _places(findings: Findings, name: str) -> Iterator[tuple[str, Callable[[str], Findings]]]:
    """Yield the numbers that are printed under a name, each with how to put another one in its place."""
    if findings.sample is not None and name == "sample":
        yield findings.sample.printed, partial(_with_sample, findings, findings.sample)
    for place, question in enumerate(findings.questions):
        for printed, put in _in_question(question, name):
            yield printed, partial(_with_question, findings, place, put)


def _with_sample(findings: Findings, sample: Sample, printed: str) -> Findings:
    """Return the findings with another sample, which is the base of every question that states none."""
    asked = tuple(
        replace(question, stated_base=int(printed)) if question.stated_base == sample.n else question
        for question in findings.questions
    )
    return replace(findings, sample=replace(sample, printed=printed), questions=asked)


def _with_question(findings: Findings, place: int, put: Put, printed: str) -> Findings:
    return replace(findings, questions=_swapped(findings.questions, place, put(printed)))


def _in_question(question: PublishedQuestion, name: str) -> Iterator[tuple[str, Put]]:
    if name == f"{question.id}.base" and question.stated_base is not None:
        yield str(question.stated_base), lambda number: replace(question, stated_base=int(number))
    for place, answer in enumerate(question.answers):
        if answer.id == name and answer.printed is not None:
            yield answer.printed, partial(_with_answer, question, place)
        if answer.id == name and answer.printed_count is not None:
            yield answer.printed_count, partial(_with_count, question, place)
    for place, given in enumerate(question.statistics):
        if given.id == name:
            yield given.printed, partial(_with_statistic, question, place)
    yield from _in_groups(question, name)


def _in_groups(question: PublishedQuestion, name: str) -> Iterator[tuple[str, Put]]:
    for place, group in enumerate(question.groups):
        for column, (answer, printed) in enumerate(zip(question.answers, group.printed, strict=True)):
            if name == f"{question.id}.{group.id}.{answer.category}":
                yield printed, partial(_with_group, question, place, column)


def _with_answer(question: PublishedQuestion, place: int, printed: str) -> PublishedQuestion:
    other = replace(question.answers[place], printed=printed)
    return replace(question, answers=_swapped(question.answers, place, other))


def _with_count(question: PublishedQuestion, place: int, printed: str) -> PublishedQuestion:
    other = replace(question.answers[place], printed_count=printed)
    return replace(question, answers=_swapped(question.answers, place, other))


def _with_statistic(question: PublishedQuestion, place: int, printed: str) -> PublishedQuestion:
    other = replace(question.statistics[place], printed=printed)
    return replace(question, statistics=_swapped(question.statistics, place, other))


def _with_group(question: PublishedQuestion, place: int, column: int, printed: str) -> PublishedQuestion:
    group = question.groups[place]
    other = replace(group, printed=_swapped(group.printed, column, printed))
    return replace(question, groups=_swapped(question.groups, place, other))


def _swapped(items: tuple[Item, ...], place: int, other: Item) -> tuple[Item, ...]:
    return (*items[:place], other, *items[place + 1 :])
