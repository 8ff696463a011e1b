"""The study file must be filled in before anyone is asked."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfoNotFoundError

import pytest

from instruments import study
from instruments.errors import InstrumentError, StudyFileError
from instruments.load import find, load

ASTANA = load(find("astana-2023"))
TEXT = study.find("astana-2023").read_text(encoding="utf-8")


def test_the_shipped_study_is_complete_in_every_language() -> None:
    shipped = study.load(study.find("astana-2023"), ASTANA)
    assert (shipped.id, shipped.minutes) == ("astana-2023", 3)
    assert all(shipped.contact[language] for language in ASTANA.languages)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('"No sponsor"', '"[name of the sponsor]"', "sponsor (en) still holds a placeholder"),
        ('"No sponsor"', '"TODO"', "still holds a placeholder"),
        ('"No sponsor"', '"…"', "still holds a placeholder"),
        ('  en: "No sponsor"\n', "", "lacks the key 'en'"),
        ("id: astana-2023", "id: other", "must be that of the questionnaire"),
        ("minutes: 3", "minutes: 0", "minutes must be from 1 to 240"),
        ("minutes: 3\n", "", "lacks the key 'minutes'"),
        ("id: astana-2023\n", "", "lacks the key 'id'"),
        ("id: astana-2023", "id: [", "not readable as YAML"),
    ],
)
def test_what_is_not_filled_in_is_named(old: str, new: str, words: str) -> None:
    with pytest.raises(StudyFileError) as caught:
        study.load_text(TEXT.replace(old, new, 1), "astana-2023.yaml", ASTANA)
    assert words in str(caught.value)


def test_times_are_in_the_zone_that_is_named() -> None:
    assert study.load_text(TEXT, "x", ASTANA).timezone == "UTC"
    assert study.load_text(TEXT + "timezone: UTC\n", "x", ASTANA).timezone == "UTC"
    assert study.load_text(TEXT + "timezone: Asia/Almaty\n", "x", ASTANA).timezone == "Asia/Almaty"


@pytest.mark.parametrize("named", ["Almaty", "Asia", "Asia/Almati", "../Asia/Almaty", "/etc/passwd", "5", "[]", '"UTC+5"'])
def test_a_zone_that_is_none_is_named(named: str) -> None:
    with pytest.raises(StudyFileError) as caught:
        study.load_text(f"{TEXT}timezone: {named}\n", "mine.yaml", ASTANA)
    assert "timezone must be" in str(caught.value)
    assert named in ("5", "[]") or "such as Asia/Almaty" in str(caught.value)


def test_a_computer_without_time_zone_data_says_where_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def none(name: str) -> None:
        raise ZoneInfoNotFoundError(name)

    monkeypatch.setattr(study, "ZoneInfo", none)
    monkeypatch.setattr(study, "available_timezones", set)
    assert study.load_text(TEXT + "timezone: UTC\n", "x", ASTANA).timezone == "UTC", "UTC needs none"
    with pytest.raises(StudyFileError, match="has no time zone data.*apt install tzdata.*pip install tzdata"):
        study.load_text(TEXT + "timezone: Asia/Almaty\n", "x", ASTANA)


def test_who_conducts_the_shipped_study_is_nobody_in_another(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text(TEXT.replace("id: astana-2023", "id: mine"), encoding="utf-8")
    with pytest.raises(StudyFileError) as caught:
        study.load(tmp_path / "mine.yaml", replace(ASTANA, id="mine"))
    keys = {problem.sentence.split(" still holds a placeholder")[0] for problem in caught.value.problems}
    assert keys == {f"{key} ({language})" for key in ("conductor", "contact") for language in ("kk", "en", "ru")}


def test_a_missing_or_unreadable_study_file_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(InstrumentError, match=r"needs the file .*nowhere.yaml: No such file .* Name it with --study FILE"):
        study.load(tmp_path / "nowhere.yaml", ASTANA)
    with pytest.raises(
        InstrumentError, match="my-survey needs the file data/studies/my-survey.yaml: .* instruments new my-survey"
    ):
        study.load(study.find("my-survey", tmp_path / "my-survey.yaml"), replace(ASTANA, id="my-survey"))
    (tmp_path / "wrong.yaml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InstrumentError, match="wrong.yaml: not UTF-8"):
        study.load(tmp_path / "wrong.yaml", ASTANA)
