"""Figures and panels: how many columns, how large the letters, where titles and legends stand."""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure, SubFigure

from sim.base.errors import InputError
from sim.plots.above import Above
from sim.plots.arrange import Arranged
from sim.plots.legends import legend, one_legend
from sim.plots.styles import current, word
from sim.plots.typed_text import plain

__all__ = [
    "Panels", "Size", "checked_size", "head", "legend", "one_legend", "open_panels", "sized",
]  # fmt: skip

SIZES: dict[str, tuple[float, float | None]] = {
    "slide": (13.33, 7.5), "column": (3.5, None), "double column": (7.0, None),
    "poster": (23.4, 13.2),
}  # fmt: skip
SPACER = "room for titles"
FONT = "_sim_font"
"""Where a figure of ours says which size its letters have, in panels of any size [points]."""
Size = str | tuple[float, float] | None
MOST_PANELS = 256
"""Of one figure: 5,000 take minutes, and nobody sees them."""


@dataclass(frozen=True)
class Panels:
    """Axes in reading order, in rows of `columns`, and the font size [points] to use in them."""

    axes: list[Axes]
    columns: int
    font: float
    ours: bool
    strip: bool = True
    """Whether doses, scans and progressions are shown above the panels."""
    beside: int = 1
    """How many rows of panels the whole figure has, where these are only some of them."""
    legend: bool = True
    """Whether a legend is wanted."""
    grows: bool = False
    """Whether the page may become higher, where words leave too little of the panels."""

    @property
    def figure(self) -> Figure | SubFigure:
        """The figure they are in."""
        return self.axes[0].figure

    @property
    def scale(self) -> float:
        """By how much lines and markers are larger than at 9 points."""
        return self.font / 9

    @property
    def page_width(self) -> float:
        """Width of the figure [inches]."""
        return float(self.figure.bbox.width / self.figure.dpi)  # type: ignore[union-attr]

    @property
    def width(self) -> float:
        """Rough width of a panel [inches], known before anything is laid out."""
        if self.ours:
            share = 0.95 if self.beside == 1 else 0.75  # labels of other panels may narrow these
            return share * (self.page_width - 8 * self.font / 72) / self.columns
        return float(self.axes[0].get_position().width * self.page_width)

    @property
    def letters(self) -> int:
        """How many letters stand in one line of a note over a panel."""
        share = 1.15 if self.ours else 0.95
        return max(8, int(share * self.width * 72 / (0.6 * self.font)))

    def upright(self, label: str) -> str:
        """Return the label of a y-axis, in two lines where the panels are low."""
        whole = self.figure.bbox.height / self.figure.dpi  # type: ignore[union-attr]
        needed = 0.55 * self.font * len(label) / 72
        if self.ours:
            rows = self.beside * int(np.ceil(len(self.axes) / self.columns))
            room = 0.38 * whole / rows
        else:
            room = 0.6 * whole * float(self.axes[0].get_position().height)
        return label.replace(" [", "\n[") if needed > room else label

    def along(self, label: str) -> str:
        """Return the label of an x-axis, in two lines where the panels are narrow."""
        needed = 0.55 * self.font * len(label) / 72
        return label.replace(" [", "\n[") if needed > 0.9 * self.width else label

    def leftmost(self, place: int) -> bool:
        """Tell whether a panel has none to its left."""
        return not self.ours or place % self.columns == 0

    def lowest(self, place: int) -> bool:
        """Tell whether a panel has none below it."""
        return not self.ours or place + self.columns >= len(self.axes)

    def result(self) -> Axes | np.ndarray:
        """Return what a plot returns: the Axes, or an array of several."""
        return self.axes[0] if len(self.axes) == 1 else np.array(self.axes, dtype=object)


def open_panels(
    count: int,
    ax: Axes | Sequence[Axes] | None,
    size: Size,
    extra: float = 0,
    legend: bool = True,
    wide: int | None = None,
) -> Panels:
    """Return `count` panels: the user's own axes, or those of a new figure.

    A new figure without a stated height grows by `extra` lines of text. Its rows have as many
    panels as there is room for, or `wide`.
    """
    if isinstance(ax, Panels):  # a part of a larger figure of ours
        return ax
    if ax is not None:
        if size is not None:
            raise InputError(
                "size is for a new figure; with ax= the figure is yours. Leave it out."
            )
        axes = _given(ax, count)
        return Panels(axes, 1, _fitting_font(axes), ours=False, legend=legend)
    if count > MOST_PANELS:
        raise InputError(
            f"That is {count:,} panels; one figure has at most {MOST_PANELS}. Name fewer arms, "
            "patients or days."
        )
    own = size is None
    size = current().page if size is None else size
    import matplotlib.pyplot as plt

    width, height, font, rows, columns = _plan(count, size, extra)
    if own and current().width is not None:
        width, height, font, rows, columns = _as_wide(count, size, extra)
    font = current().letters or font
    if wide is not None:
        rows, columns = -(-count // wide), wide
    if size in (None, "column", "double column"):
        height += extra * 1.3 * font / 72
    _, grid = plt.subplots(
        rows,
        columns,
        figsize=(width, height),
        layout=Arranged(),
        squeeze=False,
        facecolor=current().paper,
    )
    axes = list(grid.ravel())
    for empty in axes[count:]:
        empty.remove()
    grows = size is None or isinstance(size, str)
    return Panels(axes[:count], columns, font, ours=True, legend=legend, grows=grows)


def head(panels: Panels, ax: Axes, title: str, note: str, above: float) -> None:
    """Write a title and under it a small note, `above` points over the panel."""
    font = panels.font
    letters = panels.width * 72 / (0.6 * font)
    # (in a panel of the user's there is room for a letter of theirs, `set_title("A", loc="left")`)
    title, note = word(title), word(note)
    note = _wrapped(note, panels.letters)
    title = _wrapped(title, max(8, int(letters * (0.95 if panels.ours else 0.8))))
    note, title = plain(note), plain(title)
    ax.annotate(
        note, (0.5, 1), (0, above + 2), xycoords="axes fraction", textcoords="offset points",
        ha="center", va="bottom", fontsize=0.82 * font, color=current().ink,
    )  # fmt: skip
    lines = note.count("\n") + 1 if note else 0
    _keep_clear(ax, above + (lines * 1.05 + max(0, lines - 1) * 0.15) * font)
    ax.set_title(title, pad=3, fontsize=1.05 * font, color=current().text)


def _wrapped(text: str, letters: int) -> str:
    """Return a text in lines of at most so many letters; its own lines stay."""
    return "\n".join(
        textwrap.fill(line, letters, break_on_hyphens=False) for line in text.split("\n")
    )


def _keep_clear(ax: Axes, height: float) -> None:
    """Let all titles of a panel stand so many points above it, those of the user too.

    matplotlib puts titles above whatever axes a panel has within it: here one without anything in
    it. (What `set_title` says of a distance, the next title's call would undo.)
    """
    if height <= 0:
        return
    spacer = ax.inset_axes([0, 1.0, 1, 0.1], gid=SPACER)
    spacer.set(xticks=[], yticks=[])
    spacer.set_axis_off()
    spacer.set_in_layout(False)
    spacer.set_axes_locator(Above(ax, 0.0, height))


def _plan(count: int, size: Size, extra: float) -> tuple[float, float, float, int, int]:
    """Return width, height [inches], font size [points], rows and columns of a new figure."""
    if isinstance(size, str):
        sized(size)
    most = 2 if size == "column" else 4
    rows = int(np.ceil(count / most))
    columns = int(np.ceil(count / rows))
    if size is None:
        return max(3.2 * columns, 5.5), 3.6 * rows + 0.4, 9.0, rows, columns
    if size in ("slide", "poster"):
        large, small = (18.0, 14.0) if size == "slide" else (28.0, 24.0)
        return *SIZES[size], (large if rows == 1 and extra < 9 else small), rows, columns  # type: ignore
    if size == "column":
        return 3.5, 2.2 * rows + 0.9, 7.0, rows, columns
    if size == "double column":
        return 7.0, (3.4 if columns == 1 else 2.4) * rows + 0.8, 7.0, rows, columns
    width, height = checked_size(size)
    columns = int(np.clip(width // 1.6, 1, min(columns, count)))
    rows = int(np.ceil(count / columns))
    columns = int(np.ceil(count / rows))
    area = min(width / columns / 3.2, height / rows / 3.6)
    return width, height, float(np.clip(9 * area**0.5, 6, 16)), rows, columns


def _as_wide(count: int, size: Size, extra: float) -> tuple[float, float, float, int, int]:
    """Return the same for a page of the width that the style asks for."""
    wide = float(current().width or 0.0)
    if size in ("slide", "poster"):  # of the same shape
        width, height, font, rows, columns = _plan(count, size, extra)
        return wide, height * wide / width, font * wide / width, rows, columns
    columns = int(np.clip(wide // (1.7 if size else 2.7), 1, min(4, count)))
    rows = int(np.ceil(count / columns))
    columns = int(np.ceil(count / rows))
    if size is None:
        return wide, 3.6 * rows + 0.4, 9.0, rows, columns
    return wide, (3.4 if columns == 1 and wide > 5 else 2.3) * rows + 0.8, 7.0, rows, columns


def sized(size: str) -> tuple[float, float | None]:
    """Return width and height [inches] of a size that is a word; None: as high as is needed."""
    if size not in SIZES:
        words = ", ".join(map(repr, SIZES))
        raise InputError(f"size is {size!r}; allowed is {words}, or (width, height) in inches.")
    return SIZES[size]


def checked_size(size: object) -> tuple[float, float]:
    """Return width and height [inches] of a size that is not a word."""
    try:
        width, height = (float(x) for x in size)  # type: ignore[attr-defined]
    except (TypeError, ValueError):
        raise InputError(f"size is {size!r}; give (width, height) in inches.") from None
    if not (0.5 < width < 100 and 0.5 < height < 100):
        raise InputError(f"size is {size!r} inches; allowed is 0.5 to 100.")
    return width, height


def _given(ax: Axes | Sequence[Axes], count: int) -> list[Axes]:
    axes = [ax] if isinstance(ax, Axes) else list(np.ravel(np.asarray(ax, dtype=object)))
    if any(not isinstance(a, Axes) for a in axes):
        raise InputError(f"ax is {ax!r}; give a matplotlib Axes, or a sequence of them.")
    if len(axes) != count:
        raise InputError(
            f"{len(axes)} Axes were given for {count} panels; give one for each, name fewer (one "
            "arm, one drug), or, of burden, layout='overlay' for all arms in one."
        )
    return axes


def _fitting_font(axes: Sequence[Axes]) -> float:
    """Return the size of letters [points]: matplotlib's, smaller where a panel is small."""
    import matplotlib as mpl

    wanted = float(mpl.rcParams["font.size"])
    figure = axes[0].figure
    if hasattr(figure, FONT):
        return float(getattr(figure, FONT))
    if current().letters is not None:
        return float(current().letters)  # type: ignore[arg-type]
    sizes = [ax.get_position() for ax in axes]
    width, height = (length / figure.dpi for length in figure.bbox.size)  # type: ignore[union-attr]
    area = min(box.width * width / 3.2 * box.height * height / 3.6 for box in sizes)
    return float(np.clip(9 * area**0.5, min(wanted, 0.6 * wanted + 1.0), wanted))
