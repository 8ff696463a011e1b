"""Nothing small follows from tables that are linked: a question, those whom its answers lead to another, and quotas.

The attacker knows how many are complete at every moment, everything that is printed whenever it is looked at, and that
respondents only come; all tables of the first question that fit this are counted one by one, at every moment.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import analysis
from instruments import load
from instruments.model import AnswerIs, ArmIs, Combination, Condition, Group, Instrument, Operator, Quota
from instruments.responses import data_columns
from instruments.sampling import Experiment
from survey.admin.monitoring.links import NOT_TICKED, SKIPPED, TICKED, blocked, may_be_told, routing_of, told
from survey.admin.monitoring.suppression import SMALL, Look
from survey.admin.monitoring.topline import Answers, Table, Topline, looks_of, topline
from tests.survey.conftest import HERE

Counts = tuple[int, ...]

CELLS = (1, 2, -2)
BASE = """
id: linked
version: 1
languages: [en]
reviewed_by: {en: null}
title: {en: "Linked"}
population: {en: "Anybody"}
basis: convenience
sections:
  - id: all
    questions:
      - id: sex
        kind: one
        text: {en: "Your sex?"}
        choices:
          - {code: 1, label: {en: "Woman"}}
          - {code: 2, label: {en: "Man"}}
          - {code: -2, label: {en: "I prefer not to answer"}}
      - id: next
        kind: one
        text: {en: "And then?"}
        ask_if: {question: sex, in: [LEADS]}
        choices:
          - {code: 1, label: {en: "Yes"}}
          - {code: 2, label: {en: "No"}}
"""


def instrument(leads: Sequence[int]) -> Instrument:
    return load.load_text(BASE.replace("LEADS", ", ".join(map(str, leads))), "linked")


@dataclass(frozen=True)
class Seen:
    """What one look at the dashboard tells of the first question: shown cells, and sums of cells by the codes they are of."""

    n: int
    cells: Mapping[int, int]
    sums: Mapping[tuple[int, ...], int]

    def fits(self) -> list[Counts]:
        """Return every table that prints the same."""
        tables = [(a, b, self.n - a - b) for a in range(self.n + 1) for b in range(self.n + 1 - a)]
        return [table for table in tables if self._is_printed(dict(zip(CELLS, table, strict=True)))]

    def _is_printed(self, counts: Mapping[int, int]) -> bool:
        cells = all(counts[code] == n for code, n in self.cells.items())
        return cells and all(sum(counts[code] for code in codes) == n for codes, n in self.sums.items())


def grows(old: Counts, new: Counts) -> bool:
    return all(a <= b for a, b in zip(old, new, strict=True))


def possible(history: Sequence[Seen]) -> list[list[Counts]]:
    """Return at each moment every table that fits what is printed then, before and after."""
    forward: list[list[Counts]] = []
    for each in history:
        forward.append([table for table in each.fits() if not forward or any(grows(old, table) for old in forward[-1])])
    found: list[list[Counts]] = []
    for fits in reversed(forward):
        found.append([table for table in fits if not found or any(grows(table, new) for new in found[-1])])
    return found[::-1]


def assert_nothing_small_is_told(history: Sequence[Seen], truth: Sequence[Counts]) -> None:
    fits = possible(history)
    for seen, tables, true in zip(history, fits, truth, strict=True):
        assert true in tables
        for place, code in enumerate(CELLS):
            if code not in seen.cells and 0 < true[place] < SMALL:
                assert len({table[place] for table in tables}) > 1, (code, true, history)
    # Where nothing is new, nothing is told but that five who all answered alike did so.
    moments = [each for each in zip(history, fits, truth, strict=True) if each[0].cells or each[0].sums]
    for (first, old, was), (later, new, now) in pairwise(moments):
        for place, code in enumerate(CELLS):
            if not {code} & first.cells.keys() & later.cells.keys() and 0 < now[place] - was[place] < SMALL:
                moves = {b[place] - a[place] for a in old for b in new if grows(a, b)}
                assert len(moves) > 1, (code, was, now, history)


def frame_of(counts: Counts, leads: Sequence[int], asked: Instrument) -> pd.DataFrame:
    codes = [code for code, n in zip(CELLS, counts, strict=True) for _ in range(n)]
    follows = [1 + place % 2 if code in leads else -3 for place, code in enumerate(codes)]
    columns = {column.name: [-3] * len(codes) for column in data_columns(asked)}
    return pd.DataFrame({**columns, "sex": codes, "next": follows})


def watched(tables: Sequence[Counts], leads: Sequence[int]) -> list[Seen]:
    """Return what is printed of tables that grow, each looked at."""
    asked, before, found = instrument(leads), None, []
    quotas = {codes: AnswerIs("sex", Operator.IN, codes) for codes in ((1,), (2,), (-2,), (1, 2), (2, -2))}
    for table in tables:
        data = analysis.Data(frame_of(table, leads, asked), asked)
        # The figures as a whole are due when 5 more are complete, as in `figures`; what the attacker sees of it is `moved`.
        due = before is None or sum(table) - before.n >= SMALL
        now = topline(data, asked, before) if due and sum(table) >= SMALL else before
        found.append(seen(sum(table), leads, quotas, before, now, asked))
        before = now
    return found


def seen(
    n: int,
    leads: Sequence[int],
    quotas: Mapping[tuple[int, ...], Condition],
    before: Topline | None,
    now: Topline | None,
    asked: Instrument,
) -> Seen:
    """Return what is new at a look: what stands still speaks of an earlier moment."""
    had = before.answers if before else {}
    moved = {name: each for name, each in (now.answers if now else {}).items() if had.get(name) is not each}
    cells, sums = {}, {}
    if "sex" in moved:
        of = moved["sex"].cells
        assert of
        cells = {code: of.look.counts[str(code)] for code in CELLS if str(code) not in of.look.hidden}
        all_told = {codes: told([condition], asked, looks_of(moved)) for codes, condition in quotas.items()}
        sums = {codes: n for codes, n in all_told.items() if n is not None}
    if "next" in moved:
        sums[tuple(leads)] = moved["next"].asked
    return Seen(n, cells, sums)


@st.composite
def arrivals(draw: st.DrawFn) -> list[Counts]:
    """A table that grows, looked at whenever somebody feels like it."""
    counts = [0] * len(CELLS)
    tables = []
    for size in (draw(st.integers(5, 14)), *draw(st.lists(st.integers(1, 7), min_size=1, max_size=3))):
        for place in draw(st.lists(st.sampled_from([0, 0, 0, 1, 1, 2]), min_size=size, max_size=size)):
            counts[place] += 1
        tables.append((counts[0], counts[1], counts[2]))
    return tables


LEADS = st.sampled_from([(1,), (2,), (-2,), (1, 2), (1, -2), (2, -2)])


@settings(max_examples=60, deadline=None)
@given(arrivals(), LEADS)
@example([(12, 6, 2)], (2,))
@example([(12, 10, 8), (12, 13, 8), (12, 15, 9)], (2,))
def test_nothing_small_follows_from_linked_tables_at_any_number_of_looks(tables: list[Counts], leads: tuple[int, ...]) -> None:
    assert_nothing_small_is_told(watched(tables, leads), tables)


def test_the_attack_finds_what_linked_tables_would_tell() -> None:
    """The control: a quota beside a table that hides two cells; those who were asked, a little later than the table."""
    hidden = Seen(20, {1: 12}, {})
    assert_nothing_small_is_told([hidden], [(12, 5, 3)])
    with pytest.raises(AssertionError):
        assert_nothing_small_is_told([replace(hidden, sums={(2,): 5})], [(12, 5, 3)])
    whole = Seen(30, {1: 12, 2: 10, -2: 8}, {})
    later = Seen(31, {}, {(2,): 11})
    with pytest.raises(AssertionError):
        assert_nothing_small_is_told([whole, later], [(12, 10, 8), (12, 11, 8)])


def test_a_question_is_shown_with_the_one_that_leads_to_it_or_not_at_all() -> None:
    straddling, apart = watched([(40, 9, 2)], (2,)), watched([(40, 9, 8)], (2,))
    assert (2,) not in straddling[0].sums, "9 were asked, so 2 refused"
    assert apart[0].sums[2,] == 9
    both = watched([(40, 7, 2)], (2, -2))
    assert both[0].sums[2, -2] == 9, "51 less 40 tells it anyway"
    late = watched([(12, 10, 8), (12, 14, 8), (13, 17, 8)], (2,))
    assert [(2,) in each.sums for each in late] == [True, False, True]


def table(**counts: int) -> Answers:
    """A question with its cells, as they would be shown; "hidden_2" is the hidden cell "2"."""
    by_cell = {name.rpartition("_")[2].replace("minus", "-"): n for name, n in counts.items()}
    hidden = frozenset(name.rpartition("_")[2].replace("minus", "-") for name in counts if name.startswith("hidden_"))
    outcomes = Table(Look({}, frozenset()), {})
    return Answers(sum(by_cell.values()), 0, (0.0, 0.0, 0.0), outcomes, Table(Look(by_cell, hidden), {}), {})


def is_in(name: str, *codes: int) -> AnswerIs:
    return AnswerIs(name, Operator.IN, codes)


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (is_in("sex", 1), 12),
        (is_in("sex", 2), None),
        (is_in("sex", 2, -2), 8),
        (AnswerIs("sex", Operator.NOT_IN, (1,)), None),
        (AnswerIs("sex", Operator.ANSWERED, (1,)), None),
        (AnswerIs("sex", Operator.ANSWERED, (0,)), None),
        (Group(Combination.ANY, (is_in("sex", 1), is_in("sex", 1, 2, -2))), 20),
        (Group(Combination.ALL, (is_in("sex", 1), ArmIs("card", "card"))), None),
        (Group(Combination.ALL, (is_in("sex", 1), is_in("next", 1))), None),
        (Group(Combination.NONE, (is_in("sex", 1),)), None),
        (is_in("unknown", 1), None),
    ],
)
def test_what_a_condition_tells(condition: Condition, expected: int | None) -> None:
    answers = {"sex": table(_1=12, hidden_2=5, hidden_minus2=3), "next": table(_1=6, _2=6)}
    assert told([condition], instrument((-2,)), looks_of(answers)) == expected


def test_what_a_question_was_asked_for_is_no_condition_any_more() -> None:
    asked = instrument((1,))
    answers = {"next": table(_1=7, _2=6)}
    assert told([is_in("sex", 1), is_in("next", 2)], asked, looks_of(answers)) == 6
    assert told([is_in("sex", 2), is_in("next", 2)], asked, looks_of(answers)) is None


@pytest.mark.parametrize(
    ("operator", "operand", "expected"),
    [
        (Operator.AT_LEAST, (30,), 13),
        (Operator.AT_LEAST, (31,), None),
        (Operator.AT_MOST, (29,), 9),
        (Operator.AT_MOST, (30,), None),
        (Operator.ANSWERED, (1,), 22),
        (Operator.IN, (35,), None),
        (Operator.IN, (-2,), 5),
    ],
)
def test_numbers_are_told_where_a_group_ends(operator: Operator, operand: tuple[int, ...], expected: int | None) -> None:
    asked = load.load(HERE / "every-kind.yaml")
    groups = Look({":30": 9, "30:": 13, "-2": 5}, frozenset())
    assert told([AnswerIs("age", operator, operand)], asked, {("age", ""): groups}) == expected


def test_one_choice_among_several_is_told_with_its_own_table() -> None:
    asked = load.load(load.find("astana-2023"))
    looks = {("q3_spheres", "1"): Look({TICKED: 12, NOT_TICKED: 9, SKIPPED: 2}, frozenset())}
    assert told([is_in("q3_spheres", 1)], asked, looks) == 12
    assert told([is_in("q3_spheres", 2)], asked, looks) is None
    assert told([is_in("q3_spheres", 1, 2)], asked, looks) is None


def test_arms_tell_nothing_and_versions_that_lead_otherwise_are_not_told() -> None:
    asked = instrument((1,))
    on_arm, on_sex = frozenset({ArmIs("card", "card")}), routing_of(asked, "next")
    looks = looks_of({"sex": table(_1=12, _2=9)})
    assert may_be_told(7, frozenset({on_arm}), asked, {}, {})
    assert may_be_told(12, frozenset({on_sex}), asked, looks, {})
    assert not may_be_told(11, frozenset({on_sex}), asked, looks, {}), "not everybody was asked by these cells"
    assert not may_be_told(12, frozenset({on_sex, frozenset()}), asked, looks, {})
    assert not may_be_told(12, frozenset({on_sex | on_arm}), asked, looks, {})


def test_an_arm_that_is_drawn_within_answers_is_told_where_all_of_these_are_shown() -> None:
    asked = instrument((1,))
    card = Experiment("card", ("off", "card"), (1, 1), "sex")
    blocks = blocked([asked, replace(asked, experiments=(card,))])
    assert blocks == {"card": {"sex"}}, "in any version"
    assert blocked([replace(asked, experiments=(replace(card, block_by=by),)) for by in (None, "language")]) == {}
    on_arm = frozenset({frozenset({ArmIs("card", "card")})})
    hidden, shown = looks_of({"sex": table(_1=12, hidden_2=2)}), looks_of({"sex": table(_1=12, _2=9)})
    assert hidden["sex", ""].hidden
    assert not may_be_told(7, on_arm, asked, hidden, blocks)
    assert not may_be_told(7, on_arm, asked, {}, blocks), "the question has not moved at this look"
    assert may_be_told(7, on_arm, asked, shown, blocks)


def test_a_quota_is_the_sum_of_cells_that_are_shown() -> None:
    quotas = (Quota("women", is_in("sex", 1), 500), Quota("men", is_in("sex", 2), 500))
    asked = replace(instrument((1,)), quotas=quotas)
    shown = topline(analysis.Data(frame_of((12, 5, 3), (1,), asked), asked), asked)
    assert [told([quota.condition], asked, looks_of(shown.answers)) for quota in asked.quotas] == [12, None]
