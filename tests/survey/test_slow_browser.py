"""Chromium on a slow or broken line: pressed twice counts once, what did not arrive is sent again, the page alone is enough."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, CDPSession, expect

from survey import create_app, opening
from survey.settings import Settings
from tests.audit.walk import walk
from tests.survey.conftest import HERE, SECRET
from tests.survey.serving import served
from tests.survey.test_browser import SLUG
from tests.survey.windows import Site, Window, window

SCRIPT = pytest.mark.parametrize("javascript", [True, False], ids=["script", "no script"])
EVERY = "every-form"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    database = f"sqlite:///{tmp_path_factory.mktemp('site')}/survey.db"
    app = create_app(Settings(secret_key=SECRET, database_url=database))
    engine = app.extensions["survey"].engine
    opening.prepare(engine)
    opening.open_study(engine, str(HERE / f"{EVERY}.yaml"), HERE / f"{EVERY}-study.yaml")
    with served(app) as address:
        yield Site(address, engine)


def line(session: CDPSession, *, milliseconds: int = 0, broken: bool = False) -> None:
    """Let the line be as slow as this, 30 kB a second where it is slow at all, or broken."""
    rate = 30_000 if milliseconds else -1
    session.send(
        "Network.emulateNetworkConditions",
        {"offline": broken, "latency": milliseconds, "downloadThroughput": rate, "uploadThroughput": rate},
    )


def begun(someone: Window) -> CDPSession:
    """Agree to take part, and return the hand on the line."""
    someone.open(f"/{SLUG}/?lang=kk")
    someone.page.check("[name=consent][value='1']")
    someone.go_on()
    session = someone.page.context.new_cdp_session(someone.page)
    session.send("Network.enable")
    return session


def stored(site: Site, query: str) -> list[tuple[object, ...]]:
    with site.engine.connect() as connection:
        return [tuple(row) for row in connection.exec_driver_sql(query)]


@SCRIPT
def test_a_button_pressed_twice_on_a_slow_line_is_pressed_once(chromium: Browser, site: Site, javascript: bool) -> None:
    someone = window(chromium, site, 390, javascript=javascript)
    page = someone.page
    session = begun(someone)
    complete = "SELECT count(*) FROM response WHERE status = 'complete'"
    [before] = stored(site, complete)
    line(session, milliseconds=300)
    page.check("[name=q1_strength][value='7']")
    page.locator("button.go").dblclick(no_wait_after=True)
    page.wait_for_url("**/q2_improve", wait_until="networkidle")
    assert someone.question == "q2_improve", "no page was passed over"
    line(session)
    while someone.kind == "question":
        someone.go_on()
    line(session, milliseconds=300)
    page.locator("button.go").dblclick(no_wait_after=True)
    page.wait_for_url("**/done", wait_until="networkidle")
    expect(page.locator("output[data-receipt]")).to_be_visible()
    assert stored(site, complete) == [(int(str(before[0])) + 1,)]
    page.context.close()


@SCRIPT
def test_what_did_not_arrive_is_sent_again(chromium: Browser, site: Site, javascript: bool) -> None:
    someone = window(chromium, site, 390, javascript=javascript)
    page = someone.page
    session = begun(someone)
    page.check("[name=q1_strength][value='4']")
    line(session, broken=True)
    with page.expect_event("requestfailed"):
        page.locator("button.go").click(no_wait_after=True)
    expect(page.locator("button.go")).to_have_count(0)  # the page of the browser's own, which says that there is no line
    line(session)
    page.reload()
    assert someone.question == "q2_improve"
    with page.expect_event("load"):
        page.locator("button.back").click()
    assert page.is_checked("[name=q1_strength][value='4']")
    page.context.close()


def test_the_page_alone_is_enough(chromium: Browser, site: Site) -> None:
    """Neither the style nor the script arrives."""
    someone = window(chromium, site, 390, javascript=True)
    someone.page.route("**/static/**", lambda route: route.abort())
    seen = list(walk(someone, EVERY, "kk"))
    assert seen[-1] == "done"
    assert someone.outside == []
    someone.page.context.close()
