"""The JSON of an audit holds what the contract names, and is JSON."""

import json

import pytest

from analysis.cli import main
from analysis.output.language import Language
from analysis.report.replication import records
from tests.analysis.replication.studies import LETTERS, TREND, small, study

ITEM = ["id", "quote", "reported", "count", "base", "exact", "low", "high", "verdict", "note"]
CLAIM = ["id", "quote", "statistic", "estimate", "low", "high", "p", "p_adjusted", "family", "verdict", "reason"]
STUDIES = ("astana-2023", "stm-2024-03", "venezuela-2024", "demoscope-2017")


def made(audit, code="en"):
    return json.loads(json.dumps(records.document(audit, Language(code, 1)), allow_nan=False))


@pytest.fixture(scope="module")
def astana():
    return made(study("astana-2023"))


def items(document):
    return {item["id"]: item for figure in document["figures"] for item in figure["items"]}


@pytest.mark.parametrize("name", STUDIES)
def test_the_keys_are_those_of_the_contract_in_its_order(name):
    document = made(study(name))
    assert list(document)[:5] == ["study", "figures", "contradictions", "claims", "bounds"]
    assert [list(figure) for figure in document["figures"]] == [["figure", "items"]] * len(document["figures"])
    assert all(list(item)[: len(ITEM)] == ITEM for item in items(document).values())
    assert all(list(one)[:4] == ["id", "items", "kind", "sentence"] for one in document["contradictions"])
    assert all(list(claim)[: len(CLAIM)] == CLAIM for claim in document["claims"])
    assert all(list(bound)[:5] == ["id", "of", "low", "high", "base"] for bound in document["bounds"])


@pytest.mark.parametrize("audited", [LETTERS, TREND])
def test_a_publication_without_a_questionnaire_is_json_too(audited):
    assert items(made(small(audited)))


# The counts and bases that a reader worked out by hand from the printed paper.
@pytest.mark.parametrize(
    ("name", "reported", "count", "base"),
    [
        ("q1_strength.low", "4", 4, 57),
        ("q2_improve.1", "73.7", 42, 57),
        ("q3_spheres.3", "42.1", 24, 57),
        ("q4_leave_eaeu.-1", "43.9", 25, 57),
        ("q5_leave_csto.1", "41.8", 23, 55),
        ("q6_role.1", "1/3", 19, 57),
        ("q7_benefit.2", "47.4", 27, 57),
        ("q1_strength.mean", "7.088", 404, 57),
        ("q7_benefit.rest", None, 13, 57),
    ],
)
def test_counts_and_bases_of_the_study(astana, name, reported, count, base):
    item = items(astana)[name]
    assert (item["reported"], item["count"], item["base"]) == (reported, count, base)
    assert item["exact"] == count / base


def test_the_sample_stands_in_the_figure_of_its_quote(astana):
    [first] = [figure["items"] for figure in astana["figures"] if figure["figure"] == "1"]
    assert "sample" in [item["id"] for item in first]
    assert [figure["figure"] for figure in astana["figures"]] == ["1", "2", "3", "4", "5", "6", "7"]


def test_every_contradiction_is_listed_with_a_sentence(astana):
    assert [one["id"] for one in astana["contradictions"]] == [f"X{number}" for number in range(1, 12)]
    assert all(one["sentence"].endswith(".") and one["quotes"] for one in astana["contradictions"])


def test_no_interval_is_given_for_the_mean(astana):
    mean = items(astana)["q1_strength.mean"]
    assert (mean["low"], mean["high"]) == (None, None)
    [scale] = astana["scales"]
    narrow, wide = scale["mean_interval_range"]
    assert wide[0] < narrow[0] < narrow[1] < wide[1]
    # 14 of the 15 ways to place the four people are possible: an independent count, by hand of a second programme.
    assert sum(split["patterns"] > 0 for split in scale["splits"]) == 14


def test_the_command_prints_one_document_and_nothing_else(capsys, tmp_path):
    assert main(["replicate", "--json", "--out", str(tmp_path)]) == 0
    printed = capsys.readouterr()
    assert json.loads(printed.out) == made(study("astana-2023"))
    assert printed.err == ""
    assert list(tmp_path.iterdir()) == []


def test_words_follow_the_language():
    assert made(study("astana-2023"), "kk")["contradictions"][0]["sentence"].startswith("4 + 24 + 25 = 53, ал база 57")


def test_how_much_a_fit_is_worth_is_told(astana):
    [power] = [one for one in astana["power"] if one["question"] == "q4_leave_eaeu"]
    # 58 of the 1001 percents with one decimal; of the bases from 20 to 70 only 57.
    assert (power["base"], power["density"], power["bases_fitting"], power["window"]) == (57, 58 / 1001, [57], [20, 70])


def test_slips_in_the_words_of_claims_are_counted(astana):
    counted = {claim["id"]: claim["wrong_digits"] for claim in astana["claims"]}
    assert counted["V3"] >= 0
    assert all(len(claim["unnoticed"]) <= claim["wrong_digits"] for claim in astana["claims"])
