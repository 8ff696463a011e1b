"""What is drawn for a hand to fill in: boxes to tick, boxes for digits, lines to write on."""

from __future__ import annotations

from collections.abc import Sequence

from reportlab.platypus import Flowable

from instruments.doors.fonts import REGULAR
from instruments.doors.styles import BOX, DIGIT, GREY, INK, LINE


class Tick(Flowable):
    """A box to tick; one of a ranking is larger, for a digit."""

    def __init__(self, size: float = BOX) -> None:
        super().__init__()
        self.width = self.height = self._size = size
        self.hAlign = "CENTER"

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        """Return the box's width and height."""
        return self._size, self._size

    def draw(self) -> None:
        """Draw the box."""
        self.canv.setStrokeColor(INK)
        self.canv.setLineWidth(0.8)
        self.canv.rect(0, 0, self._size, self._size)


class Digits(Flowable):
    """Boxes for digits in groups, each group under its caption; a group that is a sign or a comma is printed as it is.

    groups  how many boxes, and the caption above them; or a sign
    """

    def __init__(self, groups: Sequence[tuple[int, str] | str]) -> None:
        super().__init__()
        self._groups = groups
        self._caption = 10.0 if any(not isinstance(group, str) and group[1] for group in groups) else 0.0

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        """Return the width and height of all boxes with their captions."""
        boxes = sum(1 if isinstance(group, str) else group[0] for group in self._groups)
        self.width, self.height = (boxes + len(self._groups)) * DIGIT[0], DIGIT[1] + self._caption + 3
        return self.width, self.height

    def draw(self) -> None:
        """Draw the boxes from left to right."""
        left = 0.0
        for group in self._groups:
            left = self._sign(group, left) if isinstance(group, str) else self._boxes(*group, left)

    def _boxes(self, boxes: int, caption: str, left: float) -> float:
        self.canv.setLineWidth(0.8)
        self.canv.setStrokeColor(INK)
        for box in range(boxes):
            self.canv.rect(left + box * DIGIT[0], 1.5, *DIGIT)
        self.canv.setFont(REGULAR, 7.5)
        self.canv.setFillColor(GREY)
        self.canv.drawString(left, DIGIT[1] + 4.5, caption)
        return left + boxes * DIGIT[0] + DIGIT[0] / 2

    def _sign(self, sign: str, left: float) -> float:
        self.canv.setFont(REGULAR, 13)
        self.canv.setFillColor(INK)
        self.canv.drawString(left - DIGIT[0] / 4, 5, sign)
        return left + DIGIT[0] / 2


class Lines(Flowable):
    """Lines to write on, as wide as there is room."""

    def __init__(self, lines: int = 1) -> None:
        super().__init__()
        self._lines = lines

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        """Return the whole width and the height of the lines."""
        self.width, self.height = available_width, self._lines * LINE
        return self.width, self.height

    def draw(self) -> None:
        """Draw the lines."""
        self.canv.setStrokeColor(GREY)
        self.canv.setLineWidth(0.5)
        for line in range(self._lines):
            self.canv.line(0, line * LINE + 1, self.width, line * LINE + 1)
