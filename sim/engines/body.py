"""The patients of one block under one arm: cells and drugs, moving on from visit to visit."""

from abc import ABC, abstractmethod

import numpy as np

from sim.engines.block import Block
from sim.kernels.model import DECAY

RUNNING = 0


class Body(ABC):
    """Cells and drugs of a block of patients.

    Attributes
    ----------
    cells : ndarray (patient, clone)
        Now.
    state : ndarray (patient,), int8
        0 while the patient's run goes on, else why it ended (a place in `sim.results.ENDINGS`).
    """

    def __init__(self, block: Block, cells: np.ndarray):
        drugs = block.model.kind.shape[0]
        self.model = block.model
        self.cells = cells
        self.state = np.zeros(len(cells), dtype=np.int8)
        self._keys = block.keys
        self._concentration = np.zeros((1, drugs))
        self._due = np.zeros((1, drugs))
        self._kinetics = bool((block.model.drug[:, :, DECAY] > 0).any())

    def burden(self) -> np.ndarray:
        """Return all cells (patient,) of each patient."""
        return self.cells.sum(axis=1)

    def concentration(self, doses: np.ndarray, day: float) -> np.ndarray:
        """Return the concentrations (patient or 1, drug) just after the doses of this day."""
        if not self._kinetics:
            return doses
        decay = self.model.drug[:, :, DECAY]
        given = (doses > 0) & ((self._due <= day + 1e-9) | (self._due < day))
        now = self._concentration + np.where(given, doses * decay * self.model.interval, 0.0)
        return np.where(decay > 0, now, doses)

    def advance(self, doses: np.ndarray, day: float, until: float) -> None:
        """Let time pass at these doses (patient or 1, drug), from one visit to the next."""
        # A copy of our own: numba compiles read-only arrays, as regimens return, once more.
        doses = np.array(doses, dtype=float, order="C")
        if self._kinetics and len(self._due) == 1 and max(len(doses), len(self.model.drug)) > 1:
            self._concentration = np.repeat(self._concentration, len(self.cells), axis=0)
            self._due = np.repeat(self._due, len(self.cells), axis=0)
        self._advance(doses, day, until)

    @abstractmethod
    def _advance(self, doses: np.ndarray, day: float, until: float) -> None:
        """Run the kernel."""
