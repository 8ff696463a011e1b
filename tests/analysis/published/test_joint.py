"""Bounds of what was not published: the worked ones of methods §2d, and every joint table of a few people."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.published.audit import audit
from analysis.published.findings import load
from tests.analysis.published.samples import COMPLETE, audited, counts, paper, percents, question

ASTANA = audit(load("astana-2023"))
BOUNDS = {one.id: one for one in ASTANA.bounds}

YES, EAEU, CSTO = "q2_improve.1", "q4_leave_eaeu.1", "q5_leave_csto.1"
DK4, DK5 = "q4_leave_eaeu.-1", "q5_leave_csto.-1"
MANY = "counted: many"
CULTURE, SCIENCE, HIGH, AVERAGE = "q3_spheres.3", "q3_spheres.4", "q1_strength.high", "q1_strength.average"


def pair(kind, first, second):
    return BOUNDS.get(f"{kind}:{first}+{second}") or BOUNDS[f"{kind}:{second}+{first}"]


@pytest.mark.parametrize(
    ("kind", "first", "second", "low", "high"),
    [
        ("both", EAEU, CSTO, 0, 21),
        ("either", EAEU, CSTO, 23, 44),
        ("both", DK4, DK5, 0, 25),
        ("either", DK4, DK5, 25, 50),
        ("both", YES, EAEU, 6, 21),
        ("both", YES, CSTO, 8, 23),
        ("both", YES, DK4, 10, 25),
        ("both", YES, "significant_role", 21, 36),
        ("both", YES, "benefit", 29, 42),
        ("both", "significant_role", "benefit", 23, 36),
        ("both", CULTURE, SCIENCE, 0, 22),
        ("either", CULTURE, SCIENCE, 24, 46),
        # 25 to 29 are high: four people must be in one of the three groups, and it is not said in which.
        ("both", HIGH, YES, 10, 29),
        ("either", HIGH, YES, 42, 57),
        ("both", HIGH, CSTO, 0, 23),
        ("either", HIGH, CSTO, 25, 52),
        ("both", AVERAGE, YES, 9, 28),
    ],
)
def test_pairs_of_margins_of_the_paper(kind, first, second, low, high):
    found = pair(kind, first, second)
    assert found.counts is not None
    assert (found.counts.low, found.counts.high, found.base) == (low, high, 57)
    assert (found.low, found.high) == (low / 57, high / 57)
    # Four people must be in one of the three bins of the first figure: none of its counts is certain.
    assert found.notable == ((low > 0 if kind == "both" else 2 * low > 57) and {HIGH, AVERAGE}.isdisjoint((first, second)))


@pytest.mark.parametrize(
    ("name", "low", "high"),
    [
        (f"worst-case:{EAEU}", 0.368, 0.825),
        (f"worst-case:{CSTO}", 0.418, 0.873),
        (f"worst-case:{CSTO}@57", 0.404, 0.877),
        (f"interval:{EAEU}", 0.263, 0.907),
        (f"interval:{CSTO}", 0.309, 0.947),
        (f"interval:{CSTO}@57", 0.297, 0.949),
        # "No" can be up to 63.2 % and 58.2 %.
        ("worst-case:q4_leave_eaeu.2", 0.175, 0.632),
        ("worst-case:q5_leave_csto.2", 0.127, 0.582),
    ],
)
def test_worst_cases_of_the_paper(name, low, high):
    assert (BOUNDS[name].low, BOUNDS[name].high) == pytest.approx((low, high), abs=0.0005)


def test_tipping_points_and_benchmarks_of_the_paper():
    """Methods §2d: at least 8 of 26 on Q4, 5 of 25 on Q5, 6 of 27 of all; missing at random 67.7 % and 76.7 %."""
    found = [(one.question, one.base, one.undecided, one.untold, one.tipping, one.benchmark) for one in ASTANA.undecided]
    assert found == [
        ("q4_leave_eaeu", 57, 26, 1, 8, Fraction(21, 31)),
        ("q5_leave_csto", 55, 25, 0, 5, Fraction(23, 30)),
        ("q5_leave_csto", 57, 27, 2, 6, Fraction(23, 30)),
    ]


def test_an_answer_that_excludes_all_others_is_in_common_with_none():
    """“I have not chosen Yes” is exclusive in the questionnaire: 24 people chose culture, 1 nothing, so 25 either."""
    found = {kind: pair(kind, CULTURE, "q3_spheres.8").counts for kind in ("both", "either")}
    assert {kind: (limits.low, limits.high) for kind, limits in found.items()} == {"both": (0, 0), "either": (25, 25)}


def test_an_answer_of_a_file_without_a_questionnaire_may_exclude_all_others():
    """40 of 57 ticked the first, 10 “none of these”: nobody both, 50 one of them."""
    others = 'category: 1, printed: "10", unit: count'
    plain = {one.kind: one.counts for one in audited(paper(question("a", [*counts(40), others], MANY))).bounds}
    excluding = question("a", [*counts(40), f"{others}, exclusive: true"], MANY)
    alone = {one.kind: one.counts for one in audited(paper(excluding)).bounds}
    assert {kind: (limits.low, limits.high) for kind, limits in plain.items()} == {"both": (0, 10), "either": (40, 50)}
    assert {kind: (limits.low, limits.high) for kind, limits in alone.items()} == {"both": (0, 0), "either": (50, 50)}


@given(st.lists(st.tuples(st.integers(0, 2), st.booleans(), st.booleans()), min_size=1, max_size=10))
def test_the_truth_lies_within_the_bounds_though_people_were_left_out_of_the_counts(people):
    """Of each person: which of three groups, whether it was left out of the count, and whether yes to another question."""
    n, yes = len(people), sum(said for _, _, said in people)
    held = [sum(group == each and not left for group, left, _ in people) for each in range(3)]
    text = paper(question("a", counts(*held), COMPLETE), question("b", counts(yes)), margins=["id: m, of: [a.0, a.1]"], sample=n)
    for one in audited(text).bounds:
        groups = {"a.0": {0}, "a.1": {1}, "a.2": {2}, "m": {0, 1}}[one.of[0]] if one.of[0] != "b.0" else {0, 1}
        both = sum(group in groups and said for group, _, said in people)
        either = sum(group in groups or said for group, _, said in people)
        assert one.counts.low <= (both if one.kind == "both" else either) <= one.counts.high, one.id


def test_answers_of_one_choice_are_never_paired():
    paired = [one for one in ASTANA.bounds if one.kind in ("both", "either")]
    assert paired
    for one in paired:
        questions = {ASTANA.findings.members(name)[0].rpartition(".")[0] for name in one.of}
        assert len(questions) == 2 or questions == {"q3_spheres"}


@given(st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=12))
def test_the_truth_lies_within_the_bounds(people):
    """Every joint table of a few people is one that its own margins allow."""
    n, a, b = len(people), sum(first for first, _ in people), sum(second for _, second in people)
    found = audited(paper(question("a", counts(a)), question("b", counts(b)), sample=n)).bounds
    both, either = (next(one.counts for one in found if one.kind == kind) for kind in ("both", "either"))
    assert both.low <= sum(first and second for first, second in people) <= both.high
    assert either.low <= sum(first or second for first, second in people) <= either.high


def test_the_bounds_are_reached():
    """Every joint table with 5 and 4 of 7 people: 2 to 4 gave both, 5 to 7 one of them."""
    found = {one.kind: one.counts for one in audited(paper(question("a", counts(5)), question("b", counts(4)), sample=7)).bounds}
    tables = [both for both in range(8) if both <= 4 and 5 - both + 4 <= 7]
    assert (found["both"].low, found["both"].high) == (min(tables), max(tables)) == (2, 4)
    assert (found["either"].low, found["either"].high) == (9 - max(tables), 9 - min(tables)) == (5, 7)


def test_without_a_sample_or_counts_there_are_no_pairs():
    assert audited(paper(question("a", counts(5)), question("b", counts(4)), sample=None)).bounds == ()
    assert audited(paper(question("a", percents("44")), question("b", percents("36")), sample=1000)).bounds == ()


def test_a_margin_of_more_people_than_the_sample_has_no_bounds():
    text = paper(question("a", counts(40, 30)), question("b", counts(4)), margins=["id: m, of: [a.0, a.1]"])
    assert not any("m" in one.of for one in audited(text).bounds)
    many = paper(question("a", counts(40, 30), "counted: many"), margins=["id: m, of: [a.0, a.1]"])
    assert [one.of for one in audited(many).bounds] == [("a.0", "a.1")] * 2


UNSURE = 'category: 2, printed: "25", unit: count, cannot_answer: true'


@pytest.mark.parametrize(
    ("answers", "extra", "tipping"),
    [
        ([*counts(20, 12), UNSURE], [COMPLETE], 9),
        ([*counts(30, 2), UNSURE], [COMPLETE], 0),
        ([*counts(2, 30), UNSURE], [COMPLETE], None),
        ([*counts(20, 12), "category: 2, cannot_answer: true"], [COMPLETE], 9),
    ],
)
def test_what_the_undecided_can_turn(answers, extra, tipping):
    [found] = audited(paper(question("a", answers, *extra))).undecided
    assert (found.tipping, found.undecided) == (tipping, 57 - found.yes_count - found.no_count)


@pytest.mark.parametrize(
    ("answers", "extra"),
    [
        ([*counts(20, 12), UNSURE], []),
        (counts(20, 37), [COMPLETE]),
        ([*counts(20, 6, 6), UNSURE.replace("2,", "3,")], [COMPLETE]),
        ([*counts(0, 0), UNSURE], [COMPLETE]),
        ([*counts(20, 13), UNSURE], [COMPLETE]),
        ([*counts(20), "category: 1", UNSURE], [COMPLETE]),
    ],
)
def test_other_questions_have_no_undecided(answers, extra):
    assert audited(paper(question("a", answers, *extra))).undecided == ()
