"""Lighthouse itself is not here: what a report says is read from one written by hand, by a program that stands in for it."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from instruments.model import Kind
from tests.audit import lighthouse
from tests.audit.judged import Judged, LighthouseError, judge, judge_fairly, read
from tests.audit.places import Place, places
from tests.audit.site import serving

HERE = Place("review", "kk", "http://127.0.0.1/review", "session=abc")
REPORT: dict[str, Any] = {
    "finalDisplayedUrl": "http://127.0.0.1/review",
    "categories": {
        "performance": {"score": 0.97, "auditRefs": [{"id": "slow", "weight": 10}, {"id": "never-cached", "weight": 0}]},
        "accessibility": {"score": 1, "auditRefs": [{"id": "by-hand", "weight": 0}, {"id": "named", "weight": 3}]},
        "best-practices": {"score": 1, "auditRefs": []},
    },
    "audits": {
        "slow": {"score": 0.5},
        "never-cached": {"score": 0},
        "by-hand": {"score": None},
        "named": {"score": 1},
        "largest-contentful-paint": {"score": 1, "numericValue": 1234.5},
        "network-requests": {"score": None, "details": {"items": [{"transferSize": 5000}, {"transferSize": 901}]}},
    },
}
SAID = Judged(0.97, 1.0, 1.0, frozenset({"slow"}), frozenset({"never-cached"}), 5901, 2, 1234.5)


def stand_in(folder: Path, program: str) -> str:
    """Write a program in Lighthouse's place; it gets `words`, the arguments, and `option`, the value of one of them."""
    path = folder / "lighthouse"
    start = "import json, os, sys\nwords = sys.argv[1:]\n"
    option = "def option(name): return next(word.partition('=')[2] for word in words if word.startswith(f'--{name}='))\n"
    path.write_text(f"#!{sys.executable}\n{start}{option}{program}\n", "utf-8")
    path.chmod(0o755)
    return str(path)


def test_a_report_says_scores_what_is_below_full_marks_and_what_the_page_weighs() -> None:
    assert read(REPORT) == SAID


def test_lighthouse_is_asked_for_the_page_with_its_cookies_in_the_browser_named(tmp_path: Path) -> None:
    noted = tmp_path / "noted.json"
    report = tmp_path / "given.json"
    report.write_text(json.dumps(REPORT), "utf-8")
    program = stand_in(
        tmp_path,
        f"headers = json.load(open(option('extra-headers')))\n"
        f"json.dump([words[0], headers, os.environ['CHROME_PATH'], '--preset=desktop' in words], open({str(noted)!r}, 'w'))\n"
        f"open(option('output-path'), 'w').write(open({str(report)!r}).read())",
    )
    for form_factor, is_desk in (("phone", False), ("desk", True)):
        assert judge(program, "/a/browser", HERE, form_factor) == SAID
        assert json.loads(noted.read_text("utf-8")) == [HERE.address, {"Cookie": "session=abc"}, "/a/browser", is_desk]


def test_a_lighthouse_that_fails_is_asked_again_and_then_quoted(tmp_path: Path) -> None:
    tries = tmp_path / "tries"
    program = stand_in(tmp_path, f"open({str(tries)!r}, 'a').write('.')\nsys.exit('NO_NAVSTART')")
    with pytest.raises(LighthouseError, match=r"^http://127\.0\.0\.1/review: NO_NAVSTART$"):
        judge(program, "/a/browser", HERE, "phone")
    assert tries.read_text("utf-8") == "..."


@pytest.mark.parametrize(
    ("performances", "median", "looks"), [([0.97, 0.99, 1], 0.99, 3), ([0.98, 0, 0], 0.98, 1), ([0, 1, 0], 0, 3)]
)
def test_a_page_that_is_too_slow_at_first_is_looked_at_again(
    performances: list[float], median: float, looks: int, tmp_path: Path
) -> None:
    times = tmp_path / "times"
    program = stand_in(
        tmp_path,
        f"report, times = json.loads({json.dumps(REPORT)!r}), open({str(times)!r}, 'a+')\n"
        f"times.write('.')\n"
        f"report['categories']['performance']['score'] = {performances}[times.tell() - 1]\n"
        f"json.dump(report, open(option('output-path'), 'w'))",
    )
    assert judge_fairly(program, "/a/browser", HERE, "phone", runs=3).performance == median
    assert times.read_text("utf-8") == "." * looks


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"finalDisplayedUrl": "http://127.0.0.1/"}, "came to http://127.0.0.1/"),
        ({"categories": {**REPORT["categories"], "accessibility": {"score": None}}}, "no score for accessibility"),
    ],
)
def test_a_report_of_another_page_or_without_a_score_is_none(given: dict[str, object], said: str, tmp_path: Path) -> None:
    program = stand_in(tmp_path, f"json.dump(json.loads({json.dumps(REPORT | given)!r}), open(option('output-path'), 'w'))")
    with pytest.raises(LighthouseError, match=f"/review: {said}$"):
        judge(program, "/a/browser", HERE, "phone")


def test_of_an_error_the_console_is_left_out(tmp_path: Path) -> None:
    program = stand_in(tmp_path, "sys.exit(' '.join(word for word in words if 'skip' in word) or 'all')")
    for place, said in ((HERE, "all"), (replace(HERE, is_error=True), "--skip-audits=errors-in-console")):
        with pytest.raises(LighthouseError, match=said):
            judge(program, "/a/browser", place, "phone")


@pytest.mark.parametrize(
    ("performance", "accessibility", "best_practices", "low"),
    [(0.98, 1.0, 1.0, False), (0.97, 1.0, 1.0, True), (1.0, 0.99, 1.0, True), (1.0, 1.0, 0.99, True)],
)
def test_a_page_must_reach_all_three(performance: float, accessibility: float, best_practices: float, low: bool) -> None:
    assert Judged(performance, accessibility, best_practices, frozenset(), frozenset(), 0, 0, 0.0).is_low is low


def test_a_row_says_what_is_below_full_marks() -> None:
    assert lighthouse.row(HERE, "phone", SAID) == "| review | kk | phone | 0.97 | 1.00 | 1.00 | 1.2 | 5.9 | 2 | slow |"


def test_without_lighthouse_it_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "argv", ["lighthouse", "--lighthouse", "no-such-program"])
    assert lighthouse.main() == 1
    said = capsys.readouterr().err
    assert "no-such-program" in said
    assert "make lighthouse" in said


def test_every_kind_of_page_and_question_is_come_to(chromium: Browser) -> None:
    with serving() as site:
        found = list(places(chromium, site, "en"))
    names = [place.name for place in found]
    assert len(names) == len(set(names))
    questions = {f"question: {kind}" for kind in Kind if kind != Kind.CONSENT}
    beside = {"list", "start", "review", "done", "withdraw", "resume", "privacy", "error"}
    assert set(names) == questions | beside | {"admin: sign in", "admin: studies", "admin: dashboard"}
    assert [place.name for place in found if place.is_error] == ["error"]
    assert all(place.cookies for place in found if place.name.startswith(("question", "review", "done", "admin: d")))
