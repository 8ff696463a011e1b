"""The steps of the documentation are done as they are written: every command of a page, in its order, in an empty folder."""

from __future__ import annotations

import gc
import io
import os
import re
import shlex
import shutil
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from analysis.cli import main as analysis_main
from instruments.cli import main as instruments_main
from survey import commands, create_app, settings
from tests.survey.respondent import Respondent

ROOT = Path(__file__).resolve().parent.parent
PROGRAMS: dict[str, Callable[[Sequence[str]], int]] = {
    "analysis": analysis_main,
    "instruments": instruments_main,
    "survey": commands.main,
}
GOOGLE_FORMS = {"answers.csv": "data/examples/astana-2023-google-forms.csv"}
COPIED: dict[str, dict[str, str]] = {
    "README.md": GOOGLE_FORMS,
    "docs/tutorial.md": {},
    "docs/how-to/field-a-survey.md": {},
    "docs/how-to/google-forms.md": GOOGLE_FORMS,
    "docs/how-to/interview-in-person.md": {},
    "docs/how-to/administer.md": {"people.csv": "data/examples/astana-2023-google-forms.csv"},
    "docs/how-to/watch-a-survey.md": {"old.yaml": "instruments/astana-2023.yaml", "new.yaml": "instruments/astana-2023.yaml"},
    "docs/how-to/paper.md": {},
    "docs/how-to/run-a-panel.md": {
        "panel-wave-1.yaml": "data/examples/panel-wave-1.yaml",
        "panel-wave-1-study.yaml": "data/examples/panel-wave-1-study.yaml",
        "panel-wave-2.yaml": "data/examples/panel-wave-2.yaml",
        "panel-wave-2-study.yaml": "data/examples/panel-wave-2-study.yaml",
        "people.csv": "data/examples/panel-people.csv",
    },
}
"""What a page tells its reader to have before the first command."""

FILLED_IN = {"my-survey.yaml": "instruments/astana-2023.yaml", "my-survey-study.yaml": "data/studies/astana-2023.yaml"}
"""What a reader makes of the files that `instruments new` writes, where a page says to fill them in."""

LEFT_OUT = {"make test", ".venv/bin/python -m survey privacy-report my-survey --language kk --questions d_age,d_region"}
"""What takes too long, and what asks for questions that not every survey has."""

PASSWORD = "seven storks above the steppe"
"""What a reader types where a password is asked for."""

FEWER = ("--n 500", "--n 30")
"""The one thing changed: fewer made-up respondents, to be quick."""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "stdin", sys.stdin)
    monkeypatch.setattr(commands.os, "umask", lambda mask: mask)
    for name in ("SURVEY_DATABASE_URL", "SURVEY_SECRET_KEY", "SURVEY_TRUSTED_HOSTS", "SURVEY_PROXY_HOPS"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def steps(page: str) -> Iterator[tuple[str, str]]:
    """Yield ("sh", a command) and ("python", a program), in the order of a page."""
    for language, block in re.findall(r"```(sh|python)\n(.*?)```", (ROOT / page).read_text("utf-8"), flags=re.DOTALL):
        yield from ((language, line) for line in block.splitlines() if line.strip()) if language == "sh" else [(language, block)]


def recipe(target: str) -> list[str]:
    """Return the commands of a target of the Makefile."""
    found = re.search(rf"^{target}:.*\n((?:\t.*\n)+)", (ROOT / "Makefile").read_text("utf-8"), flags=re.MULTILINE)
    assert found, target
    return [line.strip().replace("$(BIN)", ".venv/bin").replace("$(PORT)", "8000") for line in found[1].splitlines()]


def fill_in() -> None:
    """Put a whole questionnaire and its study file in the place of the templates."""
    for name, original in FILLED_IN.items():
        words = (ROOT / original).read_text("utf-8").replace("id: astana-2023", "id: my-survey")
        Path(name).write_text(re.sub(r"^(conductor|contact):\n(  .*\n)+", someone, words, flags=re.MULTILINE), "utf-8")


def someone(texts: re.Match[str]) -> str:
    """Return the texts of one key with a name of their own: the shipped study's say nothing about another one."""
    return texts[0].replace('"\n', '. Алма / Alma, alma@example.org"\n')


class Reader:
    """Somebody who does what a page says; whatever they serve, they answer once."""

    def __init__(self) -> None:
        self.receipt = ""

    def do(self, line: str) -> None:
        """Do one command."""
        words = shlex.split(line.replace(*FEWER), comments=True)
        if words[0] == "make":
            for each in recipe(words[1]):
                self.do(each)
            return
        environment = dict(word.split("=", 1) for word in words if re.match(r"[A-Z_]+=", word))
        python, flag, program, *arguments = words[len(environment) :]
        assert (python, flag) == (".venv/bin/python", "-m"), line
        if program == "survey" and arguments[0] == "run":
            serve(arguments, environment)
            self.answer(preview="--preview" in arguments)
            return
        assert not environment
        sys.stdin = io.StringIO(f"{PASSWORD}\n")
        assert PROGRAMS[program]([self.receipt if word == "CODE" else word for word in arguments]) == 0, line
        gc.collect()  # closes what the end of its process would have closed: `restore` asks for a database of its own

    def answer(self, *, preview: bool) -> None:
        """Answer the study that is open."""
        app = create_app(settings.from_environment({}, preview=preview))
        someone = Respondent(app)
        someone.get("/?lang=kk")
        someone.next(consent="1")
        while someone.page.kind != "done":
            someone.next()
        self.receipt = someone.page.receipt
        app.extensions["survey"].engine.dispose()


def serve(arguments: Sequence[str], environment: dict[str, str]) -> None:
    """Serve on a free port until it answers."""
    process = subprocess.Popen(
        [sys.executable, "-m", "survey", *arguments, "--port", "0"],  # the last one named is taken
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout
    try:
        serving = next((found for line in process.stdout if (found := re.match(r"Serving (http://[\d.:]+)/", line))), None)
        assert serving, arguments
        host = environment.get("SURVEY_TRUSTED_HOSTS", "127.0.0.1")
        with urllib.request.urlopen(urllib.request.Request(f"{serving[1]}/readyz", headers={"Host": host})) as answer:
            assert answer.status == 200
    finally:
        process.terminate()
        process.stdout.close()
        status = process.wait(10)
    assert status == 0


def test_every_page_with_steps_is_done() -> None:
    pages = [ROOT / "README.md", ROOT / "docs/tutorial.md", *(ROOT / "docs/how-to").glob("*.md")]
    named = [str(page.relative_to(ROOT)) for page in pages]
    assert {name for name in named if any(steps(name))} == COPIED.keys()


@pytest.mark.parametrize("page", COPIED)
def test_the_steps_of_a_page_work(folder: Path, page: str) -> None:
    (folder / "data").symlink_to(ROOT / "data")
    for name, original in COPIED[page].items():
        shutil.copy(ROOT / original, folder / name)
    if not any("instruments new" in step for _, step in steps(page)):
        fill_in()
    reader = Reader()
    done = 0
    for language, step in steps(page):
        if language == "python":
            exec(compile(step, page, "exec"), {})
        elif step.split("#")[0].strip() not in LEFT_OUT:
            reader.do(step)
        if "instruments new" in step:
            fill_in()
        done += 1
    assert done >= 2
