"""One slide that tells the story: burden, survival without progression, doses and clones."""

from collections.abc import Sequence
from inspect import unwrap

import numpy as np

from sim.base.errors import InputError
from sim.base.typed import typed
from sim.plots import layout as page
from sim.plots.burden import burden
from sim.plots.compose import axes_in_rows, new_figure
from sim.plots.muller import muller
from sim.plots.shades import apart
from sim.plots.styles import current, word
from sim.plots.survival import kaplan_meier
from sim.plots.values import chosen_arms
from sim.results import Runs
from sim.results.followup import followup

MOST = 4
"""More arms than this cannot be read on one slide."""


@typed
def slide(
    runs: Runs,
    arms: str | Sequence[str] | None = None,
    *,
    patient: int | None = None,
    scale: str = "log",
    size: page.Size = None,
) -> np.ndarray:
    """Draw everything on one slide: doses, burden, survival, and one patient's clones.

    Parameters
    ----------
    runs : Runs
        Results with curves, fresh or loaded.
    arms : str or sequence of str, optional
        Which arms, four at most; by default all if there are no more, else the first four.
    patient : int, optional
        Whose clones are drawn; the first patient by default.
    scale : {"log", "relative", "absolute"}
        Of the Muller plots, as in `sim.plots.muller`.
    size : "slide" or (float, float), optional
        16:9 by default.

    Returns
    -------
    ndarray of Axes
        Burden of all arms, progression-free survival (Kaplan-Meier), and the clones under each arm.

    Raises
    ------
    InputError
        If the runs hold no curves, an arm is unknown, or there are more than four.
    """
    names = chosen_arms(runs, arms)
    if arms is None:
        names = names[:MOST]
    if len(names) > MOST:
        raise InputError(
            f"{len(names)} arms do not fit on one slide; name {MOST} at most, as "
            f"arms={names[:MOST]}."
        )
    width, height = page.checked_size(page.SIZES["slide"] if size in (None, "slide") else size)
    font = current().letters or 12.0 * (width / 13.33)
    figure = new_figure(width, height, font)
    first, second, *below = axes_in_rows(figure, [[2, 1], [1] * len(names)], [1.3, 1])
    # What is typed lets only axes of matplotlib in; behind that door, figures take panels of ours.
    with page.one_legend(figure) as entries:
        above = page.Panels([first], 1, font, ours=True, strip=False, beside=2)
        unwrap(burden)(runs, names, layout="overlay", ax=above)  # type: ignore[arg-type]
        beside = page.Panels([second], 2, font, True, beside=2)
        unwrap(kaplan_meier)(followup(runs), names, statistics=False, ax=beside)  # type: ignore[arg-type]
        second.set_ylabel(word("share of patients"))  # its title says of what
        panels = page.Panels(below, len(names), font, True, beside=2)
        with apart(runs.clones, runs.arms):
            unwrap(muller)(runs, names, patient=patient, scale=scale, ax=panels)  # type: ignore
    below[0].set_ylabel(word("share [%]" if scale == "relative" else "cells"))  # the panels are low
    entries = [each for each in entries if each.get_label() not in names]  # said with their counts
    page.legend(panels, entries)
    return np.array([first, second, *below], dtype=object)
