"""Who stands where on a lattice, day by day: one patient, with the doses above."""

from collections.abc import Sequence

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.patheffects import withStroke

from sim.base import checks
from sim.base.errors import InputError
from sim.base.typed import typed
from sim.plots import layout as page
from sim.plots.areas import areas
from sim.plots.descent import edges_of
from sim.plots.family import colours_of
from sim.plots.frame import Frame
from sim.plots.kept import keep, remember
from sim.plots.layout import head
from sim.plots.panel import dose_handles, drug_rows
from sim.plots.strips import draw_strip, strip_height
from sim.plots.styles import current
from sim.plots.typed_text import plain
from sim.plots.values import chosen_arms, unit_named
from sim.plots.whom import one_patient
from sim.results import Runs

ABREAST = 4
"""So many days are shown where nobody says which."""
LINES = (10.0, 25.0, 50.0)
"""Per cents of what is in the blood, at which lines are drawn."""


@typed
def lattice(
    runs: Runs,
    arms: str | Sequence[str] | None = None,
    *,
    patient: int | None = None,
    days: float | Sequence[float] | None = None,
    reaching: str | None = None,
    ax: Axes | Sequence[Axes] | None = None,
    size: page.Size = None,
    legend: bool = True,
) -> Axes | np.ndarray:
    """Draw who stands where in one patient: a row for each arm, a panel for each day.

    Clones have the colours that they have everywhere; where nobody stands is paper. The strip above
    each panel shows the doses of the whole run, and a tick the day of the panel.

    Parameters
    ----------
    runs : Runs
        Made with ``engine=sim.Lattice(...)`` and ``record=sim.Snapshots()``, fresh or loaded.
    arms : str or sequence of str, optional
        Which arms, in which order; all by default.
    patient : int, optional
        Number of the patient; the first by default.
    days : float or sequence of float, optional
        Of each, the last day that was kept until then. Default: four, evenly from first to last.
    reaching : str, optional
        ``"oxygen"``, or a drug that vessels carry: lines where 10, 25 and 50 % of what is in the
        blood arrive, the thicker the more.
    ax : Axes or sequence of Axes, optional
        One for every panel.
    size, legend
        As in `sim.plots.burden`.

    Returns
    -------
    Axes or ndarray of Axes
        One, or one per arm and day.

    Raises
    ------
    InputError
        If the runs hold no lattices, or an arm, a patient or what reaches cells is unknown.
    """
    names = chosen_arms(runs, arms)
    if not runs.keeps("lattice"):
        raise InputError(
            "These runs do not hold who stands where; make them with engine=sim.Lattice(100) and "
            "record=sim.Snapshots(every=28)."
        )
    carried = _place_of(runs, reaching)
    one = one_patient(runs, patient)
    frame = Frame(one, names, unit_named("cells"), 0.0, 1.0, "")
    places = _places(one.values("time"), days)
    panels = page.open_panels(
        len(names) * len(places), ax, size, legend=legend, wide=len(places) if ax is None else None
    )
    if panels.ours and panels.grows and isinstance(panels.figure, Figure):
        _fit_page(panels.figure, panels, one.values("lattice").shape, len(names))
    colours = areas(colours_of(runs.clones, edges_of(runs)))
    for place in range(len(names) * len(places)):
        arm, at = names[place // len(places)], places[place % len(places)]
        _draw(panels, place, frame, arm, at, list(colours.values()))
        if carried is not None:
            _draw_lines(panels, place, frame, arm, at, carried)
    handles: list[Artist] = [
        Patch(color=colour, linewidth=0, label=name) for name, colour in colours.items()
    ]
    if carried is not None:
        label = plain(f"{reaching} [{', '.join(f'{level:g}' for level in LINES)} %]")
        handles.append(Line2D([], [], color=current().ink, label=label))
    page.legend(panels, handles + dose_handles(panels, frame))
    remember(panels.figure, runs)
    return panels.result()


def _place_of(runs: Runs, reaching: str | None) -> int | None:
    """Return the place of what vessels carry on its axis, or say what they carry."""
    if reaching is None:
        return None
    if not runs.keeps("reaching"):
        raise InputError(
            "These runs do not hold what reaches each site; make them with "
            'engine=sim.Lattice(100, vessels=sim.Vessels(40, reach={"A": 65})).'
        )
    names = runs.values("carried").tolist()
    return names.index(checks.one_of("reaching", reaching, names, "thing that vessels carry"))


def _draw_lines(
    panels: page.Panels, place: int, frame: Frame, arm: str, at: int, carried: int
) -> None:
    """Draw lines of what reaches cells over a panel whose x axis is the days of the run."""
    ax, share = panels.axes[place], frame.runs.values("reaching", arm)[0, at, carried].astype(float)
    down, across = share.shape
    x = (np.arange(across) + 0.5) / across * ax.get_xlim()[1]
    shown = [level for level in LINES if share.min() < level < share.max()]
    if shown:
        width = [(0.4 + 0.4 * LINES.index(level)) * panels.scale for level in shown]
        y = np.arange(down) + 0.5
        lines = ax.contour(x, y, share, shown, colors=[current().ink], linewidths=width)
        # (cells are dark and light, so a line needs a margin of paper)
        edge = withStroke(linewidth=max(width) + 1.6 * panels.scale, foreground=current().paper)
        lines.set_path_effects([edge])
    keep(ax, "reaching", {"per cent": share.ravel()})


def _places(time: np.ndarray, days: float | Sequence[float] | None) -> list[int]:
    """Return the places on the time axis of the days that are shown."""
    if days is None:
        count = min(ABREAST, len(time))
        return np.unique(np.linspace(0, len(time) - 1, count).round().astype(int)).tolist()
    wanted = np.atleast_1d(np.asarray(days, dtype=float))
    if not wanted.size or not np.isfinite(wanted).all() or wanted.min() < time[0]:
        raise InputError(f"days is {days!r}; give days of the run, from {time[0]:g} on.")
    return (np.searchsorted(time, wanted, side="right") - 1).tolist()


def _fit_page(figure: Figure, panels: page.Panels, shape: tuple[int, ...], rows: int) -> None:
    """Make a page of ours as high as square sites need, with titles, strips and the legend."""
    width = float(figure.get_size_inches()[0])
    across = (width - 1.2) / panels.columns
    line = panels.font / 72.0
    above = 6.5 + 4.0 * (across < 20.0 * line)  # (in narrow panels titles take more lines)
    figure.set_size_inches(width, rows * (across * shape[-2] / shape[-1] + above * line) + 5 * line)


def _draw(
    panels: page.Panels, place: int, frame: Frame, arm: str, at: int, colours: list[str]
) -> None:
    ax, one = panels.axes[place], frame.runs
    grid, time = one.values("lattice", arm)[0, at], one.values("time")
    end = float(frame.x[-1]) or 1.0
    ax.imshow(
        grid, cmap=ListedColormap([current().paper, *colours]), vmin=-0.5, vmax=len(colours) + 0.5,
        interpolation="nearest", extent=(0.0, end, grid.shape[0], 0.0), aspect="auto",
    )  # fmt: skip
    ax.set_box_aspect(grid.shape[0] / grid.shape[1])
    ax.set(xticks=[], yticks=[])
    ax.spines[:].set_visible(True)
    ax.set_anchor("N")  # (what hangs over it is measured from the top of its place)
    y, x = np.nonzero(grid)
    keep(ax, "cells", {"site to the right": x, "site downwards": y, "clone": grid[y, x] - 1})
    rows = drug_rows(panels, frame, arm) if panels.strip else []
    ticks = {"day": np.array([time[at] / frame.clock[0]])} if rows else {}
    draw_strip(ax, rows, frame.x, ticks, panels.font, labels=panels.leftmost(place))
    note = f"patient {one.values('patient')[0]}, day {time[at]:g}"
    head(panels, ax, arm, note, strip_height(len(rows) + len(ticks), panels.font))
