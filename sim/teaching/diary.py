"""How the patient of the game feels, from scan to scan."""

from collections.abc import Mapping, Sequence

import numpy as np

from sim.results import Runs
from sim.teaching import mystery
from sim.teaching.score import scores


class Diary:
    """What a patient of the game has said until today.

    Parameters
    ----------
    runs : Runs
        The patient until today, with curves.
    decisions : sequence of mapping of drug to float
        The doses of every period.

    Attributes
    ----------
    now : Score
        What became of the patient until today.
    felt : ndarray (period,)
        What a day was worth on average in every period, 0 to 1. In the last period of a life only
        the days alive count.
    grade : float
        The worst side effect on the last day.
    """

    def __init__(self, runs: Runs, decisions: Sequence[Mapping[str, float]]):
        self.now = scores(runs)["run"]
        data = runs.data.isel(arm=0, patient=0)
        days, cells = data["time"].values, np.nan_to_num(data["burden"].values)
        effects = mystery.TOXICITY.open(mystery.DRUGS, [None] * len(mystery.DRUGS), 1)
        well, alive = np.zeros(len(decisions)), np.zeros(len(decisions))
        for visit in range(len(days) - 1):
            gap = days[visit + 1] - days[visit]
            if days[visit] >= self.now.last_day:
                break
            period = int(days[visit] // mystery.SCAN_EVERY)
            doses = np.array([[decisions[period][drug] for drug in mystery.DRUGS]])
            on, before = np.asarray((doses > 0).any(axis=1)), effects.worst
            effects.follow(doses, gap)
            ends = (cells[visit], before), (cells[visit + 1], effects.worst)
            worth = [mystery.QUALITY.worth(np.array([n]), grade, on) for n, grade in ends]
            well[period] += gap * 0.5 * (worth[0] + worth[1]).item()
            alive[period] += gap
        self.felt = well / np.maximum(alive, 1.0)
        self.grade = effects.worst.item()

    def __str__(self) -> str:
        word = mystery.GRADES[min(int(self.grade + 0.5), len(mystery.GRADES) - 1)]
        last = " in the last days" if self.now.ending == "died" else ""
        return (
            f"Side effects{last}: {word} (grade {self.grade:.1f}). A day was worth "
            f"{100 * self.felt[-1]:.0f} % of a healthy one since the scan before; "
            f"{self.now.days_well} days well so far."
        )
