"""The immune system's rates, written from `sim.model.immune`: an independent witness."""

from typing import Any

import numpy as np

from sim.model import Inhibition, Tumour
from sim.theory.patient import scalar


class ImmuneRates:
    """Effector cells, suppressor cells and the killing of each clone.

    Parameters
    ----------
    tumour : Tumour
        One patient, with an immune system.
    """

    def __init__(self, tumour: Tumour):
        assert tumour.immune is not None
        self._tumour, self._immune = tumour, tumour.immune
        named = self._immune.visible
        self._visible = np.array(
            [
                self._number(named.get(c.name, 1.0)) * self._number(named.get(c.site or "", 1.0))
                for c in tumour.clones
            ]
        )

    def start(self, cells: np.ndarray) -> np.ndarray:
        """Return (effectors, suppressors) on day 0 beside these cells (clone,)."""
        immune, suppressors = self._immune, self._immune.suppressors
        effectors = immune.start
        if effectors is None:
            effectors = self._number(immune.supply) / self._number(immune.decay)
        if suppressors is None:
            return np.array([self._number(effectors), 0.0])
        there = suppressors.start
        if there is None:
            total, half = cells.sum(), self._number(suppressors.half_recruitment)
            called = self._number(suppressors.recruitment) * total / (half + total)
            there = called / self._number(suppressors.decay)
        return np.array([self._number(effectors), self._number(there)])

    def slopes(
        self, cells: np.ndarray, levels: np.ndarray, concentrations: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """Return d (effectors, suppressors) / dt and the killing (clone,), all per day."""
        v, total, (effectors, suppressors) = self._immune, cells.sum(), levels
        open_ = 1.0 - self._blocked(v.checkpoint, concentrations)
        growth = self._number(v.recruitment) * total / (self._number(v.half_recruitment) + total)
        loss = self._number(v.exhaustion) * open_ * total + self._number(v.decay)
        killing = self._number(v.killing) * effectors / (1.0 + total / self._number(v.saturation))
        change = self._number(v.supply) + (growth - loss) * effectors
        if v.suppressors is None:
            return np.array([change, 0.0]), killing * self._visible
        s = v.suppressors
        called = total / (self._number(s.half_recruitment) + total)
        gained = self._number(s.recruitment) * called - self._number(s.decay) * suppressors
        active = (1.0 - self._blocked(s.inhibitor, concentrations)) * suppressors
        killing = killing / (1.0 + active / self._number(s.half_effect))
        return np.array([change, gained]), killing * self._visible

    def _blocked(self, drug: str | None, concentrations: np.ndarray) -> float:
        if drug is None:
            return 0.0
        place = self._tumour.drug_names.index(drug)
        effect = self._tumour.drugs[place].effect
        assert isinstance(effect, Inhibition)
        x = (concentrations[place] / self._number(effect.ec50)) ** self._number(effect.slope)
        return self._number(effect.maximum) * x / (1.0 + x)

    @staticmethod
    def _number(value: Any) -> float:
        return scalar("a number of the immune system", value)
