"""The commands for experiments: list-experiment, split-ballot."""

from __future__ import annotations

import argparse

from analysis.grammar.common import add_reading, level
from instruments.console import Parser

_EXPERIMENTS = "analysis.report.experiments.command"


def add_experiments(commands: argparse._SubParsersAction[Parser]) -> None:
    """Add these commands."""
    _add_list_experiment(commands)
    _add_split_ballot(commands)


def _add_list_experiment(commands: argparse._SubParsersAction[Parser]) -> None:
    about = "share that holds the statement which only one arm of a list experiment is shown, and whether the list works"
    command = _add_study(commands, "list-experiment", about)
    command.add_argument("questions", nargs="+", metavar="QUESTION", help="id of the question, or the two of a double list")
    command.add_argument("--direct", metavar="QUESTION=CODE", help="compare with the answer CODE to a direct question")
    command.add_argument("--by", nargs="+", default=[], metavar="VAR", help="split by these variables")
    command.add_argument("--treated", metavar="ARM", help="the arm with the longer list, where there are several")
    command.add_argument("--arm", metavar="COLUMN", help="column of the arms; data without a questionnaire need it, and:")
    command.add_argument("--items", type=int, metavar="N", help="how many statements the shorter list has")
    add_reading(command)


def _add_split_ballot(commands: argparse._SubParsersAction[Parser]) -> None:
    about = "difference of each answer's share between the arms of an experiment, and whether the arms are alike"
    command = _add_study(commands, "split-ballot", about)
    what = "id of a question or other variable; where each arm has its own, ARM=VARIABLE,ARM=VARIABLE"
    command.add_argument("questions", nargs="+", metavar="QUESTION", help=what)
    command.add_argument("--experiment", required=True, metavar="ID", help="the experiment, or the column that holds its arms")
    command.add_argument("--control", metavar="ARM", help="the arm that the others are held against (the first)")
    command.add_argument("--base", choices=("answered", "asked", "opinion"), default="answered", help="of whom (answered)")
    why = "variables by which the arms should be alike (the language and what was asked before the arms parted)"
    command.add_argument("--covariates", nargs="+", default=[], metavar="VAR", help=why)
    command.add_argument("--adjust", default="holm", metavar="NAME", help="of the p-values: holm, benjamini-hochberg … (holm)")
    add_reading(command)


def _add_study(commands: argparse._SubParsersAction[Parser], name: str, about: str) -> Parser:
    command = commands.add_parser(name, help=about, description=f"Print the {about}.")
    command.set_defaults(module=_EXPERIMENTS)
    command.add_argument("source", metavar="SOURCE", help="file of responses, or URL of a survey database")
    command.add_argument("--level", type=level, default=0.95, help="confidence level (0.95)")
    command.add_argument("--json", action="store_true", help="print one JSON document")
    return command
