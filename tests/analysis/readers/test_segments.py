"""Multi-select cells with commas inside the options, cut by hand."""

import time

import pytest

from analysis.readers.segments import segments
from analysis.readers.vocabulary import vocabulary
from tests.analysis.readers.files import COMMAS

SOURCES = vocabulary(COMMAS.question("sources"), COMMAS.languages)
LETTERS = vocabulary(COMMAS.question("letters"), COMMAS.languages)


@pytest.mark.parametrize(
    ("cell", "codes", "rest"),
    [
        ("Newspapers, magazines", [1], ()),
        ("Newspapers, magazines, Internet (sites, blogs, video)", [1, 2], ()),
        # Kazakh 3 holds Kazakh 4 as its second piece; English 3 holds English 4.
        ("Достар, туыстар, көршілер", [3], ()),
        ("Достар, туыстар, көршілер, Туыстар", [3, 4], ()),
        ("Friends, relatives, Relatives", [3, 4], ()),
        ("Газет, журнал, Friends, relatives", [1, 3], ()),
        ("newspapers ,MAGAZINES;  интернет", [1, 2], ()),
        ("Газет, журнал / Newspapers, magazines, Интернет / Internet (sites, blogs, video)", [1, 2], ()),
        ("Газет, журнал\nNewspapers, magazines\nИнтернет", [1, 2], ()),
        ("Internet (sites, blogs, video), radio, and the neighbours", [2], ("radio, and the neighbours",)),
        ("radio, Интернет, TV", [2], ("radio", "TV")),
        ("Newspapers", [], ("Newspapers",)),
        (", Интернет,,", [2], ()),
        ("", [], ()),
    ],
)
def test_cut_by_hand(cell: str, codes: list[int], rest: tuple[str, ...]) -> None:
    found = segments(cell, SOURCES)
    assert [meaning.code for meaning in found.meanings] == codes
    assert found.rest == rest
    assert not found.ambiguous


def test_longer_labels_win() -> None:
    assert [meaning.code for meaning in segments("A, B", LETTERS).meanings] == [2]
    assert [meaning.code for meaning in segments("A, B, C, C", LETTERS).meanings if meaning.code] != []


def test_two_equally_good_ways_are_said_to_be_ambiguous() -> None:
    """A | B, C and A, B | C: two labels each, nothing left over."""
    assert segments("A, B, C", LETTERS).ambiguous
    assert not segments("A, B, B, C", LETTERS).ambiguous


def test_a_long_text_is_cut_in_reasonable_time() -> None:
    start = time.process_time()
    assert segments("x," * 50_000, SOURCES).meanings == ()
    assert segments("x, " * 1900, SOURCES).meanings == ()
    assert time.process_time() - start < 5
