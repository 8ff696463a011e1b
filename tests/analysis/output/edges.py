"""What a reader of a drawn figure would see cut off or crossed out."""

import numpy as np
from matplotlib.collections import LineCollection
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.text import Text

from analysis.output.canvas import RULE


def outside(figure: Figure) -> list[str]:
    """The texts and lines that reach beyond the edge."""
    edge = figure.bbox.padded(0.5)
    texts = [text for text in figure.findobj(Text) if text.get_visible() and text.get_text()]
    boxes = [(text.get_text(), text.get_window_extent()) for text in texts]
    boxes += [(str(line), line.get_window_extent()) for axes in figure.axes for line in axes.lines]
    return [words for words, box in boxes if box.x0 < edge.x0 or box.x1 > edge.x1 or box.y0 < edge.y0 or box.y1 > edge.y1]


def crossed(figure: Figure) -> list[str]:
    """The texts through which a line of the grid runs."""
    texts = [text for text in figure.findobj(Text) if text.get_visible() and text.get_text().strip()]
    [axes] = figure.axes
    parts = [part for part in axes.collections if isinstance(part, LineCollection)]
    rules = [part for part in parts if to_hex(np.asarray(part.get_color())[0]) == RULE]
    lines = [axes.transData.transform(piece) for part in rules for piece in part.get_segments()]
    found = []
    for text in texts:
        box = text.get_window_extent()
        # The last points of a line are those of letters that hang below it, such as "y".
        through = [
            one for one in lines if box.x0 < one[0][0] < box.x1 and max(one[:, 1]) > box.y0 + 3 and min(one[:, 1]) < box.y1 - 3
        ]
        found += [text.get_text()] if through else []
    return found
