"""The form in Chromium: without JavaScript, on a narrow screen, by keyboard."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from playwright.sync_api import Browser, expect

from survey import create_app, opening
from survey.settings import Settings
from tests.survey.conftest import SECRET
from tests.survey.serving import served
from tests.survey.windows import Site, window

SLUG = "astana-2023"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("site")
    app = create_app(Settings(secret_key=SECRET, database_url=f"sqlite:///{folder}/survey.db"))
    engine = app.extensions["survey"].engine
    opening.prepare(engine)
    with served(app) as address:
        yield Site(address, engine)


def test_the_whole_survey_in_kazakh_without_javascript_on_a_narrow_screen(chromium: Browser, site: Site) -> None:
    someone = window(chromium, site, 320, javascript=False)
    page = someone.page
    someone.open(f"/{SLUG}/?lang=kk")
    page.get_by_label("Келісемін", exact=True).check()
    someone.go_on()
    page.get_by_label("7", exact=True).check()
    someone.go_on()
    page.get_by_label("Жауап беруге қиналамын").check()
    someone.go_on()
    page.get_by_label("Экономика").check()
    page.get_by_label("Жауабыңызды жазыңыз").fill("Көлік дәлізі 4711")
    page.get_by_role("button", name="English").click()
    assert page.get_attribute("html", "lang") == "en"
    assert page.get_by_label("Economy").is_checked()
    assert page.get_by_label("Write your answer").input_value() == "Көлік дәлізі 4711"
    page.get_by_role("button", name="Қазақша").click()
    someone.go_on()
    for _ in range(4):
        assert someone.kind == "question"
        someone.go_on()
    assert someone.kind == "review"
    someone.go_on()
    assert someone.kind == "done"
    assert len(page.locator("output[data-receipt]").inner_text()) == 24
    assert page.locator("h1").inner_text() == "Рақмет!"
    assert someone.outside == []
    with site.engine.connect() as connection:
        query = "SELECT response_id FROM free_text WHERE text = 'Көлік дәлізі 4711'"
        response = connection.exec_driver_sql(query).scalar()
        stored = connection.execute(
            sa.text("SELECT value FROM answer WHERE response_id = :r AND question = 'q1_strength'"), {"r": response}
        ).scalar()
        assert stored == "7"
    page.go_back()
    page.go_back()
    assert someone.kind in ("review", "question", "done"), "the browser's Back button never ends in an error"
    page.context.close()


def test_the_enter_key_goes_on_and_never_switches_the_language(chromium: Browser, site: Site) -> None:
    someone = window(chromium, site, 1280, javascript=False)
    someone.open(f"/{SLUG}/?lang=kk")
    someone.page.get_by_label("Келісемін", exact=True).focus()
    someone.page.keyboard.press("Space")
    with someone.page.expect_event("load"):
        someone.page.keyboard.press("Enter")
    assert someone.kind == "question"
    assert someone.page.get_attribute("html", "lang") == "kk"
    someone.page.get_by_label("1", exact=True).focus()
    for _ in range(6):
        someone.page.keyboard.press("ArrowRight")
    with someone.page.expect_event("load"):
        someone.page.keyboard.press("Enter")
    with someone.page.expect_event("load"):
        someone.page.locator("button[value=back]").click()
    assert someone.page.get_by_label("7", exact=True).is_checked()
    someone.page.context.close()


def test_the_error_summary_has_the_focus_and_leads_to_the_field(chromium: Browser, site: Site) -> None:
    someone = window(chromium, site, 320, javascript=True)
    someone.open(f"/{SLUG}/?lang=en")
    someone.go_on()
    expect(someone.page.locator(".summary")).to_be_focused()
    someone.page.keyboard.press("Tab")
    someone.page.keyboard.press("Enter")
    expect(someone.page).to_have_url(re.compile("#consent$"))
    someone.page.context.close()


def test_the_first_load_is_small(chromium: Browser, site: Site) -> None:
    someone = window(chromium, site, 320, javascript=True)
    sizes: list[int] = []
    someone.page.on("response", lambda response: sizes.append(len(response.body()) if response.status == 200 else 0))
    someone.open(f"/{SLUG}/")
    someone.page.wait_for_load_state("networkidle")
    assert 0 < sum(sizes) <= 60_000
    someone.page.context.close()
