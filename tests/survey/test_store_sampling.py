"""What the store promises of arms, quotas and early endings, on SQLite and on PostgreSQL."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlalchemy as sa

from instruments import load, storage
from instruments.answers import SKIPPED, Answer
from instruments.model import Experiment
from instruments.responses import Status
from survey import opening
from survey.sampling.blocks import DueArm
from survey.store import interviews, quotas, resuming, sampling, saving, tables
from survey.store.interviews import Beginning, Event
from survey.store.saving import Noted
from tests.survey.conftest import HERE

SAMPLED = load.load(HERE / "sampled.yaml")
EVENT = Event(SAMPLED.id, "2026-11-22", "kk")
CARD = Experiment("card", ("control", "card"), (1, 2), "sex")
ORDER = Experiment("order", ("first", "last"), (1, 1))


@pytest.fixture
def fielded(store: sa.Engine) -> sa.Engine:
    opening.open_study(store, str(HERE / "sampled.yaml"))
    return store


def begin(store: sa.Engine, name: str, *, is_test: bool = False) -> None:
    assert interviews.begin(store, name, f"k-{name}", Beginning(SAMPLED.source_hash, "kk", {}, 7, is_test=is_test), EVENT)


def give(store: sa.Engine, name: str, *due: DueArm) -> Mapping[str, str]:
    arms = sampling.give_arms(store, name, SAMPLED.id, due)
    assert arms is not None
    return arms


def answer(store: sa.Engine, name: str, **codes: int) -> None:
    given = [(SAMPLED.question(question), Answer(value=code)) for question, code in codes.items()]
    assert saving.save(store, name, given, Noted("kk", 1))


def submit(store: sa.Engine, name: str) -> bool:
    return interviews.submit(store, name, f"k-{name}", f"r-{name}", EVENT)


def filled(store: sa.Engine) -> dict[str, int]:
    return {cell.quota: cell.n for cell in quotas.fill(store, SAMPLED)}


def left_over(store: sa.Engine) -> dict[str, list[str]]:
    """What is left of every block, by the end of its name."""
    with store.connect() as connection:
        rows = connection.execute(sa.select(tables.arm_block.c.block, tables.arm_block.c.remaining)).all()
    return {row.block: json.loads(row.remaining) for row in rows}


def test_simultaneous_starts_never_share_a_place(fielded: sa.Engine) -> None:
    names = [f"n{number}" for number in range(48)]
    due = (DueArm(CARD, "1"), DueArm(ORDER, ""))
    for name in names:
        begin(fielded, name)
    with ThreadPoolExecutor(6) as pool:
        given = list(pool.map(lambda name: give(fielded, name, *due), names))
    assert all(set(arms) == {"card", "order"} for arms in given)
    left = left_over(fielded)
    for experiment, due_arm in ((CARD, due[0]), (ORDER, due[1])):
        # What was given out and what is left are whole blocks: the ratio holds exactly.
        total = Counter(arms[experiment.id] for arms in given) + Counter(left[due_arm.place])
        times = {total[arm] / part for arm, part in zip(experiment.arms, experiment.ratio, strict=True)}
        assert len(times) == 1, total


def test_an_arm_is_given_once_and_kept(fielded: sa.Engine) -> None:
    begin(fielded, "a")
    due = (DueArm(CARD, "2"),)
    with ThreadPoolExecutor(4) as pool:
        given = list(pool.map(lambda _: give(fielded, "a", *due), range(12)))
    assert len({arms["card"] for arms in given}) == 1
    [left] = left_over(fielded).values()
    assert len(left) + 1 in (6, 9, 12), "one place was taken"
    found = interviews.find(fielded, "a")
    assert found is not None
    assert found.arms == given[0]
    assert give(fielded, "a", *due, DueArm(ORDER, "")).keys() == {"card", "order"}, "another experiment comes beside it"
    assert sampling.give_arms(fielded, "unknown", SAMPLED.id, due) is None


def test_blocks_are_apart_by_what_forms_them_and_tests_use_up_no_real_place(fielded: sa.Engine) -> None:
    for name, is_test in (("a", False), ("b", True), ("c", False)):
        begin(fielded, name, is_test=is_test)
        give(fielded, name, DueArm(CARD, "2" if name == "c" else "1"))
    left = left_over(fielded)
    assert len(left) == 3
    assert [name for name in left if name.startswith("test ")] == [f"test {DueArm(CARD, '1').place}"]
    assert {len(each) + 1 for each in left.values()} <= {6, 9, 12}


def test_complete_responses_are_counted_in_their_cells_and_withdrawn_ones_taken_away(fielded: sa.Engine) -> None:
    for name, sex in (("a", 1), ("b", 1), ("c", 2)):
        begin(fielded, name)
        answer(fielded, name, adult=1, town=1, sex=sex)
        assert filled(fielded)["men"] == 0
        assert submit(fielded, name)
        assert submit(fielded, name), "a retry"
    begin(fielded, "tried", is_test=True)
    answer(fielded, "tried", sex=1)
    assert submit(fielded, "tried")
    assert filled(fielded) == {"women": 2, "men": 1}
    assert [cell.is_full for cell in quotas.fill(fielded, SAMPLED)] == [True, False]
    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(lambda _: interviews.withdraw(fielded, "r-a"), range(8))) == [False] * 7 + [True]
    assert interviews.withdraw(fielded, "r-tried")
    assert filled(fielded) == {"women": 1, "men": 1}


def test_simultaneous_submits_are_all_counted(fielded: sa.Engine) -> None:
    names = [f"n{number}" for number in range(24)]
    for number, name in enumerate(names):
        begin(fielded, name)
        answer(fielded, name, sex=1 + number % 2)
    with ThreadPoolExecutor(6) as pool:
        assert all(pool.map(lambda name: submit(fielded, name), names))
    assert filled(fielded) == {"women": 12, "men": 12}, "more than wanted is accepted: whoever was on the way may finish"


def test_quotas_of_a_later_version_count_what_was_answered_before(
    fielded: sa.Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(quotas, "_CHUNK", 2)
    for name, sex in (("a", 1), ("b", 1), ("c", 2), ("d", 2), ("e", 2), ("later", 1)):
        begin(fielded, name)
        answer(fielded, name, adult=1, town=1, sex=sex)
    for name in "abcde":
        assert submit(fielded, name)
    later = (HERE / "sampled.yaml").read_text(encoding="utf-8").replace("version: 1", "version: 2")
    later = later.replace(
        "id: women, if: {question: sex, in: [1]}, at_most: 2", "id: all, if: {question: town, in: [1]}, at_most: 9"
    )
    (tmp_path / "sampled.yaml").write_text(later, encoding="utf-8")
    opening.open_study(fielded, str(tmp_path / "sampled.yaml"), HERE / "sampled-study.yaml")
    second = load.load(tmp_path / "sampled.yaml")
    assert {cell.quota: cell.n for cell in quotas.fill(fielded, second)} == {"all": 5, "men": 3}
    assert submit(fielded, "later"), "an interview in the older version counts in the quotas there are now"
    assert interviews.withdraw(fielded, "r-a")
    assert interviews.withdraw(fielded, "r-c")
    assert {cell.quota: cell.n for cell in quotas.fill(fielded, second)} == {"all": 4, "men": 2}
    without = second_without_quotas(later)
    (tmp_path / "sampled.yaml").write_text(without, encoding="utf-8")
    opening.open_study(fielded, str(tmp_path / "sampled.yaml"), HERE / "sampled-study.yaml")
    with fielded.connect() as connection:
        assert connection.execute(sa.select(tables.quota_count)).all() == []


def test_nobody_is_lost_who_submits_while_another_version_is_opened(fielded: sa.Engine, tmp_path: Path) -> None:
    names = [f"n{number}" for number in range(20)]
    for name in names:
        begin(fielded, name)
        answer(fielded, name, sex=2)
    later = (HERE / "sampled.yaml").read_text(encoding="utf-8").replace("version: 1", "version: 2").replace("id: men", "id: man")
    (tmp_path / "sampled.yaml").write_text(later, encoding="utf-8")

    def act(name: str) -> bool:
        if name == names[9]:
            opening.open_study(fielded, str(tmp_path / "sampled.yaml"), HERE / "sampled-study.yaml")
        return submit(fielded, name)

    with ThreadPoolExecutor(6) as pool:
        assert all(pool.map(act, names))
    assert {cell.quota: cell.n for cell in quotas.fill(fielded, load.load(tmp_path / "sampled.yaml"))} == {"women": 0, "man": 20}
    with fielded.connect() as connection:
        assert connection.execute(sa.select(tables.quota_count.c.quota)).scalars().all() == ["man"]


def second_without_quotas(yaml: str) -> str:
    start, end = yaml.index("quotas:"), yaml.index("experiments:")
    return (yaml[:start] + yaml[end:]).replace("version: 2", "version: 3")


def test_an_interview_that_ends_early_is_kept_closed_and_counted_once(fielded: sa.Engine) -> None:
    begin(fielded, "a")
    answer(fielded, "a", adult=2)
    assert resuming.keep(fielded, "a", "code")
    ended = [sampling.end_early(fielded, "a", "k-a", "r-a", EVENT, "screened") for _ in range(2)]
    assert ended == [True, False]
    assert interviews.status_of(fielded, "k-a") is Status.SCREENED
    assert interviews.status_of(fielded, "k-b") is None
    assert interviews.find(fielded, "a") is None
    assert not resuming.move(fielded, "code", "b", "c"), "no code leads back to it"
    assert not interviews.begin(fielded, "a", "k-a", Beginning(SAMPLED.source_hash, "kk", {}, 7, is_test=False), EVENT)
    assert not saving.save(fielded, "a", [(SAMPLED.question("town"), SKIPPED)], Noted("kk"))
    found = sampling.find_ended(fielded, "k-a")
    assert found is not None
    assert found.answers == {"adult": Answer(value=2)}
    with fielded.connect() as connection:
        counted = connection.execute(sa.select(storage.counter.c.event, storage.counter.c.n)).all()
    assert sorted(tuple(row) for row in counted) == [("screened", 1), ("started", 1)]
    assert interviews.withdraw(fielded, "r-a"), "its answers can be deleted"
    assert sampling.find_ended(fielded, "k-a") is None
    begin(fielded, "b", is_test=True)
    assert sampling.end_early(fielded, "b", "k-b", "r-b", EVENT, "full")
    with fielded.connect() as connection:
        events = connection.execute(sa.select(storage.counter.c.event)).scalars().all()
    assert "full" not in events, "what is tried out is not counted"


def test_a_complete_interview_did_not_end_early(fielded: sa.Engine) -> None:
    begin(fielded, "a")
    assert submit(fielded, "a")
    assert interviews.status_of(fielded, "k-a") is Status.COMPLETE
    assert sampling.find_ended(fielded, "k-a") is None
