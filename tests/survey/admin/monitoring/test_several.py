"""Nothing small follows from the ticks of a question with several answers and from its rates, over any number of looks.

The attacker knows how many answered at every look, what is shown, which sets of choices can be ticked, and that respondents only
come; the tables of such sets that fit all of it are counted one by one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import analysis
from instruments import load
from instruments.model import Instrument
from instruments.responses import data_columns
from survey.admin.monitoring.links import TICKED
from survey.admin.monitoring.suppression import SMALL
from survey.admin.monitoring.topline import ANSWERED, CANNOT_ANSWER, Topline, topline

NON_ANSWER = (-1,)
Counts = tuple[int, ...]
Seen = Mapping[str, int]

BASE = """
id: several
version: 1
languages: [en]
reviewed_by: {en: null}
title: {en: "Several"}
population: {en: "Anybody"}
basis: convenience
sections:
  - id: all
    questions:
      - id: which
        kind: many
        text: {en: "Which?"}
        at_most: MOST
        choices:
          - {code: 1, id: a, label: {en: "A"}}
          - {code: 2, id: b, label: {en: "B"}}
          - {code: 3, id: c, label: {en: "C"}, exclusive: ALONE}
          - {code: -1, label: {en: "I cannot answer"}}
"""


def instrument(most: int, *, alone: bool) -> Instrument:
    """A question with three choices, of which the third may stand alone."""
    return load.load_text(BASE.replace("MOST", str(most)).replace("ALONE", str(alone).lower()), "several")


def possible_sets(asked: Instrument) -> list[tuple[int, ...]]:
    """Every set of choices that somebody can tick, and the non-answer at the end."""
    question = asked.by_id["which"]
    single = {choice.code for choice in question.substantive if choice.exclusive}
    every = [each for size in range(1, (question.at_most or 3) + 1) for each in combinations((1, 2, 3), size)]
    return [*(each for each in every if len(each) == 1 or not single & set(each)), NON_ANSWER]


def printed(asked: Instrument, before: Topline | None, counts: Counts) -> tuple[Topline, Seen]:
    """Return what the page says of those who ticked each of the possible sets."""
    rows = [ticked for ticked, n in zip(possible_sets(asked), counts, strict=True) for _ in range(n)]
    names = [column.name for column in data_columns(asked)]
    ticked = [[-1] * 3 if row == NON_ANSWER else [int(code in row) for code in (1, 2, 3)] for row in rows]
    frame = pd.DataFrame(ticked, columns=names)
    found = topline(analysis.Data(frame, asked), asked, before)
    of = found.answers["which"]
    tables = {code: (table.look, TICKED) for code, table in of.choices.items()}
    tables.update({name: (of.outcomes.look, name) for name in (ANSWERED, CANNOT_ANSWER)})
    shown = {name: look.shown(cell) for name, (look, cell) in tables.items()}
    return found, {name: n for name, n in shown.items() if n is not None}


def says(asked: Instrument, counts: Counts) -> dict[str, int]:
    """Return every number that the page could say of a table of sets."""
    by_set = dict(zip(possible_sets(asked), counts, strict=True))
    ticks = {str(code): sum(n for ticked, n in by_set.items() if code in ticked) for code in (1, 2, 3)}
    none = by_set[NON_ANSWER]
    return {**ticks, CANNOT_ANSWER: none, ANSWERED: sum(counts) - none}


def filled(total: int, cells: int) -> Iterator[Counts]:
    if cells == 1:
        yield (total,)
        return
    for first in range(total + 1):
        yield from ((first, *rest) for rest in filled(total - first, cells - 1))


def fits(asked: Instrument, seen: Seen, n: int) -> list[Counts]:
    every = filled(n, len(possible_sets(asked)))
    return [table for table in every if seen.items() <= says(asked, table).items()]


def grows(old: Counts, new: Counts) -> bool:
    return all(a <= b for a, b in zip(old, new, strict=True))


def assert_nothing_small_is_told(asked: Instrument, tables: Sequence[Counts], history: Sequence[Seen]) -> None:
    moments = [fits(asked, seen, sum(table)) for seen, table in zip(history, tables, strict=True)]
    for place in range(1, len(moments)):
        moments[place] = [new for new in moments[place] if any(grows(old, new) for old in moments[place - 1])]
    for place in range(len(moments) - 2, -1, -1):
        moments[place] = [old for old in moments[place] if any(grows(old, new) for new in moments[place + 1])]
    for seen, table, possible in zip(history, tables, moments, strict=True):
        assert table in possible
        for name, n in says(asked, table).items():
            if name not in seen and 0 < n < SMALL:
                assert len({says(asked, each)[name] for each in possible}) > 1, (name, tables, history)


def watched(asked: Instrument, tables: Sequence[Counts]) -> list[Seen]:
    before, found = None, []
    for table in tables:
        before, seen = printed(asked, before, table)
        found.append(seen)
    return found


FORMS = [(1, False), (2, True)]


@st.composite
def arrivals(draw: st.DrawFn) -> tuple[Instrument, list[Counts]]:
    """A question, and a table of it that grows by 5 respondents or more from look to look."""
    most, alone = draw(st.sampled_from(FORMS))
    asked = instrument(most, alone=alone)
    counts = [0] * len(possible_sets(asked))
    # Small tables, for every one that fits is counted: a few sets that are common, the others rare.
    common = draw(st.lists(st.integers(0, len(counts) - 1), min_size=1, max_size=3))
    tables = []
    for size in (draw(st.integers(5, 8)), *draw(st.lists(st.just(5), max_size=1))):
        for place in draw(st.lists(st.sampled_from([*common * 2, len(counts) - 1]), min_size=size, max_size=size)):
            counts[place] += 1
        tables.append(tuple(counts))
    return asked, tables


@settings(max_examples=15, deadline=None)
@given(arrivals())
@example((instrument(1, alone=False), [(8, 7, 6, 2)]))
@example((instrument(1, alone=False), [(5, 4, 0, 2), (6, 5, 0, 5)]))
def test_nothing_small_follows_at_any_number_of_looks(found: tuple[Instrument, list[Counts]]) -> None:
    asked, tables = found
    assert_nothing_small_is_told(asked, tables, watched(asked, tables))


def test_what_one_tick_each_would_tell_is_hidden() -> None:
    """8, 7 and 6 of 23 ticked one choice each: two could not answer."""
    asked = instrument(1, alone=False)
    [seen] = watched(asked, [(8, 7, 6, 2)])
    assert seen == {"1": 8, "2": 7}
    [large] = watched(asked, [(8, 7, 6, 5)])
    assert large == {"1": 8, "2": 7, "3": 6, CANNOT_ANSWER: 5, ANSWERED: 21}


def test_what_can_be_ticked_together_tells_as_little_where_nobody_did() -> None:
    asked = instrument(3, alone=False)
    [seen] = watched(asked, [(8, 7, 6, 0, 0, 0, 0, 2)])
    assert CANNOT_ANSWER not in seen
    assert len(seen) == 2, "one choice is hidden beside those who could not answer"


def test_who_did_not_tick_a_choice_is_no_subtraction_either() -> None:
    """All but two of those who answered ticked the first, and how many answered is shown."""
    asked = instrument(3, alone=False)
    [seen] = watched(asked, [(6, 2, 0, 9, 9, 0, 0, 9)])
    assert seen[ANSWERED] == 26
    assert "1" not in seen


def test_the_attack_finds_what_ticks_would_tell() -> None:
    """The control: ticks of one each, all shown."""
    asked = instrument(1, alone=False)
    with pytest.raises(AssertionError):
        assert_nothing_small_is_told(asked, [(8, 7, 6, 2)], [{"1": 8, "2": 7, "3": 6}])
