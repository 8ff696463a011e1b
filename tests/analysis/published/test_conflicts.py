"""Each kind of conflict in a small publication that has it, and in one that is a digit away and has not."""

from __future__ import annotations

import pytest

from analysis.published.conflicts import KINDS, too_tidy
from analysis.published.recovery import recovered
from tests.analysis.published.samples import COMPLETE, bins, counts, groups, paper, percents, question, read, shown, statistics

SCALE = "scale: [1, 10]"


def beside(*pairs):
    return [f'category: {i}, printed: "{p}", printed_count: "{count}"' for i, (p, count) in enumerate(pairs)]


def kinds(answers, *extra, sample=57):
    return [conflict.kind for conflict in shown(paper(question("a", answers, *extra), sample=sample))]


CONFLICTS = {
    "base": (percents("41.8", "12.7", "45.5"), [COMPLETE], 57),
    "number": (percents("43.8"), [], 57),
    "sum": (counts(4, 24, 25), [COMPLETE], 57),
    "vector": (percents("33", "33", "32"), [COMPLETE], 300),
    "forced-to-100": (percents("33.4", "33.3", "33.3"), [COMPLETE], 57),
    "mean": (counts(57), [statistics(mean="7.089")], 57),
    "sd": (counts(28), [statistics(mean="5.21", sd="1.61")], 28),
    "distribution": (bins((1, 3, 4), (4, 7, 24), (8, 10, 29)), [COMPLETE, SCALE, statistics(mean="7.088", median="7")], 57),
    "mixture": (percents("52.1"), [groups(["44.1"], ["51.9"])], 1000),
    "identical-rows": (percents("43.9", "36.8"), [groups(["43.9", "36.8"], ["43.9", "36.8"])], 10_000),
    "counts-from-percents": (beside(("51.2", 5150092), ("44.2", 4445978), ("4.6", 462704)), [COMPLETE], 10058774),
}
NONE = {
    "base": (percents("36.8", "17.5", "45.6"), [COMPLETE], 57),
    "number": (percents("43.9"), [], 57),
    "sum": (counts(4, 24, 29), [COMPLETE], 57),
    "vector": (percents("33", "33", "33"), [COMPLETE], 300),
    "forced-to-100": (percents("33.3", "33.3", "33.3"), [COMPLETE], 57),
    "mean": (counts(57), [statistics(mean="7.088")], 57),
    "sd": (counts(28), [statistics(mean="5.21", sd="1.6")], 28),
    "distribution": (bins((1, 3, 4), (4, 7, 28), (8, 10, 25)), [COMPLETE, SCALE, statistics(mean="7.088", median="7")], 57),
    "mixture": (percents("52.0"), [groups(["44.1"], ["51.9"])], 10_000),
    "identical-rows": (percents("43.9", "36.8"), [groups(["43.9", "36.8"], ["43.9", "36.7"])], 10_000),
    "counts-from-percents": (beside(("51.2", 5150093), ("44.2", 4445977), ("4.6", 462704)), [COMPLETE], 10058774),
}


def test_every_kind_has_an_example():
    assert set(CONFLICTS) == set(NONE) == set(KINDS)


@pytest.mark.parametrize("kind", CONFLICTS)
def test_a_conflict_is_found_and_one_that_is_none_is_not(kind):
    answers, extra, sample = CONFLICTS[kind]
    assert kind in kinds(answers, *extra, sample=sample)
    answers, extra, sample = NONE[kind]
    assert kinds(answers, *extra, sample=sample) == []


def test_a_list_is_contradicted_by_one_of_its_numbers():
    [conflict] = shown(paper(question("a", percents("43.8", "36.8", "12.4"))))
    assert conflict.items == ("a.0", "a.2")
    assert dict(conflict.reason.told) == {"printed": ("43.8", "12.4"), "stated": 57}


def test_a_percent_that_is_not_the_share_of_the_count_beside_it():
    [conflict] = shown(paper(question("a", beside(("43.9", 24), ("36.8", 21)))))
    assert (conflict.kind, conflict.items) == ("number", ("a.0",))
    assert dict(conflict.reason.told) == {"printed": "43.9", "count": 24, "base": 57}


@pytest.mark.parametrize(
    ("answers", "extra", "sample", "key", "told"),
    [
        (counts(30, 28), [], 57, "conflict_sum_over", {"counts": (30, 28), "sum": 58, "base": 57}),
        (percents("60", "60"), [], 300, "conflict_vector", {"low": 358, "high": 362, "base": 300}),
        (counts(4, 24, 25), [COMPLETE], 57, "conflict_sum", {"counts": (4, 24, 25), "sum": 53, "base": 57}),
    ],
)
def test_lists_that_do_not_add_up(answers, extra, sample, key, told):
    [conflict] = shown(paper(question("a", answers, *extra), sample=sample))
    assert (conflict.reason.key, dict(conflict.reason.told)) == (key, told)


def test_an_answer_without_a_number_can_have_what_the_others_leave():
    assert kinds(percents("36.8", "17.5", ""), COMPLETE) == []
    assert kinds(percents(""), COMPLETE) == []


def test_a_mean_off_its_scale_and_a_median_that_is_none():
    assert kinds(counts(57), SCALE, statistics(mean="12.000")) == ["distribution"]
    assert kinds(counts(57), SCALE, statistics(mean="7.088", median="6.5")) == ["distribution"]
    assert kinds(counts(56), SCALE, statistics(mean="7.089", median="6.5"), sample=56) == []


def test_groups_of_sizes_that_cannot_be():
    """The totals are those of 23 and 34 people; with another percent of one group no sizes give the whole."""
    assert kinds(percents("43.9", "36.8"), groups(["34.8", "43.5"], ["50.0", "32.4"])) == []
    assert kinds(percents("43.9", "36.8"), groups(["34.8", "43.5"], ["50.0", "32.5"])) == ["mixture"]


def test_groups_beside_answers_of_another_kind_are_held_against_percents_only():
    mixed = [*percents("10.5"), 'category: 1, printed: "9", unit: count', "category: 2"]
    assert kinds(mixed, groups(["9.0", "1", "1"], ["9.1", "2", "2"]), sample=10_000) == ["mixture"]


def test_several_wholes_outside_of_their_groups_are_one_contradiction():
    found = shown(paper(question("a", percents("52.1", "47.9"), groups(["44.1", "55.9"], ["51.9", "48.1"])), sample=10_000))
    assert [conflict.items for conflict in found] == [("a.0",), ("a.1",)]


def test_one_unit_on_one_part_of_a_list_adjusted_to_100():
    found = next(c for c in shown(paper(question("a", percents("33.4", "33.3", "33.3"), COMPLETE))) if c.kind == "forced-to-100")
    assert (found.reason.told["printed"], found.reason.told["moved"]) == ("33.4", "33.3")


ROW = ["33.3", "33.3", "33.4"]
UNTIDY = ["33.3", "33.3", "33.3"]


def tidy(rows, *others):
    answers = [f'category: {i}, printed: "{percent}"' for i, percent in enumerate(ROW)]
    findings = read(paper(question("a", answers, COMPLETE, groups(*[ROW] * rows, *others)), sample=100_000))
    return too_tidy(recovered(findings), findings.rounding)


def test_rows_that_all_sum_to_exactly_100_are_remarked_upon_where_that_is_improbable():
    """The second route: a row of three parts sums to 100 with a chance of 3/4 (Mosteller, Youtz and Zahn, 1967)."""
    [found] = tidy(26)
    assert (found.kind, found.about, found.items) == ("all-sum-to-100", "a", ("a.0", "a.1", "a.2"))
    assert found.reason.told["rows"] == 27
    assert found.reason.told["chance"] == pytest.approx(0.75**27, rel=0.01)
    assert tidy(20) == tidy(26, UNTIDY) == too_tidy((), "half-up") == ()


def test_a_count_above_its_base_and_a_percent_above_100_are_told_apart_from_a_share_that_fits_no_count():
    answers = [
        *percents("43.8", "121.4"),
        'category: 2, printed: "90", unit: count',
        'category: 3, printed: "3/2", unit: fraction',
    ]
    found = {conflict.reason.key: conflict for conflict in shown(paper(question("a", answers)))}
    assert {key: conflict.items for key, conflict in found.items()} == {
        "conflict_no_part": ("a.1", "a.3"), "conflict_over_base": ("a.2",), "conflict_number": ("a.0",),
    }  # fmt: skip
    assert found["conflict_no_part"].reason.told["printed"] == ("121.4 %", "3/2")
    assert dict(found["conflict_over_base"].reason.told) == {"counts": (90,), "base": 57}


def test_the_limits_of_a_mixture_are_not_rounded_inwards():
    """Groups of 58.3 and 60.0 % hold 58.25 to 60.05 % before rounding."""
    rows = groups(["60.0", "40.0"], ["58.3", "41.7"])
    found = [one for one in shown(paper(question("a", percents("55.0", "45.0"), rows))) if one.reason.key == "conflict_mixture"]
    assert [str(found[0].reason.told[end]) for end in ("low", "high")] == ["58.25", "60.05"]
