"""Adaptive therapy that changes the dose: more when the tumour grew, less when it shrank."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.base import checks
from sim.base.checks import Number
from sim.base.drawn import is_distribution
from sim.base.errors import InputError
from sim.base.resolve import check_equally_long
from sim.base.seen import Seen
from sim.regimens.compared import below
from sim.regimens.doses import DrugDoses, checked_dose, checked_drug, drug_names, scaled
from sim.regimens.regimen import Regimen
from sim.regimens.threshold import ByThreshold, Threshold, threshold_words
from sim.regimens.words import dose_words, number_words


@dataclass(frozen=True)
class AdaptiveDose(Regimen, ByThreshold):
    """The dose follows the tumour, result by result.

    It starts at the dose `start`. At every new result after that, in this order:

    1. who was not paused: if the burden is above (1 + tolerance) x the result before, the dose
       is multiplied by (1 + step), up to `highest`; if it is below (1 - tolerance) x the result
       before, by (1 - step), down to `lowest`; otherwise it stays;
    2. if the burden is below ``pause_below`` x baseline, nothing is given until a result is not;
       the dose then goes on where it was.

    Parameters
    ----------
    drug : str or mapping of drug to number
        A drug, or several with their doses, which the dose multiplies.
    step : float, array (patient,) or distribution
        Relative change of the dose, above 0 and below 1.
    tolerance : float, array (patient,) or distribution
        Relative change of the burden between two results that leaves the dose alone.
    pause_below : float, array (patient,), distribution, Absolute or TimesBaseline
        Fraction of the baseline (the first result of all), or a level in the unit of what the
        clinic measures, below which nothing is given; 0 is never.
    start, highest, lowest : float, array (patient,) or distribution
        First, largest and smallest dose [standard doses].

    References
    ----------
    In the manner of the dose-adjusting arm of Enriquez-Navas et al. (2016), Sci Transl Med
    8:327ra24, and of Gatenby et al. (2009), Cancer Res 69:4894; the numbers are arguments, and
    this is not a reproduction of their experiments.
    """

    drug: DrugDoses
    step: Number = 0.5
    tolerance: Number = 0.2
    pause_below: Threshold = 0.5
    start: Number = 1.0
    highest: Number = 1.0
    lowest: Number = 0.0
    thresholds = ("pause_below",)

    def __post_init__(self):
        set_ = object.__setattr__
        set_(self, "drug", checked_drug("AdaptiveDose", self.drug))
        fraction = "It is a fraction: 0.5 is 50 %."
        self._check("step", 1.0, above=True, hint=fraction)
        self._check("tolerance", 1.0, hint=fraction)
        self.set_thresholds(above=False)
        for word in ("start", "highest", "lowest"):
            set_(self, word, checked_dose(f"{word} of AdaptiveDose", getattr(self, word)))
        bounds = (self.lowest, self.start, self.highest)
        if any(is_distribution(x) for x in bounds):
            return
        words = ("start", "highest", "lowest")
        check_equally_long({f"{word} of AdaptiveDose": getattr(self, word) for word in words})
        if np.any(np.less(self.start, self.lowest) | np.greater(self.start, self.highest)):
            raise InputError(
                f"AdaptiveDose starts at {self.start}, which is not between lowest={self.lowest} "
                f"and highest={self.highest}."
            )

    @property
    def drugs(self) -> tuple[str, ...]:
        """Names of the drugs it may give."""
        return drug_names(self.drug)

    @property
    def wants_scans_every(self) -> float:
        """Four weeks: it treats by results, as `Adaptive`."""
        return 28.0

    def decide(self, seen: Seen, memory: dict[str, Any]) -> np.ndarray:
        """Return the doses from today on; see `Regimen.decide`."""
        begin = np.equal(seen.since, 0)
        if not memory:
            memory["full"] = seen.give(scaled(self.drug))
            memory["dose"] = memory["before"] = np.full(seen.patients, np.nan)
            memory["paused"] = np.zeros(seen.patients, dtype=bool)
        elif not seen.new_result and not begin.any():
            return memory["doses"]
        if seen.new_result:
            self._adjust(seen, memory)
        if begin.any():
            memory["dose"] = np.where(begin, self.start, memory["dose"])
            memory["before"] = np.where(begin, seen.burden, memory["before"])
            memory["paused"] = memory["paused"] & ~begin
        given = np.where(memory["paused"], 0.0, memory["dose"])
        memory["doses"] = given[:, None] * memory["full"]
        memory["doses"].flags.writeable = False
        return memory["doses"]

    def describe(self) -> str:
        """Return the plan in one line."""
        return f"AdaptiveDose: {dose_words(self.drug)}, the dose following the burden."

    def rules(self) -> tuple[str, ...]:
        """Return the plan as a list of sentences."""
        number, tolerance = number_words, number_words(self.tolerance)
        return (
            f"Start with {dose_words(self.drug, self.start)}.",
            f"When a result is more than {tolerance} x above the one before: raise the dose by "
            f"{number(self.step)} of itself, up to {number(self.highest)} standard doses.",
            f"When it is more than {tolerance} x below: lower the dose by {number(self.step)} of "
            f"itself, down to {number(self.lowest)}.",
            f"While results are below {threshold_words(self.pause_below)}: nothing.",
        )

    def _adjust(self, seen: Seen, memory: dict[str, Any]) -> None:
        dose, before, paused = memory["dose"], memory["before"], memory["paused"]
        came = seen.arrived
        more = came & ~paused & (seen.burden > (1.0 + self.tolerance) * before)
        less = came & ~paused & (seen.burden < (1.0 - self.tolerance) * before)
        dose = np.where(more, np.minimum(dose * (1.0 + self.step), self.highest), dose)
        memory["dose"] = np.where(less, np.maximum(dose * (1.0 - self.step), self.lowest), dose)
        memory["before"] = np.where(came, seen.burden, before)
        memory["paused"] = np.where(came, below(seen, self.pause_below), paused)

    def _check(self, word: str, high: float, **more) -> None:
        value = checks.number(f"{word} of AdaptiveDose", getattr(self, word), 0.0, high, **more)
        object.__setattr__(self, word, value)
