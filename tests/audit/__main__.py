"""`python -m tests.audit`: axe-core on every page × language × width × scheme × state; a table, and what is wrong.

A page that axe-core must find wrong comes first: an auditor that is broken finds nothing.
"""

from __future__ import annotations

import argparse
import logging
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import product
from pathlib import Path

from playwright.sync_api import Browser, Error, sync_playwright

from analysis.cli import main as analyse
from survey import opening
from survey.exporting.export import export
from survey.exporting.table import Wanted
from survey.store import engine as engines
from tests.audit.site import EXTENDED, OWN, answered, serving
from tests.audit.walk import aside, walk
from tests.browser import FLAGS, scrolls_sideways, violations
from tests.survey.admin.test_admin_browser import pages_of_the_administration, sign_in
from tests.survey.test_browser import SLUG
from tests.survey.windows import Site, Window, window

WIDTHS = (320, 768, 1280)
SCHEMES = ("light", "dark")
STUCK = "stuck"
MONITORING = ("try", "dashboard", "versions", "export", "withdraw", "poster", "links", "privacy", "interview", "interviewers")


def main() -> int:
    """Look at everything; 1 where something is wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.audit", description=__doc__)
    parser.add_argument("--chromium", default="/usr/bin/chromium", help="the browser (/usr/bin/chromium)")
    asked = parser.parse_args()
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    looked: Counter[str] = Counter()
    wrong = 0
    began = time.monotonic()
    with sync_playwright() as playwright, serving() as site:
        browser = playwright.chromium.launch(executable_path=asked.chromium, args=FLAGS)
        if not _finds_what_is_wrong(browser):
            print("axe-core finds nothing wrong with a page that is.")
            return 1
        for where, name, someone in _pages(browser, site):
            looked[where.partition(",")[0]] += 1
            # What "exit this page" covers, for it stays in view, can be scrolled from under it.
            someone.page.evaluate("scrollTo(0, 0)")
            found = [*violations(someone.page), *(["scrolls sideways"] if scrolls_sideways(someone.page) else [])]
            if name.startswith(STUCK):
                found.append("the walk ends here")
            if found:
                wrong += 1
                print(f"{where}: {name}: {found}", flush=True)
        browser.close()
    print("| pages of | looked at |\n|---|---|")
    for where, count in looked.items():
        print(f"| {where} | {count} |")
    print(f"\n{looked.total()} pages and states, {wrong} with something wrong, {time.monotonic() - began:.0f} s.")
    return int(wrong > 0)


def _to_the_end(someone: Window, names: Iterator[str]) -> Iterator[str]:
    """Pass names on; where the walk fails, as when a page has not the button that leads on, say where, and let others go on."""
    try:
        yield from names
    except Error as error:
        yield f"{STUCK} at {someone.page.url}: {error.message.splitlines()[0]}"


def _pages(browser: Browser, site: Site) -> Iterator[tuple[str, str, Window]]:
    for slug, width, scheme in product((SLUG, EXTENDED, *OWN), WIDTHS, SCHEMES):
        for language in ("kk", "en", "ru"):
            someone = window(browser, site, width, javascript=True, dark=scheme == "dark")
            where = f"{slug}, {language}, {width}, {scheme}"
            someone.open(f"/{slug}/?lang={language}")
            if someone.page.get_attribute("html", "lang") == language:
                yield from ((where, name, someone) for name in _to_the_end(someone, walk(someone, slug, language)))
            someone.page.context.close()
    for width, scheme, language in product(WIDTHS, SCHEMES, ("kk", "en", "ru")):
        someone = window(browser, site, width, javascript=True, dark=scheme == "dark")
        rest = f"{language}, {width}, {scheme}"
        yield from ((f"beside, {rest}", name, someone) for name in aside(someone, SLUG, language))
        yield from ((f"admin, {rest}", name, someone) for name in pages_of_the_administration(someone, site, language))
        someone.page.context.close()
        report = window(browser, site, width, javascript=True, dark=scheme == "dark")
        report.page.context.unroute_all()
        for file in _reports(language):
            report.page.goto(file.as_uri())
            yield f"report, {rest}", file.name, report
        report.page.context.close()
        monitored = window(browser, site, width, javascript=True, dark=scheme == "dark")
        sign_in(monitored, "aliya", language)
        for name in MONITORING:
            monitored.open(f"/admin/{SLUG}/{name}?lang={language}")
            yield f"admin, {rest}", name, monitored
        monitored.page.context.close()


@cache
def _reports(language: str) -> tuple[Path, ...]:
    """Return the pages of the report of the published study, and of made-up responses, in a language."""
    folder = Path(tempfile.mkdtemp(prefix="report"))
    responses = folder / "responses.csv"
    engine = engines.connect(f"sqlite:///{folder}/survey.db", 1)
    opening.prepare(engine)
    answered(engine)
    export(engine, Wanted(SLUG, tests=True), responses, force=False)
    engine.dispose()
    own = ["--instrument", SLUG, "--include-tests"]
    for source, name in (([], "published"), ([str(responses), *own], "responses")):
        analyse(["report", *source, "--out", str(folder / name), "--language", language])
    return tuple(sorted(folder.rglob("*.html")))


def _finds_what_is_wrong(browser: Browser) -> bool:
    page = browser.new_page()
    page.set_content("<img src='x.png'><input><button></button>")
    found = {rule for rule, _, _ in violations(page)}
    page.close()
    return {"image-alt", "label", "button-name", "html-has-lang"} <= found


if __name__ == "__main__":
    sys.exit(main())
