"""A ranking as files hold it: a column for each choice, with its place."""

from __future__ import annotations

from collections.abc import Mapping

from analysis.readers.numerals import number
from analysis.readers.problems import shortened
from instruments import kinds
from instruments.model import Question


def ranked_codes(question: Question, written: Mapping[str, str]) -> tuple[int, ...] | None:
    """Return the codes in the order of their places; None where the places are not 1, 2, 3 …, each once.

    written  what stands in the columns that are not empty, by their names
    """
    codes = {column.name: column.code for column in kinds.columns(question)}
    by_rank = {number(value): code for name, value in written.items() if (code := codes[name]) is not None}
    ranks = range(1, len(written) + 1)
    return tuple(by_rank[rank] for rank in ranks) if set(by_rank) == set(ranks) else None


def no_ranking(question: Question, written: Mapping[str, str]) -> str:
    """Return what is wrong with columns that hold no ranking, and what to do."""
    found = ", ".join(shortened(value) for value in written.values())
    remedy = "Write 1, 2, 3 …, each once, and leave the others empty; or one missing code in all of them."
    return f"the columns of {question.id} hold {found} in one row. {remedy}"
