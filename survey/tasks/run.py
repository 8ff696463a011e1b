"""Which function does what a command asks for, and how its mistakes are said."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping

from instruments.console import output_closed
from instruments.errors import InstrumentError
from survey.exporting.table import ExportError
from survey.invitations.people import PeopleError
from survey.schedule import ScheduleError
from survey.settings import SettingsError
from survey.store.errors import StoreError
from survey.tasks import accounts, fielding, interviewers, keeping, links, panels, privacy
from survey.tasks.base import CommandError

Command = Callable[[argparse.Namespace], None]


def run(chosen: argparse.Namespace) -> int:
    """Do what the command line asks for, and return the exit code: 0, or 1 with what is wrong on the standard error."""
    try:
        _COMMANDS[chosen.command](chosen)
        sys.stdout.flush()
    except (CommandError, ExportError, InstrumentError, PeopleError, ScheduleError, SettingsError, StoreError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    except BrokenPipeError:
        return output_closed()
    except OSError as error:
        print(f"error: {error.filename or 'The output'}: {error.strerror}. Check the path and the space there.", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 0
    return 0


_COMMANDS: Mapping[str, Command] = {
    "run": fielding.run_command,
    "open": fielding.open_command,
    "pause": fielding.pause_command,
    "close": fielding.close_command,
    "export": fielding.export_command,
    "simulate": fielding.simulate_command,
    "withdraw": fielding.withdraw_command,
    "upgrade": fielding.upgrade_command,
    "backup": keeping.backup_command,
    "restore": keeping.restore_command,
    "erase": keeping.erase_command,
    "tokens": links.tokens_command,
    "members": panels.members_command,
    "reminders": panels.reminders_command,
    "leave": panels.leave_command,
    "privacy-report": privacy.privacy_command,
    "interviewer give": interviewers.give_command,
    "interviewer take": interviewers.take_command,
    "interviewer list": interviewers.list_command,
    "user add": accounts.add_command,
    "user list": accounts.list_command,
    "user disable": accounts.disable_command,
    "user password": accounts.password_command,
    "user totp": accounts.totp_command,
}
