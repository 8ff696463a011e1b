"""The commands that write documents and data: report, replicate, audit, compare, weight."""

from __future__ import annotations

import argparse

from analysis.grammar.common import LANGUAGES, add_reading, add_writing
from instruments.console import Parser

_REPORT = "analysis.report.command"
_REPLICATION = "analysis.report.replication.command"
_COMPARISON = "analysis.report.comparison.command"
_WEIGHTS = "analysis.report.weights"


def add_documents(commands: argparse._SubParsersAction[Parser]) -> None:
    """Add these commands."""
    _add_report(commands)
    _add_replication(commands)
    _add_comparison(commands)
    _add_weights(commands)


def _add_report(commands: argparse._SubParsersAction[Parser]) -> None:
    about = "the whole report; without SOURCE that of the published Astana study"
    command = commands.add_parser("report", help=about, description=f"Write {about}.")
    command.set_defaults(module=_REPORT)
    command.add_argument("source", nargs="?", metavar="SOURCE", help="file of responses, or URL of a survey database")
    add_writing(command)
    command.add_argument("--by", nargs="+", default=[], metavar="VAR", help="also split every question by these variables")
    command.add_argument(
        "--study", metavar="FILE", help="study file: who asked, when and how; a database has the one it was opened with"
    )
    add_reading(command)


def _add_replication(commands: argparse._SubParsersAction[Parser]) -> None:
    about = "every number and claim of a published study: reproduced, contradicted or not verifiable"
    replicate = commands.add_parser("replicate", help=about, description=f"Check {about}.")
    replicate.add_argument("source", nargs="?", metavar="STUDY", help="a study that comes with the project (astana-2023)")
    about = "the numbers and claims of any publication, from its findings file"
    audit = commands.add_parser("audit", help=about, description=f"Check {about}.")
    audit.add_argument("source", metavar="FINDINGS", help="findings file (.yaml)")
    for command in (replicate, audit):
        command.set_defaults(module=_REPLICATION)
        add_writing(command)
        command.add_argument("--language", choices=LANGUAGES, default="en", help="language of the words (en)")
        command.add_argument("--json", action="store_true", help="print one JSON document, write nothing")
        command.add_argument("--strict", action="store_true", help="exit code 1 where something is contradicted")


def _add_comparison(commands: argparse._SubParsersAction[Parser]) -> None:
    about = "two surveys, or a survey and a publication: how the share of each answer differs (B less A)"
    command = commands.add_parser("compare", help=about, description=f"Compare {about}.")
    command.set_defaults(module=_COMPARISON)
    what = "file of responses, URL of a survey database, or a publication: a findings file or its id (astana-2023)"
    for mark in "ab":
        command.add_argument(mark, metavar=mark.upper(), help=what if mark == "a" else "the other one, of the same kinds")
    command.add_argument("--question", nargs="+", default=[], metavar="QUESTION", help="only these questions")
    add_writing(command)
    command.add_argument("--json", action="store_true", help="print one JSON document, write nothing")
    for mark in "ab":
        of = f"of {mark.upper()} alone"
        command.add_argument(f"--table-{mark}", metavar="NAME", help=f"as --table, {of}")
        command.add_argument(f"--design-{mark}", metavar="FILE", help=f"as --design, {of}")
        command.add_argument(f"--study-{mark}", metavar="FILE", help=f"study file {of}: how its respondents were found")
    add_reading(command)


def _add_weights(commands: argparse._SubParsersAction[Parser]) -> None:
    about = "weights that bring a sample into line with margins of its population"
    command = commands.add_parser("weight", help=about, description=f"Make {about}, and write the data with them.")
    command.set_defaults(module=_WEIGHTS)
    command.add_argument("source", metavar="SOURCE", help="file of responses, or URL of a survey database")
    what = "margins files, or names of those in data/margins (docs/reference/margins.md)"
    command.add_argument("--margins", nargs="+", required=True, metavar="FILE", help=what)
    only = 'only these margins of the files, such as "sex, age"'
    command.add_argument("--use", nargs="+", default=[], metavar="MARGIN", help=only)
    why = "scale every margin to this sum: for margins in percent, or of several populations"
    command.add_argument("--total", type=float, metavar="N", help=why)
    methods = ("rake", "poststratify", "linear", "raking", "logit")
    command.add_argument("--method", choices=methods, default="rake", help="how the weights are made (rake)")
    ends = ("L", "U")
    command.add_argument("--bounds", nargs=2, type=float, metavar=ends, help="how much a weight may change: 0.3 3 (not for rake)")
    command.add_argument("--trim", nargs=2, type=float, metavar=ends, help="then bring the weights within these limits")
    command.add_argument("--column", default="weight", metavar="NAME", help="name of the column of weights (weight)")
    command.add_argument("--out", required=True, metavar="FILE", help="file to write (.csv, .parquet); none is overwritten")
    command.add_argument("--json", action="store_true", help="print the diagnostics as one JSON document")
    add_reading(command)
