"""What counts as the same text, and what must not."""

import unicodedata

import pytest

from analysis.readers.folding import bilingual, fold, fold_header, loosened


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Иә", "  ИӘ \u00a0"),
        ("«Иә»", '"Иә"'),
        ("“Turan”", "'turan'"),
        ("ещё", "ЕЩЕ"),
        ("1–3", "1-3"),
        ("Иә / Yes", "иә/yes"),
        ("Иә\nYes", "иә yes"),
        ("Иә (Yes)", "иә(yes)"),
        (unicodedata.normalize("NFD", "Сіздің ойыңызша, қай"), unicodedata.normalize("NFC", "Сіздің ойыңызша, қай")),
        ("бі\u00adрік\u200bкен", "біріккен"),
        ("Иә.", "иә"),
        ("Yes!", "yes…"),
        ("Иә деген", "«Иә» деген"),
        ("Экономикa", "экономика"),  # the first ends in a Latin letter
        ("Қaзaқcтaн", "Қазақстан"),
        ("Nо оpiniоn", "no opinion"),  # the first has Cyrillic letters
    ],
)
def test_the_same(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"), [("кол", "қол"), ("ор", "өр"), ("уй", "үй"), ("и", "й"), ("2, 3", "2 3"), ("Yes", "Yes?")]
)
def test_not_the_same(one: str, other: str) -> None:
    """Kazakh letters are letters, not decorated Russian ones."""
    assert fold(one) != fold(other)


@pytest.mark.parametrize("header", ["Жасыңыз?", "3. Жасыңыз?", "12) жасыңыз? *", "Жасыңыз?:", "Q1. Жасыңыз", "Сұрақ 4: жасыңыз?"])
def test_headers_may_be_numbered_and_marked(header: str) -> None:
    assert fold_header(header) == "жасыңыз"


def test_three_languages_at_once() -> None:
    texts = dict(bilingual({"kk": "иә", "en": "yes", "ru": "да"}))
    assert texts["да"] == {"ru"}
    assert texts[loosened(fold("Да / Иә"))] == texts[loosened(fold("Иә | Yes | Да"))] == {"kk", "en", "ru"}
