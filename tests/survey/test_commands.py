"""`python -m survey …`, as whoever runs a survey sees it."""

from __future__ import annotations

import csv
import random
import sqlite3
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from instruments import load
from instruments.responses import column_names, response_from_row
from survey import commands, create_app, settings
from survey.admin import wording as admin_wording
from survey.commands import main
from survey.simulation import made_up
from survey.store import saving
from survey.tasks import fielding
from tests.survey.conftest import HERE
from tests.survey.respondent import Respondent
from tests.survey.test_journeys import finish

SLUG = "astana-2023"
CODE = "0000-0000-0000-0000-0012"
ROOT = HERE.parent.parent


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to run in."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(commands.os, "umask", lambda mask: mask)
    for name in ("SURVEY_DATABASE_URL", "SURVEY_SECRET_KEY", "SURVEY_TRUSTED_HOSTS", "SURVEY_PROXY_HOPS"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def rows(path: Path) -> list[dict[str, str]]:
    content = path.read_bytes()
    assert content.startswith(b"\xef\xbb\xbf"), "Excel needs the mark"
    return list(csv.DictReader(content.decode("utf-8-sig").splitlines()))


def test_simulated_respondents_are_exported_as_the_columns_of_the_instrument(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["simulate", SLUG, "--n", "25", "--seed", "3"]) == 0
    assert "test responses" in capsys.readouterr().out
    assert main(["export", SLUG, "--out", "real.csv"]) == 0
    assert rows(folder / "real.csv") == []
    assert main(["export", SLUG, "--out", "tests.csv", "--include-tests"]) == 0
    assert "what respondents wrote themselves included" in capsys.readouterr().out
    found = rows(folder / "tests.csv")
    assert sum(row["status"] == "complete" for row in found) == 25
    assert list(found[0]) == [*column_names(load.load(load.find(SLUG))), "is_test"]
    assert {row.pop("is_test") for row in found} == {"1"}
    assert {row["status"] for row in found} <= {"complete", "partial"}
    assert [row["response_id"] for row in found] == sorted(row["response_id"] for row in found)
    assert {row["q2_improve"] for row in found} <= {"1", "2", "-1", "-5", "-8"}
    instrument = load.load(load.find(SLUG))
    for row in found:
        numbers = {k: int(v) if v.lstrip("-").isdigit() and k != "response_id" else v or None for k, v in row.items()}
        assert response_from_row(instrument, numbers).id == row["response_id"]


def test_the_same_seed_gives_the_same_answers_under_other_ids(folder: Path) -> None:
    found = []
    for _ in range(2):
        main(["simulate", SLUG, "--n", "12", "--seed", "9"])
        main(["export", SLUG, "--out", "out.csv", "--include-tests", "--force"])
        found.append([{k: v for k, v in row.items() if k != "response_id"} for row in rows(folder / "out.csv")])
    once, twice = ([sorted(row.items()) for row in part] for part in found)
    assert sorted([*once, *once]) == sorted(twice)


def test_made_up_people_leave_pages_as_the_form_shows_them(folder: Path) -> None:
    """With a section on a page: nobody leaves in the middle of one, and its time is kept once."""
    text = (HERE / "together.yaml").read_text(encoding="utf-8")
    (folder / "together.yaml").write_text(text, encoding="utf-8")
    (folder / "together-study.yaml").write_text((HERE / "together-study.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    assert main(["open", "together.yaml"]) == 0
    assert main(["simulate", "together", "--n", "300"]) == 0
    assert main(["export", "together", "--out", "out.csv", "--include-tests"]) == 0
    found = rows(folder / "out.csv")
    of_first_page = [name for name in found[0] if name in ("reads", "trust__press", "trust__web")]
    reached = [{row[name] == "-8" for name in of_first_page} for row in found]
    assert all(len(each) == 1 for each in reached)
    assert {True} in reached, "somebody left before the first page was sent"
    times = [f"seconds_{name}" for name in ("welcome", "reads", "how_many", "title", "trust")]
    kept = [sum(bool(row.get(name)) for name in times) for row in found]
    assert kept == [0 if left == {True} else 1 for left in reached]


def test_made_up_dates_lie_in_the_past(folder: Path) -> None:
    question = load.load(HERE / "every-form.yaml").by_id["born"]
    for low, latest in ((date(2015, 1, 1), date(2025, 12, 31)), (None, date(2000, 1, 1))):
        asked = replace(question, limits=(low, None))
        made = [made_up._date(asked, random.Random(seed)) for seed in range(200)]
        assert max(made) <= latest.isoformat()
        assert min(made) >= (low or date(1960, 1, 1)).isoformat()


def test_an_export_overwrites_nothing_unless_told(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["simulate", SLUG, "--n", "1"])
    (folder / "out.csv").write_text("mine")
    assert main(["export", SLUG, "--out", "out.csv"]) == 1
    assert "exists already" in capsys.readouterr().err
    assert (folder / "out.csv").read_text() == "mine"
    assert main(["export", SLUG, "--out", "out.csv", "--force"]) == 0
    assert [path.name for path in folder.iterdir() if "part" in path.name] == []


def test_an_export_that_cannot_be_written_says_where(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["simulate", SLUG, "--n", "1"])
    (folder / "file").write_text("")
    assert main(["export", SLUG, "--out", "file/out.csv"]) == 1
    assert "file/out.csv cannot be written" in capsys.readouterr().err
    assert main(["export", SLUG, "--out", "out.sav"]) == 1
    assert ".csv" in capsys.readouterr().err


def test_14_to_22_a_formula_typed_by_a_respondent_is_harmless_in_the_export(folder: Path) -> None:

    app = create_app(settings.from_environment())
    someone = Respondent(app)
    someone.start(SLUG, "en")
    someone.next()
    someone.next()
    someone.next(q3_spheres=["9"], q3_spheres__other_text='=HYPERLINK("http://evil")')
    app.extensions["survey"].engine.dispose()
    main(["export", SLUG, "--out", "out.csv"])
    [row] = rows(folder / "out.csv")
    assert row["q3_spheres__other_text"] == '\'=HYPERLINK("http://evil")'
    assert row["q4_leave_eaeu"] == "-8", "numbers stay numbers"


def test_22_headers_are_made_of_ids_only() -> None:
    for path in (load.find(SLUG), HERE / "every-kind.yaml"):
        assert all(name.replace("_", "").isalnum() and name[0].isalpha() for name in column_names(load.load(path)))


@pytest.mark.parametrize("name", ["../out.csv", 'a"b.csv', "a\nb.csv"])
def test_24_an_export_goes_exactly_where_it_is_told(folder: Path, name: str) -> None:
    inner = folder / "inner"
    inner.mkdir()
    main(["simulate", SLUG, "--n", "1"])
    assert main(["export", SLUG, "--out", str(inner / name)]) == 0
    assert (inner / name).is_file()


def test_responses_to_every_version_are_in_one_file(folder: Path) -> None:
    main(["simulate", SLUG, "--n", "3"])
    text = load.find(SLUG).read_text("utf-8").replace("version: 1", "version: 2")
    extra = """      - id: q8_new
        kind: text
        text: {kk: "Жаңа сұрақ", en: "New question", ru: "Новый вопрос"}
derived:"""
    (folder / "second.yaml").write_text(text.replace("derived:", extra, 1), "utf-8")
    assert main(["open", "second.yaml", "--study", str(ROOT / "data/studies/astana-2023.yaml")]) == 0
    main(["simulate", SLUG, "--n", "2"])
    main(["export", SLUG, "--out", "out.csv", "--include-tests"])
    found = rows(folder / "out.csv")
    assert sorted(row["version"] for row in found) == ["1", "1", "1", "2", "2"]
    for row in found:
        if row["version"] == "1":
            assert (row["q8_new"], row["q8_new__missing"]) == ("", "-4"), "not asked in that version"


def test_no_answer_is_lost_whichever_version_is_open(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = load.find(SLUG).read_text("utf-8").replace("version: 1", "version: 2")
    extra = """      - id: q8_new
        kind: text
        text: {kk: "Жаңа сұрақ", en: "New question", ru: "Новый вопрос"}
derived:"""
    second = text.replace("derived:", extra, 1).replace("q6_role", "q6_other")
    (folder / "second.yaml").write_text(second, "utf-8")
    details = str(ROOT / "data/studies/astana-2023.yaml")
    main(["simulate", SLUG, "--n", "30"])
    assert main(["open", "second.yaml", "--study", details]) == 0
    main(["simulate", SLUG, "--n", "30"])
    files = []
    for name in ("newer.csv", "older.csv"):
        assert main(["export", SLUG, "--out", name, "--include-tests"]) == 0
        files.append(rows(folder / name))
        capsys.readouterr()
        assert main(["open", SLUG]) == 0
        assert "version 1 is older than version 2" in capsys.readouterr().err
    assert files[0] == files[1]
    old, new = (load.load(path) for path in (load.find(SLUG), folder / "second.yaml"))
    header = list(files[0][0])
    assert [name for name in header if name in {*column_names(new), "is_test"}] == [*column_names(new), "is_test"]
    assert set(header) == {*column_names(new), *column_names(old), "is_test"}
    for row in files[0]:
        absent = "q6_other" if row["version"] == "1" else "q6_role"
        assert row[absent] == "-4", "not asked in that version"
        assert row[{"q6_other": "q6_role", "q6_role": "q6_other"}[absent]] not in ("", "-4")
    assert any(row["q8_new"] for row in files[0])


def test_opening_warns_of_wording_that_nobody_reviewed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["open", SLUG]) == 0
    said = capsys.readouterr()
    assert said.err.count("\n") == 1
    assert "not been reviewed by a native speaker (kk, en, ru);" in said.err
    assert "is open" in said.out
    assert f"http://127.0.0.1:8000/{SLUG}/" in said.out
    assert main(["close", SLUG]) == 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["unknown"], "No questionnaire 'unknown'"),
        ([SLUG, "--study", "none.yaml"], "needs the file none.yaml"),
        ([SLUG, "--from", "2998-01-02", "--until", "2998-01-01"], admin_wording.MESSAGES.text("en", "schedule_over")),
    ],
)
def test_what_cannot_be_opened_leaves_no_database(
    folder: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], words: str
) -> None:
    assert main(["open", *arguments]) == 1
    assert words in capsys.readouterr().err
    assert not list(folder.rglob("survey.db*"))


def test_a_study_in_the_database_is_opened_again_by_its_address(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["open", str(HERE / "every-kind.yaml")]) == 0
    assert main(["close", "every-kind"]) == 0
    capsys.readouterr()
    assert main(["open", "every-kind", "--from", "2998-01-01T08:00"]) == 0
    assert "every-kind version 1 is open from 2998-01-01 08:00" in capsys.readouterr().out
    with sqlite3.connect(folder / "instance" / "survey.db") as connection:
        assert connection.execute("SELECT is_open, opens FROM study").fetchall() == [(1, "2998-01-01T08:00")]
        last = "SELECT account, action, slug, detail FROM audit ORDER BY number DESC LIMIT 1"
        assert connection.execute(last).fetchone()[1:3] == ("open", "every-kind")
    assert main(["open", "every-kind", "--study", str(HERE / "every-kind-study.yaml")]) == 1
    assert "No questionnaire 'every-kind'" in capsys.readouterr().err, "a study file needs its questionnaire's file, too"
    assert main(["open", "every-kin"]) == 1


def test_a_study_that_is_nearly_named_is_asked_about(capsys: pytest.CaptureFixture[str]) -> None:
    main(["open", SLUG])
    for arguments in (["close", "astana-2032"], ["export", "astana-2032", "--out", "all.csv"]):
        assert main(arguments) == 1
        assert f"Studies there: {SLUG}. Did you mean {SLUG!r}?" in capsys.readouterr().err


def test_opening_a_faulty_questionnaire_prints_every_problem(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "bad.yaml").write_text("id: bad\nversion: 0\nlanguages: [kk]\ncolour: red\n")
    assert main(["open", "bad.yaml"]) == 1
    said = capsys.readouterr().err
    assert "bad.yaml:" in said
    assert said.count("line ") >= 3


def test_opening_needs_a_filled_study_file(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "every-kind.yaml").write_bytes((HERE / "every-kind.yaml").read_bytes())
    assert main(["open", "every-kind.yaml"]) == 1
    assert "needs the file data/studies/every-kind.yaml" in capsys.readouterr().err
    unfilled = (HERE / "every-kind-study.yaml").read_text("utf-8").replace("The laboratory", "[name]")
    (folder / "study.yaml").write_text(unfilled, "utf-8")
    assert main(["open", str(HERE / "every-kind.yaml"), "--study", "study.yaml"]) == 1
    assert "placeholder" in capsys.readouterr().err


def test_a_study_file_beside_the_questionnaire_is_found(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["open", str(HERE / "every-kind.yaml")]) == 0
    assert "every-kind: no consent of its own: the form asks everybody “I agree, and I am 18 or older”" in capsys.readouterr().err


def test_a_questionnaire_with_words_in_brackets_is_not_opened(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = (HERE / "every-kind.yaml").read_text("utf-8")
    title = next(line for line in text.splitlines() if line.startswith("title:"))
    (folder / "every-kind.yaml").write_text(text.replace(title, 'title: {kk: "[title]", en: "Every kind"}'), "utf-8")
    assert main(["open", "every-kind.yaml", "--study", str(HERE / "every-kind-study.yaml")]) == 1
    assert "every-kind.yaml: texts are still to be written: [title]." in capsys.readouterr().err


def test_a_study_is_named_by_its_address_or_by_its_questionnaire(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    questionnaire = str(HERE / "every-kind.yaml")
    main(["open", questionnaire])
    assert main(["simulate", questionnaire, "--n", "2"]) == 0
    assert main(["export", questionnaire, "--out", "out.csv"]) == 0
    assert "out.csv: 0 responses, what respondents wrote" in (said := capsys.readouterr().out)
    assert "There are test responses: write them with --include-tests." in said
    assert main(["close", questionnaire]) == 0
    assert "every-kind is closed. To accept answers again, open it as before." in capsys.readouterr().out
    for arguments in (["close", "other"], ["simulate", "other"]):
        assert main(arguments) == 1
        said = capsys.readouterr().err
        assert "No study 'other' in the database. Studies there: every-kind. Open it first: python -m survey open FILE" in said
    main(["simulate", SLUG])
    assert f"python -m survey open {SLUG}." in capsys.readouterr().err


def test_serving_while_every_study_is_closed_says_so(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fielding, "serve", lambda app, host, port, started: started(port))
    assert main(["run"]) == 0
    main(["close", SLUG])
    assert "no study is open" not in capsys.readouterr().err
    assert main(["run"]) == 0
    assert "warning: no study is open, so nobody can answer. Open one, again if it was closed" in capsys.readouterr().err
    main(["open", SLUG])
    capsys.readouterr()
    assert main(["run"]) == 0
    assert "no study is open" not in capsys.readouterr().err


def test_an_unknown_command_names_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["opne"])
    assert "There is no command 'opne'. Did you mean 'open'? Commands: run, open, " in capsys.readouterr().err


def test_opening_needs_the_forms_own_words_in_each_language(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = """id: tiny
version: 1
languages: [kk, uz]
title: {kk: "А", uz: "A"}
population: {kk: "Б", uz: "B"}
basis: convenience
sections:
  - id: s
    questions:
      - {id: q, kind: text, text: {kk: "В", uz: "V"}}
"""
    (folder / "tiny.yaml").write_text(text, "utf-8")
    assert main(["open", "tiny.yaml", "--study", str(HERE / "every-kind-study.yaml")]) == 1
    assert "uz" in capsys.readouterr().err


def test_withdrawing_by_command(capsys: pytest.CaptureFixture[str]) -> None:

    app = create_app(settings.from_environment())
    someone = Respondent(app)
    someone.start(SLUG)
    finish(someone)
    code = someone.next().receipt
    app.extensions["survey"].engine.dispose()
    assert main(["withdraw", code.lower()]) == 0
    assert main(["withdraw", code]) == 1
    assert "may have been deleted already" in capsys.readouterr().err
    assert main(["withdraw", "0000"]) == 1
    assert "not a receipt code" in capsys.readouterr().err


def test_upgrade_and_backup(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["backup", "--out", "copy.db"]) == 1
    message = capsys.readouterr().err
    assert "no survey yet" in message
    assert "name it in SURVEY_DATABASE_URL" in message
    assert main(["upgrade"]) == 0
    assert main(["upgrade"]) == 0
    assert main(["backup", "--out", "copy.db"]) == 0
    assert "a complete copy of sqlite:///instance/survey.db" in capsys.readouterr().out
    assert (folder / "copy.db").stat().st_size > 0


def test_whatever_takes_or_makes_responses_is_written_down(folder: Path) -> None:
    assert main(["simulate", SLUG, "--n", "2"]) == 0
    assert main(["backup", "--out", "copy.db"]) == 0
    assert main(["export", SLUG, "--out", "all.csv"]) == 0
    with sqlite3.connect(folder / "instance" / "survey.db") as connection:
        lines = connection.execute("SELECT account, action, slug, detail FROM audit ORDER BY number").fetchall()
    assert [(account, action, slug) for account, action, slug, _ in lines] == [
        ("command line", "simulate", SLUG),
        ("command line", "backup", ""),
        ("command line", "export", SLUG),
    ]
    assert lines[0][3].endswith(" test responses")


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["fly"],
        ["export"],
        ["export", SLUG],
        ["run", "--port", "99999"],
        ["run", "--port", "x"],
        ["simulate", SLUG, "--n", "0"],
        ["open", SLUG, "--from", ""],
        ["open", SLUG, "--until", " "],
    ],
)
def test_a_wrong_command_line_is_code_2(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == 2


@pytest.mark.parametrize(
    "arguments", [["close", "unknown"], ["simulate", "unknown"], ["open", "unknown"], ["export", "unknown", "--out", "x.csv"]]
)
def test_an_unknown_study_is_code_1(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    main(["upgrade"])
    assert main(arguments) == 1
    assert "unknown" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("SURVEY_SECRET_KEY", "short", "SURVEY_SECRET_KEY has 5 characters"),
        ("SURVEY_PROXY_HOPS", "many", "SURVEY_PROXY_HOPS"),
        ("SURVEY_DATABASE_URL", "mysql://x", "SURVEY_DATABASE_URL"),
    ],
)
def test_a_wrong_setting_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str, value: str, said: str
) -> None:
    monkeypatch.setenv(name, value)
    assert main(["open", SLUG]) == 1
    assert said in capsys.readouterr().err


def test_the_secret_key_is_made_once_for_its_owner_alone(folder: Path) -> None:
    first = settings.from_environment({}).secret_key
    assert settings.from_environment({}).secret_key == first
    assert len(first) >= 32
    assert (folder / "instance/secret_key").stat().st_mode & 0o777 == 0o600
    assert (folder / "instance").stat().st_mode & 0o777 == 0o700
    assert first not in repr(settings.from_environment({}))


def test_an_app_beyond_this_machine_must_know_its_name() -> None:
    with pytest.raises(settings.SettingsError, match="SURVEY_TRUSTED_HOSTS"):
        settings.from_environment({}, host="0.0.0.0")
    named = settings.from_environment({"SURVEY_TRUSTED_HOSTS": "a.example, b.example"}, host="0.0.0.0")
    assert named.trusted_hosts == ("a.example", "b.example")
    assert named.is_public
    assert settings.from_environment({}, host="survey.example").trusted_hosts == ("survey.example",)
    with pytest.raises(settings.SettingsError, match="behind a proxy"):
        settings.from_environment({"SURVEY_PROXY_HOPS": "1"})
    assert settings.from_environment({"SURVEY_PROXY_HOPS": "1", "SURVEY_TRUSTED_HOSTS": "a.example"}).is_public
    assert not settings.from_environment({}).is_public


def test_every_command_says_what_it_does() -> None:
    shown = subprocess.run(
        [sys.executable, "-m", "survey", "--help"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    for name in ("run", "open", "close", "export", "simulate", "withdraw", "upgrade", "backup"):
        assert f"    {name} " in shown


def test_the_help_loads_nothing_heavy() -> None:
    code = """
import sys
import survey.commands
survey.commands.parser().format_help()
sys.exit(bool({"flask", "sqlalchemy", "waitress", "yaml", "pandas", "analysis"} & set(sys.modules)))
"""
    assert subprocess.run([sys.executable, "-c", code], env={"PYTHONPATH": str(ROOT)}, check=False).returncode == 0


def test_a_respondents_request_loads_neither_data_frames_nor_figures() -> None:
    code = """
import sys
from survey import create_app
from survey.settings import Settings
create_app(Settings(secret_key="x" * 40, database_url="sqlite:///page.db")).test_client().get("/astana-2023/")
import survey.tasks.run
sys.exit(bool({"pandas", "numpy", "matplotlib"} & set(sys.modules)))
"""
    done = subprocess.run([sys.executable, "-c", code], env={"PYTHONPATH": str(ROOT)}, check=False)
    assert done.returncode == 0


def test_only_what_is_asked_for_is_opened(capsys: pytest.CaptureFixture[str]) -> None:
    files = [str(HERE / "every-kind.yaml"), "--study", str(HERE / "every-kind-study.yaml")]
    assert main(["open", *files]) == 0
    assert main(["close", SLUG]) == 1, "an empty database opens its first study only where it is served or tried out"
    assert main(["simulate", SLUG, "--n", "1"]) == 1
    assert main(["simulate", "every-kind", "--n", "30", "--seed", "2"]) == 0
    assert main(["export", "every-kind", "--out", "out.csv", "--include-tests"]) == 0


def lock(path: Path) -> sqlite3.Connection:
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    return other


@pytest.mark.parametrize("arguments", [["open", SLUG], ["close", SLUG], ["simulate", SLUG, "--n", "2"], ["withdraw", CODE]])
def test_a_locked_database_says_what_to_do(folder: Path, capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    main(["simulate", SLUG, "--n", "1"])
    capsys.readouterr()
    other = lock(folder / "instance/survey.db")
    assert main(arguments) == 1
    other.close()
    said = capsys.readouterr().err
    assert "database is locked. Nothing more was stored. Stop the other program, free disk space" in said


def test_a_file_that_is_no_database_has_another_remedy(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "instance").mkdir()
    (folder / "instance/survey.db").write_text("no database at all, but long enough to be looked at" * 100)
    assert main(["close", SLUG]) == 1
    said = capsys.readouterr().err
    assert "file is not a database. Stop any other program that holds it, check its path" in said
    assert "Nothing more was stored" not in said


def test_a_simulation_cut_short_says_how_much_it_stored(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    saved, held = [], []
    save = saving.save

    def save_until_locked(*arguments: Any, **options: Any) -> bool:
        saved.append(1)
        if len(saved) == 20:
            held.append(lock(folder / "instance/survey.db"))
        return save(*arguments, **options)

    monkeypatch.setattr(saving, "save", save_until_locked)
    assert main(["simulate", SLUG, "--n", "9", "--seed", "1"]) == 1
    said = capsys.readouterr()
    assert "Nothing more was stored." in said.err
    held[0].close()
    assert main(["export", SLUG, "--out", "out.csv", "--include-tests"]) == 0
    states = Counter(row["status"] for row in rows(folder / "out.csv"))
    assert states["partial"] >= 1
    assert f"{states['complete']} complete and {states['partial']} partial test responses are stored." in said.out


def test_serving_others_without_https_warns(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fielding, "serve", lambda app, host, port, started: started(port))
    assert main(["run"]) == 0
    assert "plain http" not in capsys.readouterr().err
    monkeypatch.setenv("SURVEY_TRUSTED_HOSTS", "survey.example.org")
    assert main(["run", "--host", "0.0.0.0"]) == 0
    said = capsys.readouterr().err
    for words in ("with --host 0.0.0.0", "plain http", "SURVEY_PROXY_HOPS=1", "docs/how-to/field-a-survey.md"):
        assert words in said
    monkeypatch.setenv("SURVEY_PROXY_HOPS", "1")
    assert main(["run", "--host", "0.0.0.0"]) == 0
    assert main(["run"]) == 0
    assert "plain http" not in capsys.readouterr().err


def test_behind_a_proxy_with_https_the_whole_survey_works(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SURVEY_TRUSTED_HOSTS", "survey.example.org")
    monkeypatch.setenv("SURVEY_PROXY_HOPS", "1")
    app = create_app(settings.from_environment())
    forwarded = {"X-Forwarded-For": "203.0.113.7", "X-Forwarded-Proto": "https", "X-Forwarded-Host": "survey.example.org"}
    someone = Respondent(app, **forwarded, Origin="https://survey.example.org")
    someone.start(SLUG, "en")
    finish(someone)
    assert someone.next().kind == "done"
    cookie = someone.client.get_cookie("__Host-session")
    assert cookie
    assert cookie.secure
    app.extensions["survey"].engine.dispose()
