"""Two waves of a panel, opened in a database, with a list of members and links to them."""

from __future__ import annotations

import csv
from pathlib import Path

import sqlalchemy as sa

from survey import opening
from survey.commands import main

WAVES = ("wave-one", "wave-two")
LANGUAGES = ("kk", "en", "ru")

_QUESTIONNAIRE = """\
id: {slug}
version: {version}
languages: [kk, en, ru]
title: {{kk: "Пікір", en: "Views", ru: "Мнения"}}
population: {{kk: "Ересек адамдар", en: "Adults", ru: "Взрослые"}}
basis: probability
{panel}
sections:
  - id: main
    questions:
      - id: warm
        kind: scale
        text: {{kk: "Бағалаңыз.", en: "How warm is it?", ru: "Оцените."}}
        low: 1
        high: 10
"""
_STUDY = """\
id: {slug}
minutes: 1
conductor: {{kk: "Зертхана", en: "The laboratory", ru: "Лаборатория"}}
sponsor: {{kk: "жоқ", en: "nobody", ru: "никто"}}
contact: {{kk: "a@example.org", en: "a@example.org", ru: "a@example.org"}}
field_dates: {{kk: "2026", en: "2026", ru: "2026"}}
recruitment: {{kk: "Сынақ", en: "A test", ru: "Проверка"}}
incentives: {{kk: "Жоқ", en: "None", ru: "Нет"}}
ethics: {{kk: "Ерікті", en: "{ethics}", ru: "Добровольно"}}
retention: {{kk: "бір күн", en: "one day", ru: "один день"}}
storage: {{kk: "осында", en: "here", ru: "здесь"}}
"""


def wave(folder: Path, slug: str, *, panel: str | None = "views", version: int = 1, ethics: str = "Voluntary") -> Path:
    """Write a questionnaire and its study file, and return the former."""
    key = "" if panel is None else f"panel: {panel}"
    path = folder / f"{slug}.yaml"
    path.write_text(_QUESTIONNAIRE.format(slug=slug, version=version, panel=key), encoding="utf-8")
    (folder / f"{slug}-study.yaml").write_text(_STUDY.format(slug=slug, ethics=ethics), encoding="utf-8")
    return path


def open_waves(engine: sa.Engine, folder: Path) -> None:
    """Open both waves."""
    for slug in WAVES:
        opening.open_study(engine, str(wave(folder, slug)))


def make_members(names: str = "ABC") -> list[dict[str, str]]:
    """Make the list of members in the present folder, with an address for each, and return its rows."""
    Path("people.csv").write_text("mail\n" + "".join(f"{name}@example.org\n" for name in names), encoding="utf-8")
    assert main(["members", "--from", "people.csv", "--out", "members.csv"]) == 0
    return table("members.csv")


def make_links(slug: str) -> list[str]:
    """Make links to a wave from the list of members, and return their paths in its order."""
    assert main(["tokens", slug, "--from", "members.csv", "--out", f"{slug}-links.csv"]) == 0
    return [row["link"].removeprefix("http://127.0.0.1:8000") for row in table(f"{slug}-links.csv")]


def table(name: str) -> list[dict[str, str]]:
    """Return the rows of a CSV file in the present folder."""
    with Path(name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))
