"""Subgroups of a published whole: how large they can be, and whether the whole can be made of them."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from analysis.errors import ArgumentError
from analysis.published.forensics.percents import Percents, VectorFit, check_base, check_lists, fitting, vector_fits
from analysis.published.forensics.rounding import DEFAULT, Unrounded, parse, parse_all, unround

COMBINATIONS = 200_000
"""More combinations of group sizes than this are not searched."""


class Subgroups(NamedTuple):
    """Sizes of the groups that a publication allows, with the counts of every answer in every group."""

    sizes: tuple[int, ...]
    counts: tuple[tuple[range, ...], ...]


@dataclass(frozen=True)
class Mixture:
    """What a whole can be given its parts, and what it is printed as, both before rounding, in percent."""

    parts: Unrounded
    whole: Unrounded

    @property
    def possible(self) -> bool:
        """Some mix of the groups is printed as the whole is."""
        low, high = max(self.parts.low, self.whole.low), min(self.parts.high, self.whole.high)
        return low < high or (low == high and low in self.parts and low in self.whole)


def subgroup_sizes(
    total_percents: Percents,
    group_percents: Sequence[Percents],
    n: int,
    *,
    complete: bool = False,
    rounding: str = DEFAULT,
) -> tuple[Subgroups, ...]:
    """Return every way to divide n respondents into groups so that all percents can be as printed.

    total_percents  of each answer among all n
    group_percents  for each group, of the same answers in the same order; nobody is in two groups or in none
    complete        the answers are all those of a single-choice question, so that counts add up to the size of a group

    Sizes are returned where each answer, by itself, has counts in every group that are printed as its percents and add up
    to a count of the whole that is printed as its total; with `complete` also the counts of each group can add up to its
    size and those of the whole to n. Of two groups every size is tried, of more every combination of the sizes
    that their own percents allow.

    Raises ArgumentError for fewer than two groups, lists of unequal length or more than 200 000 combinations; what
    `analysis.published.forensics.percents.reachable` raises.

    >>> [found.sizes for found in subgroup_sizes(["43.9", "36.8"], [["34.8", "43.5"], ["50.0", "32.4"]], 57)]
    [(23, 34)]
    """
    groups = _check_groups(total_percents, group_percents)
    _check_search(n := check_base(n))
    whole = vector_fits(total_percents, n, rounding)
    if not (whole.exists if complete else whole.reachable):
        return ()
    fits = [{fit.base: fit for fit in fitting(percents, (1, n), complete=complete, rounding=rounding)} for percents in groups]
    return tuple(
        Subgroups(tuple(group.base for group in division), tuple(group.counts for group in division))
        for division in _divisions(fits, n)
        if _add_up(division, whole)
    )


def mixture_bound(total_percent: str | Decimal, group_percents: Percents, *, rounding: str = DEFAULT) -> Mixture:
    """Return the range in which a whole lies whatever the sizes of the groups that make it, beside the printed whole.

    A whole is a mean of its parts weighted by their sizes, so that it lies between the least and the greatest of them, all
    of them before rounding. `.possible` is False where no sizes, and no weights of respondents, make the whole.

    Raises what `analysis.published.forensics.percents.reachable` raises.

    >>> mixture_bound("52.0", ["44.1", "51.9"]).possible, mixture_bound("52.1", ["44.1", "51.9"]).possible
    (True, False)
    """
    parts = [unround(printed, rounding) for printed in parse_all(group_percents)]
    low, high = min(part.low for part in parts), max(part.high for part in parts)
    hull = Unrounded(
        low,
        high,
        closed_low=any(part.closed_low for part in parts if part.low == low),
        closed_high=any(part.closed_high for part in parts if part.high == high),
    )
    return Mixture(hull, unround(parse(total_percent, "percent of the whole"), rounding))


def _check_groups(total_percents: Percents, group_percents: Sequence[Percents]) -> Sequence[Percents]:
    answers = len(parse_all(total_percents))
    lengths = [len(parse_all(percents)) for percents in check_lists(group_percents)]
    if len(lengths) < 2:
        raise ArgumentError("There must be at least two groups.", got=str(len(lengths)))
    if set(lengths) != {answers}:
        raise ArgumentError(
            "Every group needs a percent for each answer of the whole.",
            got=f"{answers} answers of the whole and {', '.join(map(str, lengths))} of the groups",
        )
    return group_percents


def _divisions(fits: Sequence[Mapping[int, VectorFit]], n: int) -> Iterator[tuple[VectorFit, ...]]:
    """Yield the groups' fits whose sizes add up to n: the last group has what the others leave."""
    *first, last = fits
    _check_search(math.prod(map(len, first)))
    for division in itertools.product(*(group.values() for group in first)):
        left = n - sum(group.base for group in division)
        if left in last:
            yield (*division, last[left])


def _check_search(combinations: int) -> None:
    if combinations > COMBINATIONS:
        raise ArgumentError(
            f"{combinations:,} combinations of group sizes are too many to search (at most {COMBINATIONS:,}).",
            remedy="Add answers to the lists, or join groups whose joint percents are known.",
        )


def _add_up(groups: Sequence[VectorFit], whole: VectorFit) -> bool:
    """Tell whether the groups' counts of every answer can add up to one of the whole's."""
    columns = zip(*(group.counts for group in groups), strict=True)
    return all(
        sum(counts[0] for counts in column) <= total[-1] and sum(counts[-1] for counts in column) >= total[0]
        for column, total in zip(columns, whole.counts, strict=True)
    )
