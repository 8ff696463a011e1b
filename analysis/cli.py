"""`python -m analysis …`: the command line. Nothing heavy is imported before a command runs."""

from __future__ import annotations

import argparse
import math
import re
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any

from analysis.errors import AnalysisError
from instruments.console import Parser, output_closed, use_utf8
from instruments.errors import InstrumentError

LANGUAGES = ("en", "kk", "ru")
FORMATS = ("html", "md", "csv")

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

_REPORT = "analysis.report.command"
_TABLES = {
    **dict.fromkeys(("shares", "means", "quantiles"), "analysis.report.estimate_tables"),
    "crosstab": "analysis.report.crosstab_table",
    "cannot-answer": "analysis.report.nonanswer_tables",
}
_MODELS = "analysis.report.who_table"
_REPLICATION = "analysis.report.replication.command"
_COMPARISON = "analysis.report.comparison.command"
_WEIGHTS = "analysis.report.weights"
_EXPERIMENTS = "analysis.report.experiments.command"


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
    _add_report(commands)
    _add_replication(commands)
    _add_comparison(commands)
    _add_weights(commands)
    for name, about in _ABOUT.items():
        _add_table(commands, name, about)
    _add_list_experiment(commands)
    _add_split_ballot(commands)
    return top


_ABOUT = {
    "shares": "share of each answer, with its interval",
    "means": "mean of a scale or number, with its interval",
    "quantiles": "median or other quantiles, with their intervals",
    "crosstab": "one question (QUESTION) by another (--by), with a test",
    "cannot-answer": "share of those who could not answer, by question",
}


def _add_report(commands: argparse._SubParsersAction[Parser]) -> None:
    about = "the whole report; without SOURCE that of the published Astana study"
    command = commands.add_parser("report", help=about, description=f"Write {about}.")
    command.set_defaults(module=_REPORT)
    command.add_argument("source", nargs="?", metavar="SOURCE", help="file of responses, or URL of a survey database")
    _add_writing(command)
    command.add_argument("--by", nargs="+", default=[], metavar="VAR", help="also split every question by these variables")
    command.add_argument(
        "--study", metavar="FILE", help="study file: who asked, when and how; a database has the one it was opened with"
    )
    _add_reading(command)


def _add_replication(commands: argparse._SubParsersAction[Parser]) -> None:
    about = "every number and claim of a published study: reproduced, contradicted or not verifiable"
    replicate = commands.add_parser("replicate", help=about, description=f"Check {about}.")
    replicate.add_argument("source", nargs="?", metavar="STUDY", help="a study that comes with the project (astana-2023)")
    about = "the numbers and claims of any publication, from its findings file"
    audit = commands.add_parser("audit", help=about, description=f"Check {about}.")
    audit.add_argument("source", metavar="FINDINGS", help="findings file (.yaml)")
    for command in (replicate, audit):
        command.set_defaults(module=_REPLICATION)
        _add_writing(command)
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
    _add_writing(command)
    command.add_argument("--json", action="store_true", help="print one JSON document, write nothing")
    for mark in "ab":
        of = f"of {mark.upper()} alone"
        command.add_argument(f"--table-{mark}", metavar="NAME", help=f"as --table, {of}")
        command.add_argument(f"--design-{mark}", metavar="FILE", help=f"as --design, {of}")
        command.add_argument(f"--study-{mark}", metavar="FILE", help=f"study file {of}: how its respondents were found")
    _add_reading(command)


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
    _add_reading(command)


def _add_writing(command: argparse.ArgumentParser) -> None:
    command.add_argument("--out", default="reports", metavar="DIR", help="folder to write into (reports)")
    command.add_argument(
        "--format", nargs="+", action=_Formats, default=["html"], metavar="FORMAT", help="one or more of html, md, csv (html)"
    )


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
    command.add_argument("--level", type=_level, default=0.95, help="confidence level (0.95)")
    command.add_argument("--json", action="store_true", help="print one JSON document")
    _add_reading(command)


def _add_list_experiment(commands: argparse._SubParsersAction[Parser]) -> None:
    about = "share that holds the statement which only one arm of a list experiment is shown, and whether the list works"
    command = _add_study(commands, "list-experiment", about)
    command.add_argument("questions", nargs="+", metavar="QUESTION", help="id of the question, or the two of a double list")
    command.add_argument("--direct", metavar="QUESTION=CODE", help="compare with the answer CODE to a direct question")
    command.add_argument("--by", nargs="+", default=[], metavar="VAR", help="split by these variables")
    command.add_argument("--treated", metavar="ARM", help="the arm with the longer list, where there are several")
    command.add_argument("--arm", metavar="COLUMN", help="column of the arms; data without a questionnaire need it, and:")
    command.add_argument("--items", type=int, metavar="N", help="how many statements the shorter list has")
    _add_reading(command)


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
    _add_reading(command)


def _add_study(commands: argparse._SubParsersAction[Parser], name: str, about: str) -> Parser:
    command = commands.add_parser(name, help=about, description=f"Print the {about}.")
    command.set_defaults(module=_EXPERIMENTS)
    command.add_argument("source", metavar="SOURCE", help="file of responses, or URL of a survey database")
    command.add_argument("--level", type=_level, default=0.95, help="confidence level (0.95)")
    command.add_argument("--json", action="store_true", help="print one JSON document")
    return command


def _add_kinds(command: argparse.ArgumentParser) -> None:
    """Add what `cannot-answer` may print instead of the rates by question."""
    kind = command.add_mutually_exclusive_group()
    how = "how many of the questions respondents could not answer"
    kind.add_argument("--respondents", action="store_true", help=f"instead: {how}")
    what = "each answer's share of those asked, of those who answered and of opinions, and its worst-case bounds"
    kind.add_argument("--bases", action="store_true", help=f"instead: {what}")
    who = "a model of who could not answer, by these variables, for each QUESTION"
    kind.add_argument("--who", nargs="+", action=_Who, default=[], metavar="VAR", help=f"instead: {who}")


def _add_reading(command: argparse.ArgumentParser) -> None:
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


class _Who(argparse.Action):
    """Variables of a model, which another module makes than the tables of rates."""

    def __call__(
        self, parser: argparse.ArgumentParser, namespace: argparse.Namespace, values: Any, option: str | None = None
    ) -> None:
        setattr(namespace, self.dest, values)
        namespace.module = _MODELS


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


def _level(words: str) -> float:
    try:
        level = float(words)
    except ValueError:
        level = math.nan
    if not 0 < level < 1:
        raise argparse.ArgumentTypeError(f"a level lies between 0 and 1, got {words}")
    return level
