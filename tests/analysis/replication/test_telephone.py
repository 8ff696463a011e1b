"""The report on a publication at the width of a telephone: its tables are read without scrolling sideways."""

import pytest

from analysis.output.language import Language
from analysis.output.render import FORMATS
from analysis.published.findings import shipped
from analysis.report.replication.document import document
from tests.analysis.replication.studies import LANGUAGES, study
from tests.browser import scrolls_sideways

SCROLLING = """() => {
  document.querySelectorAll('details').forEach(one => { one.open = true; });
  const wide = [...document.querySelectorAll('.scroll')].filter(one => one.scrollWidth > one.clientWidth + 1);
  return wide.map(one => one.querySelector('caption').innerText);
}"""


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("name", shipped())
def test_no_table_scrolls_sideways(chromium, tmp_path, name, code):
    report = tmp_path / "report.html"
    report.write_text(FORMATS["html"](document(study(name), Language(code, 1), "audit")), encoding="utf-8")
    context = chromium.new_context(viewport={"width": 390, "height": 800})
    page = context.new_page()
    page.goto(report.as_uri())
    found = page.evaluate(SCROLLING), scrolls_sideways(page)
    context.close()
    assert found == ([], False)
