"""Adaptive therapy: the drug is paused when the tumour has shrunk and resumed when it is back."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.base.checks import Number
from sim.base.seen import Seen
from sim.regimens.compared import above, below
from sim.regimens.doses import DrugDoses, checked_dose, checked_drug, drug_names, scaled
from sim.regimens.regimen import Regimen
from sim.regimens.steps import NOTHING, give_step
from sim.regimens.threshold import ByThreshold, Threshold, threshold_words
from sim.regimens.words import dose_words


@dataclass(frozen=True)
class Adaptive(Regimen, ByThreshold):
    """Pause below a fraction of the baseline, restart above another.

    It starts on the drug. At every new result: who is on it pauses if the burden is below
    ``stop_below`` x baseline, who is off it restarts if the burden is above ``restart_above`` x
    baseline. The baseline is the first result of all. A level in the unit of what the clinic
    measures is ``sim.Absolute``: off below 4 ng/ml of PSA, on again above 10.

    Parameters
    ----------
    drug : str or mapping of drug to number
        A drug, or several with their doses.
    stop_below, restart_above : float, array (patient,), distribution, Absolute or TimesBaseline
        Fractions of the baseline, or levels in the unit of what the clinic measures.
    dose : float, array (patient,) or distribution
        Dose while on [standard doses]; it multiplies the doses of a mapping.

    References
    ----------
    Zhang, Cunningham, Brown and Gatenby (2017), Nat Commun 8:1816 (off below 0.5, on above 1).
    """

    drug: DrugDoses
    stop_below: Threshold = 0.5
    restart_above: Threshold = 1.0
    dose: Number = 1.0
    thresholds = ("stop_below", "restart_above")

    def __post_init__(self):
        set_ = object.__setattr__
        set_(self, "drug", checked_drug("Adaptive", self.drug))
        set_(self, "dose", checked_dose("dose of Adaptive", self.dose))
        self.set_thresholds()
        why = "the drug must restart at the burden at which it pauses or above."
        self.check_order("stop_below", "restart_above", why)

    @property
    def drugs(self) -> tuple[str, ...]:
        """Names of the drugs it may give."""
        return drug_names(self.drug)

    @property
    def wants_scans_every(self) -> float:
        """Four weeks: it treats by results (Zhang 2017 by a PSA each month)."""
        return 28.0

    def decide(self, seen: Seen, memory: dict[str, Any]) -> np.ndarray:
        """Return the doses from today on; see `Regimen.decide`."""
        on = memory.get("on")
        if on is None:
            on = np.ones(seen.patients, dtype=bool)
        if seen.new_result:
            stay = ~below(seen, self.stop_below)
            back = above(seen, self.restart_above)
            on = np.where(seen.arrived, np.where(on, stay, back), on)
        begin = np.equal(seen.since, 0)
        if begin.any():
            on = on | begin
        if on is not memory.get("on"):
            memory["on"], memory["at"] = on, np.where(on, np.int8(0), np.int8(NOTHING))
        return give_step(seen, memory, lambda: [scaled(self.drug, self.dose)], memory["at"])

    def describe(self) -> str:
        """Return the plan in one line."""
        return (
            f"Adaptive: {dose_words(self.drug, self.dose)}; paused when the burden is below "
            f"{threshold_words(self.stop_below)}, resumed above "
            f"{threshold_words(self.restart_above)}."
        )

    def rules(self) -> tuple[str, ...]:
        """Return the plan as a list of sentences."""
        return (
            f"Start with {dose_words(self.drug, self.dose)}.",
            f"While on it: pause when a result is below {threshold_words(self.stop_below)}.",
            f"While paused: restart when a result is above {threshold_words(self.restart_above)}.",
        )
