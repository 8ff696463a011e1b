"""`python -m survey …`: serving a survey, and the work around it.

Exit codes: 0 it ran; 1 wrong data, settings or database; 2 wrong command line.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import sqlalchemy as sa

from instruments.console import use_utf8
from instruments.errors import InstrumentError
from survey import opening, receipt, settings
from survey.export import ExportError, export
from survey.fielded import Library
from survey.opening import FIRST_STUDY, Opened
from survey.settings import Settings, SettingsError
from survey.simulate import simulate
from survey.store import backup, interviews, schema, studies
from survey.store import engine as engines
from survey.store.errors import StoreError

Command = Callable[[argparse.Namespace], None]


class CommandError(Exception):
    """A command that cannot do what it was asked; the message says what to do."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    # Whatever the app makes is for its owner alone.
    os.umask(0o077)
    use_utf8()
    chosen = parser().parse_args(arguments)
    command: Command = chosen.command
    try:
        command(chosen)
    except (CommandError, ExportError, InstrumentError, SettingsError, StoreError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"error: {error.filename or 'The output'}: {error.strerror}. Check the path and the space there.", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 0
    return 0


def parser() -> argparse.ArgumentParser:
    """Return the command line's grammar, from which the help is made."""
    top = argparse.ArgumentParser(prog="python -m survey", description="Field a survey: serve it, open and close it, export it.")
    commands = top.add_subparsers(title="commands", metavar="COMMAND", required=True)

    def add(name: str, command: Command, words: str) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=words, description=words)
        sub.set_defaults(command=command)
        return sub

    run = add("run", run_command, f"Serve the open studies. A database it has just created opens {FIRST_STUDY}.")
    run.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s, this computer only)")
    run.add_argument("--port", type=_port, default=8000, help="port to listen on (default: %(default)s)")
    run.add_argument("--preview", action="store_true", help="mark everything that is answered as a test")
    opened = add("open", open_command, "Field a questionnaire: accept answers under its address.")
    opened.add_argument("name", metavar="SLUG", help="a questionnaire that comes with the project, or the path of a YAML file")
    opened.add_argument("--study", type=Path, metavar="FILE", help="its study file (default: data/studies/SLUG.yaml)")
    closed = add("close", close_command, "Stop accepting answers to a study.")
    closed.add_argument("slug", metavar="SLUG")
    exported = add("export", export_command, "Write the responses to a CSV file, what respondents wrote themselves included.")
    exported.add_argument("slug", metavar="SLUG")
    exported.add_argument("--out", type=Path, required=True, metavar="FILE", help="the file to write, ending in .csv")
    exported.add_argument("--include-tests", action="store_true", help="write test responses too")
    exported.add_argument("--force", action="store_true", help="replace a file that exists")
    simulated = add("simulate", simulate_command, "Store made-up responses, marked as tests.")
    simulated.add_argument("slug", metavar="SLUG")
    simulated.add_argument(
        "--n", type=_count, default=500, help="how many complete ones; some break off besides (default: %(default)s)"
    )
    simulated.add_argument("--seed", type=int, default=1, help="the same seed gives the same answers (default: %(default)s)")
    withdrawn = add("withdraw", withdraw_command, "Delete the response that a receipt code belongs to.")
    withdrawn.add_argument("receipt", metavar="CODE", help="the code as the respondent has it; spaces and hyphens do not matter")
    add("upgrade", upgrade_command, "Bring the database to the schema of this version.")
    copied = add("backup", backup_command, "Write a complete copy of a SQLite database while the survey runs.")
    copied.add_argument("--out", type=Path, required=True, metavar="FILE", help="the file to write; it must not exist")
    return top


def run_command(chosen: argparse.Namespace) -> None:
    """Serve until stopped."""
    from survey import create_app
    from survey.server import serve

    given = settings.from_environment(host=chosen.host, preview=chosen.preview)
    _prepared(given).dispose()
    app = create_app(given)
    named = f"[{chosen.host}]" if ":" in chosen.host else chosen.host
    mode = " (preview: all answers are tests)" if chosen.preview else ""
    serve(app, chosen.host, chosen.port, lambda port: print(f"Serving http://{named}:{port}/{mode}. Ctrl+C stops.", flush=True))


def open_command(chosen: argparse.Namespace) -> None:
    """Open a study, warning of wording that nobody has reviewed."""
    engine = _connected(_settings())
    opening.make_ready(engine)
    _tell(opening.open_study(engine, chosen.name, chosen.study))


def close_command(chosen: argparse.Namespace) -> None:
    """Close a study."""
    if not studies.close_study(_existing(_settings()), chosen.slug):
        raise _unknown_study(chosen.slug)
    print(f"{chosen.slug} is closed.")


def export_command(chosen: argparse.Namespace) -> None:
    """Export a study."""
    if chosen.out.suffix != ".csv":
        raise CommandError(f"--out {chosen.out}: exports are CSV; give a name that ends in .csv.")
    done = export(_existing(_settings()), chosen.slug, chosen.out, include_tests=chosen.include_tests, force=chosen.force)
    words = ", what respondents wrote themselves included" if done.with_texts else ""
    print(f"{chosen.out}: {done.rows} response{'' if done.rows == 1 else 's'}{words}.")


def simulate_command(chosen: argparse.Namespace) -> None:
    """Simulate respondents."""
    given = _settings()
    engine = _prepared(given)
    fielded = Library(engine).find(chosen.slug)
    if fielded is None:
        raise _unknown_study(chosen.slug)
    done = simulate(engine, receipt.Keys(given.secret_key), fielded.instrument, n=chosen.n, seed=chosen.seed)
    print(f"{chosen.slug}: {done.complete} complete and {done.partial} partial test responses.")


def withdraw_command(chosen: argparse.Namespace) -> None:
    """Withdraw a response."""
    given = _settings()
    code = receipt.normalised(chosen.receipt)
    if code is None:
        raise CommandError("This is not a receipt code: one has 20 letters and digits. Check it for a typing mistake.")
    if not interviews.withdraw(_existing(given), receipt.Keys(given.secret_key).receipt_hash(code)):
        raise CommandError("No response belongs to this code. It may have been deleted already.")
    print("The response and everything that belongs to it are deleted. Backups and earlier exports are not changed.")


def upgrade_command(chosen: argparse.Namespace) -> None:
    """Migrate the database."""
    engine = _connected(_settings())
    schema.upgrade(engine)
    print(f"The database has the schema {schema.revision(engine)}.")


def backup_command(chosen: argparse.Namespace) -> None:
    """Copy the database."""
    backup.write(_existing(_settings()), chosen.out)
    print(f"{chosen.out} holds a complete copy. It contains answers: keep it as carefully as the database.")


def _settings() -> Settings:
    return settings.from_environment()


def _connected(given: Settings) -> sa.Engine:
    return engines.connect(given.database_url, given.busy_timeout)


def _prepared(given: Settings) -> sa.Engine:
    engine = _connected(given)
    opened = opening.prepare(engine)
    if opened:
        _tell(opened)
    return engine


def _tell(opened: Opened) -> None:
    for warning in opened.warnings:
        print(f"warning: {warning}", file=sys.stderr)
    print(f"{opened.instrument.id} version {opened.instrument.version} is open.", flush=True)


def _existing(given: Settings) -> sa.Engine:
    engine = _connected(given)
    schema.check(engine)
    return engine


def _unknown_study(slug: str) -> CommandError:
    return CommandError(f"No study {slug!r} in the database. Open it first: python -m survey open {slug}.")


def _port(written: str) -> int:
    if not (written.isascii() and written.isdigit()) or int(written) > 65535:
        raise argparse.ArgumentTypeError(f"a port is a number from 0 to 65535, got {written!r}")
    return int(written)


def _count(written: str) -> int:
    if not (written.isascii() and written.isdigit()) or not 1 <= int(written) <= 1_000_000:
        raise argparse.ArgumentTypeError(f"give a number from 1 to 1000000, got {written!r}")
    return int(written)
