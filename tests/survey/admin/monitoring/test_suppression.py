"""No count below 5 can be worked out from what is shown, over any number of looks.

The attacker knows every total, every count that is shown, and that respondents only come; the tables that fit all of it are
counted one by one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from survey.admin.monitoring.suppression import SMALL, STEP, Look, is_due, look

Counts = tuple[int, ...]


def looks(tables: Sequence[Counts]) -> list[Look]:
    found: list[Look] = []
    for table in tables:
        found.append(look(dict(zip("abcdef", table, strict=False)), found[-1] if found else None))
    return found


def filled(total: int, cells: int) -> Iterator[Counts]:
    """Every way to put respondents into cells."""
    if cells == 1:
        yield (total,)
        return
    for first in range(total + 1):
        yield from ((first, *rest) for rest in filled(total - first, cells - 1))


def fitting(shown: Look) -> list[Counts]:
    """Every table that shows the same."""
    cells = list(shown.counts)
    places = [cell for cell in cells if cell in shown.hidden]
    rest = sum(shown.counts[cell] for cell in places)
    ways = filled(rest, len(places)) if places else iter([()])
    return [tuple({**shown.counts, **dict(zip(places, way, strict=True))}[cell] for cell in cells) for way in ways]


def possible(history: Sequence[Look]) -> list[list[Counts]]:
    """At each look every table that fits what is shown then, before and after."""
    forward: list[list[Counts]] = []
    for each in history:
        fits = fitting(each)
        forward.append([table for table in fits if not forward or any(_grows(old, table) for old in forward[-1])])
    backward: list[list[Counts]] = []
    for fits in reversed(forward):
        backward.append([table for table in fits if not backward or any(_grows(table, new) for new in backward[-1])])
    return backward[::-1]


def _grows(old: Counts, new: Counts) -> bool:
    return all(a <= b for a, b in zip(old, new, strict=True))


def assert_nothing_small_is_told(tables: Sequence[Counts]) -> None:
    history = looks(tables)
    for shown, fits in zip(history, possible(history), strict=True):
        for place, (cell, n) in enumerate(shown.counts.items()):
            told = {table[place] for table in fits}
            assert n in told
            if 0 < n < SMALL:
                assert len(told) > 1, (cell, n, tables)


@st.composite
def arrivals(draw: st.DrawFn) -> list[Counts]:
    """A table that grows, by 5 respondents or more from look to look."""
    cells = draw(st.integers(2, 4))
    counts = [0] * cells
    tables = []
    for _ in range(draw(st.integers(1, 4))):
        new = draw(st.lists(st.integers(0, cells - 1), min_size=STEP, max_size=STEP + 3))
        for cell in new:
            counts[cell] += 1
        tables.append(tuple(counts))
    return tables


@settings(max_examples=120, deadline=None)
@given(arrivals())
def test_nothing_small_follows_from_any_number_of_looks(tables: list[Counts]) -> None:
    assert_nothing_small_is_told(tables)


@pytest.mark.parametrize("cells", [2, 3])
def test_nothing_small_follows_from_two_looks_at_any_table(cells: int) -> None:
    for first, new in product(filled(8, cells), filled(5, cells)):
        assert_nothing_small_is_told([first, tuple(a + b for a, b in zip(first, new, strict=True))])


def test_a_small_cell_takes_the_smallest_other_with_it() -> None:
    [found] = looks([(20, 9, 2)])
    assert found.hidden == {"b", "c"}
    assert (found.shown("a"), found.shown("b"), found.shown("c")) == (20, None, None)


def test_nothing_is_hidden_where_every_cell_is_large() -> None:
    [found] = looks([(20, 9, 5)])
    assert found.hidden == frozenset()


def test_an_empty_cell_is_hidden_so_that_the_first_in_it_is_not_seen_coming() -> None:
    before, after = looks([(20, 9, 0), (24, 9, 1)])
    assert before.hidden == after.hidden == {"b", "c"}


def test_a_grown_cell_waits_until_it_could_have_been_empty_before() -> None:
    # 4 + 7 = 11 were hidden; 5 and 7 would tell that the first was 4 or 5, and small.
    history = looks([(20, 4, 7), (24, 5, 7), (24, 10, 11)])
    assert [each.hidden for each in history] == [{"b", "c"}, {"b", "c"}, frozenset()]


def test_the_attack_finds_what_is_hidden_badly() -> None:
    """The control: one hidden cell follows from the total; two follow where the second is shown a little later."""
    alone = Look({"a": 20, "b": 9, "c": 2}, frozenset("c"))
    assert {table[2] for table in possible([alone])[0]} == {2}
    early = [Look({"a": 1, "b": 9}, frozenset("ab")), Look({"a": 1, "b": 14}, frozenset())]
    assert {table[0] for table in possible(early)[0]} == {0, 1}
    assert {table[0] for table in possible(early)[1]} == {1}


def test_who_withdraws_is_not_seen_going() -> None:
    before, after = looks([(20, 9, 5), (20, 9, 4)])
    assert before.hidden == frozenset()
    assert after.hidden == {"b", "c"}


def test_a_cell_of_a_new_version_comes_in_hidden() -> None:
    before = look({"a": 20, "b": 9})
    assert look({"a": 20, "b": 9, "c": 6}, before).hidden == frozenset()
    assert look({"a": 20, "b": 9, "c": 1}, before).hidden == {"b", "c"}


def test_a_table_is_looked_at_in_steps() -> None:
    assert [is_due(None, n) for n in (0, 4, 5)] == [False, False, True]
    assert [is_due(23, n) for n in (23, 27, 28, 19, 18)] == [False, False, True, False, True]
