"""What Lighthouse says of one page, loaded anew in a Chromium of its own."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from tests.audit.places import Place
from tests.browser import FLAGS

CATEGORIES = ("performance", "accessibility", "best-practices")
AT_LEAST = (0.98, 1.0, 1.0)
"""What is asked of each."""

FORM_FACTORS = {"phone": (), "desk": ("--preset=desktop",)}
"""Lighthouse's own two: a slow telephone on slow 4G, which is what it takes where nothing is said, and a desktop computer."""

TRIES = 3
"""How often a page is loaded until Lighthouse gets a trace of it: on a busy machine it may not."""


class LighthouseError(Exception):
    """Lighthouse did not come to a judgement; the text is what it said."""


@dataclass(frozen=True)
class Judged:
    """What Lighthouse says of a page.

    performance, accessibility, best_practices   0 to 1
    failing  the audits below full marks that count for these
    advice   the audits below full marks that do not
    size     bytes that the page and all it asks for took on the way, headers included
    requests how many requests that were
    paint    milliseconds, simulated, until the largest part was seen
    """

    performance: float
    accessibility: float
    best_practices: float
    failing: frozenset[str]
    advice: frozenset[str]
    size: int
    requests: int
    paint: float

    @property
    def scores(self) -> tuple[float, float, float]:
        """The three scores, in the order of `CATEGORIES`."""
        return self.performance, self.accessibility, self.best_practices

    @property
    def is_low(self) -> bool:
        """Whether the page is below what is asked."""
        return any(score < least for score, least in zip(self.scores, AT_LEAST, strict=True))


def judge_fairly(program: str, chromium: str, place: Place, form_factor: str, runs: int) -> Judged:
    """Judge a page; one that is below what is asked is looked at again, for a busy machine makes a page slow, and none fast."""
    looks = [judge(program, chromium, place, form_factor)]
    if looks[0].is_low:
        looks += [judge(program, chromium, place, form_factor) for _ in range(runs - 1)]
    return together(looks)


def judge(program: str, chromium: str, place: Place, form_factor: str) -> Judged:
    """Let Lighthouse load a page and judge it.

    Raises LighthouseError where it did not come to a judgement three times, or came to another page.
    """
    said = ""
    for _ in range(TRIES):
        with tempfile.TemporaryDirectory(prefix="lighthouse") as folder:
            file = Path(folder) / "report.json"
            headers = Path(folder) / "headers.json"
            headers.write_text(json.dumps({"Cookie": place.cookies} if place.cookies else {}), encoding="utf-8")
            ended = subprocess.run(
                [program, place.address, *_options(file, headers), *_left_out(place), *FORM_FACTORS[form_factor]],
                env={**os.environ, "CHROME_PATH": chromium},
                capture_output=True,
                text=True,
                check=False,
            )
            report = json.loads(file.read_text(encoding="utf-8")) if ended.returncode == 0 else {}
        said = _wrong(report, place) if report else ended.stderr.strip() or ended.stdout.strip()
        if not said:
            return read(report)
    raise LighthouseError(f"{place.address}: {said}")


def _wrong(report: dict[str, Any], place: Place) -> str:
    """Return why a report is none of the page; nothing where it is one."""
    unscored = [name for name in CATEGORIES if report["categories"][name]["score"] is None]
    if unscored:
        return f"no score for {', '.join(unscored)}"
    came_to = report["finalDisplayedUrl"]
    return "" if came_to == place.address else f"came to {came_to}"


def _options(file: Path, headers: Path) -> tuple[str, ...]:
    return (
        "--quiet",
        "--output=json",
        f"--output-path={file}",
        f"--only-categories={','.join(CATEGORIES)}",
        f"--extra-headers={headers}",
        "--chrome-flags=" + " ".join(_quoted(flag) for flag in FLAGS),
        # The page of an error is a page.
        "--ignore-status-code",
        "--no-enable-error-reporting",
    )


def _left_out(place: Place) -> tuple[str, ...]:
    """Return the audits that cannot be met: Chromium itself writes into its console that a page came with an error's status."""
    return ("--skip-audits=errors-in-console",) if place.is_error else ()


def _quoted(flag: str) -> str:
    name, equals, value = flag.partition("=")
    return f'{name}="{value}"' if equals else name


def read(report: dict[str, Any]) -> Judged:
    """Return what a report of Lighthouse says."""
    audits = report["audits"]
    performance, accessibility, best_practices = (float(report["categories"][name]["score"]) for name in CATEGORIES)
    below: dict[bool, set[str]] = {True: set(), False: set()}
    for name in CATEGORIES:
        for each in report["categories"][name]["auditRefs"]:
            score = audits[each["id"]]["score"]
            if score is not None and score < 1:
                below[each["weight"] > 0].add(each["id"])
    requests = audits["network-requests"]["details"]["items"]
    return Judged(
        performance,
        accessibility,
        best_practices,
        failing=frozenset(below[True]),
        advice=frozenset(below[False]),
        size=sum(int(each["transferSize"]) for each in requests),
        requests=len(requests),
        paint=float(audits["largest-contentful-paint"]["numericValue"]),
    )


def together(runs: Sequence[Judged]) -> Judged:
    """Return what several looks at one page say: the median of what depends on the clock, the worst of what does not.

    >>> look = Judged(1.0, 1.0, 1.0, frozenset(), frozenset(), 900, 2, 500.0)
    >>> slow = Judged(0.9, 1.0, 0.9, frozenset({"console"}), frozenset(), 900, 2, 800.0)
    >>> both = together([look, slow, look])
    >>> both.performance, both.best_practices, sorted(both.failing)
    (1.0, 0.9, ['console'])
    """
    return Judged(
        performance=median(run.performance for run in runs),
        accessibility=min(run.accessibility for run in runs),
        best_practices=min(run.best_practices for run in runs),
        failing=frozenset().union(*(run.failing for run in runs)),
        advice=frozenset().union(*(run.advice for run in runs)),
        size=max(run.size for run in runs),
        requests=max(run.requests for run in runs),
        paint=median(run.paint for run in runs),
    )
