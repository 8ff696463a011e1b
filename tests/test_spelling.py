"""Kazakh spelling: every word of every Kazakh text is in hunspell's dictionary or in the list of words checked by hand.

hunspell-kk rejects about a quarter of right word forms (suffix chains, loanwords), hence the list
`tests/kazakh_words.txt`; whoever adds a word to it has looked it up.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import yaml

from instruments.messages import Messages
from tests.tools import program

ROOT = Path(__file__).resolve().parent.parent
ALLOWED = Path(__file__).with_name("kazakh_words.txt")
_WORD = re.compile(r"[Ѐ-ӿ]+")


def kazakh_texts() -> Iterator[tuple[str, str]]:
    """Yield (file, text) for every Kazakh text that a user can see."""
    for path in sorted([*(ROOT / "instruments").glob("*.yaml"), *(ROOT / "data").rglob("*.yaml")]):
        for text in _in_kazakh(yaml.safe_load(path.read_text(encoding="utf-8"))):
            yield path.name, text
    packages = ("instruments", "analysis", "survey")
    for folder in sorted(catalogue.parent for package in packages for catalogue in (ROOT / package).rglob("kk.po")):
        for message in Messages(folder).catalogue("kk"):
            forms = message.string if isinstance(message.string, tuple | list) else (message.string,)
            for form in forms if message.id else ():
                yield f"{folder.parent.name}/{folder.name}/kk.po", re.sub(r"\{\w+\}", " ", form)


def _in_kazakh(node: object) -> Iterator[str]:
    if isinstance(node, dict):
        for key, value in node.items():
            if key == "kk":
                yield from value if isinstance(value, list) else [str(value or "")]
            else:
                yield from _in_kazakh(value)
    elif isinstance(node, list):
        for item in node:
            yield from _in_kazakh(item)


def misspelt(words: set[str]) -> set[str]:
    """Return the words that hunspell's Kazakh dictionary does not know."""
    run = subprocess.run(
        [program("hunspell", "hunspell hunspell-kk"), "-d", "kk_KZ", "-i", "UTF-8", "-l"],
        input="\n".join(sorted(words)),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    return set(run.stdout.split())


def test_every_kazakh_word_is_spelt_right() -> None:
    places: dict[str, str] = {}
    for place, text in kazakh_texts():
        for word in _WORD.findall(text):
            places.setdefault(word, place)
    allowed = set(ALLOWED.read_text(encoding="utf-8").split())
    wrong = {word: places.get(word, "") for word in misspelt(set(places)) if not {word, word.lower()} & allowed}
    assert wrong == {}


def test_the_dictionary_notices_a_wrong_word() -> None:
    assert misspelt({"сұрақ", "сұррақ"}) == {"сұррақ"}


def test_the_list_of_allowed_words_holds_none_that_is_not_needed() -> None:
    allowed = ALLOWED.read_text(encoding="utf-8").split()
    assert allowed == sorted(set(allowed))
    used = {word.lower() for _, text in kazakh_texts() for word in _WORD.findall(text)}
    assert [word for word in allowed if word.lower() not in used] == []
