"""A small questionnaire in English only, to be varied by the tests of the loader."""

from __future__ import annotations

import textwrap

from instruments.load import load_text
from instruments.model import Instrument

HEAD = """\
id: small
version: 1
languages: [en]
title: {en: Small}
population: {en: Everyone}
basis: convenience
sections:
  - id: only
    questions:
"""

YES_NO = "choices: [{code: 1, label: {en: A}}, {code: 2, label: {en: B}}, {code: -1, label: {en: Cannot answer}}]"


def questions(*blocks: str, tail: str = "") -> str:
    """A questionnaire whose questions are given as YAML mappings, without the dash."""
    items = [textwrap.indent(textwrap.dedent(block).strip(), "        ").replace("        ", "      - ", 1) for block in blocks]
    return HEAD + "\n".join(items) + "\n" + tail


def one(question_id: str, *lines: str) -> str:
    """A question of kind one with the codes 1, 2 and -1."""
    return "\n".join([f"id: {question_id}", "kind: one", f"text: {{en: Text of {question_id}}}", YES_NO, *lines])


def loaded(*blocks: str, tail: str = "") -> Instrument:
    """Load a questionnaire made of these questions."""
    return load_text(questions(*blocks, tail=tail), "small.yaml")
