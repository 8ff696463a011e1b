"""A findings file: what a publication printed, as strings. Read strictly: every problem at once, with its line."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path

from analysis.errors import DataError
from analysis.published.fields.claims import claims, contradictions, margins
from analysis.published.fields.printed import full_count, identifier, once, people, place
from analysis.published.fields.questions import Survey, questions
from analysis.published.forensics.rounding import DEFAULT, ROUNDINGS
from analysis.published.model import DISCLOSURE, Findings, PublishedQuestion, Sample, Weighting, around
from instruments import files
from instruments import load as questionnaires
from instruments.errors import InstrumentError
from instruments.model import Instrument, Text
from instruments.near import did_you_mean
from instruments.source import Located, Source
from instruments.texts import text

HOME = Path(__file__).resolve().parent.parent.parent / "data" / "published"
"""Where the findings files are."""

LANGUAGES = ("kk", "en", "ru")
WINDOW = 2_000
"""The widest window of bases: a wider one would hold accidental fits only."""

_REQUIRED = ("id", "source", "written_in", "questions")
_OPTIONAL = (
    "title", "instrument", "sample", "languages", "weighting", "rounding", "window", "margins", "claims", "contradictions",
    "disclosure", "census",
)  # fmt: skip
_SAMPLE = {"kk": "іріктеме", "en": "sample", "ru": "выборка"}
"""What the place of a sample size is called that stands in no figure."""


def shipped() -> tuple[str, ...]:
    """Return the studies whose published numbers come with the project."""
    return tuple(sorted(path.stem for path in HOME.glob("*.yaml")))


def load(name: str) -> Findings:
    """Read a findings file, by the study's id or by its path.

    Raises DataError, listing every problem with its line, where the file is wrong or cannot be read.
    """
    path = HOME / f"{name}.yaml" if name in shipped() else Path(name)
    try:
        content = files.read(path)
    except OSError as error:
        offered = f"Give the path of a findings file, or one of {', '.join(shipped())}."
        remedy = f"{did_you_mean(name, shipped())} {offered}".strip()
        raise DataError(f"cannot be read ({error.strerror}).", where=path.name, remedy=remedy) from error
    except UnicodeDecodeError as error:
        raise DataError("not UTF-8.", where=path.name, remedy="Save the file as UTF-8.") from error
    return load_text(content, path.name)


def load_text(yaml_text: str, name: str) -> Findings:
    """Read findings from the text of their file; `name` stands in the messages."""
    source = Source(yaml_text)
    digest = hashlib.sha256(yaml_text.encode("utf-8", "surrogatepass")).hexdigest()
    found = _findings(source, digest) if source.readable else None
    if source.problems or found is None:
        lines = "\n".join(f"  {problem}" for problem in sorted(set(source.problems)))
        raise DataError(f"the published numbers cannot be used:\n{lines}", where=name)
    return found


def _findings(source: Source, digest: str) -> Findings | None:
    fields = source.mapping(source.root, "a findings file", _REQUIRED, _OPTIONAL)
    instrument = _instrument(source, fields.get("instrument"))
    languages = _languages(source, fields.get("languages"), instrument)
    if not languages or (instrument is None and "instrument" in fields):
        # Whatever follows is read against these; their own problems are enough to begin with.
        return None
    sample = _sample(source, fields.get("sample"), languages)
    n = None if sample is None else sample.n
    weighting = Weighting(_one_of(source, fields.get("weighting"), "weighting", [*Weighting], Weighting.UNKNOWN))
    weighted = weighting is Weighting.WEIGHTED
    survey = Survey(n, weighted, full_count(source, fields.get("census"), weighted=weighted))
    problems = len(source.problems)
    asked = questions(source, fields.get("questions"), instrument, languages, survey)
    unread = len(source.problems) > problems
    groups = margins(source, fields.get("margins"), asked, languages, unread)
    said = claims(source, fields.get("claims"), asked, groups, languages, unread)
    return Findings(
        id=identifier(source, fields.get("id"), "id"),
        title=_title(source, fields, instrument, languages),
        languages=languages,
        source=source.string(fields.get("source"), "source") or "",
        written_in=source.string(fields.get("written_in"), "written_in") or "",
        sample=sample,
        weighting=weighting,
        rounding=_one_of(source, fields.get("rounding"), "rounding", list(ROUNDINGS), DEFAULT),
        window=_window(source, fields.get("window"), n, asked),
        questions=asked,
        margins=groups,
        claims=said,
        contradictions=contradictions(source, fields.get("contradictions"), asked, said, languages),
        instrument=instrument,
        source_hash=digest,
        disclosure=_disclosure(source, fields.get("disclosure"), languages),
    )


def _instrument(source: Source, node: Located | None) -> Instrument | None:
    name = source.string(node, "instrument")
    if node is None or name is None:
        return None
    try:
        return questionnaires.load(questionnaires.find(name))
    except InstrumentError as error:
        source.problem(node.line, str(error))
        return None


def _languages(source: Source, node: Located | None, instrument: Instrument | None) -> tuple[str, ...]:
    if node is None:
        return LANGUAGES if instrument is None else tuple(code for code in instrument.languages if code in LANGUAGES)
    items = source.sequence(node, "languages")
    if not items and isinstance(node.value, str):
        items = [node]
    named = [source.string(item, "a language") for item in items]
    for code in named:
        if code not in LANGUAGES:
            source.problem(node.line, f"there is no report in the language {code!r}; languages are {', '.join(LANGUAGES)}.")
        elif instrument is not None and code not in instrument.languages:
            source.problem(node.line, f"the questionnaire {instrument.id} has no texts in {code!r}.")
    once(source, "language", zip(named, items, strict=True))
    if not named:
        source.problem(node.line, f"languages must name one or more of {', '.join(LANGUAGES)}.")
    known = LANGUAGES if instrument is None else instrument.languages
    return tuple(code for code in dict.fromkeys(named) if code in LANGUAGES and code in known)


def _title(source: Source, fields: Mapping[str, Located], instrument: Instrument | None, languages: tuple[str, ...]) -> Text:
    if "title" in fields:
        return text(source, languages, fields["title"], "title")
    if instrument is None:
        source.problem(source.root.line, "a findings file without a questionnaire lacks the key 'title'.")
        return Text(())
    return instrument.title


def _sample(source: Source, node: Located | None, languages: tuple[str, ...]) -> Sample | None:
    if node is None:
        return None
    fields = source.mapping(node, "sample", ("printed", "quote"), ("figure",))
    printed = people(source, fields.get("printed"), "printed of sample")
    quote = source.string(fields.get("quote"), "quote of sample")
    figure = Text(tuple((language, _SAMPLE[language]) for language in languages))
    if "figure" in fields:
        figure = place(source, fields["figure"], languages, "figure of sample")
    return Sample(str(printed), quote, figure) if printed is not None and quote is not None else None


def _window(source: Source, node: Located | None, n: int | None, asked: Sequence[PublishedQuestion]) -> tuple[int, int]:
    """Return the bases to look among: by default those near the stated sample, or without one, near the first stated base."""
    stated = next((question.stated_base for question in asked if question.stated_base is not None), None) if n is None else n
    default = (1, 1000) if stated is None else around(stated)
    if node is None:
        return default
    ends = source.integers(node, "window")
    if len(ends) != 2 or not 1 <= ends[0] <= ends[1] <= ends[0] + WINDOW or (n is not None and not ends[0] <= n <= ends[1]):
        example = list(default)
        source.problem(node.line, f"window must be two bases around the sample, at most {WINDOW} apart, such as {example}.")
        return default
    return ends[0], ends[1]


def _disclosure(source: Source, node: Located | None, languages: tuple[str, ...]) -> tuple[tuple[str, Text], ...]:
    if node is None:
        return ()
    fields = source.mapping(node, "disclosure", optional=DISCLOSURE)
    return tuple((item, place(source, fields[item], languages, item)) for item in DISCLOSURE if item in fields)


def _one_of(source: Source, node: Located | None, what: str, offered: list[str], default: str) -> str:
    name = source.string(node, what)
    if node is None or name is None:
        return default
    if name not in offered:
        source.problem(node.line, f"{what} must be one of {', '.join(offered)}, got {name!r}.")
        return default
    return name
