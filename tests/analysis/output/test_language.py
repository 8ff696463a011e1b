"""Numbers as each language writes them."""

import math

import pytest

from analysis.errors import ArgumentError
from analysis.output.language import Language

EN, KK, RU = (Language(code, 1) for code in ("en", "kk", "ru"))


def test_the_decimal_sign_is_the_language_s():
    assert [language.percent(25 / 57) for language in (EN, KK, RU)] == ["43.9", "43,9", "43,9"]
    assert [language.interval(0.3177, 0.5672) for language in (EN, KK)] == ["31.8–56.7", "31,8–56,7"]


def test_thousands_are_grouped():
    assert EN.count(12345) == "12,345"
    assert KK.count(12345) == "12\N{NO-BREAK SPACE}345"


@pytest.mark.parametrize(("share", "printed"), [(0.125, "13"), (0.285, "29"), (0.005, "1"), (0.994, "99"), (0.995, "100")])
def test_halves_are_rounded_up(share, printed):
    assert Language("en").percent(share) == printed


def test_little_is_not_nothing():
    assert [Language("en").percent(share) for share in (0.0, 0.0049, 0.0051)] == ["0", "*", "1"]
    assert [EN.percent(share) for share in (0.0, 0.0004, 0.0006)] == ["0.0", "*", "0.1"]


def test_no_number_is_a_dash():
    assert [EN.number(value, 1) for value in (None, math.nan, math.inf)] == ["–"] * 3
    assert EN.interval(math.nan, 0.5) == "–"


@pytest.mark.parametrize(("p", "printed"), [(0.0004, "<0.001"), (0.0006, "0.001"), (0.0316, "0.032"), (1.0, "1.000")])
def test_p_values(p, printed):
    assert EN.p_value(p) == printed


def test_plural_forms():
    assert [EN.plural("base_people_n", n) for n in (1, 2)] == ["Base: 1 person", "Base: 2 people"]
    assert [RU.plural("questions_n", n) for n in (1, 3, 5, 11, 21)] == [
        "1 вопрос",
        "3 вопроса",
        "5 вопросов",
        "11 вопросов",
        "21 вопрос",
    ]
    assert [KK.plural("questions_n", n) for n in (1, 5)] == ["1 сұрақ", "5 сұрақ"]


def test_an_unknown_language_is_named():
    with pytest.raises(ArgumentError, match=r"Got 'kz'\. Offered: en, kk, ru"):
        Language("kz")


def test_names_of_languages():
    assert [KK.name_of(code) for code in ("kk", "xx-nonsense")] == ["қазақ тілі", "xx-nonsense"]
