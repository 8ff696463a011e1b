"""The command `weight`: data and margins → the data with a column of weights, and what came of them in words."""

from __future__ import annotations

import argparse
import io
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.data import Data
from analysis.errors import ArgumentError, DataError
from analysis.estimation.sampling.calibrated import Calibrated
from analysis.output.document import WATERMARK
from analysis.output.labels import Labels
from analysis.output.language import PERCENT, Language
from analysis.output.markdown import table_text
from analysis.output.table import Row, Table
from analysis.report import reading
from analysis.values import Value
from analysis.weighting import margins as margins_files
from analysis.weighting.adjusting import calibrate, poststratify, rake
from analysis.weighting.margins import Margins
from analysis.weighting.targets import GivenTotals
from analysis.weighting.trimming import trim
from instruments.errors import InstrumentError
from instruments.files import write
from instruments.model import Basis, NonAnswer

_SUFFIXES = (".csv", ".parquet")

_SPREAD = (("n", 0), ("sum", 0), ("min", 3), ("max", 3), ("kish_deff", 2), ("effective_n", 0))
_FITTING = (("g_min", 3), ("g_max", 3), ("iterations", 0))
"""What is said of the last weights, and of how they were made, with the decimals."""


def run(options: argparse.Namespace) -> int:
    """Write the data with their weights and print the diagnostics, or one JSON document; errors as of the weighting."""
    files = [margins_files.load(margins_files.find(name)) for name in options.margins]
    out = _place(options.out)
    data = reading.responses(options)
    if options.column in data.frame.columns:
        remedy = "Name another with --column NAME."
        raise ArgumentError("The data have a column of this name already.", got=repr(options.column), remedy=remedy)
    given = margins_files.targets(files, data, use=options.use, total=options.total)
    made = [_METHODS[options.method](data, given, options.bounds)]
    if options.trim is not None:
        made.append(trim(data, design=made[0], lower=options.trim[0], upper=options.trim[1], strict=True))
    _write(out, data.frame.assign(**{options.column: made[-1].weights}))
    synthetic = reading.has_tests(data)
    if options.json:
        print(json.dumps(_document(made, files, out, options.column, synthetic=synthetic), ensure_ascii=False, allow_nan=False))
        return 0
    language = Language(options.language, decimals=1)
    if synthetic:
        print(f"**{WATERMARK}** {language.text('synthetic_banner')}\n")
    for table in _tables(data, made, files, options.column, language):
        print(table_text(table))
    print(language.plural("weights_written_n", len(data.frame), file=out.name, column=options.column))
    return 0


def _place(name: str) -> Path:
    """Return where to write; an error where it is no file that can be written anew."""
    path = Path(name)
    if path.suffix not in _SUFFIXES:
        raise ArgumentError("--out names a file of another format.", got=path.name, remedy=f"Write {' or '.join(_SUFFIXES)}.")
    if path.exists():
        remedy = "Nothing is overwritten: name another file with --out, or move this one away."
        raise DataError("The file is there already.", where=path.name, remedy=remedy)
    return path


def _with_whole_codes(frame: pd.DataFrame) -> dict[str, pd.Series[Any]]:
    """Return the columns with decimals in which a non-answer stands, its code written as everywhere: -1, not -1.0."""
    codes = {float(code): int(code) for code in NonAnswer}
    decimals = {str(name): frame[name] for name in frame.select_dtypes("float")}
    having = {name: column for name, column in decimals.items() if column.isin(codes).any()}
    # As objects, or pandas makes all of them decimals again.
    return {
        name: pd.Series([codes.get(each, each) for each in column], column.index, dtype=object) for name, column in having.items()
    }


def _write(path: Path, frame: pd.DataFrame) -> None:
    """Write the data by the suffix; numbers with all the digits that they have."""
    held = io.BytesIO()
    if path.suffix == ".csv":
        held.write(frame.assign(**_with_whole_codes(frame)).to_csv(index=False).encode("utf-8"))
    else:
        frame.to_parquet(held, index=False)
    try:
        write(path, held.getvalue())
    except InstrumentError as error:
        raise DataError(str(error), remedy="Or name another place with --out FILE.") from error


def _raked(data: Data, given: GivenTotals, bounds: Sequence[float] | None) -> Calibrated:
    _refuse_bounds(bounds)
    return rake(data, given)  # type: ignore[arg-type]  # totals of numbers are refused there


def _poststratified(data: Data, given: GivenTotals, bounds: Sequence[float] | None) -> Calibrated:
    _refuse_bounds(bounds)
    return poststratify(data, given)  # type: ignore[arg-type]


def _refuse_bounds(bounds: Sequence[float] | None) -> None:
    if bounds is not None:
        raise ArgumentError(
            "Raking and post-stratification have no bounds.", remedy="Use --method raking or logit with --bounds, or --trim."
        )


def _calibrated(method: str) -> Callable[[Data, GivenTotals, Sequence[float] | None], Calibrated]:
    def made(data: Data, given: GivenTotals, bounds: Sequence[float] | None) -> Calibrated:
        return calibrate(data, given, method=method, bounds=None if bounds is None else (bounds[0], bounds[1]))

    return made


_METHODS: Mapping[str, Callable[[Data, GivenTotals, Sequence[float] | None], Calibrated]] = {
    "rake": _raked,
    "poststratify": _poststratified,
    **{method: _calibrated(method) for method in ("linear", "raking", "logit")},
}


def _tables(data: Data, made: Sequence[Calibrated], files: Sequence[Margins], column: str, language: Language) -> Iterator[Table]:
    """Yield a table of the weights, and one for each margin."""
    first, last = made[0].diagnostics, made[-1].diagnostics
    of = [(last, *one) for one in _SPREAD] + [(first, *one) for one in _FITTING]
    numbers = [(f"weights_{name}", language.number(said[name], places)) for said, name, places in of]
    if len(made) > 1:
        numbers.append(("weights_trimmed", language.percent(last["trimmed"]) + PERCENT))
    rows = tuple(Row(language.text(name), (words,)) for name, words in numbers)
    method = " + ".join(language.text(f"weights_by_{step}") for step in last["steps"])
    columns = (language.text("weights_measure"), language.text("weights_value"))
    yield Table(language.text("weights_title", method=method), columns, rows, tuple(_notes(data, made, files, column, language)))
    instrument = data.instrument if data.instrument is not None and language.code in data.instrument.languages else None
    labels = Labels(instrument, language)
    of_files = {word: label[language.code] for file in files for word, label in file.categories.items()}
    pairs = zip(first["margins"], last["margins"], strict=True)
    for names, targets in groupby(pairs, key=lambda pair: tuple(pair[1]["variables"])):
        yield _margin(names, list(targets), labels, of_files)


def _margin(
    names: tuple[str, ...],
    targets: Sequence[tuple[Mapping[str, Any], Mapping[str, Any]]],
    labels: Labels,
    of_files: Mapping[str, str],
) -> Table:
    """Return the sums of one margin: in percent of all its categories, or as they are where it is the total of a number."""
    language = labels.language
    sums = [(first["before"], last["after"], last["target"]) for first, last in targets]
    whole = [sum(column) for column in zip(*sums, strict=True)]
    rows = []
    for (_, last), three in zip(targets, sums, strict=True):
        if last["category"] is None:
            rows.append(Row(labels.variable(names[0]), tuple(language.count(one) for one in three)))
            continue
        words = [_category(labels, of_files, *each) for each in zip(names, last["category"], strict=True)]
        percents = (language.percent(one / size) for one, size in zip(three, whole, strict=True))
        rows.append(Row(" × ".join(words), tuple(percents)))
    heads = (language.text("answer"), *(language.text(f"weights_{name}") for name in ("before", "after", "target")))
    return Table(" × ".join(map(labels.variable, names)), heads, tuple(rows))


def _category(labels: Labels, of_files: Mapping[str, str], variable: str, value: Value) -> str:
    """Return the questionnaire's label of a category, else that of the margins files, else the category as it stands."""
    label = labels.category(variable, value)
    return of_files.get(label, label)


def _notes(data: Data, made: Sequence[Calibrated], files: Sequence[Margins], column: str, language: Language) -> Iterator[str]:
    for file in files:
        named = file.name if file.title is None else file.title[language.code]
        yield language.text(
            "weights_margins",
            name=named,
            population=file.population[language.code],
            date=file.date.isoformat(),
            source=file.source,
        )
        if file.caution is not None:
            yield language.text("weights_caution", words=file.caution[language.code])
    first, last = made[0].diagnostics, made[-1].diagnostics
    if first["rescaled"]:
        yield language.text("weights_rescaled", names=", ".join(first["rescaled"]))
    if last["negative"]:
        yield language.plural("weights_negative_n", last["negative"])
    if len(made) > 1 and last["trimmed_n"]:
        yield language.plural("weights_trimmed_n", last["trimmed_n"])
    yield language.text("weights_taken_as_given", column=column)
    if data.design.basis != Basis.PROBABILITY:
        yield language.text("weights_self_selected")


def _document(
    made: Sequence[Calibrated], files: Sequence[Margins], out: Path, column: str, *, synthetic: bool
) -> dict[str, object]:
    """Return what one JSON document holds."""
    return {
        "file": out.name,
        "column": column,
        "steps": [dict(one.diagnostics) for one in made],
        "margins": [
            {
                "name": file.name,
                "date": file.date.isoformat(),
                "source": file.source,
                "population": dict(file.population),
                "caution": None if file.caution is None else dict(file.caution),
            }
            for file in files
        ],
        "synthetic": synthetic,
    }
