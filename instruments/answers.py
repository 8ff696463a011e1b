"""One answer to one question, as a frozen value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from instruments.model import NonAnswer


@dataclass(frozen=True)
class Answer:
    """What a respondent answered: a value, or the reason there is none; never both.

    value       a code (`one`, `scale`), a number (`integer`, `decimal`, `count`), codes in questionnaire order (`many`) or in
                the order of their ranks (`rank`), a text, or a date as ISO text
    missing     why there is no value: an offered non-answer, or `SKIPPED`
    other_text  what was written beside "other, write"

    >>> Answer(value=7).missing is None
    True
    """

    value: int | float | str | tuple[int, ...] | None = None
    missing: NonAnswer | None = None
    other_text: str | None = None

    def __post_init__(self) -> None:
        if (self.value is None) == (self.missing is None):
            raise ValueError(f"an answer has either a value or a missing code, got {self.value!r} and {self.missing!r}")

    @property
    def codes(self) -> frozenset[int]:
        """Every code the answer holds: its choices, its whole number, or its missing code; empty for a text."""
        if self.missing is not None:
            return frozenset({int(self.missing)})
        if isinstance(self.value, int):
            return frozenset({self.value})
        return frozenset(self.value) if isinstance(self.value, tuple) else frozenset()


SKIPPED = Answer(missing=NonAnswer.SKIPPED)


@dataclass(frozen=True)
class Given:
    """What stands in a question's inputs, as it was typed.

    values      under the question's own id
    other_text  beside "other, write"
    parts       in its further inputs, by their names (`kinds.inputs`)
    """

    values: tuple[str, ...] = ()
    other_text: str = ""
    parts: Mapping[str, str] = field(default_factory=dict)
