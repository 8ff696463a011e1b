"""The command line `python -m survey …`: its grammar. Nothing heavy is imported before a command runs."""

from __future__ import annotations

import argparse
import os
import re
from collections.abc import Callable, Sequence
from pathlib import Path

from instruments.console import Parser, use_utf8
from survey.serving.processes import usual
from survey.settings import DEFAULT_URL, FIRST_STUDY

_BASE_URL = re.compile(r"https?://[^\s/?#@\"'<>]+(/[^\s?#\"'<>]*)?", re.IGNORECASE)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 it ran; 1 wrong data, settings or database; 2 wrong command line."""
    # Whatever the app makes is for its owner alone.
    os.umask(0o077)
    use_utf8()
    grammar = parser()
    chosen = grammar.parse_args(arguments)
    if chosen.command == "tokens" and not chosen.none and chosen.out is None:
        grammar.error("tokens needs --out FILE, the CSV file to write")
    from survey.tasks.run import run

    return run(chosen)


def parser() -> argparse.ArgumentParser:
    """Return the command line's grammar, from which the help is made."""
    what = (
        "Field a survey: serve it, open and close it, export it. Its commands work on the database that SURVEY_DATABASE_URL "
        f"names; without it, on {DEFAULT_URL} in this folder."
    )
    top = Parser(prog="python -m survey", description=what)
    commands = top.add_subparsers(title="commands", metavar="COMMAND", required=True)

    def add(name: str, words: str) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=words, description=words)
        sub.set_defaults(command=name)
        return sub

    study = "the study: its address, or the path of its questionnaire's .yaml file"
    run = add("run", f"Serve the open studies. A database it has just created opens {FIRST_STUDY}.")
    run.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s, this computer only)")
    run.add_argument("--port", type=_port, default=8000, help="port to listen on (default: %(default)s)")
    run.add_argument(
        "--processes", type=_processes, default=usual(), help="how many processes serve (default: one a processor, at most four)"
    )
    run.add_argument("--preview", action="store_true", help="mark everything that is answered as a test")
    opened = add("open", "Field a questionnaire, or open a closed study again: accept answers under its address.")
    opened.add_argument(
        "name",
        metavar="SLUG",
        help="a questionnaire that comes with the project, the path of a .yaml file, or a study to open again as it was",
    )
    default = "SLUG-study.yaml beside the questionnaire, else data/studies/SLUG.yaml"
    opened.add_argument("--study", type=Path, metavar="FILE", help=f"its study file (default: {default})")
    time = "when it opens: 2026-11-22T08:00 in the study file's timezone (without one: UTC)"
    opened.add_argument("--from", dest="opens", type=_time, metavar="TIME", help=time)
    end = "when it closes; +05:00 behind it names another zone"
    opened.add_argument("--until", dest="closes", type=_time, metavar="TIME", help=end)
    paused = add("pause", "Let nobody begin a study's interview any more; whoever has begun can finish. Open it to go on.")
    paused.add_argument("slug", metavar="SLUG", help=study)
    closed = add("close", "Stop accepting answers to a study.")
    closed.add_argument("slug", metavar="SLUG", help=study)
    _export(add("export", "Write the responses to a CSV, Excel or Parquet file."), study)
    simulated = add("simulate", "Store made-up responses, marked as tests.")
    simulated.add_argument("slug", metavar="SLUG", help=study)
    simulated.add_argument(
        "--n", type=_count, default=500, help="how many complete ones; some break off besides (default: %(default)s)"
    )
    simulated.add_argument("--seed", type=int, default=1, help="the same seed gives the same answers (default: %(default)s)")
    withdrawn = add("withdraw", "Delete the response that a receipt code belongs to.")
    withdrawn.add_argument("receipt", metavar="CODE", help="the code as the respondent has it; spaces and hyphens do not matter")
    _tokens(add("tokens", "Make single-use links to a study, which can then be begun with a link alone."), study)
    _panel(add)
    _privacy(add("privacy-report", "Say what is stored where, and how easily somebody could be found in it."), study)
    add("upgrade", "Bring the database to the schema of this version.")
    copied = add("backup", "Write a complete copy of a SQLite database while the survey runs.")
    copied.add_argument("--out", type=Path, required=True, metavar="FILE", help="the file to write; it must not exist")
    restored = add("restore", "Put a backup in the place of a SQLite database that nothing uses; the former one stays beside it.")
    restored.add_argument("file", type=Path, metavar="FILE", help="the file that `backup` wrote")
    restored.add_argument("--yes", action="store_true", help="bring back what may have been withdrawn, where nobody knows")
    erased = add("erase", "Delete all responses to a closed study for good; its questionnaire and the audit log stay.")
    erased.add_argument("slug", metavar="SLUG", help=study)
    erased.add_argument("--yes", action="store_true", help="do not ask whether it is meant")
    _interviewer(add("interviewer", "Give interviewers the codes under which they stand in the responses to a study."), study)
    _user(add("user", "Make and change the accounts that may sign in at /admin/."))
    return top


def _export(exported: argparse.ArgumentParser, study: str) -> None:
    exported.add_argument("slug", metavar="SLUG", help=study)
    suffix = "the file to write, ending in .csv, .xlsx or .parquet"
    exported.add_argument("--out", type=Path, required=True, metavar="FILE", help=suffix)
    exported.add_argument("--include-tests", action="store_true", help="write test responses too")
    exported.add_argument("--without-texts", action="store_true", help="leave out what respondents wrote themselves")
    exported.add_argument("--version", type=_count, help="write the responses to this version of the questionnaire alone")
    exported.add_argument("--force", action="store_true", help="replace a file that exists")


def _tokens(tokens: argparse.ArgumentParser, study: str) -> None:
    tokens.add_argument("slug", metavar="SLUG", help=study)
    many = tokens.add_mutually_exclusive_group(required=True)
    many.add_argument("--n", type=_count, help="how many")
    many.add_argument("--from", dest="people", type=Path, metavar="FILE", help="one for each row of a CSV file, into its copy")
    many.add_argument("--none", action="store_true", help="remove its links, and let everybody begin again")
    tokens.add_argument("--out", type=Path, metavar="FILE", help="the CSV file to write; it must not exist (not with --none)")
    address = "http://127.0.0.1:8000"
    where = "where the survey is reached (default: %(default)s)"
    tokens.add_argument("--base-url", type=_base_url, default=address, metavar="URL", help=where)


def _panel(add: Callable[[str, str], argparse.ArgumentParser]) -> None:
    listed = add("members", "Give each person on a list an id for a panel: once, for all its waves.")
    listed.add_argument("--from", dest="people", type=Path, required=True, metavar="FILE", help="a CSV file, a row a person")
    listed.add_argument("--out", type=Path, required=True, metavar="FILE", help="its copy with the column panel_id, to be kept")
    reminded = add("reminders", "List the members of a panel who have not begun a wave.")
    reminded.add_argument("slug", metavar="SLUG", help="the wave: its address, or the path of its questionnaire's .yaml file")
    reminded.add_argument(
        "--from", dest="people", type=Path, required=True, metavar="FILE", help="what `tokens` wrote for the wave"
    )
    reminded.add_argument("--out", type=Path, required=True, metavar="FILE", help="its rows whose links are unused")
    left = add("leave", "Take a member out of a panel: delete all answers and links, and make no more links.")
    left.add_argument("member", metavar="PANEL_ID", help="the member's panel_id, as it stands in the list of members")


def _privacy(report: argparse.ArgumentParser, study: str) -> None:
    report.add_argument("slug", nargs="?", metavar="SLUG", help=f"{study}; none = every one")
    report.add_argument("--language", choices=["kk", "en", "ru"], default="en", help="of the report (default: %(default)s)")
    names = "questions, with commas between, by whose answers respondents are compared (default: those about themselves)"
    report.add_argument("--questions", metavar="IDS", help=names)


def _interviewer(interviewer: argparse.ArgumentParser, study: str) -> None:
    commands = interviewer.add_subparsers(title="commands", metavar="COMMAND", required=True)

    def add(name: str, words: str) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=words, description=words)
        sub.set_defaults(command=f"interviewer {name}")
        sub.add_argument("slug", metavar="SLUG", help=study)
        if name != "list":
            sub.add_argument("name", metavar="NAME", help="the interviewer's account")
        return sub

    given = add("give", "Give an account a code in a study, in place of any earlier one.")
    given.add_argument("--code", metavar="CODE", help="a letter, then letters, digits and hyphens; no name (default: random)")
    add("take", "Let an account hold no more interviews of a study.")
    add("list", "List the interviewers of a study, their codes, and how many interviews they completed, in fives.")


def _user(user: argparse.ArgumentParser) -> None:
    commands = user.add_subparsers(title="commands", metavar="COMMAND", required=True)

    def add(name: str, words: str) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=words, description=words)
        sub.set_defaults(command=f"user {name}")
        if name != "list":
            sub.add_argument("name", metavar="NAME", help="the account's name")
        return sub

    added = add("add", "Make an account. Its password is asked for, or read from the standard input.")
    added.add_argument("--role", required=True, choices=["viewer", "interviewer", "analyst", "owner"], help="what it may do")
    added.add_argument("--no-totp", action="store_true", help="a password alone is enough, no code of an authenticator app")
    add("list", "List the accounts.")
    add("disable", "Keep an account from signing in, and sign it out everywhere.")
    add("password", "Give an account a new password, and sign it out everywhere; a disabled one may sign in again.")
    add("totp", "Give an account a new secret for the codes of its app, and sign it out everywhere.")


def _port(written: str) -> int:
    if not (written.isascii() and written.isdigit()) or int(written) > 65535:
        raise argparse.ArgumentTypeError(f"a port is a number from 0 to 65535, got {written!r}")
    return int(written)


def _processes(written: str) -> int:
    if not (written.isascii() and written.isdigit()) or not 1 <= int(written) <= 64:
        raise argparse.ArgumentTypeError(f"give how many processes serve, from 1 to 64, got {written!r}")
    if int(written) > 1 and not hasattr(os, "fork"):
        raise argparse.ArgumentTypeError("on Windows one process serves: give 1")
    return int(written)


def _time(written: str) -> str:
    # Without a time it opens at once: nobody means that by a variable that happens to be empty.
    if not written.strip():
        raise argparse.ArgumentTypeError(f"give a time such as 2026-11-22T08:00, or leave the option out, got {written!r}")
    return written


def _base_url(written: str) -> str:
    if not _BASE_URL.fullmatch(written):
        raise argparse.ArgumentTypeError(f"give an address such as https://survey.example.org, got {written!r}")
    return written


def _count(written: str) -> int:
    if not (written.isascii() and written.isdigit()) or not 1 <= int(written) <= 1_000_000:
        raise argparse.ArgumentTypeError(f"give a number from 1 to 1000000, got {written!r}")
    return int(written)
