"""The commands that print one table: shares, means, quantiles, crosstab, cannot-answer."""

from __future__ import annotations

import argparse
from typing import Any

from analysis.grammar.common import add_reading, level
from instruments.console import Parser

_TABLES = {
    **dict.fromkeys(("shares", "means", "quantiles"), "analysis.report.estimate_tables"),
    "crosstab": "analysis.report.crosstab_table",
    "cannot-answer": "analysis.report.nonanswer_tables",
}
_MODELS = "analysis.report.who_table"

_ABOUT = {
    "shares": "share of each answer, with its interval",
    "means": "mean of a scale or number, with its interval",
    "quantiles": "median or other quantiles, with their intervals",
    "crosstab": "one question (QUESTION) by another (--by), with a test",
    "cannot-answer": "share of those who could not answer, by question",
}


def add_tables(commands: argparse._SubParsersAction[Parser]) -> None:
    """Add these commands."""
    for name, about in _ABOUT.items():
        _add_table(commands, name, about)


def _add_table(commands: argparse._SubParsersAction[Parser], name: str, about: str) -> None:
    command = commands.add_parser(name, help=about, description=f"Print the {about}.")
    command.set_defaults(module=_TABLES[name])
    what = "file of responses, or URL of a survey database"
    if name != "cannot-answer":
        what += "; a table that holds no question of a questionnaire is read as it is"
    command.add_argument("source", metavar="SOURCE", help=what)
    some = "*" if name == "cannot-answer" else "+"
    command.add_argument("questions", nargs=some, metavar="QUESTION", help="id of a question or other variable")
    needed = name == "crosstab"
    if needed:
        command.add_argument("--by", required=True, metavar="VAR", help="variable in the columns")
        command.add_argument(
            "--percent", choices=("columns", "rows", "total"), default="columns", help="what adds up to 100 (columns)"
        )
        command.add_argument(
            "--test", metavar="NAME", help="pearson, fisher, rao-scott-f …; pearson, or rao-scott-f with weights"
        )
    else:
        command.add_argument("--by", nargs="+", default=[], metavar="VAR", help="split by these variables")
    if name == "shares":
        command.add_argument("--base", choices=("answered", "asked", "opinion"), default="answered", help="of whom (answered)")
    if name == "cannot-answer":
        _add_kinds(command)
    if name == "quantiles":
        command.add_argument("--probs", nargs="+", type=float, default=[0.5], metavar="P", help="probabilities (0.5, the median)")
    if name != "means":
        kinds = "mean (as R), woodruff (better on a scale of few points) or that of a share" if name == "quantiles" else ""
        command.add_argument("--interval", metavar="NAME", help=f"kind of interval; {kinds or 'wilson, or logit with weights'}")
    command.add_argument("--level", type=level, default=0.95, help="confidence level (0.95)")
    command.add_argument("--json", action="store_true", help="print one JSON document")
    add_reading(command)


def _add_kinds(command: argparse.ArgumentParser) -> None:
    """Add what `cannot-answer` may print instead of the rates by question."""
    kind = command.add_mutually_exclusive_group()
    how = "how many of the questions respondents could not answer"
    kind.add_argument("--respondents", action="store_true", help=f"instead: {how}")
    what = "each answer's share of those asked, of those who answered and of opinions, and its worst-case bounds"
    kind.add_argument("--bases", action="store_true", help=f"instead: {what}")
    who = "a model of who could not answer, by these variables, for each QUESTION"
    kind.add_argument("--who", nargs="+", action=_Who, default=[], metavar="VAR", help=f"instead: {who}")


class _Who(argparse.Action):
    """Variables of a model, which another module makes than the tables of rates."""

    def __call__(
        self, parser: argparse.ArgumentParser, namespace: argparse.Namespace, values: Any, option: str | None = None
    ) -> None:
        setattr(namespace, self.dest, values)
        namespace.module = _MODELS
