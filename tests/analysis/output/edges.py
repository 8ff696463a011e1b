"""What of a drawn figure reaches beyond its edge, where a reader would see it cut off."""

from matplotlib.figure import Figure
from matplotlib.text import Text


def outside(figure: Figure) -> list[str]:
    """The texts and lines that reach beyond the edge."""
    edge = figure.bbox.padded(0.5)
    texts = [text for text in figure.findobj(Text) if text.get_visible() and text.get_text()]
    boxes = [(text.get_text(), text.get_window_extent()) for text in texts]
    boxes += [(str(line), line.get_window_extent()) for axes in figure.axes for line in axes.lines]
    return [words for words, box in boxes if box.x0 < edge.x0 or box.x1 > edge.x1 or box.y0 < edge.y0 or box.y1 > edge.y1]
