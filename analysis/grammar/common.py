"""Options that many commands have: what is read, what is written, how sure an interval is."""

from __future__ import annotations

import argparse
import math
from typing import Any

LANGUAGES = ("en", "kk", "ru")
FORMATS = ("html", "md", "csv")


def add_reading(command: argparse.ArgumentParser) -> None:
    """Add the options that say how a source is read."""
    command.add_argument("--instrument", metavar="ID", help="questionnaire of the source: a slug, or the path of a .yaml file")
    command.add_argument("--table", metavar="NAME", help="study in a database (a slug, slug@2 for one version), or worksheet")
    command.add_argument(
        "--missing",
        nargs="+",
        action="extend",
        default=[],
        metavar="VALUE=CODE",
        help="values of the file that stand for a non-answer, such as 99=-1; --missing=-9=-2 where one begins with a minus",
    )
    command.add_argument("--language", choices=LANGUAGES, default="en", help="language of the words (en)")
    command.add_argument("--weight", metavar="COLUMN", help="column of weights")
    command.add_argument(
        "--design", metavar="FILE", help="YAML file that names the columns of the sampling design (docs/reference/design.md)"
    )
    command.add_argument("--partials", action="store_true", help="use unfinished responses too")
    command.add_argument("--include-tests", action="store_true", help="use test responses too; everything is marked SYNTHETIC")


def add_writing(command: argparse.ArgumentParser) -> None:
    """Add the options that say where a document is written, and in which formats."""
    command.add_argument("--out", default="reports", metavar="DIR", help="folder to write into (reports)")
    command.add_argument(
        "--format", nargs="+", action=_Formats, default=["html"], metavar="FORMAT", help="one or more of html, md, csv (html)"
    )


def level(words: str) -> float:
    """Return a confidence level as written on the command line; ArgumentTypeError unless it lies between 0 and 1."""
    try:
        found = float(words)
    except ValueError:
        found = math.nan
    if not 0 < found < 1:
        raise argparse.ArgumentTypeError(f"a level lies between 0 and 1, got {words}")
    return found


class _Formats(argparse.Action):
    """Formats, with spaces or commas between them."""

    def __call__(
        self, parser: argparse.ArgumentParser, namespace: argparse.Namespace, values: Any, option: str | None = None
    ) -> None:
        named = [name.strip() for words in values for name in words.split(",")]
        wrong = [name for name in named if name not in FORMATS]
        if wrong:
            parser.error(f"argument {option}: there is no format {wrong[0]!r}; choose from {', '.join(FORMATS)}")
        setattr(namespace, self.dest, list(dict.fromkeys(named)))
