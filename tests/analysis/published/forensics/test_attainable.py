"""Sums of squares that answers in parts can have, held against every vector of a few people."""

from __future__ import annotations

from itertools import combinations_with_replacement, product

from hypothesis import given
from hypothesis import strategies as st

from analysis.published.forensics import attainable
from analysis.published.forensics.attainable import Part, attained
from analysis.published.forensics.squares import exists

parts = st.lists(st.tuples(st.integers(1, 4), st.integers(-3, 6), st.integers(0, 5)), min_size=1, max_size=3)


@given(parts, st.integers(-10, 30))
def test_exactly_the_sums_of_squares_of_some_answers_are_attained(drawn, total):
    way = [Part(people, low, low + wide) for people, low, wide in drawn]
    each = [combinations_with_replacement(range(part.low, part.high + 1), part.people) for part in way]
    vectors = [[x for group in groups for x in group] for groups in product(*each)]
    squares = {sum(x * x for x in vector) for vector in vectors if sum(vector) == total}
    found = {q for q in range(max(squares, default=0) + 5) if attained([way], {total: range(q, q + 1)})}
    assert found == squares


@given(st.integers(2, 12), st.integers(1, 9), st.data())
def test_one_part_agrees_with_the_search_of_grimmer(n, high, data):
    """`exists` goes another way: it takes the highest answers out, one value after another."""
    total = data.draw(st.integers(n, n * high))
    squares = data.draw(st.integers(0, n * high**2 + 2))
    assert attained([[Part(n, 1, high)]], {total: range(squares, squares + 1)}) is exists(n, total, squares, 1, high)


def test_of_several_ways_and_totals_one_is_enough():
    ways = [[Part(2, 1, 1)], [Part(2, 3, 3)]]
    assert attained(ways, {5: range(100), 6: range(18, 19)}) is True
    assert attained(ways, {5: range(100), 4: range(100)}) is False
    assert attained(ways, {}) is False
    assert attained([], {6: range(18, 19)}) is False


def test_what_would_take_too_long_is_not_told(monkeypatch):
    way, wanted = [[Part(20, 1, 9)]], {100: range(600, 602)}
    assert attained(way, wanted) is True
    monkeypatch.setattr(attainable, "WORK", 1000)
    assert attained(way, wanted) is None
    # Sums of squares that no 20 people have are refused without any search: at least 20 times 5 squared.
    assert attained(way, {100: range(400, 499)}) is False
