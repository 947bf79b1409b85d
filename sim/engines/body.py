"""The patients of one block under one arm: cells and drugs, moving on from visit to visit."""

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

import numpy as np

from sim.base.boluses import Boluses
from sim.base.streams import day_number, fold_in
from sim.engines.at_doses import at_doses, hangs_on_doses
from sim.engines.block import Block
from sim.engines.boluses import of_each_patient, with_boluses
from sim.engines.several import as_given, boluses_as_given
from sim.kernels.model import DECAY, RUNNING, Model, width

SOON = 1e-9
"""Two moments closer than this [days] are one, as in `sim.kernels.rates.exposure`."""

if TYPE_CHECKING:
    from sim.engines.defence import Part
    from sim.kernels.origins.track import Tracks


class Body(ABC):
    """Cells and drugs of a block of patients.

    Attributes
    ----------
    cells : ndarray (patient, clone)
        Now.
    state : ndarray (patient,), int8
        0 while the patient's run goes on, else why it ended (a place in `sim.results.ENDINGS`).
    worst : ndarray (1,)
        The largest relative error that has been estimated for a step so far.
    """

    def __init__(self, block: Block, cells: np.ndarray):
        long = width(block.model)
        self.model = self._plain = block.model
        self.cells = cells
        self.state = np.zeros(len(cells), dtype=np.int8)
        self._way = block.way
        self._burden: np.ndarray | None = None
        self._keys = block.keys
        self._event_keys = block.event_keys
        self.tracks: Tracks | None = None
        self.defence = block.defence
        self.worst = block.worst.copy()
        self.levels = None if block.levels is None else block.levels.copy()
        self._concentration = np.zeros((1, long))
        if block.there is not None:
            self._concentration[0, : len(block.there)] = block.there
        self._anchor = np.zeros((1, long))
        self._given_as = block.given_as
        self._boluses: Boluses | None = None
        self._once: Boluses | None = None
        self._of_each: Model | None = None
        self._kinetics = bool((block.model.drug[:, :, DECAY] > 0).any())
        self._hangs_on_doses = hangs_on_doses(block.model)

    def take(self, boluses: Boluses | None) -> None:
        """Take what is given once from this visit to the next, besides the doses of `advance`."""
        if boluses is None and self._boluses is None:
            return
        self._once = boluses
        self._boluses = boluses = boluses_as_given(boluses, self._given_as)
        own = boluses is not None and len(boluses.of) > 2
        if own and self._of_each is None:
            self._of_each = of_each_patient(self._plain, len(self.cells))
        plain = self._of_each if own and self._of_each is not None else self._plain
        self.model = with_boluses(plain, boluses)

    def in_force(self, doses: np.ndarray) -> np.ndarray:
        """Return doses (patient or 1, drug) with those given once, as their mean."""
        return doses if self._once is None else doses + self._once.in_force

    def burden(self) -> np.ndarray:
        """Return all cells (patient,) of each patient."""
        if self._burden is None:
            self._burden = _added(self.cells)
        return self._burden

    def concentration(self, doses: np.ndarray, day: float) -> np.ndarray:
        """Return the concentrations (patient or 1, drug) just after the doses of this day."""
        if not self._kinetics:
            return doses
        given = as_given(doses, self._given_as)
        now = self._just_after(given, day, self._concentration, self._anchor)
        return now[:, : doses.shape[1]]

    def concentration_later(self, doses: np.ndarray, day: float, later: float) -> np.ndarray:
        """Return them just after the doses of a day on which nobody is seen, without going there.

        Drugs follow from what is given; they need no random number.
        """
        if not self._kinetics:
            return doses
        drugs = doses.shape[1]
        doses = np.array(as_given(doses, self._given_as), dtype=float, order="C")
        rows = max(len(self._anchor), self._rows(doses))
        state = self._concentration, self._anchor
        level, anchor = (np.tile(a, (rows // len(a), 1)) for a in state)
        self._way.run("immune.defence", "pass_drugs", self.model, day, later, level, doses, anchor)
        return self._just_after(doses, later, level, anchor)[:, :drugs]

    def _just_after(
        self, doses: np.ndarray, day: float, concentration: np.ndarray, anchor: np.ndarray
    ) -> np.ndarray:
        if self.model.body is not None:
            return self._just_after_in_bodies(doses, day, concentration, anchor)
        decay = self.model.drug[:, :, DECAY]
        often = np.rint((day - anchor) / self.model.interval)
        due = np.abs(anchor + often * self.model.interval - day) <= SOON
        given = (doses > 0) & due & (often >= 0)
        jump = decay * self.model.interval
        now = concentration
        if self._boluses is not None:
            now = np.where(self._boluses.emptied(day), 0.0, now) + jump * self._boluses.at(day)
        now = now + np.where(given, doses * jump, 0.0)
        return np.where(decay > 0, now, doses)

    def _just_after_in_bodies(
        self, doses: np.ndarray, day: float, concentration: np.ndarray, anchor: np.ndarray
    ) -> np.ndarray:
        """Return the same where drugs are absorbed, infused or shared between compartments."""
        doses = np.array(doses, dtype=float, order="C")
        rows = max(len(anchor), self._rows(doses))
        level, anchor = (np.tile(a, (rows // len(a), 1)) for a in (concentration, anchor))
        begun = day if self._boluses is None else self._boluses.day
        self._way.run("immune.defence", "give_drugs", self.model, day, begun, level, doses, anchor)
        drugs = doses.shape[1]
        return np.where(self.model.drug[:, :, DECAY] > 0, level[:, :drugs], doses)

    def advance(self, doses: np.ndarray, day: float, until: float) -> None:
        """Let time pass at these doses (patient or 1, drug), from one visit to the next."""
        # A copy of our own: numba compiles read-only arrays, as regimens return, once more.
        doses = np.array(as_given(doses, self._given_as), dtype=float, order="C")
        self._burden = None
        if self._rows(doses) > 1:
            self._give_each_its_own()
        before = self.model
        if self._hangs_on_doses and self._takes_numbers():
            self.model = at_doses(before, doses, len(self.cells), self._way)
        if self.defence is None:
            self._advance(doses, day, until)
        else:
            self._advance_defended(doses, day, until)
        self.model = before

    def _give_each_its_own(self) -> None:
        """Let each patient have concentrations of their own from now on."""
        if self._kinetics and len(self._anchor) == 1:
            self._concentration = np.repeat(self._concentration, len(self.cells), axis=0)
            self._anchor = np.repeat(self._anchor, len(self.cells), axis=0)

    def _takes_numbers(self) -> bool:
        """Tell whether its kernels take mutations and capacities as constant between visits."""
        return True

    def _rows(self, doses: np.ndarray) -> int:
        """Return how many patients have drugs of their own, 1 where all have the same."""
        return max(len(doses), len(self.model.drug), len(self.model.bolus_of) - 1)

    def advance_by_each(self, doses: np.ndarray, day: float, until: float) -> None:
        """Let time pass by each kernel that such tumours may need, so that all are compiled."""
        self.advance(doses, day, until)

    def _advance_defended(self, doses: np.ndarray, day: float, until: float) -> None:
        """Run the kernel in steps in which the killing by the immune system is constant."""
        from sim.engines.defence import Part, advance

        assert self.defence is not None
        assert self.levels is not None
        part = Part(
            self.model, self.cells, self.state, self._keys, self._concentration, doses,
            self._anchor, self.tracks, self.defence, self.levels,
        )  # fmt: skip
        error = advance(part, day, until, self._tolerance, self._run)
        self.worst[0] = max(self.worst[0], error)

    _tolerance = 1e-4

    def _run(self, part: "Part", day: float, until: float) -> None:
        """Run the kernel for some patients, whose deaths are those of `part`."""
        raise NotImplementedError

    def thin(
        self, survival: np.ndarray, who: np.ndarray, day: float, number: np.ndarray | int
    ) -> None:
        """Keep each cell with a probability, at one moment: a local treatment.

        Parameters
        ----------
        survival : ndarray (patient or 1, clone)
            Probability that a cell survives.
        who : ndarray (patient,), bool
            The patients it happens to; of these, those whose run goes on.
        day : float
            Today.
        number : int or ndarray (patient,)
            Which of the patient's treatments of the day it is; with the day, the address of the
            draws.
        """
        who = who & (self.state == RUNNING)
        self._burden = None
        keys = fold_in(fold_in(self._event_keys, day_number(day)), number)
        self._thin(np.array(survival, dtype=float, order="C"), who, keys)

    def _thin(self, survival: np.ndarray, who: np.ndarray, keys: np.ndarray) -> None:
        self._way.run("random.thin", "thin", self.cells, survival, who, keys)
        if self.tracks is not None:
            self._way.run("origins.track", "divide_thinned", self.tracks, self.cells, keys)

    def choose(self, chosen: np.ndarray) -> None:
        """Put copies of other tumours in the place of each; luck and drugs stay in their place.

        Parameters
        ----------
        chosen : ndarray (patient,), int64
            Whose tumour each patient has from now on: one with the same doses and kinetics.
        """
        self.cells[:] = self.cells[chosen]
        self.state[:] = self.state[chosen]
        if self.levels is not None:
            self.levels[:] = self.levels[chosen]
        self._burden = None

    def grids(self) -> np.ndarray:
        """Return who stands where (patient, y, x), of tumours that have places."""
        raise NotImplementedError

    def reaching(self) -> np.ndarray:
        """Return how much of what vessels carry reaches each site (patient, carried, y, x) [%]."""
        raise NotImplementedError

    @abstractmethod
    def _advance(self, doses: np.ndarray, day: float, until: float) -> None:
        """Run the kernel."""


def _added(cells: np.ndarray) -> np.ndarray:
    """Return the sum (patient,) over clones; along few columns that is ten times `sum`'s speed."""
    if cells.shape[1] > 16:
        return cells.sum(axis=1)
    if cells.shape[1] == 1:
        return cells[:, 0].copy()
    total = cells[:, 0] + cells[:, 1]
    for k in range(2, cells.shape[1]):
        total += cells[:, k]
    return total
