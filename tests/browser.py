"""A real browser for tests: Chromium through playwright, and axe-core to judge the pages it shows."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.tools import program

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]
_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Only what is wrong is gathered and sent: of what is right there is a hundred times as much.
_RUN = """async tags => (await axe.run(document, {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']}))
    .violations.map(each => [each.id, each.impact, each.nodes.map(node => node.target)])"""


@cache
def axe_source() -> str:
    """Return the program of axe-core."""
    return files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")


def violations(page: Page) -> list[tuple[str, str, list[Any]]]:
    """Return what axe-core finds wrong with a page: the rule, its impact, and where."""
    page.evaluate(axe_source())
    return [(rule, impact, where) for rule, impact, where in page.evaluate(_RUN, _TAGS)]


def scrolls_sideways(page: Page) -> bool:
    """Whether a page is wider than the window."""
    return bool(page.evaluate("document.documentElement.scrollWidth > innerWidth"))


# What is pressed, chosen or written in: all that can be seen, but a link within a text. A box of a scale counts as its label.
_SMALL = """least => [...document.querySelectorAll(
        'button, select, textarea, input[type=text], summary, a[href], .option, .point label')]
    .filter(each => !each.closest('.skip, .first') && each.checkVisibility())
    .filter(each => each.tagName !== 'A' || each.textContent.trim() === each.closest('p, li, dd, td, main').textContent.trim())
    .filter(each => { const box = each.getBoundingClientRect(); return Math.min(box.width, box.height) < least - 0.01; })
    .map(each => each.outerHTML)"""


def small_targets(page: Page, least: int = 48) -> list[str]:
    """Return what is pressed on a page and is less than so many CSS pixels wide or high, as HTML."""
    found: list[str] = page.evaluate(_SMALL, least)
    return found


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Chromium; without it the tests are skipped, or fail where every tool is required (CI)."""
    path = program("chromium", "chromium fonts-noto-core")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()
