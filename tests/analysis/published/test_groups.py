"""The sizes of groups, and the counts in them, from the percents of the groups and of the whole."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from itertools import product

import pytest

from analysis.published.groups import group_counts, group_sizes, ill_fitting
from analysis.published.recovery import Verdict
from tests.analysis.published.samples import audited, counts, groups, number, only, paper, percents, question, shown

WHOLE, ROWS = ["43.9", "36.8"], (["34.8", "43.5"], ["50.0", "32.4"])


def rounded(count: int, base: int) -> str:
    return str((Decimal(100 * count) / Decimal(base)).quantize(Decimal("0.1"), ROUND_HALF_UP))


def test_the_only_sizes_are_those_that_every_count_gives():
    one = only(paper(question("a", percents(*WHOLE), groups(*ROWS))))
    sizes = group_sizes(one, "half-up")
    every = [
        (first, 57 - first)
        for first in range(1, 57)
        if all(
            any(
                rounded(a, first) == row_a and rounded(b, 57 - first) == row_b and rounded(a + b, 57) == whole
                for a, b in product(range(first + 1), range(58 - first))
            )
            for whole, row_a, row_b in zip(WHOLE, *ROWS, strict=True)
        )
    ]
    assert [found.sizes for found in sizes] == every == [(23, 34)]
    assert group_counts(one, "half-up") == ((23, (range(8, 9), range(10, 11))), (34, (range(17, 18), range(11, 12))))


def test_numbers_of_groups_that_have_one_size():
    found = audited(paper(question("a", percents(*WHOLE), groups(*ROWS))))
    cell = number(found, "a.g0.0")
    assert (cell.count, cell.base, cell.verdict, cell.exact) == (8, 23, Verdict.REPRODUCED, 8 / 23)
    assert cell.label is not None
    assert cell.label["en"] == "G0: L"
    assert len(cell.wrong) == 26


def test_a_wrong_digit_in_a_group_is_noticed_or_named():
    found = audited(paper(question("a", percents("44", "37"), groups(["35", "44"], ["50", "32"])), sample=1000))
    cell = number(found, "a.g0.0")
    assert cell.verdict is Verdict.NOT_VERIFIABLE
    assert (cell.count, cell.base) == (None, None)
    # The whole is 44 %: with any first group below it, and the other at 50, a mix can give it.
    assert set(cell.unnoticed) <= {number for number in cell.wrong if int(number) <= 44}


@pytest.mark.parametrize(
    ("answers", "rows", "sample"),
    [
        (percents("43.9"), (["34.8"],), 57),
        (percents("43.9"), (["34.8"], ["50.0"]), 1001),
        (counts(25), (["34.8"], ["50.0"]), 57),
        (percents("44"), (["34"], ["50"], ["51"], ["40"]), 1000),
    ],
)
def test_groups_that_are_not_solved(answers, rows, sample):
    one = only(paper(question("a", answers, groups(*rows)), sample=sample))
    assert group_sizes(one, "half-up") is None
    assert group_counts(one, "half-up") is None


def test_groups_of_several_sizes_or_of_several_counts():
    several = only(paper(question("a", percents("44"), groups(["34"], ["50"])), sample=300))
    assert len(group_sizes(several, "half-up") or ()) > 1
    assert group_counts(several, "half-up") is None
    impossible = only(paper(question("a", percents(*WHOLE), groups(ROWS[0], ["50.0", "32.5"]))))
    assert group_sizes(impossible, "half-up") == ()
    assert group_counts(impossible, "half-up") is None


def test_a_coarse_percent_of_a_group_of_known_size_can_be_several_counts():
    """27 % of 197 people is 53 or 54 of them."""
    text = paper(question("a", percents("22.73"), groups(["27"], ["13.48"])), sample=286)
    coarse, fine = (number(audited(text), f"a.g{place}.0") for place in (0, 1))
    assert [k for k in range(198) if round(Decimal(100 * k) / 197) == 27] == [53, 54]
    assert (coarse.count, coarse.base, coarse.verdict) == (None, 197, Verdict.NOT_VERIFIABLE)
    assert coarse.reasons[0].told == {"low": 53, "high": 54, "base": 197}
    assert (fine.count, fine.base, fine.verdict) == (12, 89, Verdict.REPRODUCED)


def test_the_one_answer_that_the_group_sizes_exclude_is_named():
    """Of 90 and 60 people 49 and 38 are 58.0 % of all, 64 and 33 are 64.7 %, 3 and 3 are 4.0 %; 11 and 13 would be 16.0 %."""
    rows = (["54.4", "71.1", "12.2", "3.3"], ["63.3", "55.0", "21.7", "5.0"])
    text = paper(question("a", percents("58.0", "64.7", "19.3", "4.0"), "counted: many", groups(*rows)), sample=150)
    assert ill_fitting(only(text), "half-up") == ("a.2",)
    [conflict] = shown(text)
    assert (conflict.kind, conflict.items, conflict.reason.key) == ("mixture", ("a.2",), "conflict_group_sizes_but")


def test_nothing_is_named_where_some_sizes_fit():
    assert ill_fitting(only(paper(question("a", percents(*WHOLE), groups(*ROWS)))), "half-up") == ()
