"""Gillespie's direct method: one event at a time, exact for everything."""

from dataclasses import dataclass

import numpy as np

from sim.base import checks
from sim.base.citations import Reference
from sim.engines.ways import COMPILED, Compiled, Python
from sim.model import Tumour
from sim.results.recorders import Follow

REFERENCES = (
    Reference(
        "Gillespie DT",
        1977,
        "Exact stochastic simulation of coupled chemical reactions",
        "J Phys Chem 81:2340",
        "10.1021/j100540a008",
        "the Gillespie engine: the direct method",
    ),
)


@dataclass(frozen=True)
class Gillespie:
    """Every birth, death, mutation and switch as an event: the referee for small tumours.

    Parameters
    ----------
    most_events : float
        Events of one patient between two visits beyond which it gives up with an error, because
        the time it takes grows with the number of cells.
    """

    most_events: float = 1e9

    def __post_init__(self):
        value = checks.one_number(
            "most_events of the Gillespie engine", self.most_events, 1.0, 1e15
        )
        object.__setattr__(self, "most_events", value)

    def sentence(self, tumour: Tumour) -> str:
        """Say which engine this is, and why it fits."""
        if tumour.immune is not None:
            return (
                "gillespie: every event of tumour cells by the direct method; effector cells "
                "follow their rates, and their killing is averaged over steps with an error below "
                "1e-4."
            )
        return "gillespie: every event by the direct method, exact for everything in the model."

    def block(
        self,
        tumour: Tumour,
        patients: np.ndarray,
        seed: int,
        follow: Follow | None = None,
        way: Compiled | Python = COMPILED,
    ):
        """Return the block of these patients on day 0; growth draws every clone exactly."""
        from sim.engines.block import make_block

        return make_block(tumour, patients, seed, tolerance=1e-4, exact=True, way=way)

    def body(self, block):
        """Return the block's patients at the start of an arm."""
        from sim.engines.gillespie_body import GillespieBody

        return GillespieBody(block, self)
