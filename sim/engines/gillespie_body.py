"""Patients under Gillespie's direct method."""

from typing import TYPE_CHECKING

import numpy as np

from sim.base.errors import InputError
from sim.base.streams import day_number, fold_in
from sim.engines.at_doses import takes_room
from sim.engines.block import Block
from sim.engines.body import Body
from sim.kernels.gillespie import advance as gillespie
from sim.kernels.model import EVENTS

if TYPE_CHECKING:
    from sim.engines.defence import Part
    from sim.engines.gillespie import Gillespie


class GillespieBody(Body):
    """Cells are whole numbers, changed one event at a time."""

    def __init__(self, block: Block, options: "Gillespie"):
        super().__init__(block, block.cells.copy())
        self._options = options

    def _advance(self, doses: np.ndarray, day: float, until: float) -> None:
        gillespie.advance(
            self.model, self.cells, self.state, self._concentration, doses, self._anchor,
            fold_in(self._keys, day_number(day)), day, until, int(self._options.most_events),
        )  # fmt: skip
        self._check_events(day, until)

    def _takes_numbers(self) -> bool:
        # (as concentrations change, or where drugs take room, it finds them event by event)
        return not self._kinetics and not takes_room(self.model)

    def _run(self, part: "Part", day: float, until: float) -> None:
        gillespie.advance(
            part.model, part.cells, part.state, part.concentration, part.doses, part.anchor,
            fold_in(part.keys, day_number(day)), day, until, int(self._options.most_events),
        )  # fmt: skip

    def _advance_defended(self, doses: np.ndarray, day: float, until: float) -> None:
        super()._advance_defended(doses, day, until)
        self._check_events(day, until)

    def _check_events(self, day: float, until: float) -> None:
        if (self.state == EVENTS).any():
            raise InputError(
                f"The Gillespie engine met more than {self._options.most_events:g} events between "
                f"day {day:g} and day {until:g}: the tumour is too large for one event at a time. "
                "Use engine='jump', or sim.Gillespie(most_events=...)."
            )
