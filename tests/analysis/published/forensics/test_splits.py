"""Every way to put the four people whom Figure 1 leaves out into its bins."""

from __future__ import annotations

from itertools import combinations_with_replacement

import pytest

from analysis.errors import ArgumentError
from analysis.published.forensics.splits import splits

PUBLISHED = {(1, 3): 4, (4, 7): 24, (8, 10): 25}


def test_figure_1():
    found = splits(57, 404, 1, 10, median=7, bins=PUBLISHED)
    assert found.unplaced == 4
    assert len(found.every) == 15
    assert len(found.possible) == 14
    assert found.sd_range == pytest.approx((1.2856, 3.2087), abs=5e-5)
    narrow, wide = found.mean_interval_range
    assert narrow == pytest.approx((6.75, 7.43), abs=0.005)
    assert wide == pytest.approx((6.24, 7.94), abs=0.005)
    (impossible,) = (split for split in found.every if not split.count)
    assert [bin_.people for bin_ in impossible.bins] == [4, 24, 29]


def test_counts_of_all_splits():
    """Listing: five answers from 1 to 4, at least one in 1-2 and two in 3-4, of total 13."""
    found = splits(5, 13, 1, 4, bins={(3, 4): 2, (1, 2): 1})
    samples = [answers for answers in combinations_with_replacement(range(1, 5), 5) if sum(answers) == 13]
    expected = {people: sum(sum(answer > 2 for answer in answers) == people for answers in samples) for people in (2, 3, 4)}
    assert {split.bins[1].people: split.count for split in found.every} == expected
    assert found.count == sum(expected.values())


def test_nobody_is_left_out():
    found = splits(57, 404, 1, 10, median=7, bins={(1, 3): 4, (4, 7): 28, (8, 10): 25})
    assert [split.count for split in found.every] == [290_842]


def test_no_split_is_possible():
    found = splits(10, 100, 1, 10, bins={(1, 5): 4, (6, 10): 2})
    assert (found.count, found.possible) == (0, ())
    assert found.variance_range is found.sd_range is found.mean_interval_range is None


@pytest.mark.parametrize(
    ("bins", "message"),
    [
        ({(1, 3): 4}, r"bins leave values out.*Got 7 values of 1 to 10 in no bin. Use distributions"),
        ({}, r"Got 10 values of 1 to 10 in no bin"),
        ({(1, 3): 4, (4, 10): 54}, r"bins hold more people than the 57 who answered. Got 58"),
        ({(value, value): 2 for value in range(1, 11)}, r"more than 1,000 ways to put 37 people into 10 bins"),
    ],
)
def test_wrong_bins(bins, message):
    with pytest.raises(ArgumentError, match=message):
        splits(57, 404, 1, 10, bins=bins)
