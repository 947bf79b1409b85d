"""What is kept of a run, as a value: ``record=sim.Visits(every=28)``.

End points are always kept. Curves cost memory for every day kept and every patient, so a recorder
says on which days.
"""

from dataclasses import dataclass, field
from typing import ClassVar, NamedTuple

import numpy as np

from sim.base import checks


class Follow(NamedTuple):
    """What is followed of where cells came from."""

    lineages: int
    """How many are followed one by one, of each patient and clone."""
    switches: str
    """What a switch does: "keep" its cell's origin, or "found" a line."""


@dataclass(frozen=True)
class Visits:
    """Keep the curves at clinic visits, and at the end.

    All arms are kept on the days of all: on a day that only another arm has, an arm shows sizes
    between those of its own visits (``own_visit`` is False there; see `sim.simulate`).

    Parameters
    ----------
    every : float, optional
        Keep only some visits: those that are the first on or after day 0, `every`, 2 `every`, ...
        [days]. ``None`` keeps all.
    """

    every: float | None = None

    follow: ClassVar[Follow | None] = None
    """What is followed of where cells came from; None: nothing."""

    def __post_init__(self):
        if self.every is None:
            return
        every = checks.one_number(
            "every of Visits", self.every, 1 / 24, unit="days", hint="None keeps every visit."
        )
        object.__setattr__(self, "every", every)

    keeps_scans = True

    def times(self, visit_days: np.ndarray, horizon: float) -> np.ndarray:
        """Return the days (time,) on which curves are kept, day 0 and the horizon among them.

        Parameters
        ----------
        visit_days : ndarray (visit,)
            Days of the visits, in order.
        horizon : float
            Last day of the simulation [days].
        """
        visits = np.asarray(visit_days, dtype=float)
        visits = visits[visits <= horizon]
        if self.every is not None and visits.size:
            # a hair of slack: 3 x 0.1 is a little above 0.3
            wanted = np.arange(0.0, visits[-1] + 1e-9, self.every) - 1e-9
            first = np.searchsorted(visits, wanted)
            visits = visits[np.unique(first[first < visits.size])]
        return np.unique(np.concatenate(([0.0], visits, [float(horizon)])))


@dataclass(frozen=True)
class Origins(Visits):
    """Keep also where cells came from: from before treatment, or founded on it.

    Adds to the data: ``founders`` (arm, patient, clone, origin), how many cells founded a line of
    their own: came from another clone by mutation, or by a switch out of the first clone, the
    sensitive one; ``progression_cells`` and ``final_origin`` (arm, patient, clone, origin), the
    cells on the day of progression and at the end. Then ``runs.origin()`` says for each relapse
    whether it was pre-existing, acquired, or both. No other number of the run changes. Needs the
    jump engine, which ``engine="auto"`` takes then for small crowded tumours too, else Gillespie's.

    Parameters
    ----------
    every : float, optional
        Of the curves, as in `Visits`; a number beyond the last day keeps only the two ends.
    switches : {"keep", "found"}
        What becomes of the origin of a cell that switches. ``"keep"``: a cell of a line stays in
        it, so resistant cells that were there on day 0, became persisters on the drug and come
        back are pre-existing; only a switch out of the first clone founds a line, as resistance
        that comes without a mutation. ``"found"``: every switch founds a line anew.
    """

    switches: str = field(default="keep", kw_only=True)

    def __post_init__(self):
        super().__post_init__()
        of = f"switches of {type(self).__name__}"
        checks.one_of(of, self.switches, ("keep", "found"), "word", "words")

    @property
    def follow(self) -> Follow:  # type: ignore[override]
        """What is followed of where cells came from."""
        return Follow(0, self.switches)


@dataclass(frozen=True)
class Lineages(Origins):
    """Keep also every lineage: the descendants of one founder, with its day and size over time.

    Adds to the data ``lineage_day`` (arm, patient, founded, lineage), the day on which each was
    founded (before treatment: negative; to within a third of the engine's step), and
    ``lineage_cells`` (arm, patient, time, founded, lineage). The axis `founded` has the clones that
    a transition leads to; lineages stand in order of appearance. A lineage is followed if it has a
    cell at the end of the step in which it was founded. Which are followed does not depend on
    `every`. A cell that switches out of its clone is no longer counted in its lineage; it keeps
    its origin (`switches`).

    Parameters
    ----------
    every : float, optional
        Of the curves, as in `Visits`.
    most : int
        Most lineages of a patient and clone that are followed one by one, in order of appearance;
        before treatment the places of those that died out are used again. The rest is counted in
        `founders` and in the clone's cells only.
    switches : {"keep", "found"}
        As in `Origins`.
    """

    most: int = 20

    def __post_init__(self):
        super().__post_init__()
        object.__setattr__(self, "most", checks.whole("most of Lineages", self.most, 1, 10_000))

    @property
    def follow(self) -> Follow:  # type: ignore[override]
        """What is followed of where cells came from."""
        return Follow(self.most, self.switches)


@dataclass(frozen=True)
class Endpoints:
    """Keep no curves: only one value per patient of everything that has one. For millions.

    Parameters
    ----------
    scans : bool
        Whether to keep what every scan showed; few numbers, and enough for `sim.plots.spider`.
    """

    scans: bool = False

    def __post_init__(self):
        object.__setattr__(self, "scans", checks.yes_or_no("scans of Endpoints", self.scans))

    @property
    def keeps_scans(self) -> bool:
        """Whether what every scan showed is kept."""
        return self.scans

    follow: ClassVar[Follow | None] = None

    def times(self, visit_days: np.ndarray, horizon: float) -> np.ndarray:
        """Return the days on which curves are kept: none, an empty array."""
        return np.empty(0)


Recorder = Visits | Endpoints
