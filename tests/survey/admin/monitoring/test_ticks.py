"""Whoever opens the dashboard after every single answer learns nothing about anybody, however long they go on.

Two attackers. The one reads every page of two surveys whose respondents differ within each group of five alone, and finds no
difference. The other (`attacker`) takes everything exact that is told at three to six looks: of a question with several answers,
and of questions one of which leads to another, with quotas.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st

from instruments.model import Instrument
from survey import create_app, opening
from survey.admin.monitoring.suppression import STEP
from survey.admin.monitoring.topline import ANSWERED, CANNOT_ANSWER
from survey.settings import Settings
from survey.store.accounts import Role
from tests.survey.admin.monitoring.attacker import Counts, Row, Seen, known
from tests.survey.admin.monitoring.test_several import instrument, possible_sets, says, watched
from tests.survey.admin.officer import Officer, make_account
from tests.survey.conftest import HERE, SECRET
from tests.survey.respondent import Respondent

QUESTIONNAIRE = """
id: ticks
version: 1
languages: [en]
reviewed_by: {en: null}
title: {en: "Ticks"}
population: {en: "Anybody"}
basis: quota
quotas:
  - {id: women, if: {question: sex, in: [1]}, at_most: 500}
  - {id: readers, if: {question: media, in: [2]}, at_most: 500}
sections:
  - id: all
    questions:
      - id: consent
        kind: consent
        text: {en: "Will you take part? {contact}"}
        choices:
          - {code: 1, label: {en: "I agree"}}
          - {code: 0, label: {en: "I do not agree"}}
      - id: sex
        kind: one
        text: {en: "Your sex?"}
        choices:
          - {code: 1, label: {en: "Woman"}}
          - {code: 2, label: {en: "Man"}}
          - {code: -2, label: {en: "I prefer not to answer"}}
      - id: children
        kind: one
        text: {en: "Have you children?"}
        ask_if: {question: sex, in: [1]}
        choices:
          - {code: 1, label: {en: "Yes"}}
          - {code: 2, label: {en: "No"}}
      - id: media
        kind: many
        at_most: 2
        text: {en: "Where do you get news?"}
        choices:
          - {code: 1, id: tv, label: {en: "Television"}}
          - {code: 2, id: papers, label: {en: "Newspapers"}}
          - {code: 3, id: nowhere, label: {en: "Nowhere"}, exclusive: true}
          - {code: -1, label: {en: "I cannot answer"}}
      - id: age
        kind: integer
        text: {en: "How old are you?"}
        low: 18
        high: 99
"""
Person = dict[str, str | list[str]]


def people(chance: random.Random, n: int) -> list[Person]:
    """Answers of respondents; "" and [] are skipped."""
    ticks = ([], ["1"], ["2"], ["1", "2"], ["3"], ["-1"])
    return [
        {
            "sex": chance.choices(("", "1", "2", "-2"), (1, 10, 8, 1))[0],
            "children": chance.choices(("", "1", "2"), (1, 5, 5))[0],
            "media": chance.choices(ticks, (1, 6, 6, 4, 2, 1))[0],
            "age": str(chance.choice(range(18, 80))),
        }
        for _ in range(n)
    ]


def mixed(some: Sequence[Person], chance: random.Random) -> list[Person]:
    """The same people, in another order within each group of five."""
    groups = [list(some[start : start + STEP]) for start in range(0, len(some), STEP)]
    return [person for group in groups for person in chance.sample(group, len(group))]


def pages_seen(folder: Path, some: Sequence[Person], questionnaire: str = QUESTIONNAIRE) -> list[str]:
    """Let people answer one after another; return the dashboard as it stands after each."""
    app = create_app(Settings(secret_key=SECRET, database_url=f"sqlite:///{folder}/survey.db"))
    engine = app.extensions["survey"].engine
    (folder / "ticks.yaml").write_text(questionnaire, encoding="utf-8")
    study = (HERE / "sampled-study.yaml").read_text("utf-8").replace("id: sampled", "id: ticks")
    (folder / "ticks-study.yaml").write_text(re.sub(r"\{kk: .*?, (en: .*?), ru: .*\}", r"{\1}", study), encoding="utf-8")
    opening.open_study(engine, str(folder / "ticks.yaml"), folder / "ticks-study.yaml")
    make_account(engine, "viewer", Role.VIEWER)
    viewer = Officer(app)
    assert viewer.sign_in("viewer") == 303
    found = []
    for person in some:
        answers(app, person)
        viewer.get("/admin/ticks/dashboard?lang=en")
        found.append(normal(viewer.text))
    engine.dispose()
    return found


def answers(app: Flask, person: Person) -> None:
    """Answer what is asked, to the end or to the first question after which somebody leaves."""
    someone = Respondent(app)
    someone.start("ticks", "en")
    while someone.page.kind == "question":
        asked = someone.path.rpartition("/")[2]
        someone.next(**({asked: person[asked]} if person.get(asked) else {}))
        if asked in person.get("leaves", ()):
            return
    assert someone.next().kind == "done"


def normal(text: str) -> str:
    """Return a page without what differs between two sessions, and two clocks: its token, and how long pages were open."""
    without_token = re.sub(r'name="csrf_token" value="\w+"', "", text)
    return re.sub(r'<h3 id="seconds">.*?</details>', "", without_token, flags=re.DOTALL)


def test_pages_that_are_read_after_every_answer_never_tell_who_gave_it(tmp_path: Path) -> None:
    first = people(random.Random(5), 30)
    second = mixed(first, random.Random(6))
    assert first != second
    worlds = []
    for name, world in (("first", first), ("second", second)):
        (tmp_path / name).mkdir()
        worlds.append(pages_seen(tmp_path / name, world))
    for n, (one, other) in enumerate(zip(*worlds, strict=True), start=1):
        assert one == other, n
    assert sum("not shown" in page for page in worlds[0]) > 15
    assert worlds[0][-1].count("n\N{NO-BREAK SPACE}=") > 5, "there is something to see"
    other = pages_seen(tmp_path, people(random.Random(7), 30))
    assert other[-1] != worlds[0][-1], "the control: pages of other people differ"


# --- the second attacker ---


def rows_of(asked: Instrument) -> dict[str, Row]:
    """Return by number that a page can tell how many it grows by with a respondent of each possible set."""
    sets = len(possible_sets(asked))
    ones = [says(asked, tuple(int(place == one) for place in range(sets))) for one in range(sets)]
    return {name: np.array([each[name] for each in ones], dtype=float) for name in ones[0]}


FORMS = [(1, False), (2, False), (2, True), (3, False), (3, True)]


@st.composite
def arrivals(draw: st.DrawFn) -> tuple[Instrument, list[Counts]]:
    """A question, and a table of it that grows by 5 to 7 respondents at each of three to six looks."""
    most, alone = draw(st.sampled_from(FORMS))
    asked = instrument(most, alone=alone)
    counts = [0] * len(possible_sets(asked))
    common = draw(st.lists(st.integers(0, len(counts) - 1), min_size=1, max_size=4))
    tables = []
    for size in draw(st.lists(st.integers(STEP, STEP + 2), min_size=3, max_size=6)):
        for place in draw(st.lists(st.sampled_from([*common * 3, *range(len(counts))]), min_size=size, max_size=size)):
            counts[place] += 1
        tables.append(tuple(counts))
    return asked, tables


@settings(max_examples=8, deadline=None)
@given(arrivals())
def test_nothing_small_follows_from_three_looks_and_more(found: tuple[Instrument, list[Counts]]) -> None:
    asked, tables = found
    assert list(known(rows_of(asked), tables, watched(asked, tables))) == []


@pytest.mark.parametrize(
    ("tables", "history", "expected"),
    [
        ([(1, 3, 2, 1), (2, 5, 4, 1), (8, 7, 6, 2)], [{}, {}, {"1": 8, "2": 7, "3": 6}], (2, CANNOT_ANSWER, "number")),
        ([(1, 9, 2, 1), (2, 12, 3, 1)], [{"1": 1}, {"2": 12, "3": 3, ANSWERED: 17}], (1, "1", "growth")),
    ],
)
def test_the_attack_finds_what_looks_would_tell(
    tables: list[Counts], history: list[Seen], expected: tuple[int, str, str]
) -> None:
    """The controls, of one tick each: all of them shown; one that is shown first, and the others with their sum later."""
    assert expected in list(known(rows_of(instrument(1, alone=False)), tables, history))
