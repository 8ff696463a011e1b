"""Unrounding: scrutiny's unit tests of unround (intervals of 8.2), and agreement with `decimal.quantize` in every mode."""

from decimal import (
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_UP,
    Decimal,
)
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import ArgumentError
from analysis.published.forensics.rounding import ROUNDINGS, Unrounded, parse, parse_all, printed_as, unround

QUANTIZE = {
    "half-up-or-down": {ROUND_HALF_UP, ROUND_HALF_DOWN},
    "half-up": {ROUND_HALF_UP},
    "half-down": {ROUND_HALF_DOWN},
    "half-even": {ROUND_HALF_EVEN},
    "truncate": {ROUND_DOWN},
    "floor": {ROUND_FLOOR},
    "ceiling": {ROUND_CEILING},
    "away": {ROUND_UP},
}
"""The modes of `decimal` that a name stands for: one number each, two of them where a tie may go to either side."""

thousandths = st.integers(-3000, 3000).map(lambda steps: Decimal(steps).scaleb(-3))
roundings = st.sampled_from(sorted(ROUNDINGS))


def interval(text: str, rounding: str) -> str:
    """Return an unrounded interval in the mathematician's notation."""
    found = unround(parse(text), rounding)
    low, high = ("[" if found.closed_low else "("), ("]" if found.closed_high else ")")
    return f"{low}{float(found.low):g}, {float(found.high):g}{high}"


def test_every_rounding_has_its_independent_route():
    assert set(QUANTIZE) == set(ROUNDINGS)


@pytest.mark.parametrize(
    ("text", "rounding", "expected"),
    [
        ("8.2", "half-up-or-down", "[8.15, 8.25]"),
        ("8.2", "half-up", "[8.15, 8.25)"),
        ("8.2", "half-down", "(8.15, 8.25]"),
        ("8.2", "half-even", "[8.15, 8.25]"),
        ("8.3", "half-even", "(8.25, 8.35)"),
        ("8.2", "truncate", "[8.2, 8.3)"),
        ("8.2", "floor", "[8.2, 8.3)"),
        ("8.2", "ceiling", "(8.1, 8.2]"),
        ("8.2", "away", "(8.1, 8.2]"),
        ("8.20", "half-up", "[8.195, 8.205)"),
        ("-8.2", "half-up", "(-8.25, -8.15]"),
        ("-8.2", "half-down", "[-8.25, -8.15)"),
        ("-8.2", "truncate", "(-8.3, -8.2]"),
        ("-8.2", "floor", "[-8.2, -8.1)"),
        ("-8.2", "away", "[-8.2, -8.1)"),
        ("0.0", "truncate", "(-0.1, 0.1)"),
        ("0.0", "half-up", "(-0.05, 0.05)"),
        ("0.0", "half-down", "[-0.05, 0.05]"),
        ("0.0", "away", "[0, 0]"),
        ("0", "half-even", "[-0.5, 0.5]"),
    ],
)
def test_intervals_of_printed_numbers(text, rounding, expected):
    assert interval(text, rounding) == expected


@given(thousandths, st.integers(0, 2), roundings)
def test_a_value_is_in_the_intervals_of_exactly_the_numbers_it_is_quantized_to(value, decimals, rounding):
    unit = Decimal(1).scaleb(-decimals)
    quantized = {value.quantize(unit, rounding=mode) for mode in QUANTIZE[rounding]}
    near = {number + step * unit for number in quantized for step in (-1, 0, 1)}
    assert {number for number in near if Fraction(value) in unround(parse(number), rounding)} == quantized
    assert {number.value for number in printed_as(Fraction(value), decimals, rounding)} == {Fraction(q) for q in quantized}


@given(st.fractions(-5, 5), st.fractions(0, 5), st.booleans(), st.booleans(), st.fractions(Fraction(1, 9), 9))
def test_whole_numbers_are_all_and_only_those_inside(low, width, closed_low, closed_high, factor):
    inside = Unrounded(low, low + width, closed_low, closed_high)
    tried = range(-100, 101)
    assert list(inside.whole_numbers(factor)) == [k for k in tried if k / factor in inside]


@pytest.mark.parametrize(
    ("text", "value", "decimals"),
    [
        ("7.088", Fraction(7088, 1000), 3),
        ("7.10", Fraction(71, 10), 2),
        ("74", Fraction(74), 0),
        (" 43,9 %", Fraction(439, 10), 1),
        ("43.9%", Fraction(439, 10), 1),
        (".41", Fraction(41, 100), 2),
        ("+3", Fraction(3), 0),
        ("-0.5", Fraction(-1, 2), 1),
        ("\u22120.5", Fraction(-1, 2), 1),
        ("\u20130.5", Fraction(-1, 2), 1),
        (Decimal("7.10"), Fraction(71, 10), 2),
        (Decimal("1E+2"), Fraction(100), -2),
    ],
)
def test_numbers_are_read_as_printed(text, value, decimals):
    printed = parse(text)
    assert (printed.value, printed.decimals, printed.text) == (value, decimals, str(text))


def test_a_percent_becomes_a_share_with_two_more_decimals():
    share = parse("43.9").shifted(2)
    assert (share.value, share.decimals, share.unit) == (Fraction(439, 1000), 3, Fraction(1, 1000))


def test_printed_as_writes_what_would_be_printed():
    assert [number.text for number in printed_as(Fraction(250), -2)] == ["200", "300"]
    assert [number.text for number in printed_as(Fraction(-1, 3), 2)] == ["-0.33"]
    assert [number.text for number in printed_as(Fraction(2), 3)] == ["2.000"]


@pytest.mark.parametrize("number", [7.1, 7, None])
def test_a_float_is_refused_with_the_reason(number):
    with pytest.raises(TypeError, match="in quotes: '7.10' and 7.1 say different things"):
        parse(number, "mean")


@pytest.mark.parametrize("text", ["", "abc", "1.2.3", "1 234", "5.", "1,2,3", "~5", "१२"])
def test_nonsense_is_no_number(text):
    with pytest.raises(ArgumentError, match="The mean is no number as it would be printed"):
        parse(text, "mean")


@pytest.mark.parametrize("number", [Decimal("NaN"), Decimal("Infinity")])
def test_no_number_of_decimal_is_a_number(number):
    with pytest.raises(ArgumentError, match="The number is no number"):
        parse(number)


def test_a_list_says_which_of_its_numbers_is_wrong():
    with pytest.raises(ArgumentError, match="The percent 2 is no number"):
        parse_all(["5", "x"])
    with pytest.raises(ArgumentError, match="There is no percent in the list"):
        parse_all([])
    with pytest.raises(TypeError, match=r"Expected a list of percents, got '73.7': write \['73.7'\]"):
        parse_all("73.7")


def test_an_unknown_rounding_is_named_with_the_nearest():
    with pytest.raises(ArgumentError, match="no such rounding. Got 'half-upp'. Did you mean 'half-up'"):
        unround(parse("7"), "half-upp")
    with pytest.raises(ArgumentError, match="no such rounding"):
        printed_as(Fraction(7), 0, "up")
