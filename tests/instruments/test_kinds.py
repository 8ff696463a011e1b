"""What each kind of question accepts, refuses and stores."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from babel.dates import get_date_format
from hypothesis import given
from hypothesis import strategies as st

from instruments import kinds
from instruments.answers import SKIPPED, Answer
from instruments.errors import AnswerError
from instruments.kinds import KINDS, check, columns, inputs, parse
from instruments.model import Choice, Item, Kind, NonAnswer, Question, Text
from instruments.rules.dates import PARTS


def words(text: str) -> Text:
    return Text((("en", text),))


A, B = Choice(1, words("A"), id="a"), Choice(2, words("B"), id="b")
OTHER = Choice(97, words("Other"), id="other", other=True)
NONE = Choice(8, words("None of these"), id="none", exclusive=True)
CANNOT, REFUSED = Choice(-1, words("Cannot answer")), Choice(-2, words("Prefer not"))

ONE = Question("q", Kind.ONE, words("?"), choices=(A, B, OTHER, CANNOT))
MANY = Question("q", Kind.MANY, words("?"), choices=(A, B, NONE, OTHER, CANNOT))
SCALE = Question("q", Kind.SCALE, words("?"), low=1, high=10, choices=(CANNOT, REFUSED))
AGE = Question("q", Kind.INTEGER, words("?"), low=18, high=120, choices=(REFUSED,))
BALANCE = Question("q", Kind.INTEGER, words("?"))
TEXT = Question("q", Kind.TEXT, words("?"), choices=(REFUSED,), max_length=10)
LONGTEXT = Question("q", Kind.LONGTEXT, words("?"))
CONSENT = Question("consent", Kind.CONSENT, words("?"), choices=(Choice(1, words("yes")), Choice(0, words("no"))))
INFO = Question("q", Kind.INFO, words("Read this."))
TWO = Question("q", Kind.MANY, words("?"), choices=(A, B, NONE, OTHER, CANNOT), at_most=2)
HOURS = Question("q", Kind.DECIMAL, words("?"), limits=(0.0, 24.0), places=1, choices=(REFUSED,))
CHANGE = Question("q", Kind.DECIMAL, words("?"))
FINE = Question("q", Kind.DECIMAL, words("?"), limits=(0.5, None), places=3)
INCOME = Question("q", Kind.INTEGER, words("?"), low=0, high=2_000_000)
PRICE = Question("q", Kind.DECIMAL, words("?"), limits=(-500_000.0, 500_000.0), places=2)
BORN = Question("q", Kind.DATE, words("?"), limits=(date(1990, 1, 1), date(2026, 12, 31)), choices=(REFUSED,))
C = Choice(3, words("C"), id="c")
RANK = Question("q", Kind.RANK, words("?"), choices=(A, B, C, CANNOT))
TOP = Question("q", Kind.RANK, words("?"), choices=(A, B, C), at_most=2)
COUNT = Question("q", Kind.COUNT, words("?"), low=0, high=3, choices=(REFUSED,))
BATTERY = Question("q", Kind.BATTERY, words("?"), choices=(A, B, CANNOT), items=(Item("x", words("X")), Item("y", words("Y"))))
EVERY = (
    *(ONE, MANY, TWO, SCALE, AGE, BALANCE, HOURS, CHANGE, FINE, BORN, TEXT, LONGTEXT, RANK, TOP, COUNT, *BATTERY.parts),
    *(BATTERY, CONSENT, INFO),
)


def test_the_table_covers_the_closed_set() -> None:
    assert set(KINDS) == set(Kind)
    assert {question.kind for question in EVERY} == set(Kind)


@pytest.mark.parametrize(
    ("question", "sent", "other", "answer"),
    [
        (ONE, ["1"], "", Answer(value=1)),
        (ONE, ["-1"], "", Answer(missing=NonAnswer.CANNOT_ANSWER)),
        (ONE, [], "", SKIPPED),
        (ONE, [" "], "", SKIPPED),
        (ONE, ["97"], " Түркия, Иран ", Answer(value=97, other_text="Түркия, Иран")),
        (ONE, [], "written only", Answer(value=97, other_text="written only")),
        (MANY, ["2", "1"], "", Answer(value=(1, 2))),
        (MANY, ["1", "1"], "", Answer(value=(1,))),
        (MANY, ["8"], "", Answer(value=(8,))),
        (MANY, ["-1"], "", Answer(missing=NonAnswer.CANNOT_ANSWER)),
        (MANY, ["1"], "and this", Answer(value=(1, 97), other_text="and this")),
        (MANY, [], "", SKIPPED),
        (SCALE, ["10"], "", Answer(value=10)),
        (SCALE, ["-2"], "", Answer(missing=NonAnswer.REFUSED)),
        (AGE, ["", "-2"], "", Answer(missing=NonAnswer.REFUSED)),
        (AGE, [" 42 "], "", Answer(value=42)),
        (AGE, ["042"], "", Answer(value=42)),
        (AGE, [""], "", SKIPPED),
        (BALANCE, ["-3"], "", Answer(value=-3)),
        (BALANCE, ["\u22123"], "", Answer(value=-3)),
        (TWO, ["1", "2"], "", Answer(value=(1, 2))),
        (TWO, ["8"], "", Answer(value=(8,))),
        (HOURS, ["1.5"], "", Answer(value=1.5)),
        (HOURS, [" 1,5 "], "", Answer(value=1.5)),
        (HOURS, ["24"], "", Answer(value=24.0)),
        (HOURS, ["0"], "", Answer(value=0.0)),
        (HOURS, ["", "-2"], "", Answer(missing=NonAnswer.REFUSED)),
        (HOURS, [""], "", SKIPPED),
        (CHANGE, ["\u22120,25"], "", Answer(value=-0.25)),
        (CHANGE, ["-0"], "", Answer(value=0.0)),
        (FINE, ["1,125"], "", Answer(value=1.125)),
        (BORN, ["1991-03-22"], "", Answer(value="1991-03-22")),
        (BORN, ["-2"], "", Answer(missing=NonAnswer.REFUSED)),
        (BORN, [], "", SKIPPED),
        (RANK, [], "", SKIPPED),
        (RANK, ["-1"], "", Answer(missing=NonAnswer.CANNOT_ANSWER)),
        (COUNT, ["0"], "", Answer(value=0)),
        (COUNT, ["3"], "", Answer(value=3)),
        (COUNT, ["-2"], "", Answer(missing=NonAnswer.REFUSED)),
        (BATTERY.parts[0], ["2"], "", Answer(value=2)),
        (BATTERY.parts[1], ["-1"], "", Answer(missing=NonAnswer.CANNOT_ANSWER)),
        (BATTERY, ["1"], "", SKIPPED),
        (TEXT, ["  Астана\x00 "], "", Answer(value="Астана")),
        (TEXT, ["-2"], "", Answer(missing=NonAnswer.REFUSED)),
        (TEXT, ["\u202e"], "", SKIPPED),
        (LONGTEXT, ["a\r\nb"], "", Answer(value="a\nb")),
        (CONSENT, ["0"], "", Answer(value=0)),
        (INFO, ["anything"], "", SKIPPED),
    ],
)
def test_what_the_form_sends_becomes_an_answer(question: Question, sent: list[str], other: str, answer: Answer) -> None:
    assert parse(question, sent, other) == answer
    if question.kind not in (Kind.INFO, Kind.BATTERY):
        check(question, answer)


@pytest.mark.parametrize("space", [" ", "\u00a0", "\u2009", "\u202f"])
@pytest.mark.parametrize(
    ("question", "written", "value"),
    [
        (INCOME, "250 000", 250_000),
        (INCOME, "1 250 000", 1_250_000),
        (INCOME, " 12 500 ", 12_500),
        (PRICE, "12 500,50", 12_500.5),
        (PRICE, "-12 500.5", -12_500.5),
        (PRICE, "250 000", 250_000.0),
    ],
)
def test_thousands_may_be_set_apart_by_spaces(question: Question, written: str, value: float, space: str) -> None:
    assert parse(question, [written.replace(" ", space)], "") == Answer(value=value)


@pytest.mark.parametrize(
    "written", ["25 00", "2 50 000", "2500 000", "250  000", "250 0000", "250,000", "250.000", "1 250,000", "250\n000"]
)
def test_other_spaces_in_a_number_are_refused(written: str) -> None:
    """What could be two numbers, or a fraction, is asked for again."""
    with pytest.raises(AnswerError):
        parse(INCOME, [written], "")


@pytest.mark.parametrize(
    ("question", "sent", "parts", "answer"),
    [
        (RANK, [], {"b": "1", "a": "2", "c": "3"}, Answer(value=(2, 1, 3))),
        (RANK, [], {"c": " 1 ", "a": "", "b": ""}, Answer(value=(3,))),
        (TOP, [], {"c": "2", "b": "1"}, Answer(value=(2, 3))),
        (BORN, [], {"day": "2", "month": "03", "year": "1991"}, Answer(value="1991-03-02")),
        (BORN, [], {"day": " 29", "month": "2 ", "year": "2024"}, Answer(value="2024-02-29")),
        (BORN, ["-2"], {"day": "", "month": "", "year": ""}, Answer(missing=NonAnswer.REFUSED)),
        (BORN, [], {"day": " ", "month": "", "year": ""}, SKIPPED),
    ],
)
def test_what_stands_in_several_inputs_becomes_one_answer(
    question: Question, sent: list[str], parts: dict[str, str], answer: Answer
) -> None:
    assert parse(question, sent, parts=parts) == answer
    check(question, answer)


@pytest.mark.parametrize(
    ("question", "sent", "parts", "key"),
    [
        (RANK, [], {"a": "1", "b": "1"}, "error_rank_twice"),
        (RANK, [], {"a": "1", "b": "3"}, "error_rank_gap"),
        (RANK, [], {"a": "2"}, "error_rank_gap"),
        (RANK, [], {"a": "4"}, "error_rank"),
        (RANK, [], {"a": "0"}, "error_rank"),
        (RANK, [], {"a": "१"}, "error_rank"),
        (RANK, [], {"a": "1.0"}, "error_rank"),
        (RANK, ["-1"], {"a": "1"}, "error_exclusive_named"),
        (RANK, ["1"], {}, "error_invalid_option"),
        (TOP, [], {"a": "3"}, "error_rank"),
        (BORN, [], {"day": "29", "month": "2", "year": "2023"}, "error_date_none"),
        (BORN, [], {"day": "32", "month": "1", "year": "2023"}, "error_date_day"),
        (BORN, [], {"day": "1", "month": "13", "year": "2023"}, "error_date_month"),
        (BORN, [], {"day": "1", "month": "1", "year": "91"}, "error_date_year"),
        (BORN, [], {"day": "1", "month": "", "year": "1991"}, "error_date_month"),
        (BORN, [], {"day": "00", "month": "1", "year": "1991"}, "error_date_day"),
        (BORN, [], {"day": "1\n2", "month": "1", "year": "1991"}, "error_date_day"),
        (BORN, [], {"day": "1", "month": "", "year": ""}, "error_date"),
        (BORN, [], {"day": "31", "month": "12", "year": "1989"}, "error_date_early"),
        (BORN, [], {"day": "1", "month": "1", "year": "2027"}, "error_date_late"),
        (BORN, ["-2"], {"day": "1", "month": "", "year": ""}, "error_exclusive_named"),
        (BORN, ["1991-03-22"], {"day": "1", "month": "", "year": ""}, "error_only_one"),
        (BORN, ["22.03.1991"], {}, "error_date"),
        (BORN, ["1991-02-30"], {}, "error_date_none"),
    ],
)
def test_several_inputs_that_do_not_fit_are_refused(question: Question, sent: list[str], parts: dict[str, str], key: str) -> None:
    with pytest.raises(AnswerError) as caught:
        parse(question, sent, parts=parts)
    assert caught.value.key == key


@pytest.mark.parametrize(
    ("day", "month", "year", "part"),
    [
        ("", "5", "2001", "day"),
        ("7", "May", "2001", "month"),
        ("7", "", "01", "month"),
        ("7", "5", "0201", "year"),
        ("31", "4", "2001", "day"),
        ("31", "12", "1989", "year"),
        ("1", "1", "2027", "year"),
    ],
)
def test_a_date_that_is_refused_says_which_part_to_mend(day: str, month: str, year: str, part: str) -> None:
    with pytest.raises(AnswerError) as caught:
        parse(BORN, [], parts={"day": day, "month": month, "year": year})
    assert caught.value.parameters["part"] == part


@pytest.mark.parametrize("locale", ["kk", "ru", "en_GB"])
def test_the_parts_of_a_date_stand_in_the_order_of_each_language(locale: str) -> None:
    pattern = get_date_format("short", locale).pattern
    assert sorted(PARTS, key=lambda part: pattern.lower().index(part[0])) == list(PARTS)


@pytest.mark.parametrize(("given", "part"), [((2, 4, 2024), "day"), ((1, 6, 2024), "month"), ((1, 1, 2025), "year")])
def test_beyond_a_limit_the_largest_part_that_differs_is_to_be_mended(given: tuple[int, int, int], part: str) -> None:
    day, month, year = map(str, given)
    with pytest.raises(AnswerError) as caught:
        parse(replace(BORN, limits=(None, date(2024, 4, 1))), [], parts={"day": day, "month": month, "year": year})
    assert caught.value.parameters == {"high": "2024-04-01", "part": part}


@pytest.mark.parametrize(
    ("question", "sent", "other", "key"),
    [
        (ONE, ["3"], "", "error_invalid_option"),
        (ONE, ["1e0"], "", "error_invalid_option"),
        (ONE, ["01"], "", "error_invalid_option"),
        (ONE, ["१"], "", "error_invalid_option"),
        (ONE, ["-5"], "", "error_invalid_option"),
        (ONE, ["1", "2"], "", "error_only_one"),
        (ONE, ["1"], "also written", "error_only_one"),
        (ONE, ["97"], "  ", "error_other_empty"),
        (ONE, ["97"], "x" * 201, "error_too_long_n"),
        (MANY, ["9"], "", "error_invalid_option"),
        (MANY, ["1", "8"], "", "error_exclusive_named"),
        (MANY, ["1", "-1"], "", "error_exclusive_named"),
        (MANY, ["8"], "written", "error_exclusive_named"),
        (MANY, ["-1"], "written", "error_exclusive_named"),
        (ONE, ["-1"], "written", "error_exclusive_named"),
        (SCALE, ["11"], "", "error_number_range"),
        (SCALE, ["0"], "", "error_number_range"),
        (SCALE, ["1e1"], "", "error_number_range"),
        (SCALE, ["७"], "", "error_number_range"),
        (SCALE, ["7", "8"], "", "error_only_one"),
        (SCALE, ["-5"], "", "error_number_range"),
        (AGE, ["17"], "", "error_number_range"),
        (AGE, ["42", "-2"], "", "error_exclusive_named"),
        (AGE, ["42", "43"], "", "error_only_one"),
        (AGE, ["9" * 400], "", "error_number_range"),
        (TWO, ["1", "2", "97"], "three", "error_too_many_n"),
        (TWO, ["1", "2"], "three", "error_too_many_n"),
        (TWO, ["1", "8"], "", "error_exclusive_named"),
        (HOURS, ["1.55"], "", "error_decimal_n"),
        (HOURS, ["1,000"], "", "error_decimal_n"),
        (HOURS, ["1 000"], "", "error_too_large"),
        (HOURS, ["10 00"], "", "error_decimal_n"),
        (HOURS, ["1e1"], "", "error_decimal_n"),
        (HOURS, ["."], "", "error_decimal_n"),
        (HOURS, ["nan"], "", "error_decimal_n"),
        (HOURS, ["१"], "", "error_decimal_n"),
        (HOURS, ["24.1"], "", "error_too_large"),
        (HOURS, ["-0.5"], "", "error_too_small"),
        (HOURS, ["1", "-2"], "", "error_exclusive_named"),
        (CHANGE, ["9" * 10], "", "error_too_large"),
        (CHANGE, ["9" * 400], "", "error_decimal_n"),
        (FINE, ["0.499"], "", "error_too_small"),
        (COUNT, ["4"], "", "error_number_range"),
        (BATTERY.parts[0], ["3"], "", "error_invalid_option"),
        (TEXT, ["12345678901"], "", "error_too_long_n"),
        (TEXT, ["a", "b"], "", "error_only_one"),
        (TEXT, ["a", "-2"], "", "error_exclusive_named"),
    ],
)
def test_what_does_not_fit_is_refused_with_the_key_of_its_message(
    question: Question, sent: list[str], other: str, key: str | None
) -> None:
    if key is None:
        assert parse(question, sent, other).missing is NonAnswer.CANNOT_ANSWER
        return
    with pytest.raises(AnswerError) as caught:
        parse(question, sent, other)
    assert caught.value.key == key


def test_the_message_names_the_exclusive_choice_and_the_range() -> None:
    with pytest.raises(AnswerError, match="label_of': 8") as caught:
        parse(MANY, ["1", "8"])
    assert caught.value.parameters == {"label_of": 8}
    with pytest.raises(AnswerError) as caught:
        parse(AGE, ["17"])
    assert caught.value.parameters == {"low": 18, "high": 120}
    with pytest.raises(AnswerError) as caught:
        parse(TWO, ["1", "2", "97"], "three")
    assert caught.value.parameters == {"n": 2}
    with pytest.raises(AnswerError) as caught:
        parse(RANK, [], parts={"a": "2", "b": "2"})
    assert caught.value.parameters == {"rank": 2}


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        (ONE, Answer(value=3)),
        (ONE, Answer(value="1")),
        (ONE, Answer(missing=NonAnswer.REFUSED)),
        (MANY, Answer(value=(1, 9))),
        (MANY, Answer(value=())),
        (MANY, Answer(value=1)),
        (MANY, Answer(value=(1, 8))),
        (SCALE, Answer(value=11)),
        (SCALE, Answer(value="7")),
        (SCALE, Answer(missing=NonAnswer.NOT_APPLICABLE)),
        (TEXT, Answer(value="")),
        (TEXT, Answer(value=3)),
        (TEXT, Answer(value="x" * 11)),
        (INFO, Answer(value=1)),
        (BATTERY, Answer(value=1)),
        (TWO, Answer(value=(1, 2, 97))),
        (HOURS, Answer(value=1.25)),
        (HOURS, Answer(value=25.0)),
        (HOURS, Answer(value="1.5")),
        (CHANGE, Answer(value=float("inf"))),
        (BORN, Answer(value="22.03.1991")),
        (BORN, Answer(value="1989-12-31")),
        (BORN, Answer(value=19910322)),
        (RANK, Answer(value=(1, 1))),
        (RANK, Answer(value=(1, 9))),
        (RANK, Answer(value=())),
        (TOP, Answer(value=(1, 2, 3))),
        (COUNT, Answer(value=4)),
    ],
)
def test_a_stored_answer_that_does_not_fit_is_refused(question: Question, answer: Answer) -> None:
    with pytest.raises(AnswerError):
        check(question, answer)


def test_columns_follow_the_contract() -> None:
    assert [column.name for column in columns(ONE)] == ["q", "q__other_text"]
    assert [column.name for column in columns(MANY)] == ["q__a", "q__b", "q__none", "q__other", "q__other_text"]
    assert [column.name for column in columns(AGE)] == ["q"]
    assert [column.name for column in columns(BALANCE)] == ["q", "q__missing"]
    assert [column.name for column in columns(TEXT)] == ["q", "q__missing"]
    assert [column.name for column in columns(HOURS)] == ["q"]
    assert [column.name for column in columns(CHANGE)] == ["q", "q__missing"]
    assert [column.name for column in columns(BORN)] == ["q", "q__missing"]
    assert [(column.name, column.role) for column in columns(RANK)] == [("q__a", "rank"), ("q__b", "rank"), ("q__c", "rank")]
    assert [column.name for part in BATTERY.parts for column in columns(part)] == ["q__x", "q__y"]
    assert columns(CONSENT) == columns(INFO) == columns(BATTERY) == ()
    assert (inputs(RANK), inputs(BORN), inputs(ONE)) == (("a", "b", "c"), ("day", "month", "year"), ())


def test_an_answer_has_a_value_or_a_reason() -> None:
    with pytest.raises(ValueError, match="either a value or a missing code"):
        Answer()
    with pytest.raises(ValueError, match="either a value or a missing code"):
        Answer(value=1, missing=NonAnswer.SKIPPED)
    assert Answer(value="text").codes == frozenset()


@given(
    st.sampled_from(EVERY),
    st.lists(st.text(max_size=12) | st.sampled_from(["1", "8", "97", "-1", "-2"]), max_size=4),
    st.text(max_size=12),
    st.dictionaries(
        st.sampled_from(["a", "b", "c", "day", "month", "year"]), st.text(max_size=6) | st.sampled_from(["1", "2", "1991"])
    ),
)
def test_whatever_is_sent_gives_an_answer_that_fits_or_an_error(
    question: Question, sent: list[str], other: str, parts: dict[str, str]
) -> None:
    try:
        answer = parse(question, sent, other, parts)
    except AnswerError as error:
        assert error.key.startswith("error_")
    else:
        if question.kind not in (Kind.INFO, Kind.BATTERY):
            check(question, answer)


@pytest.mark.parametrize("blank", ["\u200b", "\u2060", "\ufeff", " \u200b\u00a0\u2060 "])
def test_what_cannot_be_seen_is_no_answer(blank: str) -> None:
    with pytest.raises(AnswerError, match="error_other_empty"):
        parse(ONE, ["97"], blank)
    assert parse(TEXT, [blank]) == SKIPPED
    assert kinds.clean_text(f"{blank}a\u200bb{blank}", 10) == "a\u200bb", "inside a word it may mean something"


@given(st.text(max_size=40))
def test_a_cleaned_text_stays_as_it_is(text: str) -> None:
    once = kinds.clean_text(text, 40)
    assert kinds.clean_text(once, 40) == once
    assert "\x00" not in once
    assert not any("\ud800" <= character <= "\udfff" for character in once)
