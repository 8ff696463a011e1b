"""The report as a reader sees it: axe finds nothing, light or dark, on a telephone or a desk; nothing scrolls sideways."""

import pytest

from analysis.cli import main
from tests.analysis.answers import rows, write
from tests.browser import scrolls_sideways, violations

BAD = (
    "<html><body><h2>a</h2><img src='data:,'><p style='color:#ccc;background:#fff'>grey</p><table><td>x</table><button></button>"
)

# Letters are outlines in a figure: a path that leaves it is a letter cut off.
OUTSIDE_OF_FIGURES = """() => [...document.querySelectorAll('figure svg')].flatMap(svg => {
  const edge = svg.getBoundingClientRect();
  return [...svg.querySelectorAll('path, use')].filter(one => !one.closest('defs')).filter(one => {
    const box = one.getBoundingClientRect();
    return box.left < edge.left - 1 || box.right > edge.right + 1 || box.top < edge.top - 1 || box.bottom > edge.bottom + 1;
  }).map(one => svg.getAttribute('aria-label'));
})"""
# A table may scroll within its region; everything else must fit the window, and its own box.
OUTSIDE_OF_PAGE = """() => [...document.querySelectorAll('main *')].filter(one => !one.closest('svg')).filter(one => {
  const wide = !one.closest('.scroll') && one.getBoundingClientRect().right > innerWidth + 1;
  const hides = !one.closest('thead') && getComputedStyle(one).overflowX === 'hidden';
  return wide || (hides && one.scrollWidth > one.clientWidth);
}).map(one => one.outerHTML.slice(0, 80))"""
CUT = """<main><figure><svg viewBox="0 0 10 10" width="100" height="100"><path d="M 5 5 H 14 V 8 Z"/></svg></figure>
<p style="width: 999px">wide</p></main>"""


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pages")
    made = rows(80)
    for row in made:
        row["is_test"] = 1
    source = str(write(folder / "a.csv", made))
    for language in ("kk", "en"):
        assert main(["report", "--out", str(folder), "--language", language]) == 0
        assert main(["report", source, "--out", str(folder), "--language", language, "--include-tests", "--by", "q6_role"]) == 0
        assert main(["replicate", "edb-kz-by-year", "--out", str(folder), "--language", language]) == 0
    return folder


@pytest.fixture
def page(chromium, request):
    context = chromium.new_context(viewport={"width": 320, "height": 700})
    page = context.new_page()
    page.fetched = []
    page.on("request", lambda made: page.fetched.append(made.url))
    yield page
    context.close()


@pytest.mark.parametrize(
    ("language", "looks"), [("kk", [("light", 320), ("dark", 1280)]), ("en", [("dark", 320), ("light", 1280)])], ids=["kk", "en"]
)
@pytest.mark.parametrize("name", ["astana-2023-published", "astana-2023", "edb-kz-by-year-replication"])
def test_axe_finds_nothing(page, pages, name, language, looks):
    address = (pages / f"{name}-{language}.html").as_uri()
    for scheme, width in looks:
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 700})
        page.goto(address)
        assert violations(page) == [], (scheme, width)
        assert not scrolls_sideways(page), (scheme, width)
    assert {each for each in page.fetched if not each.startswith("data:")} == {address}


@pytest.mark.parametrize("language", ["kk", "en"])
def test_nothing_drawn_or_written_is_cut_off(page, pages, language):
    for width in (320, 1280):
        page.set_viewport_size({"width": width, "height": 700})
        page.goto((pages / f"astana-2023-published-{language}.html").as_uri())
        assert page.evaluate(OUTSIDE_OF_FIGURES) == [], width
        assert page.evaluate(OUTSIDE_OF_PAGE) == [], width


def test_what_is_cut_off_is_noticed(page):
    page.set_content(CUT)
    assert len(page.evaluate(OUTSIDE_OF_FIGURES)) == 1
    assert len(page.evaluate(OUTSIDE_OF_PAGE)) == 1


def test_axe_finds_what_is_wrong_with_a_bad_page(page):
    page.set_content(BAD)
    found = {rule for rule, _, _ in violations(page)}
    assert {"html-has-lang", "image-alt", "button-name", "color-contrast", "document-title"} <= found


def test_it_can_be_read_with_the_keyboard_alone(page, pages):
    page.goto((pages / "astana-2023-en.html").as_uri())
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to main content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    regions = page.locator(".scroll").count()
    assert regions > 10
    assert page.locator('.scroll[tabindex="0"][role="region"][aria-labelledby]').count() == regions


def test_test_responses_are_marked_on_the_page_and_in_every_figure(page, pages):
    page.goto((pages / "astana-2023-kk.html").as_uri())
    banner = page.locator(".banner").inner_text()
    assert banner.startswith("SYNTHETIC Синтетикалық деректер: жауаптардың арасында сынақ жауаптары бар, ")
    assert "SYNTHETIC" in page.evaluate("getComputedStyle(document.body, '::before').content")
    assert page.evaluate("getComputedStyle(document.body, '::before').position") == "fixed"
    page.goto((pages / "astana-2023-published-kk.html").as_uri())
    assert page.locator(".banner").count() == 0
    assert page.evaluate("getComputedStyle(document.body, '::before').content") == "none"


def test_every_figure_says_what_it_shows(page, pages):
    page.goto((pages / "astana-2023-kk.html").as_uri())
    said = page.locator("figure svg").evaluate_all(
        "all => all.map(one => [one.getAttribute('role'), one.getAttribute('aria-label')])"
    )
    assert len(said) >= 9
    assert all(role == "img" and "База:" in words for role, words in said)


def test_key_findings_fit_a_telephone_and_stay_a_table(page, pages):
    for width in (320, 390):
        page.set_viewport_size({"width": width, "height": 700})
        page.goto((pages / "astana-2023-kk.html").as_uri())
        table = page.locator("#summary table")
        assert table.evaluate("one => one.parentElement.scrollWidth <= one.parentElement.clientWidth")
        boxes = table.locator("td").evaluate_all("all => all.map(one => one.getBoundingClientRect().right)")
        assert max(boxes) <= width
    assert table.locator("td").nth(1).get_attribute("data-label") == "Жауап бергендер ішінде, %"
    assert page.locator("#summary").get_by_role("columnheader").count() == 6
    assert page.locator("#summary").get_by_role("rowheader").count() == 7
    assert page.locator("#summary").get_by_role("cell").count() == 35
    page.set_viewport_size({"width": 1280, "height": 700})
    assert table.locator("td").first.evaluate("one => getComputedStyle(one).display") == "table-cell"


def test_a_table_that_scrolls_has_a_border_in_forced_colours(page, pages):
    page.goto((pages / "astana-2023-en.html").as_uri())
    assert page.locator(".scroll").first.evaluate("one => getComputedStyle(one).borderStyle") == "none"
    page.emulate_media(forced_colors="active")
    assert page.locator(".scroll").first.evaluate("one => getComputedStyle(one).borderStyle") == "solid"


def test_closed_tables_are_printed(page, pages):
    page.goto((pages / "astana-2023-en.html").as_uri())
    closed = page.locator("details:not([open]) table").first
    assert not closed.is_visible()
    page.emulate_media(media="print")
    assert closed.is_visible()
    assert not page.locator("nav").is_visible()
