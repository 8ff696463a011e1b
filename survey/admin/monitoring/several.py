"""The tables of a question with several answers, linked so that none tells what another hides. Pure.

Who answered ticked one choice or more. So how many could not answer follows from the ticks where everybody ticked one; and how
many did not tick a choice follows where it is known how many answered. Hence the tables, in which a cell that is hidden in one
is hidden in all (`suppression.linked_looks`):

- by choice: those who ticked it; those who ticked others, but none that stands alone; each choice that stands alone; each
  non-answer. These add up to those who did not skip the question;
- all choices and non-answers: of them nobody is missing, and where one tick is allowed, nobody is in it twice;
- where a few ticks are allowed: those who ticked fewer than they might have, for as many answered at least as the ticks ask for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from instruments.model import Question
from survey.admin.monitoring.links import NOT_TICKED, TICKED
from survey.admin.monitoring.suppression import SMALL, Look, linked_looks

COVER, ENOUGH_TICKS = "every_choice", "enough_ticks"
"""The tables that are no choice's own."""


def looks(question: Question, base: int, counts: Mapping[str, int], before: Mapping[str, Look]) -> dict[str, Look]:
    """Return the tables of a question with several answers: by code that of each choice, and those that link them.

    base    how many did not skip it
    counts  by code of a choice or a non-answer how many gave it; no entry where nobody did
    before  the tables as they were looked at before
    """
    # What nobody is shown is hidden first, then the choices: non-answers are a cell of every table.
    codes = sorted((str(choice.code) for choice in question.substantive), key=lambda code: (counts.get(code, 0), code))
    return linked_looks(dict(_tables(question, base, counts)), before, _name, first=(NOT_TICKED, TICKED, *codes))


def _name(table: str, cell: str) -> str:
    """Return what a cell of a table is called in all of them."""
    own = {TICKED: table, NOT_TICKED: f"not {table}"}
    return own.get(cell, cell)


def _tables(question: Question, base: int, counts: Mapping[str, int]) -> Iterator[tuple[str, Mapping[str, int]]]:
    given = {str(choice.code): counts.get(str(choice.code), 0) for choice in question.choices}
    non_answers = {str(choice.code): given[str(choice.code)] for choice in question.non_answers}
    answered = base - sum(non_answers.values())
    single = {str(choice.code) for choice in question.substantive if choice.exclusive}
    alone = {code: n for code, n in given.items() if code in single}
    ticks = {code: n for code, n in given.items() if code not in alone.keys() | non_answers.keys()}
    others = answered - sum(alone.values())
    # Where nobody can tick two, nothing is left over beside the choices that stand alone: the first table says it all.
    is_one = question.at_most == 1 or len(ticks) == 1
    yield COVER, given
    for choice in question.substantive:
        code = str(choice.code)
        if is_one or code in single:
            yield code, {TICKED: given[code], NOT_TICKED: answered - given[code], **non_answers}
        else:
            yield code, {TICKED: given[code], NOT_TICKED: others - given[code], **alone, **non_answers}
    if question.at_most and not is_one:
        least = -(-sum(ticks.values()) // question.at_most)
        # Nobody is shown it, so nothing is small about it: what counts is by how much it grows.
        yield ENOUGH_TICKS, {NOT_TICKED: others - least + SMALL, **alone, **non_answers}
