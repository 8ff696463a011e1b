"""Margins files: counts of a population by category, with where they come from; their grammar is in docs/reference/margins.md.

Keys are read as they are written, so that `No` and `10-14` are the words that they look like.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from analysis import text_file
from analysis.data import Data
from analysis.errors import ArgumentError, DataError, unknown
from analysis.variable import variable
from analysis.weighting.targets import GivenTotals, Key
from instruments.model import Text
from instruments.source import Located, Source
from instruments.texts import text

HOME = Path(__file__).resolve().parent.parent.parent / "data" / "margins"

LANGUAGES = ("kk", "en", "ru")

_REQUIRED = ("population", "date", "source")
_OPTIONAL = ("id", "title", "caution", "margins", "totals", "categories")

Words = tuple[str, ...]


@dataclass(frozen=True)
class Margins:
    """A margins file.

    name        the file's name without suffix
    title       what is counted; None = not said
    population  who is counted, in each language
    date        the day that the counts are of
    source      where they were read
    caution     what speaks against their use; None = nothing is said
    margins     counts by the words of the file, for each variable or several together
    totals      sums of numbers over the population
    categories  labels of the words
    """

    name: str
    title: Text | None
    population: Text
    date: date
    source: str
    caution: Text | None
    margins: Mapping[Words, Mapping[Words, float]]
    totals: Mapping[str, float]
    categories: Mapping[str, Text]


def shipped() -> list[str]:
    """Return the names of the margins that come with the project."""
    return sorted(path.stem for path in HOME.glob("*.yaml"))


def find(name: str) -> Path:
    """Return the file of a name: a path, or margins that come with the project."""
    if Path(name).suffix in (".yaml", ".yml"):
        return Path(name)
    if name not in shipped():
        raise unknown("margins file", name, shipped())
    return HOME / f"{name}.yaml"


def load(path: Path) -> Margins:
    """Read a margins file; DataError where it cannot be read, or listing every problem with its line."""
    remedy = f"Check the path, or name margins that come with the project: {', '.join(shipped())}."
    return load_text(text_file.read(path, "margins file", remedy), path.name)


def load_text(content: str, name: str) -> Margins:
    """Read margins from text; `name` is what messages call it."""
    source = Source(content)
    fields = source.mapping(source.root, "a margins file", _REQUIRED, _OPTIONAL) if source.readable else {}
    found = _margins(source, fields, name)
    if source.problems:
        problems = "; ".join(str(one).rstrip(".") for one in sorted(source.problems))
        raise DataError("The margins file is wrong.", where=name, got=problems, remedy="Correct these lines.")
    return found


def targets(files: Sequence[Margins], data: Data, *, use: Sequence[str] = (), total: float | None = None) -> GivenTotals:
    """Return what files say of the population in the categories of the data.

    use    margins to take, by their names in the files ("sex, age"); empty = all
    total  what each margin is scaled to sum to, and totals of numbers along with the first margin of their file

    A word is the category of the same name, or the choice of a question with that id; one that the data do not have stays
    as it is, for the weighting to name. Raises ArgumentError for a margin in `use` that no file has, for one that is in
    two, and for a total that is no number above 0.
    """
    if total is not None and not (math.isfinite(total) and total > 0):
        raise ArgumentError("A total is a number above 0.", got=repr(total))
    offered = [title for one in files for title in _titles(one)]
    for name in use:
        if name not in offered:
            raise unknown("margin in the files", name, offered)
    wanted = [(one, title) for one in files for title in _titles(one) if not use or title in use]
    chosen: dict[Key, Mapping[Hashable, float] | float] = {}
    for one, title in wanted:
        names = tuple(title.split(", "))
        key: Key = names[0] if len(names) == 1 else names
        if key in chosen:
            raise ArgumentError("Two files have the same margin.", got=title, remedy="Use one of them, or name others with use.")
        chosen[key] = _scaled(one, names, data, total)
    return chosen


def _titles(file: Margins) -> list[str]:
    return [", ".join(names) for names in file.margins] + list(file.totals)


def _scaled(file: Margins, names: Words, data: Data, total: float | None) -> Mapping[Hashable, float] | float:
    if names not in file.margins:
        first = next(iter(file.margins.values()), None)
        factor = 1.0 if total is None or first is None else total / math.fsum(first.values())
        return file.totals[names[0]] * factor
    counts = file.margins[names]
    factor = 1.0 if total is None else total / math.fsum(counts.values())
    words = [_answers(data, name) for name in names]
    scaled = {
        tuple(known.get(word, word) for known, word in zip(words, key, strict=True)): count for key, count in counts.items()
    }
    return {key if len(key) > 1 else key[0]: count * factor for key, count in scaled.items()}


def _answers(data: Data, name: str) -> dict[str, Hashable]:
    """Return the categories of a variable by the words for them: as they are written, or the id of their choice."""
    known: dict[str, Hashable] = {str(answer): answer for answer in variable(data, name).answers}
    questions = () if data.instrument is None else data.instrument.variables
    ids = {
        choice.id: choice.code for question in questions if question.id == name for choice in question.substantive if choice.id
    }
    return {**known, **ids}


def _margins(source: Source, fields: Mapping[str, Located], name: str) -> Margins:
    stem = Path(name).stem
    said = source.string(fields.get("id"), "id")
    if said is not None and said != stem:
        source.problem(fields["id"].line, f"the id is {said!r}, the file's name {stem!r}; make them the same.")
    if "margins" not in fields and "totals" not in fields and fields:
        source.problem(1, "a margins file needs margins, totals, or both.")
    nodes = source.open_mapping(fields["margins"], "margins") if "margins" in fields else {}
    totals = source.open_mapping(fields["totals"], "totals") if "totals" in fields else {}
    labels = source.open_mapping(fields["categories"], "categories") if "categories" in fields else {}
    margins = {names: dict(counts) for names, counts in (_margin(source, words, node) for words, node in nodes.items())}
    return Margins(
        stem,
        _text(source, fields.get("title"), "title"),
        _text(source, fields.get("population"), "population") or Text(()),
        _date(source, fields.get("date")),
        source.string(fields.get("source"), "source") or "",
        _text(source, fields.get("caution"), "caution"),
        margins,
        {word: source.number(node, f"the total of {word!r}") or 0.0 for word, node in totals.items()},
        {word: text(source, LANGUAGES, node, f"the label of {word!r}") for word, node in labels.items()},
    )


def _margin(source: Source, words: str, node: Located) -> tuple[Words, Iterator[tuple[Words, float]]]:
    names = tuple(name.strip() for name in words.split(","))
    if not all(names) or len(set(names)) < len(names):
        source.problem(node.line, f"a margin is of one variable, or of several with commas between them; got {words!r}.")
    return names, _counts(source, node, words, len(names))


def _counts(source: Source, node: Located, what: str, depth: int) -> Iterator[tuple[Words, float]]:
    """Yield the counts below a node, a level of categories for each variable."""
    if depth == 0:
        yield (), _positive(source, node, what)
        return
    if isinstance(node.value, dict) and not node.value:
        source.problem(node.line, f"{what} has no categories.")
    for category, inner in source.open_mapping(node, f"the counts of {what}").items():
        for words, count in _counts(source, inner, f"{what}: {category}", depth - 1):
            yield (category, *words), count


def _positive(source: Source, node: Located, what: str) -> float:
    number = source.number(node, what)
    if number is not None and number <= 0:
        source.problem(node.line, f"{what} must be above 0; leave out a category that the population does not have.")
    return number or 0.0


def _text(source: Source, node: Located | None, what: str) -> Text | None:
    """Return a text in every language; one that is not said by language is the same in all."""
    if node is None:
        return None
    if isinstance(node.value, dict):
        return text(source, LANGUAGES, node, what)
    words = source.string(node, what) or ""
    return Text(tuple((language, words) for language in LANGUAGES))


def _date(source: Source, node: Located | None) -> date:
    words = source.string(node, "date")
    try:
        return date.fromisoformat(words or "")
    except ValueError:
        if node is not None and words is not None:
            source.problem(node.line, f'the date must be a day such as "2021-09-01", got {words!r}.')
        return date.min
