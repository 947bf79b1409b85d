"""Who of a trial is counted in an arm, when they entered and how long they were followed.

A trial that randomises simulates every arm for everybody and counts each patient in one. Runs taken
out of it keep that beside their numbers, so that a figure of them shows what the trial has seen.
"""

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.results.patients import CUT_OFF, OF_TRIALS

if TYPE_CHECKING:
    import xarray as xr

    from sim.results.runs import Runs

COUNTED, ENTRY, FOLLOWED = OF_TRIALS[:3]


class Counted(NamedTuple):
    """The patients of one arm (`inside`: patient,) or of all (arm, patient)."""

    inside: np.ndarray
    """Who is counted, bool."""
    entry: np.ndarray
    """Day of entry (patient,), from the start of the trial [days]."""
    followed: np.ndarray
    """How long each patient (patient,) could be followed, from their entry [days]."""
    cut_off: np.ndarray | None = None
    """Days from the entry (patient,) to that on which the data were cut; infinite: never."""


def with_counted(data: "xr.Dataset", who: Counted) -> "xr.Dataset":
    """Return the data of runs, with who (arm, patient) is counted and for how long."""
    about = {"units": "day", "long_name": "day of entry into the trial"}
    more = {
        COUNTED: (("arm", "patient"), who.inside, {
            "units": "1", "long_name": "whether the patient is counted in the arm"}),
        ENTRY: (("patient",), who.entry, about),
        FOLLOWED: (("patient",), who.followed, about | {
            "long_name": "how long the patient could be followed"}),
    }  # fmt: skip
    if who.cut_off is not None:
        said = about | {"long_name": "days from entry until the data were cut"}
        more[CUT_OFF] = (("patient",), who.cut_off, said)
    return data.assign(more)


def counted_in(runs: "Runs", arm: str) -> Counted | None:
    """Return what runs of a trial say of one arm; None: they are of no trial."""
    if not runs.keeps(COUNTED):
        return None
    cut_off = runs.values(CUT_OFF) if runs.keeps(CUT_OFF) else None
    return Counted(
        runs.values(COUNTED, arm).astype(bool), runs.values(ENTRY), runs.values(FOLLOWED), cut_off
    )
