"""A browser window on a running app."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from playwright.sync_api import Browser, Page, Request


@dataclass(frozen=True)
class Site:
    """A running app."""

    address: str
    engine: sa.Engine


@dataclass
class Window:
    """One browser window, and the addresses outside the app that it asked for."""

    page: Page
    site: Site
    outside: list[str]

    def open(self, path: str) -> None:
        self.page.goto(self.site.address + path)

    def press(self, action: str) -> None:
        """Press a button, and wait for the page it leads to."""
        with self.page.expect_event("load"):
            self.page.click(f"button[name=action][value='{action}']")

    def go_on(self) -> None:
        self.press("next")

    @property
    def kind(self) -> str | None:
        return self.page.get_attribute("main", "data-page")

    @property
    def question(self) -> str:
        """The question whose page this is, by its address."""
        return self.page.url.rpartition("/")[2].partition("?")[0]


def window(browser: Browser, site: Site, width: int, *, javascript: bool, dark: bool = False) -> Window:
    """Open a window with cookies of its own, and note what it asks for outside the app, where the browser reaches nothing."""
    context = browser.new_context(
        viewport={"width": width, "height": 640}, java_script_enabled=javascript, color_scheme="dark" if dark else "light"
    )
    context.set_default_timeout(10_000)
    outside: list[str] = []

    def note(request: Request) -> None:
        if not request.url.startswith(site.address + "/"):
            outside.append(request.url)

    context.on("request", note)
    return Window(context.new_page(), site, outside)
