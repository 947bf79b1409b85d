"""The jump engine: from visit to visit in one step, whatever the number of cells."""

from dataclasses import dataclass

import numpy as np

from sim.base import checks
from sim.base.citations import Reference
from sim.engines.ways import COMPILED, Compiled, Python
from sim.model import Exponential, Tumour
from sim.results.recorders import Follow

REFERENCES = (
    Reference(
        "Kendall DG",
        1948,
        "On the generalized birth-and-death process",
        "Ann Math Stat 19:1",
        "10.1214/aoms/1177730285",
        "the jump engine: the exact law of a clone between two moments",
    ),
)


@dataclass(frozen=True)
class Jump:
    """Births and deaths between visits by their exact law; the default.

    Parameters
    ----------
    tolerance : float
        Largest relative error that a step may make where switching or crowding is split from
        births and deaths; steps are chosen for it. Plain births, deaths and mutations need none.
    exact : bool
        Draw large clones by their exact law too, not by their first four cumulants (the default's
        Kolmogorov distance to the exact law is below 5e-7 a draw).
    """

    tolerance: float = 1e-3
    exact: bool = False

    def __post_init__(self):
        value = checks.one_number("tolerance of the jump engine", self.tolerance, 1e-9, 0.1)
        object.__setattr__(self, "tolerance", value)
        exact = checks.yes_or_no("exact of the jump engine", self.exact)
        object.__setattr__(self, "exact", exact)

    def one_step(self, tumour: Tumour) -> bool:
        """Tell whether no smaller steps than from visit to visit are needed."""
        exponential = isinstance(tumour.growth, Exponential)
        return exponential and not tumour.switches and tumour.immune is None

    def sentence(self, tumour: Tumour) -> str:
        """Say which engine this is, and why it fits."""
        clones = "every clone exactly" if self.exact else "small clones exactly, large ones to 5e-7"
        steps = "no smaller steps than visits are needed"
        if not self.one_step(tumour):
            steps = (
                f"steps inside visits are chosen to hold the error of each below {self.tolerance:g}"
            )
        if tumour.immune is not None:
            steps = (
                "given the level of the effector cells, whose killing is averaged over steps that "
                f"are chosen to hold the error of each below {self.tolerance:g}"
            )
        return f"jump: births, deaths and mutations by their exact law ({clones}); {steps}."

    def block(
        self,
        tumour: Tumour,
        patients: np.ndarray,
        seed: int,
        follow: Follow | None = None,
        way: Compiled | Python = COMPILED,
    ):
        """Return the block of these patients on day 0."""
        from sim.engines.block import make_block

        return make_block(tumour, patients, seed, self.tolerance, self.exact, follow, way)

    def body(self, block):
        """Return the block's patients at the start of an arm."""
        from sim.engines.jump_body import JumpBody

        return JumpBody(block, self)
