"""Patients under the mean field."""

from typing import TYPE_CHECKING

import numpy as np

from sim.engines.block import Block, needed
from sim.engines.body import Body
from sim.engines.defence import of_the_living
from sim.kernels.mean_field import advance as mean_field
from sim.kernels.model import RUNNING

if TYPE_CHECKING:
    from sim.engines.mean_field import MeanField


class MeanFieldBody(Body):
    """Cells are real numbers that follow their expected rates."""

    def __init__(self, block: Block, options: "MeanField"):
        super().__init__(block, block.cells.astype(float))
        self._options = options

    def _advance(self, doses: np.ndarray, day: float, until: float) -> None:
        mean_field.advance(
            self.model, self.cells, self.state, self._concentration, doses, self._anchor, day,
            until, self._options.tolerance, kinetics=self._drugs_change(),
        )  # fmt: skip

    def _takes_numbers(self) -> bool:
        return False

    def _drugs_change(self) -> bool | None:
        return needed(self._kinetics or len(self.model.bolus) > 0)

    def _advance_defended(self, doses: np.ndarray, day: float, until: float) -> None:
        state = of_the_living(self.state)
        mean_field.advance(
            self.model, self.cells, state, self._concentration, doses, self._anchor, day,
            until, self._options.tolerance, self.defence, self.levels, self._drugs_change(),
        )  # fmt: skip
        running = self.state == RUNNING
        self.state[running] = state[running]

    def _thin(self, survival: np.ndarray, who: np.ndarray, keys: np.ndarray) -> None:
        self.cells *= np.where(who[:, None], survival, 1.0)
