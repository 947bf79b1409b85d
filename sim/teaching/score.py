"""What became of a patient of the game: how long the life was, how good, and how it ended."""

from dataclasses import dataclass
from functools import total_ordering
from typing import TYPE_CHECKING

from sim.results import Runs
from sim.results.measures import cumulative_dose

if TYPE_CHECKING:
    import pandas as pd

ENDINGS = {1: "cured", 2: "died"}
"""What the endings of a run (`sim.results`) are called here; every other is "alive"."""


@total_ordering
@dataclass(frozen=True)
class Score:
    """What became of a patient. The better of two is the larger: ``max(scores)``.

    A cure comes first, then days alive, then days well, then the least drug.

    Parameters
    ----------
    last_day : int
        Last day alive [days]; the last of the study for who lives on.
    days_well : int
        Days alive, each counted by what it was worth, from 0 to 1 (`sim.Quality`) [days].
    ending : {"cured", "died", "alive"}
        How it ended.
    doses : int
        Given in all [standard doses].
    """

    last_day: int
    days_well: int
    ending: str
    doses: int

    def __lt__(self, other: "Score") -> bool:
        if not isinstance(other, Score):
            return NotImplemented
        return self._rank() < other._rank()

    def __str__(self) -> str:
        how = {"cured": "cured; lived to", "died": "died on", "alive": "alive on"}[self.ending]
        return f"{how} day {self.last_day}, {self.days_well} days well, {self.doses} doses"

    def _rank(self) -> tuple[bool, int, int, int]:
        return self.ending == "cured", self.last_day, self.days_well, -self.doses


def scores(runs: Runs) -> dict[str, Score]:
    """Return what became of the first patient of some runs, by arm."""
    data = runs.data.isel(patient=0)
    given = cumulative_dose(runs).isel(patient=0).values
    found = {}
    for place, arm in enumerate(runs.arms):
        ending = ENDINGS.get(int(data["ending"].values[place]), "alive")
        # who is cured lives on, after the last cell is gone
        last = runs.days if ending == "cured" else data["end_day"].values[place]
        well = data["quality_days"].values[place]
        found[arm] = Score(round(last), round(well), ending, round(given[place]))
    return found


def standings(runs: Runs) -> "pd.DataFrame":
    """Return what became of one patient under every arm, the best first (`Score`)."""
    import pandas as pd

    ranked = sorted(scores(runs).items(), key=lambda item: item[1], reverse=True)
    return pd.DataFrame(
        {
            "at the end": [score.ending for _, score in ranked],
            "last day alive": [score.last_day for _, score in ranked],
            "days well": [score.days_well for _, score in ranked],
            "doses given": [score.doses for _, score in ranked],
        },
        index=pd.Index([arm for arm, _ in ranked], name="strategy"),
    )
