"""Figures on disk: with their fonts, with what made them, and with their numbers if wanted."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from io import BytesIO
from os import PathLike
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.figure import Figure

from sim.base.errors import InputError
from sim.base.spreadsheet import csv_text
from sim.base.typed import typed
from sim.base.whole import in_words, whole
from sim.plots.arrange import Arranged
from sim.plots.glyphs import one_warning
from sim.plots.kept import figure_of, table
from sim.plots.metadata import metadata, with_words
from sim.plots.opaque import opaque

_FONTS = {
    "pdf.fonttype": 42, "svg.fonttype": "none",
    "figure.autolayout": False, "figure.constrained_layout.use": False,
}  # fmt: skip
PRINT, SCREEN = 300.0, 200.0
"""Dots per inch of pictures that are as wide as a journal's page, and of larger ones."""
PICTURES = ("agg", "cairo", "pdf", "pgf", "ps", "svg")
"""Backends of matplotlib without windows."""
PAGE = 7.2
"""Width of a journal's page [inches]."""


@typed
def save(figure: Any, *paths: str | PathLike, data: bool = False) -> None:
    """Write a figure to one or more files, the format following from the ending of each name.

    Fonts are embedded in PDF as text that can be searched and edited. What made the runs (title,
    call, seed, engine, versions, sources) goes into the metadata of PNG, PDF and SVG, and so does
    the figure in words (`describe`). Pictures have
    300 dots per inch up to the width of a journal's page, larger ones 200; or as many as
    matplotlib's ``savefig.dpi`` says.

    Parameters
    ----------
    figure : Figure, Axes or array of Axes
        A figure, or what a plot returned.
    *paths : str or path
        ``"curves.png"``, ``"curves.pdf"``, ``"curves.svg"``.
    data : bool
        Also write the numbers that are drawn beside the first file, as ``curves.csv``.

    Raises
    ------
    InputError
        If a file cannot be written, nothing is known of its format, or there are no numbers.

    Examples
    --------
    >>> sim.plots.save(sim.plots.burden(runs), "curves.pdf", data=True)     # doctest: +SKIP
    """
    figure = figure_of(figure)
    if not paths:
        raise InputError("save() needs at least one file name, as in save(figure, 'curves.png').")
    known = figure.canvas.get_supported_filetypes()
    for path in map(Path, paths):
        if path.suffix.lower().lstrip(".") not in known:
            raise InputError(
                f"{str(path)!r}: no picture format for the ending {path.suffix!r}. "
                "Use .png for slides, .pdf or .svg for print."
            )
        _check_tex(path)
    numbers = table(figure) if data else None
    if numbers is not None and not len(numbers.columns):
        raise InputError(
            "data=True writes the numbers that are drawn, and this figure keeps none: no figure of "
            "sim, and no line with a label. Label your lines, or leave data=True out."
        )
    with mpl.rc_context(_FONTS), one_warning(figure), arranged(figure):
        for path in map(Path, paths):
            ending, drawn = path.suffix.lower(), BytesIO()
            solid = opaque(figure) if ending in (".eps", ".ps") else nullcontext()
            with solid:
                figure.savefig(
                    drawn, format=ending[1:], dpi=dots(figure), metadata=metadata(figure, ending)
                )
            with writing(path) as scratch:
                scratch.write_bytes(with_words(figure, ending, drawn.getvalue()))
    if numbers is not None:
        with writing(Path(paths[0]).with_suffix(".csv")) as scratch:
            scratch.write_bytes(csv_text(numbers, index=False).encode())
    _let_go(figure)


def _let_go(figure: Figure) -> None:
    """Take a figure of ours out of pyplot's list, where it would stay for good, with all it shows.

    Where there are no windows: in one, or in a notebook, it may be looked at yet. It can be saved
    and changed as before.
    """
    if isinstance(figure.get_layout_engine(), Arranged) and mpl.get_backend().lower() in PICTURES:
        import matplotlib.pyplot as plt

        plt.close(figure)


def _check_tex(path: Path) -> None:
    """Refuse a picture for LaTeX where there is none, which measures its letters."""
    tex = str(mpl.rcParams["pgf.texsystem"])
    if path.suffix.lower() == ".pgf" and shutil.which(tex) is None:
        raise InputError(
            f"{str(path)!r}: a .pgf file needs LaTeX to be drawn, and there is no {tex}. Install "
            "TeX, or use .pdf, which LaTeX includes too."
        )


def dots(figure: Figure) -> float:
    """Return the dots per inch of a picture: matplotlib's ``savefig.dpi`` where that is a number.

    Else as many as journals ask for, 300, of figures up to the width of a page, and 200 of slides.
    """
    said = mpl.rcParams["savefig.dpi"]
    if said != "figure":
        return float(said)
    return PRINT if figure.get_figwidth() <= PAGE else SCREEN


@contextmanager
def writing(path: Path) -> Iterator[Path]:
    """Yield a name beside a file; what is written there takes its place when it is whole.

    Makes the folder, and explains why the file cannot be written if so. An older one then stays.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with whole(path) as scratch:
            yield scratch
    except OSError as error:
        raise InputError(
            f"The figure cannot be written to {str(path)!r}: {in_words(error)}. "
            "Save it to another folder."
        ) from error


@contextmanager
def arranged(figure: Figure) -> Iterator[None]:
    """Arrange a figure of ours once; left to itself, matplotlib draws it twice to do so."""
    engine = figure.get_layout_engine()
    if isinstance(engine, Arranged):
        engine.execute(figure)
        figure.set_layout_engine(None)
    try:
        yield
    finally:
        if isinstance(engine, Arranged):
            figure.set_layout_engine(engine)
