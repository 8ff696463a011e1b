"""How the pages of a questionnaire look in Chromium: what axe-core says of them, narrow, wide and dark; how large targets are."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from survey import create_app, opening
from survey.settings import Settings
from tests.browser import scrolls_sideways, violations
from tests.survey.conftest import HERE, SECRET
from tests.survey.serving import served
from tests.survey.windows import Site, Window, window

SLUG = "astana-2023"
_ALIKE = ("q5_leave_csto", "q6_role", "q7_benefit")
"""Pages like q2_improve: axe-core has judged that one."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("site")
    app = create_app(Settings(secret_key=SECRET, database_url=f"sqlite:///{folder}/survey.db"))
    engine = app.extensions["survey"].engine
    for name in ("every-kind", "every-form"):
        opening.open_study(engine, str(HERE / f"{name}.yaml"), HERE / f"{name}-study.yaml")
    with served(app) as address:
        yield Site(address, engine)


def pages_of_a_survey(someone: Window, slug: str, language: str) -> Iterator[str]:
    """Visit each kind of page, empty, with an error and filled; yield a name for each."""
    page = someone.page
    someone.open(f"/?lang={language}")
    yield "list"
    someone.open(f"/{slug}/?lang={language}")
    yield "start"
    someone.go_on()
    yield "start, error"
    page.check("[name=consent][value='1']")
    yield "start, filled"
    someone.go_on()
    while someone.kind == "question":
        place = page.url.rsplit("/", 1)[-1]
        yield place
        for problem in _fill_wrongly(page):
            someone.go_on()
            yield f"{place}, {problem}"
        _fill(page)
        yield f"{place}, filled"
        someone.go_on()
    yield "review"
    someone.go_on()
    yield "done"
    for place in ("refused", "left", "privacy", "withdraw", "withdrawn", "no/where"):
        someone.open(f"/{slug}/{place}")
        yield place
    someone.open(f"/{slug}/withdraw")
    page.fill("[name=receipt]", "ABC")
    someone.go_on()
    yield "withdraw, error"


def _fill_wrongly(page: Page) -> Iterator[str]:
    if page.locator("main select").count():
        places = page.locator("main select").all()
        for place in places:
            place.select_option("1")
        yield "error"
        for place in places:
            place.select_option("")
    elif page.locator(".battery").count():
        yield "asked once more"
    elif page.locator("input[type=checkbox]").count():
        for box in page.locator("input[type=checkbox]").all():
            box.check()
        yield "error"
        for box in page.locator("input[type=checkbox]").all():
            box.uncheck()
    elif page.locator("input[inputmode]").count():
        box = page.locator("input[inputmode]").first
        box.fill("many")
        yield "error"
        box.fill("44" if box.get_attribute("name") == "age" else "")


def _fill(page: Page) -> None:
    choice = page.locator("input[type=radio], input[type=checkbox]")
    if page.locator(".battery").count():
        for item in page.locator(".battery fieldset").all():
            item.locator("input[type=radio]").first.check()
    elif choice.count() and not page.locator("input[inputmode], main select").count():
        choice.first.check()


# Each questionnaire in some languages, widths and schemes, so that nearly every pair of them is met; `make audit` has them all.
GRID = [
    (SLUG, "kk", 320, False),
    (SLUG, "en", 1280, True),
    ("every-kind", "kk", 1280, True),
    ("every-kind", "en", 320, False),
    ("every-form", "kk", 768, False),
    ("every-form", "ru", 320, True),
    ("every-form", "ru", 1280, False),
]


@pytest.mark.parametrize(("slug", "language", "width", "dark"), GRID)
def test_axe_finds_nothing_and_nothing_scrolls_sideways(
    chromium: Browser, site: Site, slug: str, language: str, width: int, dark: bool
) -> None:
    someone = window(chromium, site, width, javascript=True, dark=dark)
    seen = []
    for name in pages_of_a_survey(someone, slug, language):
        seen.append(name)
        assert not scrolls_sideways(someone.page), name
        if not name.startswith(_ALIKE):
            assert violations(someone.page) == [], name
    assert len(seen) > 20
    assert "review" in seen
    assert someone.outside == []
    someone.page.context.close()


def test_axe_finds_what_is_wrong_with_a_bad_page(chromium: Browser, tmp_path: Path) -> None:
    bad = tmp_path / "bad.html"
    bad.write_text(
        "<html><body><img src='x'><input><button></button><p style='color:#ccc;background:#fff'>pale</p></body></html>"
    )
    page = chromium.new_page()
    page.goto(bad.as_uri())
    found = {rule for rule, _, _ in violations(page)}
    assert {"button-name", "color-contrast", "document-title", "html-has-lang", "image-alt", "label"} <= found
    page.set_content("<p style='width:3000px'>wide</p>")
    assert scrolls_sideways(page)
    page.close()


def test_every_target_is_large_enough(chromium: Browser, site: Site) -> None:
    someone = window(chromium, site, 320, javascript=True)
    too_small = """() => [...document.querySelectorAll(
            'button[name]:not(.first):not(dialog *), main a, footer a, .option, .point label, input[type=text]')]
        .filter(e => { const r = e.getBoundingClientRect(); return r.width < 44 || r.height < 44 }).map(e => e.outerHTML)"""
    for name in pages_of_a_survey(someone, SLUG, "kk"):
        small = [each for each in someone.page.evaluate(too_small) if "#" not in each]
        assert small == [], name
    someone.page.context.close()


def on_a_scale(chromium: Browser, site: Site) -> Window:
    """Somebody on a telephone, on the page of a scale from 1 to 10."""
    someone = window(chromium, site, 320, javascript=True)
    next(name for name in pages_of_a_survey(someone, SLUG, "kk") if name.startswith("q1_strength"))
    return someone


def test_in_forced_colours_the_chosen_number_is_marked_and_covered_by_nothing(chromium: Browser, site: Site) -> None:
    someone = on_a_scale(chromium, site)
    someone.page.emulate_media(forced_colors="active")
    someone.page.locator(".point input").first.check()
    marks = someone.page.evaluate(
        """() => [...document.querySelectorAll('.point')].map(e => [
            getComputedStyle(e.querySelector('input')).opacity, getComputedStyle(e.querySelector('label')).borderTopWidth])"""
    )
    assert marks == [["0", "4px"], *[["0", "1px"]] * 9]
    someone.page.context.close()


def test_in_print_the_chosen_number_is_marked_without_its_background(chromium: Browser, site: Site) -> None:
    someone = on_a_scale(chromium, site)
    someone.page.emulate_media(media="print")
    someone.page.locator(".point input").first.check()
    marks = someone.page.evaluate(
        """() => [...document.querySelectorAll('.point label')].map(e => {
            const style = getComputedStyle(e);
            return [style.borderTopWidth, style.textDecorationLine, style.color === style.backgroundColor]; })"""
    )
    assert marks == [["4px", "underline", False], *[["1px", "none", False]] * 9]
    someone.page.context.close()


# The texts that the ring of what has the focus would cover: a line's box reaches from its letters' tops to their descenders.
_COVERED = """() => {
  const here = document.activeElement;
  const ringed = here.closest('.option') ?? (here.parentElement.matches('.point') ? here.nextElementSibling : here);
  const style = getComputedStyle(ringed);
  const glow = style.boxShadow.includes('inset') || style.boxShadow === 'none' ? 0 : 6;
  const wide = Math.max(parseFloat(style.outlineOffset) + parseFloat(style.outlineWidth), glow);
  const ring = [...ringed.getClientRects()];
  const covered = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (!node.data.trim() || ringed.contains(node) || node.parentElement.closest('.skip, .unseen, dialog')) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const lines = [...range.getClientRects()].filter(line => line.width);
    const meets = line => ring.some(box => line.left < box.right + wide && box.left - wide < line.right
      && line.top < box.bottom + wide && box.top - wide < line.bottom);
    if (lines.some(meets)) covered.push(node.data.trim());
  }
  return covered;
}"""


@pytest.mark.parametrize("language", ["kk", "en"])
def test_what_has_the_focus_covers_no_letter_beside_it(chromium: Browser, site: Site, language: str) -> None:
    someone = window(chromium, site, 360, javascript=False)
    page = someone.page
    met = 0
    for name in pages_of_a_survey(someone, "every-kind", language):
        for _ in range(20):
            page.keyboard.press("Tab")
            focus = page.evaluate("document.activeElement.outerHTML.slice(0, 120)")
            if focus.startswith("<body"):
                break
            if 'class="skip"' not in focus:
                assert page.evaluate(_COVERED) == [], (name, focus)
                met += 1
    assert met > 100
    page.context.close()
