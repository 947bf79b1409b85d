"""Concentrations at the target, and what is left of the effects, written from `sim.model.inside`.

The balance ``uptake C = (1 + pumping) c + capacity c / (half + c)`` is solved by bracketing its
root: the right side rises with c, so there is one, between 0 and uptake C / (1 + pumping).
"""

import math
from collections.abc import Sequence
from dataclasses import replace

from sim.model import Clone, Inside, Tumour
from sim.theory.effects import Response
from sim.theory.patient import scalar


class Cell:
    """One clone's cells: what they do to each drug.

    Parameters
    ----------
    tumour : Tumour
        One patient's.
    clone : Clone
        One of its clones.
    responses : sequence of Response
        To each drug, in the order of the tumour's.
    """

    def __init__(self, tumour: Tumour, clone: Clone, responses: Sequence[Response]):
        self._responses = responses
        self._place = {name: d for d, name in enumerate(tumour.drug_names)}
        parts = [clone.inside.get(name, Inside()) for name in tumour.drug_names]
        self._uptake = [scalar("an uptake", part.uptake) for part in parts]
        self._pumps = [
            [(scalar("a pump", p.strength), self._place.get(p.inhibitor or "")) for p in part.pumps]
            for part in parts
        ]
        self._enzyme = [
            (scalar("a capacity", part.capacity), scalar("a half", part.half)) for part in parts
        ]
        self._kept = [1.0 - scalar("a repair", part.repair) for part in parts]
        self._needs = [
            [(self._place[other], scalar("a share", share)) for other, share in part.needs.items()]
            for part in parts
        ]

    def concentrations(self, outside: Sequence[float]) -> list[float]:
        """Return the concentration of each drug at its target."""
        around = [u * c for u, c in zip(self._uptake, outside, strict=True)]
        within = []
        for d, c in enumerate(around):
            out = 1.0
            for strength, e in self._pumps[d]:
                at_work = 1.0 if e is None else 1.0 - self._responses[e].fraction(around[e])
                out += strength * at_work
            within.append(_root(c, out, *self._enzyme[d]))
        return within

    def left(self, within: Sequence[float]) -> list[Response]:
        """Return the responses, their maxima lowered by repair and by second pathways."""
        return [
            replace(full, maximum=full.maximum * self.share_left(d, within))
            for d, full in enumerate(self._responses)
        ]

    def share_left(self, d: int, within: Sequence[float]) -> float:
        """Return the share of a drug's maxima that repair and second pathways leave."""
        share = self._kept[d]
        for e, needed in self._needs[d]:
            share *= 1.0 - needed + needed * self._responses[e].fraction(within[e])
        return share


def _root(arriving: float, out: float, capacity: float, half: float) -> float:
    from scipy.optimize import brentq

    if capacity == 0.0 or math.isinf(arriving):
        return arriving / out
    if arriving < 1e-300:  # far from saturation, and beyond what a logarithm can follow
        return arriving / (out + capacity / half)

    def missing(log_c: float) -> float:
        c = math.exp(log_c)
        return (out * c + capacity * c / (half + c)) / arriving - 1.0

    low, high = math.log(arriving / (out + capacity / half)), math.log(arriving / out)
    return math.exp(brentq(missing, low - 1e-9, high + 1e-9, xtol=1e-15, rtol=1e-14))
