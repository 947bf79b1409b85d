"""Lines at the changes from baseline at which the clinic's criteria give a result another name."""

from typing import Any

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from sim.plots.clinics import clinic_of
from sim.plots.styles import current

DASHES: tuple[Any, ...] = ((0, (4, 3)), (0, (1, 1.5)), (0, (8, 2)), (0, (6, 2, 1, 2)))


def draw_thresholds(ax: Axes, result: Any, font: float) -> list[Artist]:
    """Draw where the clinic's criteria change the name of a result, within what is shown.

    How much it is stands to the right of the panel, where no bar and no curve is; what it is
    called, in the entries of the legend that are returned.
    """
    clinic, handles = clinic_of(result), list[Artist]()
    shown = {} if clinic is None else clinic.judged_by.thresholds()
    shown = {words: change for words, change in shown.items() if -1.0 < change <= 1.0}
    for (words, change), dashes in zip(shown.items(), 2 * DASHES, strict=False):
        look = dict(color=current().ink, linewidth=0.8, linestyle=dashes)
        ax.axhline(100 * change, zorder=3, **look)
        said = f"{100 * change:+.3g} %".replace("-", "\N{MINUS SIGN}")
        ax.annotate(
            said, (1, 100 * change), (0.3 * font, 0), xycoords=ax.get_yaxis_transform(),
            va="center", textcoords="offset points", fontsize=0.8 * font, color=current().ink,
            annotation_clip=False,
        )  # fmt: skip
        handles.append(Line2D([], [], label=words, **look))
    return handles
