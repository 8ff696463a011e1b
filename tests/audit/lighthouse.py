"""`python -m tests.audit.lighthouse`: Lighthouse on each kind of page, on a slow telephone and on a desk; a table.

Lighthouse is a program of Node.js and comes from npm; `make lighthouse` fetches it into a folder of its own.
"""

from __future__ import annotations

import argparse
import logging
import shutil
import sys
import time
from collections import Counter
from collections.abc import Iterator

from playwright.sync_api import Browser, sync_playwright

from tests.audit.judged import AT_LEAST, FORM_FACTORS, Judged, LighthouseError, judge_fairly
from tests.audit.places import Place, places
from tests.audit.site import serving
from tests.browser import FLAGS
from tests.survey.windows import Site

HEADING = """\
| page | language | on | performance | accessibility | best practices | largest paint, s | KB | requests | below full marks |
|---|---|---|---|---|---|---|---|---|---|"""


def main() -> int:
    """Look at each kind of page; 1 where one is below what is asked, or Lighthouse cannot look."""
    asked = _parser().parse_args()
    program = shutil.which(asked.lighthouse)
    if program is None:
        print(
            f"Lighthouse is not there: {asked.lighthouse}. `make lighthouse` installs and runs it; or install it yourself with"
            " `npm install lighthouse` and name it: --lighthouse node_modules/.bin/lighthouse",
            file=sys.stderr,
        )
        return 1
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    with sync_playwright() as playwright, serving() as site:
        browser = playwright.chromium.launch(executable_path=asked.chromium, args=FLAGS)
        try:
            return _table(browser, site, program, asked)
        except LighthouseError as failed:
            print(f"Lighthouse failed: {failed}", file=sys.stderr)
            return 1
        finally:
            browser.close()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.audit.lighthouse", description=__doc__)
    parser.add_argument("--lighthouse", default="lighthouse", metavar="PATH", help="the program (lighthouse, found on the PATH)")
    parser.add_argument("--chromium", default="/usr/bin/chromium", help="the browser (/usr/bin/chromium)")
    parser.add_argument("--languages", nargs="+", default=["kk", "en"], choices=["kk", "en", "ru"], help="(kk en)")
    parser.add_argument(
        "--runs",
        type=int,
        default=3,
        choices=range(1, 10),
        help="looks at a page that is too low; the median counts (3)",
    )
    parser.add_argument("--only", default="", metavar="WORDS", help="only the pages whose name begins so, such as 'question'")
    return parser


def _table(browser: Browser, site: Site, program: str, asked: argparse.Namespace) -> int:
    """Print a row for each page on each form factor, and what Lighthouse would have otherwise; 1 where one is too low."""
    began, low, advice = time.monotonic(), 0, Counter[str]()
    count = 0
    print(HEADING, flush=True)
    for place, form_factor in _looks(browser, site, asked):
        judged = judge_fairly(program, asked.chromium, place, form_factor, asked.runs)
        count += 1
        low += judged.is_low
        advice.update(judged.advice)
        print(row(place, form_factor, judged), flush=True)
    print(f"\n{count} pages, {low} below {' / '.join(f'{each:g}' for each in AT_LEAST)}, {time.monotonic() - began:.0f} s.")
    print("\nAdvice that does not count, and on how many pages it was given:")
    for name, times in advice.most_common():
        print(f"- {name}: {times}")
    return int(low > 0 or count == 0)


def _looks(browser: Browser, site: Site, asked: argparse.Namespace) -> Iterator[tuple[Place, str]]:
    for language in asked.languages:
        for place in places(browser, site, language):
            if place.name.startswith(asked.only):
                yield from ((place, form_factor) for form_factor in FORM_FACTORS if place.desk or form_factor == "phone")


def row(place: Place, form_factor: str, judged: Judged) -> str:
    """Return the row of a page in the table; sizes in thousands of bytes."""
    cells = (
        place.name,
        place.language,
        form_factor,
        *(f"{score:.2f}" for score in judged.scores),
        f"{judged.paint / 1000:.1f}",
        f"{judged.size / 1000:.1f}",
        str(judged.requests),
        ", ".join(sorted(judged.failing)) or "–",
    )
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    sys.exit(main())
