"""Arms: counted by hand where they tell nothing, and attacked where the answers to a question form their blocks."""

from __future__ import annotations

import html
import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

import analysis
from instruments import load
from instruments.model import Instrument
from instruments.responses import Status, data_columns
from survey import opening
from survey.admin.monitoring import arms
from survey.admin.monitoring import topline as toplines
from survey.admin.monitoring.arm_figures import balance, funnels
from survey.admin.monitoring.arms import Cohort, Spread
from survey.admin.monitoring.charts import Bars
from survey.admin.monitoring.course import NOTHING, Course, course
from survey.admin.monitoring.sections import seconds, stopped
from survey.admin.monitoring.topline import topline
from survey.admin.monitoring.words import Words
from survey.admin.wording import MESSAGES
from survey.sampling.blocks import REPEATS, Blocks
from survey.store import sampling
from survey.store.monitoring import Progress
from tests.survey.admin.monitoring.attacker import Counts, Limit, Row, known
from tests.survey.admin.monitoring.test_linked_ticks import printed
from tests.survey.admin.monitoring.test_ticks import QUESTIONNAIRE, Person, mixed, pages_seen, people
from tests.survey.admin.monitoring.test_topline import add
from tests.survey.admin.officer import Officer
from tests.survey.conftest import HERE

EXTENDED = load.load(load.find("astana-extended"))
BEFORE = ("s_age", "s_live", "a_heard", "m_source")
WORDS = Words("en", EXTENDED.languages)


def interview(*pages: str, status: Status = Status.PARTIAL, **given_arms: str) -> Progress:
    return Progress("hash", status, "kk", "web", given_arms, 1, False, dict.fromkeys(pages, 8))


def gone(instrument: Instrument, interviews: Sequence[Progress]) -> Course:
    return course(instrument, lambda _: instrument, interviews)


# --- the card of astana-extended, whose blocks are those of the languages ---

CARD = [
    *[interview(*BEFORE, "c_card", "c_check", "q1_strength", status=Status.COMPLETE, card="card") for _ in range(3)],
    *[interview(*BEFORE, "c_card", card="card") for _ in range(2)],
    interview(*BEFORE, card="card"),
    interview("s_age", card="card"),
    *[interview(*BEFORE, "q1_strength", status=Status.COMPLETE, card="control") for _ in range(6)],
    interview(*BEFORE, card="control"),
]


def test_pages_of_an_arm_are_counted_among_those_who_were_given_it() -> None:
    found = gone(EXTENDED, CARD)
    assert found.cohorts == (Cohort(7, 3, {"c_card": 5, "c_check": 3}),), "nobody was given another arm that has pages"
    assert not {"c_card", "c_check"} & found.reached.keys(), "beside the pages of everybody they would read as a loss of half"
    assert found.stopped == {"s_age": (1, 0), "m_source": (2, 0), "c_card": (2, 0)}
    assert sum(map(sum, found.stopped.values())) == found.n - found.complete
    assert found.seconds.keys() == {*BEFORE, "c_card", "q1_strength"}, "c_check is known of 3 alone"
    assert found.arms["card"] == {"control": (7, 6), "card": (7, 3)}
    assert found.spreads == {}


def test_a_figure_of_an_arm_says_whose_it_is_and_of_whom_its_percentages_are() -> None:
    found = gone(EXTENDED, CARD)
    [figure] = funnels(EXTENDED, found, WORDS)
    assert figure.caption == "How far those came who were given an arm: With the card"
    numbers = [(row[1], row[2].replace("\N{NO-BREAK SPACE}", "")) for row in figure.rows]
    assert numbers == [("7", "100.0%"), ("5", "71.4%"), ("3", "42.9%"), ("3", "42.9%")]
    assert len({len(row) for row in (figure.headings, *figure.rows)}) == 1
    for each in (stopped(EXTENDED, found, WORDS, ends_early=False), seconds(EXTENDED, found, WORDS)):
        assert each
        assert isinstance(each.chart, Bars)
        assert [row[0] for row in each.rows if row[0].startswith("With the card: ")], each.id
        assert "With the card: " in " ".join(line for bar in each.chart.bars for _, line in bar.lines), (
            "where it is cut short, too"
        )
    for language in ("kk", "ru"):
        [said] = funnels(EXTENDED, found, Words(language, EXTENDED.languages))
        assert said.caption not in {figure.caption, ""}


def test_fewer_than_five_in_an_arm_are_no_figure() -> None:
    few = gone(EXTENDED, [*CARD[:4], *CARD[7:]])
    assert few.cohorts == ()
    assert few.stopped == {"m_source": (2, 0)}, "who stopped at the card is counted at the last page of everybody"


def test_one_arm_of_two_experiments_is_one_figure_and_versions_that_differ_have_none() -> None:
    every = [interview("q4_leave_eaeu", form="original", card="card") for _ in range(5)]
    assert [each.reached for each in gone(EXTENDED, every).cohorts] == [
        {"c_card": 0, "c_check": 0},
        {"q4_leave_eaeu": 5, "q5_leave_csto": 0},
    ]
    older = replace(EXTENDED, sections=tuple(replace(each, ask_if=None) for each in EXTENDED.sections))
    bare = tuple(replace(each, questions=tuple(replace(one, ask_if=None) for one in each.questions)) for each in older.sections)
    assert course(EXTENDED, lambda _: replace(older, sections=bare), every).cohorts == ()


def test_an_interview_without_an_arm_is_in_no_figure_of_arms() -> None:
    found = gone(EXTENDED, [interview("c_card") for _ in range(9)])
    assert found.cohorts == ()
    assert found.stopped == {NOTHING: (9, 0)}


# --- blocks of answers ---


def by_answer(named: str = "a_heard", ratio: tuple[int, ...] = (1, 1)) -> Instrument:
    card, *others = EXTENDED.experiments
    return replace(EXTENDED, experiments=(replace(card, block_by=named, ratio=ratio), *others))


def test_of_blocks_of_answers_only_what_the_blocks_keep_is_said() -> None:
    complete = [interview(*BEFORE, status=Status.COMPLETE, card=arm) for arm in ("control", "card") for _ in range(50)]
    left = [interview(*BEFORE, "c_card", card="card") for _ in range(10)]
    found = gone(by_answer(), [*complete, *left])
    assert "card" not in found.arms
    assert not any("c_card" in each.reached for each in found.cohorts)
    assert found.stopped == {"m_source": (10, 0)}
    # 2 more or fewer at most in each of 6 blocks (4 codes, skipped, not asked), of 100 who are complete; 10 of about 55 left.
    assert found.spreads == {"card": {"control": Spread(0.38, 0.62, 1.0), "card": Spread(0.38, 0.62, 0.8)}}
    figure = next(each for each in balance(by_answer(), found, WORDS) if each.id == "arms-card")
    assert [row[1].replace("\N{NO-BREAK SPACE}", "") for row in figure.rows] == ["38.0–62.0%", "38.0–62.0%"]
    assert len({len(row) for row in (figure.headings, *figure.rows)}) == 1


def test_arms_within_answers_are_not_shown_early_nor_where_versions_draw_otherwise() -> None:
    few = [interview(*BEFORE, status=Status.COMPLETE, card=arm) for arm in ("control", "card") for _ in range(19)]
    found = gone(by_answer(), few)
    assert found.spreads == {"card": {}}
    figure = next(each for each in balance(by_answer(), found, WORDS) if each.id == "arms-card")
    assert {cell for row in figure.rows for cell in row[1:]} == {WORDS.shown(None)}
    assert figure.chart
    many = few * 9
    assert gone(by_answer(), many).spreads["card"]
    changed = course(by_answer(), lambda _: by_answer(ratio=(1, 2)), many)
    assert (changed.spreads, changed.arms.get("card")) == ({"card": {}}, None)


@given(st.lists(st.integers(0, 3), min_size=40, max_size=120), st.sampled_from([(1, 1), (1, 2)]), st.integers(0, 99))
def test_arms_stand_as_it_is_said_whatever_is_answered(answered: list[int], ratio: tuple[int, int], seed: int) -> None:
    """The second route: real blocks, drawn for each answer. What is said is the same for all answers, and true of each."""
    asked = by_answer(ratio=ratio)
    blocks = {answer: Blocks(random.Random(seed + answer)) for answer in set(answered)}
    given_arms = [blocks[answer].arms(asked)["card"] for answer in answered]
    found = gone(asked, [interview(*BEFORE, status=Status.COMPLETE, card=arm) for arm in given_arms]).spreads["card"]
    alike = Blocks(random.Random(seed))
    others = [alike.arms(asked)["card"] for _ in answered]
    assert gone(asked, [interview(*BEFORE, status=Status.COMPLETE, card=arm) for arm in others]).spreads["card"] == found
    for arm, of in found.items():
        assert of.low <= given_arms.count(arm) / len(answered) <= of.high
        assert of.finished == 1.0


# --- on the page ---


@pytest.mark.parametrize("language", ["kk", "en", "ru"])
def test_the_page_says_of_each_experiment_what_may_be_told(
    owner: Officer, engine: sa.Engine, tmp_path: Path, language: str
) -> None:
    text = (HERE / "sampled.yaml").read_text("utf-8").replace("at_most: 2}", "at_most: 500}")
    (tmp_path / "sampled.yaml").write_text(text, encoding="utf-8")
    opening.open_study(engine, str(tmp_path / "sampled.yaml"), HERE / "sampled-study.yaml")
    add(engine, 100, slug="sampled")
    owner.get(f"/admin/sampled/dashboard?lang={language}")
    shown = owner.text
    order, card = (shown.partition(f'id="arms-{name}"')[2].partition("</table>")[0] for name in ("order", "card"))
    note = html.escape(MESSAGES.text(language, "arms_hidden_note"))
    assert (note in order, note in card) == (False, True)
    assert len(re.findall(r'<td class="number">\d+</td>', order)) == 4, "how many were given each arm, and finished"
    assert re.findall(r'<td class="number">\d+</td>', card) == []
    owner.get(f"/admin/sampled/dashboard?lang={language}")
    assert owner.text.partition("<main")[2] == shown.partition("<main")[2], "as it is kept"


def test_what_an_earlier_version_of_the_program_kept_is_shown(owner: Officer, engine: sa.Engine, every_form: str) -> None:
    add(engine, 40, slug=every_form)
    owner.get(f"/admin/{every_form}/dashboard")
    with engine.begin() as connection:
        query = "UPDATE look SET content = json_remove(content, '$.spreads', '$.cohorts') WHERE kind = 'course'"
        assert connection.execute(sa.text(query)).rowcount == 1
    owner.get(f"/admin/{every_form}/dashboard")
    assert owner.status == 200
    assert 'id="arms-list"' in owner.text


# --- the attackers ---

SEX, ARMS = ("1", "2", "-2", "-5"), ("plain", "card")
KINDS = tuple(product(SEX, ARMS))
LONGEST = max(REPEATS)


PAGES = """      - id: text
        kind: info
        text: {en: "Read this."}
        ask_if: {experiment: card, arm: card}
      - id: check
        kind: one
        text: {en: "Did you read it?"}
        ask_if: {experiment: card, arm: card}
        choices:
          - {code: 1, label: {en: "Yes"}}
          - {code: 2, label: {en: "No"}}
"""


def with_card(block_by: str) -> str:
    """The questionnaire of `test_ticks`, with a text and a question for one arm."""
    experiments = f"experiments:\n  - {{id: card, arms: [plain, card], block_by: {block_by}}}\nsections:"
    text = QUESTIONNAIRE.replace("sections:", experiments, 1)
    return text.replace("      - id: media\n", f"{PAGES}      - id: media\n", 1)


def drawn(came: Sequence[Sequence[str]]) -> list[Counts]:
    """Return respondents by kind at each look, with the rarest arms that blocks can give: each begins with all of one arm.

    came  the answers of those who came before each look
    """
    table = dict.fromkeys(KINDS, 0)
    tables = []
    for answers in came:
        for sex in answers:
            place = sum(table[sex, arm] for arm in ARMS) % (2 * LONGEST)
            table[sex, ARMS[place >= LONGEST]] += 1
        tables.append(tuple(table.values()))
    return tables


def some(chance: random.Random) -> list[list[str]]:
    """Return the answers of those who come before each look, a few common and the others rare."""
    weights = [chance.choice((0.02, 0.3, 1.0, 3.0)) for _ in SEX]
    sizes = [chance.randint(5, 8) if look else chance.randint(10, 30) for look in range(chance.choice((1, 2, 3)))]
    return [chance.choices(SEX, weights, k=size) for size in sizes]


FEW = [["1"] * 20 + ["2"] * 4 + ["-2"] * 4]
"""Two answers of 4 each: with 8 of 28 in one arm, neither can be fewer, for half of 20 less 2 are in it already."""


def frame_of(asked: Instrument, table: Counts) -> pd.DataFrame:
    names = [column.name for column in data_columns(asked)]
    rows = [
        {**dict.fromkeys(names, -3), "sex": int(sex), "check": 1 if arm == "card" else -4}
        for (sex, arm), n in zip(KINDS, table, strict=True)
        for _ in range(n)
    ]
    return pd.DataFrame(rows)[names]


def rows_of() -> Mapping[str, Row]:
    codes = {f"sex={code}": [float(sex == code) for sex, _ in KINDS] for code in SEX[:-1]}
    arm = [float(arm == "card") for _, arm in KINDS]
    skips = [float(sex == "-5") for sex, _ in KINDS]
    answered = [float(not sex.startswith("-")) for sex, _ in KINDS]
    every = {
        **codes,
        "sex=skipped": skips,
        "sex=answered": answered,
        "sex=asked": [1.0] * len(KINDS),
        "check=skipped": [0.0] * len(KINDS),
    }
    every |= {f"check={what}": arm for what in ("asked", "answered", "1")} | {"check=2": [0.0] * len(KINDS)}
    return {name: np.array(row) for name, row in every.items()}


def limits() -> list[Limit]:
    """Within each answer an arm is off its half by no more than half of the longest block's share of it."""
    return [(np.array([(0.5 if arm == "card" else -0.5) if of == sex else 0.0 for of, arm in KINDS]), LONGEST / 2) for sex in SEX]


def follows(came: Sequence[Sequence[str]]) -> list[tuple[int, str, str]]:
    """Return what the attacker knows of the answers to the question that forms the blocks."""
    asked = only_two(load.load_text(with_card("sex"), "ticks"))
    tables = drawn(came)
    before, history = None, []
    for table in tables:
        now = topline(analysis.Data(frame_of(asked, table), asked), asked, before)
        history.append(printed(asked, before, now))
        before = now
    rows = rows_of()
    history = [{name: n for name, n in seen.items() if name in rows} for seen in history]
    for table, seen in zip(tables, history, strict=True):
        assert all(rows[name] @ table == n for name, n in seen.items()), "what is told is so"
    found = known(rows, tables, history, lambda name: name.partition("=")[0], limits())
    return [each for each in found if each[1] in {f"sex={code}" for code in SEX[:-1]}]


def only_two(asked: Instrument) -> Instrument:
    """The questionnaire with the two questions that the attacker looks at."""
    sections = tuple(
        replace(each, questions=tuple(one for one in each.questions if one.id in ("consent", "sex", "check")))
        for each in asked.sections
    )
    return replace(asked, sections=sections, quotas=())


@pytest.mark.parametrize("came", [FEW, *(some(random.Random(seed)) for seed in range(12))])
def test_nothing_small_follows_from_the_arms_of_blocks_of_answers(came: list[list[str]]) -> None:
    assert follows(came) == []


def test_the_attack_finds_what_arms_would_tell_that_are_counted_as_any_other(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: the arms of blocks of answers are told exactly, as those of other blocks are."""
    monkeypatch.setattr(toplines, "blocked", lambda _: {})
    assert follows(FEW) == [(0, "sex=2", "number"), (0, "sex=-2", "number")]


def worlds(
    folder: Path, questionnaire: str, leaving: Mapping[int, list[str]], monkeypatch: pytest.MonkeyPatch
) -> list[list[str]]:
    """Return what is seen of two surveys whose respondents differ within each group of five alone.

    leaving  by their place those who leave after one of some questions; they are the same in both
    """
    first: list[Person] = [{**person, "check": "1"} for person in people(random.Random(5), 34)]
    stay = [person for place, person in enumerate(first) if place not in leaving]
    second = iter(mixed(stay, random.Random(6)))
    found = []
    for name, order in (("first", iter(stay)), ("second", second)):
        monkeypatch.setattr(sampling, "_CHANCE", random.Random(3))
        everybody: list[Person] = [
            {**first[place], "leaves": leaving[place]} if place in leaving else next(order) for place in range(len(first))
        ]
        (folder / name).mkdir(parents=True)
        found.append(pages_seen(folder / name, everybody, questionnaire))
    return found


def test_who_reads_the_pages_of_arms_after_every_answer_learns_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = worlds(tmp_path, with_card("language"), {place: ["check", "media"] for place in (4, 9, 13, 22)}, monkeypatch)
    assert one == other
    assert "How far those came who were given an arm" in one[-1]
    assert "Did you read it?" in one[-1].partition('id="answers"')[2], "what one arm was asked is shown"


def test_who_reads_the_arms_of_blocks_of_answers_learns_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    leaving = {place: ["sex"] for place in (4, 9, 13, 22)}
    one, other = worlds(tmp_path / "shown", with_card("sex"), leaving, monkeypatch)
    assert one == other
    monkeypatch.setattr(arms, "blocked", lambda _: {})
    one, other = worlds(tmp_path / "control", with_card("sex"), leaving, monkeypatch)
    assert one != other, "the control: exact numbers of arms"
