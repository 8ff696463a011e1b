"""Groups of numbers: round bounds that stay, and no group that is small when it is made."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.admin.monitoring.groups import ENOUGH, WHOLE, bounds_of, chosen_bounds, divided, ends, group, names
from survey.admin.monitoring.suppression import SMALL, Look, look

STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)
NUMBERS = st.lists(st.integers(-200, 800), max_size=120)


def sizes(numbers: list[int], bounds: tuple[float, ...]) -> Counter[str]:
    return Counter(group(number, bounds) for number in numbers)


@given(NUMBERS)
def test_every_group_holds_five_when_it_is_made(numbers: list[int]) -> None:
    bounds = chosen_bounds(numbers, STEPS)
    assert not bounds or len(numbers) >= ENOUGH
    assert not bounds or min(sizes(numbers, bounds)[name] for name in names(bounds)) >= SMALL
    assert len(names(bounds)) <= 10


@given(NUMBERS, NUMBERS)
def test_bounds_stay_and_groups_are_only_divided(first: list[int], later: list[int]) -> None:
    had = chosen_bounds(first, STEPS)
    bounds = chosen_bounds(first + later, STEPS, had)
    assert set(had) <= set(bounds)
    if had and bounds != had:
        assert min(sizes(first + later, bounds)[name] for name in names(bounds)) >= ENOUGH


@given(st.floats(-1e6, 1e6), st.lists(st.integers(-1000, 1000), unique=True).map(sorted))
def test_a_number_stands_between_the_ends_of_its_group(number: float, bounds: list[int]) -> None:
    found = ends(group(number, bounds))
    assert found
    assert found[0] is None or found[0] <= number
    assert found[1] is None or number < found[1]
    assert bounds_of(names(bounds)) == tuple(bounds)


@pytest.mark.parametrize(
    ("numbers", "bounds"),
    [
        ([*range(18, 38)], (25, 30)),  # 18 and 19 stand with 20 to 24, and 35 to 37 with 30 to 34
        ([7] * 40, ()),
        ([0] * 30 + [1] * 4, ()),
        ([0] * 30 + [1] * 5, (1,)),
        ([*range(10)], ()),
        ([0.25, 0.5, 0.75] * 10, ()),
    ],
)
def test_bounds_by_hand(numbers: list[float], bounds: tuple[float, ...]) -> None:
    assert chosen_bounds(numbers, (1, 5)) == bounds


def test_a_group_that_is_divided_keeps_its_sum_and_what_hides_it() -> None:
    before = Look({WHOLE: 7, "-1": 2}, frozenset({WHOLE, "-1"}), {"-1": {WHOLE: 7, "-1": 2}})
    cells = (":30", "30:40", "40:", "-1")
    after = divided(before, cells)
    assert after.counts == {":30": 7, "30:40": 0, "40:": 0, "-1": 2}
    assert after.hidden == set(cells)
    assert after.when_small == {"-1": {":30": 7, "30:40": 0, "40:": 0, "-1": 2}}
    seen = look({":30": 8, "30:40": 6, "40:": 5, "-1": 6}, after)
    assert "-1" not in seen.hidden, "12 more gave a number: the two could have been among 4 who were none"
    early = look({":30": 7, "30:40": 0, "40:": 1, "-1": 6}, after)
    assert "-1" in early.hidden, "one more gave a number: 6 minus the 5 who came would tell that somebody had refused"


@given(NUMBERS, NUMBERS, st.integers(0, 12), st.integers(0, 12))
def test_no_look_at_groups_shows_a_small_one(first: list[int], later: list[int], refused: int, more: int) -> None:
    bounds: tuple[float, ...] = ()
    before: Look | None = None
    for numbers, n in ((first, refused), (first + later, refused + more)):
        bounds = chosen_bounds(numbers, STEPS, bounds)
        cells = (*names(bounds), "-2")
        counts = {**dict.fromkeys(names(bounds), 0), **sizes(numbers, bounds), "-2": n}
        before = look(counts, divided(before, cells) if before else None)
        assert all(counts[cell] >= SMALL for cell in cells if before.shown(cell) is not None)
        hidden = [counts[cell] for cell in before.hidden]
        assert not hidden or len(hidden) == len(cells) or (len(hidden) > 1 and sum(hidden) >= SMALL)
