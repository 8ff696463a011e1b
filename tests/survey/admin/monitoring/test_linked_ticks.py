"""Nothing small follows from all that is told, at three looks and more, of questions one of which leads to another, with quotas.

Each kind of respondent is an answer to each question; the attacker (`attacker`) sees the numbers of what moves at each look.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from itertools import product

import numpy as np
import pandas as pd
import pytest

import analysis
from instruments import load
from instruments.model import Instrument
from instruments.responses import data_columns
from survey.admin.monitoring import topline as toplines
from survey.admin.monitoring.links import TICKED, told
from survey.admin.monitoring.topline import ANSWERED, CANNOT_ANSWER, REFUSED, Answers, Topline, looks_of, topline
from tests.survey.admin.monitoring.attacker import Counts, Row, Seen, known
from tests.survey.admin.monitoring.test_ticks import QUESTIONNAIRE

SEX = ("1", "2", "-2", "-5")
MEDIA = (("1",), ("2",), ("1", "2"), ("3",), ("-1",), ("-5",))
CHILDREN = ("1", "2", "-5")
COLUMNS = {"media__tv": "1", "media__papers": "2", "media__nowhere": "3"}
QUOTAS = {"women": "sex=1", "readers": "media=2"}
LEADS = (("sex", "1"), ("sex", "2"), ("media", "1"), ("media", "2"))

Kind = tuple[str, tuple[str, ...], str]


def instrument(question: str, code: str) -> Instrument:
    """The questionnaire of three questions, the one about children asked of those who gave one answer."""
    text = QUESTIONNAIRE.partition("      - id: age")[0]
    before, children, rest = text.partition("      - id: children")
    children += rest[: rest.index("      - id: media")]
    media = rest[rest.index("      - id: media") :]
    asked = children.replace("{question: sex, in: [1]}", f"{{question: {question}, in: [{code}]}}")
    return load.load_text(before + media + asked, "ticks")


def kinds(question: str, code: str) -> list[Kind]:
    """Every way to answer."""

    def follows(sex: str, media: tuple[str, ...]) -> tuple[str, ...]:
        return CHILDREN if code in {"sex": (sex,), "media": media}[question] else ("-3",)

    return [(sex, media, last) for sex, media in product(SEX, MEDIA) for last in follows(sex, media)]


def numbers(kind: Kind) -> dict[str, bool]:
    """Return in which numbers that a page can tell a respondent of a kind stands."""
    given = {"sex": {kind[0]}, "media": set(kind[1]), "children": {kind[2]}}
    codes = {"sex": ("1", "2", "-2"), "media": ("1", "2", "3", "-1"), "children": ("1", "2")}
    found = {f"{name}={code}": code in given[name] for name in codes for code in codes[name]}
    for name, answers in given.items():
        found[f"{name}=asked"] = "-3" not in answers
        found[f"{name}=skipped"] = "-5" in answers
        found[f"{name}=answered"] = not any(code.startswith("-") for code in answers)
    return found


def frame_of(asked: Instrument, every: list[Kind], table: Counts) -> pd.DataFrame:
    names = [column.name for column in data_columns(asked)]

    def row(kind: Kind) -> dict[str, int]:
        sex, media, children = kind
        ticks = {column: int(media[0]) if media[0].startswith("-") else int(code in media) for column, code in COLUMNS.items()}
        return {**dict.fromkeys(names, -3), "sex": int(sex), "children": int(children), **ticks}

    return pd.DataFrame([row(kind) for kind, n in zip(every, table, strict=True) for _ in range(n)])[names]


def printed(asked: Instrument, before: Topline | None, now: Topline) -> Seen:
    """Return what is told at a look of what moves; what stands still speaks of an earlier one."""
    had = before.answers if before else {}
    moved = {name: of for name, of in now.answers.items() if had.get(name) is not of}
    found = {f"{name}={what}": n for name, of in moved.items() for what, n in shown(of)}
    quotas = {QUOTAS[quota.id]: told([quota.condition], asked, looks_of(moved)) for quota in asked.quotas}
    return {**found, **{name: n for name, n in quotas.items() if n is not None}}


def shown(of: Answers) -> Iterator[tuple[str, int]]:
    yield from (("asked", of.asked), ("skipped", of.skipped))
    cells = {code: (of.cells.look, code) for code in of.cells.look.counts} if of.cells else {}
    ticks = {code: (table.look, TICKED) for code, table in of.choices.items()}
    names = {ANSWERED: "answered", CANNOT_ANSWER: "-1", REFUSED: "-2"}
    rates = {names[name]: (of.outcomes.look, name) for name in of.outcomes.look.counts}
    for code, (look, cell) in {**rates, **cells, **ticks}.items():
        n = look.shown(cell)
        if n is not None:
            yield code, n


def watched(chance: random.Random) -> tuple[Mapping[str, Row], list[Counts], list[Seen]]:
    """Let people come, a few answers common and the others rare; return what the attacker has."""
    lead = chance.choice(LEADS)
    asked, every = instrument(*lead), kinds(*lead)
    weights = [chance.choice((0.02, 0.3, 1.0, 3.0)) * (0.05 if "-5" in (kind[0], *kind[1], kind[2]) else 1.0) for kind in every]
    table = np.zeros(len(every), dtype=int)
    before, tables, history = None, [], []
    for look in range(chance.choice((3, 4, 5))):
        came = chance.choices(range(len(every)), weights, k=chance.randint(5, 8) if look else chance.randint(8, 40))
        table = table + np.bincount(came, minlength=len(every))
        counts = tuple(map(int, table))
        now = topline(analysis.Data(frame_of(asked, every, counts), asked), asked, before)
        tables.append(counts)
        history.append(printed(asked, before, now))
        before = now
    of_kinds = [numbers(kind) for kind in every]
    return {name: np.array([float(each[name]) for each in of_kinds]) for name in of_kinds[0]}, tables, history


def follows(seed: int) -> list[tuple[int, str, str]]:
    """Return what the attacker knows of what is no skip, which is told exactly."""
    rows, tables, history = watched(random.Random(seed))
    for table, seen in zip(tables, history, strict=True):
        assert all(rows[name] @ table == n for name, n in seen.items()), "what is told is so"
    found = known(rows, tables, history, lambda name: name.partition("=")[0])
    return [each for each in found if not each[1].endswith(("=skipped", "=asked", "=answered"))]


@pytest.mark.parametrize("seed", range(12))
def test_nothing_small_follows_from_linked_questions(seed: int) -> None:
    assert follows(seed) == []


def test_the_attack_finds_what_a_question_would_tell_that_is_shown_whenever_it_can_be(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: who was asked is told, whether or not the answers that lead to it are shown."""
    monkeypatch.setattr(toplines, "may_be_told", lambda *_: True)
    assert any(follows(seed) for seed in range(40))
