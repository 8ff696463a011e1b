"""Reading a field: its value, or a problem with its line; a file says once what is wrong with it."""

from __future__ import annotations

import pytest

from instruments.source import Located, Source


def read(text: str) -> tuple[Source, dict[str, Located]]:
    source = Source(text)
    return source, dict(source.mapping(source.root, "a file", optional=("a",)))


def test_what_is_not_there_is_no_problem() -> None:
    source = Source("{}")
    assert source.number(None, "a") is None
    assert source.integer(None, "a") is None
    assert source.boolean(None, "a") is False
    assert source.problems == []


@pytest.mark.parametrize(
    ("text", "value"), [("a: 3", 3.0), ("a: -0.5", -0.5), ("a: .inf", None), ("a: true", None), ("a: b", None)]
)
def test_numbers(text: str, value: float | None) -> None:
    source, fields = read(text)
    assert source.number(fields["a"], "a") == value
    assert len(source.problems) == (value is None)


def test_a_word_that_yaml_reads_as_a_truth_value_is_told_once() -> None:
    source, fields = read("a: yes")
    assert source.boolean(fields["a"], "a") is False
    (problem,) = source.problems
    assert "a must be true or false" in str(problem)


def test_a_mapping_in_place_of_a_list_says_how_to_begin_its_items() -> None:
    source, fields = read("a: {b: 1}")
    assert list(source.sequence(fields["a"], "a")) == []
    (problem,) = source.problems
    assert 'begin each of its items with "- "' in str(problem)
