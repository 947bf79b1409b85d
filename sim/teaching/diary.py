"""How the patient of the game feels, from scan to scan."""

from collections.abc import Mapping

import numpy as np

from sim.teaching import mystery
from sim.teaching.score import Score


class Diary:
    """What a patient of the game says at every visit.

    Attributes
    ----------
    now : Score
        What became of the patient until today.
    """

    def __init__(self):
        self.now = Score(0, 0, "alive", 0)
        self._before: list[Score] = []
        self._effects = mystery.TOXICITY.open(mystery.DRUGS, [None] * len(mystery.DRUGS), 1)

    def write(self, now: Score, doses: Mapping[str, float]) -> None:
        """Write down what became of the patient, who got these doses since the visit before."""
        self._before.append(self.now)
        self.now = now
        given = np.array([[doses[drug] for drug in mystery.DRUGS]])
        self._effects.follow(given, mystery.SCAN_EVERY)

    def felt(self) -> np.ndarray:
        """Return what a day was worth on average in every period (period,), 0 to 1."""
        scores = [*self._before, self.now]
        well = np.diff([score.days_well for score in scores])
        days = np.diff([score.last_day for score in scores])
        return np.minimum(well / np.maximum(days, 1), 1.0)

    def words(self) -> str:
        """Return how the patient feels, in one sentence."""
        if not self._before:
            return "Nothing was given yet."
        grade = float(self._effects.worst[0])
        word = mystery.GRADES[min(int(grade + 0.5), len(mystery.GRADES) - 1)]
        last = " in the last days" if self.now.ending == "died" else ""
        return (
            f"Side effects{last}: {word} (grade {grade:.1f}). A day was worth "
            f"{100 * self.felt()[-1]:.0f} % of a healthy one since the scan before; "
            f"{self.now.days_well} days well so far."
        )
