"""What figures of times to an event share: whose times, how many, and the numbers at risk below."""

from collections.abc import Mapping, Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.transforms import ScaledTranslation

from sim.base import checks
from sim.base.checks import shown
from sim.base.errors import InputError, unknown
from sim.plots.layout import Panels
from sim.plots.styles import current, looks, word
from sim.plots.typed_text import plain, shortened
from sim.plots.values import time_unit
from sim.results import Runs
from sim.results.followed import Followup
from sim.results.followup import followup

KINDS = ("at risk", "events", "censored")
"""Numbers that may stand below a curve."""
MOST_PANELS = 12
NAMES = 0.2
"""Names beside the numbers at risk take so much of the width of a figure at most."""


def times_of(times: Any) -> Followup:
    """Return the times to draw: themselves, or progression-free survival of runs or a trial."""
    if isinstance(times, Runs):
        return followup(times)
    if isinstance(times, Followup):
        return times
    found = times.followup() if callable(getattr(times, "followup", None)) else None
    if not isinstance(found, Followup):
        raise InputError(
            f"times is {shown(times)}; give runs, a trial's result, or the times to an end point: "
            'sim.trials.followup(runs, "overall survival").'
        )
    return found


def _has_times(times: Any) -> bool:
    return isinstance(times, Runs | Followup) or callable(getattr(times, "followup", None))


def groups_of(times: Any) -> dict[str, Followup]:
    """Return the times to draw, panel by panel with its title; one without is named ""."""
    if not isinstance(times, Mapping) or (times and not any(map(_has_times, times.values()))):
        return {"": times_of(times)}  # (a table of xarray is a mapping, too)
    if not times or len(times) > MOST_PANELS:
        raise InputError(
            f"times has {len(times)} groups; each is a panel, and 1 to {MOST_PANELS} can be read."
        )
    found = {checks.name("A group of times", str(name)): times_of(t) for name, t in times.items()}
    for name, each in found.items():
        empty = [arm for arm in each.arms if not each.of(arm)[0].size]
        if empty:
            raise InputError(
                f"In group {name!r} nobody is in arm {empty[0]!r}; leave out that group, or run "
                "more patients."
            )
    return found


def upright_of(panels: Panels, place: int, label: str, share: bool) -> None:
    """Name and range the upright axis of a panel, at the left of its row."""
    ax, left = panels.axes[place], panels.leftmost(place)
    ax.set_ylim(0, 1.02 if share else None)
    ax.set_ylabel(plain(panels.upright(label)) if left else "", fontsize=panels.font)


def chosen(times: Followup, arms: str | Sequence[str] | None) -> list[str]:
    """Return the arms to draw, checked."""
    names = list(times.arms) if arms is None else [arms] if isinstance(arms, str) else list(arms)
    for name in names:
        if name not in times.arms:
            raise unknown(f"Plot of arm {name!r}", "arm", name, times.arms)
    if not names:
        raise InputError("No arm to draw: arms is empty.")
    return names


def count_in(times: Followup, names: Sequence[str]) -> str:
    """Return how many patients there are, arm by arm where they differ."""
    counts = [times.of(name)[0].size for name in names]
    each = "each arm" if len(set(counts)) == 1 else "the arms"
    note = ", interrupted" if times.interrupted else ""
    return f"n = {', '.join(map(str, dict.fromkeys(counts)))} in {each}{note}"


def kinds_of(counts: str | Sequence[str]) -> list[str]:
    """Return which numbers are wanted below a curve, checked."""
    kinds = [counts] if isinstance(counts, str) else list(counts)
    for kind in kinds:
        checks.one_of("counts", kind, KINDS, "number")
    if not kinds or len(set(kinds)) < len(kinds):
        raise InputError(f"counts is {shown(counts)}; give one or more of {', '.join(KINDS)}.")
    return kinds


def numbers_at_risk(
    ax: Axes, times: Followup, names: Sequence[str], end: float, font: float,
    kinds: Sequence[str] = ("at risk",), unit: str | None = None,
) -> None:  # fmt: skip
    """Write the numbers below the axis, one row for each arm, under the ticks, to its last day.

    Before each tick: who is at risk then, and how many had the event and were censored until then;
    so that the three are all patients of the arm.
    """
    its, (days, unit) = looks(times.arms), time_unit(end, unit)
    left, right = ax.get_xlim()
    ticks = [t for t in ax.get_xticks() if left - 1e-9 <= t <= right + 1e-9]
    small, gap = 0.85 * font, 1.25 * font
    inch: Any = ax.figure.dpi_scale_trans  # type: ignore[union-attr]
    inches = ax.figure.bbox.width / ax.figure.dpi  # type: ignore[union-attr]
    first = max(len(str(times.of(name)[0].size)) for name in names)
    clear = 0.32 * first * small + 0.7 * font  # half of the first number, space, half a marker
    short = shortened(names, max(16, int(NAMES * inches * 72 / (0.55 * small))))

    def write(x: float, line: float, text: str, where: str, colour: str = "") -> None:
        # ticks are in the data; the arm's name stands to the left of them all
        frame = ax.get_xaxis_transform() if where == "center" else ax.transAxes
        ax.annotate(
            plain(text), (x, 0), xycoords=frame,
            xytext=(0 if where == "center" else -clear - 0.65 * font, -(line * gap + 2.2 * font)),
            textcoords="offset points", ha=where, va="top", fontsize=small,
            color=colour or current().text, annotation_clip=False,
        )  # fmt: skip

    row = 0
    for kind in kinds:
        write(0.0, row, word(kind), "right", current().ink)
        row += 1
        for name in names:
            write(0.0, row, short[name], "right")
            # (letters in a pale colour could not be read: a marker stands beside them)
            below = -(row * gap + 2.2 * font + 0.55 * small)
            shift = ScaledTranslation(-clear / 72, below / 72, inch)
            ax.plot(
                [0.0], [0.0], marker=its[name].marker, color=its[name].colour, clip_on=False,
                markersize=0.5 * font, linestyle="none", transform=ax.transAxes + shift,
            )  # fmt: skip
            for tick, count in zip(ticks, _counts(times, name, kind, ticks, days), strict=True):
                if count is not None:
                    write(tick, row, str(count), "center")
            row += 1
    ax.set_xlabel(f"time [{unit}]", fontsize=font, labelpad=(row + 0.6) * gap)


def _counts(
    times: Followup, name: str, kind: str, ticks: Sequence[float], days: float
) -> list[int | None]:
    """Return the numbers of an arm at its ticks; None after its last day."""
    day, happened = times.of(name)
    last = times.kaplan_meier(name).last
    found: list[int | None] = []
    for tick in ticks:
        until = tick * days * (1.0 - 1e-12)
        which = {"at risk": day >= until, "events": happened & (day < until)}
        which["censored"] = ~happened & (day < until)
        found.append(int(which[kind].sum()) if tick * days <= last * (1.0 + 1e-9) else None)
    return found
