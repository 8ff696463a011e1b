"""What the command line names → responses, and the words for it in a report."""

from __future__ import annotations

import argparse
import re
import shlex
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from analysis import design_file
from analysis.data import Data, as_data
from analysis.errors import ArgumentError, unknown
from analysis.readers import SUFFIXES, Format, read
from instruments import load as questionnaires
from instruments.errors import UnknownInstrumentError
from instruments.model import Instrument
from instruments.names import TEST_COLUMN

_SOURCES = ("source", "a", "b")
"""The arguments that name sources, in the order of the command line."""


def responses(options: argparse.Namespace, *, or_bare: bool = False) -> Data:
    """Return the responses the options name, with their design; errors as of `analysis.read` and `design_file.load`.

    or_bare  where no questionnaire is named, a table that holds no question of those that are shipped has none
    """
    data = as_data(
        read(
            options.source,
            instrument=_instrument(options),
            table=options.table,
            partials=options.partials,
            include_tests=options.include_tests,
            missing=_missing(options.missing),
            or_bare=or_bare and options.instrument is None,
        )
    )
    design = data.design if options.design is None else design_file.load(Path(options.design))
    if options.weight is not None:
        if design.weight not in (None, options.weight):
            raise ArgumentError(
                "--weight and the design file name two columns of weights.",
                got=f"{options.weight!r} and {design.weight!r}",
                remedy="Leave --weight out, or name the same column.",
            )
        design = replace(design, weight=options.weight)
    for name in design.columns:
        if name not in data.frame.columns:
            raise unknown("column for the design", name, [str(column) for column in data.frame.columns])
    return replace(data, design=design)


def instrument_in(data: Data, language: str) -> Instrument:
    """Return the instrument of the responses, which must have words in the language."""
    instrument = data.instrument
    if instrument is None:
        raise ArgumentError("These data have no questionnaire.", remedy="Name it with --instrument.")
    if language not in instrument.languages:
        remedy = f"Give --language {', '.join(instrument.languages)}, or add the texts to the questionnaire."
        raise ArgumentError(
            f"The questionnaire {instrument.id} has no words in this language.", got=repr(language), remedy=remedy
        )
    return instrument


def has_tests(data: Data) -> bool:
    """Return whether test responses are among the responses."""
    return TEST_COLUMN in data.frame and bool((data.frame[TEST_COLUMN] == 1).any())


def is_source(name: str) -> bool:
    """Return whether a word on the command line is the name of a source rather than of a variable."""
    return "://" in name or Path(name).suffix.lower() in SUFFIXES or Path(name).is_file()


def source_name(source: str) -> str:
    """Return the base name of a source: no folder, no host, no password.

    >>> source_name("/home/a/answers.csv"), source_name("postgresql://me:secret@host/survey")
    ('answers.csv', 'survey')
    """
    if "://" not in source:
        return Path(source).name
    from analysis.readers.connection import database_url

    return Path(database_url(source).database or "").name


def command_line(options: argparse.Namespace) -> str:
    """Return the command that prints this report again, without the folder it is written to and without paths."""
    sources = [source_name(given) for name in _SOURCES if (given := getattr(options, name, None)) is not None]
    words = ["python", "-m", "analysis", options.command, *sources]
    for name, value in sorted(vars(options).items()):
        words += _option(name, value)
    return shlex.join(words)


def _option(name: str, value: Any) -> list[str]:
    if name in ("command", "module", "out", *_SOURCES) or value in (None, False, []):
        return []
    option = f"--{name.replace('_', '-')}"
    if value is True:
        return [option]
    if name == "missing":
        return [f"{option}={words}" for words in value]
    if name.removesuffix("_a").removesuffix("_b") in ("instrument", "design", "study"):
        return [option, Path(value).name]
    return [option, *map(str, value)] if isinstance(value, list) else [option, str(value)]


def _missing(given: Sequence[str]) -> dict[str | int, int]:
    """Return the values that stand for a non-answer with their codes, from words such as "99=-1"."""
    found: dict[str | int, int] = {}
    for words in given:
        value, _, code = words.rpartition("=")
        if not value or not re.fullmatch(r"-[0-9]", code):
            raise ArgumentError("--missing takes VALUE=CODE.", got=repr(words), remedy="Write 99=-1; put SOURCE before it.")
        if found.setdefault(value, int(code)) != int(code):
            raise ArgumentError("--missing gives a value two codes.", got=repr(value), remedy="Give one.")
    return found


def _instrument(options: argparse.Namespace) -> str | tuple[str, ...] | None:
    """Return the questionnaire that is named, else the shipped ones, of which a table fits one; a database knows its own."""
    if options.instrument is not None:
        try:
            questionnaires.find(options.instrument)
        except UnknownInstrumentError as error:
            if not is_database(options.source):
                raise ArgumentError(str(error)) from error
        return str(options.instrument)
    return None if is_database(options.source) else questionnaires.shipped()


def is_database(source: str) -> bool:
    """Return whether a source is a survey database, by its name."""
    return "://" in source or SUFFIXES.get(Path(source).suffix.lower()) is Format.DATABASE
