"""`python -m analysis compare`: what it prints, what it hides, what it refuses, and how its page looks to a browser."""

import csv
import io
import json
import re

import pytest

from analysis import read
from analysis.cli import main
from analysis.studies.difference import difference
from instruments import load
from instruments.answers import Answer
from tests.analysis.answers import ASTANA, rows, write
from tests.analysis.readers.test_database import made as database
from tests.analysis.readers.test_database import response
from tests.browser import scrolls_sideways, violations

YAML = (load.HOME / "astana-2023.yaml").read_text(encoding="utf-8")
STUDY = load.HOME.parent / "data" / "studies" / "astana-2023.yaml"
ONE = ("--question", "q2_improve")
DIFFERENT = {
    "en": "Different recruitment: what is known of A comes from a publication",
    "kk": "Қатысушылар әртүрлі тәсілмен тартылған: A туралы мәлімет жарияланымнан алынған",
    "ru": "Участники привлекались по-разному: A – данные из публикации",
}


def wave(path, n, start=0, **columns):
    """A file of responses whose ids begin at `start`."""
    given = [{**row, "response_id": f"{start + number:032x}", **columns} for number, row in enumerate(rows(n))]
    return str(write(path, given))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("compare")


@pytest.fixture(scope="module")
def later(folder):
    return wave(folder / "later.csv", 80)


def written(folder, *arguments):
    """The files of a comparison, by their ending."""
    out = folder / "-".join(re.sub(r"\W+", "", str(each))[-24:] for each in arguments)
    assert main(["compare", *map(str, arguments), "--out", str(out), "--format", "html", "md", "csv"]) == 0
    return {path.suffix[1:]: path.read_text("utf-8-sig") for path in out.iterdir()}


def printed_json(capsys, *arguments):
    assert main(["compare", *map(str, arguments), "--json"]) == 0
    printed = capsys.readouterr()
    assert printed.err == ""
    return json.loads(printed.out)


def failed(capsys, *arguments):
    """Exit code and message of a comparison that fails; nothing is printed on stdout."""
    try:
        code = main(["compare", *map(str, arguments)])
    except SystemExit as stopped:
        code = stopped.code
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "Traceback" not in printed.err
    return code, printed.err


@pytest.fixture(scope="module")
def files(folder, later):
    return {code: written(folder, "astana-2023", later, "--language", code) for code in ("en", "kk", "ru")}


class TestWithThePaper:
    """The published Astana study beside a later wave."""

    @pytest.mark.parametrize("code", ["en", "kk", "ru"])
    def test_different_recruitment_stands_before_any_number(self, files, code):
        opening = files[code]["md"].split("## ")[0]
        assert DIFFERENT[code] in opening
        assert opening.index(DIFFERENT[code]) > opening.index("# ")
        assert files[code]["html"].index(DIFFERENT[code]) < files[code]["html"].index("<svg")

    def test_the_numbers_are_those_of_difference(self, files, later):
        expected = difference(
            read(load.HOME.parent / "data/published/astana-2023.yaml"), read(later, instrument=ASTANA), "q5_leave_csto"
        )
        table = [row for row in csv.DictReader(io.StringIO(files["en"]["csv"])) if row["question"] == "q5_leave_csto"]
        for row, line in zip(table, expected.to_dict("records"), strict=True):
            assert row["note"] == ""
            for name in ("n_a", "base_n_a", "share_a", "n_b", "share_b", "low_b", "difference", "low", "high", "p", "p_adjusted"):
                assert float(row[name]) == line[name]
        yes = expected.iloc[0]
        words = f"{yes['difference'] * 100:+.1f} ({yes['low'] * 100:+.1f} to {yes['high'] * 100:+.1f})".replace("-", "−")
        assert f"| 23 | 41.8 (29.7–55.0) | {yes['n_b']:.0f} |" in files["en"]["md"]
        assert words in files["en"]["md"]

    def test_what_was_not_published_is_said(self, files):
        assert "| Economy | not published | – |" in files["en"]["md"]
        assert "| Экономика | жарияланбаған | – |" in files["kk"]["md"]
        assert "In A, the answers of 15 people of the base were not printed." in files["en"]["md"]

    def test_shares_that_leave_people_out_are_in_no_headline(self, capsys, files, later):
        headline = files["en"]["md"].split("## Differences larger")[1].split("\n## ")[0]
        assert "| Low (1–3) |" not in headline
        assert "Not among them: “How strong" in headline
        # 4 + 24 + 25 = 53 of 57: a reader's count of the printed bins.
        assert "In A, 4 people of the base must be in one of these answers" in files["en"]["md"]
        found = printed_json(capsys, "astana-2023", later, "--question", "q1_strength", "q4_leave_eaeu")
        assert [one["unplaced"] for one in found["questions"]] == [{"a": 4, "b": 0}, {"a": 0, "b": 0}]

    def test_the_printed_mean_has_no_interval(self, files):
        [line] = re.findall(r"^\| Mean \|.*$", files["en"]["md"], re.MULTILINE)
        assert re.fullmatch(r"\| Mean \| 7\.09 \| [\d.]+ \([\d.–]+\) \| [−+][\d.]+ \| – \|", line)
        assert "No interval was printed" in files["en"]["md"]

    def test_the_page_is_the_same_twice_and_names_no_folder(self, files, folder, later):
        again = written(folder, "astana-2023", later, "--language", "kk", "--partials")
        command = "python -m analysis compare astana-2023 later.csv --format html md csv --language kk"
        assert again["html"].replace(" --partials", "") == files["kk"]["html"]
        assert command in files["kk"]["html"]
        assert str(folder) not in files["kk"]["html"]

    def test_a_findings_file_by_its_path_and_as_b(self, capsys, later):
        path = load.HOME.parent / "data" / "published" / "astana-2023.yaml"
        found = printed_json(capsys, later, path, "--question", "q1_strength", "q2_improve")
        assert [one["question"] for one in found["questions"]] == ["q1_strength", "q2_improve"]
        assert (found["a"]["kind"], found["b"]["kind"]) == ("responses", "published counts")
        assert (found["recruitment"], found["different_recruitment"]) == ("publication", True)
        row = found["questions"][1]["rows"][0]
        assert (row["question"], row["category"], row["n_b"], row["base_n_b"]) == ("q2_improve", 1, 42, 57)
        assert isinstance(row["n_b"], int)
        assert found["questions"][1]["rows"][2]["difference"] is None
        assert [line["statistic"] for line in found["questions"][0]["statistics"]] == ["mean", "median"]

    def test_test_responses_are_marked(self, folder):
        tests = wave(folder / "tests.csv", 60, is_test=1)
        page = written(folder, "astana-2023", tests, "--include-tests", "--question", "q2_improve")
        assert 'class="synthetic"' in page["html"]
        assert "**SYNTHETIC**" in page["md"]


class TestTwoWaves:
    """Responses on either side."""

    def test_nothing_is_known_of_recruitment(self, folder, later):
        second = wave(folder / "second.csv", 120, start=500)
        text = written(folder, later, second, *ONE)["md"]
        assert "Nothing says whether the respondents of A and of B were found in the same way." in text.split("## ")[0]

    def test_the_study_files_tell(self, folder, later):
        second = wave(folder / "second.csv", 120, start=500)
        told = folder / "street.yaml"
        told.write_text(STUDY.read_text("utf-8").replace("An open link: whoever wants to takes part", "In the street"), "utf-8")
        same = written(folder, later, second, "--study-a", STUDY, "--study-b", STUDY, *ONE)["md"]
        other = written(folder, later, second, "--study-a", STUDY, "--study-b", told, *ONE)["md"]
        assert "found in the same way" in same.split("## ")[0]
        assert "Different recruitment: the study files of A and B" in other.split("## ")[0]
        assert "| How respondents were found | An open link: whoever wants to takes part | In the street |" in other

    def test_a_sample_of_another_kind(self, folder, later):
        second = wave(folder / "second.csv", 120, start=500, w=1.5)
        drawn = folder / "drawn.yaml"
        drawn.write_text("weight: w\nbasis: probability\n", "utf-8")
        text = written(folder, later, second, "--design-b", drawn, *ONE)["md"]
        assert "Different recruitment: A and B are samples of different kinds." in text
        assert "Test of two shares on effective sample sizes" in text
        assert "The data are weighted by the column w." in text
        assert "- **B: Weight (column)**: w" in text
        assert "B: Columns that the questionnaire does not have" not in text

    def test_small_counts_are_hidden_and_what_gives_them_away(self, folder):
        first, second = wave(folder / "few.csv", 18), wave(folder / "many.csv", 300, start=500)
        found = written(folder, first, second)
        table = list(csv.DictReader(io.StringIO(found["csv"])))
        small = [row for row in table if row["note"] == "suppressed"]
        assert small
        assert all(
            row["n_a"] == row["share_a"] == row["difference"] == row["low"] == row["p"] == row["p_adjusted"] == ""
            for row in small
        )
        assert all(not row["n_a"] or int(row["n_a"]) == 0 or int(row["n_a"]) >= 5 for row in table)
        by_question = {row["question"]: [one for one in table if one["question"] == row["question"]] for row in table}
        for question, given in by_question.items():
            if question != "q3_spheres":
                assert sum(row["n_a"] == "" for row in given) != 1, question
        assert "× Not shown" in found["md"]
        assert "†" in found["md"]

    def test_fewer_than_five_show_nothing(self, folder):
        first, second = wave(folder / "four.csv", 4), wave(folder / "many.csv", 300, start=500)
        found = written(folder, first, second)
        assert all(row["n_a"] == row["base_n_a"] == "" for row in csv.DictReader(io.StringIO(found["csv"])))
        assert not re.search(r"\| [1-4] \| \d", found["md"])
        assert "Median and mean" not in found["md"]

    def test_nothing_is_beyond_chance(self, folder):
        first, second = (wave(folder / f"{start}.csv", 60, start=start) for start in (0, 500))
        assert "No difference is larger than chance alone would explain." in written(folder, first, second, *ONE)["md"]

    def test_versions_in_one_database(self, capsys, tmp_path):
        newer = YAML.replace("version: 1", "version: 2", 1).replace("code: 3, id: maybe_no", "code: 5, id: maybe_no", 1)
        newer = newer.replace('en: "How do you see the role', 'en: "What is the role', 1)
        waves = [
            [response(n, version=1, q6_role=Answer(value=2)) for n in range(1, 30)],
            [response(n, version=2, q6_role=Answer(value=1)) for n in range(50, 90)],
        ]
        path = database(tmp_path / "survey.db", [(YAML, waves[0]), (newer, waves[1])])
        both = ["--table-a", "astana-2023@1", "--table-b", "astana-2023@2"]
        found = printed_json(capsys, path, path, *both)
        assert {"question": "q7_benefit", "reason": "other_codes"} in found["left_out"]
        assert [one["question"] for one in found["questions"] if one["other_words"]] == ["q6_role"]
        text = written(tmp_path, path, path, *both)["md"]
        assert "Its wording differs between version 1 (A) and version 2 (B)." in text
        assert "A: survey.db, astana-2023@1" in text
        assert "Questions that are not compared" in text
        capsys.readouterr()
        code, message = failed(capsys, path, path, *both, "--question", "q7_benefit")
        assert (code, "question 'q7_benefit': the two versions" in message) == (1, True)


class TestRefusals:
    """One clear message, an exit code, no file."""

    @pytest.mark.parametrize(
        ("arguments", "code", "expected"),
        [
            (("astana-2023",), 2, "the following arguments are required: B"),
            (("astana-2023", "astana-2023"), 2, "A and B are the same"),
            (("{later}", "{later}"), 2, "A and B are the same"),
            (("stm-2024-03", "edb-kz-by-year"), 1, "a findings file names no questionnaire"),
            (("stm-2024-03", "{later}"), 1, "a findings file names no questionnaire"),
            (("astana-2023", "{later}", "--question", "q6_rolle"), 2, "Did you mean 'q6_role'"),
            (("astana-2023", "{later}", "--study-a", "mine.yaml"), 2, "--study-a needs responses: A is a publication"),
            (("astana-2023", "{folder}/absent.csv"), 1, "absent.csv: cannot be read"),
            (("astana-2023", "{folder}/absent.yaml"), 1, "absent.yaml: cannot be read"),
            (("astana-2023", "{folder}/empty.csv"), 1, "empty.csv: the file is empty"),
            (("{later}", "{folder}/overlap.csv"), 1, "A and B share 30 responses"),
            (("{later}", "{folder}/second.csv", "--question", "language"), 2, "'language' is no question"),
        ],
    )  # fmt: skip
    def test_what_cannot_be_compared(self, capsys, folder, later, arguments, code, expected):
        (folder / "empty.csv").write_text("")
        wave(folder / "overlap.csv", 60, start=50)
        wave(folder / "second.csv", 120, start=500)
        given = [each.format(later=later, folder=folder) for each in arguments]
        found, message = failed(capsys, *given, "--out", folder / "none")
        assert (found, expected in message) == (code, True), message
        assert not (folder / "none").exists()

    def test_no_question_in_common(self, capsys, tmp_path, folder, later):
        paper = (load.HOME.parent / "data/published/astana-2023.yaml").read_text("utf-8")
        silent = tmp_path / "silent.yaml"
        head = paper.split("questions:")[0].replace("id: astana-2023", "id: silent", 1)
        silent.write_text(
            f'{head}questions:\n  - {{question: q6_role, figure: "6", quote: "q", answers: [{{category: 1, quote: "said"}}]}}\n',
            "utf-8",
        )
        code, message = failed(capsys, silent, later)
        assert (code, "no question in common with a number in both" in message) == (1, True), message


@pytest.mark.parametrize("code", ["kk", "en"])
def test_axe_finds_nothing(chromium, folder, files, code):
    page_file = folder / f"page-{code}.html"
    page_file.write_text(files[code]["html"], "utf-8")
    context = chromium.new_context(viewport={"width": 320, "height": 700})
    page = context.new_page()
    for scheme in ("light", "dark"):
        for width in (320, 1280):
            page.emulate_media(color_scheme=scheme)
            page.set_viewport_size({"width": width, "height": 700})
            page.goto(page_file.as_uri())
            assert violations(page) == [], (scheme, width)
            assert not scrolls_sideways(page), (scheme, width)
    context.close()
