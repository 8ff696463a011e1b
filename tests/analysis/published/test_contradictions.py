"""The contradictions of the paper (methods §1c), and what becomes of those that nobody named or the numbers do not show."""

from __future__ import annotations

import pytest

from analysis.published.audit import audit
from analysis.published.findings import load
from tests.analysis.published.samples import COMPLETE, audited, counts, paper, percents, question

ASTANA = audit(load("astana-2023"))

# Methods §1c.
KINDS = {
    "X1": "sum", "X2": "majority", "X3": "base", "X4": "filter", "X5": "population", "X6": "method", "X7": "mixed-bases",
    "X8": "opinion-base", "X9": "history", "X10": "reference", "X11": "unreported",
}  # fmt: skip


def named(found, name):
    return next(one for one in found.contradictions if one.id == name)


def test_every_contradiction_of_the_paper_and_no_other():
    assert {one.id: one.kind for one in ASTANA.contradictions} == KINDS
    assert ASTANA.unconfirmed == ()


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("X1", [{"counts": (4, 24, 25), "sum": 53, "base": 57}]),
        ("X2", [{"count": 25, "base": 57}]),
        ("X3", [{"stated": 57, "base": 55, "missing": 2}, {"counts": (21, 10, 25), "sum": 56, "base": 57}]),
        ("X4", [{"others": 15, "ticked": 1, "least": 14}]),
        ("X7", [{"bases": (57, 55)}]),
    ],
)
def test_what_the_numbers_show(name, told):
    found = [conflict.reason.told for conflict in named(ASTANA, name).conflicts]
    assert [{key: shown[key] for key in each} for each, shown in zip(told, found, strict=True)] == told


def test_contradictions_of_words_have_a_sentence_and_quotes_and_no_numbers():
    for name in ("X5", "X6", "X8", "X9", "X10", "X11"):
        one = named(ASTANA, name)
        assert (one.items, one.conflicts) == ((), ())
        assert one.named is not None
        assert one.named.sentence is not None
        assert one.named.quotes


def contradiction(checks, *questions, claims=()):
    return audited(paper(*questions, claims=claims) + f"contradictions:\n  - {{id: X, checks: [{checks}]}}\n")


def test_one_that_nobody_named_is_listed_by_its_kind_and_question():
    found = audited(paper(question("a", counts(4, 24, 25), COMPLETE)))
    assert [one.id for one in found.contradictions] == ["sum:a"]
    assert found.contradictions[0].named is None


def test_conflicts_of_one_kind_and_question_are_one_contradiction():
    pair = ['category: 0, printed: "43.9", printed_count: "24"', 'category: 1, printed: "36.8", printed_count: "22"']
    found = audited(paper(question("a", pair)))
    assert [(one.id, one.items, len(one.conflicts)) for one in found.contradictions] == [("number:a", ("a.0", "a.1"), 2)]


def test_a_named_one_is_listed_once_under_its_name():
    found = contradiction("{sum: a}", question("a", counts(4, 24, 25), COMPLETE))
    assert [one.id for one in found.contradictions] == ["X"]


@pytest.mark.parametrize(
    ("checks", "answers", "extra"),
    [
        ("{sum: a}", counts(4, 24, 29), [COMPLETE]),
        ("{majority: c0}", counts(30, 20), []),
        ("{majority: c0}", percents("", "20"), []),
        ("{mixed-bases: [a.0, a.1]}", counts(30, 20), []),
        ("{filter: [a.0, a.1]}", counts(30, 27), []),
        ("{filter: [a.0, a.1]}", counts(30, 30), []),
        ("{filter: [a.0, a.1]}", percents("30", "27"), ["counted: trend"]),
    ],
)
def test_one_that_the_numbers_do_not_show_is_unconfirmed(checks, answers, extra):
    found = contradiction(checks, question("a", answers, *extra), claims=["statistic: share, of: [a.0], above: '1/2'"])
    assert [one.id for one in found.unconfirmed] == ["X"]
    assert "X" not in [one.id for one in found.contradictions]


def test_one_that_is_shown_in_part_is_listed_and_unconfirmed():
    found = contradiction("{sum: a}, {sum: b}", question("a", counts(4, 24, 25), COMPLETE), question("b", counts(57), COMPLETE))
    assert [one.id for one in found.unconfirmed] == [one.id for one in found.contradictions] == ["X"]


@pytest.mark.parametrize(
    ("answers", "extra", "sample", "key", "told"),
    [
        (counts(25), [], 57, "conflict_majority", {"count", "base", "share"}),
        (percents("47"), [], 1822, "conflict_majority_range", {"low", "high", "base"}),
        (percents("47"), ["counted: trend"], 1822, "conflict_majority_printed", {"printed"}),
    ],
)
def test_a_majority_that_is_none(answers, extra, sample, key, told):
    text = paper(question("a", answers, *extra), sample=sample, claims=["statistic: share, of: [a.0], above: '1/2'"])
    [one] = audited(text + "contradictions:\n  - {id: X, checks: [{majority: c0}]}\n").contradictions
    assert one.items == ("c0", "a.0")
    assert one.conflicts[0].reason.key == key
    assert set(one.conflicts[0].reason.told) == told
