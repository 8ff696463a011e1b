"""McNemar's test over all joint tables: the claims of the paper, and every table listed."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from analysis.errors import ArgumentError
from analysis.published.forensics.pairs import paired_test


def test_culture_and_science():
    found = paired_test(24, 22, 57)
    assert found.p_range == pytest.approx((0.50, 0.88), abs=0.005)
    assert (found.lowest.only_a, found.lowest.only_b) == (2, 0)
    assert (found.highest.only_a, found.highest.only_b) == (24, 22)
    assert not found.significant_somewhere()


def test_economic_and_military_union():
    """The two who skipped the military question may both have been for leaving the economic union, or not."""
    found = paired_test(21, 23, 57, b_missing=2)
    assert found.p_range == pytest.approx((0.125, 0.88), abs=0.005)
    assert (found.lowest.only_a, found.lowest.only_b, found.lowest.base) == (0, 4, 55)
    assert not found.significant_somewhere()
    assert found.significant_somewhere(alpha=0.2)


def test_skipping_counted_as_not_giving_the_answer():
    assert paired_test(21, 23, 57).p_range == pytest.approx((0.5, 0.88), abs=0.005)


def test_a_difference_in_every_table():
    found = paired_test(50, 10, 57)
    assert found.significant_everywhere()
    assert not paired_test(40, 30, 57).significant_everywhere()


def every_table(a, b, base, a_missing, b_missing):
    """Each person's answer to both questions: yes, no or skipped; tables of how many gave each pair."""
    cells = list(product("yns", repeat=2))

    def divided(people, parts):
        if parts == 1:
            yield (people,)
            return
        for first in range(people + 1):
            yield from ((first, *rest) for rest in divided(people - first, parts - 1))

    for counts in divided(base, len(cells)):
        table = dict(zip(cells, counts, strict=True))
        first = {answer: sum(table[answer, other] for other in "yns") for answer in "yns"}
        second = {answer: sum(table[other, answer] for other in "yns") for answer in "yns"}
        if (first["y"], first["s"], second["y"], second["s"]) == (a, a_missing, b, b_missing):
            yield table["y", "n"], table["n", "y"], sum(table[pair] for pair in product("yn", repeat=2))


@given(st.integers(1, 6), st.data())
def test_as_listing_every_table(base, data):
    a_missing, b_missing = data.draw(st.integers(0, base)), data.draw(st.integers(0, base))
    a, b = data.draw(st.integers(0, base - a_missing)), data.draw(st.integers(0, base - b_missing))
    tables = set(every_table(a, b, base, a_missing, b_missing))
    p = [stats.binomtest(only_a, only_a + only_b).pvalue if only_a + only_b else 1.0 for only_a, only_b, _ in tables]
    found = paired_test(a, b, base, a_missing=a_missing, b_missing=b_missing)
    assert found.p_range == pytest.approx((min(p), max(p)))
    for table in (found.lowest, found.highest):
        assert (table.only_a, table.only_b, table.base) in tables


@given(st.integers(5, 40), st.data())
def test_as_listing_every_overlap(base, data):
    a, b = data.draw(st.integers(0, base)), data.draw(st.integers(0, base))
    overlaps = range(max(0, a + b - base), min(a, b) + 1)
    p = [stats.binomtest(a - both, a + b - 2 * both).pvalue if a + b > 2 * both else 1.0 for both in overlaps]
    assert paired_test(a, b, base).p_range == pytest.approx((min(p), max(p)))


def test_wrong_numbers():
    with pytest.raises(ArgumentError, match=r"second count must be a whole number from 0 to 55. Got 56"):
        paired_test(21, 56, 57, b_missing=2)
    with pytest.raises(ArgumentError, match=r"a_missing must be a whole number from 0 to 57. Got 58"):
        paired_test(21, 23, 57, a_missing=58)
