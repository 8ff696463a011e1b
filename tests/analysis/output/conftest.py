"""What the tests of figures share."""

import pytest
from matplotlib.figure import Figure

from analysis.output import canvas


@pytest.fixture
def drawn(monkeypatch):
    """Every figure that is made, to be looked at after it was saved."""
    figures = []

    class Kept(Figure):
        def __init__(self, *args, **kwargs):
            super().__init__(*args, **kwargs)
            figures.append(self)

    monkeypatch.setattr(canvas, "Figure", Kept)
    return figures
