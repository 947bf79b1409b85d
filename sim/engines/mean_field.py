"""The mean field: the expected rates as an ordinary differential equation, without chance."""

from dataclasses import dataclass

import numpy as np

from sim.base import checks
from sim.base.citations import Reference
from sim.engines.ways import COMPILED, Compiled, Python
from sim.model import Tumour
from sim.results.recorders import Follow

REFERENCES = (
    Reference(
        "Dormand JR, Prince PJ",
        1980,
        "A family of embedded Runge-Kutta formulae",
        "J Comput Appl Math 6:19",
        "10.1016/0771-050X(80)90013-3",
        "the mean-field engine: the integrator",
    ),
)


@dataclass(frozen=True)
class MeanField:
    """Clones as real numbers that follow their rates; for comparison with published ODE models.

    A clone never dies out and mutants appear as fractions of a cell: right for averages of large
    tumours, wrong for whatever hangs on a few cells.

    Parameters
    ----------
    tolerance : float
        Relative error of a step of the integrator.
    """

    tolerance: float = 1e-9

    def __post_init__(self):
        value = checks.one_number("tolerance of the mean field", self.tolerance, 1e-13, 0.1)
        object.__setattr__(self, "tolerance", value)

    def sentence(self, tumour: Tumour) -> str:
        """Say which engine this is, and why it fits."""
        return (
            "meanfield: expected rates as an ODE (Dormand-Prince 5(4)); no chance, no extinction."
        )

    def block(
        self,
        tumour: Tumour,
        patients: np.ndarray,
        seed: int,
        follow: Follow | None = None,
        way: Compiled | Python = COMPILED,
    ):
        """Return the block of these patients on day 0; growth from one cell is by chance."""
        from sim.engines.block import make_block

        return make_block(tumour, patients, seed, tolerance=1e-3, exact=False, way=way)

    def body(self, block):
        """Return the block's patients at the start of an arm."""
        from sim.engines.mean_field_body import MeanFieldBody

        return MeanFieldBody(block, self)
