"""The report on responses: bases, non-answers, groups, tests, and reports on very little."""

import csv
import io
import re
import shutil
import sqlite3
from contextlib import closing
from html.parser import HTMLParser

import numpy as np
import pytest
from scipy import stats

from analysis import Design, read, shares
from analysis.cli import main
from analysis.output.language import Language
from analysis.report.methods import reading_notes
from instruments import load
from tests.analysis.answers import ASTANA, anything, nobody_answers, nobody_can_answer, rows, write
from tests.analysis.readers.test_database import YAML, later, response
from tests.analysis.readers.test_database import made as database

VOID = {"meta", "link", "br", "img", "hr", "input"}

STUDY = load.HOME.parent / "data" / "studies" / "astana-2023.yaml"


def report(folder, given, *options):
    """The files of the report on these rows, by their ending."""
    source = write(folder / "answers.csv", given)
    assert main(["report", str(source), "--out", str(folder / "out"), "--format", "html", "md", "csv", *options]) == 0
    return {path.suffix[1:]: path.read_text("utf-8-sig") for path in (folder / "out").iterdir()}


def printed(folder, given, *options):
    """The report on these rows as Markdown, without the page and its figures: quicker."""
    source = write(folder / "answers.csv", given)
    assert main(["report", str(source), "--out", str(folder / "out"), "--format", "md", *options]) == 0
    [path] = (folder / "out").glob("*.md")
    return path.read_text("utf-8-sig")


@pytest.fixture(scope="module")
def given():
    return rows(200)


@pytest.fixture(scope="module")
def files(tmp_path_factory, given):
    return report(tmp_path_factory.mktemp("report"), given, "--by", "q6_role")


@pytest.fixture(scope="module")
def table(files):
    return list(csv.DictReader(io.StringIO(files["csv"])))


def numbers(table, **wanted):
    return [row for row in table if all(row[name] == value for name, value in wanted.items())]


def test_the_three_bases_stand_side_by_side(table, given):
    values = [row["q4_leave_eaeu"] for row in given]
    bases = {base: {int(row["base_n"]) for row in numbers(table, question="q4_leave_eaeu", base=base, by="")} for base in
             ("asked", "answered", "opinion")}  # fmt: skip
    assert bases == {
        "asked": {200},
        "answered": {sum(value != -5 for value in values)},
        "opinion": {sum(value > 0 for value in values)},
    }


def test_the_numbers_are_those_of_the_estimates(table, tmp_path, given):
    data = read(write(tmp_path / "a.csv", given), instrument=ASTANA)
    expected = shares(data, "q7_benefit").set_index("category")
    for row in numbers(table, question="q7_benefit", base="answered", by=""):
        line = expected.loc[int(row["code"])]
        assert [float(row[name]) for name in ("n", "share", "low", "high")] == line[["n", "share", "low", "high"]].tolist()


def test_several_answers_are_shares_of_respondents(table, given):
    economy = sum(row["q3_spheres__economy"] == 1 for row in given)
    base = sum(row["q3_spheres__economy"] != -5 for row in given)
    [row] = numbers(table, question="q3_spheres", base="answered", by="", code="1")
    assert (int(row["n"]), int(row["base_n"])) == (economy, base)


def test_those_who_cannot_answer_by_respondent(files, given):
    offering = ["q2_improve", "q4_leave_eaeu", "q5_leave_csto", "q6_role", "q7_benefit"]
    counts = [sum(row[name] == -1 for name in offering) for row in given]
    for number in sorted(set(counts)):
        name = f"{number} question{'' if number == 1 else 's'}"
        assert re.search(rf"^\| {name} \| {counts.count(number)} \|", files["md"], re.MULTILINE)


def test_small_cells_are_hidden_in_every_format(files, table, given):
    cells = {}
    for row in given:
        if row["q4_leave_eaeu"] != -5:
            cells[row["language"], row["q4_leave_eaeu"]] = cells.get((row["language"], row["q4_leave_eaeu"]), 0) + 1
    names = {"kk": "Kazakh", "ru": "Russian", "en": "English"}
    small = [(names[language], str(code)) for (language, code), n in cells.items() if n < 5]
    hidden = numbers(table, by="language", note="suppressed")
    assert all(row["n"] == row["share"] == row["low"] == row["high"] == "" for row in hidden)
    assert {("q4_leave_eaeu", *pair) for pair in small} <= {(row["question"], row["group"], row["code"]) for row in hidden}
    shown = [row for row in table if row["by"] and row["n"]]
    assert all(int(row["n"]) == 0 or int(row["n"]) >= 5 for row in shown)


def test_the_rate_by_group_hides_what_the_crosstabs_hide(tmp_path):
    made = rows(60, nobody_answers("q3_spheres"), ("kk", "en"))
    for row in made:
        row["q2_improve"] = -1 if row["response_id"] in (f"{n:032x}" for n in (0, 2, 4)) else 1
    text = printed(tmp_path, made)
    rates = text.split("Share of those who could not answer – by:")[1].split("## ")[0]
    [line] = [line for line in rates.splitlines() if line.startswith("| Do you want Kazakhstan to improve")]
    assert "×" in line


def test_the_answer_of_one_person_is_in_no_table(tmp_path):
    """One of 61 answered in Russian: in each row another number is hidden too, that of the means included; no base is."""
    text = printed(tmp_path, rows(61, languages=["kk", "en"] * 30 + ["ru"]))
    assert "Russian: 1" in text
    tables = text.split("## Cross-tabulations")[1].split("### By group: Language")[1].split("**Table ")[1:]
    assert "| Mean |" in tables[0]
    for table in (one for one in tables if "| Base |" in one):
        head, _, *body = (line.strip("| ").split(" | ") for line in table.splitlines() if line.startswith("| "))
        assert head[-2:] == ["Russian, %", "All respondents, %"]
        assert body.pop()[-2] == "1 †"
        assert all(line[-2] == "×" and line.count("×") >= 2 for line in body)
        assert "× Not shown, so that nobody can be recognised" in table


def test_the_answers_of_those_in_no_group_are_in_no_table(tmp_path):
    """One of 81 has no language: in each row where all but their answers are known, something else is hidden too."""
    made = rows(81, languages=("kk", "en"))
    made[80]["language"] = ""
    files = report(tmp_path, made, "--by", "q6_role")
    cells = list(csv.DictReader(io.StringIO(files["csv"])))
    for question, name in (("q2_improve", "q2_improve"), ("q4_leave_eaeu", "q4_leave_eaeu"), ("q7_benefit", "q7_benefit")):
        [hidden] = {row["code"] for row in numbers(cells, question=question, by="language", note="suppressed")} & {
            str(made[80][name])
        }
        groups = numbers(cells, question=question, by="language", code=hidden)
        assert any(row["note"] == "suppressed" for row in groups)
    by_language = files["md"].split("### By group: Language of the answers")[1:]
    assert len(by_language) == 2
    assert all("1 respondent belongs to no group" in part for part in by_language)


def test_the_means_of_those_in_no_group_are_in_no_table(tmp_path):
    made = rows(81, languages=("kk", "en"))
    made[80]["language"] = ""
    [mean] = [line for line in printed(tmp_path, made).splitlines() if line.startswith("| Mean |") and line.count("|") == 5]
    assert mean.count("×") == 1


def test_a_mean_gives_no_hidden_points_of_its_scale_away(tmp_path):
    """Two answered 7 and two 8: their sum is known, so the mean would tell how many said which."""
    yaml = load.find("astana-2023").read_text("utf-8")
    instrument = tmp_path / "points.yaml"
    instrument.write_text(yaml[: yaml.index("derived:")], encoding="utf-8")
    made = rows(60, languages=("kk", "en"))
    for number, row in enumerate(made):
        row["q1_strength"] = 7 + number // 2 % 2 if number in (0, 2, 4, 6) else 5 + number // 2 % 2
    text = printed(tmp_path, made, "--instrument", str(instrument))
    [mean] = [line for line in text.splitlines() if line.startswith("| Mean |") and line.count("|") == 5]
    assert mean.startswith("| Mean | × | × |")


def test_each_group_is_tested_and_all_tests_are_adjusted_together(files, given):
    [n] = re.findall(r"(\d+) tests were run; p-values are adjusted", files["md"])
    printed = re.findall(r"p-value (<?[\d.]+), adjusted p-value (<?[\d.]+)\.", files["md"])
    assert len(printed) < int(n)
    assert all(float(adjusted.strip("<")) >= float(p.strip("<")) for p, adjusted in printed)
    languages = [row["language"] for row in given if row["q2_improve"] != -5]
    answers = [row["q2_improve"] for row in given if row["q2_improve"] != -5]
    counts = stats.contingency.crosstab(languages, answers).count
    assert stats.contingency.expected_freq(counts).min() >= 5
    p = stats.chi2_contingency(np.asarray(counts), correction=False).pvalue
    of_language = files["md"].split("Tests of differences. By group: Language of the answers")[1]
    [line] = [
        line for line in of_language.split("Table")[0].splitlines() if line.startswith("| Do you want Kazakhstan to improve")
    ]
    assert f"| Pearson's chi-square | {stats.chi2_contingency(counts, correction=False).statistic:.2f} | 4 | {p:.3f} |" in line


def test_the_own_words_of_respondents_are_counted_and_not_printed(files, given):
    written = sum(bool(row["q3_spheres__other_text"]) for row in given)
    assert f"{written} respondents wrote answers of their own; they are counted, not printed." in files["md"]
    for text in files.values():
        assert "alert(1)" not in text
        assert "өз жауабым" not in text


class Checked(HTMLParser):
    """Tags that close in order, ids that are unique, addresses that lead somewhere."""

    def __init__(self):
        super().__init__()
        self.open, self.ids, self.fetched, self.links = [], [], [], []

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag not in VOID:
            self.open.append(tag)
        self.ids += [given["id"]] if "id" in given else []
        self.fetched += [given[name] for name in ("src", "srcset", "action", "data") if name in given]
        if tag in ("a", "link", "use", "image"):
            self.links += [given[name] for name in ("href", "xlink:href") if name in given]

    def handle_startendtag(self, tag, attributes):
        self.handle_starttag(tag, attributes)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def test_the_page_is_whole_and_fetches_nothing(files):
    page = Checked()
    page.feed(files["html"])
    page.close()
    assert page.open == []
    assert len(page.ids) == len(set(page.ids))
    assert page.fetched == []
    assert {link for link in page.links if not link.startswith("#")} == {"data:,"}
    assert {link[1:] for link in page.links if link.startswith("#")} <= set(page.ids)
    assert not re.search(r"@import|@font-face|url\((?!#)|<script|<iframe", files["html"])
    assert set(re.findall(r"https?://[^\"\s<]+", files["html"])) <= {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"}


def test_a_second_run_gives_the_same_bytes(tmp_path, given):
    first = report(tmp_path, given)
    shutil.rmtree(tmp_path / "out")
    assert report(tmp_path, given) == first
    assert not any(str(tmp_path) in text for text in first.values())


def test_the_answer_language_needs_two_languages(tmp_path):
    text = printed(tmp_path, rows(30, languages=("kk",)))
    assert "There are no groups to compare" in text


def test_what_is_unknown_of_the_languages_is_not_said(tmp_path):
    made = [row | {"language": ""} for row in rows(30)]
    text = printed(tmp_path, made)
    assert "all answered in one language" not in text
    assert "it is not known whether people answered in several languages" in text


def test_one_group_and_the_rest_are_not_called_all(tmp_path):
    made = rows(30, nobody_answers("q2_improve"), languages=("kk",))
    for row in made[:20]:
        row["q2_improve"] = 1
    text = printed(tmp_path, made, "--by", "q2_improve")
    assert "10 respondents belong to no group" in text
    assert "There are fewer than two groups of respondents" in text


def test_the_interval_of_the_median_is_about_the_half(tmp_path):
    """F(1) = 8/20, F(10) = 1: the answers do not say that the median is 10 (see tests of `quantiles`)."""
    made = rows(20)
    for number, row in enumerate(made):
        row["q1_strength"] = 1 if number < 8 else 10
    files = report(tmp_path, made)
    assert "| Median | 10 | 1–10 |" in files["md"]
    assert "Woodruff's interval (50 % ∓ t standard errors" in files["md"]


@pytest.mark.parametrize(
    ("language", "n", "answering"),
    [
        ("en", 1, anything),
        ("kk", 3, anything),
        ("ru", 30, nobody_can_answer("q4_leave_eaeu")),
        ("kk", 30, nobody_answers("q1_strength", "q3_spheres", "q7_benefit")),
    ],
    ids=["one", "three", "nobody can answer", "nobody answers"],
)
def test_very_little_gives_a_sane_report(tmp_path, language, n, answering):
    files = report(tmp_path, rows(n, answering), "--language", language, "--by", "q2_improve")
    for text in files.values():
        assert not re.search(r"\bnan\b|\bNone\b|\binf\b", text)


def test_nobody_answers_and_nobody_can_answer_is_said(tmp_path):
    assert "Nobody has answered this question." in printed(tmp_path, rows(20, nobody_answers("q7_benefit")))
    cannot = printed(tmp_path, rows(20, nobody_can_answer("q4_leave_eaeu")))
    assert "| I cannot answer | 20 | 100 | 84–100 | 100 | – |" in cannot


def test_a_question_nobody_answers_tells_how_many_were_asked(tmp_path):
    made = rows(20, nobody_answers("q7_benefit"))
    section = printed(tmp_path, made).split("Nobody has answered this question.")[1].split("###")[0]
    assert "- **Asked**: 20" in section
    assert "- **Skipped**: 20" in section


def test_bases_stand_under_the_counts(files, given):
    answered = sum(row["q4_leave_eaeu"] != -5 for row in given)
    opinion = sum(row["q4_leave_eaeu"] > 0 for row in given)
    for words, n in (("those who answered", answered), ("those asked", 200), ("those with an opinion", opinion)):
        assert re.search(rf"^\| Base: {words} \| {n} \|  \|  \|  \|  \|$", files["md"], re.MULTILINE)
    groups = files["md"].split("| Low (1–3) |")[1].split("Base:")[0]
    assert f"| Base | {sum(row['q1_strength'] != -5 for row in given)} |" in groups


def test_a_figure_of_several_bases_names_their_range(tmp_path):
    made = rows(60)
    for number, row in enumerate(made):
        row["q2_improve"], row["q4_leave_eaeu"] = 1, -1 if number > 2 else -5
        row["q5_leave_csto"] = row["q6_role"] = row["q7_benefit"] = 1
    assert "Base: 57–60." in printed(tmp_path, made)


def test_counts_of_languages_add_up(tmp_path):
    made = rows(20)
    for row in made[:3]:
        row["language"] = ""
    facts = printed(tmp_path, made).split("Key findings")[0]
    [line] = [line for line in facts.splitlines() if "Language of the answers" in line]
    assert line.endswith("unknown: 3")
    assert sum(map(int, re.findall(r"\d+", line))) == 20


def test_no_statistic_of_a_table_with_hidden_cells_is_printed(tmp_path):
    made = rows(60, nobody_answers("q3_spheres"), ("kk", "en"))
    for row in made:
        row["q2_improve"] = -1 if row["response_id"] in (f"{n:032x}" for n in (0, 2, 4)) else 1
        row["q7_benefit"] = 1 + (int(row["response_id"], 16) % 4 < 2)
    text = printed(tmp_path, made).split("Tests of differences.")[1]
    [hidden] = [line for line in text.splitlines() if line.startswith("| Do you want Kazakhstan to improve")]
    assert re.fullmatch(r"\| [^|]+ \| Fisher[^|]+ \| – \| – \| [\d.]+ \| [\d.]+ \|", hidden)
    [shown] = [line for line in text.splitlines() if line.startswith("| Is the integration process")]
    assert re.search(r"\| Pearson's chi-square \| [\d.]+ \| 1 \|", shown)
    assert "the statistic could give it away" in text


def test_what_no_test_can_show_is_not_said(files):
    assert "A difference like this could have arisen by chance alone." in files["md"]
    assert "within the range" not in files["md"]
    assert "if these were a random sample" in files["md"]


def test_a_file_does_not_say_who_asked_or_how(tmp_path):
    made = rows(20, languages=("kk", "ru"))
    text = printed(tmp_path, made)
    items = ("Sponsor", "Conducted by", "Contact", "How respondents were found", "Incentives", "Field dates")
    for item in items:
        assert f"| {item} | Not reported |" in text
    assert "the form that respondents saw may have differed" in text
    assert "| Languages | Kazakh, Russian |" in text
    for untrue in ("sent you", "exact wording", "No sponsor"):
        assert untrue not in text


def test_the_survey_database_holds_the_wording_that_was_seen(tmp_path):
    source = database(tmp_path / "survey.db")
    assert main(["report", str(source), "--out", str(tmp_path), "--format", "md"]) == 0
    text = (tmp_path / "astana-2023-en.md").read_text("utf-8")
    assert "printed above in their exact wording" in text
    assert "| Languages | Kazakh, English, Russian |" in text
    assert "| Sponsor | Not reported |" in text


TITLES = ("Do you want Kazakhstan to improve its relations with these countries?", "Should these relations be better?")


def two_versions(folder):
    """A database of which one respondent answered version 1 and two version 2."""
    newer = later(TITLES, ('en: "Politics"', 'en: "Political affairs"'), ('en: ["very weak"', 'en: ["extremely weak"'))
    return database(folder / "survey.db", [(YAML, [response(1)]), (newer, [response(2, version=2), response(3, version=2)])])


def test_what_older_versions_asked_in_other_words_stands_beside_the_question(tmp_path, capsys):
    source = two_versions(tmp_path)
    assert main(["report", str(source), "--out", str(tmp_path), "--format", "md"]) == 0
    text = (tmp_path / "astana-2023-en.md").read_text("utf-8")
    assert "- **Respondents by version of the questionnaire**: version 1: 1; version 2: 2" in text
    by_question = {part.splitlines()[0][:2]: part for part in text.split("\n### ")[1:]}
    changed = {"1.": ("very weak", "extremely weak"), "2.": TITLES, "3.": ("Politics", "Political affairs")}
    for number, (then, now) in changed.items():
        assert f"In version 1, “{now}” read “{then}”." in by_question[number]
    assert text.count("In version 1, ") == 3
    assert "older version of the questionnaire" not in text, "its words are known"
    capsys.readouterr()
    assert main(["shares", str(source), "q2_improve"]) == 0
    assert f"In version 1, “{TITLES[1]}” read “{TITLES[0]}”." in capsys.readouterr().out


def test_a_text_that_changed_in_another_language_alone_is_given_in_it(tmp_path):
    assert main(["report", str(two_versions(tmp_path)), "--out", str(tmp_path), "--format", "md", "--language", "ru"]) == 0
    assert f"В версии 1 вместо «{TITLES[1]}» было написано «{TITLES[0]}»." in (tmp_path / "astana-2023-ru.md").read_text("utf-8")


def test_a_version_opened_after_the_answers_is_not_printed_over_them(tmp_path, capsys):
    source = database(tmp_path / "survey.db", [(YAML, [response(1)]), (later(TITLES), [])])
    assert main(["report", str(source), "--out", str(tmp_path), "--format", "md"]) == 0
    assert "questionnaire astana-2023 version 1" in capsys.readouterr().out
    text = (tmp_path / "astana-2023-en.md").read_text("utf-8")
    assert TITLES[0] in text
    assert TITLES[1] not in text


def test_a_file_of_answers_to_an_older_version_says_so(tmp_path, capsys):
    newer = tmp_path / "newer.yaml"
    newer.write_text(later(TITLES), encoding="utf-8")
    made = rows(20)
    for row in made[:3]:
        row["version"] = 2
    text = printed(tmp_path, made, "--instrument", str(newer))
    notice = "17 respondents answered an older version of the questionnaire. The words printed here are those of version 2"
    assert f"> {notice}" in text
    assert "version 1: 17; version 2: 3" in text
    assert main(["shares", str(tmp_path / "answers.csv"), "q2_improve", "--instrument", str(newer)]) == 0
    assert notice in capsys.readouterr().out
    assert "older version" not in printed(tmp_path, made[:3], "--instrument", str(newer))


def test_test_responses_are_told_from_the_others(tmp_path):
    made = [row | {"is_test": int(number > 3)} for number, row in enumerate(rows(20))]
    text = printed(tmp_path, made, "--include-tests")
    assert "- **Test responses**: 16, included\n- **Responses that are no tests**: 4\n" in text
    assert "test responses are among the answers" in text
    assert "Responses that are no tests" not in printed(tmp_path, made)


def test_the_only_question_that_offers_cannot_answer_can_split_the_others(tmp_path):
    yes_no = "{code: 1, label: {en: 'Yes'}}, {code: 2, label: {en: 'No'}}"
    instrument = tmp_path / "vote.yaml"
    instrument.write_text(
        "id: vote\nversion: 1\nlanguages: [en]\ntitle: {en: Vote}\npopulation: {en: Everyone}\nbasis: convenience\nsections:\n"
        "  - id: only\n    questions:\n"
        f"      - {{id: vote, kind: one, text: {{en: Vote}}, choices: [{yes_no}, {{code: -1, label: {{en: Cannot answer}}}}]}}\n"
        f"      - {{id: party, kind: one, text: {{en: Party}}, choices: [{yes_no}]}}\n",
        encoding="utf-8",
    )
    made = [{"vote": (1, 2, -1)[number % 3], "party": 1 + number % 2} for number in range(60)]
    text = printed(tmp_path, made, "--instrument", str(instrument), "--by", "vote")
    assert "Party – by: Vote" in text
    assert "Share of those who could not answer – by" not in text


def stored(source, details):
    """Write down the study file that the study of a database was opened with."""
    with closing(sqlite3.connect(source)) as connection:
        connection.execute(
            "INSERT INTO study (slug, instrument_hash, is_open, details) SELECT slug, hash, 1, ? FROM instrument", (details,)
        )
        connection.commit()


def test_the_study_file_that_a_study_was_opened_with_is_reported(tmp_path, capsys):
    source = database(tmp_path / "survey.db")
    stored(source, STUDY.read_text("utf-8").replace("No sponsor", "The city library"))
    for language, sponsor in (("en", "| Sponsor | The city library |"), ("kk", "| Қаржыландырушы жоқ |")):
        assert main(["report", str(source), "--out", str(tmp_path), "--format", "md", "--language", language]) == 0
        assert sponsor in (tmp_path / f"astana-2023-{language}.md").read_text("utf-8")
    named = tmp_path / "mine.yaml"
    named.write_text(STUDY.read_text("utf-8").replace("No sponsor", "The ministry"), encoding="utf-8")
    assert main(["report", str(source), "--out", str(tmp_path), "--format", "md", "--study", str(named)]) == 0
    assert "| Sponsor | The ministry |" in (tmp_path / "astana-2023-en.md").read_text("utf-8")


def test_a_stored_study_file_that_is_damaged_is_said_to_be(tmp_path, capsys):
    source = database(tmp_path / "survey.db")
    stored(source, "id: astana-2023\nminutes: soon\n")
    assert main(["report", str(source), "--out", str(tmp_path)]) == 1
    assert "survey.db: the stored study file cannot be used" in capsys.readouterr().err
    assert not list(tmp_path.glob("*.html"))


def test_a_study_file_that_is_named_is_reported(tmp_path):
    study = tmp_path / "mine.yaml"
    study.write_text(STUDY.read_text("utf-8").replace("No sponsor", "The city library"), encoding="utf-8")
    text = printed(tmp_path, rows(20), "--study", str(study))
    assert "| Sponsor | The city library |" in text
    assert "--study mine.yaml" in text


def test_what_was_decided_in_reading_is_told_without_anybodys_words(tmp_path):
    made = [{**row, "Timestamp": "2026/01/02 10:00:00", "region": "ab"[number % 2]} for number, row in enumerate(rows(40))]
    text = printed(tmp_path, made).split("Where these numbers come from")[1]
    assert "- **Columns not read because they may say who answered or when**: Timestamp" in text
    assert "- **Columns that the questionnaire does not have**: region" in text
    attrs = {"read_as_other": "q3_spheres, 2 times: 'my q9, 7 times' (rows 3, 4)\nq6_role, 1 time: 'x' (row 2)"}
    [(_, words)] = reading_notes(attrs, Language("en"), Design())
    assert words == "q3_spheres: 2; q6_role: 1"


def test_a_report_on_a_few_people_warns_against_publishing_it(tmp_path):
    assert "Only 1 response" in printed(tmp_path, rows(1))
    assert "Do not publish" not in printed(tmp_path, rows(5))


def test_weights(tmp_path):
    made = [row | {"w": 1 + (row["language"] == "kk")} for row in rows(80)]
    files = report(tmp_path, made, "--weight", "w")
    assert "The data are weighted by the column w." in files["md"]
    assert "Rao–Scott F" in files["md"]
    table = list(csv.DictReader(io.StringIO(files["csv"])))
    [row] = numbers(table, question="q2_improve", base="answered", by="", code="1")
    answered = [row for row in made if row["q2_improve"] != -5]
    expected = sum(row["w"] for row in answered if row["q2_improve"] == 1) / sum(row["w"] for row in answered)
    assert float(row["share"]) == pytest.approx(expected)


def test_partial_responses_are_left_out_unless_asked_for(tmp_path, capsys):
    made = rows(20)
    made[0]["status"] = "partial"
    report(tmp_path, made)
    assert "19 complete, 0 partial; left out: 1 partial" in capsys.readouterr().out
    text = printed(tmp_path, made, "--partials")
    assert "- **Partial**: 1, included" in text


def test_who_was_screened_out_is_left_out_and_counted(tmp_path, capsys):
    made = rows(20)
    made[0]["status"] = made[1]["status"] = "screened"
    text = printed(tmp_path, made, "--partials")
    assert "18 complete, 0 partial; left out: 2 screened" in capsys.readouterr().out
    assert "- **Ended early (conditions or quota)**: 2 responses were excluded." in text


def test_a_choice_that_splits_the_report_is_not_crossed_with_itself(tmp_path, given):
    text = printed(tmp_path, given, "--by", "q3_spheres__economy")
    of_choice = text.split("Tests of differences. By group: Economy")[1].split("Table")[0]
    tested = [line.split("|")[1].strip() for line in of_choice.splitlines() if line.startswith("| ")]
    assert "Tourism" in tested
    assert "Economy" not in tested
    assert "| Economy | 100" in text  # among those who chose it all did: the table itself stands
