"""The study file: who asks and pays, when, how people are found, and what is promised to them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from instruments.errors import InstrumentError, StudyFileError
from instruments.model import Instrument, Text
from instruments.source import Source
from instruments.texts import text

HOME = Path(__file__).resolve().parent.parent / "data" / "studies"

_TEXTS = ("conductor", "sponsor", "contact", "field_dates", "recruitment", "incentives", "ethics", "retention", "storage")
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


def find(slug: str) -> Path:
    """Return the study file that belongs to a shipped questionnaire."""
    return HOME / f"{slug}.yaml"


def load(path: Path, instrument: Instrument) -> Study:
    """Read a study file.

    Raises StudyFileError listing every problem, a placeholder such as [name] or "…" included; InstrumentError
    where there is no such file.
    """
    try:
        content = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise InstrumentError(
            f"The study {instrument.id} needs the file {path.name}: {error.strerror}. It says who asks, how to reach "
            "them and what happens to the answers; copy data/studies/astana-2023.yaml and fill it in."
        ) from error
    except UnicodeDecodeError as error:
        raise InstrumentError(f"{path.name}: not UTF-8. Save the file as UTF-8.") from error
    return load_text(content, path.name, instrument)


def load_text(yaml_text: str, name: str, instrument: Instrument) -> Study:
    """Read a study from the text of its file; `name` stands in the messages."""
    source = Source(yaml_text)
    if not source.readable:
        raise StudyFileError(name, source.problems)
    fields = source.mapping(source.root, "a study file", ("id", "minutes", *_TEXTS))
    texts = {key: text(source, instrument.languages, fields[key], key) for key in _TEXTS if key in fields}
    for key, words in texts.items():
        for language, entry in words:
            if _PLACEHOLDER.search(entry):
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
