"""Figures and panels: how many columns, how large the letters, where titles and legends stand."""

import textwrap
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure, SubFigure
from matplotlib.lines import Line2D

from sim.base.errors import InputError
from sim.plots.arrange import Arranged
from sim.plots.styles import current
from sim.plots.typed_text import plain

SIZES = {"slide": (13.33, 7.5), "column": (3.5, None)}
_COLLECTED = "_sim_legend"
Size = str | tuple[float, float] | None


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

    def upright(self, label: str) -> str:
        """Return the label of a y-axis, in two lines where the panels are low."""
        rows = self.beside * int(np.ceil(len(self.axes) / self.columns)) if self.ours else 1
        height = self.figure.bbox.height / self.figure.dpi / rows  # type: ignore[union-attr]
        needed = 0.55 * self.font * len(label) / 72
        return label.replace(" [", "\n[") if needed > 0.45 * height else label

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
    count: int, ax: Axes | Sequence[Axes] | None, size: Size, extra: float = 0
) -> Panels:
    """Return `count` panels: the user's own axes, or those of a new figure.

    A new figure without a stated height grows by `extra` lines of text.
    """
    if isinstance(ax, Panels):  # a part of a larger figure of ours
        return ax
    if ax is not None:
        if size is not None:
            raise InputError(
                "size is for a new figure; with ax= the figure is yours. Leave it out."
            )
        return Panels(_given(ax, count), 1, _default_font(), ours=False)
    size = current().page if size is None else size
    import matplotlib.pyplot as plt

    width, height, font, rows, columns = _plan(count, size, extra)
    if size in (None, "column"):
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
    return Panels(axes[:count], columns, font, ours=True)


def head(panels: Panels, ax: Axes, title: str, note: str, above: float) -> None:
    """Write a title and under it a small note, `above` points over the panel."""
    font = panels.font
    letters = panels.width * 72 / (0.6 * font)
    note = textwrap.fill(note, max(8, int(letters * 1.15)))
    title = textwrap.fill(title, max(8, int(letters * 0.95)))
    note, title = plain(note), plain(title)
    ax.annotate(
        note, (0.5, 1), (0, above + 2), xycoords="axes fraction", textcoords="offset points",
        ha="center", va="bottom", fontsize=0.82 * font, color=current().ink,
    )  # fmt: skip
    lines = note.count("\n") + 1 if note else 0
    # Over a strip the title is clear of the panel: where y is said, matplotlib does not measure it.
    ax.set_title(
        title, y=1.0 if above else None, pad=above + 3 + lines * 1.05 * font, fontsize=1.05 * font,
        color=current().text,
    )  # fmt: skip


@contextmanager
def one_legend(figure: Figure) -> Iterator[list[Artist]]:
    """Gather the legends of all panels drawn meanwhile, each entry once, into one list."""
    entries: list[Artist] = []
    setattr(figure, _COLLECTED, entries)
    try:
        yield entries
    finally:
        delattr(figure, _COLLECTED)


def legend(panels: Panels, handles: Sequence[Artist]) -> None:
    """Explain the lines: under the panels where there is room, else inside the last one."""
    collected = getattr(panels.figure, _COLLECTED, None)
    if collected is not None:
        known = {handle.get_label() for handle in collected}
        collected.extend(handle for handle in handles if handle.get_label() not in known)
        return
    if not handles:
        return
    for handle in handles:
        if isinstance(handle, Line2D):
            handle.set_linewidth(handle.get_linewidth() * panels.scale)
            handle.set_markersize(handle.get_markersize() * panels.scale)
    names = [str(handle.get_label()) for handle in handles]
    # (matplotlib leaves out what begins with an underline: the names are put in afterwards)
    labels = [name.replace("_", "-") for name in names]
    if panels.ours or _keeps_room(panels.figure):
        font = 0.85 * panels.font
        where: Any = "lower center" if panels.ours else "outside lower center"
        made = panels.figure.legend(
            handles=handles, labels=labels, frameon=False, fontsize=font,
            ncols=_legend_columns(names, panels.page_width * 72 / font), handlelength=2.6,
            columnspacing=1.4, borderaxespad=0.2, labelcolor=current().text, loc=where,
        )  # fmt: skip
    else:
        made = panels.axes[-1].legend(
            handles=handles,
            labels=labels,
            loc="best",
            fontsize=0.8 * panels.font,
            labelcolor=current().text,
        )
    for text, name in zip(made.get_texts(), names, strict=True):
        text.set_text(plain(name))


def _legend_columns(names: Sequence[str], room: float) -> int:
    """Return how many columns of these entries fit into `room` [font sizes], filled evenly."""
    most = 1
    for columns in range(1, len(names) + 1):
        widths = [max(map(len, part)) for part in np.array_split(np.array(names, object), columns)]
        if sum(0.6 * width + 4.8 for width in widths) < room:
            most = columns
    return most


def _plan(count: int, size: Size, extra: float) -> tuple[float, float, float, int, int]:
    """Return width, height [inches], font size [points], rows and columns of a new figure."""
    if isinstance(size, str) and size not in SIZES:
        raise InputError(f"size is {size!r}; allowed is 'slide', 'column', or (width, height).")
    most = 2 if size == "column" else 4
    rows = int(np.ceil(count / most))
    columns = int(np.ceil(count / rows))
    if size is None:
        return max(3.2 * columns, 5.5), 3.6 * rows + 0.4, 9.0, rows, columns
    if size == "slide":
        return *SIZES["slide"], (16.0 if rows == 1 and extra < 9 else 13.0), rows, columns  # type: ignore
    if size == "column":
        return 3.5, 2.2 * rows + 0.9, 7.0, rows, columns
    width, height = checked_size(size)
    columns = int(np.clip(width // 1.6, 1, min(columns, count)))
    rows = int(np.ceil(count / columns))
    columns = int(np.ceil(count / rows))
    area = min(width / columns / 3.2, height / rows / 3.6)
    return width, height, float(np.clip(9 * area**0.5, 6, 16)), rows, columns


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
            f"{len(axes)} Axes were given for {count} panels; give one per arm, or "
            "layout='overlay' for all arms in one."
        )
    return axes


def _default_font() -> float:
    import matplotlib as mpl

    return float(mpl.rcParams["font.size"])


def _keeps_room(figure: Figure | SubFigure) -> bool:
    return (
        isinstance(figure, Figure)
        and getattr(figure.get_layout_engine(), "adjust_compatible", None) is False
    )
