"""What every command line of this project has in common: its output, its errors, and what it says without its packages."""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any, NoReturn

from instruments.near import did_you_mean, did_you_mean_option


def run(module: str, program: str) -> int:
    """Run the `main` of a command line's module and return its exit code; 1 where this Python lacks a package."""
    try:
        return int(import_module(module).main())
    except ImportError as error:
        if (error.name or "").partition(".")[0] in ("", "instruments", "analysis", "survey"):
            raise
        sys.stderr.write(
            f"This Python lacks what the project needs ({error}). Run the project's own: .venv/bin/{program} …; "
            "where there is no .venv/ yet, `make report` makes it.\n"
        )
        return 1


def use_utf8() -> None:
    """Write UTF-8 whatever the console or the file behind it was set to: Kazakh has letters that code pages lack."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8")


def output_closed() -> int:
    """Return the exit code where whoever read our output has closed it (`| head`): what is left goes nowhere, and is no error."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


class Parser(argparse.ArgumentParser):
    """A command line whose errors name the nearest command or option and are one sentence; exit code 2."""

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        """Parse what is UTF-8: a name that is not can be printed nowhere, nor asked of a database."""
        given = sys.argv[1:] if args is None else args
        for number, word in enumerate(given, start=1):
            if any("\udc80" <= letter <= "\udcff" for letter in word):
                got = f"argument {number} is not UTF-8, got {os.fsencode(word)!r}"
                self.error(f"{got}. Write it in UTF-8; give a file that is called so another name.")
        found, unknown = super().parse_known_args(given, namespace)
        # By itself the command would leave what it does not know to the program, which knows less of it.
        if unknown and not any(isinstance(action, argparse._SubParsersAction) for action in self._actions):
            self.error(f"unrecognized arguments: {' '.join(unknown)}.{self._meant(unknown)}")
        return found, unknown

    def _meant(self, unknown: Sequence[str]) -> str:
        options = [name for action in self._actions for name in action.option_strings]
        hints = (did_you_mean_option(word.partition("=")[0], options) for word in unknown if word.startswith("-"))
        return next((hint for hint in hints if hint), "")

    def error(self, message: str) -> NoReturn:
        """Print what is wrong and where the help is, and exit."""
        self.exit(2, f"{self.prog}: {message}\nSee {self.prog} --help.\n")

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        if isinstance(action, argparse._SubParsersAction) and value not in action.choices:
            hint = did_you_mean(str(value), action.choices)
            self.error(f"There is no command {value!r}.{hint} Commands: {', '.join(action.choices)}.")
        super()._check_value(action, value)
