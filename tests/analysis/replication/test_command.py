"""`replicate` and `audit`: what they write and say, and how they fail."""

import pytest

from analysis.cli import main
from tests.analysis.replication.studies import LETTERS, TREND


@pytest.fixture
def letters(tmp_path):
    path = tmp_path / "letters.yaml"
    path.write_text(LETTERS, encoding="utf-8")
    return path


def failed(capsys, *arguments):
    try:
        code = main([str(each) for each in arguments])
    except SystemExit as stopped:
        code = stopped.code
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "Traceback" not in printed.err
    return code, printed.err


def test_the_study_is_written_and_summed_up(capsys, tmp_path):
    assert main(["replicate", "--out", str(tmp_path), "--format", "html,md", "csv", "--language", "kk"]) == 0
    printed = capsys.readouterr().out
    assert "X1. Қосындысы сәйкес келмейтін сандар: 4 + 24 + 25 = 53, ал база 57" in printed
    assert "V3. сандар қолдайды: «the far majority 73.7%" in printed
    names = [f"astana-2023-replication-kk.{kind}" for kind in ("csv", "html", "md")]
    assert sorted(path.name for path in tmp_path.iterdir()) == names


def test_a_findings_file_of_somebody_else_is_audited(capsys, tmp_path, letters):
    assert main(["audit", str(letters), "--out", str(tmp_path / "out"), "--format", "html,md"]) == 0
    page = (tmp_path / "out/letters-replication-en.html").read_text(encoding="utf-8")
    assert "Yes | &lt;b&gt;" in page
    assert "<b>" not in page
    assert "python -m analysis audit letters.yaml --format html md --language en" in page
    text = (tmp_path / "out/letters-replication-en.md").read_text(encoding="utf-8")
    assert "Yes \\| \\<b\\>" in text


@pytest.mark.parametrize(("arguments", "code"), [(["replicate"], 1), (["replicate", "venezuela-2024"], 1)])
def test_strict_fails_where_something_is_contradicted(capsys, tmp_path, arguments, code):
    assert main([*arguments, "--json", "--strict"]) == code
    assert main([*arguments, "--json"]) == 0


def test_strict_passes_where_nothing_is(capsys, letters):
    assert main(["audit", str(letters), "--json", "--strict"]) == 0


def test_an_unknown_study_is_a_wrong_command_line(capsys):
    code, message = failed(capsys, "replicate", "astana-2032")
    assert code == 2
    assert "Did you mean 'astana-2023'?" in message


def test_a_file_that_is_not_there_is_wrong_data(capsys, tmp_path):
    code, message = failed(capsys, "audit", tmp_path / "nothing.yaml")
    assert code == 1
    assert "nothing.yaml" in message


def test_a_wrong_file_says_where(capsys, tmp_path):
    path = tmp_path / "wrong.yaml"
    path.write_text(LETTERS.replace('printed: "45"', 'printed: "much"'), encoding="utf-8")
    code, message = failed(capsys, "audit", path)
    assert code == 1
    assert "wrong.yaml" in message
    assert "line 14" in message


def test_a_language_that_the_file_lacks(capsys, tmp_path):
    path = tmp_path / "english.yaml"
    english = LETTERS.replace("written_in: en", "written_in: en\nlanguages: [en]")
    for words in (', kk: "Сауалнама", ru: "Опрос"', ', kk: "Сенесіз бе?", ru: "Доверяете?"', ', kk: "Иә", ru: "Да"'):
        english = english.replace(words, "")
    path.write_text(english.replace(', kk: "Жоқ", ru: "Нет"', ""), encoding="utf-8")
    code, message = failed(capsys, "audit", path, "--language", "ru")
    assert code == 2
    assert "Give --language en" in message


def test_a_folder_that_cannot_be_written_to(capsys, tmp_path, letters):
    (tmp_path / "file").write_text("", encoding="utf-8")
    code, message = failed(capsys, "audit", letters, "--out", tmp_path / "file")
    assert code == 1
    assert "--out" in message


def test_a_trend_has_bars_and_no_intervals(tmp_path):
    path = tmp_path / "trend.yaml"
    path.write_text(TREND, encoding="utf-8")
    assert main(["audit", str(path), "--out", str(tmp_path), "--format", "md", "html"]) == 0
    text = (tmp_path / "trend-replication-en.md").read_text(encoding="utf-8")
    assert "| 2016 | 74.5 | – |" in text
    assert "Bar chart of the printed numbers: 2015: 80\N{NO-BREAK SPACE}%; 2016: 74.5\N{NO-BREAK SPACE}%." in text
    assert text.index("| 2015 |") < text.index("| 2016 |")
