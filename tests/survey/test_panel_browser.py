"""The pages of a panel in Chromium: what axe-core says of them, and that a member can leave without JavaScript."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from instruments.panels import made_up_ids
from survey import create_app
from survey.keys.receipt import Keys
from survey.settings import Settings
from survey.store import panels
from survey.store.transactions import writing
from tests.browser import scrolls_sideways, violations
from tests.survey.conftest import SECRET
from tests.survey.panel_waves import WAVES, open_waves
from tests.survey.serving import served
from tests.survey.windows import Site, window

SLUG = WAVES[0]
WAYS = [("kk", 320, False), ("en", 1280, True), ("ru", 320, True)]
TOKENS = {language: language * 11 for language, _, _ in WAYS}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("site")
    app = create_app(Settings(secret_key=SECRET, database_url=f"sqlite:///{folder}/survey.db"))
    engine = app.extensions["survey"].engine
    open_waves(engine, folder)
    hashes = [Keys(SECRET).link_hash(SLUG, token) for token in TOKENS.values()]
    with writing(engine) as connection:
        panels.add(connection, SLUG, dict(zip(made_up_ids(1), hashes, strict=False)))
    with served(app) as address:
        yield Site(address, engine)


@pytest.mark.parametrize(("language", "width", "javascript"), WAYS)
def test_a_member_answers_and_leaves(chromium: Browser, site: Site, language: str, width: int, javascript: bool) -> None:
    member, link = window(chromium, site, width, javascript=javascript), f"/{SLUG}/t/{TOKENS[language]}"
    judge = window(chromium, site, width, javascript=True)

    def judged(path: str) -> None:
        judge.open(f"{path}?lang={language}")
        assert violations(judge.page) == [], path
        assert not scrolls_sideways(judge.page)

    for path in (link, f"{link}/leave", f"/{SLUG}/privacy", f"/{SLUG}/withdraw"):
        judged(path)
    member.open(f"{link}?lang={language}")
    member.page.check("input[name=consent][value='1']")
    member.go_on()
    member.page.check("input[name=warm][value='7']")
    member.go_on()
    member.go_on()
    assert member.kind == "done"
    assert not scrolls_sideways(member.page)
    if javascript:
        assert violations(member.page) == []
    judged(link)
    judge.page.get_by_role("link").and_(judge.page.locator(f"a[href='{link}/leave']")).click()
    judge.press("leave-panel")
    assert judge.page.url.endswith("/withdrawn")
    assert violations(judge.page) == []
    with site.engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM response").scalar() == 0
