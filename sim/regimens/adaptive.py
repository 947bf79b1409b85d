"""Adaptive therapy: the drug is paused when the tumour has shrunk and resumed when it is back."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.base import checks
from sim.base.checks import Number
from sim.base.drawn import is_distribution
from sim.base.errors import InputError
from sim.base.seen import Seen
from sim.regimens.compared import above, below
from sim.regimens.doses import DrugDoses, checked_dose, checked_drug, drug_names, scaled
from sim.regimens.regimen import Regimen
from sim.regimens.steps import NOTHING, give_step
from sim.regimens.words import dose_words, number_words

FRACTION_HINT = "It is a fraction of the baseline: 0.5 is half of it, not a percentage."


@dataclass(frozen=True)
class Adaptive(Regimen):
    """Pause below a fraction of the baseline, restart above another.

    It starts on the drug. At every new result: who is on it pauses if the burden is below
    ``stop_below`` x baseline, who is off it restarts if the burden is above ``restart_above`` x
    baseline. The baseline is the first result of all.

    Parameters
    ----------
    drug : str or mapping of drug to number
        A drug, or several with their doses.
    stop_below, restart_above : float, array (patient,) or distribution
        Fractions of the baseline.
    dose : float, array (patient,) or distribution
        Dose while on [standard doses]; it multiplies the doses of a mapping.

    References
    ----------
    Zhang, Cunningham, Brown and Gatenby (2017), Nat Commun 8:1816 (off below 0.5, on above 1).
    """

    drug: DrugDoses
    stop_below: Number = 0.5
    restart_above: Number = 1.0
    dose: Number = 1.0

    def __post_init__(self):
        set_ = object.__setattr__
        set_(self, "drug", checked_drug("Adaptive", self.drug))
        set_(self, "dose", checked_dose("dose of Adaptive", self.dose))
        for word in ("stop_below", "restart_above"):
            what, value = f"{word} of Adaptive", getattr(self, word)
            value = checks.number(what, value, 0.0, 10.0, above=True, hint=FRACTION_HINT)
            set_(self, word, value)
        if is_distribution(self.stop_below) or is_distribution(self.restart_above):
            return
        if np.any(np.less(self.restart_above, self.stop_below)):
            raise InputError(
                f"Adaptive has restart_above={self.restart_above}, which is below "
                f"stop_below={self.stop_below}; the drug must restart at the burden at which it "
                "pauses or above."
            )

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
            on = np.where(on, stay, back)
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
            f"{number_words(self.stop_below)} x baseline, resumed above "
            f"{number_words(self.restart_above)} x baseline."
        )

    def rules(self) -> tuple[str, ...]:
        """Return the plan as a list of sentences."""
        return (
            f"Start with {dose_words(self.drug, self.dose)}.",
            f"While on it: pause when a result is below {number_words(self.stop_below)} x "
            "baseline.",
            f"While paused: restart when a result is above {number_words(self.restart_above)} x "
            "baseline.",
        )
