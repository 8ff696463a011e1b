"""What the commands for a survey in the field do: it is opened, served, tried out, exported, paused and closed."""

from __future__ import annotations

import argparse
import sys

import sqlalchemy as sa

from instruments.counted import counted
from instruments.errors import UnknownInstrumentError
from survey import create_app, opening, settings
from survey.exporting.export import export
from survey.exporting.table import Wanted, details
from survey.fielded import Fielded, Library
from survey.keys import receipt
from survey.opening import Opened
from survey.serving.server import serve
from survey.settings import Settings
from survey.simulation.simulate import Simulated, simulate
from survey.store import integrity, interviews, schema, studies
from survey.store.audit import COMMAND_LINE, Action
from survey.store.errors import UnreadableError
from survey.store.studies import State
from survey.tasks.base import CommandError, connected, current_settings, existing, line, log, slug_of, unknown_study

_PLAIN_HTTP = (
    "warning: with --host {host} browsers send the form's cookie over https only, and this server speaks plain http: nobody can "
    "answer. Listen on 127.0.0.1, put a web server with HTTPS in front, and set SURVEY_PROXY_HOPS=1 "
    "(docs/how-to/field-a-survey.md has its settings)."
)

_ADDRESS = (
    "Its form: /{slug}/ on your web server; here http://127.0.0.1:8000/{slug}/ while `python -m survey run` serves it "
    "(another port where --port names one)."
)
_NONE_OPEN = (
    "warning: no study is open, so nobody can answer. Open one, again if it was closed, while this runs: "
    "python -m survey open FILE_OR_SLUG."
)


_UNREADABLE = "warning: nobody can answer {slug}. {wrong}"


def run_command(chosen: argparse.Namespace) -> None:
    """Serve until stopped."""
    given = settings.from_environment(host=chosen.host, preview=chosen.preview, processes=chosen.processes)
    engine = connected(given)
    opened = opening.prepare(engine)
    integrity.check(engine)
    there = Library(engine).every()
    unreadable = [(row.slug, found) for row, found in there if isinstance(found, UnreadableError)]
    accepts_answers = any(row.state in (State.OPEN, State.NOT_OPEN) for row, found in there if isinstance(found, Fielded))
    engine.dispose()
    app = create_app(given)
    named = f"[{chosen.host}]" if ":" in chosen.host else chosen.host
    mode = " (preview: all answers are tests)" if chosen.preview else ""

    def started(port: int) -> None:
        if opened:
            _tell(opened)
        if given.is_public and not given.proxy_hops:
            print(_PLAIN_HTTP.format(host=chosen.host), file=sys.stderr)
        for slug, wrong in unreadable:
            print(_UNREADABLE.format(slug=slug, wrong=wrong), file=sys.stderr)
        if not accepts_answers:
            print(_NONE_OPEN, file=sys.stderr)
        print(f"Serving http://{named}:{port}/{mode}. Ctrl+C stops.", flush=True)

    serve(app, chosen.host, chosen.port, started)


def open_command(chosen: argparse.Namespace) -> None:
    """Open a study, warning of wording that nobody has reviewed."""
    engine = connected(current_settings())
    opens, closes = chosen.opens or "", chosen.closes or ""
    try:
        opened = opening.open_study(engine, chosen.name, chosen.study, opens=opens, closes=closes, account=COMMAND_LINE)
    except UnknownInstrumentError:
        # With a study file the questionnaire is meant to be read anew.
        again = chosen.study is None
        found = opening.reopen_study(engine, chosen.name, opens=opens, closes=closes, account=COMMAND_LINE) if again else None
        if found is None:
            raise
        opened = found
    _tell(opened)
    print(_ADDRESS.format(slug=opened.instrument.id), flush=True)


def close_command(chosen: argparse.Namespace) -> None:
    """Close a study."""
    engine, slug = existing(current_settings()), slug_of(chosen.slug)
    if not studies.close_study(engine, slug, entry=line(Action.CLOSE, slug)):
        raise unknown_study(engine, slug)
    print(f"{slug} is closed. To accept answers again, open it as before.")


def pause_command(chosen: argparse.Namespace) -> None:
    """Pause a study."""
    engine, slug = existing(current_settings()), slug_of(chosen.slug)
    row = studies.find(engine, slug)
    if row is None:
        raise unknown_study(engine, slug)
    if row.state is State.CLOSED or not studies.pause_study(engine, slug, entry=line(Action.PAUSE, slug)):
        raise CommandError(f"{slug} is closed, so there is nothing to pause. To accept answers again, open it.")
    print(f"{slug} is paused: nobody can begin, whoever has begun can finish. To go on, open it as before.")


def export_command(chosen: argparse.Namespace) -> None:
    """Export a study."""
    engine, slug = existing(current_settings()), slug_of(chosen.slug)
    integrity.check(engine)
    wanted = Wanted(slug, chosen.include_tests, own_words=not chosen.without_texts, version=chosen.version)
    done = export(engine, wanted, chosen.out, force=chosen.force)
    log(engine, Action.EXPORT, slug, details(chosen.out.suffix.removeprefix(".").lower(), wanted))
    words = ", what respondents wrote themselves included" if done.with_texts else ""
    words += ", not anonymous: each with its panel_id" if done.with_members else ""
    hint = " There are test responses: write them with --include-tests." if done.tests_alone else ""
    print(f"{chosen.out}: {counted(done.rows, 'response')}{words}.{hint}")


def simulate_command(chosen: argparse.Namespace) -> None:
    """Simulate respondents."""
    given = current_settings()
    engine, slug = _prepared(given), slug_of(chosen.slug)
    fielded = Library(engine).find(slug)
    if fielded is None:
        raise unknown_study(engine, slug)
    stored = Simulated()
    try:
        simulate(engine, receipt.Keys(given.secret_key), fielded.instrument, stored, n=chosen.n, seed=chosen.seed)
    finally:
        # Said of a run that is cut short, too.
        print(f"{slug}: {_counts(stored)}", flush=True)
        log(engine, Action.SIMULATE, slug, counted(stored.begun, "test response"))
    if stored.is_full:
        print(f"The quotas are full, so nobody else is taken: {stored.complete} of {chosen.n} complete ones.", flush=True)


def _counts(stored: Simulated) -> str:
    more = {"screened out": stored.screened, "turned away by full quotas": stored.full}
    ended = "".join(f" {n} more were {how}." for how, n in more.items() if n)
    return f"{stored.complete} complete and {stored.partial} partial test responses are stored.{ended}"


def withdraw_command(chosen: argparse.Namespace) -> None:
    """Withdraw a response."""
    given = current_settings()
    code = receipt.normalised(chosen.receipt)
    if code is None:
        raise CommandError("This is not a receipt code: one has 20 letters and digits. Check it for a typing mistake.")
    engine = existing(given)
    receipt_hash = receipt.Keys(given.secret_key).receipt_hash(code)
    slug = studies.of_receipt(engine, receipt_hash) or ""
    if not interviews.withdraw(engine, receipt_hash, entry=line(Action.WITHDRAW, slug)):
        raise CommandError("No response belongs to this code. It may have been deleted already.")
    print("The response and everything that belongs to it are deleted. Backups and earlier exports are not changed.")


def upgrade_command(chosen: argparse.Namespace) -> None:
    """Migrate the database."""
    engine = connected(current_settings())
    schema.upgrade(engine)
    print(f"The database has the schema {schema.revision(engine)}.")


def _prepared(given: Settings) -> sa.Engine:
    engine = connected(given)
    opened = opening.prepare(engine)
    if opened:
        _tell(opened)
    return engine


def _tell(opened: Opened) -> None:
    for warning in opened.warnings:
        print(f"warning: {warning}", file=sys.stderr)
    is_open = f"is open {opened.times}".rstrip()
    print(f"{opened.instrument.id} version {opened.instrument.version} {is_open}.", flush=True)
