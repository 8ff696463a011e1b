"""Many at once press whatever stands there, while somebody pauses and opens the study: the store holds what they were told."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from survey import create_app, opening
from survey.exporting.export import export
from survey.exporting.table import Wanted
from survey.keys import receipt
from survey.settings import Settings
from survey.store import quotas, studies
from tests.survey.conftest import HERE, SECRET
from tests.survey.respondent import Respondent

STUDIES = ("sampled", "together", "every-kind")
AT_ONCE = 4
INTERVIEWS = 18
MOST_PAGES = 60
OFTEN = {"next": 20, "back": 3, "clear": 3, "language": 2, "save": 1, "stay": 1}
TYPED = ("2", "3", "12", "25", "1999", "мәтін", "")
COMPLETE = "SELECT receipt_hash FROM submit_key JOIN response ON response.id = response_id WHERE status = 'complete'"
THANKED = "SELECT slug, sum(n) AS n FROM counter WHERE event = 'completed' GROUP BY slug"
QUOTAS = "SELECT quota, n FROM quota_count WHERE n <> 0 ORDER BY quota"


@pytest.fixture
def fielded(store: sa.Engine) -> Iterator[Flask]:
    """An app on either database, with several studies open."""
    url = store.url.render_as_string(hide_password=False)
    app = create_app(Settings(secret_key=SECRET, database_url=url, busy_timeout=10))
    app.testing = True
    for slug in STUDIES:
        opening.open_study(app.extensions["survey"].engine, str(HERE / f"{slug}.yaml"), HERE / f"{slug}-study.yaml")
    yield app
    app.extensions["survey"].engine.dispose()


def chosen_of(offered: list[str], chance: random.Random) -> list[str]:
    """Choose one, or two, of what is offered."""
    return chance.sample(offered, min(len(offered), chance.choice([1, 1, 1, 2])))


def answers(someone: Respondent, chance: random.Random) -> dict[str, str | list[str]]:
    """Choose and write something, here and there nothing; sometimes what is not allowed."""
    page = someone.page
    chosen = {name: [value for value in offered if value] for name, offered in page.offered.items() if chance.random() < 0.9}
    written = {name: chance.choice(TYPED) for name in page.typed if chance.random() < 0.6}
    ticked = {name: offered[:1] if chance.random() < 0.5 else chosen_of(offered, chance) for name, offered in chosen.items()}
    agreed = {"consent": "1"} if page.kind == "start" else {}
    return {**written, **ticked, **agreed}


def pressed(someone: Respondent, chance: random.Random) -> str:
    """Choose a button of the page, those that lead on more often than others; never one that deletes."""
    offered = [button for button in someone.page.buttons if button.partition(":")[0] in OFTEN]
    return chance.choices(offered, [OFTEN[button.partition(":")[0]] for button in offered])[0]


def interview(app: Flask, slug: str, chance: random.Random) -> tuple[str, bool] | None:
    """Walk through a study at random; return the receipt and whether the answers were withdrawn with it, if thanked."""
    someone = Respondent(app)
    someone.get(f"/{slug}/?lang={chance.choice(['kk', 'en'])}")
    for _ in range(MOST_PAGES):
        if someone.page.kind in ("paused", "screened", "full"):
            return None
        if someone.page.kind == "resume":
            someone.get(f"/{slug}/next")
        sent = {**someone.page.filled, **answers(someone, chance), "action": pressed(someone, chance)}
        path = someone.page.action or someone.path
        someone.send(path, sent)
        if chance.random() < 0.03:  # pressed twice, or in a second tab
            someone.send(path, sent)
        if someone.page.kind == "done":
            code = someone.page.receipt
            is_withdrawn = chance.random() < 0.4
            if is_withdrawn:
                someone.get(f"/{slug}/withdraw")
                someone.next(receipt=code)
                assert someone.status == 200
            return code, is_withdrawn
    return None


def change_state(engine: sa.Engine, chance: random.Random) -> None:
    """Pause a study and open it again."""
    slug = chance.choice(STUDIES)
    studies.pause_study(engine, slug)
    studies.reopen_study(engine, slug)


def test_what_they_were_thanked_for_is_there_and_nothing_else(fielded: Flask, tmp_path: Path) -> None:
    engine, keys = fielded.extensions["survey"].engine, fielded.extensions["survey"].keys
    thanked: list[tuple[str, str, bool]] = []

    def visitor(number: int) -> None:
        chance = random.Random(number)
        for each in range(INTERVIEWS):
            slug = STUDIES[each % len(STUDIES)]
            over = interview(fielded, slug, chance)
            if over:
                thanked.append((slug, *over))
            change_state(engine, chance)

    with ThreadPoolExecutor(AT_ONCE) as together:
        list(together.map(visitor, range(AT_ONCE)))

    assert {slug for slug, _, _ in thanked} == set(STUDIES)
    with engine.connect() as connection:
        stored = sorted(connection.execute(sa.text(COMPLETE)).scalars())
        assert stored == sorted(keys.receipt_hash(receipt.normalised(code)) for _, code, gone in thanked if not gone)
        counted = {row.slug: row.n for row in connection.execute(sa.text(THANKED))}
        assert counted == Counter(slug for slug, _, _ in thanked)
        cells = connection.execute(sa.text(QUOTAS)).all()
    with engine.begin() as connection:
        quotas.recount(connection, "sampled")
        assert connection.execute(sa.text(QUOTAS)).all() == cells
    for slug in STUDIES:
        done = export(engine, Wanted(slug), tmp_path / f"{slug}.csv", force=False)
        assert done.rows >= sum(each == slug and not gone for each, _, gone in thanked)
