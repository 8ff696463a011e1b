"""How the pages of a questionnaire look in Chromium: what axe-core says of them, narrow, wide and dark; how large targets are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import combinations, product
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from survey import create_app, opening
from survey.settings import Settings
from tests.audit.walk import aside, walk
from tests.browser import scrolls_sideways, small_targets, violations
from tests.survey.conftest import HERE, SECRET
from tests.survey.serving import served
from tests.survey.windows import Site, Window, window

SLUG = "astana-2023"
LANGUAGES = {SLUG: ("kk", "en", "ru"), "every-kind": ("kk", "en"), "every-form": ("kk", "en", "ru")}
WIDTHS = (320, 768, 1280)
STATES = ("empty", "filled", "error")
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
    """Visit each kind of page, empty, with an error and filled; yield a name for each. What is beside a study is alike in all."""
    yield from walk(someone, slug, language)
    if slug == SLUG:
        yield from aside(someone, slug, language)
        for place in ("left", "withdrawn"):
            someone.open(f"/{slug}/{place}")
            yield place


def state(name: str) -> str:
    """Return the state of a page by the name of it: what is asked once more is answered wrongly, too."""
    after = name.partition(", ")[2]
    return "empty" if not after else "filled" if after == "filled" else "error"


def _place(language: str, state: str) -> tuple[int, int]:
    return LANGUAGES[SLUG].index(language), STATES.index(state)


def width_of(language: str, state: str) -> int:
    """Return how wide a page is shown: three widths by language and state are a Latin square."""
    row, column = _place(language, state)
    return WIDTHS[(row + column) % 3]


def is_judged(language: str, state: str, number: int) -> bool:
    """Whether axe-core judges a state of the page of that number: every error, and of its nine states six at the least.

    The others are left out by a square orthogonal to that of widths.
    """
    row, column = _place(language, state)
    return state == "error" or (number + row - column) % 3 > 0


WALKS = [(slug, language) for slug, languages in LANGUAGES.items() for language in languages]


def test_every_two_of_study_language_state_width_and_scheme_meet() -> None:
    """`make audit` looks at every page in all of them; here every pair is met, as each walk below makes sure for its own."""
    factors = (LANGUAGES, LANGUAGES[SLUG], STATES, WIDTHS, (False, True))
    met = [
        (slug, language, each, width_of(language, each), dark)
        for (slug, language), each, dark in product(WALKS, STATES, (False, True))
    ]
    for one, other in combinations(range(len(factors)), 2):
        missing = {*product(factors[one], factors[other])} - {(run[one], run[other]) for run in met}
        assert missing <= {("every-kind", "ru")}, "there is none in Russian"


@pytest.mark.parametrize("number", range(3))
def test_every_page_is_judged_twice_at_least_in_each_language_state_and_width(number: int) -> None:
    judged = [(*each, width_of(*each)) for each in product(LANGUAGES[SLUG], STATES) if is_judged(*each, number)]
    for values in zip(*judged, strict=True):
        assert {*Counter(values).values()} <= {2, 3}
        assert len({*values}) == 3


@pytest.mark.parametrize(("slug", "language"), WALKS)
def test_every_page_is_without_fault_does_not_scroll_sideways_and_has_large_targets(
    chromium: Browser, site: Site, slug: str, language: str
) -> None:
    someone = window(chromium, site, 320, javascript=True)
    page, number = someone.page, 0
    looks: Counter[str] = Counter()
    for name in pages_of_a_survey(someone, slug, language):
        number += state(name) == "empty"
        page.set_viewport_size({"width": width_of(language, state(name)), "height": 640})
        assert not scrolls_sideways(page), name
        assert small_targets(page) == [], name
        if is_judged(language, state(name), number) and not name.startswith(_ALIKE):
            page.emulate_media(color_scheme="dark" if looks[state(name)] % 2 else "light")
            assert violations(page) == [], name
            looks[state(name)] += 1
    assert min(looks[each] for each in STATES) >= 2, "each light and dark"
    assert someone.outside == []
    page.context.close()


def test_small_targets_are_found(chromium: Browser) -> None:
    page = chromium.new_page()
    page.set_content(
        "<main><button>a</button><p>Text with <a href='#'>a link</a>.</p><p><a href='#'>alone</a></p><select></select>"
        "<textarea style='width:48px;height:48px;box-sizing:border-box'></textarea><button hidden>b</button></main>"
    )
    assert [each.partition(">")[0] for each in small_targets(page)] == ["<button", '<a href="#"', "<select"]
    page.close()


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


def test_the_whole_box_of_a_choice_is_pressed(chromium: Browser, site: Site) -> None:
    someone = window(chromium, site, 320, javascript=False)
    next(name for name in pages_of_a_survey(someone, SLUG, "kk") if name.startswith("q2_improve"))
    for option in someone.page.locator(".option").all():
        box = option.bounding_box()
        assert box
        for x, y in ((4, 4), (box["width"] - 4, box["height"] - 4), (4, box["height"] / 2)):
            someone.page.locator(".option input").nth(1 if option.locator("input").is_checked() else 0).check()
            option.click(position={"x": x, "y": y})
            assert option.locator("input").is_checked()
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
