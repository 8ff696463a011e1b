"""A small questionnaire and responses to it, made by the same functions as an export."""

from __future__ import annotations

import pandas as pd

from analysis import Data
from instruments.answers import Answer
from instruments.load import load_text
from instruments.model import Instrument, NonAnswer
from instruments.responses import Response, Status, wide_row

TEXT = """
id: small
version: 1
languages: [en]
title: {en: Small}
population: {en: Everyone}
basis: convenience
sections:
  - id: only
    questions:
      - id: leave
        kind: one
        text: {en: Leave}
        choices:
          - {code: 2, label: {en: 'No, stay'}}
          - {code: 1, label: {en: 'Leave it'}}
          - {code: -1, label: {en: I cannot answer}}
          - {code: -2, label: {en: I prefer not to say}}
      - id: why
        kind: one
        text: {en: Why}
        ask_if: {question: leave, in: [1]}
        choices:
          - {code: 1, label: {en: Trade}}
          - {code: 2, label: {en: Security}}
          - {code: -6, label: {en: No opinion}}
      - id: spheres
        kind: many
        text: {en: Spheres}
        choices:
          - {code: 1, id: economy, label: {en: Economy}}
          - {code: 4, id: culture, label: {en: Culture}}
          - {code: 7, id: sport, label: {en: Sport}}
          - {code: -1, label: {en: I cannot answer}}
      - id: media
        kind: many
        text: {en: Media}
        choices:
          - {code: 1, id: press, label: {en: Press}}
          - {code: 2, id: friends, label: {en: Friends}}
      - id: strength
        kind: scale
        text: {en: Strength}
        low: 1
        high: 5
        ends: {en: [weak, strong]}
      - id: age
        kind: integer
        text: {en: Age}
        low: 18
        high: 120
      - id: degrees
        kind: integer
        text: {en: Degrees}
        low: -50
        high: 50
      - id: words
        kind: text
        text: {en: Words}
derived:
  - id: leave_yes
    from: leave
    map: {in: [2], out: [1]}
    label: {en: Leave or not}
"""


def instrument() -> Instrument:
    """The questionnaire."""
    return load_text(TEXT, "small.yaml")


def responses(*given: dict[str, object], status: Status = Status.COMPLETE) -> Data:
    """The table of responses, each given as answers by question id; a non-answer stands for itself, the rest is skipped."""
    asked = instrument()
    rows = []
    for number, answers in enumerate(given):
        held = {
            name: Answer(missing=value) if isinstance(value, NonAnswer) else Answer(value=value)
            for name, value in answers.items()
        }
        rows.append(wide_row(asked, Response(str(number), status, "kk" if number % 2 else "en", "web", 1, held)))
    return Data(pd.DataFrame(rows), asked)
