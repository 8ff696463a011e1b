"""Every reason of the audit has a sentence in every language, with its numbers in that language's form."""

import re
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

import analysis.published
from analysis.output.language import MESSAGES, Language
from analysis.published.model import DISCLOSURE
from analysis.published.results import Reason
from analysis.report.replication import verdicts
from analysis.report.replication.words import CONDITIONED, KEYS, as_printed, claim_reason, sentence
from instruments.model import Text
from tests.analysis.replication.studies import LANGUAGES, study

HOME = Path(analysis.published.__file__).resolve().parent
EN, KK, RU = (Language(code, 1) for code in LANGUAGES)
RANDOM = {"en": "if these were a random sample", "kk": "кездейсоқ іріктеме", "ru": "если бы это была случайная выборка"}


def emitted():
    """The keys of all reasons in the code of the audit."""
    code = "\n".join(path.read_text(encoding="utf-8") for path in HOME.rglob("*.py"))
    return set(re.findall(r'"((?:number|sample|mean|median|sd|conflict|claim)_[a-z_]+)"', code)) - set(DISCLOSURE)


def test_every_reason_of_the_audit_is_known():
    assert emitted()
    assert emitted() <= set(KEYS)


def said(key, code):
    """A message of this key with some number in every place."""
    told = dict.fromkeys(placeholders(key), 3)
    if key == "claim_reason":
        told = {"sentence": Text(tuple((code, "{a.1:count} of them") for code in LANGUAGES)), "a.1:count": 4}
    return sentence(Reason(key, told), Language(code, 1))


def placeholders(key):
    """The names in the English message; those of a plural form and of what it is computed from."""
    [message] = [one for one in MESSAGES.catalogue("en") if one.id and key in (one.id, one.id[0])]
    forms = message.string if isinstance(message.string, tuple | list) else (message.string,)
    return {name for form in forms for name in re.findall(r"\{(\w+)\}", form)} | {KEYS[key] or "count"}


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("key", KEYS)
def test_every_reason_has_words(key, code):
    words = said(key, code)
    assert words.endswith(".")
    assert "{" not in words


@pytest.mark.parametrize(
    ("reason", "english", "kazakh"),
    [
        (
            Reason("conflict_sum", {"counts": (4, 24, 25), "sum": 53, "base": 57}),
            "4 + 24 + 25 = 53, not 57: 4 people are in no answer.",
            "4 + 24 + 25 = 53, ал база 57: 4 адам ешбір жауапқа кірмеген.",
        ),
        (
            Reason("conflict_sum", {"counts": (21, 10, 25), "sum": 56, "base": 57}),
            "21 + 10 + 25 = 56, not 57: 1 person is in no answer.",
            "21 + 10 + 25 = 56, ал база 57: 1 адам ешбір жауапқа кірмеген.",
        ),
        (
            Reason("conflict_majority", {"count": 25, "base": 57, "share": Fraction(25, 57)}),
            "Called a majority, but 25 of 57 is 43.9\N{NO-BREAK SPACE}%.",
            "Көпшілік деп аталған, бірақ 57 адамнан 25 – 43,9\N{NO-BREAK SPACE}%.",
        ),
        (
            Reason("mean_impossible", {"base": 53, "nearest": ("7.075", "7.094")}),
            "No 53 whole answers have this mean; closest possible: 7.075, 7.094.",
            "53 бүтін жауаптың орташа мәні мұндай бола алмайды; мүмкін ең жақыны: 7,075, 7,094.",
        ),
        (
            Reason("number_accident", {"expected": Decimal("0.09")}),
            "By accident 0.09 such bases would be expected.",
            "Кездейсоқ сәйкес келетін мұндай базалардың күтілетін саны: 0,09.",
        ),
    ],
)
def test_numbers_stand_in_the_form_of_the_language(reason, english, kazakh):
    assert sentence(reason, EN) == english
    assert sentence(reason, KK) == kazakh


@pytest.mark.parametrize("key", ["claim_supported_range", "claim_paired_adjusted"])
@pytest.mark.parametrize("language", [EN, KK, RU])
def test_of_a_p_that_is_at_most_something_no_sign_is_printed(key, language):
    small, other = (sentence(Reason(key, {"p": p, "tests": 2}), language) for p in (1e-6, 0.0123))
    assert language.number(0.001, 3) in small
    assert "<" not in small
    assert language.number(0.012, 3) in other


@pytest.mark.parametrize("key", ["claim_supported", "claim_sample_only", "claim_supported_range", "claim_sample_only_range"])
def test_of_one_test_kazakh_does_not_count_the_tests(key):
    one, two = (sentence(Reason(key, {"p": 0.2, "tests": tests}), KK) for tests in (1, 2))
    assert "тұжырым саны" not in one
    assert "тұжырым саны 2" in two


def test_half_is_no_more_than_half_and_one_question_is_not_two():
    expected = ((EN, "not more than half", "question"), (KK, "көп емес", "сұра"), (RU, "не больше", "вопрос"))
    for language, half, question in expected:
        assert half in sentence(Reason("claim_plurality"), language)
        assert question not in sentence(Reason("claim_paired_never", {"low": 0.5, "high": 0.6}), language)


def test_russian_nouns_agree_with_their_number():
    words = [sentence(Reason("conflict_sum", {"counts": (1,), "sum": 57 - n, "base": 57}), RU) for n in (1, 2, 5)]
    assert ["1 человек не попал" in words[0], "2 человека не попали" in words[1], "5 человек не попали" in words[2]] == [True] * 3


def test_a_threshold_has_no_needless_decimals_and_a_share_has_one():
    told = {"printed": "55", "than": Fraction(1, 2)}
    assert "more than 50\N{NO-BREAK SPACE}%" in sentence(Reason("claim_share_printed", told), EN)
    assert "more than 33.3\N{NO-BREAK SPACE}%" in sentence(Reason("claim_share_printed", told | {"than": Fraction(1, 3)}), EN)


def test_a_change_from_nothing_has_points_only():
    words = sentence(Reason("claim_change", {"start": "0", "end": "7", "points": Decimal(7)}), EN)
    assert words == "From 0 to 7\N{NO-BREAK SPACE}% is 7 percentage points."


def test_the_reason_of_a_findings_file_gets_its_numbers():
    reasons = {judged.claim.id: claim_reason(judged, EN) for judged in study("astana-2023").claims}
    assert reasons["V13"] == (
        "The conclusion does not follow: 15 people did not answer “yes” to question 2, and only 1 of them ticked this option."
    )


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_interval_and_p_value_is_conditional(code):
    conditional = [judged for judged in study("astana-2023").claims if judged.low is not None or judged.p_range is not None]
    assert len(conditional) > 10
    for judged in conditional:
        assert claim_reason(judged, Language(code, 1)).count(RANDOM[code]) == 1, judged.claim.id


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("key", sorted(CONDITIONED))
def test_the_condition_stands_in_the_messages_that_are_said_to_have_it(key, code):
    assert RANDOM[code] in said(key, code)


@pytest.mark.parametrize("code", LANGUAGES)
def test_no_word_accuses(code):
    accusing = ("fraud", "fake", "fabricat", "manipulat", "invented", "жалған", "қолдан жасал", "фальсиф", "подделк", "сфабрик")
    for key in KEYS:
        words = said(key, code).lower()
        assert not [stem for stem in accusing if stem in words], key


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_kind_of_contradiction_has_its_own_name(code):
    names = [verdicts.kind(kind, Language(code)) for kind in (*verdicts.KINDS, "unheard-of")]
    assert len(set(names)) == len(names)


def test_a_printed_number_keeps_its_digits():
    assert [as_printed(number, KK) for number in ("7.0", "43,9", "1/3", "57")] == ["7,0", "43,9", "1/3", "57"]
    assert as_printed("43,9", EN) == "43.9"


def test_a_list_of_bases_that_is_cut_says_so():
    bases = tuple(range(40, 60))
    assert sentence(Reason("sample_some", {"bases": bases}), Language("en")).endswith("50, 51, ….")
    assert sentence(Reason("sample_some", {"bases": bases[:12]}), Language("en")).endswith("50, 51.")
