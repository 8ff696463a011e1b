"""The study file: who asks and pays, when, how people are found, and what is promised to them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo, available_timezones

from instruments import files, panels
from instruments.errors import InstrumentError, StudyFileError
from instruments.model import Instrument, Text
from instruments.source import Located, Source
from instruments.texts import text

_PROJECT = Path(__file__).resolve().parent.parent
HOME = _PROJECT / "data" / "studies"
SHIPPED = ("astana-2023", "astana-extended")
"""The studies whose files come with the project, as examples: they name nobody."""

TEXTS = ("conductor", "sponsor", "contact", "field_dates", "recruitment", "incentives", "ethics", "retention", "storage")
UTC = "UTC"
"""The zone of a study whose file names none."""

_PLACEHOLDER = re.compile(r"\[[^\]]*\]|\b(TODO|TBD|XXX|FIXME)\b|^\s*(\.{3}|…|\?+)\s*$")


@dataclass(frozen=True)
class Study:
    """What a respondent and a reader of the report must be told about a study, in every language of its instrument.

    minutes   how long the questionnaire takes, about
    timezone  the zone in which its times are written and shown, by its name in the IANA database
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
    timezone: str = UTC


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


def is_study_file(source: Source) -> bool:
    """Whether a file that was read says who asks, and has no questions."""
    return isinstance(source.root.value, dict) and "conductor" in source.root.value and "sections" not in source.root.value


def load_text(yaml_text: str, name: str, instrument: Instrument, *, of_nobody: frozenset[object] = frozenset()) -> Study:
    """Read a study from the text of its file; `name` stands in the messages.

    of_nobody  texts that tell nobody who asks, and count as placeholders
    """
    source = Source(yaml_text)
    if not source.readable:
        raise StudyFileError(name, source.problems)
    fields = source.mapping(source.root, "a study file", ("id", "minutes", *TEXTS), ("timezone",))
    texts = {key: text(source, instrument.languages, fields[key], key) for key in TEXTS if key in fields}
    for key, words in texts.items():
        for language, entry in words:
            if _PLACEHOLDER.search(entry) or entry in of_nobody:
                source.problem(fields[key].line, f"{key} ({language}) still holds a placeholder: {entry!r}. Fill it in.")
        for language in panels.promises(words) if instrument.panel else ():
            source.problem(fields[key].line, f"{key} ({language}) says anonymous, and a panel is not. Take the word out.")
    study_id = source.string(fields.get("id"), "id")
    if study_id is not None and study_id != instrument.id:
        source.problem(fields["id"].line, f"id must be that of the questionnaire, {instrument.id!r}, got {study_id!r}.")
    minutes = source.integer(fields.get("minutes"), "minutes")
    if minutes is not None and not 1 <= minutes <= 240:
        source.problem(fields["minutes"].line, f"minutes must be from 1 to 240, got {minutes}.")
    timezone = _timezone(source, fields["timezone"]) if "timezone" in fields else UTC
    if source.problems:
        raise StudyFileError(name, source.problems)
    return Study(id=study_id or "", minutes=minutes or 1, timezone=timezone, **texts)


def _timezone(source: Source, node: Located) -> str:
    """Return the name of a zone that this computer knows; UTC and a problem for anything else."""
    named = source.string(node, "timezone") or UTC
    if named == UTC:
        return UTC
    try:
        ZoneInfo(named)
    except (KeyError, OSError, ValueError):  # KeyError: none of this name; OSError: a folder; ValueError: no such path
        source.problem(node.line, _unknown_zone(named))
    return named


def _unknown_zone(named: str) -> str:
    if not available_timezones():
        return (
            f"timezone {named!r} cannot be looked up: this computer has no time zone data. Install it (Debian and Ubuntu: "
            f"apt install tzdata; anywhere: pip install tzdata), or leave timezone out: times are then in UTC."
        )
    return f"timezone must be the name of a time zone, such as Asia/Almaty or Asia/Aqtau, got {named!r}."
