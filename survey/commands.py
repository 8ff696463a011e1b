"""The command line `python -m survey …`: its grammar. Nothing heavy is imported before a command runs."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from pathlib import Path

from instruments.console import Parser, use_utf8
from survey.settings import FIRST_STUDY


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 it ran; 1 wrong data, settings or database; 2 wrong command line."""
    # Whatever the app makes is for its owner alone.
    os.umask(0o077)
    use_utf8()
    chosen = parser().parse_args(arguments)
    from survey import tasks

    return tasks.run(chosen)


def parser() -> argparse.ArgumentParser:
    """Return the command line's grammar, from which the help is made."""
    top = Parser(prog="python -m survey", description="Field a survey: serve it, open and close it, export it.")
    commands = top.add_subparsers(title="commands", metavar="COMMAND", required=True)

    def add(name: str, words: str) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=words, description=words)
        sub.set_defaults(command=name)
        return sub

    study = "the study: its address, or the path of its questionnaire's .yaml file"
    run = add("run", f"Serve the open studies. A database it has just created opens {FIRST_STUDY}.")
    run.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s, this computer only)")
    run.add_argument("--port", type=_port, default=8000, help="port to listen on (default: %(default)s)")
    run.add_argument("--preview", action="store_true", help="mark everything that is answered as a test")
    opened = add("open", "Field a questionnaire, or open a closed study again: accept answers under its address.")
    opened.add_argument("name", metavar="SLUG", help="a questionnaire that comes with the project, or the path of a .yaml file")
    default = "SLUG-study.yaml beside the questionnaire, else data/studies/SLUG.yaml"
    opened.add_argument("--study", type=Path, metavar="FILE", help=f"its study file (default: {default})")
    closed = add("close", "Stop accepting answers to a study.")
    closed.add_argument("slug", metavar="SLUG", help=study)
    exported = add("export", "Write the responses to a CSV file, what respondents wrote themselves included.")
    exported.add_argument("slug", metavar="SLUG", help=study)
    exported.add_argument("--out", type=Path, required=True, metavar="FILE", help="the file to write, ending in .csv")
    exported.add_argument("--include-tests", action="store_true", help="write test responses too")
    exported.add_argument("--force", action="store_true", help="replace a file that exists")
    simulated = add("simulate", "Store made-up responses, marked as tests.")
    simulated.add_argument("slug", metavar="SLUG", help=study)
    simulated.add_argument(
        "--n", type=_count, default=500, help="how many complete ones; some break off besides (default: %(default)s)"
    )
    simulated.add_argument("--seed", type=int, default=1, help="the same seed gives the same answers (default: %(default)s)")
    withdrawn = add("withdraw", "Delete the response that a receipt code belongs to.")
    withdrawn.add_argument("receipt", metavar="CODE", help="the code as the respondent has it; spaces and hyphens do not matter")
    add("upgrade", "Bring the database to the schema of this version.")
    copied = add("backup", "Write a complete copy of a SQLite database while the survey runs.")
    copied.add_argument("--out", type=Path, required=True, metavar="FILE", help="the file to write; it must not exist")
    return top


def _port(written: str) -> int:
    if not (written.isascii() and written.isdigit()) or int(written) > 65535:
        raise argparse.ArgumentTypeError(f"a port is a number from 0 to 65535, got {written!r}")
    return int(written)


def _count(written: str) -> int:
    if not (written.isascii() and written.isdigit()) or not 1 <= int(written) <= 1_000_000:
        raise argparse.ArgumentTypeError(f"give a number from 1 to 1000000, got {written!r}")
    return int(written)
