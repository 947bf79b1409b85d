"""Patients under the jump engine."""

from typing import TYPE_CHECKING, Any

import numpy as np

from sim.base.streams import day_number
from sim.engines.block import Block, needed
from sim.engines.body import Body
from sim.engines.kernels import SHARE, all_of, one_by_one, side_by_side, slows_births
from sim.engines.ways import Compiled, Python
from sim.kernels.model import RUNNING, Model

if TYPE_CHECKING:
    from sim.engines.defence import Part
    from sim.engines.jump import Jump
    from sim.kernels.origins.track import Tracks


class JumpBody(Body):
    """Cells are whole numbers; patients who share rates and doses share the plan of a step.

    Where they do not, because tumours are crowded or patients differ, each has a law of their own.
    """

    def __init__(self, block: Block, options: "Jump"):
        super().__init__(block, block.cells.copy())
        self._options = options
        self._tolerance = options.tolerance
        if block.tracks is not None:
            from sim.engines.follow import on_treatment

            self.tracks = on_treatment(block.tracks)
        self._everyone = np.arange(len(self.cells))
        self._one_group = self._everyone, np.array([0, len(self.cells)])
        self._alike = _alike(self.model, len(self.cells), self._way)
        self._differ = len(self.model.clone) > 1 and _kinds(self._alike) * SHARE >= len(self.cells)
        self._parts = needed(self._kinetics), needed(len(self.model.switch_ends) > 0)
        # (whether states that are linked found mutants, which the first look tells)
        self._states_found = len(self.model.switch_ends) > 0
        self._kept: Any = None  # what intervals needed before
        self._forgets = False  # their plans are too large to be kept

    def _kernels_for(
        self, model: Model, groups: int, patients: int, tracks: "Tracks | None"
    ) -> tuple[str, ...]:
        if self._way.python or tracks is not None or len(model.bolus):
            # (a plan that is kept is one of doses that follow from a rule)
            return one_by_one(model)
        # Without half-lives a plan is made in no time.
        few = groups * SHARE >= patients if self._kinetics else self._differ
        return side_by_side(model, self._kinetics, few and not self._forgets)

    def _part(self, doses: np.ndarray) -> tuple[tuple, np.ndarray | None]:
        """Return what the kernels take of all patients, and of which states these are (`_leap`)."""
        states = self._states_of(self.model, self.cells)
        apart = []
        if states is not None and np.ptp(states) > 0:
            self._give_each_its_own()  # (each group moves the drugs of its own patients on)
            apart = [states[:, None].astype(float)]
        part = (
            self.model, self.cells, self.state, *self._groups([doses, *apart]), self._concentration,
            doses, self._anchor, self._keys,
        )  # fmt: skip
        return part, states

    def _states_of(self, model: Model, cells: np.ndarray) -> np.ndarray | None:
        """Return which plan is for each patient by the states of the cells; None if that is one."""
        if not self._states_found:
            return None
        states = np.zeros(len(cells), np.int64)
        self._states_found = self._way.run("switching.mixed", "put_states", model, cells, states)
        return states if self._states_found else None

    def _advance(self, doses: np.ndarray, day: float, until: float) -> None:
        part, states = self._part(doses)
        first = part[4]
        kernels = self._kernels_for(self.model, len(first) - 1, len(self.cells), self.tracks)
        self._kept = self._leap(kernels, part, states, day, until, self.tracks, self._kept)

    def advance_by_each(self, doses: np.ndarray, day: float, until: float) -> None:
        """Let time pass by each kernel that such tumours may need, so that all are compiled."""
        part, states = self._part(doses)
        kernels = all_of(self.model, self._kinetics, self._differ)
        if self.tracks is not None:
            kernels = one_by_one(self.model)
        for module in kernels:
            self._leap((module,), part, states, day, until, self.tracks, None)

    def _run(self, part: "Part", day: float, until: float) -> None:
        count = len(part.cells)
        everything = (
            part.model, part.cells, part.state, np.arange(count), np.arange(count + 1),
            part.concentration, part.doses, part.anchor, part.keys,
        )  # fmt: skip
        kernels = self._kernels_for(part.model, count, count, part.tracks)
        states = self._states_of(part.model, part.cells)
        self._leap(kernels, everything, states, day, until, part.tracks, None, again=False)

    def _leap(
        self,
        kernels: tuple[str, ...],
        part: tuple,
        states: np.ndarray | None,
        day: float,
        until: float,
        tracks: "Tracks | None",
        kept: Any,
        again: bool = True,
    ) -> Any:
        """Run the kernels on (model, cells, state, order, first, drugs ..., keys).

        `kept` is what intervals needed before, None if there was none; it is given back. `again`
        says whether intervals may come again.
        """
        kinetics, switching = self._parts
        how = (
            np.uint64(day_number(day)), day, until, self._options.tolerance, self._options.exact,
            self.worst, kinetics, switching, states,
        )  # fmt: skip
        if kernels == ("jump.planned",):
            kept = self._plan(part, how, kept, again)
            if kept is not None:
                return kept
            # Each is made, used and forgotten from now on, group by group: the same numbers.
            self._forgets, kernels = True, ("jump.shared",)
        if kernels == ("jump.shared",):
            together = needed(tracks is None and not self._way.python)
            self._way.run("jump.shared", "advance", *part, *how, tracks, together)
            return kept
        model, cells, state, *others = part
        left = (state == RUNNING).astype(np.int8)
        if "jump.crowded" in kernels:
            from sim.kernels.jump.crowded import new_rates

            if kept is None:
                kept = new_rates(model, len(cells) if again else 1, self._kinetics)
            rest = self._way.run(
                "jump.crowded", "advance", model, cells, state, left, *others, *how, kept
            )
            if rest == 0 or kernels == ("jump.crowded",):
                return kept
        plans = None
        if switching is not None and kinetics is not None and slows_births(model):
            from sim.kernels.jump.leveled import new_crowd_kept

            kept = new_crowd_kept(model, len(cells), again) if kept is None else kept
            # (a plan that is kept is one of doses that follow from a rule)
            plans = new_crowd_kept(model, len(cells), False) if len(model.bolus) else kept
        self._way.run(
            "jump.alone", "advance", model, cells, state, left, *others, *how, tracks, plans
        )
        return kept

    def _plan(self, part: tuple, how: tuple, kept: Any, again: bool) -> Any:
        """Run the kernel that keeps plans, with more room where a plan needs it.

        Return what is kept; None, and nobody has been advanced, if there is no room for that.
        """
        from sim.kernels.jump.planned import new_plans

        model, cells = part[:2]
        kinds = 1
        while kinds > 0:
            kept = new_plans(model, len(cells), kinds, again) if kept is None else kept
            if kept is None:
                return None
            kinds = self._way.run("jump.planned", "advance", *part, *how, kept)
            kept = None if kinds > 0 else kept
        return kept

    def _groups(self, given: list[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
        """Return (order, first): patients who share rates and what is given side by side."""
        count = len(self.cells)
        if self._alike is None or len(self.model.bolus_of) > 2:
            return self._everyone, np.arange(count + 1)
        state = self._concentration, self._anchor
        parts = [a for a in (self._alike, *given, *state) if len(a) > 1]
        if not parts:
            return self._one_group
        return _grouped(parts, count, self._way)


def _kinds(alike: np.ndarray | None) -> float:
    """Return how many different numbers patients have of `_alike`; infinite where no two share."""
    return np.inf if alike is None else np.ptp(alike) + 1


def _grouped(
    parts: list[np.ndarray], count: int, way: Compiled | Python
) -> tuple[np.ndarray, np.ndarray]:
    """Return (order, first) of the patients who agree in every number (patient, ...) of `parts`."""
    flat = np.concatenate([part.reshape(count, -1) for part in parts], axis=1)
    words = np.ascontiguousarray(flat + 0.0).view(np.uint64)
    if way.python:
        _, label, sizes = np.unique(words, axis=0, return_inverse=True, return_counts=True)
        order = np.argsort(label.ravel(), kind="stable")
        return order, np.concatenate(([0], np.cumsum(sizes)))
    order, first = np.empty(count, np.int64), np.empty(count + 1, np.int64)
    found = way.run("jump.groups", "group", words, order, first)
    return order, first[: found + 1]


def _alike(model: Model, count: int, way: Compiled | Python) -> np.ndarray | None:
    """Return a number (patient, 1) that patients with the same parameters share.

    (1, 1) where all have the same, None where no two do. The patients of one point of a sweep
    share theirs, and a plan made once for 200 of them costs a fiftieth of 200 plans.
    """
    if len(model.clone) == 1:
        return np.zeros((1, 1))
    arrays = [part for part in model if part is not None]
    of_patients = [part for part in arrays if part.dtype == float and len(part) == count]
    order, first = _grouped(of_patients, count, way)
    if len(first) == count + 1:
        return None
    alike = np.empty((count, 1))
    alike[order, 0] = np.repeat(np.arange(len(first) - 1), np.diff(first))
    return alike
