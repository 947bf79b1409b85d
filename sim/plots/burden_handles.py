"""The legend of a burden figure."""

from matplotlib.artist import Artist
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from sim.plots.colours import Look
from sim.plots.frame import Frame
from sim.plots.present import ending_of, head_count
from sim.plots.styles import current


def arms(frame: Frame, styles: dict[str, Look], patient: int | None) -> list[Artist]:
    """Return the entries of arms that share a panel."""
    handles: list[Artist] = []
    for arm in frame.arms:
        style = styles[arm]
        if patient is None:
            words = f"{arm} ({head_count(frame.runs, arm)})"
        else:
            words = f"{arm}{ending_of(frame.runs, arm)}"
        handles.append(
            Line2D(
                [], [], color=style.colour, linestyle=style.dashes, marker=style.marker,
                markersize=5, linewidth=1.8, label=words,
            )
        )  # fmt: skip
    return handles


def lines(
    frame: Frame, band: tuple[float, float] | None, patients: int, *, lead: bool
) -> list[Artist]:
    """Return the entries of the median, the band, and single patients."""
    count, ink = frame.runs.count, current().ink
    handles: list[Artist] = []
    if lead:
        word = "median" if count > 1 else "the patient"
        handles.append(Line2D([], [], color=ink, linewidth=1.8, label=word))
    if band and count > 1:
        text = f"{100 * band[0]:g} to {100 * band[1]:g} % of patients"
        handles.append(Patch(color=ink, alpha=0.22, linewidth=0, label=text))
    if patients and count > 1:
        handles.append(Line2D([], [], color=ink, linewidth=0.5, label="single patients"))
    return handles


def single(highlight: int | None, scans: bool) -> list[Artist]:
    """Return the entries of one patient over the others, and of the results of scans."""
    text, handles = current().text, list[Artist]()
    if highlight is not None:
        line = dict(color=text, linewidth=1.1, linestyle=(0, (4, 1.2)))
        handles.append(Line2D([], [], label=f"patient {highlight}", **line))
    if scans:
        point = dict(linestyle="none", markersize=3.6, markeredgecolor=text, markeredgewidth=0.5)
        ink, paper = current().ink, current().paper
        handles += [
            Line2D([], [], marker="o", markerfacecolor=ink, label="result", **point),
            Line2D([], [], marker="v", markerfacecolor=paper, label="nothing seen", **point),
        ]
    return handles
