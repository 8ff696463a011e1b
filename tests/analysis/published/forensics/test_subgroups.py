"""Sizes of subgroups, held to brute force over every table of a small survey; the range of a mixture."""

import itertools
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import ArgumentError
from analysis.published.forensics.subgroups import mixture_bound, subgroup_sizes
from tests.analysis.published.forensics.test_percents import printed


def as_printed(counts, base: int) -> list[str]:
    return [min(printed(count, base, 0, "half-up")) for count in counts]


def brute_sizes(total, groups, n: int, rounding: str) -> list[tuple[int, ...]]:
    """Return the sizes for which each answer has counts in the groups, and their sum in the whole, that print so."""

    def possible(sizes, answer) -> bool:
        columns = [
            [k for k in range(size + 1) if group[answer] in printed(k, size, 0, rounding)]
            for size, group in zip(sizes, groups, strict=True)
        ]
        return any(total[answer] in printed(sum(counts), n, 0, rounding) for counts in itertools.product(*columns))

    divisions = (sizes for sizes in itertools.product(range(1, n), repeat=len(groups)) if sum(sizes) == n)
    return [sizes for sizes in divisions if all(possible(sizes, answer) for answer in range(len(total)))]


@st.composite
def surveys(draw):
    """Return a table of counts: two or three groups by two answers, and the size of each group, with others in it."""
    groups = draw(st.lists(st.lists(st.integers(0, 4), min_size=2, max_size=2), min_size=2, max_size=3))
    return groups, [max(sum(group) + draw(st.integers(0, 2)), 1) for group in groups]


@given(surveys(), st.sampled_from(["half-up", "half-up-or-down"]))
def test_sizes_are_those_of_brute_force(survey, rounding):
    groups, sizes = survey
    n = sum(sizes)
    total = as_printed([sum(column) for column in zip(*groups, strict=True)], n)
    percents = [as_printed(group, size) for group, size in zip(groups, sizes, strict=True)]
    found = [division.sizes for division in subgroup_sizes(total, percents, n, rounding=rounding)]
    assert found == brute_sizes(total, percents, n, rounding)
    assert tuple(sizes) in found


@given(st.lists(st.lists(st.integers(0, 6), min_size=3, max_size=3).filter(any), min_size=2, max_size=3))
def test_complete_answers_keep_the_true_sizes_and_rule_out_more(groups):
    sizes = [sum(group) for group in groups]
    n = sum(sizes)
    total = as_printed([sum(column) for column in zip(*groups, strict=True)], n)
    percents = [as_printed(group, size) for group, size in zip(groups, sizes, strict=True)]
    complete = subgroup_sizes(total, percents, n, complete=True)
    assert tuple(sizes) in [division.sizes for division in complete]
    assert set(complete) <= set(subgroup_sizes(total, percents, n))
    assert all(math.fsum(counts[0] for counts in group) <= size for found in complete for size, group in zip(*found, strict=True))


def test_the_sizes_come_with_the_counts():
    # 8 and 10 of 23, 17 and 11 of 34: in all 25 and 21 of 57
    (found,) = subgroup_sizes(["43.9", "36.8"], [["34.8", "43.5"], ["50.0", "32.4"]], 57)
    assert found.sizes == (23, 34)
    assert found.counts == ((range(8, 9), range(10, 11)), (range(17, 18), range(11, 12)))


@pytest.mark.parametrize("complete", [False, True])
def test_a_whole_that_is_impossible_by_itself_has_no_groups(complete):
    assert subgroup_sizes(["61.6", "38.4"], [["61.6", "38.4"], ["61.6", "38.4"]], 390, complete=complete) == ()


def test_a_search_that_is_too_large_is_refused():
    with pytest.raises(ArgumentError, match="combinations of group sizes are too many to search .at most 200,000"):
        subgroup_sizes(["50"], [["50"], ["50"], ["50"], ["50"]], 400)
    with pytest.raises(ArgumentError, match="10,058,774 combinations"):
        subgroup_sizes(["50"], [["50"], ["50"]], 10_058_774)


def test_groups_must_be_several_and_answer_the_same():
    with pytest.raises(ArgumentError, match="at least two groups. Got 1"):
        subgroup_sizes(["50"], [["50"]], 57)
    with pytest.raises(ArgumentError, match="2 answers of the whole and 2, 1 of the groups"):
        subgroup_sizes(["50", "50"], [["50", "50"], ["50"]], 57)


@pytest.mark.parametrize(
    ("whole", "parts", "rounding", "possible"),
    [
        ("48.0", ["44.1", "51.9"], "half-up-or-down", True),
        ("44.0", ["44.1", "51.9"], "half-up-or-down", True),  # both may be 44.05
        ("44.0", ["44.1", "51.9"], "half-up", False),  # 44.05 is printed 44.1
        ("52.0", ["44.1", "51.9"], "half-down", False),
        ("43.9", ["44.1", "51.9"], "half-up-or-down", False),
        ("52.1", ["44.1", "51.9"], "half-up-or-down", False),
        ("44", ["44.5", "51.9"], "half-up", True),  # 44.45 … 44.5
        ("44", ["44.5", "51.9"], "truncate", True),
        ("45.0", ["45.1", "45.1"], "half-even", False),
    ],
)
def test_a_whole_lies_between_its_parts(whole, parts, rounding, possible):
    assert mixture_bound(whole, parts, rounding=rounding).possible is possible


def test_a_mixture_carries_its_range():
    bound = mixture_bound("48.0", ["51.9", "44.1", "47.0"], rounding="half-up")
    assert (float(bound.parts.low), float(bound.parts.high)) == (44.05, 51.95)
    assert (bound.parts.closed_low, bound.parts.closed_high) == (True, False)
    assert (float(bound.whole.low), float(bound.whole.high)) == (47.95, 48.05)
