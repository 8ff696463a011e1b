"""`python -m analysis …`: the command line. Nothing heavy is imported before a command runs."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable, Sequence
from importlib import import_module

from analysis.errors import AnalysisError
from analysis.grammar.documents import add_documents
from analysis.grammar.experiments import add_experiments
from analysis.grammar.tables import add_tables
from instruments.console import Parser, output_closed, use_utf8
from instruments.errors import InstrumentError

_PARAMETERS = (
    (r"\bA bare frame has\b", "Data without a questionnaire have"),
    (r"\bRead the data with their instrument: analysis\.read\.", "Name their questionnaire with --instrument."),
    (r"\bpartials=True", "--partials"),
    (r"\binclude_tests=True", "--include-tests"),
    (r"\b(instrument|table|by)=(?=[\w'\"])", r"--\1 "),
    (r"\b(instrument|table|by)=", r"--\1"),
    (r"\bread\(missing=\{(-?\d+): (-?\d+)\}\)", r"--missing=\1=\2"),
    (r"\bread\(missing=\{[^}]*\}\)", "--missing VALUE=CODE"),
    (r"\bmissing=(?= maps| out| is)", "--missing"),
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 it ran, 1 wrong data, 2 wrong command line."""
    use_utf8()
    return _run(parser().parse_args(arguments))


def _run(options: argparse.Namespace) -> int:
    try:
        run: Callable[[argparse.Namespace], int] = import_module(options.module).run
        code = run(options)
        sys.stdout.flush()
    except AnalysisError as error:
        return _fail(_with_options(str(error)), error.exit_code)
    except InstrumentError as error:
        return _fail(str(error), 1)
    except BrokenPipeError:
        return output_closed()
    except OSError as error:
        return _fail(
            f"{error.filename or 'A file'}: {error.strerror}. Check the path, its permissions and the space on the disk.", 1
        )
    except KeyboardInterrupt:
        return _fail("Stopped. Nothing was overwritten.", 130)
    return code


def _with_options(message: str) -> str:
    """Return a message in which the parameters of Python functions are named as the options they are here."""
    for parameter, option in _PARAMETERS:
        message = re.sub(parameter, option, message)
    return message


def _fail(message: str, code: int) -> int:
    print(f"python -m analysis: {message}", file=sys.stderr)
    return code


def parser() -> argparse.ArgumentParser:
    """Return the command line's grammar, from which the help is made."""
    top = Parser(prog="python -m analysis", description="Turn responses, or published counts, into estimates and reports.")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    add_documents(commands)
    add_tables(commands)
    add_experiments(commands)
    return top
