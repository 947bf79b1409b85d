"""A film of a lattice: one picture for every day that was kept."""

from collections.abc import Sequence
from io import BytesIO
from os import PathLike
from pathlib import Path

from sim.base import checks
from sim.base.errors import InputError
from sim.base.typed import typed
from sim.plots.files import writing
from sim.plots.kept import figure_of
from sim.plots.sites import lattice
from sim.plots.values import chosen_arms
from sim.results import Runs

PIXELS = 100.0
"""Dots per inch of a picture."""


@typed
def lattice_film(
    runs: Runs,
    path: str | PathLike,
    arms: str | Sequence[str] | None = None,
    *,
    patient: int | None = None,
    reaching: str | None = None,
    fps: int = 10,
) -> Path:
    """Write a film of who stands where in one patient, as a GIF.

    Parameters
    ----------
    runs : Runs
        Made with ``engine=sim.Lattice(...)`` and ``record=sim.Snapshots()``, fresh or loaded.
    path : str or path
        ``"lattice.gif"``.
    arms : str or sequence of str, optional
        Which arms, one below the other; all by default.
    patient : int, optional
        Number of the patient; the first by default.
    reaching : str, optional
        As in `sim.plots.lattice`.
    fps : int
        Pictures, that is days that were kept, per second.

    Returns
    -------
    Path
        The file that was written.

    Raises
    ------
    InputError
        If the runs hold no lattices, or the file cannot be written.
    """
    import matplotlib.pyplot as plt
    from PIL import Image

    target = Path(path)
    if target.suffix.lower() != ".gif":
        raise InputError(f"{str(target)!r}: the film of a lattice ends in .gif.")
    checks.whole("fps", fps, 1, 50)
    names = chosen_arms(runs, arms)
    pictures = []
    for day in runs.values("time").tolist() if runs.keeps("lattice") else [0.0]:
        drawn = lattice(runs, names, patient=patient, days=day, reaching=reaching)
        figure = figure_of(drawn)
        figure.set_size_inches(4.0, 4.6 * len(names))
        buffer = BytesIO()
        figure.savefig(buffer, dpi=PIXELS, format="png")
        plt.close(figure)
        pictures.append(Image.open(buffer).convert("P", palette=Image.Palette.ADAPTIVE))
    with writing(target) as scratch:
        pictures[0].save(
            scratch, format="GIF", save_all=True, append_images=pictures[1:],
            duration=round(1000 / fps), loop=0,
        )  # fmt: skip
    return target
