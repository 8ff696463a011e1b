"""The pages that end an interview early, in Chromium: how they look, what axe-core says, and where Back leads."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from playwright.sync_api import Browser, Page, expect

from survey import create_app, opening
from survey.settings import Settings
from survey.store.tables import quota_count
from survey.store.transactions import writing
from tests.browser import scrolls_sideways, small_targets, violations
from tests.survey.conftest import HERE, SECRET
from tests.survey.serving import served

WAYS = {
    "under_18": ("screened", {"adult": "2"}),
    "elsewhere": ("screened", {"adult": "1", "town": "2"}),
    "full": ("full", {"adult": "1", "town": "1", "sex": "1"}),
}


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("site")
    app = create_app(Settings(secret_key=SECRET, database_url=f"sqlite:///{folder}/survey.db"))
    engine = app.extensions["survey"].engine
    opening.prepare(engine)
    opening.open_study(engine, str(HERE / "sampled.yaml"))
    with writing(engine) as connection:
        connection.execute(sa.insert(quota_count).values(slug="sampled", quota="women", n=2))
    with served(app) as site:
        yield f"{site}/sampled/"


def end(page: Page, address: str, language: str, answers: dict[str, str]) -> None:
    page.goto(f"{address}?lang={language}")
    for name, value in {"consent": "1", **answers}.items():
        page.check(f"input[name={name}][value='{value}']")
        page.click("button[value=next]")


@pytest.mark.parametrize(("language", "width"), [("kk", 320), ("en", 1280), ("ru", 320)])
@pytest.mark.parametrize("way", WAYS)
def test_the_page_is_accessible_and_back_does_not_lead_into_the_interview(
    chromium: Browser, address: str, way: str, language: str, width: int
) -> None:
    kind, answers = WAYS[way]
    context = chromium.new_context(viewport={"width": width, "height": 800}, java_script_enabled=True)
    page = context.new_page()
    end(page, address, language, answers)
    expect(page.locator("main")).to_have_attribute("data-page", kind)
    assert page.get_by_role("heading", level=1).inner_text() in page.title()
    assert violations(page) == []
    assert not scrolls_sideways(page)
    assert small_targets(page) == []
    page.go_back()
    expect(page.locator("main")).to_have_attribute("data-page", kind)
    page.reload()
    expect(page.locator("main")).to_have_attribute("data-page", kind)
    context.close()
