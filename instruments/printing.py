"""The command `print`: a questionnaire on paper."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from instruments import study
from instruments.files import keep, write
from instruments.load import find, load
from instruments.model import Instrument
from instruments.near import CLOSE_OF_SHORT, did_you_mean

INTERVIEWER, SELF = "interviewer", "self"


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Give the command its arguments."""
    command.add_argument("file", metavar="FILE", help="a .yaml file or the id of a shipped questionnaire")
    command.add_argument("--language", metavar="CODE", help="its language; default: the questionnaire's first")
    command.add_argument(
        "--mode", choices=(INTERVIEWER, SELF), default=INTERVIEWER,
        help="who fills it in: an interviewer (with instructions and show cards), or the respondent; default: %(default)s",
    )  # fmt: skip
    command.add_argument(
        "--arm", metavar="EXPERIMENT=ARM", action="append", default=[],
        help="make the form of one arm, once for each experiment; without it every arm's questions are there, each with its arm",
    )  # fmt: skip
    command.add_argument("--study", metavar="FILE", help="who asks; default: found as by `survey open`")
    command.add_argument("--out", metavar="FILE", help="where to write it (.pdf); default: ID-LANGUAGE.pdf in this folder")
    command.add_argument("--force", action="store_true", help="write over a file that is there")


def run(options: argparse.Namespace) -> int:
    """Write the PDF; return 0, or 2 where the command line is wrong."""
    path = find(options.file)
    instrument = load(path)
    language = options.language or instrument.languages[0]
    arms = dict(pair.split("=", 1) for pair in options.arm if "=" in pair)
    wrong = _wrong(instrument, language, options, arms)
    if wrong:
        sys.stderr.write(f"{wrong}\n")
        return 2
    out = Path(options.out or _name(instrument, language, options.mode, arms))
    keep(out, force=options.force)
    # Reportlab is loaded only by the command that needs it (docs/decisions/0014).
    from instruments.doors.paper import as_pdf
    from instruments.doors.sheet import Mode

    write(out, as_pdf(instrument, _study(instrument, path, options.study), language, Mode(options.mode), arms))
    sys.stdout.write(f"{out}\n")
    return 0


def _study(instrument: Instrument, questionnaire: Path, named: str | None) -> study.Study | None:
    path = Path(named) if named else study.find(instrument.id, questionnaire)
    if named or path.is_file():
        return study.load(path, instrument)
    sys.stderr.write(
        f"{instrument.id} has no study file: lines are left to write by hand who asks. "
        f"Name it with --study FILE, or make one: python -m instruments new {instrument.id}.\n"
    )
    return None


def _wrong(instrument: Instrument, language: str, options: argparse.Namespace, arms: Mapping[str, str]) -> str | None:
    """Return what is wrong with the command line for this questionnaire, and what to do; None = nothing."""
    if language not in instrument.languages:
        return _unknown(f"--language {language}: {instrument.id} has", language, instrument.languages)
    if options.out and Path(options.out).suffix.lower() != ".pdf":
        return f"--out {options.out}: the name must end in .pdf, got {Path(options.out).suffix or 'no ending'}."
    unpaired = next((pair for pair in options.arm if "=" not in pair), None)
    if unpaired is not None:
        return f"--arm {unpaired}: write the experiment and its arm, like --arm card=control."
    known = {experiment.id: experiment.arms for experiment in instrument.experiments}
    for experiment, arm in arms.items():
        if experiment not in known:
            return _unknown(f"--arm {experiment}={arm}: the experiments of {instrument.id} are", experiment, tuple(known))
        if arm not in known[experiment]:
            return _unknown(f"--arm {experiment}={arm}: the arms of {experiment} are", arm, known[experiment])
    open_ones = [f"--arm {experiment}={names[0]}" for experiment, names in known.items() if experiment not in arms]
    if options.mode == SELF and open_ones:
        return (
            "--mode self: a respondent must not see what other arms are asked. "
            f"Print a form for each arm, beginning with {' '.join(open_ones)}."
        )
    return None


def _unknown(sentence: str, got: str, known: Sequence[str]) -> str:
    return f"{sentence} {', '.join(known) or 'none'}.{did_you_mean(got, known, close=CLOSE_OF_SHORT)}"


def _name(instrument: Instrument, language: str, mode: str, arms: Mapping[str, str]) -> str:
    parts = (instrument.id, language, *(arms[each.id] for each in instrument.experiments if each.id in arms))
    return "-".join((*parts, *((SELF,) if mode == SELF else ()))) + ".pdf"
