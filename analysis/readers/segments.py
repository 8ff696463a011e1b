"""A multi-select cell cut into its answers, where commas stand between answers and also inside them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from analysis.readers.vocabulary import Meaning, Vocabulary

_SEPARATOR = re.compile(r"\s*[,;]\s*|\s*\n\s*")

_PER_CELL = 2000
"""More pieces than any list of ticked answers has; a cell with more is a text and is not cut."""

_END = Meaning(frozenset(), frozenset())


@dataclass(frozen=True)
class Segments:
    """How a cell is read.

    meanings   the labels that were found, in their order
    rest       what is no label, as written
    ambiguous  two ways to cut the cell are equally good and give different answers
    """

    meanings: tuple[Meaning, ...]
    rest: tuple[str, ...]
    ambiguous: bool = False


@dataclass(frozen=True)
class _Path:
    """The best way to cut a cell up to some place: `cost` counts pieces that are no label, then labels."""

    cost: tuple[int, int]
    cuts: tuple[tuple[int, int, Meaning | None], ...]
    codes: frozenset[frozenset[int]]


def segments(cell: str, vocabulary: Vocabulary) -> Segments:
    """Return the answers of a cell: as few unknown pieces as possible, and of those ways the one with the longest labels.

    A label may hold commas itself: every run of pieces between commas is looked up as a whole.
    """
    pieces = _pieces(cell)
    paths: list[_Path] = [_Path((0, 0), (), frozenset({frozenset()}))]
    for end in range(1, len(pieces) + 1):
        paths.append(_best(list(_ways(cell, pieces, end, paths, vocabulary))))
    best = paths[-1]
    found = tuple(meaning for _, _, meaning in best.cuts if meaning is not None)
    return Segments(found, tuple(_unknown(cell, pieces, best)), len(best.codes) > 1)


def _pieces(cell: str) -> list[tuple[int, int]]:
    """Return where each piece between separators begins and ends; an empty piece is none."""
    bounds = [0, *(place for match in _SEPARATOR.finditer(cell) for place in match.span()), len(cell)]
    pieces = [(start, end) for start, end in zip(bounds[::2], bounds[1::2], strict=True) if cell[start:end].strip()]
    return pieces if len(pieces) <= _PER_CELL else [(0, len(cell))]


def _ways(cell: str, pieces: list[tuple[int, int]], end: int, paths: list[_Path], vocabulary: Vocabulary) -> Iterator[_Path]:
    unknown = paths[end - 1]
    yield _Path((unknown.cost[0] + 1, unknown.cost[1]), (*unknown.cuts, (end - 1, end, None)), unknown.codes)
    for start in range(max(0, end - vocabulary.most_pieces), end):
        meaning = vocabulary[cell[pieces[start][0] : pieces[end - 1][1]]]
        if meaning is not None:
            before = paths[start]
            codes = frozenset(given | meaning.codes for given in before.codes)
            yield _Path((before.cost[0], before.cost[1] + 1), (*before.cuts, (start, end, meaning)), codes)


def _best(ways: list[_Path]) -> _Path:
    least = min(way.cost for way in ways)
    equal = [way for way in ways if way.cost == least]
    return _Path(least, equal[0].cuts, frozenset().union(*(way.codes for way in equal)))


def _unknown(cell: str, pieces: list[tuple[int, int]], path: _Path) -> Iterator[str]:
    """Yield the runs of pieces that are no label, with the separators inside a run as written."""
    start: int | None = None
    for first, _, meaning in (*path.cuts, (len(pieces), len(pieces), _END)):
        if meaning is None:
            start = first if start is None else start
        elif start is not None:
            yield cell[pieces[start][0] : pieces[first - 1][1]]
            start = None
