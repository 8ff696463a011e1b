"""The whole way, by the commands a newcomer uses: a respondent answers in a browser, and the answer stands in the report."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

import analysis
from tests.browser import scrolls_sideways

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def database(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/survey.db"


@pytest.fixture
def address(database: str, tmp_path: Path) -> Iterator[str]:
    """A server on a fresh database, as `python -m survey run` starts it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {**os.environ, "SURVEY_DATABASE_URL": database, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "survey", "run", "--port", str(port)]
    with subprocess.Popen(command, cwd=tmp_path, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as server:
        try:
            yield _when_ready(f"http://127.0.0.1:{port}", server)
        finally:
            server.terminate()


def _when_ready(address: str, server: subprocess.Popen[bytes]) -> str:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        assert server.poll() is None, server.stderr.read().decode() if server.stderr else ""
        try:
            with urllib.request.urlopen(f"{address}/readyz", timeout=2):
                return address
        except OSError:
            time.sleep(0.05)
    raise AssertionError("the server did not answer within 20 seconds")


def press(page: Page, action: str) -> None:
    page.locator(f"main button[name=action][value='{action}'], header button[name=action][value='{action}']").first.click()


def choose(page: Page, question: str, *codes: int) -> None:
    for code in codes:
        page.locator(f"input[name={question}][value='{code}']").check()


def test_an_answer_given_in_kazakh_without_javascript_stands_in_the_next_report(
    chromium: Browser, address: str, database: str, tmp_path: Path
) -> None:
    context = chromium.new_context(viewport={"width": 320, "height": 568}, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/?lang=kk")
    page.goto(f"{address}/astana-2023/?lang=kk")
    assert page.locator("html").get_attribute("lang") == "kk"
    choose(page, "consent", 1)
    press(page, "next")
    choose(page, "q1_strength", 7)
    press(page, "next")
    choose(page, "q2_improve", 1)
    press(page, "language:en")
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.locator("input[name=q2_improve][value='1']").is_checked()
    press(page, "language:kk")
    press(page, "next")
    choose(page, "q3_spheres", 1, 3)
    press(page, "next")
    choose(page, "q4_leave_eaeu", -1)
    press(page, "next")
    press(page, "next")
    choose(page, "q6_role", 2)
    press(page, "next")
    choose(page, "q7_benefit", 2)
    press(page, "next")
    assert page.locator("main").get_attribute("data-page") == "review"
    press(page, "next")
    assert page.locator("main").get_attribute("data-page") == "done"
    assert len(page.locator("output[data-receipt]").inner_text()) > 15
    context.close()

    data = analysis.read(database)
    row = data.frame.iloc[0]
    assert len(data.frame) == 1
    answers = [row[name] for name in ("q1_strength", "q2_improve", "q4_leave_eaeu", "q5_leave_csto", "q6_role", "q7_benefit")]
    assert answers == [7, 1, -1, -5, 2, 2]
    assert (row["q3_spheres__economy"], row["q3_spheres__tourism"], row["q3_spheres__culture"]) == (1, 0, 1)
    assert row["language"] == "kk"

    html = report(tmp_path, database, "--language", "kk")
    assert "Жауап беруге қиналамын" in html
    wide = chromium.new_context(viewport={"width": 320, "height": 568}).new_page()
    wide.set_content(html)
    assert not scrolls_sideways(wide)


def test_five_hundred_made_up_responses_give_a_report_that_says_so(database: str, tmp_path: Path) -> None:
    environment = {**os.environ, "SURVEY_DATABASE_URL": database, "PYTHONPATH": str(ROOT)}
    for command in (["open", "astana-2023"], ["simulate", "astana-2023", "--n", "500"]):
        subprocess.run([sys.executable, "-m", "survey", *command], cwd=tmp_path, env=environment, check=True, capture_output=True)
    html = report(tmp_path, database, "--include-tests", "--language", "en")
    assert "Synthetic data" in html
    assert len(analysis.read(database, include_tests=True).frame) == 500


def test_a_google_forms_export_gives_a_report(tmp_path: Path) -> None:
    source = ROOT / "data/examples/astana-2023-google-forms.csv"
    html = report(tmp_path, str(source), "--instrument", "astana-2023", "--language", "en")
    assert "Should Kazakhstan leave the Eurasian Economic Union" in html
    assert str(ROOT) not in html


def report(folder: Path, *arguments: str) -> str:
    """Run the report as a user does, and return the one HTML file it wrote."""
    command = [sys.executable, "-m", "analysis", "report", *arguments, "--out", str(folder / "report")]
    run = subprocess.run(
        command, cwd=folder, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr
    written = list((folder / "report").glob("*.html"))
    assert len(written) == 1
    return written[0].read_text(encoding="utf-8")


def test_answers_to_two_versions_are_exported_and_read_as_the_database_is(database: str, tmp_path: Path) -> None:
    first = (ROOT / "instruments/astana-2023.yaml").read_text(encoding="utf-8")
    added = (
        "  - id: more\n    questions:\n      - id: q8_new\n        kind: one\n"
        "        text: {kk: Жаңа сұрақ, en: A new question, ru: Новый вопрос}\n"
        "        choices: [{code: 1, label: {kk: Иә, en: 'Yes', ru: Да}}, {code: 2, label: {kk: Жоқ, en: 'No', ru: Нет}}]\n"
    )
    second = first.replace("version: 1", "version: 2", 1).replace("derived:\n", f"{added}derived:\n", 1)
    environment = {**os.environ, "SURVEY_DATABASE_URL": database, "PYTHONPATH": str(ROOT)}
    study = str(ROOT / "data/studies/astana-2023.yaml")
    for version, text in (("one", first), ("two", second)):
        (tmp_path / f"{version}.yaml").write_text(text, encoding="utf-8")
        for command in (["open", f"{version}.yaml", "--study", study], ["simulate", "astana-2023", "--n", "10"]):
            subprocess.run(
                [sys.executable, "-m", "survey", *command], cwd=tmp_path, env=environment, check=True, capture_output=True
            )
    command = ["export", "astana-2023", "--include-tests", "--out", "both.csv"]
    subprocess.run([sys.executable, "-m", "survey", *command], cwd=tmp_path, env=environment, check=True, capture_output=True)
    exported = analysis.read(tmp_path / "both.csv", instrument=tmp_path / "two.yaml", include_tests=True).frame
    stored = analysis.read(database, include_tests=True).frame
    assert (stored["q8_new"] == -4).sum() == 10
    shared = [name for name in stored.columns if name in exported.columns]
    assert "q8_new" in shared
    by_id = [frame.set_index("response_id").sort_index()[shared[1:]] for frame in (exported, stored)]
    assert by_id[0].equals(by_id[1])
