"""The monitoring pages in Chromium: what axe-core says of them, light and dark, narrow and wide; without JavaScript."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from survey import create_app
from survey.settings import Settings
from survey.store.accounts import Role
from tests.browser import scrolls_sideways, violations
from tests.survey.admin.monitoring.test_topline import SLUG, add
from tests.survey.admin.officer import PASSWORD, make_account
from tests.survey.conftest import SECRET
from tests.survey.serving import served

PAGES = ("dashboard", "versions", "export", "withdraw", "poster", "privacy")


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("monitoring")
    app = create_app(Settings(secret_key=SECRET, database_url=f"sqlite:///{folder}/survey.db"))
    engine = app.extensions["survey"].engine
    make_account(engine, "the-owner", Role.OWNER)
    add(engine, 25)
    with served(app) as address:
        yield address


@pytest.mark.parametrize(("language", "width", "dark"), [("kk", 320, False), ("en", 1280, True), ("ru", 390, True)])
def test_every_page_can_be_read_by_everybody(chromium: Browser, address: str, language: str, width: int, *, dark: bool) -> None:
    context = chromium.new_context(viewport={"width": width, "height": 800}, color_scheme="dark" if dark else "light")
    page = context.new_page()
    page.goto(f"{address}/admin/sign-in?lang={language}")
    page.fill("[name=name]", "the-owner")
    page.fill("[name=password]", PASSWORD)
    page.click("button.go")
    for name in PAGES:
        page.goto(f"{address}/admin/{SLUG}/{name}?lang={language}")
        assert (name, violations(page), scrolls_sideways(page)) == (name, [], False)
    context.close()


def test_the_numbers_of_a_figure_are_read_without_javascript(chromium: Browser, address: str) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/admin/sign-in?lang=en")
    page.fill("[name=name]", "the-owner")
    page.fill("[name=password]", PASSWORD)
    page.click("button.go")
    page.goto(f"{address}/admin/{SLUG}/dashboard?lang=en")
    chart = page.get_by_role("img", name="How many came how far")
    assert "Begun: " in (chart.locator("desc").text_content() or "")
    page.get_by_text("Numbers as a table").nth(0).click()
    assert page.get_by_role("table", name="How many came how far").get_by_role("row").count() > 8
    context.close()
