"""A full count has no sampling error: no interval, no test, and claims that are true or false by arithmetic."""

from __future__ import annotations

import math

import pytest

from analysis.cli import main
from analysis.errors import DataError
from analysis.output.language import Language
from analysis.output.render import FORMATS
from analysis.published.audit import audit
from analysis.published.counts import published_shares
from analysis.published.findings import load
from analysis.published.results import ClaimVerdict
from analysis.report.replication import records
from analysis.report.replication.document import document
from tests.analysis.published.samples import COMPLETE, audited, claim, counts, number, paper, percents, question, read, statistics

CENSUS = "census: true"
LANGUAGES = ("en", "kk", "ru")
UNSURE = 'category: 2, printed: "25", unit: count, cannot_answer: true'
CLAIMS = [
    "statistic: share, of: [a.0], above: '1/2'",
    "statistic: share, of: [a.1], above: '1/2'",
    "statistic: share, of: [a.1], below: '1/2', family: f",
    "statistic: largest, of: a.0",
    "statistic: quoted, of: [a.1], printed: '2'",
    "statistic: paired, more: a.0, less: a.1",
    "statistic: margin-of-error, stated: '13', n: '57', level: '0.95'",
    "statistic: quoted, of: [a.0], printed: '31'",
]
VOTES = paper(question("a", counts(30, 2), "counted: one"), claims=CLAIMS, more=CENSUS)


def test_numbers_of_a_full_count_have_no_interval():
    full, sample = audited(VOTES), audited(VOTES.replace(CENSUS, ""))
    assert (number(full, "a.0").exact, number(full, "a.0").low, number(full, "a.0").census) == (30 / 57, None, True)
    assert (number(sample, "a.0").low is None, number(sample, "a.0").census) == (False, False)
    assert all(one.low is None and one.high is None and one.census for one in full.numbers)


def test_claims_about_a_full_count_are_true_or_false_and_never_tested():
    """30 and 2 of 57: by arithmetic; z/√(4·57) is 13 points."""
    found = [claim(audited(VOTES), f"c{place}") for place in range(len(CLAIMS))]
    held = [one.verdict is ClaimVerdict.SAMPLE_ONLY for one in found]
    assert held == [True, False, True, True, True, True, True, False]
    assert {one.verdict for one in found} == {ClaimVerdict.SAMPLE_ONLY, ClaimVerdict.FALSE}
    assert {(one.p, one.p_range, one.p_adjusted, one.low, one.high) for one in found} == {(None,) * 5}
    assert all(one.census for one in found)
    assert found[0].estimate == 30 / 57


def test_the_same_claims_about_a_sample_are_tested():
    found = audited(VOTES.replace(CENSUS, ""))
    assert [claim(found, f"c{place}").p is not None for place in (0, 2, 3)] == [True] * 3
    assert not any(one.census for one in found.claims)


def test_a_small_share_of_a_full_count_is_not_called_imprecise():
    assert claim(audited(VOTES), "c4").finding == ""
    assert claim(audited(VOTES.replace(CENSUS, "")), "c4").finding == "imprecise"


def test_one_question_may_be_a_full_count_and_another_not():
    found = audited(paper(question("a", counts(30), CENSUS), question("b", counts(20))))
    assert (number(found, "a.0").census, number(found, "b.0").census, number(found, "sample").census) == (True, False, False)
    assert (number(found, "a.0").low, number(found, "b.0").low is None) == (None, False)
    inverse = audited(paper(question("a", counts(30), "census: false"), question("b", counts(20)), more=CENSUS))
    assert (number(inverse, "a.0").census, number(inverse, "b.0").census) == (False, True)


def test_answers_of_a_full_count_and_of_a_sample_are_not_tested_against_each_other():
    words = "statistic: paired, more: a.0, less: b.0"
    found = claim(audited(paper(question("a", counts(30), CENSUS), question("b", counts(20)), claims=[words])), "c0")
    assert (found.verdict, found.p_range, found.census) == (ClaimVerdict.SAMPLE_ONLY, None, False)


def test_the_undecided_of_a_full_count_have_limits_and_no_interval():
    asked = question("a", [*counts(20, 12), UNSURE], COMPLETE)
    assert {one.kind for one in audited(paper(asked, more=CENSUS)).bounds} == {"worst-case"}
    assert {one.kind for one in audited(paper(asked)).bounds} == {"worst-case", "interval"}


def test_the_mean_of_a_full_count_has_no_interval():
    asked = question("a", counts(57), "scale: [1, 10]", statistics(mean="7.088", sd="2.10"))
    assert audited(paper(asked, more=CENSUS)).mean_intervals == ()
    assert len(audited(paper(asked)).mean_intervals) == 1


def test_published_shares_of_a_full_count():
    found = published_shares(read(VOTES), "a")
    assert found["share"].to_list() == [30 / 57, 2 / 57]
    assert found["se"].to_list() == [0, 0]
    assert all(math.isnan(end) for end in [*found["low"], *found["high"]])
    assert "full count" in found.attrs["method"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (paper(question("a", counts(3)), more="census: 1"), "line 7: census must be true or false, got 1"),
        (paper(question("a", counts(3), "census: all")), "line 11: census must be true or false, got 'all'"),
        (paper(question("a", counts(3)), more="weighting: weighted\ncensus: true"), "line 8: a full count has no weights"),
        (paper(question("a", counts(3), CENSUS), more="weighting: weighted"), "line 12: a full count has no weights"),
        (paper(question("a", [*counts(3), "census: true, category: 7"])), "line 13: an answer has the unknown key 'census'"),
    ],
)
def test_a_wrong_census_names_its_line(text, message):
    with pytest.raises(DataError, match=message) as error:
        read(text)
    assert len(str(error.value).splitlines()) == 2


RANDOM = {"en": "random sample", "kk": "кездейсоқ іріктеме", "ru": "случайная выборка"}
FULL = {"en": "a full count, not a sample", "kk": "толық санақ", "ru": "полный подсчёт, а не выборка"}
ASKED = [
    question("a", [*counts(20, 12), UNSURE], COMPLETE),
    question("b", percents("52.6", "47.4")),
    question("c", counts(57), "scale: [1, 10]", statistics(mean="7.088", median="7")),
]


def translated(text):
    return text.replace("languages: [en]", "languages: [en, kk, ru]").replace("{en: T}", "{en: T, kk: T, ru: T}").replace(
        "{en: L}", "{en: L, kk: L, ru: L}").replace("{en: Paper}", "{en: P, kk: P, ru: P}")  # fmt: skip


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_report_on_a_full_count_speaks_of_no_random_sample_and_prints_no_interval(code):
    language = Language(code, 1)
    reports = {
        more: FORMATS["md"](document(audited(translated(paper(*ASKED, claims=[*CLAIMS], more=more))), language, "audit"))
        for more in (CENSUS, "census: false")
    }
    for words in (RANDOM[code], language.text("interval_95"), language.text("p_value"), "Wilson", "Holm"):
        assert words.lower() not in reports[CENSUS].lower(), words
        assert words.lower() in reports["census: false"].lower(), words
    assert FULL[code] in reports[CENSUS]
    assert FULL[code] not in reports["census: false"]
    assert "{" not in reports[CENSUS]


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_votes_of_venezuela_are_a_full_count(code):
    found = audit(load("venezuela-2024"))
    told = FORMATS["md"](document(found, Language(code, 1), "audit"))
    assert RANDOM[code] not in told
    assert FULL[code] in told
    assert "51.2–51.2" not in told.replace(",", ".")
    as_json = records.document(found, Language(code, 1))
    assert as_json["census"] is True
    items = [item for figure in as_json["figures"] for item in figure["items"]]
    assert {(item["census"], item["low"], item["high"]) for item in items} == {(True, None, None)}
    assert {(one["census"], one["p"], one["low"]) for one in as_json["claims"]} == {(True, None, None)}


def test_the_astana_paper_is_a_sample():
    as_json = records.document(audit(load("astana-2023")), Language("en", 1))
    assert as_json["census"] is False


def test_a_full_count_is_no_side_of_a_comparison(capsys):
    assert main(["compare", "venezuela-2024", "astana-2023"]) != 0
    assert "A holds a full count" in capsys.readouterr().err
