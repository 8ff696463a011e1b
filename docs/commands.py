"""Writes docs/reference/commands.md from the command lines themselves: `make docs`. A test compares the two."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

PAGE = Path(__file__).resolve().parent / "reference" / "commands.md"
sys.path.insert(0, str(PAGE.parent.parent.parent))

from analysis.cli import parser as analysis_parser  # noqa: E402
from instruments.cli import parser as instruments_parser  # noqa: E402
from survey.commands import parser as survey_parser  # noqa: E402

_HEAD = """# Commands

Each is run from the project's folder with the environment's Python: `.venv/bin/python -m …`. Exit codes: 0 it ran,
whatever it found; 1 a file or database is unreadable or wrong; 2 the command line is wrong. Errors say what is wrong,
where, what was got and what to do.
"""


def page() -> str:
    """Return the page: every command with its arguments and options."""
    programs = (survey_parser(), analysis_parser(), instruments_parser())
    return "\n".join([_HEAD, *(line for program in programs for line in _program(program))])


def _program(parser: argparse.ArgumentParser) -> Iterator[str]:
    yield f"## `{parser.prog}`\n\n{parser.description}\n"
    yield from _commands(parser)


def _commands(parser: argparse.ArgumentParser) -> Iterator[str]:
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, command in action.choices.items():
                if _has_commands(command):
                    yield from _commands(command)
                    continue
                yield f"### `{parser.prog} {name}`\n\n{_sentence(command.description or _help(action, name))}\n"
                yield from _arguments(command)


def _has_commands(parser: argparse.ArgumentParser) -> bool:
    return any(isinstance(action, argparse._SubParsersAction) for action in parser._actions)


def _help(action: argparse.Action, name: str) -> str:
    return next(str(choice.help) for choice in action._choices_actions if choice.dest == name)


def _arguments(command: argparse.ArgumentParser) -> Iterator[str]:
    rows = [_row(command, action) for action in command._actions if "--help" not in action.option_strings]
    if rows:
        yield "| argument | |\n|---|---|"
        yield from rows
        yield ""


def _row(command: argparse.ArgumentParser, action: argparse.Action) -> str:
    values = {**vars(action), "prog": command.prog}
    words = (action.help or "") % values
    placeholder = action.metavar or ("{" + ",".join(map(str, action.choices)) + "}" if action.choices else action.dest.upper())
    if isinstance(placeholder, tuple):
        placeholder = " ".join(placeholder)
    if not action.option_strings:
        name = str(placeholder) + (" …" if action.nargs in ("*", "+") else "")
    elif action.nargs == 0:
        name = action.option_strings[-1]
    else:
        name = f"{action.option_strings[-1]} {placeholder}" + (" …" if action.nargs in ("*", "+") else "")
    return f"| `{name.replace('|', chr(92) + '|')}` | {words} |"


def _sentence(words: str) -> str:
    sentence = words[:1].upper() + words[1:]
    return sentence if sentence.endswith(".") else f"{sentence}."


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
