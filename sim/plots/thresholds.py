"""Lines at the changes from baseline at which the clinic's criteria give a result another name."""

from typing import Any

from matplotlib.axes import Axes

from sim.plots.clinics import clinic_of
from sim.plots.styles import current, word


def draw_thresholds(ax: Axes, result: Any, font: float) -> None:
    """Draw where the clinic's criteria change the name of a result, within what is shown."""
    clinic = clinic_of(result)
    for words, change in ({} if clinic is None else clinic.judged_by.thresholds()).items():
        if not -1.0 < change <= 1.0:
            continue
        level, up = 100 * change, change > 0
        ax.axhline(level, color=current().ink, linewidth=0.8, linestyle=(0, (4, 3)), zorder=3)
        # (bars grow from left, up, to right, down: the words stand where there are the fewest)
        said = f"{word(words)} ({level:+.3g} %)".replace("-", "\N{MINUS SIGN}")
        ax.annotate(
            said, (1 if up else 0, level),
            (-3 if up else 3, 3), xycoords=ax.get_yaxis_transform(), ha="right" if up else "left",
            va="bottom", textcoords="offset points", fontsize=0.8 * font, color=current().ink,
            bbox=dict(facecolor=current().paper, linewidth=0, alpha=0.85, pad=1.0), zorder=4,
        )  # fmt: skip
