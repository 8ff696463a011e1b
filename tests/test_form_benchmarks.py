"""The measuring of the form: it answers real interviews, and each that was thanked for is kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.form.__main__ import SECRET, SLUG, lost
from benchmarks.form.answering import read
from benchmarks.form.interface import seconds_a_page
from benchmarks.form.load import load, percentile
from survey import create_app
from survey.settings import Settings
from tests.survey.serving import served

PAGE = """<main data-page="question"><form><input type="hidden" name="csrf_token" value="a&amp;b">
<input type="radio" name="q1" value="3"><input type="radio" name="q1" value="-1">
<input type="checkbox" name="q2" value="2"></form></main>"""


def test_a_page_is_read_as_a_browser_would_send_it() -> None:
    page = read(PAGE)
    assert (page.kind, page.hidden, page.receipt) == ("question", {"csrf_token": "a&b"}, None)
    assert page.choices == {"q1": ("3", "-1"), "q2": ("2",)}
    assert page.form() == b"csrf_token=a%26b&q1=3&q2=2&action=next"
    assert page.form({"q1": "-1"}) == b"csrf_token=a%26b&q1=-1&action=next"
    assert read('<main data-page="done"><output data-receipt>AB12-CD</output>').receipt == "AB12-CD"


def test_percentiles() -> None:
    assert percentile([3, 1, 2, 4], 0.5) == 3
    assert percentile([5], 0.99) == 5
    assert percentile([], 0.5) != percentile([], 0.5)


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/survey.db"


def test_pages_at_the_interface_cost_something(url: str) -> None:
    app = create_app(Settings(secret_key=SECRET, database_url=url))
    pages = seconds_a_page(app, SLUG, 2)
    assert len(pages) == 2 * 9
    assert min(pages) > 0
    app.extensions["survey"].engine.dispose()


def test_respondents_at_once_are_all_thanked_and_kept(url: str) -> None:
    app = create_app(Settings(secret_key=SECRET, database_url=url, busy_timeout=5))
    with served(app) as address:
        done, took = load(int(address.rpartition(":")[2]), SLUG, respondents=3, seconds=0.5)
    assert took > 0.5
    assert len(done.receipts) >= 3
    assert len(done.seconds) == 9 * len(done.receipts)
    assert lost(url, done.receipts) == 0
    assert lost(url, ["0000-0000-0000-0000-0000"]) == 1
