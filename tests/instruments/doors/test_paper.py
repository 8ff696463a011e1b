"""The PDF as another program reads it: all of its text, inside its margins, the same bytes each time."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from instruments import study
from instruments.doors.areas import AREAS
from instruments.doors.contents import sheet
from instruments.doors.instructions import NOTES
from instruments.doors.paper import as_pdf
from instruments.doors.sheet import Mode
from instruments.doors.styles import MARGIN, PAGE
from instruments.errors import InstrumentError, MessageError
from instruments.load import find, load, load_text
from instruments.model import Instrument, Kind
from tests.instruments.doors import pdf
from tests.instruments.samples import HEAD, loaded, one

ROOT = Path(__file__).resolve().parents[3]
SURVEY = ROOT / "tests" / "survey"
HERE = Path(__file__).resolve().parent
PATHS = [find("astana-2023"), find("astana-extended"), SURVEY / "every-kind.yaml", SURVEY / "every-form.yaml", HERE / "long.yaml"]
PRINTED = [
    *((path, language, Mode.INTERVIEWER) for path in PATHS for language in load(path).languages),
    *((path, "kk", Mode.SELF) for path in PATHS),
]
LABELS = [f"{path.stem}-{language}-{mode}" for path, language, mode in PRINTED]


def details(instrument: Instrument, path: Path) -> study.Study | None:
    found = study.find(instrument.id, path)
    return study.load(found, instrument) if found.is_file() else None


def written(instrument: Instrument, folder: Path, language: str = "en", mode: Mode = Mode.INTERVIEWER, **arms: str) -> Path:
    document = folder / "paper.pdf"
    document.write_bytes(as_pdf(instrument, None, language, mode, arms))
    return document


def test_every_kind_has_an_area_and_notes() -> None:
    assert set(AREAS) == set(NOTES) == set(Kind)


@pytest.mark.parametrize(("path", "language", "mode"), PRINTED, ids=LABELS)
def test_everything_is_printed_once_inside_the_margins_and_over_nothing(
    path: Path, language: str, mode: Mode, tmp_path: Path
) -> None:
    instrument = load(path)
    about = details(instrument, path)
    document = tmp_path / "paper.pdf"
    document.write_bytes(as_pdf(instrument, about, language, mode, {}))
    page = sheet(instrument, about, language, mode, {})
    text = pdf.text(document)
    said = [page.title, page.consent.text, *page.facts, *page.guidance, *page.entry]
    for part in page.parts:
        said += [part.title, part.routing, *part.instructions]
    for block in page.blocks:
        said += [block.text, block.hint, block.routing, *block.instructions, *block.notes, *block.ends, *block.ending]
        said += [words for row in (*block.rows, *block.apart) for words in (row.label, row.go_to, row.writing)]
        said += [words for line in block.lines for words in (line.text, line.only)]
    assert [words for words in said if "".join(words.split()) not in text] == []
    for number, words in enumerate(pdf.pages(document), 1):
        assert [word for word in words if word.left < MARGIN - 1 or word.right > PAGE[0] - MARGIN + 1] == [], number
        assert [word for word in words if word.top < MARGIN / 2 or word.bottom > PAGE[1] - MARGIN / 2] == [], number
        covered = [(word.text, other.text) for i, word in enumerate(words) for other in words[:i] if word.covers(other)]
        assert covered == [], number


@pytest.mark.parametrize("language", ["kk", "en", "ru"])
def test_each_page_says_which_questionnaire_and_which_page_it_is(language: str, tmp_path: Path) -> None:
    path = SURVEY / "every-form.yaml"
    instrument = load(path)
    pages = [" ".join(word.text for word in words) for words in pdf.pages(written(instrument, tmp_path, language, Mode.SELF))]
    shown = {"kk": "{0}-бет (барлығы {1})", "en": "Page {0} of {1}", "ru": "Страница {0} из {1}"}[language]
    for number, words in enumerate(pages, 1):
        assert "every-form · " in words
        assert f" · {instrument.source_hash[:12]} · {language}" in words
        assert shown.format(number, len(pages)) in words


def test_the_document_says_its_title_and_holds_its_fonts(tmp_path: Path) -> None:
    path = find("astana-2023")
    instrument = load(path)
    document = tmp_path / "paper.pdf"
    content = as_pdf(instrument, details(instrument, path), "kk", Mode.SELF, {})
    document.write_bytes(content)
    facts = pdf.facts(document)
    assert facts["Title"] == "Қазақстан және түркі интеграциясы"
    assert facts["Author"] == "Сілтемені таратқан адам немесе ұйым"
    assert facts["Subject"] == f"astana-2023 · 1-нұсқа · {instrument.source_hash[:12]} · kk"
    assert facts["Page size"].endswith("(A4)")
    assert b"/Lang (kk)" in content
    assert len(content) < 100_000, "subsets of the fonts, not the fonts"


def test_the_same_questionnaire_gives_the_same_bytes_in_another_process() -> None:
    code = (
        "import sys, hashlib; from instruments.load import find, load; from instruments.doors.paper import as_pdf;"
        "from instruments.doors.sheet import Mode;"
        "i = load(find('astana-2023')); print(hashlib.sha256(as_pdf(i, None, 'ru', Mode.SELF, {})).hexdigest())"
    )
    made = [
        subprocess.run(
            [sys.executable, "-c", code], cwd=ROOT, env={"PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed in ("1", "2")
    ]
    assert made[0] == made[1] != b""


def test_a_question_and_a_heading_stay_with_what_follows(tmp_path: Path) -> None:
    questions = [one(f"q{number}") for number in range(1, 31)]
    pages = pdf.pages(written(loaded(*questions), tmp_path))
    for words in pages:
        texts = [word.text for word in words]
        for number in range(1, 31):
            if f"{number}." in texts:
                block = texts[texts.index(f"{number}.") :]
                assert block[block.index(f"q{number}") :].index("answer") > 0
                assert "-1" in block[: block.index(f"{number + 1}.")] if f"{number + 1}." in block else "-1" in block


def test_a_grid_longer_than_a_page_repeats_its_head(tmp_path: Path) -> None:
    instrument = load(HERE / "long.yaml")
    with_items = [
        [word.text for word in words] for words in pdf.pages(written(instrument, tmp_path, mode=Mode.SELF))
        if any(word.text.startswith("many_lines__") for word in words)
    ]  # fmt: skip
    assert len(with_items) > 1
    assert all("Agree" in words and "Disagree" in words for words in with_items)


def test_a_form_for_one_arm_holds_nothing_of_the_others(tmp_path: Path) -> None:
    instrument = load(SURVEY / "every-form.yaml")
    short = pdf.text(written(instrument, tmp_path, mode=Mode.SELF, list="short"))
    assert "leavetheunion" not in short
    assert "arm_list=short" in short
    assert "Withthecard" not in pdf.text(written(load(SURVEY / "every-kind.yaml"), tmp_path, card="control"))
    assert "Withthecard" in pdf.text(written(load(SURVEY / "every-kind.yaml"), tmp_path, card="card"))


def test_cards_show_answers_without_the_non_answers(tmp_path: Path) -> None:
    pages = pdf.pages(written(load(SURVEY / "every-form.yaml"), tmp_path))
    card = next(words for words in pages if [word.text for word in words[:2]] == ["Card", "1"])
    texts = [word.text for word in card]
    assert texts[2:4] == ["country", "1"]
    assert "answer" not in texts
    assert max(word.bottom - word.top for word in card[4:8]) > 20


def test_two_small_cards_stand_on_one_page_and_answers_that_are_kept_in_mind_need_none(tmp_path: Path) -> None:
    def answers(name: str, count: int) -> str:
        choices = ", ".join(f"{{code: {code}, label: {{en: {name}{code}}}}}" for code in range(1, count + 1))
        return f"id: {name}\nkind: one\ntext: {{en: Which}}\nchoices: [{choices}]"

    small = loaded(answers("both", 2), answers("few", 3), answers("some", 4), answers("many", 12), answers("last", 3))
    pages = pdf.pages(written(small, tmp_path))
    cards = [[word for word in words if word.text == "Card"] for words in pages]
    assert [len(each) for each in cards if each] == [2, 1, 1], "the large one leaves no room below it"
    first, second = cards[-3]
    assert first.bottom < second.top
    assert "Show card 1." not in " ".join(word.text for words in pages for word in words)
    shown = [{word.text.rstrip("0123456789") for word in words} for words in pages[-3:]]
    assert [words & {"both", "few", "some", "many", "last"} for words in shown] == [{"few", "some"}, {"many"}, {"last"}]


def test_what_is_for_data_entry_is_not_handed_to_a_respondent(tmp_path: Path) -> None:
    kept = pdf.pages(written(loaded(one("q1")), tmp_path, mode=Mode.SELF))[-1]
    texts = " ".join(word.text for word in kept)
    assert "For data entry" in texts
    assert "q1" not in [word.text for word in kept]


def test_a_text_longer_than_a_page_is_an_error_where_it_cannot_be_split() -> None:
    long = one("q1").replace("{en: A}", "{en: " + "long " * 3000 + "}")
    with pytest.raises(InstrumentError, match=r"small \(en\): an answer, an item or an instruction is longer than a page"):
        as_pdf(loaded(long), None, "en", Mode.SELF, {})


def test_letters_that_the_font_lacks_are_an_error() -> None:
    with pytest.raises(
        InstrumentError, match=r"small \(en\): the font DejaVu Sans lacks 問 \(U\+554F\), 題 \(U\+984C\)\. Replace"
    ):
        as_pdf(loaded("id: q1\nkind: text\ntext: {en: 問題}"), None, "en", Mode.SELF, {})


def test_a_language_without_words_of_its_own_is_an_error() -> None:
    uzbek = load_text(
        HEAD.replace("en:", "uz:").replace("[en]", "[uz]") + "      - {id: q1, kind: text, text: {uz: Savol}}\n", "small.yaml"
    )
    with pytest.raises(MessageError, match=r"doors/translations/uz.po; there are en, kk, ru"):
        as_pdf(uzbek, None, "uz", Mode.SELF, {})
