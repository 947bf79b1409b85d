"""The lines of a burden figure: median and band, single patients, one of them, the scans."""

from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes

from sim.plots.colours import Look
from sim.plots.frame import Frame
from sim.plots.kept import keep
from sim.plots.present import among_living, counted, followed, last_day, until
from sim.plots.quantity import Quantity, quantity
from sim.plots.styles import current
from sim.plots.values import quantile
from sim.plots.whom import one_patient
from sim.results import Runs


@dataclass(frozen=True)
class Drawn:
    """What is drawn of an arm, in the unit of the figure."""

    band: tuple[float, float] | None
    """Shares of the patients between which the band is."""
    shares: tuple[float, ...]
    lines: list[np.ndarray]
    """For each share the quantile (time,): the median first."""
    numbers: np.ndarray
    """Numbers of the single patients (patient,)."""
    singles: np.ndarray
    """Their curves (patient, time), NaN once their run has ended."""


def drawn_of(
    runs: Runs, arm: str, what: Quantity, band: tuple[float, float] | None, patients: int
) -> Drawn:
    """Return median, band and the first so many single patients of an arm."""
    curves = among_living(runs, arm, what.truth(arm))
    shares = (0.5, *(band or ()))
    first = np.flatnonzero(counted(runs, arm))[:patients]
    ended = np.minimum(runs.values("end_day", arm), followed(runs, arm))
    singles = np.where(until(runs, ended)[first], curves[first], np.nan)
    lines = [quantile(curves, share) for share in shares]
    return Drawn(band, shares, lines, runs.values("patient")[first], singles)


def median_and_band(
    ax: Axes, frame: Frame, arm: str, style: Look, drawn: Drawn, overlay: bool, scale: float
) -> None:
    """Draw the median of an arm, and its band."""
    place = frame.runs.arms.index(arm)
    if drawn.band:
        ax.fill_between(
            frame.x, *drawn.lines[1:], color=style.colour, alpha=0.22, linewidth=0, zorder=1.6
        )
    marks = {}
    if overlay:
        every = max(1, frame.x.size // 9)
        start = (2 * place + 1) * every // (2 * len(frame.runs.arms))
        marks = dict(marker=style.marker, markersize=5 * scale, markevery=(start, every))
    ax.plot(
        frame.x, drawn.lines[0], color=style.colour, linestyle=style.dashes if overlay else "-",
        linewidth=1.8 * scale, zorder=2.5, label=arm, clip_on=True, **marks,
    )  # fmt: skip


def one_line(
    ax: Axes, frame: Frame, arm: str, number: int, style: Look | None, scale: float
) -> None:
    """Draw one patient over the others: in the colour of the arm where arms share a panel."""
    one = one_patient(frame.runs, number)
    if not counted(one, arm)[0]:
        return
    curve = among_living(one, arm, _quantity(frame, one).truth(arm))
    curve = np.where(until(one, one.values("end_day", arm)), curve, np.nan)[0]
    its = dict(color=current().text) if style is None else dict(color=style.colour)
    ax.plot(frame.x, curve, linewidth=1.1 * scale, linestyle=(0, (4, 1.2)), zorder=2.7, **its)
    columns = {"time [days]": frame.runs.values("time"), frame.label: curve}
    keep(ax, f"{arm}: patient {number}", columns)


def results_of(
    ax: Axes, frame: Frame, arm: str, number: int | None, style: Look, scale: float
) -> bool:
    """Draw the results of a patient's scans over the truth; tell if there are any."""
    one = one_patient(frame.runs, number)
    found = _quantity(frame, one).results(arm)
    if not found.size or not counted(one, arm)[0]:
        return False
    days = one.values("scan")
    there = ~np.isnan(found) & (days <= last_day(one, arm)[0])
    there &= days <= one.values("end_day", arm)[0] + 1e-9
    seen = one.values("detected", arm)[0].astype(bool)
    x, face = days / frame.clock[0], current().paper
    text = current().text
    for which, marker, fill, edge in (
        (there & seen, "o", style.colour, text),
        (there & ~seen, "v", face, style.colour),
    ):
        ax.plot(
            x[which], found[which], linestyle="none", marker=marker, markersize=3.6 * scale,
            markerfacecolor=fill, markeredgecolor=edge, markeredgewidth=0.6 * scale,
            zorder=3,
        )  # fmt: skip
    columns = {"time [days]": days[there], frame.label: found[there], "seen": seen[there]}
    keep(ax, f"{arm}: scans of patient {one.values('patient')[0]}", columns)
    return bool(there.any())


def table_of(frame: Frame, arm: str, drawn: Drawn) -> dict[str, np.ndarray]:
    """Return the columns of the numbers drawn: time, who is there, median, edges of the band."""
    columns = {"time [days]": frame.runs.values("time"), "alive [share]": frame.alive[arm]}
    return columns | {
        f"{100 * share:g} % of patients below: {frame.label}": line
        for share, line in zip(drawn.shares, drawn.lines, strict=True)
    }


def of_patients(frame: Frame, drawn: Drawn) -> dict[str, np.ndarray]:
    """Return the columns of the curves (patient, time) of single patients, up to their ends."""
    row, place = np.nonzero(~np.isnan(drawn.singles))
    return {
        "patient": drawn.numbers[row],
        "time [days]": frame.runs.values("time")[place],
        frame.label: drawn.singles[row, place],
    }


def _quantity(frame: Frame, one: Runs) -> Quantity:
    return quantity(one, frame.unit.name)
