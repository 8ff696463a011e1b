"""The study of test_fieldwork.py, and who takes part: what each types, and which cells of the export must come of it.

The cells are written by hand; nothing here is worked out by the program that is tested.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from tests.survey.conftest import HERE

SLUG = "fielded"
SKIPPED, ROUTED_PAST, NOT_ASKED, NOT_REACHED = "-5", "-3", "-4", "-8"


@dataclass(frozen=True)
class Person:
    """Somebody who takes part.

    typed     what they type, by the name of the input; a list where several boxes are ticked
    cells     what stands in the export where it is not what was typed under the name of the column
    silence   what stands where they were asked and typed nothing
    past      the questions the routing led them past
    """

    language: str
    typed: Mapping[str, str | Sequence[str]]
    cells: Mapping[str, str] = field(default_factory=dict)
    silence: str = SKIPPED
    past: tuple[str, ...] = ()

    def cell(self, column: str, columns: Sequence[str]) -> str:
        """Return what must stand in a column."""
        if column in self.cells:
            return self.cells[column]
        typed = self.typed.get(column)
        if isinstance(typed, str) and f"{column}__missing" not in columns:
            return typed
        if isinstance(typed, str):
            return "" if typed.startswith("-") else typed
        question, _, part = column.partition("__")
        if part == "other_text" or f"{column}__missing" in columns:
            return ""
        if part == "missing" and question in self.typed:
            return str(self.typed[question]) if str(self.typed[question]).startswith("-") else ""
        return ROUTED_PAST if question in self.past else self.silence


AIGUL = Person(
    "kk",
    {
        "adult": "1",
        "town": "1",
        "sex": "1",
        "card_read": "2",
        "country": "97",
        "country__other_text": "Иран <b>",
        "trust__az": "1",
        "trust__kg": "-6",
        "trust__tr": "2",
        "ties__economy": "10",
        "ties__culture": "-1",
        "strength": "7",
        "media": ["1", "3"],
        "media__other_text": "радио",
        "spheres__defence": "1",
        "spheres__economy": "2",
        "did": "2",
        "age": "44",
        "hours": "1,5",
        "change": "-0,25",
        "born__day": "22",
        "born__month": "3",
        "born__year": "1991",
        "job": "аспаз",
        "middling": "2",
        "likes_job": "1",
        "nested": "1",
        "children": "3",
        "why": "1",
        "remarks": "Рақмет, «көрші»!",
    },
    {
        "media__tv": "1",
        "media__web": "0",
        "media__other": "1",
        "media__none": "0",
        "spheres__culture": "",
        "hours": "1.5",
        "change": "-0.25",
        "change__missing": "",
        "born": "1991-03-22",
        "born__missing": "",
    },
    past=("neither", "listed", "unsure", "wants_job"),
)
"""Answers everything, in Kazakh; looks at it in English on the way."""

BOLAT = Person(
    "ru",
    {
        "adult": "1",
        "town": "1",
        "sex": "2",
        "card_read": "1",
        "country": "-1",
        "trust__az": "-6",
        "trust__kg": "-2",
        "trust__tr": "-6",
        "ties__economy": "-1",
        "ties__culture": "-1",
        "strength": "-1",
        "media": ["-1"],
        "spheres": "-1",
        "did": "-2",
        "age": "-2",
        "hours": "-1",
        "born": "-2",
        "job": "-2",
        "neither": "2",
        "unsure": "1",
        "wants_job": "2",
    },
    {
        **dict.fromkeys(("media__tv", "media__web", "media__other", "media__none"), "-1"),
        **dict.fromkeys(("spheres__economy", "spheres__culture", "spheres__defence"), "-1"),
    },
    past=("middling", "listed", "likes_job", "nested", "children", "why"),
)
"""Gives a non-answer to every kind that offers one, in Russian."""

CAROL = Person("en", {}, past=("middling", "listed", "unsure", "likes_job", "nested", "children", "why"))
"""Leaves every page empty, in English, and is asked once more where the questionnaire wants it."""

DANA = Person(
    "kk",
    {
        "adult": "1",
        "town": "1",
        "sex": "1",
        "card_read": "1",
        "country": "2",
        "trust__az": "1",
        "trust__kg": "1",
        "trust__tr": "3",
        "ties__economy": "0",
        "ties__culture": "5",
        "strength": "10",
        "media": ["4"],
        "spheres__culture": "1",
        "did": "0",
        "age": "30",
        "hours": "0.5",
        "change": "3",
        "born": "-2",
        "job": "мұғалім",
        "neither": "1",
        "listed": "1",
        "likes_job": "2",
    },
    {
        "media__tv": "0",
        "media__web": "0",
        "media__other": "0",
        "media__none": "1",
        "spheres__economy": "2",
        "spheres__defence": "",
        "change": "3.0",
        "change__missing": "",
    },
    past=("middling", "unsure", "wants_job", "nested", "children", "why"),
)
"""Breaks off, goes on with the code in another browser, and there ranks one sphere more than at first."""

_LATER = ("middling", "unsure", "likes_job", "nested", "children", "why")
"""Asked because of an answer that those who stop early did not give."""

ERLAN = Person("en", {"adult": "1", "town": "1", "sex": "2", "card_read": "1", "country": "3"}, silence=NOT_REACHED, past=_LATER)
"""Breaks off, and never comes back."""

FARIDA = Person("ru", {"country": "-1", "adult": "2"}, silence=NOT_REACHED, past=("listed", *_LATER))
"""Is too young."""

GALYM = Person("kk", {"country": "-1", "adult": "1", "town": "2"}, silence=NOT_REACHED, past=("listed", *_LATER))
"""Lives elsewhere."""

HANNA = Person("en", {"country": "-1", "adult": "1", "town": "1", "sex": "1"}, silence=NOT_REACHED, past=("listed", *_LATER))
"""Comes when there are women enough."""

ZHANNA = Person("kk", {"adult": "1", "town": "1", "sex": "2", "country": "1"})
"""Leaves before the end, and has the answers deleted."""


def questionnaire(folder: Path) -> Path:
    """Write the questionnaire of the study, every-form.yaml with what fielded.yaml adds, and its study file beside it."""
    base, added = (yaml.safe_load((HERE / f"{name}.yaml").read_text(encoding="utf-8")) for name in ("every-form", SLUG))
    sections = base["sections"]
    for section in added["sections"]:
        place = next(place for place, each in enumerate(sections) if each["id"] == section["before"])
        sections.insert(place, {key: value for key, value in section.items() if key != "before"})
    whole = {**base, **added, "experiments": [*base["experiments"], *added["experiments"]], "sections": sections}
    path = folder / f"{SLUG}.yaml"
    path.write_text(yaml.safe_dump(whole, allow_unicode=True, sort_keys=False), encoding="utf-8")
    details = (HERE / "every-form-study.yaml").read_text(encoding="utf-8").replace("id: every-form", f"id: {SLUG}")
    path.with_name(f"{SLUG}-study.yaml").write_text(details, encoding="utf-8")
    return path
