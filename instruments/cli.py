"""`python -m instruments`: make, check and print questionnaires, and write their codebooks."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from instruments import consent, printing
from instruments.codebook import VOCABULARY
from instruments.codebook_formats import as_csv, as_json, as_markdown
from instruments.console import Parser, output_closed, use_utf8
from instruments.counted import counted
from instruments.difference_words import sentence, verdict
from instruments.differences import differences
from instruments.errors import InstrumentError
from instruments.files import keep, write
from instruments.load import find, load, shipped
from instruments.model import Instrument
from instruments.new import GENERAL_CONSENT, create, unfilled, unfit, wordless

_FORMATS = (".md", ".csv", ".json")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return 0 where it ran, 1 for a wrong file, 2 for a wrong command line."""
    use_utf8()
    options = parser().parse_args(arguments)
    try:
        code = int(options.command(options))
        sys.stdout.flush()
    except InstrumentError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except BrokenPipeError:
        return output_closed()
    except OSError as error:
        sys.stderr.write(f"The output cannot be written ({error.strerror}). Check where it goes and the space there.\n")
        return 1
    return code


def parser() -> argparse.ArgumentParser:
    """Return the command line's grammar, from which the help is made."""
    top = Parser(prog="python -m instruments", description="Make, check and print questionnaires, and write their codebooks.")
    commands = top.add_subparsers(required=True, metavar="COMMAND")
    check = commands.add_parser("check", help="say everything that is wrong in questionnaire files")
    check.add_argument(
        "file", nargs="*", metavar="FILE", help="a .yaml file or the id of a shipped questionnaire; none = all shipped"
    )
    check.set_defaults(command=_check)
    made = commands.add_parser("new", help="write a questionnaire and its study file to fill in; no file is overwritten")
    made.add_argument("id", metavar="ID", help="its id, like my-survey: the address of the form and the name of the files")
    made.add_argument("--languages", default="kk,en", metavar="CODES", help="its languages, with commas between (%(default)s)")
    made.set_defaults(command=_new)
    book = commands.add_parser("codebook", help="write the codebook: every column with its meaning and codes")
    book.add_argument("file", metavar="FILE", help="a .yaml file or the id of a shipped questionnaire")
    book.add_argument("--out", metavar="FILE", help=f"where to write it ({', '.join(_FORMATS)}); none = Markdown to the screen")
    book.add_argument(
        "--language", metavar="CODE", help="language of the labels; default: the questionnaire's first (.json has all)"
    )
    book.add_argument("--force", action="store_true", help="write over a file that is there")
    book.set_defaults(command=_codebook)
    paper = commands.add_parser("print", help="write a questionnaire on paper: an A4 PDF with codes and routing in words")
    printing.add_arguments(paper)
    paper.set_defaults(command=printing.run)
    said = "say what changed between two versions, and whether their answers can be put together"
    changed = commands.add_parser("diff", help=said)
    changed.add_argument("old", metavar="OLD", help="the older .yaml file, or the id of a shipped questionnaire")
    changed.add_argument("new", metavar="NEW", help="the newer one")
    languages = VOCABULARY.languages
    changed.add_argument("--language", default="en", choices=languages, help="of what it says (default: %(default)s)")
    changed.set_defaults(command=_diff)
    return top


def _check(options: argparse.Namespace) -> int:
    wrong = 0
    for name in options.file or shipped():
        try:
            instrument = load(find(name))
        except InstrumentError as error:
            sys.stderr.write(f"{error}\n")
            wrong += 1
            continue
        questions = counted(len(instrument.asked), "question")
        facts = f"version {instrument.version}, {questions}, languages {', '.join(instrument.languages)}"
        sys.stdout.write("; ".join([f"{instrument.id}: {facts}", *_notes(instrument)]) + "\n")
        _warn(instrument.id, instrument.languages)
    return 1 if wrong else 0


def _notes(instrument: Instrument) -> Iterator[str]:
    """Yield what is not wrong, and yet should be known before anybody is asked."""
    if instrument.unreviewed_languages:
        yield f"wording not reviewed by a native speaker: {', '.join(instrument.unreviewed_languages)}"
    if instrument.consent is None:
        yield f"no consent of its own: {GENERAL_CONSENT}"
    yield from (f"it cannot be opened: {words.rstrip('.')}" for words in unfit(instrument))
    if instrument.consent is not None:
        yield from consent.unknown_places(instrument.consent.text)
    if unfilled(instrument):
        yield f"still to be written, or it cannot be opened: {', '.join(unfilled(instrument))}"


def _warn(name: str, languages: Sequence[str]) -> None:
    sys.stderr.write("".join(f"warning: {name}: {words}\n" for words in wordless(languages)))


def _new(options: argparse.Namespace) -> int:
    languages = [code.strip() for code in options.languages.split(",") if code.strip()]
    written = ", ".join(map(str, create(options.id, languages, Path())))
    _warn(options.id, languages)
    sys.stdout.write(
        f"{written}: replace every text in square brackets. Then:\n"
        f"  .venv/bin/python -m instruments check {options.id}.yaml\n  .venv/bin/python -m survey open {options.id}.yaml\n"
    )
    return 0


def _codebook(options: argparse.Namespace) -> int:
    instrument = load(find(options.file))
    language = options.language or instrument.languages[0]
    if language not in instrument.languages:
        return _usage(f"--language {language}: {instrument.id} has {', '.join(instrument.languages)}.")
    if options.out is None:
        sys.stdout.write(as_markdown(instrument, language))
        return 0
    out = Path(options.out)
    if out.suffix.lower() not in _FORMATS:
        return _usage(f"--out {out}: the name must end in {', '.join(_FORMATS)}, got {out.suffix or 'no ending'}.")
    keep(out, force=options.force)
    if out.suffix.lower() == ".json":
        write(out, as_json(instrument))
    elif out.suffix.lower() == ".csv":
        write(out, "\ufeff" + as_csv(instrument, language))
    else:
        write(out, as_markdown(instrument, language))
    sys.stdout.write(f"{out}\n")
    return 0


def _diff(options: argparse.Namespace) -> int:
    found = differences(load(find(options.old)), load(find(options.new)))
    lines = [f"{'!' if each.separates else ' '} {sentence(each, options.language)}\n" for each in found]
    sys.stdout.write("".join([*lines, f"{verdict(found, options.language)}\n"]))
    return 0


def _usage(words: str) -> int:
    sys.stderr.write(f"{words}\n")
    return 2
