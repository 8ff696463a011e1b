"""Draws the pictures of the documentation anew: `make pictures` (needs Chromium and poppler-utils)."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from docs import page_pictures
from tests.browser import FLAGS

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "docs" / "images"
PORT = 8765


def main() -> None:
    """Draw every picture."""
    IMAGES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        draw_form(browser, Path(folder))
        draw_report(browser, Path(folder))
        draw_paper(Path(folder))
        page_pictures.draw(browser)
        browser.close()


def draw_form(browser: Browser, folder: Path) -> None:
    """Draw pages of the form on a phone, in Kazakh."""
    with subprocess.Popen([sys.executable, "-m", "survey", "run", "--port", str(PORT)], cwd=folder, env=environment()) as server:
        wait_for(f"http://127.0.0.1:{PORT}/readyz")
        page = browser.new_page(viewport={"width": 390, "height": 760}, device_scale_factor=1.5)
        page.goto(f"http://127.0.0.1:{PORT}/astana-2023/?lang=kk")
        shoot(page, "start-kk")
        answer(page, "consent", 1)
        page.locator("input[name=q1_strength][value='7']").check()
        shoot(page, "form-kk")
        answer(page, "q1_strength", 7)
        answer(page, "q2_improve", 1)
        page.locator("input[name=q3_spheres][value='8']").check()
        answer(page, "q3_spheres", 1)
        shoot(page, "error-kk")
        server.terminate()


def draw_report(browser: Browser, folder: Path) -> None:
    """Draw the topline figures of the published study, in English and in Kazakh."""
    for language in ("en", "kk"):
        out = folder / language
        command = [sys.executable, "-m", "analysis", "report", "--language", language, "--out", str(out)]
        subprocess.run(command, cwd=folder, env=environment(), check=True, capture_output=True)
        page = browser.new_page(viewport={"width": 1000, "height": 760})
        page.goto(next(out.glob("*.html")).as_uri())
        page.locator("h3").filter(has_text="4. ").first.evaluate("heading => heading.scrollIntoView()")
        shoot(page, f"report-{language}")
        page.set_viewport_size({"width": 480, "height": 760})
        page.locator("#claims figure").first.evaluate("figure => figure.scrollIntoView()")
        shoot(page, f"claims-{language}")


def draw_paper(folder: Path) -> None:
    """Draw the first two pages of the Astana questionnaire on paper, in Kazakh, side by side (needs poppler-utils)."""
    out = folder / "paper.pdf"
    command = [sys.executable, "-m", "instruments", "print", "astana-2023", "--language", "kk", "--out", str(out)]
    subprocess.run(command, cwd=folder, env=environment(), check=True, capture_output=True)
    subprocess.run(["pdftoppm", "-r", "75", "-l", "2", "-gray", "-png", out, folder / "page"], check=True)
    left, right = (Image.open(path) for path in sorted(folder.glob("page-*.png")))
    both = Image.new("L", (left.width + right.width + 1, left.height))
    both.paste(left, (0, 0))
    both.paste(right, (left.width + 1, 0))
    both.save(IMAGES / "paper-kk.png", optimize=True)


def answer(page: Page, question: str, code: int) -> None:
    """Choose an answer and go on."""
    page.locator(f"input[name={question}][value='{code}']").check()
    page.locator("main button[name=action][value=next]").click()


def shoot(page: Page, name: str) -> None:
    """Save what the window shows."""
    page.screenshot(path=IMAGES / f"{name}.png")


def environment() -> dict[str, str]:
    """Return the environment in which the commands of this checkout run from another folder."""
    return {**os.environ, "PYTHONPATH": str(ROOT)}


def wait_for(address: str) -> None:
    """Wait until the server answers, 20 seconds at most."""
    for _ in range(200):
        try:
            urllib.request.urlopen(address, timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit("The server did not start within 20 seconds.")


if __name__ == "__main__":
    main()
