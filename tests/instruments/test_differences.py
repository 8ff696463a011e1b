"""What changed between two versions, and that answers are pooled by the same rule wherever they are."""

from __future__ import annotations

from pathlib import Path

import pytest

from analysis.errors import DataError
from analysis.readers.versions import Version, pooled
from instruments.cli import main
from instruments.codebook import VOCABULARY
from instruments.difference_words import sentence, verdict
from instruments.differences import Change, Difference, can_be_pooled, differences
from instruments.load import find, load, load_text
from instruments.model import Instrument

OLD = """\
id: small
version: 1
languages: [kk, en]
title: {kk: Шағын, en: Small}
population: {kk: Бәрі, en: Everyone}
basis: convenience
experiments: [{id: card, arms: [control, card], ratio: [1, 1]}]
sections:
  - id: first
    questions:
      - {id: age, kind: integer, text: {kk: 'Жасыңыз?', en: 'Your age?'}, low: 18, high: 99}
      - id: works
        kind: one
        text: {kk: 'Жұмыс істейсіз бе?', en: 'Do you work?'}
        choices:
          - {code: 1, label: {kk: Иә, en: 'Yes'}}
          - {code: 2, label: {kk: Жоқ, en: 'No'}}
          - {code: 3, id: part, label: {kk: Жартылай, en: Part time}}
          - {code: -1, label: {kk: Қиналамын, en: Unsure}}
      - {id: note, kind: info, text: {kk: Ескерту, en: A note}}
  - id: second
    questions:
      - id: trust
        kind: battery
        text: {kk: 'Сенесіз бе?', en: 'Do you trust?'}
        items: [{id: police, text: {kk: Полиция, en: Police}}, {id: court, text: {kk: Сот, en: Court}}]
        low: 1
        high: 5
        ends: {kk: [жоқ, иә], en: ['no', 'yes']}
      - {id: job, kind: text, text: {kk: 'Кім болып?', en: 'As what?'}, ask_if: {question: works, in: [1]}}
"""

NOTE = "      - {id: note, kind: info, text: {kk: Ескерту, en: A note}}\n"
EXTRA = "      - {id: extra, kind: text, text: {kk: 'Тағы?', en: 'More?'}}\n  - id: second"
ARMY = ", {id: army, text: {kk: Әскер, en: Army}}"
COURT = ", {id: court, text: {kk: Сот, en: Court}}"

NO = "{kk: Жоқ, en: 'No'}}"
UNSURE = "{kk: Қиналамын, en: Unsure}}"

CASES: dict[str, tuple[str, str, list[tuple[Change, str]], bool]] = {
    "nothing": ("", "", [], True),
    "reworded": ("Your age?", "How old are you?", [(Change.REWORDED, "age")], True),
    "other bound": ("high: 99", "high: 90", [(Change.BOUNDS_CHANGED, "age")], False),
    "relabelled by id": ("Part time", "Part-time", [(Change.CHOICE_RELABELLED, "works")], True),
    "reused": (NO, "{kk: Ешқашан, en: Never}}", [(Change.CODE_REUSED, "works")], False),
    "corrected in one language": ("en: 'No'", "en: Nope", [(Change.CHOICE_RELABELLED, "works")], True),
    "corrected in the first": ("kk: Жоқ, en: 'No'", "kk: Жо, en: 'No'", [(Change.CHOICE_RELABELLED, "works")], True),
    "given an id": ("code: 2,", "code: 2, id: not_working,", [], True),
    "given an id and other words": (
        f"2, label: {NO}",
        "2, id: x, label: {kk: А, en: B}}",
        [(Change.CODE_REUSED, "works")],
        False,
    ),
    "given another id": ("id: part", "id: partly", [(Change.CODE_REUSED, "works")], False),
    "another non-answer": (UNSURE, "{kk: А, en: B}}", [(Change.CODE_REUSED, "works")], False),
    "same but for case": ("en: 'No'", "en: 'NO'", [(Change.CHOICE_RELABELLED, "works")], True),
    "recoded": ("code: 3", "code: 4", [(Change.CHOICE_ADDED, "works"), (Change.CHOICE_REMOVED, "works")], False),
    "routed": ("in: [1]", "in: [1, 3]", [(Change.ROUTING_CHANGED, "job")], True),
    "text card removed": (NOTE, "", [(Change.QUESTION_REMOVED, "note")], True),
    "question removed": (OLD[OLD.index("      - {id: job") :], "", [(Change.QUESTION_REMOVED, "job")], False),
    "question added": ("  - id: second", EXTRA, [(Change.QUESTION_ADDED, "extra")], True),
    "line replaced": (COURT, ARMY, [(Change.QUESTION_ADDED, "trust__army"), (Change.QUESTION_REMOVED, "trust__court")], False),
    "line reworded": ("en: Court}", "en: Courts}", [(Change.REWORDED, "trust__court")], True),
    "line added": (COURT, COURT + ARMY, [(Change.QUESTION_ADDED, "trust__army")], True),
    "another kind": ("kind: text", "kind: longtext", [(Change.KIND_CHANGED, "job")], False),
    "checked": ("low: 18,", "low: 18, soft_check: true,", [(Change.LAYOUT_CHANGED, "age")], True),
    "arms": ("card], ratio: [1, 1]", "card, more], ratio: [1, 1, 1]", [(Change.EXPERIMENT_CHANGED, "card")], False),
    "on one page": ("basis: convenience\n", "basis: convenience\nlayout: page\n", [(Change.LAYOUT_CHANGED, "")], True),
    "section shuffled": ("id: second", "id: second\n    random_order: true", [(Change.LAYOUT_CHANGED, "second")], True),
    "section routed": (
        "id: second",
        "id: second\n    ask_if: {question: works, in: [1]}",
        [(Change.ROUTING_CHANGED, "second")],
        True,
    ),
    "section renamed": ("id: second", "id: third", [(Change.QUESTION_MOVED, "trust"), (Change.QUESTION_MOVED, "job")], True),
    "written besides": (
        "part, label: {kk: Жартылай, en: Part time}}",
        "part, label: {kk: Жартылай, en: Part time}, other: true}",
        [(Change.CODE_REUSED, "works")],
        False,
    ),
    "ends": ("kk: [жоқ, иә]", "kk: [жоқ, әрине]", [(Change.REWORDED, "trust")], True),
}


def versions(was: str, now: str) -> tuple[Instrument, Instrument]:
    return load_text(OLD, "old"), load_text(OLD.replace(was, now).replace("version: 1", "version: 2"), "new")


@pytest.mark.parametrize("case", CASES)
def test_each_difference_is_found_and_judged(case: str) -> None:
    was, now, wanted, pools = CASES[case]
    older, newer = versions(was, now)
    found = differences(older, newer)
    assert [(each.change, each.subject) for each in found] == wanted
    assert can_be_pooled(older, newer) is pools


@pytest.mark.parametrize("case", CASES)
def test_answers_are_read_together_where_the_difference_says_so(case: str) -> None:
    """The reader's own rule, on the same versions."""
    was, now, _, pools = CASES[case]
    older, newer = versions(was, now)
    both = [Version("a", older), Version("b", newer)]
    if pools:
        assert pooled(both, "survey.db") is newer
    else:
        with pytest.raises(DataError, match="cannot be put together"):
            pooled(both, "survey.db")


def test_a_list_of_other_statements_is_another_question() -> None:
    roads, trade, parks = (f"{{id: {name}, text: {{kk: {name} сөзі, en: {name}}}}}" for name in ("roads", "trade", "parks"))
    count = "      - {id: agrees, kind: count, text: {kk: 'Нешеуі?', en: 'How many?'}, items: [%s, %s]}\n"
    older, newer = (load_text(OLD.replace(NOTE, count % (roads, other)), "x") for other in (trade, parks))
    [found, *_] = differences(older, newer)
    assert (found.change, found.subject, found.before, found.after) == (
        Change.ITEMS_CHANGED, "agrees", "roads, trade", "roads, parks",
    )  # fmt: skip
    assert not can_be_pooled(older, newer)


SAMPLED = OLD.replace(
    "sections:",
    """\
screen_out:
  - {id: young, if: {question: age, at_most: 20}, text: {kk: Кейін, en: Later}}
  - {id: idle, if: {question: works, in: [2]}}
quotas:
  - {id: workers, if: {question: works, in: [1]}, at_most: 30}
random_sections: [first, second]
sections:""",
).replace(", ask_if: {question: works, in: [1]}}", "}")

WHO_IS_ASKED = {
    "ratio: [1, 1]": ("ratio: [1, 2]", Change.ALLOCATION_CHANGED, "card", "1 : 1", "1 : 2"),
    "ratio: [1, 1]}": ("ratio: [1, 1], block_by: language}", Change.ALLOCATION_CHANGED, "card", "1 : 1", "1 : 1, language"),
    "at_most: 20": (
        "at_most: 25", Change.SCREENING_CHANGED, "young", "{question: age, at_most: 20}", "{question: age, at_most: 25}",
    ),
    "en: Later": ("en: Not yet", Change.REWORDED, "young", "Later", "Not yet"),
    "  - {id: idle, if: {question: works, in: [2]}}\n": (
        "", Change.SCREENING_CHANGED, "idle", "{question: works, in: [2]}", "",
    ),
    "at_most: 30": (
        "at_most: 100", Change.QUOTA_CHANGED, "workers", "{question: works, in: [1]} ≤ 30", "{question: works, in: [1]} ≤ 100",
    ),
    "id: workers": ("id: staff", Change.QUOTA_CHANGED, "workers", "{question: works, in: [1]} ≤ 30", ""),
    "random_sections: [first, second]\n": ("", Change.LAYOUT_CHANGED, "", "first, second", ""),
}  # fmt: skip


@pytest.mark.parametrize("was", WHO_IS_ASKED)
def test_who_is_asked_is_compared_too(was: str) -> None:
    """None of it changes what an answer means."""
    now, change, subject, before, after = WHO_IS_ASKED[was]
    assert was in SAMPLED
    older, newer = load_text(SAMPLED, "old"), load_text(SAMPLED.replace(was, now), "new")
    [found, *others] = differences(older, newer)
    assert (found.change, found.subject, found.before, found.after) == (change, subject, before, after)
    assert [each.subject for each in others] == (["staff"] if "staff" in now else [])
    assert can_be_pooled(older, newer)


def test_a_condition_is_said_before_and_after() -> None:
    [found] = differences(*versions("ask_if: {question: works, in: [1]}", "ask_if: {question: age, at_least: 30}"))
    was, now = "{question: works, in: [1]}", "{question: age, at_least: 30}"
    assert sentence(found, "en") == f"job: asked of others than before: “{was}” → “{now}”"


def test_a_question_in_another_section_has_moved() -> None:
    older, newer = load_text(OLD, "old"), load_text(OLD.replace(NOTE, "") + NOTE, "new")
    assert Difference(Change.QUESTION_MOVED, "note") in differences(older, newer)
    assert can_be_pooled(older, newer)


def test_a_new_language_is_one_difference() -> None:
    older = load(find("astana-2023"))
    fewer = older.languages[:-1]
    newer = load(find("astana-2023"))
    object.__setattr__(newer, "languages", fewer)
    assert [each.change for each in differences(older, newer)] == [Change.LANGUAGE_REMOVED]
    assert [each.change for each in differences(newer, older)] == [Change.LANGUAGE_ADDED]


@pytest.mark.parametrize("language", ["kk", "en", "ru"])
def test_every_difference_has_words(language: str) -> None:
    for change in Change:
        assert VOCABULARY.text(language, f"difference_{change}") in sentence(Difference(change, "q1"), language)


def test_a_line_says_what_where_and_how() -> None:
    older, newer = versions("Part time", "Part-time")
    [found] = differences(older, newer)
    assert sentence(found, "en") == "works [3]: choice in other words (en): “Part time” → “Part-time”"
    assert verdict((found,), "en") == "Answers to both versions can be put together: codes agree."


def test_a_label_corrected_in_one_language_is_named_with_that_language_and_both_texts() -> None:
    [found] = differences(*versions("en: 'No'", "en: Nope"))
    assert sentence(found, "en") == "works [2]: choice in other words (en): “No” → “Nope”"


def test_a_code_that_means_something_else_is_named_with_its_languages_and_what_would_keep_its_answers() -> None:
    [found] = differences(*versions(NO, "{kk: Ешқашан, en: Never}}"))
    assert sentence(found, "en") == "works [2]: the code now means something else (kk, en): “Жоқ” → “Ешқашан”"
    assert "give the choice an `id` to keep its answers together" in verdict((found,), "en")
    [other] = differences(*versions("high: 99", "high: 90"))
    assert "`id`" not in verdict((other,), "en")


def test_the_command_marks_what_separates(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    old, new = tmp_path / "old.yaml", tmp_path / "new.yaml"
    old.write_text(OLD, encoding="utf-8")
    new.write_text(OLD.replace("high: 99", "high: 90").replace("Part time", "Part-time"), encoding="utf-8")
    assert main(["diff", str(old), str(new)]) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[0] == "! age: other limits: “18 – 99” → “18 – 90”"
    assert said[1].startswith("  works [3]: ")
    assert said[2].startswith("Answers to the two versions cannot be put together")
    assert main(["diff", str(old), str(old), "--language", "kk"]) == 0
    assert capsys.readouterr().out == "Екі нұсқаның айырмашылығы жоқ.\n"
