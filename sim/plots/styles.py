"""How a figure is to look: for a talk, a paper, a notebook, or a dark room.

A style holds inside its ``with`` block and nowhere else: it lives in a context variable, and
matplotlib's settings are put back when the block ends.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from typing import Any

import matplotlib as mpl
from cycler import cycler
from matplotlib.axes import Axes
from matplotlib.colors import is_color_like, to_hex, to_rgb

from sim.base import checks
from sim.base.errors import InputError
from sim.base.typed import typed
from sim.plots.colours import COLOUR_NAMES, DARK, LIGHT, Look, look, places
from sim.plots.words import LANGUAGES, in_language


@dataclass(frozen=True)
class Style:
    """Sizes and colours of everything that is not data, and the palette of what is."""

    name: str
    page: str | None
    """Size of a new figure: ``"slide"``, ``"column"``, or as large as the panels need."""
    font: float
    """Font size [points] in axes of one's own; a new figure's follows from its page."""
    text: str = "black"
    ink: str = "0.25"
    """Lines that are not data: limits, ticks of scans, the doses."""
    faint: str = "0.57"
    pale: str = "0.94"
    paper: str = "white"
    palette: tuple[str, ...] = LIGHT
    pinned: Mapping[str, int] = field(default_factory=dict)
    own: Mapping[str, str] = field(default_factory=dict)
    letters: float | None = None
    """Font size [points] of every figure, whatever its page; None: what its page asks for."""
    width: float | None = None
    """Width of a new figure [inches]; None: that of the page."""
    dpi: float | None = None
    """Dots per inch of pictures; None: as many as journals and screens ask for."""
    language: str = "en"

    @property
    def dark(self) -> bool:
        """Whether the background is dark."""
        return self.palette is DARK

    def settings(self) -> dict[str, Any]:
        """Return matplotlib's settings for figures that a user draws inside the block."""
        scale = self.font / 9
        dots = {} if self.dpi is None else {"savefig.dpi": self.dpi}
        return dots | {
            "font.size": self.font, "axes.titlesize": 1.05 * self.font,
            "axes.labelsize": self.font, "xtick.labelsize": 0.9 * self.font,
            "ytick.labelsize": 0.9 * self.font, "legend.fontsize": 0.85 * self.font,
            "lines.linewidth": 1.6 * scale, "lines.markersize": 5 * scale,
            "axes.linewidth": 0.8 * scale**0.5, "figure.facecolor": self.paper,
            "axes.facecolor": self.paper, "savefig.facecolor": "auto", "text.color": self.text,
            "axes.labelcolor": self.text, "axes.titlecolor": self.text,
            "axes.edgecolor": self.text, "xtick.color": self.text, "ytick.color": self.text,
            "grid.color": self.faint, "legend.edgecolor": self.faint,
            "axes.prop_cycle": cycler(color=list(self.palette)),
            "axes.spines.top": False, "axes.spines.right": False,
            "pdf.fonttype": 42, "svg.fonttype": "none",
        }  # fmt: skip


_BLACK = dict(text="0.93", ink="0.75", faint="0.45", pale="0.2", paper="#111318", palette=DARK)
STYLES = {
    "notebook": Style("notebook", None, 9.0),
    "paper": Style("paper", "column", 7.0),
    "talk": Style("talk", "slide", 18.0),
    "dark": Style("dark", "slide", 18.0, **_BLACK),  # type: ignore[arg-type]
    "poster": Style("poster", "poster", 28.0),
}
NOW: ContextVar[Style | None] = ContextVar("style of figures", default=None)


@contextmanager
def style(
    name: str,
    colours: Mapping[str, str] | Sequence[str] | None = None,
    *,
    font_size: float | None = None,
    width: float | None = None,
    dpi: float | None = None,
    language: str = "en",
) -> Iterator[Style]:
    """Draw the figures of a ``with`` block in one style.

    Parameters
    ----------
    name : {"talk", "paper", "notebook", "dark", "poster"}
        Slides of 16:9 with large letters, on white or (``"dark"``) on black; the column of a
        journal; the size that reads best on a screen, which is the default outside any block; or a
        figure of a poster, 23.4 inches wide (the width of A2).
        ``size=`` of a plot overrides the page.
    colours : mapping of str to str, or sequence of str, optional
        Colours of arms, clones and drugs by name: ``{"my clone": "plum"}``, one of blue,
        vermilion, green, plum, orange, sky, black, grey, or any colour matplotlib knows. A list
        of names gives them the palette in this order. Every other name keeps the colour that
        follows from its letters.
    font_size : float, optional
        Size of the letters [points], whatever the size of the figure. Outside any block it is
        matplotlib's own ``font.size``, where you have changed that.
    width : float, optional
        Width of a new figure [inches]; slides and posters keep their shape.
    dpi : float, optional
        Dots per inch of pictures that are saved within the block.
    language : {"en", "de", "fr", "es", "zh"}
        Of axes, legends and strips: English, German, French, Spanish or Chinese. Names stay as you
        typed them, numbers too.

    Yields
    ------
    Style
        What is in force.

    Raises
    ------
    InputError
        If there is no such style or colour.

    Examples
    --------
    >>> with sim.plots.style("talk"):                        # doctest: +SKIP
    ...     sim.plots.save(sim.plots.burden(runs), "slide.png")
    """
    chosen = STYLES[checks.one_of("style", name, STYLES, "style")]
    pinned, own = _named(colours)
    checks.one_of("language", language, LANGUAGES, "language")
    sizes = {
        "letters": _size("font_size", font_size, 3.0, 200.0, "points"),
        "width": _size("width", width, 0.5, 100.0, "inches"),
        "dpi": _size("dpi", dpi, 10.0, 2400.0, "dots per inch"),
    }
    chosen = replace(chosen, pinned=pinned, own=own, language=language, **sizes)
    chosen = chosen if font_size is None else replace(chosen, font=sizes["letters"])
    token = NOW.set(chosen)
    try:
        with mpl.rc_context(chosen.settings()):
            yield chosen
    finally:
        NOW.reset(token)


def current() -> Style:
    """Return the style in force; outside any block that of a notebook, dark if yours is dark."""
    chosen = NOW.get()
    if chosen is not None:
        return chosen
    size = float(mpl.rcParams["font.size"])
    own = {} if size == float(mpl.rcParamsDefault["font.size"]) else {"letters": size}
    if sum(to_rgb(mpl.rcParams["axes.facecolor"])) < 1.5:
        dark: dict[str, Any] = {**_BLACK, "paper": mpl.rcParams["axes.facecolor"], **own}
        return replace(STYLES["notebook"], **dark)
    return replace(STYLES["notebook"], **own) if own else STYLES["notebook"]


def word(text: str) -> str:
    """Return a phrase of a figure in the language of the style in force (`sim.plots.words`)."""
    return in_language(text, current().language)


@typed
def looks(names: Iterable[str]) -> dict[str, Look]:
    """Return the look of every name, in the colours of the style in force.

    Give all names of one kind that a project's figure could show (all arms of the runs, not only
    those drawn), so that a figure of some of them agrees with a figure of all.
    """
    chosen = current()
    found = {}
    for name, place in places(names, chosen.pinned).items():
        its = look(place, chosen.palette)
        found[name] = replace(its, colour=chosen.own[name]) if name in chosen.own else its
    return found


def trim(ax: Axes, font: float) -> None:
    """Give an Axes the letters and colours of the style in force, and no box.

    matplotlib makes ticks only when they are drawn, perhaps after the block of the style: their
    colours have to be written down here.
    """
    chosen = current()
    ax.spines[["top", "right"]].set_visible(False)
    for spine in ax.spines.values():
        spine.set_color(chosen.text)
        spine.set_linewidth(0.8 * (font / 9) ** 0.5)
    tick = dict(color=chosen.text, labelcolor=chosen.text, labelsize=0.9 * font)
    width = 0.8 * (font / 9) ** 0.5
    ax.tick_params(which="major", width=width, length=0.35 * font, **tick)
    ax.tick_params(which="minor", width=0.75 * width, length=0.2 * font, color=chosen.text)
    ax.set_facecolor(chosen.paper)
    for label in (ax.xaxis.label, ax.yaxis.label, ax.title):
        label.set_color(chosen.text)


def _size(what: str, value: float | None, low: float, high: float, unit: str) -> float | None:
    """Return a size of the style, checked."""
    if value is None:
        return None
    return checks.one_number(f"{what} of a style", value, low, high, unit=unit)


def _named(
    colours: Mapping[str, str] | Sequence[str] | None,
) -> tuple[dict[str, int], dict[str, str]]:
    """Return the places of the names given a colour of the palette, and the users' own colours."""
    if colours is None:
        return {}, {}
    if isinstance(colours, str):
        raise InputError(
            f"colours is {colours!r}; give names with their colours, as "
            f"{{{colours!r}: 'plum'}}, or a list of names."
        )
    if not isinstance(colours, Mapping):
        names = checks.names("colours", checks.taken("colours", colours, "['A', 'B']"))
        return {str(name): place for place, name in enumerate(names)}, {}
    pinned = {name: COLOUR_NAMES.index(c) for name, c in colours.items() if c in COLOUR_NAMES}
    own = {name: c for name, c in colours.items() if name not in pinned}
    for name, colour in own.items():
        if not is_color_like(colour):
            raise InputError(
                f"The colour of {name!r} is {colour!r}; give one of {', '.join(COLOUR_NAMES)}, "
                "or a colour that matplotlib knows, as '#0072B2'."
            )
    return pinned, {name: to_hex(colour) for name, colour in own.items()}
