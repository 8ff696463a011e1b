"""One answer to one question, as a frozen value."""

from __future__ import annotations

from dataclasses import dataclass

from instruments.model import NonAnswer


@dataclass(frozen=True)
class Answer:
    """What a respondent answered: a value, or the reason there is none; never both.

    value       a code (`one`, `scale`), a number (`integer`), codes in questionnaire order (`many`), or a text
    missing     why there is no value: an offered non-answer, or `SKIPPED`
    other_text  what was written beside "other, write"

    >>> Answer(value=7).missing is None
    True
    """

    value: int | str | tuple[int, ...] | None = None
    missing: NonAnswer | None = None
    other_text: str | None = None

    def __post_init__(self) -> None:
        if (self.value is None) == (self.missing is None):
            raise ValueError(f"an answer has either a value or a missing code, got {self.value!r} and {self.missing!r}")

    @property
    def codes(self) -> frozenset[int]:
        """Every code the answer holds: its choices, its number, or its missing code; empty for a text."""
        if self.missing is not None:
            return frozenset({int(self.missing)})
        if isinstance(self.value, int):
            return frozenset({self.value})
        return frozenset(self.value) if isinstance(self.value, tuple) else frozenset()


SKIPPED = Answer(missing=NonAnswer.SKIPPED)
