"""Strict YAML → `Instrument`: every problem of a file is collected with its line, then raised once."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from instruments import checks, files, study
from instruments.condition_fields import condition
from instruments.errors import InstrumentError, InstrumentFileError, UnknownInstrumentError
from instruments.identifiers import identifier, is_identifier, one_of
from instruments.model import (
    Basis,
    Derived,
    Instrument,
    Paging,
    Section,
    Text,
)
from instruments.near import did_you_mean
from instruments.question_checks import form_problems
from instruments.questions import question
from instruments.sampling_fields import experiment, quota, screen_out
from instruments.source import Located, Source
from instruments.texts import text

HOME = Path(__file__).resolve().parent
"""Where the shipped questionnaires are."""

_SLUG = re.compile(r"[a-z][a-z0-9-]{0,63}")
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_INSTRUMENT_KEYS = ("id", "version", "languages", "title", "population", "basis", "sections")
_INSTRUMENT_OPTIONS = (
    *("reviewed_by", "note", "panel", "derived", "experiments", "random_sections", "screen_out", "quotas", "layout"),
)


def shipped() -> tuple[str, ...]:
    """Return the slugs of the questionnaires that come with the project."""
    return tuple(sorted(path.stem for path in HOME.glob("*.yaml")))


def find(name: str) -> Path:
    """Return the file of a shipped questionnaire by its slug, or of any by its path.

    Raises UnknownInstrumentError, naming the file of that name in this folder or else the nearest slug, where there is neither;
    InstrumentError where a path leads to no file.
    """
    if name in shipped():
        return HOME / f"{name}.yaml"
    path = Path(name)
    if path.suffix in (".yaml", ".yml") and path.is_file():
        return path
    if path.suffix in (".yaml", ".yml"):
        what = "is a folder, not a file" if path.is_dir() else "there is no such file"
        raise InstrumentError(f"{name}: {what}. Check the path.")
    offered = f"give the path of a .yaml file, or one of {', '.join(shipped())}."
    here = next((file.name for file in sorted(Path().glob("*.y*ml")) if file.stem == name), None)
    meant = f" Did you mean {here!r}?" if here else did_you_mean(name, shipped())
    raise UnknownInstrumentError(f"No questionnaire {name!r}: {offered}{meant}")


def load(path: Path) -> Instrument:
    """Read one questionnaire file.

    Raises InstrumentFileError listing all problems, InstrumentError where the file cannot be read at all.
    """
    try:
        content = files.read(path)
    except OSError as error:
        raise InstrumentError(f"{path.name}: cannot be read ({error.strerror}). Check the path and its permissions.") from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise InstrumentError(f"{path.name}, line {line}: not UTF-8. Save the file as UTF-8.") from error
    return load_text(content, path.name)


def load_text(yaml_text: str, name: str, *, was_fielded: bool = False) -> Instrument:
    """Read a questionnaire from the text of its file; `name` stands in the messages.

    was_fielded  whether it comes from a database: what is asked of new questionnaires alone is not asked of it
    """
    source = Source(yaml_text)
    if not source.readable:
        raise InstrumentFileError(name, source.problems)
    if study.is_study_file(source):
        raise InstrumentError(f"{name}: this is a study file: give the questionnaire. Its study file is found beside it.")
    lines: dict[str, int] = {}
    instrument = _instrument(source, lines, hashlib.sha256(yaml_text.encode("utf-8", "surrogatepass")).hexdigest())
    if instrument is not None:
        source.problems.extend(checks.problems(instrument, lines))
        source.problems.extend(checks.out_of_reach(instrument, lines))
    if instrument is not None and not was_fielded:
        source.problems.extend(problem for each in instrument.questions for problem in form_problems(each, lines))
    if source.problems or instrument is None:
        raise InstrumentFileError(name, source.problems)
    return instrument


def _instrument(source: Source, lines: dict[str, int], source_hash: str) -> Instrument | None:
    fields = source.mapping(source.root, "a questionnaire", _INSTRUMENT_KEYS, _INSTRUMENT_OPTIONS)
    languages = _languages(source, fields.get("languages"))
    slug = source.string(fields.get("id"), "id") or ""
    if slug and not _SLUG.fullmatch(slug):
        source.problem(fields["id"].line, f"the questionnaire's id must be like astana-2023 (a–z, 0–9, -), got {slug!r}.")
    if not languages:
        return None

    def listed(key: str) -> list[Located]:
        return source.sequence(fields.get(key), key)

    found = (_section(source, lines, languages, item) for item in listed("sections"))
    sections = tuple(section for section in found if section is not None)
    return Instrument(
        id=slug,
        version=_version(source, fields.get("version")),
        languages=languages,
        title=text(source, languages, fields["title"], "title") if "title" in fields else Text(()),
        population=text(source, languages, fields["population"], "population") if "population" in fields else Text(()),
        basis=one_of(source, fields.get("basis"), Basis, "basis") or Basis.CONVENIENCE,
        sections=sections,
        reviewed_by=_reviewed_by(source, languages, fields.get("reviewed_by")),
        note=text(source, languages, fields["note"], "note") if "note" in fields else None,
        derived=tuple(_derived(source, lines, languages, item) for item in listed("derived")),
        experiments=tuple(experiment(source, lines, languages, item) for item in listed("experiments")),
        layout=(one_of(source, fields["layout"], Paging, "layout") if "layout" in fields else None) or Paging.QUESTION,
        panel=_panel(source, fields.get("panel")),
        random_sections=tuple(source.string(item, "a section") or "" for item in listed("random_sections")),
        screen_out=tuple(
            reason for item in listed("screen_out") if (reason := screen_out(source, lines, languages, item)) is not None
        ),
        quotas=tuple(cell for item in listed("quotas") if (cell := quota(source, lines, item)) is not None),
        source_hash=source_hash,
    )


def _version(source: Source, node: Located | None) -> int:
    version = source.integer(node, "version")
    if node and version is not None and version < 1:
        source.problem(node.line, f"version must be 1 or more, got {version}.")
    return version or 1


def _panel(source: Source, node: Located | None) -> str | None:
    named = source.string(node, "panel")
    if node and named is not None and not is_identifier(named):
        source.problem(node.line, f"panel must name a panel by an id like turkic_views, got {named!r}. Leave it out for none.")
    return named


def _languages(source: Source, node: Located | None) -> tuple[str, ...]:
    languages: list[str] = []
    for item in source.sequence(node, "languages"):
        language = source.string(item, "a language") or ""
        if language and not _LANGUAGE.fullmatch(language):
            source.problem(item.line, f"a language is an ISO 639 code such as kk, got {language!r}.")
        elif language in languages:
            source.problem(item.line, f"the language {language!r} is named twice.")
        elif language:
            languages.append(language)
    if node is not None and not languages:
        source.problem(node.line, "languages must name at least one language.")
    return tuple(languages)


def _reviewed_by(source: Source, languages: tuple[str, ...], node: Located | None) -> tuple[tuple[str, str | None], ...]:
    if node is None:
        return ()
    fields = source.mapping(node, "reviewed_by", optional=languages)
    return tuple(
        (language, None if value.value is None else source.string(value, f"reviewed_by {language}"))
        for language, value in fields.items()
    )


def _section(source: Source, lines: dict[str, int], languages: tuple[str, ...], node: Located) -> Section | None:
    fields = source.mapping(node, "a section", ("id", "questions"), ("title", "ask_if", "random_order", "sensitive"))
    section_id = identifier(source, lines, fields.get("id"), "section ")
    if not fields:
        return None
    questions = source.sequence(fields.get("questions"), "questions")
    if "questions" in fields and not questions:
        source.problem(fields["questions"].line, f"the section {section_id!r} has no questions.")
    return Section(
        id=section_id,
        questions=tuple(q for item in questions if (q := question(source, lines, languages, item)) is not None),
        title=text(source, languages, fields["title"], f"the title of section {section_id!r}") if "title" in fields else None,
        ask_if=condition(source, fields.get("ask_if"), lines, section_id),
        random_order=source.boolean(fields.get("random_order"), "random_order"),
        sensitive=source.boolean(fields.get("sensitive"), "sensitive"),
    )


def _derived(source: Source, lines: dict[str, int], languages: tuple[str, ...], node: Located) -> Derived:
    fields = source.mapping(node, "a derived variable", ("id", "from", "map", "label"), ("labels",))
    derived_id = identifier(source, lines, fields.get("id"), "")
    categories = source.open_mapping(fields["map"], f"the map of {derived_id!r}") if "map" in fields else {}
    labels = source.mapping(fields["labels"], f"labels of {derived_id!r}", tuple(categories)) if "labels" in fields else {}
    return Derived(
        id=derived_id,
        source=source.string(fields.get("from"), "from") or "",
        categories=tuple((name, source.integers(codes, f"the codes of {name!r}")) for name, codes in categories.items()),
        label=text(source, languages, fields["label"], f"the label of {derived_id!r}") if "label" in fields else Text(()),
        category_labels=tuple((name, text(source, languages, label, f"the label of {name!r}")) for name, label in labels.items()),
    )
