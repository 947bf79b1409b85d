"""Axes above a panel, at a height in points whatever the size of the panel."""

from matplotlib.axes import Axes
from matplotlib.transforms import Bbox


class Above:
    """Places an axes above a panel, at a height in points whatever the size of the panel."""

    def __init__(self, panel: Axes, space: float, height: float):
        self.panel, self.space, self.height = panel, space, height

    def __call__(self, axes: Axes, renderer: object) -> Bbox:
        """Return where the axes are, as a share of the figure."""
        figure = self.panel.figure
        point = figure.dpi / 72  # type: ignore[union-attr]
        box = self.panel.bbox
        low = box.y1 + self.space * point
        pixels = Bbox.from_extents(box.x0, low, box.x1, low + self.height * point)
        return Bbox(pixels.transformed(figure.transSubfigure.inverted()))  # type: ignore[union-attr]
