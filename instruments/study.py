"""The study file: who asks and pays, when, how people are found, and what is promised to them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from instruments import files
from instruments.errors import InstrumentError, StudyFileError
from instruments.model import Instrument, Text
from instruments.source import Source
from instruments.texts import text

_PROJECT = Path(__file__).resolve().parent.parent
HOME = _PROJECT / "data" / "studies"
SHIPPED = ("astana-2023", "astana-extended")
"""The studies whose files come with the project, as examples: they name nobody."""

TEXTS = ("conductor", "sponsor", "contact", "field_dates", "recruitment", "incentives", "ethics", "retention", "storage")
_PLACEHOLDER = re.compile(r"\[[^\]]*\]|\b(TODO|TBD|XXX|FIXME)\b|^\s*(\.{3}|…|\?+)\s*$")


@dataclass(frozen=True)
class Study:
    """What a respondent and a reader of the report must be told about a study, in every language of its instrument.

    minutes  how long the questionnaire takes, about
    """

    id: str
    minutes: int
    conductor: Text
    sponsor: Text
    contact: Text
    field_dates: Text
    recruitment: Text
    incentives: Text
    ethics: Text
    retention: Text
    storage: Text


def find(slug: str, questionnaire: Path | None = None) -> Path:
    """Return where a study file is looked for: `<slug>-study.yaml` beside its questionnaire, else in data/studies/."""
    path = None if questionnaire is None else beside(questionnaire, slug)
    return path if path is not None and path.is_file() else HOME / f"{slug}.yaml"


def beside(questionnaire: Path, slug: str) -> Path:
    """Return the place of a study file beside its questionnaire."""
    return questionnaire.parent / f"{slug}-study.yaml"


def load(path: Path, instrument: Instrument) -> Study:
    """Read a study file.

    Raises StudyFileError listing every problem, a placeholder such as [name] or "…" included, and a conductor or contact
    taken over from the shipped file; InstrumentError where there is no such file.
    """
    try:
        content = files.read(path)
    except OSError as error:
        raise InstrumentError(
            f"The study {instrument.id} needs the file {_shown(path)}: {error.strerror}. It says who asks, how to reach them and "
            f"what happens to the answers. Name it with --study FILE, or make one: python -m instruments new {instrument.id}."
        ) from error
    except UnicodeDecodeError as error:
        raise InstrumentError(f"{path.name}: not UTF-8. Save the file as UTF-8.") from error
    return load_text(content, path.name, instrument, of_nobody=_of_nobody(instrument.id))


def _shown(path: Path) -> Path:
    return path.relative_to(_PROJECT) if path.is_relative_to(_PROJECT) else path


def _of_nobody(slug: str) -> frozenset[object]:
    """Return who conducts and answers for the shipped studies: in another study that says nothing."""
    if slug in SHIPPED:
        return frozenset()
    found = (Source(find(shipped).read_text(encoding="utf-8")).root.value for shipped in SHIPPED)
    texts = [fields[key].value for fields in found if isinstance(fields, dict) for key in ("conductor", "contact")]
    return frozenset(entry.value for entries in texts for entry in entries.values())


def load_text(yaml_text: str, name: str, instrument: Instrument, *, of_nobody: frozenset[object] = frozenset()) -> Study:
    """Read a study from the text of its file; `name` stands in the messages.

    of_nobody  texts that tell nobody who asks, and count as placeholders
    """
    source = Source(yaml_text)
    if not source.readable:
        raise StudyFileError(name, source.problems)
    fields = source.mapping(source.root, "a study file", ("id", "minutes", *TEXTS))
    texts = {key: text(source, instrument.languages, fields[key], key) for key in TEXTS if key in fields}
    for key, words in texts.items():
        for language, entry in words:
            if _PLACEHOLDER.search(entry) or entry in of_nobody:
                source.problem(fields[key].line, f"{key} ({language}) still holds a placeholder: {entry!r}. Fill it in.")
    study_id = source.string(fields.get("id"), "id")
    if study_id is not None and study_id != instrument.id:
        source.problem(fields["id"].line, f"id must be that of the questionnaire, {instrument.id!r}, got {study_id!r}.")
    minutes = source.integer(fields.get("minutes"), "minutes")
    if minutes is not None and not 1 <= minutes <= 240:
        source.problem(fields["minutes"].line, f"minutes must be from 1 to 240, got {minutes}.")
    if source.problems:
        raise StudyFileError(name, source.problems)
    return Study(id=study_id or "", minutes=minutes or 1, **texts)
