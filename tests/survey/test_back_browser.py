"""The browser's own button "Back": it never asks whether to send a page again, whatever was pressed on it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Error

from survey import create_app, opening
from survey.settings import Settings
from tests.survey.conftest import HERE, SECRET
from tests.survey.serving import served
from tests.survey.windows import Site, window

SLUG = "every-form"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("site")
    app = create_app(Settings(secret_key=SECRET, database_url=f"sqlite:///{folder}/survey.db"))
    engine = app.extensions["survey"].engine
    opening.open_study(engine, str(HERE / "every-form.yaml"))
    with served(app) as address:
        yield Site(address, engine)


@pytest.mark.parametrize("javascript", [True, False])
def test_after_a_language_button_and_a_question_asked_once_more(chromium: Browser, site: Site, javascript: bool) -> None:
    someone = window(chromium, site, 390, javascript=javascript)
    page = someone.page
    someone.open(f"/{SLUG}/?lang=kk")
    someone.press("language:en")
    page.check("input[name=consent][value='1']")
    someone.go_on()
    ways = [page.url]
    while someone.kind == "question":
        if len(ways) < 4:
            someone.press("language:kk")
            someone.press("language:en")
        someone.go_on()
        if page.locator("input[name=unanswered]").count():
            someone.go_on()
        ways.append(page.url)
    assert someone.kind == "review"
    someone.press("language:ru")
    someone.go_on()
    assert someone.kind == "done"
    someone.press("language:kk")
    seen = 0
    while page.url.startswith(site.address) and seen < 4 * len(ways):
        assert someone.kind is not None, f"{page.url} is not shown again"
        if someone.kind == "start":
            break
        page.go_back()
        seen += 1
    assert someone.kind == "start"
    page.context.close()


@pytest.mark.parametrize("javascript", [True, False])
def test_after_a_mistake_that_was_mended(chromium: Browser, site: Site, javascript: bool) -> None:
    someone = window(chromium, site, 390, javascript=javascript)
    page = someone.page
    someone.open(f"/{SLUG}/?lang=kk")
    someone.go_on()
    page.check("input[name=consent][value='1']")
    someone.go_on()
    while not page.locator("input[name=age]").count():
        someone.go_on()
    page.fill("[name=age]", "отыз")
    someone.go_on()
    assert page.locator(".summary").count() == 1
    assert page.input_value("[name=age]") == "отыз", "what was typed stays"
    page.fill("[name=age]", "30")
    someone.go_on()
    assert someone.question != "age"
    if javascript:
        page.go_back()
        assert (someone.question, page.input_value("[name=age]")) == ("age", "30"), "as it was sent at last"
        while someone.kind == "question":
            page.go_back()
        assert someone.kind == "start"
    else:
        with pytest.raises(Error, match="ERR_CACHE_MISS"):
            page.go_back()  # the browser asks
        page.wait_for_url("chrome-error://**")
        someone.open(f"/{SLUG}/next")
        assert someone.kind == "question", "and nothing is lost"
    page.context.close()
