"""A wrong digit in a findings file is found, or the audit of that file says that it has no power there.

In every number of every shipped file each digit is replaced by each other one; of these slips some are planted in the text
of the file, which is then read and audited.
"""

from __future__ import annotations

import random
import re

import pytest
import yaml

from analysis.errors import DataError
from analysis.published.audit import audit, held_against
from analysis.published.findings import HOME, load, load_text, shipped
from analysis.published.planted import one_digit_off, unnoticed
from analysis.published.recovery import Verdict
from analysis.published.results import ClaimVerdict, Kind
from tests.analysis.published.samples import COMPLETE, counts, groups, paper, percents, question, read, statistics

TRIED = 80
"""Slips of each file that are planted in its text: reading it takes most of the time."""

PRINTED = re.compile(r'\b(printed|printed_count|stated_base): "([^"]*)"')


def places(text):
    """The numbers of the questions and the sample, as they stand in a file: the claims have slips of their own."""
    end = text.find("\nclaims:")
    return [found for found in PRINTED.finditer(text) if end < 0 or found.start() < end]


def names(findings):
    """The audit's names of these numbers, in the order of the file."""
    found = [] if findings.sample is None else ["sample"]
    for asked in findings.questions:
        if findings.sample is None or asked.stated_base != findings.sample.n:
            found += [] if asked.stated_base is None else [f"{asked.id}.base"]
        for answer in asked.answers:
            found += [answer.id] * sum(number is not None for number in (answer.printed, answer.printed_count))
        found += [given.id for given in asked.statistics]
    return found


@pytest.mark.parametrize("study", shipped())
def test_a_wrong_digit_is_found_or_the_audit_says_that_it_has_no_power_there(study):
    text = (HOME / f"{study}.yaml").read_text()
    original = load(study)
    before = held_against(original)
    said = {number.id: number.unnoticed for number in audit(original).numbers}
    slips = [
        (place, name, wrong)
        for place, name in zip(places(text), names(original), strict=True)
        for wrong in one_digit_off(place.group(2))
    ]
    for place, name, wrong in random.Random(57).sample(slips, min(len(slips), TRIED)):
        try:
            planted = load_text(f"{text[: place.start(2)]}{wrong}{text[place.end(2) :]}", study)
        except DataError:
            continue
        # Found: something new is held against the planted file, or the planted number itself is contradicted.
        if held_against(planted) - (before - {("contradicted", name)}):
            continue
        # Not found: the audit of the planted file, and that of the true one, say that they have no power there.
        assert wrong in said[name], (name, wrong)
        assert unnoticed(planted, name, held_against)[1], (name, wrong)


def test_in_every_number_that_is_printed_and_not_contradicted_a_wrong_digit_is_tried():
    for study in shipped():
        for number in audit(load(study)).numbers:
            printed = number.kind is not Kind.REST and number.reported is not None
            assert bool(number.wrong) == (printed and number.verdict is not Verdict.CONTRADICTED), number.id
            assert set(number.unnoticed) <= set(number.wrong)


def test_a_wrong_digit_in_a_claim_that_repeats_a_number_makes_it_false_or_is_named():
    for study in shipped():
        text = (HOME / f"{study}.yaml").read_text()
        claims = {claim["id"]: claim for claim in yaml.safe_load(text).get("claims", ())}
        for judged in audit(load(study)).claims:
            repeated = claims[judged.claim.id].get("printed") or claims[judged.claim.id].get("stated")
            told = repeated is not None and judged.verdict is not ClaimVerdict.FALSE
            assert list(judged.wrong) == (list(one_digit_off(repeated)) if told else [])
            if judged.verdict is ClaimVerdict.SAMPLE_ONLY and judged.wrong:
                assert len(judged.unnoticed) < len(judged.wrong)


@pytest.mark.parametrize(
    ("printed", "people", "expected"),
    [
        ("7", False, ["0", "1", "2", "3", "4", "5", "6", "8", "9"]),
        ("7", True, ["1", "2", "3", "4", "5", "6", "8", "9"]),
        ("1/3", False, ["0/3", *(f"{n}/3" for n in range(2, 10)), "1/1", "1/2", *(f"1/{n}" for n in range(4, 10))]),
    ],
)
def test_numbers_one_digit_off(printed, people, expected):
    assert list(one_digit_off(printed, people=people)) == expected


@pytest.mark.parametrize("printed", ["57", "43.9", "7.088", "10058774", "0.5", "-12", "43,9 %", "3/10"])
def test_numbers_one_digit_off_differ_in_one_digit_and_have_no_needless_zero(printed):
    """Second route: every text that differs in one place, without those that begin with a zero no printer would print."""
    digits = [place for place, sign in enumerate(printed) if sign.isdigit()]
    every = {printed[:place] + digit + printed[place + 1 :] for place in digits for digit in "0123456789"} - {printed}
    needless = re.compile(r"(^|[^0-9.,])0[0-9]|/0")
    assert set(one_digit_off(printed)) == {number for number in every if not needless.search(number)}


@pytest.mark.parametrize(
    ("text", "name", "tried"),
    [
        (paper(question("a", counts(7)), sample=8), "sample", 8),
        (paper(question("a", percents("43.9"), 'stated_base: "57"'), sample=None), "a.base", 17),
        (paper(question("a", percents("43.9"), COMPLETE)), "a.0", 26),
        (paper(question("a", ['category: 0, printed: "43.9", printed_count: "25"'])), "a.0", 26 + 17),
        (paper(question("a", counts(57), statistics(mean="7.1", sd="2.0"))), "a.sd", 18),
        (paper(question("a", percents("43.9"), groups(["34.8"], ["50.0"]))), "a.g1.0", 26),
        (paper(question("a", percents("43.9"))), "a.nothing", 0),
        (paper(question("a", percents("43.9")), sample=None), "sample", 0),
    ],
)
def test_each_kind_of_number_has_its_digits_tried(text, name, tried):
    wrong, passed = unnoticed(read(text), name, held_against)
    assert len(wrong) == tried
    assert set(passed) <= set(wrong)


def test_what_is_held_against_a_publication():
    found = held_against(read(paper(question("a", percents("43.8", "36.8"))) + "contradictions: [{id: X, checks: [{sum: a}]}]\n"))
    assert found == {("number", "a"), ("contradicted", "a.0"), ("contradicted", "sample"), ("unconfirmed", "X")}
