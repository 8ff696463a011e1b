"""The bases that fit all numbers of a question together, by rounding every count of every base."""

from __future__ import annotations

from itertools import product

import pytest

from analysis.published.bases import bases_of
from analysis.published.forensics.grim import grim
from tests.analysis.published.samples import COMPLETE, bins, counts, paper, percents, question, read, statistics

WINDOW = (330, 480)


def bases(*asked, window=WINDOW, sample=412):
    [one] = read(paper(question("a", *asked), sample=sample)).questions
    found = bases_of(one, window, "half-up")
    return found.fitting, found.adding_up


def test_of_a_complete_list_of_counts_only_their_sum_fits():
    assert bases(counts(212, 150, 52), COMPLETE) == ((414,), True)


def test_a_list_that_adds_up_on_no_base_fits_none():
    """25.1, 40.0 and 35.2 are 100.3: each is a share of 395 people, and all of them of nobody."""
    printed = ["25.1", "40.0", "35.2"]
    fitting = [
        n for n in range(WINDOW[0], WINDOW[1] + 1)
        if any(sum(ks) == n for ks in product(*([k for k in range(n) if f"{100 * k / n:.1f}" == one] for one in printed)))
    ]  # fmt: skip
    assert bases(percents(*printed), COMPLETE) == (tuple(fitting), False) == ((), False)


def test_a_list_that_leaves_people_out_fits_with_them_in_no_answer():
    """21, 10 and 25 are 56 of 57."""
    assert bases(percents("36.8", "17.5", "43.9"), COMPLETE, window=(20, 70), sample=57) == ((57,), False)
    assert bases(percents("36.8", "17.5", "43.9"), window=(20, 70), sample=57) == ((57,), True)


@pytest.mark.parametrize("sd", [{}, {"sd": "2.2"}])
def test_what_is_printed_of_a_scale_has_to_fit_too(sd):
    scale = [COMPLETE, "scale: [1, 10]", statistics(median="7", mean="7.088", **sd)]
    found = bases(bins((1, 3, 4), (4, 7, 24), (8, 10, 25)), *scale, window=(20, 70), sample=57)
    assert found == (tuple(n for n in range(53, 71) if grim("7.088", n)), False) == ((57, 68), False)


def test_a_mean_and_a_deviation_that_exclude_each_other_on_every_base_leave_none():
    scale = ["scale: [1, 5]", statistics(mean="1.000", sd="3.000")]
    assert bases([], *scale, window=(20, 40), sample=30)[0] == ()
