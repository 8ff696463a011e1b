"""Every problem of a questionnaire file is found, with its line, and all of them at once."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from instruments.dump import dump
from instruments.errors import InstrumentError, InstrumentFileError
from instruments.load import find, load, load_text, shipped
from instruments.model import Instrument
from instruments.texts import mixed_words
from tests.instruments.samples import HEAD, loaded, one, questions
from tests.strategies import instruments

SCALE = "id: s\nkind: scale\ntext: {en: How}\nlow: 1\nhigh: 10"
MANY = "id: m\nkind: many\ntext: {en: Which}\nchoices: [{code: 1, id: a, label: {en: A}}, {code: 2, id: b, label: {en: B}}]"


def problems_of(yaml_text: str) -> list[str]:
    with pytest.raises(InstrumentFileError) as caught:
        load_text(yaml_text, "small.yaml")
    return [str(problem) for problem in caught.value.problems]


def test_a_right_file_loads() -> None:
    instrument = loaded(one("q1"), SCALE, MANY)
    assert [question.id for question in instrument.questions] == ["q1", "s", "m"]


def test_all_problems_are_reported_at_once_in_the_order_of_lines() -> None:
    text = questions(one("q1", "wrong_key: 1"), "id: Bad\nkind: ones\ntext: {en: x}")
    found = problems_of(text.replace("basis: convenience", "basis: luck"))
    assert [problem.split(":")[0] for problem in found] == ["line 6", "line 14", "line 15", "line 16"]
    assert "wrong_key" in found[1]
    assert "Did you mean 'one'?" in found[3]


@pytest.mark.parametrize(
    ("block", "line", "words"),
    [
        (one("q1").replace("{en: B}", "{kk: B}"), 13, "lacks the key 'en'"),
        (one("q1").replace("code: 2", "code: 1"), 13, "the code 1 is used twice"),
        (one("q1").replace("code: -1", "code: -5"), 13, "cannot be offered"),
        (one("q1").replace("code: 2,", "code: 2, exclusive: true,"), 13, "exclusive has a meaning only in many"),
        (one("q1").replace("code: -1,", "code: -1, other: true,"), 13, "needs neither other nor exclusive"),
        (one("q1").replace("{en: A}", "{en: yes}"), 13, "YAML reads yes as a truth value"),
        (one("q1").replace("code: 1,", "code: 1, other: perhaps,"), 13, "other must be true or false, got 'perhaps'"),
        (one("q1").replace("code: 1,", "code: ,"), 13, "must be a whole number, got nothing"),
        (one("q1").replace("code: 1,", "code: [1],"), 13, "must be a whole number, got a list"),
        (one("q1").replace("code: 1,", "code: {},"), 13, "must be a whole number, got a mapping"),
        (one("q1").replace("code: 1", "code: 01"), 13, "01 is not a plain whole number"),
        (one("q1").replace("code: 1,", "code: 1, id: Bad-Id,"), 13, "an id is made of"),
        (one("q1").replace("code: 1,", "code: 1, id: missing,"), 13, "reserved for a column"),
        (one("q1").replace("code: 1,", "code: 1, id: x,").replace("code: 2,", "code: 2, id: x,"), 13, "used twice in 'q1'"),
        (
            one("q1").replace("code: 1,", "code: 1, other: true,").replace("code: 2,", "code: 2, other: true,"),
            10,
            "more than one choice",
        ),
        (one("q1", "low: 1"), 10, "has low, which the kind one does not use"),
        (one("q1", "max_length: 5"), 10, "has max_length, which"),
        (one("q1", "source: {text: guessed}"), 14, "must be one of attested, reconstructed"),
        (one("q1", "ask_if: 5"), 14, "ask_if must be a mapping"),
        (one("5"), 10, "id must be a text, got 5"),
        (one("q__1"), 10, "an id is made of"),
        (one("status"), 10, "reserved for a column of the export"),
        (one("seconds_x"), 10, "reserved for a column of the export"),
        (one("is_test"), 10, "reserved for a column of the export"),
        (one("mean"), 10, "a column of the tables of estimates"),
        (one("q1").replace("{en: B}", "{en: ' a '}"), 13, "the label ' a ' (en) stands twice"),
        (one("q1").replace("code: 2", "code: 99999999999"), 13, "too large; codes go up to 999999"),
        (one("action"), 10, "reserved for the form"),
        (one("stood"), 10, "reserved for the form"),
        ("id: q1\nkind: one\ntext: {en: x}", 10, "has no choices"),
        ("id: q1\nkind: one\ntext: {en: '  '}", 12, "must be a text"),
        ("id: q1\nkind: one\ntext: {en: x}\nchoices: 5", 13, "choices must be a list, got 5"),
        ("id: q1\nkind: one\ntext: just words", 12, "must be a mapping of en, got 'just words'"),
        ("id: q1\nkind: one\ntext: {en: x}\nhint: {}", 13, "lacks the key 'en'"),
        ("id: q1\nkind: info\ntext: {en: x}\nchoices: [{code: 1, label: {en: A}}]", 10, "which the kind info does not use"),
        ("id: q1\nkind: one", 10, "lacks the key 'text'"),
        ("id: q1\nkind: text\ntext: {en: x}\nmax_length: 0", 10, "max_length of"),
        ("id: q1\nkind: text\ntext: {en: x}\nchoices: [{code: 1, label: {en: A}}]", 10, "can only be non-answers"),
        (MANY.replace("id: a, ", ""), 13, "needs an id"),
        (SCALE.replace("low: 1", "low: 10"), 10, "low 10 must be below high 10"),
        (SCALE.replace("low: 1", "low: -1"), 10, "must not reach below 0"),
        (SCALE.replace("high: 10", "high: 20"), 10, "at most 11 points"),
        (SCALE.replace("\nhigh: 10", ""), 10, "give low and high"),
        (SCALE + "\nends: {en: [weak]}", 15, "must be a list of two texts"),
        (SCALE + "\nends: {}", 15, "lacks the key 'en'"),
        (SCALE.replace("low: 1", "low: one"), 13, "must be a whole number, got 'one'"),
        (SCALE.replace("scale", "integer").replace("10", "99999999999"), 10, "bounds must lie within"),
        (
            "id: q1\nkind: integer\ntext: {en: x}\nlow: -3\nhigh: 3\nchoices: [{code: -1, label: {en: A}}]",
            10,
            "cannot offer non-answers",
        ),
    ],
)
def test_a_wrong_question_is_named_with_its_line(block: str, line: int, words: str) -> None:
    found = problems_of(questions(block))
    assert any(problem.startswith(f"line {line}:") and words in problem for problem in found), found


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        ("{question: q3, in: [1]}", "which comes later"),
        ("{question: nowhere, in: [1]}", "no question of this questionnaire"),
        ("{question: q1, in: [9]}", "names the code 9"),
        ("{question: q1, at_least: 2}", "at_least needs a scale or an integer"),
        ("{question: q1, in: [1], not_in: [2]}", "exactly one of"),
        ("{question: q1, in: []}", "needs at least one value"),
        ("{question: q1, in: 1}", "must be a list"),
        ("{question: q1, at_least: x}", "must be a whole number"),
        ("{question: q1, answered: 1}", "must be true or false"),
        ("{question: q1, answered: maybe}", "must be true or false"),
        ("{all: []}", "must list at least one condition"),
        ("{all: [{question: q1, in: [1]}], any: [{question: q1, in: [1]}]}", "exactly one of question, experiment"),
        ("{question: consent, in: [1]}", "cannot ask about the consent"),
        ("{experiment: e, arm: x}", "arm 'x' of 'e', which is not defined"),
        ("{all: [{question: q1, in: [1]}, {question: q1, in: [2]}]}", "can never be reached"),
        ("{none: [{question: q1, answered: true}, {question: q1, answered: false}]}", "can never be reached"),
    ],
)
def test_a_wrong_condition_is_named_with_its_line(condition: str, words: str) -> None:
    found = problems_of(questions(consent(), one("q1"), one("q2", f"ask_if: {condition}"), one("q3")))
    assert any(words in problem and problem.startswith("line 22:") for problem in found), found


def test_a_condition_on_a_text_can_only_ask_whether_it_was_answered() -> None:
    words = "id: w\nkind: text\ntext: {en: Why}"
    found = problems_of(questions(words, one("q2", "ask_if: {question: w, in: [1]}")))
    assert "only answered is possible" in found[0]
    assert loaded(words, one("q2", "ask_if: {question: w, answered: true}")).question("q2").ask_if is not None


def test_a_condition_may_name_numbers_in_range_and_skipping() -> None:
    instrument = loaded(SCALE, one("q2", "ask_if: {question: s, in: [10, -5]}"))
    assert instrument.question("q2").ask_if is not None
    assert any("names the code 11" in p for p in problems_of(questions(SCALE, one("q2", "ask_if: {question: s, in: [11]}"))))


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("id: small", "id: Small House", "must be like astana-2023"),
        ("version: 1", "version: 0", "must be 1 or more"),
        ("version: 1", "version: first", "must be a whole number"),
        ("languages: [en]", "languages: []", "at least one language"),
        ("languages: [en]", "languages: [en, en]", "named twice"),
        ("languages: [en]", "languages: [english]", "ISO 639"),
        ("languages: [en]", "languages: [en, 5]", "a language must be a text"),
        ("title: {en: Small}", "titel: {en: Small}", "unknown key 'titel'"),
        ("title: {en: Small}", "titel: {en: Small}", "Did you mean 'title'?"),
        ("title: {en: Small}", "title: {en: Small, en: Big}", "stands here twice"),
        ("title: {en: Small}", "title: {[1]: Small}", "a key must be a word"),
        ("title: {en: Small}", "title: {en: !!python/name:os.system x}", "is not allowed"),
        ("title: {en: Small}", "title: {en: &a Small}\nnote: {en: *a}", "are not allowed. Write the value out again; put a"),
        ("title: {en: Small}", "title: {en: 'Small", "not readable as YAML"),
        ("title: {en: Small}", "title: " + "[" * 60 + "]" * 60, "nested too deeply"),
        ("title: {en: Small}", "title: " + "[" * 2000 + "]" * 2000, "nested too deeply"),
        ("sections:", "sections: []\nother:", "no question that gives data"),
        ("  - id: only\n", "  - id: empty\n    questions: []\n  - id: only\n", "has no questions"),
        ("  - id: only\n", "  - 5\n  - id: only\n", "a section must be a mapping"),
        ("basis: convenience", "basis: convenience\nreviewed_by: {en: 5}", "reviewed_by en must be a text"),
        ("basis: convenience", "basis: convenience\nexperiments: [{id: e, arms: [a, b], block_by: zzz}]", "block_by of 'e'"),
        (
            "basis: convenience",
            "basis: convenience\nderived: [{id: mode, from: q1, map: {a: [1]}, label: {en: D}}]",
            "'mode' is reserved",
        ),
        (
            "basis: convenience",
            "basis: convenience\nderived: [{id: d, from: q1, map: {a: [-1]}, label: {en: D}}]",
            "names the non-answer -1",
        ),
        ("basis: convenience", "basis: convenience\nexperiments: [{id: e, arms: [a]}]", "two or more different arms"),
        ("basis: convenience", "basis: convenience\nexperiments: [{id: e, arms: [a, b], ratio: [1]}]", "one number of 1 or more"),
        (
            "basis: convenience",
            "basis: convenience\nderived: [{id: d, from: x, map: {a: [1]}, label: {en: D}}]",
            "derived from 'x'",
        ),
        (
            "basis: convenience",
            "basis: convenience\nderived: [{id: d, from: q1, map: 5, label: {en: D}}]",
            "must be a mapping, got 5",
        ),
        (
            "basis: convenience",
            "basis: convenience\nderived: [{id: d, from: q1, map: {}, label: {en: D}}]",
            "the map of 'd' is empty",
        ),
        (
            "basis: convenience",
            "basis: convenience\nderived: [{id: d, from: q1, map: {a: [1], b: [1]}, label: {en: D}}]",
            "stands twice",
        ),
        (
            "basis: convenience",
            "basis: convenience\nderived: [{id: d, from: q1, map: {a: [7]}, label: {en: D}}]",
            "names the code 7",
        ),
        (
            "basis: convenience",
            "basis: convenience\nderived: [{id: d, from: q1, map: {a: [1]}, label: {en: D}, labels: {b: {en: B}}}]",
            "'b'",
        ),
    ],
)
def test_a_wrong_head_is_named(old: str, new: str, words: str) -> None:
    found = problems_of(questions(one("q1")).replace(old, new, 1))
    assert any(words in problem for problem in found), found


def test_an_empty_and_a_huge_file_are_refused() -> None:
    assert "the file is empty" in problems_of("")[0]
    assert "larger than" in problems_of("# " + "x" * 1_100_000)[0]
    assert "must be a mapping" in problems_of("- 1")[0]


def test_a_wrong_list_of_languages_is_the_only_problem_named() -> None:
    assert problems_of(questions(one("q1")).replace("[en]", "[]")) == ["line 3: languages must name at least one language."]


def test_letters_that_only_look_kazakh_are_found() -> None:
    text = questions(one("q1")).replace("[en]", "[kk]").replace("en:", "kk:").replace("{kk: A}", "{kk: Қазақстaн}")
    assert any("'Қазақстaн' mixes letters of two alphabets" in problem for problem in problems_of(text))
    ends = SCALE.replace("{en: How}", "{kk: Қалай}") + "\nends: {kk: [әлсiз, күшті]}"
    scale = questions(ends).replace("[en]", "[kk]").replace("en:", "kk:")
    assert any("mixes letters of two alphabets" in problem for problem in problems_of(scale))


def consent(**changes: str) -> str:
    text = "id: consent\nkind: consent\ntext: {en: May we}\nchoices: [{code: 1, label: {en: A}}, {code: 0, label: {en: B}}]"
    for old, new in changes.items():
        text = text.replace(*{"ident": ("id: consent", new), "code": ("code: 0", new)}[old])
    return text


def test_the_consent_comes_first_once_and_whole() -> None:
    assert loaded(consent(), one("q1")).consent is not None
    assert loaded(one("q1")).consent is None
    assert "must be the first question" in problems_of(questions(one("q1"), consent()))[0]
    assert "must be the first question" in problems_of(questions(consent(ident="id: agree"), one("q1")))[0]
    assert "the codes 1 (agrees) and 0" in problems_of(questions(consent(code="code: 2"), one("q1")))[0]
    assert "has one consent" in problems_of(questions(consent(), consent(ident="id: again"), one("q1")))[0]
    asked = problems_of(questions(one("q1"), consent() + "\nask_if: {question: q1, in: [1]}"))
    assert any("it has no ask_if" in problem for problem in asked)


def test_an_experiment_gives_arms_to_route_by() -> None:
    instrument = loaded(
        one("q1", "ask_if: {experiment: card, arm: shown}"),
        tail="experiments: [{id: card, arms: [plain, shown], ratio: [2, 1], block_by: language}]",
    )
    assert instrument.experiments[0].ratio == (2, 1)


@given(instruments())
@settings(max_examples=60, deadline=None)
def test_a_questionnaire_survives_the_way_to_yaml_and_back(instrument: Instrument) -> None:
    assert load_text(dump(instrument), "generated.yaml") == instrument


def test_every_form_of_condition_survives_the_way_to_yaml_and_back() -> None:
    condition = (
        "{any: [{all: [{question: s, at_least: 2}, {question: s, at_most: 9}]}, {none: [{question: m, not_in: [1]}]}, "
        "{question: m, answered: false}, {experiment: card, arm: shown}]}"
    )
    tail = (
        "  - id: more\n    title: {en: More}\n    ask_if: {question: s, answered: true}\n"
        "    questions: [{id: i, kind: info, text: {en: I}}]\n"
        "experiments: [{id: card, arms: [plain, shown], block_by: language}]\n"
        "derived: [{id: d, from: s, map: {low: [1], high: [10]}, label: {en: D}, labels: {low: {en: L}, high: {en: H}}}]\n"
        "note: {en: Noted}\nreviewed_by: {en: A. B.}\n"
    )
    scale = SCALE + "\nends: {en: [weak, strong]}\nhint: {en: Choose}"
    instrument = loaded(scale, MANY, one("q2", f"ask_if: {condition}"), tail=tail)
    assert load_text(dump(instrument), "again.yaml") == instrument


def test_an_id_that_is_used_twice_is_named_with_its_first_line() -> None:
    assert problems_of(questions(one("q1"), one("q1"))) == ["line 14: the id 'q1' is used twice; the first stands on line 10."]


def test_a_question_that_cannot_be_read_is_not_reported_again_where_others_ask_about_it() -> None:
    found = problems_of(questions("id: q0\nkind: ones\ntext: {en: x}", one("q1", "ask_if: {question: q0, in: [1]}")))
    assert len(found) == 1


def test_an_experiment_needs_known_arms_and_a_derived_variable_its_label() -> None:
    tail = "experiments: [{id: card, arms: [Plain, shown]}]\nderived: [{id: d, from: q1, map: {low: [1]}}]\n"
    found = problems_of(questions(one("q1"), tail=tail))
    assert all(
        words in problem for words, problem in zip(["two or more different arms", "lacks the key 'label'"], found, strict=True)
    )


@given(st.text(max_size=80))
@settings(deadline=None)
def test_no_text_makes_the_loader_fail_otherwise_than_by_its_own_error(text: str) -> None:
    with pytest.raises(InstrumentFileError):
        load_text(text, "any.yaml")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Қазақстaн мен YouTube", ["Қазақстaн"]),
        ("Қазақстан c Түркия", ["c"]),
        ("а cat", ["а"]),
        ("Βаға", ["Βаға"]),
        ("ЕАЭО мен OTS", []),
        ("Plan а бойынша жұмыс", []),
    ],
)
def test_which_words_mix_alphabets(text: str, found: list[str]) -> None:
    assert mixed_words(text) == found


@given(st.integers(0, len(HEAD) + 250), st.text(alphabet="[]{}:-&*!#'\"\n ~абa1\x00", max_size=4))
@settings(deadline=None)
def test_a_damaged_file_is_read_or_refused(position: int, damage: str) -> None:
    text = questions(one("q1"))
    damaged = text[:position] + damage + text[position + 1 :]
    try:
        assert load_text(damaged, "any.yaml").questions
    except InstrumentFileError as error:
        assert error.problems


def test_shipped_questionnaires_load_and_are_their_own_round_trip() -> None:
    assert "astana-2023" in shipped()
    for slug in shipped():
        instrument = load(find(slug))
        assert instrument.id == slug
        assert load_text(dump(instrument), slug) == instrument


def test_find_names_what_there_is(tmp_path: Path) -> None:
    assert find("astana-2023").stem in shipped()
    with pytest.raises(InstrumentError, match="Did you mean 'astana-2023'"):
        find("astana-2024")
    with pytest.raises(InstrumentError, match="give the path"):
        find("quite different")
    mine = tmp_path / "mine.yaml"
    mine.write_text(questions(one("q1")), encoding="utf-8")
    assert load(find(str(mine))).id == "small"


def test_a_file_that_cannot_be_read_says_so(tmp_path: Path) -> None:
    with pytest.raises(InstrumentError, match=r"nowhere.yaml: cannot be read \(No such file"):
        load(tmp_path / "nowhere.yaml")
    wrong = tmp_path / "wrong.yaml"
    wrong.write_bytes("id: a\ntitle: Қазақ".encode("cp1251", "replace") + b"\xff")
    with pytest.raises(InstrumentError, match="wrong.yaml, line 2: not UTF-8"):
        load(wrong)


def test_one_mistake_of_a_beginner_is_one_problem() -> None:
    yes_no = one("q1").replace("{en: A}", "{en: Yes}").replace("{en: B}", "{en: No}")
    found = problems_of(questions(yes_no, one("q2", "ask_if: {question: q1, in: 1}")))
    assert [problem.split(": ", 1)[1].split(" as a truth value;")[0] for problem in found] == [
        "YAML reads No", "YAML reads Yes", "in must be a list, got 1; write [1].",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "line", ['title: {en: "Small" kk: "a"}', "title: {en: Small: one}", "\ttitle: {en: Small}", "title: {en: Small?}"]
)
def test_what_is_no_yaml_comes_with_the_usual_cure(line: str) -> None:
    [found] = problems_of(questions(one("q1")).replace("title: {en: Small}", line))
    assert "a space after every colon, and spaces instead of tabs" in found


def test_a_key_without_a_space_after_its_colon() -> None:
    found = problems_of(questions(one("q1")).replace("title: {en: Small}", 'title: {en:"Small"}'))
    assert any(problem.endswith("known keys: en. Write a space after the colon.") for problem in found)


def test_a_question_out_of_reach_is_reported_beside_other_problems() -> None:
    never = "ask_if: {all: [{question: q1, in: [1]}, {question: q1, in: [2]}]}"
    found = problems_of(questions(one("q1", "wrong_key: 1"), one("q2", never).replace("{en: B}", "{kk: B}"), one("Q3")))
    for words in ("wrong_key", "lacks the key 'en'", "the question 'q2' can never be reached", "'Q3'"):
        assert words in "\n".join(found)


@pytest.mark.parametrize(
    "blocks",
    [
        (one("q1"), one("q2", "ask_if: {question: q1, in: [7]}")),
        (one("q1"), one("q2", "ask_if: {all: [{question: q1, in: [1, x]}, {question: q1, in: [2]}]}")),
        (one("q1"), one("q2", "ask_if: {all: [{question: q1, in: [1]}, {question: q1, in: [2]}, {question: q1}]}")),
        (one("q1").replace("kind: one", "kind: ones"), one("q2", "ask_if: {question: q1, in: [1]}")),
        (one("q1").replace("{code: ", "{kode: "), one("q2", "ask_if: {question: q1, answered: true}")),
        ("id: q1\nkind: one\ntext: {en: Which}", one("q2", "ask_if: {question: q1, answered: true}")),
        (SCALE.replace("low: 1", "low: 20"), one("q2", "ask_if: {question: s, answered: true}")),
        (one("q1"), one("q1"), one("q2", "ask_if: {all: [{question: q1, in: [1]}, {question: q1, in: [2]}]}")),
        (
            one("q1"),
            one("q3", "ask_if: {question: q1, in: [7]}"),
            one("q2", "ask_if: {all: [{question: q3, in: [1]}, {question: q3, in: [2]}]}"),
        ),
    ],
)
def test_a_question_whose_conditions_are_wrong_in_themselves_is_not_accused(blocks: tuple[str, ...]) -> None:
    assert [problem for problem in problems_of(questions(*blocks)) if "never be reached" in problem] == []


def test_what_a_lacking_key_leaves_is_checked_all_the_same() -> None:
    text = questions(one("q1").replace("code: 2", "code: 1"), "id: q2\nkind: ones\ntext: {en: x}\nlow: many")
    found = "\n".join(problems_of(text.replace("basis: convenience\n", "")))
    for words in ("lacks the key 'basis'", "the code 1 is used twice", "kind must be one of", "low of the question 'q2'"):
        assert words in found


@pytest.mark.parametrize(
    ("lines", "meant"),
    [
        (["soft_chek: true"], "soft_check"),
        (["ask_if: {question: town, atmost: 3}"], "at_most"),
        (["ask_if: {question: twon, in: [1]}"], "town"),
        (["ask_if: {experiment: crad, arm: shown}"], "card"),
        (["ask_if: {experiment: card, arm: shwon}"], "shown"),
        (["random_order: true", "hint: {en: 'You said {label:twon|nothing}.'}"], "town"),
    ],
)
def test_a_name_that_is_nearly_right_is_asked_about(lines: list[str], meant: str) -> None:
    tail = "experiments: [{id: card, arms: [plain, shown], ratio: [1, 1]}]\n"
    found = problems_of(questions(one("town"), one("q2", *lines), tail=tail))
    assert any(problem.endswith(f"Did you mean {meant!r}?") for problem in found), found


def test_a_study_file_is_not_taken_for_a_questionnaire() -> None:
    with pytest.raises(InstrumentError, match=r"^mine\.yaml: this is a study file: give the questionnaire\."):
        load_text("id: mine\nminutes: 5\nconductor: {en: The laboratory}\n", "mine.yaml")


@pytest.mark.parametrize(
    ("layout", "place", "what"),
    [
        (
            "section",
            "line 9",
            "the section 'only' is one page with 252 inputs, and a page may have 250. Make more sections of it.",
        ),
        ("page", "line 1", "the questionnaire is one page with 252 inputs, and a page may have 250. Write layout: section."),
    ],
)
def test_a_page_of_more_inputs_than_a_request_takes(layout: str, place: str, what: str) -> None:
    """A question of two choices is two inputs, and each question one more that says it was on the page."""
    every = [MANY.replace("id: m", f"id: m{number}", 1) for number in range(84)]
    given = questions(*every).replace("basis: convenience\n", f"basis: convenience\nlayout: {layout}\n")
    assert [problem for problem in problems_of(given) if "one page" in problem] == [f"{place}: {what}"]
    fits = questions(*every[:83]).replace("basis: convenience\n", f"basis: convenience\nlayout: {layout}\n")
    assert len(load_text(fits, "small.yaml").questions) == 83
    assert len(load_text(given.replace(f"layout: {layout}\n", ""), "small.yaml").questions) == 84
