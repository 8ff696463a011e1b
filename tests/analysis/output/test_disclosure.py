"""Small cells are hidden, and none can be worked out from what is shown."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from analysis.output.disclosure import SMALL_COUNT, hidden, hidden_means, with_rest


def mask(counts, **options):
    table = np.array(counts)
    return hidden(table, table.sum(axis=0), **options).tolist()


def test_counts_of_one_to_four_are_hidden_and_zero_and_five_are_not():
    assert mask([[1, 60], [4, 70], [30, 0], [50, 5]]) == [[True, True], [True, True], [False, False], [False, False]]


def test_a_second_cell_protects_the_first_from_its_column_and_its_row():
    # 3 is 100 - 50 - 47 and, by the row's total, 103 - 100: so 47 and 100 go too, and 100's column needs one more.
    assert mask([[50, 60], [47, 80], [3, 100]]) == [[False, False], [True, True], [True, True]]


def test_of_a_tiny_group_nothing_is_shown():
    assert mask([[2, 60, 70], [0, 50, 80]]) == [[True, True, False], [True, True, False]]


def test_of_several_answers_only_the_row_needs_protection():
    counts = np.array([[3, 60, 50], [40, 30, 20]])
    assert hidden(counts, np.array([50, 70, 60]), exclusive=False).tolist() == [[True, False, True], [False, False, False]]


def test_of_several_answers_those_that_all_but_a_few_chose_are_hidden():
    # 35 of 36 chose the first answer: one did not. All of them chose the third: nobody did not.
    counts = np.array([[35, 20, 30], [10, 20, 30], [36, 20, 30]])
    assert hidden(counts, np.array([36, 60, 70]), exclusive=False).tolist() == [[True, True, False], [False] * 3, [False] * 3]
    assert not hidden(counts, np.array([36, 60, 70]))[0, 0]


def test_a_cell_of_an_empty_group_protects_nothing():
    assert mask([[3, 20, 0], [30, 20, 0]]) == [[True, True, False], [True, True, False]]


def test_those_in_no_group_are_found_by_no_subtraction():
    # All respondents: 71 and 41; so the one in no group chose the first answer.
    counts = with_rest(np.array([[40, 30], [20, 21]]), np.array([71, 41]))
    assert hidden(counts, counts.sum(axis=0)).tolist() == [[False, True, True], [False, True, True]]


def test_two_people_hidden_together_need_a_third_number_hidden():
    # The two single respondents chose the first answer, as 42 - 40 tells.
    assert mask([[40, 1, 1], [30, 0, 0]]) == [[True, True, True], [True, True, True]]
    several = np.array([[20, 0, 0], [30, 1, 1]])
    assert hidden(several, np.array([50, 1, 1]), exclusive=False).tolist() == [[True] * 3] * 2


def test_one_hidden_mean_is_protected_by_that_of_the_next_smallest_group():
    """All respondents' mean times 81 less the other groups' sums is the answer of the one."""
    assert hidden_means(np.array([40, 38, 1, 0]), np.zeros(4)).tolist() == [False, True, True, False]
    assert hidden_means(np.array([50, 40, 3, 1]), np.zeros(4)).tolist() == [False, True, True, True]
    assert hidden_means(np.array([40, 5]), np.zeros(2)).tolist() == [False, False]


def test_a_mean_gives_no_hidden_counts_away():
    # Two hidden counts whose sum and mean are known can be worked out, as can three with the mean's interval.
    assert hidden_means(np.array([40, 50, 60]), np.array([2, 3, 4])).tolist() == [True, True, False]


def test_an_empty_group_hides_nothing():
    assert mask([[0, 20], [0, 30]]) == [[False, False], [False, False]]


@given(arrays(np.int64, st.tuples(st.integers(2, 5), st.integers(2, 4)), elements=st.integers(0, 40)))
def test_no_line_gives_a_hidden_count_or_a_small_sum_of_them_away(counts):
    found = hidden(counts, counts.sum(axis=0))
    assert found[(counts > 0) & (counts < SMALL_COUNT)].all()
    filled = np.broadcast_to(counts.sum(axis=0) > 0, counts.shape)
    assert not found[~filled].any()
    for lines, others, numbers in ((found, filled, counts), (found.T, filled.T, counts.T)):
        for line, other, n in zip(lines, others, numbers, strict=True):
            together = n[line].sum()
            assert (line == other).all() or (line.sum() != 1 and not 0 < together < SMALL_COUNT)
