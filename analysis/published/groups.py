"""The percents of groups of respondents: the sizes of the groups that they and the whole allow, and the counts in each."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from analysis.errors import ArgumentError
from analysis.published.forensics.subgroups import Subgroups, subgroup_sizes
from analysis.published.recovery import Recovered, percents_of

LARGEST = 1_000
"""Groups of a larger whole are not solved for their sizes: nearly any sizes would do, and there are too many to try."""


@cache
def group_sizes(one: Recovered, rounding: str) -> tuple[Subgroups, ...] | None:
    """Return every way to divide the respondents of a question into its groups.

    None where there are fewer than two groups, an answer of the whole is no percent, or there are too many people or
    too many ways to try.
    """
    asked, percents = one.question, percents_of(one.question)
    if len(asked.groups) < 2 or one.base is None or one.base > LARGEST or len(percents) != len(asked.answers):
        return None
    try:
        rows = [group.printed for group in asked.groups]
        return subgroup_sizes(percents, rows, one.base, complete=asked.adds_up, rounding=rounding)
    except ArgumentError:
        return None


def ill_fitting(one: Recovered, rounding: str) -> tuple[str, ...]:
    """Return the answers without one of which some sizes of the groups fit, though none fit all: each may be the wrong one."""
    if group_sizes(one, rounding) != ():
        return ()
    return tuple(answer.id for place, answer in enumerate(one.question.answers) if group_sizes(_without(one, place), rounding))


def _without(one: Recovered, place: int) -> Recovered:
    """Return what is recovered of a question but for one of its answers."""
    asked = one.question
    groups = tuple(replace(group, printed=(*group.printed[:place], *group.printed[place + 1 :])) for group in asked.groups)
    answers = (*asked.answers[:place], *asked.answers[place + 1 :])
    left = replace(asked, answers=answers, groups=groups, complete=False)
    return replace(one, question=left, counts=(*one.counts[:place], *one.counts[place + 1 :]))


def group_counts(one: Recovered, rounding: str) -> tuple[tuple[int, tuple[range, ...]], ...] | None:
    """Return for each group its size and what its counts can be; None where several sizes are possible, or none."""
    found = group_sizes(one, rounding)
    if found is None or len(found) != 1:
        return None
    return tuple(zip(found[0].sizes, found[0].counts, strict=True))
